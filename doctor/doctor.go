// Package doctor looks for what keeps an installation of the lab from working, or soon will: the machine, the database
// and the settings that do not fit together. It changes nothing.
package doctor

import (
	"context"
	"fmt"
	"time"

	"tradeofflab/store"
)

// State is how bad a finding is.
type State string

// The states.
const (
	OK      State = "ok"
	Warning State = "warning" // it works, and something will go wrong or is less safe than it could be
	Wrong   State = "wrong"   // something does not work
)

// Line is what one check found.
type Line struct {
	Check  string `json:"check"`
	State  State  `json:"state"`
	Says   string `json:"says"`
	WayOut string `json:"way_out,omitempty"`
}

// Settings are those of a lab as its flags give them.
type Settings struct {
	DB         string // SQLite file or URL of a PostgreSQL
	Addr       string // where it listens
	URL        string // where it is reached, "" for not said
	WrongURL   error  // why the lab takes it for no address
	Secure     bool   // cookies are bound to https
	TLS        bool   // it speaks https itself
	Proxies    []string
	SecretFile string
	Readings   []Reading
	Serving    bool // the lab asks itself, while it serves
	Quick      bool // leave out what reads the whole database
}

// Reading is what the lab reads before it serves, by the function that the lab reads it with.
type Reading struct {
	Check, Says string
	WayOut      string
	Err         error // what keeps the lab from serving
}

func (r Reading) line() Line {
	if r.Err != nil {
		return wrong(r.Check, r.WayOut, "%v", r.Err)
	}
	return fine(r.Check, "%s", r.Says)
}

// Examine makes all checks. They end with ctx.
func Examine(ctx context.Context, s Settings, now time.Time) []Line {
	c, err := store.Inspect(ctx, s.DB, !s.Quick)
	lines := []Line{database(c, err)}
	if err == nil && !c.Missing {
		lines = append(lines, schema(c))
		if !c.Postgres && c.Checked {
			lines = append(lines, integrity(c))
		}
	}
	if !c.Postgres {
		lines = append(lines, disk(s.DB, c))
	}
	if !c.Postgres && !c.Missing {
		lines = append(lines, writers(s.DB, s.Serving), rights(s.DB))
	}
	if err == nil && !c.Missing {
		lines = append(lines, clock(c, now), work(c), overdue(c), key(c, now))
	}
	lines = append(lines, zones(c), certificates(s), temporary(), address(s), proxies(s), secret(s))
	for _, r := range s.Readings {
		lines = append(lines, r.line())
	}
	return lines
}

// Bad says whether a check found something that does not work.
func Bad(lines []Line) (n int) {
	for _, l := range lines {
		if l.State == Wrong {
			n++
		}
	}
	return n
}

func fine(check, says string, args ...any) Line {
	return Line{Check: check, State: OK, Says: fmt.Sprintf(says, args...)}
}

func warn(check, wayOut, says string, args ...any) Line {
	return Line{check, Warning, fmt.Sprintf(says, args...), wayOut}
}

func wrong(check, wayOut, says string, args ...any) Line {
	return Line{check, Wrong, fmt.Sprintf(says, args...), wayOut}
}
