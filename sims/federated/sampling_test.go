package federated

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tradeofflab/sims/model"
)

// Sampling never costs more than whole participation, and at q = 1 it is the same divergence.
func TestSampling(t *testing.T) {
	for _, z := range []float64{.5, 1, 4, 20} {
		whole := 3 / (2 * z * z)
		if got := sampledDivergence(3, z, 1-1e-12); math.Abs(got/whole-1) > 1e-6 {
			t.Errorf("z %g: divergence near q = 1 is %g, want %g", z, got, whole)
		}
		last := 0.0
		for _, q := range []float64{.05, .1, .3, .6, 1} {
			got := sampledDivergence(3, z, q)
			if got < last || got > whole*(1+1e-9) {
				t.Errorf("z %g, q %g: divergence %g after %g, whole %g", z, q, got, last, whole)
			}
			last = got
		}
	}
	// Order 2 has a closed form: ln(1 + q²(e^(1/z²) − 1)).
	if got, want := sampledDivergence(2, 2, .1), math.Log1p(.01*math.Expm1(.25)); math.Abs(got-want) > 1e-12 {
		t.Errorf("order 2: %g, want %g", got, want)
	}
}

// An account with sampling is never above the exact one without it, and the noise for a target never above that for
// whole participation, from the least target on.
func TestSamplingIsNeverDearer(t *testing.T) {
	rng := model.Stream(4, "sampled targets")
	for range 60 {
		p := defaults
		p.Sampling, p.Fraction, p.Rounds = "poisson", .05+.95*rng.Float64(), 1+rng.IntN(200)
		p.Delta = math.Pow(10, -3-4*rng.Float64())
		p.TargetEps = leastEps * math.Pow(16/leastEps, rng.Float64())
		all := p
		all.Sampling = "all"
		z, whole := p.noise(), all.noise()
		if z > whole*(1+1e-9) {
			t.Errorf("q %g, epsilon %g: noise %g with sampling, %g without", p.Fraction, p.TargetEps, z, whole)
		}
		spent := sampledEps(float64(p.Rounds), z, p.q(), p.Delta)
		if spent > p.TargetEps*(1+1e-9) || z > minZ && spent < p.TargetEps*(1-1e-6) {
			t.Errorf("q %g: epsilon %g spent, %g asked for", p.Fraction, spent, p.TargetEps)
		}
		z = math.Exp(8*rng.Float64() - 2)
		if got, most := sampledEps(float64(p.Rounds), z, p.q(), p.Delta), ExactEps(math.Sqrt(float64(p.Rounds))/z,
			p.Delta); got > most*(1+1e-12) {
			t.Errorf("q %g, z %g: epsilon %g with sampling, %g without", p.Fraction, z, got, most)
		}
	}
}

// Under masks nothing that comes out depends on who was drawn but the noisy sum: which rounds are lost, who answers and
// what is sent are the same for any chance of being drawn, and in the rounds that are released a site is drawn with
// just that chance. Four standard errors.
func TestTheDrawDoesNotShow(t *testing.T) {
	for _, drop := range []float64{0, 20, 40} {
		var kept Result
		for i, q := range []float64{.05, .1, .5, 1} {
			p := defaults
			p.Clients, p.Samples, p.Rounds, p.Z, p.Dropout = 10, 20, 200, 2, drop
			p.Sampling, p.Fraction = "poisson", q
			r := Result{data: newCohort(nil, p), plan: newPlan(p)}
			train(nil, p, &r, nil)
			if drop == 0 && r.Aborted > 0 {
				t.Errorf("q %g: %d rounds lost though all sites answer", q, r.Aborted)
			}
			drawn, answered := 0, 0
			for _, l := range r.rounds {
				if !l.Lost {
					drawn, answered = drawn+l.Drawn, answered+l.Answered
				}
			}
			n := float64(answered)
			if share := float64(drawn) / n; math.Abs(share-q) > 4*math.Sqrt(q*(1-q)/n)+1e-12 {
				t.Errorf("drop-outs %g: %.4f of the vectors in released rounds were drawn, want %g", drop, share, q)
			}
			if i == 0 {
				kept = r
				continue
			}
			for at, l := range r.rounds {
				if k := kept.rounds[at]; l.Lost != k.Lost || l.Answered != k.Answered || l.Sites != k.Sites {
					t.Errorf("drop-outs %g, q %g: round %d is %+v, with q 0.05 %+v", drop, q, at+1, l, k)
				}
			}
			if r.Bytes != kept.Bytes {
				t.Errorf("drop-outs %g: %g bytes at q %g, %g at q 0.05", drop, r.Bytes, q, kept.Bytes)
			}
		}
	}
}

