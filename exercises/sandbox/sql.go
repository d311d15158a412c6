package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tradeofflab/say"
	"tradeofflab/sims/sqlengine"
)

// Engine runs trials of indexes somewhere else than in a child: on a PostgreSQL server. Its error is an
// *sqlengine.Error when the learner's definitions are wrong.
type Engine interface {
	Try(ctx context.Context, t sqlengine.Trial) (sqlengine.Tried, error)
}

// OnEngine gives an executor that runs trials of indexes on the engine, except those that only SQLite can count, and
// everything else as run does.
func OnEngine(run Executor, engine Engine) Executor { return onEngine{run, engine, walls} }

type onEngine struct {
	Executor
	engine Engine
	walls  []time.Duration
}

func (o onEngine) Run(ctx context.Context, req Request) (Reply, error) {
	if req.Trial == nil || req.Trial.Counted {
		return o.Executor.Run(ctx, req)
	}
	if s := req.refused(); s != nil {
		return Reply{Stop: s}, nil
	}
	// No index that an engine takes needs long on the small table of a trial: a trial that lasts waits for the server.
	return patiently(ctx, o.walls, func(wall time.Duration) (Reply, error) {
		limit, cancel := context.WithTimeout(ctx, wall)
		defer cancel()
		reply, err := runTrial(limit, *req.Trial, o.engine.Try)
		if err != nil && limit.Err() != nil && ctx.Err() == nil {
			return Reply{}, fmt.Errorf("%w: no answer of the SQL engine after %v", errStarved, wall)
		}
		return reply, err
	})
}

// runSQL runs a reading statement. The error says that the data or the reference broke, or that the context ended.
func runSQL(ctx context.Context, req sqlengine.Request) (Reply, error) {
	r, err := sqlengine.Run(ctx, req)
	if err != nil {
		return explainSQL(ctx, err, StopStatement)
	}
	return Reply{SQL: &r}, nil
}

// runTrial makes a learner's indexes. The error says that the data or the queries broke, that the engine itself stopped
// the trial, or that the context ended.
func runTrial(ctx context.Context, t sqlengine.Trial, try func(context.Context, sqlengine.Trial) (sqlengine.Tried,
	error)) (Reply, error) {
	r, err := try(ctx, t)
	if err != nil {
		return explainSQL(ctx, err, StopIndex)
	}
	return Reply{Trial: &r}, nil
}

// explainSQL turns an error of the engine into words. The form is the message for a statement that is not of the kind
// asked for.
func explainSQL(ctx context.Context, err error, form string) (Reply, error) {
	if ctx.Err() != nil {
		return Reply{}, ctx.Err()
	}
	var e *sqlengine.Error
	if !errors.As(err, &e) {
		return Reply{}, err
	}
	var s *Stop
	switch e.Cause {
	case sqlengine.NotOneStatement, sqlengine.NotReading, sqlengine.NotAnIndex, sqlengine.TooMany:
		s = stop(form, sentence(e.Message), 0)
	case sqlengine.Denied:
		s = stop(StopDenied, sentence(e.Message), 0)
	case sqlengine.TooManyRows:
		s = stop(StopRows, "", 0)
	case sqlengine.TooLarge:
		s = stop(StopOutput, sentence(e.Message), 0)
		if form == StopIndex {
			s = stop(StopSource, sentence(e.Message), 0)
		}
	case sqlengine.OutOfMemory:
		s = stop(StopMemory, sentence(e.Message), 0)
	case sqlengine.TooManySteps:
		s = stop(StopSteps, fmt.Sprintf("Your statement took more than %s steps of the engine and was stopped.",
			say.Int(e.Limit)), 0)
		s.Try = "Look for a join without a condition, or for a recursion that does not end."
	case sqlengine.Interrupted: // by a clock of the engine, not by a count
		return Reply{}, fmt.Errorf("%w: %w", errStarved, err)
	default:
		s = stop(StopSQL, "The engine refuses the statement: "+plain(e.Message)+".", 0)
	}
	return Reply{Stop: s}, nil
}

// maxWords is the length of a message in characters: an index that is written anew fits in.
const maxWords = 420

// sentence makes a message of the engine a sentence on one line.
func sentence(s string) string {
	words := []rune(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }), " "))
	if len(words) > maxWords {
		words = append(words[:maxWords], '…')
	}
	if len(words) > 0 && words[0] >= 'a' && words[0] <= 'z' {
		words[0] -= 'a' - 'A'
	}
	return strings.TrimRight(string(words), ".") + "."
}
