package stampede

import (
	"math"
	"testing"
	"tradeofflab/sims/model"
)

// with gives the defaults with some knobs changed.
func with(change func(*Params)) Params {
	p := defaults
	change(&p)
	return p
}

// TestGoldens holds runs to values from the paper and from theory.
func TestGoldens(t *testing.T) {
	per := func(r Result) float64 { return float64(r.Rebuilds) / float64(r.Cycles) }
	for _, c := range []struct {
		name      string
		p         Params
		got       func(Result) float64
		want, tol float64
		why       string
	}{
		{"unguarded, 10 reads/s and 3 s", with(func(p *Params) { p.RPS, p.RecomputeS = 10, 3 }), per, 31, 0.55,
			"1 + λδ of the paper; four errors of 1,700 cycles"},
		{"unguarded, defaults", defaults, per, 1001, 17, "1 + λδ; four errors of 59 cycles"},
		{"lock", with(func(p *Params) { p.Protection = "lock" }), per, 1, 0, "mutual exclusion"},
		{"lease", with(func(p *Params) { p.Protection = "lease" }), per, 1, 0, "mutual exclusion"},
		{"stale while rebuilt", with(func(p *Params) { p.Protection = "lock_stale" }), per, 1, 0, "mutual exclusion"},
		{"single flight in 10 processes", with(func(p *Params) { p.Protection = "single_flight" }), per, 10, 0.01,
			"one query a process, 100 reads each in δ"},
		{"single flight in 40", with(func(p *Params) {
			p.Protection, p.Instances, p.RPS = "single_flight", 40,
				10_000
		}), per, 40, 0.01, "one query a process"},
		{"XFetch β = 0.5", with(func(p *Params) { p.Protection, p.Beta = "xfetch", 0.5 }), per, 7.389,
			0.03 * 7.389, "e², 3 %"},
		{"XFetch β = 1", with(func(p *Params) { p.Protection = "xfetch" }), per, 2.718, 0.03 * 2.718, "e, 3 %"},
		{"XFetch β = 1, five times the reads", with(func(p *Params) { p.Protection, p.RPS = "xfetch", 5000 }), per,
			2.718, 0.03 * 2.718, "e, whatever the rate"},
		{"XFetch β = 2", with(func(p *Params) { p.Protection, p.Beta, p.TTLS = "xfetch", 2, 120 }), per, 1.649,
			0.03 * 1.649, "√e, 3 %"},
		{"lead at 50 reads/s", with(func(p *Params) { p.Protection, p.RPS = "xfetch", 50 }),
			func(r Result) float64 { return r.Lead }, 4.49, 0.05,
			"βδ(ln λβδ + γ); four errors of 20,000 cycles are 0.036"},
		{"lead at 5,000 reads/s", with(func(p *Params) { p.Protection, p.RPS = "xfetch", 5000 }),
			func(r Result) float64 { return r.Lead }, 9.09, 0.05, "the same"},
		{"expiry reached at 0.5 reads/s", with(func(p *Params) { p.Protection, p.RPS = "xfetch", 0.5 }),
			func(r Result) float64 { return 100 * float64(r.Expired) / float64(r.Cycles) }, 60.65, 1.4,
			"e^(−λβδ); four errors"},
		{"expiry reached at 5 reads/s", with(func(p *Params) { p.Protection, p.RPS = "xfetch", 5 }),
			func(r Result) float64 { return 100 * float64(r.Expired) / float64(r.Cycles) }, 0.674, 0.24,
			"e^(−5); four errors"},
		{"50,000 rebuilds of 2 s on 100 connections", with(func(p *Params) {
			p.RPS, p.RecomputeS, p.CrowdS = 50_000, 2,
				1
		}), func(r Result) float64 { return r.Recovery }, 1000, 20,
			"work over rate; the crowd of one second is 50,000 ± 450"},
		{"50,000 reads/s for a rebuild of 2 s", with(func(p *Params) { p.RPS, p.RecomputeS = 50_000, 2 }), per, 100_001,
			1300, "Little: rate × time; four deviations of one Poisson count"},
	} {
		if got := c.got(expiries(nil, c.p)); math.Abs(got-c.want) > c.tol {
			t.Errorf("%s: got %.4g, want %.4g ± %.3g (%s)", c.name, got, c.want, c.tol, c.why)
		}
	}
}

