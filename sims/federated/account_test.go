package federated

import (
	"math"
	"testing"

	"tradeofflab/sims/model"
)

// The accounts of 100 rounds at the textbook's noise for an epsilon of 0.5, and the noise each asks for.
func TestAccounts(t *testing.T) {
	const delta = 1e-5
	mu := 10 / 9.69
	for _, c := range []struct {
		what      string
		got, want float64
		near      float64
	}{
		{"textbook, one release", TextbookZ(.5, delta), 9.69, .005},
		{"exact, one release", ExactZ(.5, delta), 7.03, .005},
		{"exact, 10 rounds", math.Sqrt(10) * ExactZ(.5, delta), 22.2, .05},
		{"exact, 50 rounds", math.Sqrt(50) * ExactZ(.5, delta), 49.7, .05},
		{"exact, 100 rounds", 10 * ExactZ(.5, delta), 70.3, .05},
		{"zCDP, 1 round", ConcentratedZ(1, .5, delta), 9.70, .005},
		{"zCDP, 10 rounds", ConcentratedZ(10, .5, delta), 30.67, .05},
		{"zCDP, 50 rounds", ConcentratedZ(50, .5, delta), 68.59, .05},
		{"zCDP, 100 rounds", ConcentratedZ(100, .5, delta), 97.0, .05},
		{"zCDP, 100 rounds, 8", ConcentratedZ(100, 8, delta), 6.90, .005},
		{"exact, 100 rounds, 8", 10 * ExactZ(8, delta), 6.00, .005},
		{"zCDP of 10 rounds", ConcentratedEps(10/(2*9.69*9.69), delta), 1.62, .005},
		{"zCDP of 50 rounds", ConcentratedEps(50/(2*9.69*9.69), delta), 3.77, .005},
		{"zCDP of 100 rounds", ConcentratedEps(mu*mu/2, delta), 5.48, .005},
		{"zCDP turned better", cksEps(mu*mu/2, delta), 4.90, .005},
		{"exact", ExactEps(mu, delta), 4.54, .005},
		{"added up", alike(100, .5).naive(), 50, 0},
		{"advanced", alike(100, .5).advanced(delta), 56.4, .05},
		{"sampled, a tenth, z 2, 50 rounds", sampledEps(50, 2, .1, delta), 1.85, .02},
		{"the same without sampling", ExactEps(math.Sqrt(50)/2, delta), 20.7, .6},
		{"bound by epsilon alone", pureBound(.5, delta), .24493, 1e-5},
	} {
		if math.Abs(c.got-c.want) > c.near {
			t.Errorf("%s: %.5g, want %.5g ± %g", c.what, c.got, c.want, c.near)
		}
	}
	// With a sum of 0.5 a round advanced composition wins from round 187 on.
	if a, b := alike(186, .5).advanced(delta), alike(187, .5).advanced(delta); a < 93 || b > 93.5 {
		t.Errorf("advanced composition of 186 and 187 rounds: %.2f, %.2f", a, b)
	}
}

// alike adds up rounds of one epsilon.
func alike(rounds int, eps float64) (c composition) {
	for range rounds {
		c.add(eps)
	}
	return c
}

// The exact account is below the others, rises with mu, and gives back the delta it was asked for; this over drawn
// settings from nearly no noise to far too much.
func TestAccountsAreOrdered(t *testing.T) {
	rng := model.Stream(1, "accounts")
	for range 1000 {
		mu, delta := math.Exp(rng.Float64()*14-9), math.Pow(10, -3-4*rng.Float64())
		exact, cks, zcdp := ExactEps(mu, delta), cksEps(mu*mu/2, delta), ConcentratedEps(mu*mu/2, delta)
		if exact > cks*(1+1e-9) || cks > zcdp*(1+1e-12) {
			t.Errorf("mu %g, delta %g: exact %g, CKS %g, zCDP %g", mu, delta, exact, cks, zcdp)
		}
		if more := ExactEps(mu*1.01, delta); more < exact {
			t.Errorf("mu %g: epsilon falls from %g to %g with less noise", mu, exact, more)
		}
		if back := deltaOf(exact, mu); exact > 0 && math.Abs(back/delta-1) > 1e-4 {
			t.Errorf("mu %g: delta %g comes back as %g", mu, delta, back)
		}
	}
	for z := .3; z < 100; z *= 1.3 {
		if a, b := textbookEps(z, 1e-5), textbookEps(z*1.05, 1e-5); b > a || a < ExactEps(1/z, 1e-5) {
			t.Errorf("z %g: textbook %g, with more noise %g, exact %g", z, a, b, ExactEps(1/z, 1e-5))
		}
	}
}

// Of 200,000 Gaussian releases with and without a unit no half-line tells more than epsilon and delta allow, and the
// delta of the best one is met: P(S) − e^ε·P'(S) is delta at the half-line of the likelihood ratio e^ε. Four
// standard deviations of the two shares.
func TestReleasesKeepTheirPromise(t *testing.T) {
	const n = 200_000
	rng := model.Stream(3, "releases")
	for _, mu := range []float64{.5, 1, 2} {
		with, without := make([]float64, n), make([]float64, n)
		for i := range n {
			with[i], without[i] = mu+rng.NormFloat64(), rng.NormFloat64()
		}
		for _, eps := range []float64{.2, .5, 1, 2} {
			delta := deltaOf(eps, mu)
			for _, at := range []float64{-1, 0, .5, 1, mu/2 + eps/mu, 3} {
				p, q := above(with, at), above(without, at)
				gap := p - math.Exp(eps)*q
				stray := 4 * (math.Sqrt(p*(1-p)/n) + math.Exp(eps)*math.Sqrt(q*(1-q)/n))
				if gap > delta+stray {
					t.Errorf("mu %g, eps %g, above %g: %g, at most %g + %g", mu, eps, at, gap, delta, stray)
				}
				if at == mu/2+eps/mu && gap < delta-stray-5.0/n {
					t.Errorf("mu %g, eps %g: best half-line gives %g, want %g ± %g", mu, eps, gap, delta, stray)
				}
			}
		}
	}
}

func above(v []float64, at float64) float64 {
	n := 0
	for _, x := range v {
		if x > at {
			n++
		}
	}
	return float64(n) / float64(len(v))
}