// The stated epsilon holds against what the releases of a run with sampling and masks tell of one site, lost rounds and
// all: the privacy loss is that of the site's vector replaced by zeros in the rounds released, each drawn by its
// chance. Delta is estimated from 20,000 draws, with Bernstein's bound for its stray.
func TestSampledRunKeepsItsPromise(t *testing.T) {
	for _, c := range []struct{ q, z, drop, threshold float64 }{{.1, 2, 5, 67}, {.05, 1, 0, 67}, {.2, .7, 30, 75}} {
		p := defaults
		p.Clients, p.Samples, p.Rounds, p.Sampling, p.Fraction = 4, 20, 40, "poisson", c.q
		p.Z, p.Dropout, p.Threshold, p.Delta = c.z, c.drop, int(c.threshold), 1e-3
		r := Run(nil, p)
		const n = attackRuns / 2
		stray := model.Bernstein(p.Delta, 1./3, n)
		if r.mia.Beyond > p.Delta+stray {
			t.Errorf("%+v: delta %g at the stated epsilon, want %g + %g", c, r.mia.Beyond, p.Delta, stray)
		}
	}
}

// A round without any site drawn is told as that, and where the server gets no vector it says so.
func TestNobodyIsDrawn(t *testing.T) {
	p := defaults
	p.Clients, p.Sampling, p.Fraction, p.Rounds, p.Secure = 2, "poisson", .05, 1, false
	told := strings.Join(story(p, Run(nil, p)).Events, " ")
	if !strings.Contains(told, "no site is drawn") || strings.Contains(told, "0 sites") {
		t.Errorf("the story is %q", told)
	}
	p.Secure = true
	told = strings.Join(story(p, Run(nil, p)).Events, " ")
	if strings.Count(told, "sends zeros") != 2 {
		t.Errorf("under masks the story is %q", told)
	}
}

// The thresholds of the attack spread over its evidence with sampling too: several of them are passed by some draws and
// not by others.
func TestThresholdsSpread(t *testing.T) {
	for _, q := range []float64{.05, .1, .5, 1} {
		a := attackKey{rounds: 50, seed: 1, z: 2, q: q, eps: 2}.play(nil)
		between := 0
		for _, share := range a.Out {
			if share > .001 && share < .999 {
				between++
			}
		}
		if between < 6 {
			t.Errorf("q %g: %d of %d thresholds lie in the evidence: %v", q, between, rocPoints, a.Out)
		}
	}
}

// Of a round under masks the sites that were drawn are shown first, in the order of the round.
func TestShownSitesAreDrawnOnes(t *testing.T) {
	r := &toldRound{taking: []int{0, 1, 2, 3, 4, 5, 6}, idle: map[int]bool{0: true, 1: true, 3: true},
		updates: map[int][]uint64{0: {0}, 1: {0}, 2: {1}, 3: {0}, 5: {1}, 6: {1}}}
	if got := r.shown(); !slices.Equal(got, []int{2, 5, 6, 4}) {
		t.Errorf("shows %v, want three drawn sites and the one that dropped out", got)
	}
}
