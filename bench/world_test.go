package bench

import (
	"fmt"
	"net/url"

	"tradeofflab/course"
	"tradeofflab/figure"
	"tradeofflab/sims/catalogue"
)

// world lets the lesson page draw its runs.
func world() course.World {
	return course.World{Run: func(slug string, q url.Values) (course.RunResult, error) {
		sim, ok := catalogue.Find(slug)
		if !ok {
			return course.RunResult{}, fmt.Errorf("unknown simulation %q", slug)
		}
		r, err := runs.Run(sim, q)
		out := course.RunResult{Metrics: map[string]float64{}, Figures: map[string]figure.Figure{}}
		for _, m := range r.Metrics {
			out.Metrics[m.ID] = m.Value
		}
		for _, f := range r.Figures {
			out.Figures[f.ID] = f
		}
		return out, err
	}}
}
