package hunt

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"strings"
	"testing"

	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

type params struct {
	N, Other int
	Way      string
}

// toy is a simulation with one fault, which only n above 900 and way "b" show.
func toy(fault func(*model.Budget) (float64, error)) sims.Sim {
	return sims.Of(sims.About{Slug: "toy", Version: "1"}, sims.Model[params, float64]{
		Defaults: params{N: 1, Other: 5, Way: "a"},
		Knobs: func(p *params) []sims.Knob {
			return []sims.Knob{sims.Int(&p.N, "n", "N", 1, 1000), sims.Int(&p.Other, "other", "Other", 0, 10),
				sims.Choice(&p.Way, "way", "Way", "a", "b")}
		},
		Cost: func(params) float64 { return 1e6 },
		Run: func(b *model.Budget, p params) (float64, error) {
			if p.N > 900 && p.Way == "b" {
				return fault(b)
			}
			return 1, nil
		},
		Takeaway: func(_ params, v float64) string { return fmt.Sprint(v) },
		Coach:    func(params, float64) string { return "" },
		Metrics:  func(_ params, v float64) []sims.Metric { return []sims.Metric{{ID: "v", Value: v}} },
		Checks: func(_ params, v float64) []sims.Check {
			return []sims.Check{sims.Within("one", "One", 1, v, 0, "", "")}
		},
		Figures: []sims.Picture[params, float64]{{ID: "f", Draw: func(params, float64) figure.Figure {
			return figure.Figure{ID: "f"}
		}}},
	})
}

// Each kind of fault is found among random settings, and shown with the two knobs that it takes.
func TestHuntFindsAndShrinks(t *testing.T) {
	calls := 0
	defer func(most float64) { mostTime = most }(mostTime)
	mostTime = 0.1
	for kind, fault := range map[Kind]func(*model.Budget) (float64, error){
		Crash:    func(*model.Budget) (float64, error) { panic("broken") },
		Encoding: func(*model.Budget) (float64, error) { return math.NaN(), nil },
		Law:      func(*model.Budget) (float64, error) { return 2, nil },
		Cost:     func(b *model.Budget) (float64, error) { b.Spend(2e8); return 1, nil },
		Time: func(*model.Budget) (float64, error) {
			for start := ProcessorSeconds(); ProcessorSeconds() < start+4*mostTime; calls++ {
			}
			return 1, nil
		},
	} {
		f, tally := Hunt(t.Context(), []sims.Sim{toy(fault)}, []Kind{kind}, 1, func(Tally) {})
		if f == nil || f.Kind != kind {
			t.Errorf("%s: found %+v after %+v", kind, f, tally)
			continue
		}
		q, _ := url.ParseQuery(f.Run.Query)
		if q.Has("other") || !q.Has("n") || q.Get("way") != "b" || !strings.HasPrefix(f.Command(), "lab sim toy --n ") {
			t.Errorf("%s: shown as %s", kind, f.Command())
		}
	}
}

// A law of chance that is off by little counts only when it is off with other seeds, too.
func TestLawsOfChance(t *testing.T) {
	type chance struct{ Seed, Bias int }
	s := sims.Of(sims.About{Slug: "toy", Version: "1"}, sims.Model[chance, float64]{
		Defaults: chance{Seed: 42},
		Knobs: func(p *chance) []sims.Knob {
			return []sims.Knob{sims.Seed(&p.Seed), sims.Int(&p.Bias, "bias", "Bias", 0, 20)}
		},
		Cost: func(chance) float64 { return 1e6 },
		Run: func(_ *model.Budget, p chance) (float64, error) {
			off := float64(p.Bias)
			if p.Seed == 7 {
				off += 11
			}
			return off, nil
		},
		Takeaway: func(chance, float64) string { return "" },
		Coach:    func(chance, float64) string { return "" },
		Metrics:  func(_ chance, v float64) []sims.Metric { return []sims.Metric{{ID: "v", Value: v}} },
		Checks: func(_ chance, v float64) []sims.Check {
			return []sims.Check{sims.Within("chance", "Chance", 0, v, 10, "", "")}
		},
	})
	for query, off := range map[string]bool{"seed=7": false, "seed=8": false, "seed=7&bias=4": false,
		"seed=7&bias=5": true, "bias=11": true, "seed=8&bias=16": true} {
		q, _ := url.ParseQuery(query)
		run, err := s.Parse(q)
		if err != nil {
			t.Fatal(err)
		}
		if f := look(t.Context(), run, []Kind{Law}, nil); (f != nil) != off {
			t.Errorf("%s: found %+v, want a finding: %v", query, f, off)
		}
	}
}

func TestHuntEndsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	f, tally := Hunt(ctx, []sims.Sim{toy(func(*model.Budget) (float64, error) { return 1, nil })}, Kinds, 1,
		func(now Tally) {
			if now.Runs == 50 {
				stop()
			}
		})
	if f != nil || tally.Runs != 50 {
		t.Errorf("found %+v in %+v, want nothing in 50 runs", f, tally)
	}
}
