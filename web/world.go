package web

import (
	"context"
	"fmt"
	"net/url"

	"tradeofflab/course"
	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/sqlengine"
)

// World lets the course see simulations and assignments through functions, so that it imports neither. What runs for it
// ends with ctx.
func World(ctx context.Context, all []sims.Sim, runs *sims.Runs, assignments []exercises.Exercise) course.World {
	find := func(slug string) (sims.Sim, bool) {
		for _, s := range all {
			if s.Slug == slug {
				return s, true
			}
		}
		return sims.Sim{}, false
	}
	return course.World{
		Sim: func(slug string) (course.SimInfo, bool) {
			s, ok := find(slug)
			if !ok {
				return course.SimInfo{}, false
			}
			info := course.SimInfo{Slug: s.Slug, Title: s.Title}
			for _, k := range s.Knobs() {
				info.Knobs = append(info.Knobs, course.KnobInfo{ID: k.ID, Kind: string(k.Kind), Label: k.Label,
					Unit: k.Unit, Default: k.Default,
					Min: k.Min, Max: k.Max, Step: k.Step, Choices: k.Choices})
			}
			return info, true
		},
		Sims: func() []string {
			var slugs []string
			for _, s := range all {
				slugs = append(slugs, s.Slug)
			}
			return slugs
		},
		Run: func(slug string, q url.Values) (course.RunResult, error) {
			s, ok := find(slug)
			if !ok {
				return course.RunResult{}, fmt.Errorf("unknown simulation %q", slug)
			}
			run, err := s.Parse(q)
			if err != nil {
				return course.RunResult{}, err
			}
			r, err := runs.Report(ctx, "", run)
			if err != nil {
				return course.RunResult{}, err
			}
			return runResult(r), nil
		},
		SQL: func(tables, rows, query string) (float64, error) {
			img, err := sqlengine.BuildSQL(tables, rows)
			if err != nil {
				return 0, fmt.Errorf("%w: %w", course.ErrRefused, err)
			}
			t, err := img.Query(ctx, query, sqlengine.QueryOptions{Keep: 1})
			if err != nil {
				return 0, err
			}
			if len(t.Rows) > 0 && len(t.Rows[0]) > 0 {
				if v, ok := t.Rows[0][0].Number(); ok {
					return v, nil
				}
			}
			return 0, fmt.Errorf("query %q gives no number", query)
		},
		Exercise: func(slug string) bool {
			for _, e := range assignments {
				if e.Slug == slug {
					return true
				}
			}
			return false
		},
	}
}

// runResult is a report as the course reads it.
func runResult(r sims.Report) course.RunResult {
	out := course.RunResult{Metrics: map[string]float64{}, Figures: map[string]figure.Figure{}}
	for _, m := range r.Metrics {
		out.Metrics[m.ID] = m.Value
	}
	for _, f := range r.Figures {
		out.Figures[f.ID] = f
	}
	return out
}
