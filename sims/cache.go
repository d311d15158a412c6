package sims

import (
	"context"
	"time"

	"github.com/maypok86/otter/v2"
)

// Runs computes runs for many askers and keeps their reports. A run is a pure function of its name, so a report never
// goes stale. Askers of one run share it; it ends when the last of them has gone, or after its patience. A large run
// waits for a seat (see Seats). Runs may be used by several goroutines.
type Runs struct {
	seats   *Seats
	reports *otter.Cache[string, Report]
	recent  *otter.Cache[string, begun] // results of runs that were looked at in part: the whole report mostly follows
	flights Flights[Report]
}

// patience is how long an asker waits for a run at most, the wait for a seat included.
const patience = 10 * time.Second

// recentRuns is how many results are kept. Those of large runs are not.
const recentRuns = 8

// NewRuns keeps reports up to a weight in all (see figure.Kind): a million takes about 30 MB. A heavier report is
// computed but not kept.
func NewRuns(weight uint64) *Runs {
	c := &Runs{seats: newSeats(), recent: otter.Must(&otter.Options[string, begun]{MaximumSize: recentRuns}),
		reports: otter.Must(&otter.Options[string, Report]{MaximumWeight: weight,
			Weigher: func(_ string, r Report) uint32 { return r.weight() }})}
	c.flights = Flights[Report]{Patience: patience, Kept: c.reports.GetIfPresent}
	return c
}

// Report gives the report of the run, from the cache when it is there. The report is shared: it must not be changed.
// Asker names who is served, for the limit on seats; "" is the lab itself. Errors are *model.Stopped and ErrBusy.
func (c *Runs) Report(ctx context.Context, asker string, run Run) (Report, error) {
	name := run.Name()
	return c.flights.Share(ctx, name, func(ctx context.Context) (Report, error) {
		b, ok := c.recent.GetIfPresent(name)
		if !ok || run.large() {
			leave, err := c.seat(ctx, asker, run)
			if err != nil {
				return Report{}, err
			}
			defer leave()
		}
		if !ok {
			var err error
			if b, err = run.setting.begin(ctx); err != nil {
				return Report{}, err
			}
		}
		r, err := b.whole(ctx)
		if err == nil {
			c.reports.Set(name, r)
			c.recent.Invalidate(name)
		}
		return r, err
	})
}

// Partial gives the report of the run as Run.Partial does, or the whole report when it is there. A report made in part
// is not kept: a slider passes through many runs, and the one it comes to rest at is asked for whole.
func (c *Runs) Partial(ctx context.Context, asker string, run Run, wanted func(id string) bool) (Report, error) {
	name := run.Name()
	if r, ok := c.reports.GetIfPresent(name); ok {
		return r, nil
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	b, ok := c.recent.GetIfPresent(name)
	if !ok || run.large() {
		leave, err := c.seat(ctx, asker, run)
		if err != nil {
			return Report{}, err
		}
		defer leave()
	}
	if !ok {
		var err error
		if b, err = run.setting.begin(ctx); err != nil {
			return Report{}, err
		}
		if !run.large() { // the result of a large run is large: it is not kept
			c.recent.Set(name, b)
		}
	}
	return b.partial(ctx, wanted)
}

func (c *Runs) seat(ctx context.Context, asker string, run Run) (leave func(), err error) {
	if !run.large() {
		return func() {}, nil
	}
	return c.seats.take(ctx, asker)
}

// Len is about how many reports are kept.
func (c *Runs) Len() int { return c.reports.EstimatedSize() }

// weight counts what takes memory in a report.
func (r Report) weight() uint32 {
	n := 100 + len(r.Metrics) + len(r.Checks)
	figures := r.Figures
	if r.Story != nil {
		n += len(r.Story.Events)
		if r.Story.Figure != nil {
			figures = append(figures[:len(figures):len(figures)], *r.Story.Figure)
		}
	}
	for _, f := range figures {
		n += f.Weight()
	}
	return uint32(n)
}
