package sandbox

import (
	"context"
	"errors"
	"testing"
	"time"

	"tradeofflab/sims/sqlengine"
)

// elsewhere stands for a server.
type elsewhere struct{ err error }

func (e elsewhere) Try(ctx context.Context, t sqlengine.Trial) (sqlengine.Tried, error) {
	if e.err == context.DeadlineExceeded {
		<-ctx.Done()
	}
	return sqlengine.Tried{Engine: "elsewhere"}, e.err
}

func TestOnEngine(t *testing.T) {
	counted := trialRequest("CREATE INDEX a ON orders (id)")
	counted.Trial.Counted = true
	broken := errors.New("no server")
	for _, tt := range []struct {
		name    string
		request Request
		err     error
		engine  string
		stop    string
		fault   bool
	}{
		{"a trial goes to the engine", trialRequest("CREATE INDEX a ON orders (id)"), nil, "elsewhere", "", false},
		{"a counted one stays", counted, nil, "SQLite", "", false},
		{"a wrong definition", trialRequest("x"), &sqlengine.Error{Cause: sqlengine.NotAnIndex, Message: "no"}, "",
			StopIndex, false},
		{"the engine is slow", trialRequest("x"), context.DeadlineExceeded, "", "", true},
		{"the engine stops by its clock", trialRequest("x"), &sqlengine.Error{Cause: sqlengine.Interrupted}, "",
			"", true},
		{"the engine is gone", trialRequest("x"), broken, "", "", true},
		{"the text is refused before", trialRequest("\x00"), broken, "", StopText, false},
		{"code goes on", honestRequest(), broken, "", "", false},
	} {
		run := onEngine{Inline{}, elsewhere{tt.err}, []time.Duration{time.Millisecond}}
		reply, err := run.Run(context.Background(), tt.request)
		if (err != nil) != tt.fault || reply.Trial != nil && reply.Trial.Engine != tt.engine || tt.engine != "" &&
			reply.Trial == nil {
			t.Errorf("%s: %+v, %v", tt.name, reply, err)
		}
		if got := reply.Stop; (got == nil) != (tt.stop == "") || got != nil && got.ID != tt.stop {
			t.Errorf("%s: stop %+v, want %q", tt.name, got, tt.stop)
		}
	}
}
