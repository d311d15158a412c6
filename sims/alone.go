package sims

import (
	"context"
	"net/url"
)

// Alone makes reports for one asker who has the machine to himself, one after the other. It keeps the result of the
// last run, since a slider asks for a run in part first and for the whole when it rests.
type Alone struct {
	name string
	last begun
}

// Report is Run.Report.
func (a *Alone) Report(ctx context.Context, run Run) (Report, error) {
	b, err := a.begin(ctx, run)
	if err != nil {
		return Report{}, err
	}
	return b.whole(ctx)
}

// Partial is Run.Partial.
func (a *Alone) Partial(ctx context.Context, run Run, wanted func(id string) bool) (Report, error) {
	b, err := a.begin(ctx, run)
	if err != nil {
		return Report{}, err
	}
	return b.partial(ctx, wanted)
}

// Try is Sim.Try.
func (a *Alone) Try(ctx context.Context, run Run, q url.Values) (Attempt, error) {
	return run.Sim.Try(ctx, q)
}

func (a *Alone) begin(ctx context.Context, run Run) (begun, error) {
	if a.name == run.Name() {
		return a.last, nil
	}
	b, err := run.setting.begin(ctx)
	if err != nil {
		return b, err
	}
	a.name, a.last = run.Name(), b
	return b, nil
}
