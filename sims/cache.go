package sims

import (
	"context"
	"net/url"

	"github.com/maypok86/otter/v2"
)

// Runs keeps the reports of recent runs. A run is a pure function of its name, so a report never goes stale; a request
// for a run that is being computed waits for it instead of computing it again. It may be used by several goroutines.
type Runs struct{ cache *otter.Cache[string, Report] }

// NewRuns keeps reports of about weight figure points in all (arcs, table cells, points of series): with some 50 bytes
// each, a million is about 50 MB. A heavier report is computed but not kept.
func NewRuns(weight uint64) *Runs {
	return &Runs{otter.Must(&otter.Options[string, Report]{MaximumWeight: weight,
		Weigher: func(_ string, r Report) uint32 { return r.weight() }})}
}

// Run gives the report of s at q, from the cache when it is there. The report is shared: it must not be changed. A
// refused value gives a *ParamError and is not kept.
func (c *Runs) Run(s Sim, q url.Values) (Report, error) {
	if _, err := s.Form(q); err != nil {
		return Report{}, err
	}
	// A run that someone waits for is finished even if the first to ask has gone.
	return c.cache.Get(context.Background(), name(s, q),
		otter.LoaderFunc[string, Report](func(context.Context, string) (Report, error) { return s.Run(q) }))
}

// Glance gives the report of s at q as Sim.Glance does, or the whole report when it is there. A report made for a
// glance is not kept: a slider passes through many runs, and the one it comes to rest at is asked for whole.
func (c *Runs) Glance(s Sim, q url.Values, wanted func(id string) bool) (Report, error) {
	if _, err := s.Form(q); err != nil {
		return Report{}, err
	}
	if r, ok := c.cache.GetIfPresent(name(s, q)); ok {
		return r, nil
	}
	return s.Glance(q, wanted)
}

func name(s Sim, q url.Values) string { return s.Slug + " " + s.Version + "?" + s.Canonical(q) }

// Len is about how many reports are kept.
func (c *Runs) Len() int { return c.cache.EstimatedSize() }

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
		if f.Data != nil {
			n += len(f.Data.Rows) * len(f.Data.Columns)
		}
		if f.Table != nil {
			n += len(f.Table.Rows) * len(f.Table.Columns)
		}
		if f.Chart != nil {
			for _, s := range f.Chart.Series {
				n += 2 * len(s.X)
			}
			for _, row := range f.Chart.Heat {
				n += len(row)
			}
		}
		if f.Ring != nil {
			n += len(f.Ring.Before) + len(f.Ring.After) + len(f.Ring.Changed) + len(f.Ring.Keys)
		}
		if f.SpaceTime != nil {
			n += len(f.SpaceTime.Events) + len(f.SpaceTime.Messages)
		}
	}
	return uint32(n)
}
