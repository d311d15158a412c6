package sims

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"tradeofflab/figure"
	"tradeofflab/sims/model"
)

// Run is a legal setting of one simulation. Only Parse makes one.
type Run struct {
	Sim   Sim
	Knobs []Knob // with their values
	// values of the knobs that differ from their default, in knob order: with the simulation, the run's name
	Query string
	Cost  float64 // stated work in nanoseconds or so of one core

	setting setting
}

// Parse reads the knobs of a run. The error is a *ParamError that names each refused value; the knobs of the run then
// carry what was typed and why it was refused, and nothing else of it may be used. Names that are no knob of s are
// ignored.
func (s Sim) Parse(q url.Values) (Run, error) { return s.ParseWithin(q, MostWork) }

// ParseWithin is Parse with another bound on the stated cost than MostWork, in nanoseconds: for one who waits at the
// command line and owns the machine. Memory is bounded through the same cost, so it grows with it.
func (s Sim) ParseWithin(q url.Values, most float64) (Run, error) {
	set, err := s.parse(q, most)
	run := Run{Sim: s, Knobs: set.knobs, Cost: set.cost, setting: set}
	if err == nil {
		run.Query = canonical(set.knobs)
	}
	return run, err
}

func canonical(knobs []Knob) string {
	var out []string
	for _, k := range knobs {
		if k.Text != k.Default {
			out = append(out, url.QueryEscape(k.ID)+"="+url.QueryEscape(k.Text))
		}
	}
	return strings.Join(out, "&")
}

// Name is what a report of the run can be kept under.
func (r Run) Name() string { return r.Sim.Slug + " " + r.Sim.Version + "?" + r.Query }

// large reports whether the run is one of those that wait for a seat.
func (r Run) large() bool { return r.Cost >= LargeWork }

// Report runs the simulation. The error is a *model.Stopped when the run was ended by ctx or by its budget.
func (r Run) Report(ctx context.Context) (Report, error) {
	b, err := r.setting.begin(ctx)
	if err != nil {
		return Report{}, err
	}
	return b.whole(ctx)
}

// Partial is Report without checks and without figures, except those wanted. All else is as Report gives it.
func (r Run) Partial(ctx context.Context, wanted func(id string) bool) (Report, error) {
	b, err := r.setting.begin(ctx)
	if err != nil {
		return Report{}, err
	}
	return b.partial(ctx, wanted)
}

// Counted is Report with the steps that the run and its report took: what its stated cost is held against.
func (r Run) Counted(ctx context.Context) (report Report, steps int64, err error) {
	b, err := r.setting.begin(ctx)
	if err != nil {
		return Report{}, 0, err
	}
	report, drawn, err := b.made(ctx, b.figures, b.checks)
	return report, b.steps + drawn, err
}

// Measure takes the clock measurements of a run on this machine; nil where the simulation has none.
func (r Run) Measure(ctx context.Context) ([]Measurement, error) { return r.setting.measure(ctx) }

// Replay replays the run against a real server, of one of Sim.Servers, at an address.
func (r Run) Replay(ctx context.Context, kind, addr string) ([]Measurement, error) {
	return r.setting.replay(ctx, kind, addr)
}

// begun is a run whose result is there and whose figures and checks are still to be made. It may be used by several
// goroutines.
type begun struct {
	head    Report
	figures []drawing
	checks  func() []Check
	steps   int64 // taken until here

	allowance float64 // steps that figures and checks may take
}

// drawing is a figure to be made.
type drawing struct {
	id   string
	draw func(*model.Budget) figure.Figure
}

func (b begun) whole(ctx context.Context) (Report, error) {
	r, _, err := b.made(ctx, b.figures, b.checks)
	return r, err
}

func (b begun) partial(ctx context.Context, wanted func(id string) bool) (Report, error) {
	var some []drawing
	for _, f := range b.figures {
		if wanted(f.id) {
			some = append(some, f)
		}
	}
	r, _, err := b.made(ctx, some, func() []Check { return nil })
	return r, err
}

// made makes figures and checks within a budget. Two figures are made at a time, which bounds the memory.
func (b begun) made(ctx context.Context, drawings []drawing, checks func() []Check) (r Report, steps int64,
	err error) {
	r = b.head
	err = model.Bounded(ctx, b.allowance, func(budget *model.Budget) error {
		r.Figures = make([]figure.Figure, len(drawings))
		var next atomic.Int64
		work := func() {
			for i := int(next.Add(1)) - 1; i < len(drawings); i = int(next.Add(1)) - 1 {
				budget.Spend(0)
				r.Figures[i] = drawings[i].draw(budget)
			}
		}
		model.Parallel(slices.Repeat([]func(){work}, min(2, max(1, len(drawings))))...)
		budget.Spend(0)
		r.Checks = checks()
		steps = budget.Spent()
		return nil
	})
	return r, steps, err
}
