package stampede

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// legal gives the parameters of a setting, if they are within the bounds of a run.
func legal(q url.Values) (Params, bool) {
	var read Params
	s := sims.Of(about, sims.Model[Params, Result]{Defaults: defaults, Knobs: knobs, Valid: valid,
		Cost: func(p Params) float64 { read = p; return cost(p) }})
	_, err := s.Parse(q)
	return read, err == nil
}

// extreme sets knobs of the hot key at one of their ends, anywhere between, or anywhere by their logarithm: few in some
// draws, nearly all in others.
func extreme(rng *rand.Rand) url.Values {
	q, share := url.Values{"keys": {"1"}}, rng.Float64()
	for _, k := range Sim.Knobs() {
		if k.ID == "keys" || k.ID == "key_query_ms" || k.ID == "load_pct" || rng.Float64() > share {
			continue
		}
		switch {
		case len(k.Choices) > 0:
			q.Set(k.ID, k.Choices[rng.IntN(len(k.Choices))])
		case k.Kind == sims.IntKnob || k.Kind == sims.FloatKnob:
			v := k.Min + (k.Max-k.Min)*rng.Float64()
			switch at := rng.IntN(6); {
			case at < 2:
				v = []float64{k.Min, k.Max}[at]
			case at < 5 && k.Max > 100*max(k.Min, k.Step):
				low := max(k.Min, k.Step)
				v = low * math.Pow(k.Max/low, rng.Float64())
			}
			if k.Kind == sims.IntKnob {
				v = math.Round(v)
			}
			q.Set(k.ID, fmt.Sprintf("%.6g", v))
		default:
			q.Set(k.ID, []string{"on", "off"}[rng.IntN(2)])
		}
	}
	return q
}

// pileUp is a run that draws a thousand early refreshes a cycle where its database does one: it stated 0.36 s, and
// queries piled up without end.
var pileUp = url.Values{"recompute_s": {"10"}, "db_pool": {"1"}, "early": {"on"}, "beta": {"2.80862"},
	"crash": {"on"}, "crowd_s": {"600"}, "load_pct": {"92.7347"}, "cycles": {"20000"}, "seed": {"0"}}

// A run of any setting gets through its cycles within what its cost states for them, and so do those beside it.
func TestForecastHolds(t *testing.T) {
	queries := []url.Values{
		{},
		{"recompute_s": {"10"}, "db_pool": {"1"}, "early": {"on"}, "beta": {"2.80862"}, "crash": {"on"},
			"crowd_s": {"600"}, "cycles": {"200"}},
		// A short lock lets queries in faster than one connection does them.
		{"protection": {"lock_stale"}, "recompute_s": {"10"}, "ttl_s": {"1"}, "db_pool": {"1"}, "lock_ttl_s": {"0.1"},
			"cycles": {"3000"}},
		// All processes have a query in line, and each of these dies in turn.
		{"protection": {"single_flight"}, "recompute_s": {"10"}, "ttl_s": {"1"}, "db_pool": {"1"},
			"instances": {"200"}, "crash": {"on"}, "rps": {"10"}, "cycles": {"1000"}},
		// Nobody is left who takes over the lock of a dead process.
		{"protection": {"lock"}, "crash": {"on"}, "lock_ttl_s": {"60"}, "timeout_s": {"29"}, "crowd_s": {"56"}},
		// Values end while the line is worked off.
		{"db_pool": {"3"}, "ttl_s": {"1"}},
	}
	rng := model.Stream(5, "extreme settings")
	for range 600 {
		queries = append(queries, extreme(rng))
	}
	runs := 0
	for i, q := range queries {
		p, ok := legal(q)
		if !ok {
			if i < 6 {
				t.Errorf("%s is refused", q.Encode())
			}
			continue
		}
		runs++
		for _, name := range protections {
			one := p
			if name != p.Protection {
				if one = p.expiry(name); !p.compares(name) {
					continue
				}
			}
			e := newEngine(nil, one)
			most := e.left
			e.run()
			if e.left < 0 {
				t.Errorf("%s: more than the %d steps stated for %s, after %d of %d cycles", q.Encode(), most, name,
					e.out.Cycles, one.Cycles)
			}
		}
	}
	if runs < 150 {
		t.Errorf("%d of %d settings are legal, want 150", runs, len(queries))
	}
}

func TestPileUpIsRefused(t *testing.T) {
	_, err := Sim.Parse(pileUp)
	var refused *sims.ParamError
	if !errors.As(err, &refused) {
		t.Errorf("20,000 cycles of a database that falls behind: %v, want a refusal", err)
	}
}

// A run whose requests pile up beyond its forecast ends all the same, with what was counted until then.
func TestRunEndsWithItsSteps(t *testing.T) {
	e := newEngine(nil, with(func(p *Params) { p.Cycles = 20 }))
	e.left = 4_000_000
	e.run()
	if r := e.result(); e.left < -100_000 || r.Cycles == 0 || r.Cycles >= 20 {
		t.Errorf("%d cycles with %d steps left, want some of 20 and none", r.Cycles, e.left)
	}
}

// Steps stay within the stated cost for the whole run, figures included.
func TestExtremeRunsKeepToTheirCost(t *testing.T) {
	rng := model.Stream(6, "extreme settings")
	for range 60 {
		q := extreme(rng)
		run, err := Sim.Parse(q)
		if err != nil {
			continue
		}
		if _, steps, err := run.Counted(t.Context()); err != nil || float64(steps) > run.Cost {
			t.Errorf("%s states %.3g steps and takes %.3g, error %v", run.Query, run.Cost, float64(steps), err)
		}
	}
}
