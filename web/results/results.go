// Package results writes what a run shows: numbers, figures, steps, checks, a comparison and a challenge. It is a pure
// function of what is asked, so that the server and the engine in a browser give the same bytes.
package results

import (
	"context"
	"errors"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

// View is what the results of a simulation's page show: the present run A and, when one is asked for, a second run B.
type View struct {
	Sim     sims.Sim
	Knobs   []sims.Knob
	Address string // path and query as asked for, for links that keep what was typed
	Bad     bool   // some value was refused; there is no run

	Unfinished string // why a legal run has no results; "" for one that has them
	Partial    bool   // while a slider moves: only the numbers and the figures in sight
	Report     sims.Report
	Query      string // canonical query of the run
	Command    string
	B          *comparison
	Guess      *float64 // of the reader, for the number that the page asks for
	Veiled     bool     // the headline number waits for a guess
	Challenge  *sims.Attempt
	Code       *Code // a challenge in code
}

// Code names a task in code that belongs to a simulation.
type Code struct {
	Slug    string `json:"slug"`
	Title   string `json:"title"`
	Summary string `json:"summary"`
}

// Asked is what a reader asks of the page of a simulation.
type Asked struct {
	Run     sims.Run
	Query   url.Values // as typed: the knobs, b.KNOB of a second run, challenge
	Address string     // path and query
	Parts   []string   // the parts in sight, while a slider moves; nil for all
	Guess   *float64
	Code    *Code
	Explain func(error) string // says why the second run has no results; nil: then nothing has
}

// Runner makes the reports of runs for one reader. Errors are those of sims.Run.
type Runner interface {
	Report(ctx context.Context, run sims.Run) (sims.Report, error)
	// Partial gives a report without checks and with the figures that are wanted alone, or a whole one.
	Partial(ctx context.Context, run sims.Run, wanted func(id string) bool) (sims.Report, error)
	// Try judges the knobs of the query against the challenge of the run's simulation.
	Try(ctx context.Context, run sims.Run, q url.Values) (sims.Attempt, error)
}

// View makes what the page shows.
func (a Asked) View(ctx context.Context, r Runner) (View, error) {
	sim := a.Run.Sim
	v := View{Sim: sim, Knobs: a.Run.Knobs, Address: a.Address, Query: a.Run.Query, Guess: a.Guess, Code: a.Code}
	var err error
	if a.Parts != nil {
		seen := func(id string) bool { return slices.Contains(a.Parts, id) }
		if v.Report, err = r.Partial(ctx, a.Run, seen); err != nil {
			return v, err
		}
		v.Report.Figures = slices.DeleteFunc(slices.Clone(v.Report.Figures),
			func(f figure.Figure) bool { return !seen(f.ID) })
		v.Partial = true
		return v, nil
	}
	if v.Report, err = r.Report(ctx, a.Run); err != nil {
		return v, err
	}
	v.Command = command(a.Run)
	v.Veiled = sim.Predict != nil && v.Guess == nil && len(a.Query) == 0
	if v.B, err = a.compared(ctx, r, v.Report); err != nil {
		return v, err
	}
	if a.Query.Get("challenge") == "on" && sim.Challenge != nil {
		attempt, err := r.Try(ctx, a.Run, a.Query)
		if err != nil {
			return v, err
		}
		v.Challenge = &attempt
	}
	return v, nil
}

// Refused is the view of a run that was refused: what was typed and why it cannot be run.
func (a Asked) Refused(bad error) View {
	v := View{Sim: a.Run.Sim, Knobs: a.Run.Knobs, Address: a.Address, Bad: true}
	var params *sims.ParamError
	if errors.As(bad, &params) {
		MarkKnobs(v.Knobs, params)
	}
	return v
}

// MarkKnobs shows errors that concern several knobs at the one to change.
func MarkKnobs(knobs []sims.Knob, e *sims.ParamError) {
	for _, f := range e.Fields {
		for i := range knobs {
			if knobs[i].ID == f.Knob && knobs[i].Err == "" {
				knobs[i].Err = f.Message
			}
		}
	}
}

// HTML is what takes the place of the results of the page, or of its parts in sight.
func (v View) HTML() templ.Component {
	if v.Partial {
		return part(v)
	}
	return whole(v)
}
