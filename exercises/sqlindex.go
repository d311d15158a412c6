package exercises

import (
	"context"
	"errors"
	"fmt"

	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims/sqlengine"
)

// Index asks for CREATE INDEX statements. They run on a real engine over tables drawn from seeds, of which only the
// first is shown, and are judged by what the engine then does.
type Index struct {
	Queries []string `json:"queries"` // those of the visible table
	Most    int      `json:"most"`    // statements that run

	Sets    []IndexSet  `json:"-"` // the first is the visible one
	Goals   []IndexGoal `json:"-"`
	Inserts int         `json:"-"` // see sqlengine.Trial
	Counted bool        `json:"-"`
	// what to say of an answer besides its checks; nil says nothing
	Note func(t sqlengine.Tried) (note, claim string, ok bool) `json:"-"`
}

// IndexSet is one table and what is asked of it.
type IndexSet struct {
	Name string // in words: "one busy user"
	sqlengine.TrialSet
}

// IndexGoal must hold on every table.
type IndexGoal struct {
	Name string
	Want string
	Hint string
	Free bool // holds without any index too, so it earns nothing where no other goal is met
	// OK judges one table and says in words what it saw.
	OK func(s sqlengine.TriedSet) (ok bool, got string)
}

func (x *Index) grade(ctx context.Context, definitions string, at attempt) (result, error) {
	trial := &sqlengine.Trial{Definitions: definitions, Most: x.Most, Inserts: x.Inserts, Counted: x.Counted}
	for _, s := range x.Sets {
		trial.Sets = append(trial.Sets, s.TrialSet)
	}
	reply, err := at.env.Sandbox.Run(ctx, sandbox.Request{Trial: trial})
	if err != nil {
		return result{}, err
	}
	if reply.Stop != nil {
		var names []string
		for _, g := range x.Goals {
			names = append(names, g.Name)
		}
		return result{stop: reply.Stop.ID, checks: stopped(names, reply.Stop)}, nil
	}
	if reply.Trial == nil || len(reply.Trial.Sets) != len(x.Sets) {
		return result{}, errors.New("engine answered for another number of tables")
	}
	r := result{of: len(x.Goals)}
	serves := false
	for _, g := range x.Goals {
		check := x.judge(g, reply.Trial.Sets)
		r.checks = append(r.checks, check)
		if check.OK {
			r.earned++
			serves = serves || !g.Free
		}
	}
	if !serves {
		r.earned = 0
	}
	if x.Note != nil {
		if note, claim, ok := x.Note(*reply.Trial); ok {
			r.note, r.claim = note, claim
		}
	}
	return r, nil
}

// judge reports the first table on which the goal fails, or the last one.
func (x *Index) judge(g IndexGoal, sets []sqlengine.TriedSet) Check {
	check := Check{Name: g.Name, Want: g.Want, Hint: g.Hint, OK: true}
	for i, s := range sets {
		ok, got := g.OK(s)
		check.Got = fmt.Sprintf("%s: %s", x.Sets[i].Name, got)
		if !ok {
			check.OK = false
			break
		}
	}
	return check
}