// TestLaws holds the closed forms to the published numbers.
func TestLaws(t *testing.T) {
	for _, c := range []struct {
		name           string
		got, want, tol float64
	}{
		{"unguarded", rebuildsWithoutGuard(10, 3), 31, 0},
		{"reach expiry, λ = 0.5", reachesExpiry(0.5, 1, 1, 60), 0.6065, 5e-5},
		{"reach expiry, λ = 5", reachesExpiry(5, 1, 1, 60), 0.0067, 5e-5},
		{"lead, λ = 50", meanFirstLead(50, 1, 1), 4.49, 0.005},
		{"lead, λ = 5,000", meanFirstLead(5000, 1, 1), 9.09, 0.005},
		{"lead of the lesson's key", meanFirstLead(50_000, 1, 2), 24.18, 0.01},
		{"chance 10 s before, δ = 2", refreshChance(10, 1, 2), 0.0067, 5e-5},
		{"chance 5 s before", refreshChance(5, 1, 2), 0.0821, 5e-5},
		{"chance 2 s before", refreshChance(2, 1, 2), 0.3679, 5e-5},
		{"e^(1/β), β = 0.5", rebuildsEarly(0.5), 7.389, 5e-4},
		{"stuck from, 3 retries", stuckFrom(3), 0.25, 0},
	} {
		if math.Abs(c.got-c.want) > c.tol {
			t.Errorf("%s: %g, want %g ± %g", c.name, c.got, c.want, c.tol)
		}
	}
}

// TestThinningMatchesCountingEveryRead simulates early refresh read by read, with a draw each, as the paper's
// pseudocode has it. The engine draws only the reads that refresh; both must agree on rebuilds and lead.
func TestThinningMatchesCountingEveryRead(t *testing.T) {
	const rate, delta, beta, ttl, cycles = 40.0, 1.0, 1.0, 20.0, 4000
	rng := model.Stream(5, "read by read")
	now, expires, count, leadSum, waves := 0.0, ttl, 0, 0.0, 0
	var ends []float64
	for waves < cycles {
		now += rng.ExpFloat64() / rate
		for len(ends) > 0 && ends[0] <= now {
			expires = ends[0] + ttl
			ends = ends[1:]
		}
		if now-delta*beta*math.Log(rng.Float64()) < expires {
			continue
		}
		if len(ends) == 0 {
			waves++
			leadSum += expires - now
		}
		count++
		ends = append(ends, now+delta)
	}
	r := expiries(nil, with(func(p *Params) {
		p.Protection, p.RPS, p.RecomputeS, p.Beta, p.TTLS, p.Cycles = "xfetch", rate, delta, beta, ttl, cycles
	}))
	a, b := float64(count)/cycles, float64(r.Rebuilds)/float64(r.Cycles)
	if math.Abs(a-b) > 0.2 { // two means of 4,000 cycles with a deviation of 2.2: four errors of their difference
		t.Errorf("rebuilds per expiry: read by read %.3f, engine %.3f", a, b)
	}
	if math.Abs(leadSum/cycles-r.Lead) > 0.12 { // deviation 1.28, as above
		t.Errorf("lead: read by read %.3f, engine %.3f", leadSum/cycles, r.Lead)
	}
	if _, m := refreshes(nil, model.Stream(1, "x"), rate, beta, delta, ttl, 20_000); math.Abs(m-b) > 0.16 {
		t.Errorf("rebuilds per expiry: early refresh alone %.3f, engine %.3f", m, b)
	}
}

// TestPercentile compares the split form with a plain one.
func TestPercentile(t *testing.T) {
	times := []float64{5 * sec, 1 * sec, 2 * sec, 4 * sec, 3 * sec}
	for _, c := range []struct {
		hits int
		q    float64
		want float64
	}{{0, 0.5, 3 + hitS}, {5, 0.5, hitS}, {5, 0.51, 1 + hitS}, {995, 0.99, hitS}, {95, 0.99, 4 + hitS},
		{0, 1, 5 + hitS}} {
		if got := percentile(c.hits, times, c.q); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("percentile(%d hits and 1 … 5 s, %g) = %g, want %g", c.hits, c.q, got, c.want)
		}
	}
}
