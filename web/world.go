package web

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"sync"

	"tradeofflab/advisor"
	"tradeofflab/course"
	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/sqlengine"
)

// World lets the course see simulations and assignments through functions, so that it imports neither. What runs for it
// ends with ctx.
func World(ctx context.Context, all sims.Catalogue, runs *sims.Runs, assignments []exercises.Exercise) course.World {
	return course.World{
		Sims: func() []string {
			var slugs []string
			for _, s := range all {
				slugs = append(slugs, s.Slug)
			}
			return slugs
		},
		Knobs: func(slug string) (defaults course.Knobs, known bool) {
			s, known := all.Find(slug)
			if !known {
				return nil, false
			}
			for _, k := range s.Knobs() {
				defaults = append(defaults, course.KnobValue{ID: k.ID, Value: k.Default})
			}
			return defaults, true
		},
		Rule: func(id string) bool {
			rules, err := advisor.Builtin()
			return err == nil && slices.ContainsFunc(rules.Rules, func(r advisor.Rule) bool { return r.ID == id })
		},
		Refuse: func(slug, knob, value string) (message, remedy string) {
			s, known := all.Find(slug)
			if !known {
				return "", ""
			}
			return refusal(s, knob, value)
		},
		Run: func(slug string, q url.Values) (course.RunResult, error) {
			s, ok := all.Find(slug)
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
			_, ok := exercises.Find(assignments, slug)
			return ok
		},
		Advised: advised,
	}
}

// builtIn is the advisor with its own rules, which the texts of the course speak of.
var builtIn = sync.OnceValues(func() (*advisor.Engine, error) {
	rules, err := advisor.Builtin()
	if err != nil {
		return nil, err
	}
	return advisor.New(rules), nil
})

// advised is the family that the advisor puts first for a workload.
func advised(workload string) (family string, err error) {
	w, err := advisor.Parse([]byte(workload))
	if err != nil {
		return "", err
	}
	engine, err := builtIn()
	if err != nil {
		return "", err
	}
	a, err := engine.Core(w)
	return a.Primary.Family, err
}

// refusal says in the words of the knob why it does not take a value, and which value near it the knob takes. Rules
// over several knobs are not asked: a lesson may give the others later.
func refusal(s sims.Sim, id, value string) (message, remedy string) {
	k := withValue(s, id, value)
	if k.Err == "" {
		return "", ""
	}
	message = "knob " + k.Err
	if got := fmt.Sprintf("%q", value); !strings.Contains(message, got) {
		message += "; got " + got
	}
	switch k.Kind {
	case sims.ChoiceKnob, sims.BoolKnob:
		return message, course.Nearest(value, k.Choices)
	case sims.IntKnob, sims.FloatKnob, sims.StepKnob:
		v, err := say.ParseNumber(value)
		if err != nil {
			return message, "write a number"
		}
		v = max(k.Min, min(k.Max, v))
		for _, near := range []float64{v, math.Round(v), math.Exp2(math.Round(math.Log2(v)))} {
			text := say.Plain(near)
			if withValue(s, id, text).Err == "" {
				return message, "nearest is " + text
			}
		}
	}
	return message, ""
}

// withValue gives a knob as it stands after it was given a value, the others at their defaults.
func withValue(s sims.Sim, id, value string) sims.Knob {
	run, _ := s.Parse(url.Values{id: {value}}) // what the knob itself refuses stands in its Err
	for _, k := range run.Knobs {
		if k.ID == id {
			return k
		}
	}
	return sims.Knob{}
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
