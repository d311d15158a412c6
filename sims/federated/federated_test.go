package federated

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"tradeofflab/sims/model"
)

// One step of federated learning, with all sites, weights by size and neither clip nor noise, is one step of gradient
// descent on all patients: through fixed point, masks and the server.
func TestOneStepIsCentral(t *testing.T) {
	for seed := range 20 {
		p := defaults
		p.Seed, p.Rounds, p.LocalEpochs, p.Clip, p.TargetEps, p.Weights, p.Dropout = seed, 1, 1, 0, 0, "size", 0
		r := Run(nil, p)
		for j := range r.model {
			if d := math.Abs(r.model[j] - r.central[j]); d > 1e-9 { // 2,000 patients × 2^−32 a site, over 2,000
				t.Errorf("seed %d: component %d is %g, on all data %g", seed, j, r.model[j], r.central[j])
			}
		}
	}
}

// Hidden by a mask or not, the model is the same to the last bit.
func TestMasksChangeNothing(t *testing.T) {
	for _, noise := range []string{"central", "distributed"} {
		p := defaults
		p.Noise, p.Threshold = noise, 51
		open := p
		open.Secure = false
		if a, b := Run(nil, p), Run(nil, open); !slices.Equal(a.model, b.model) || a.Aborted != 0 {
			t.Errorf("noise %s: masked %v, open %v", noise, a.model, b.model)
		}
	}
}

// Every key that the server asks for comes back from its shares, and an update is never longer than the clip.
func TestFirstRound(t *testing.T) {
	for seed := range 30 {
		p := defaults
		p.Seed, p.Rounds, p.Dropout = seed, 1, 20
		r := Run(nil, p)
		for _, c := range r.told.recovered {
			if !c.right && r.Aborted == 0 {
				t.Errorf("seed %d: the %s key of site %d does not come back", seed, c.kind, c.site)
			}
		}
		for k, v := range r.told.updates {
			length := 0.0
			for _, w := range v {
				length += unfixed(w) * unfixed(w)
			}
			if math.Sqrt(length) > p.Clip*(1+1e-12) {
				t.Errorf("seed %d: the vector of site %d has norm %g", seed, k, math.Sqrt(length))
			}
		}
	}
}

// Of a patient, too: with the patient as unit, taking one away moves a sum by the clip at most. 200 pairs of sites.
func TestSensitivityOfAPatient(t *testing.T) {
	p := defaults
	p.Unit = "record"
	c := newCohort(nil, p)
	rng := model.Stream(5, "models")
	always := func() bool { return true }
	for range 200 {
		s := c.sites[rng.IntN(len(c.sites))]
		w := make([]float64, p.dim()+1)
		for j := range w {
			w[j] = 3 * rng.NormFloat64()
		}
		i := rng.IntN(len(s.y))
		d := p.dim()
		less := &site{x: slices.Delete(slices.Clone(s.x), i*d, i*d+d), y: slices.Delete(slices.Clone(s.y), i, i+1)}
		a, b := make([]float64, d+1), make([]float64, d+1)
		s.clippedGradient(nil, w, a, p.Clip, always)
		less.clippedGradient(nil, w, b, p.Clip, always)
		for j := range a {
			a[j] -= b[j]
		}
		if norm(a) > p.Clip*(1+1e-9) {
			t.Errorf("one patient moves the sum by %g, clip %g", norm(a), p.Clip)
		}
	}
}

// The own exponential agrees with the library's to one part in 10^15.
func TestExponential(t *testing.T) {
	rng := model.Stream(1, "exponents")
	for range 100_000 {
		x := (rng.Float64()*2 - 1) * 700
		if got, want := exponential(x), math.Exp(x); math.Abs(got/want-1) > 1e-15 {
			t.Fatalf("e^%g = %g, want %g", x, got, want)
		}
	}
	for _, c := range [][2]float64{{0, .5}, {-1000, 0}, {1000, 1}} {
		if sigmoid(c[0]) != c[1] {
			t.Errorf("sigmoid(%g) = %g", c[0], sigmoid(c[0]))
		}
	}
}

// The area is that of counting all pairs, with ties.
func TestArea(t *testing.T) {
	rng := model.Stream(1, "scores")
	for range 200 {
		c := &cohort{}
		var s sample
		for range 1 + rng.IntN(20) {
			s.sick = append(s.sick, float64(rng.IntN(6)))
		}
		for range 1 + rng.IntN(20) {
			s.well = append(s.well, float64(rng.IntN(6)))
		}
		want := 0.0
		for _, a := range s.sick {
			for _, b := range s.well {
				switch {
				case a > b:
					want++
				case a == b:
					want += .5
				}
			}
		}
		want /= float64(len(s.sick) * len(s.well))
		if got := c.area([]float64{1, 0}, s); math.Abs(got-want) > 1e-12 {
			t.Fatalf("area %g, want %g", got, want)
		}
	}
}

// Beta(a, a) has mean 1/2 and variance 1/(4(2a + 1)). Five standard errors of 20,000 draws; the fourth moment of a
// number between 0 and 1 bounds that of the square.
func TestMixes(t *testing.T) {
	const n = 20_000
	for _, a := range []float64{.05, .3, .5, 1, 5, 100} {
		rng := model.Stream(2, fmt.Sprint(a))
		sum, square := 0.0, 0.0
		for range n {
			v := beta(rng, a) - .5
			sum, square = sum+v, square+v*v
		}
		want := 1 / (4 * (2*a + 1))
		if math.Abs(sum/n) > 5*math.Sqrt(want/n) || math.Abs(square/n-want) > 5*math.Sqrt(want/4/n) {
			t.Errorf("alpha %g: mean %.4f, variance %.4f, want 0.5 and %.4f", a, sum/n+.5, square/n, want)
		}
	}
}

// Poison under masks spoils the model; where the server sees each vector, the median does not mind, as long as sites
// are alike.
func TestPoison(t *testing.T) {
	p := defaults
	p.TargetEps, p.Byzantine, p.Alpha = 0, 30, 100
	blind := Run(nil, p)
	p.Secure, p.Aggregate = false, "median"
	seeing := Run(nil, p)
	if blind.AUC > .5 || seeing.AUC < .85 {
		t.Errorf("AUC %.3f under masks and %.3f by the median, want below 0.5 and above 0.85", blind.AUC, seeing.AUC)
	}
}
