package migration

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"testing"

	"tradeofflab/sims"
)

// A run takes no more steps than it states, whatever the knobs.
func TestCostHolds(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 11))
	runs := 40
	if testing.Short() {
		runs = 10
	}
	refused := 0
	for range runs {
		q := drawQuery(rng)
		run, err := Sim.Parse(q)
		if err != nil {
			refused++
			continue
		}
		_, steps, err := run.Counted(t.Context())
		if err != nil || float64(steps) > run.Cost {
			t.Errorf("%s states %.3g steps and takes %.3g: %v", run.Query, run.Cost, float64(steps), err)
		}
	}
	if refused > runs*3/4 {
		t.Errorf("%d of %d settings are refused", refused, runs)
	}
}

// drawQuery draws a few knobs anywhere in their ranges.
func drawQuery(rng *rand.Rand) url.Values {
	q := url.Values{}
	for _, k := range Sim.Knobs() {
		if rng.IntN(3) > 0 {
			continue
		}
		switch k.Kind {
		case sims.ChoiceKnob, sims.BoolKnob:
			q.Set(k.ID, k.Choices[rng.IntN(len(k.Choices))])
		case sims.IntKnob:
			v := k.Min + (k.Max-k.Min)*math.Pow(rng.Float64(), 4)
			q.Set(k.ID, fmt.Sprintf("%.0f", v))
		case sims.FloatKnob:
			q.Set(k.ID, fmt.Sprint(k.Min+(k.Max-k.Min)*math.Pow(rng.Float64(), 3)))
		}
	}
	if q.Has("hours") {
		q.Set("hours", "0")
	}
	return q
}
