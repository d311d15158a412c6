package federated

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// drawn is a legal setting drawn at random, small enough that many take seconds.
func drawn(i int) Params {
	rng := model.Stream(i, "settings")
	for {
		if p := drawOnce(rng, i); valid(p) == nil {
			return p
		}
	}
}

func drawOnce(rng *rand.Rand, i int) Params {
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	between := func(low, high float64) float64 {
		switch rng.IntN(8) {
		case 0:
			return low
		case 1:
			return high
		}
		return low + (high-low)*math.Pow(rng.Float64(), 3)
	}
	return Params{Seed: i, Clients: int(between(2, 12)), Samples: int(between(20, 60)), SizeSigma: between(0, 1.5),
		Alpha: between(.05, 100), Shift: between(0, 2), Separation: between(.5, 4), Dim: pick("2", "10"),
		Rounds: int(between(1, 7)), LocalEpochs: int(between(1, 20)), LR: between(.01, 2), Fraction: between(.05, 1),
		Sampling: pick("all", "poisson"), Unit: pick("client", "record"), Weights: pick("uniform", "uniform", "size"),
		Clip: between(0, 10), Z: between(0, 200), TargetEps: between(0, 16), Delta: between(1e-7, 1e-3),
		StepEps: between(0, 16), StepDelta: between(0, 1e-3), Noise: pick("central", "distributed"),
		Secure: rng.IntN(2) == 0, Threshold: int(between(51, 100)), Dropout: between(0, 50), Byzantine: between(0, 40),
		Aggregate: pick("mean", "mean", "trimmed", "median")}
}

// 1,000 drawn settings keep every promise: checks, numbers, words. One in twenty is drawn in full.
func TestDrawnSettings(t *testing.T) {
	draws := 400
	if testing.Short() {
		draws = 100
	}
	for i := range draws {
		p := drawn(i)
		r := Run(nil, p)
		report := sims.Report{Takeaway: takeaway(p, r), Coach: coach(p, r), Metrics: metrics(p, r),
			Checks: checks(p, r), Story: story(p, r)}
		if i%20 == 0 {
			report.Figures = figures(p, r)
		}
		hold(t, p, report)
	}
}

func figures(p Params, r Result) []figure.Figure {
	out := []figure.Figure{aucFigure(p, r), enemiesFigure(p, r), sitesFigure(p, r)}
	if r.guaranteed() {
		out = append(out, epsilonFigure(p, r))
	}
	if r.mia.Draws > 0 {
		out = append(out, attackFigure(p, r))
	}
	if len(r.told.keys) > 1 {
		out = append(out, masksFigure(p, r))
	}
	if p.sweeps() && r.guaranteed() {
		out = append(out, priceFigure(nil, p, r))
	}
	return out
}

func hold(t *testing.T, p Params, r sims.Report) {
	t.Helper()
	for _, c := range r.Checks {
		if !c.OK {
			t.Errorf("%+v: %s: got %g, want %g ± %g", p, c.Name, c.Got, c.Want, c.Tolerance)
		}
	}
	for _, m := range r.Metrics {
		if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) {
			t.Errorf("%+v: %s is %v", p, m.ID, m.Value)
		}
	}
	text := r.Takeaway + r.Coach
	for _, f := range r.Figures {
		text += f.Takeaway + f.Caption + f.Alt
	}
	for _, e := range r.Story.Events {
		text += e
	}
	for _, bad := range []string{"NaN", "%!", "Inf", " 1 sites", " 1 rounds", " 1 patients", " 1 shares"} {
		if strings.Contains(text, bad) {
			t.Errorf("%+v: says %q in %q", p, bad, text)
		}
	}
}
