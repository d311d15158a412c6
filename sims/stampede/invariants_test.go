package stampede

import (
	"fmt"
	"math"
	"testing"
	"tradeofflab/sims/model"
)

// draws gives small runs over all protections and faults.
func draws(n int) []Params {
	rng := model.Stream(11, "draws")
	var out []Params
	for i := range n {
		p := defaults
		p.Protection = protections[i%len(protections)]
		p.RPS, p.RecomputeS = []float64{0.5, 20, 300}[rng.IntN(3)], []float64{0.05, 0.5, 2}[rng.IntN(3)]
		p.TTLS, p.JitterS = []float64{5, 30}[rng.IntN(2)], []float64{0, 4}[rng.IntN(2)]
		p.LockTTLS, p.SpreadPct = []float64{0.2, 1, 10}[rng.IntN(3)], []float64{0, 60}[rng.IntN(2)]
		p.DBPool, p.Instances = []int{1, 5, 100}[rng.IntN(3)], 1+rng.IntN(8)
		p.TimeoutS, p.Retries = []float64{0.3, 5}[rng.IntN(2)], rng.IntN(4)
		p.Crash, p.Early, p.Fencing, p.Cancel = rng.IntN(2) == 0, rng.IntN(3) == 0, rng.IntN(2) == 0, rng.IntN(2) == 0
		p.GraceS, p.Beta = []float64{0, 3, 60}[rng.IntN(3)], []float64{0.5, 1, 3}[rng.IntN(3)]
		p.Cycles, p.Seed = 6, i
		out = append(out, p)
	}
	return out
}

func TestInvariants(t *testing.T) {
	for _, p := range draws(600) {
		r := expiries(nil, p)
		name := fmt.Sprintf("%s rps=%g recompute=%g ttl=%g jitter=%g lock_ttl=%g spread=%g pool=%d instances=%d "+
			"timeout=%g retries=%d crash=%v early=%v fencing=%v cancel=%v grace=%g beta=%g seed=%d",
			p.Protection, p.RPS, p.RecomputeS, p.TTLS, p.JitterS, p.LockTTLS, p.SpreadPct, p.DBPool, p.Instances,
			p.TimeoutS, p.Retries, p.Crash, p.Early, p.Fencing, p.Cancel, p.GraceS, p.Beta, p.Seed)
		longest := p.RecomputeS * (1 + p.SpreadPct/100)
		if r.Cycles < p.Cycles || r.Rebuilds < r.Cycles {
			t.Errorf("%s: %d cycles, %d rebuilds, want %d cycles with at least one rebuild each", name, r.Cycles,
				r.Rebuilds, p.Cycles)
		}
		if p.locked() && p.LockTTLS > longest && p.DBPool > 1 && (r.Overlaps > 0 || r.PeakOpen > 1) {
			t.Errorf("%s: %d overlaps, %d queries at once under a lock that outlives the query, want 0 and 1", name,
				r.Overlaps, r.PeakOpen)
		}
		if p.fenced() && r.OldWrites > 0 {
			t.Errorf("%s: %d older values stored over newer ones, want 0 with fencing", name, r.OldWrites)
		}
		if p.Protection == "lock_stale" && !p.Early && p.GraceS == 60 && p.LockTTLS > longest && r.PeakWaiting > 0 {
			t.Errorf("%s: %d reads wait, want 0 while stale values are served", name, r.PeakWaiting)
		}
		if !p.stale() && r.Stale > 0 {
			t.Errorf("%s: values served %g s past expiry, want 0 without stale serving", name, r.Stale)
		}
		if r.Stale > p.GraceS+1e-6 {
			t.Errorf("%s: values served %g s past expiry, want at most the grace", name, r.Stale)
		}
		if r.PeakRunning > p.DBPool {
			t.Errorf("%s: %d queries run at once", name, r.PeakRunning)
		}
		if r.Age > ageBound(p) {
			t.Errorf("%s: a value of age %g s is served, want at most %g", name, r.Age, ageBound(p))
		}
		if r.P99 < hitS || r.Errors < 0 || r.Errors > r.Requests || math.IsNaN(r.Recovery) {
			t.Errorf("%s: p99 %g, %d errors of %d requests", name, r.P99, r.Errors, r.Requests)
		}
	}
}

// TestJitterKeepsTheMean draws many times to live.
func TestJitterKeepsTheMean(t *testing.T) {
	r := expiries(nil, with(func(p *Params) { p.Protection, p.JitterS = "lock_stale", 40 }))
	// A uniform law over 40 s has a deviation of 11.5 s; four errors of 20,000 draws are 0.33 s.
	if math.Abs(r.MeanTTL-60) > 0.33 {
		t.Errorf("mean time to live %.3f s with jitter, want 60 ± 0.33", r.MeanTTL)
	}
}

// TestShortLockIsShown wants the violation of a lock that ends before the query, and fencing to keep old values out.
func TestShortLockIsShown(t *testing.T) {
	short := with(func(p *Params) { p.Protection, p.RecomputeS, p.LockTTLS, p.SpreadPct = "lock", 2, 0.5, 50 })
	r := expiries(nil, short)
	if r.Overlaps == 0 || r.OldWrites == 0 {
		t.Errorf("lock of 0.5 s around a query of 1 to 3 s: %d overlaps, %d older values stored, want both", r.Overlaps,
			r.OldWrites)
	}
	short.Fencing = true
	r = expiries(nil, short)
	if r.OldWrites != 0 || r.Fenced == 0 {
		t.Errorf("with fencing: %d older values stored, %d refused, want 0 and some", r.OldWrites, r.Fenced)
	}
}

// TestCrash wants the wait for the lock of a dead holder, and nobody waiting where stale values are served.
func TestCrash(t *testing.T) {
	r := expiries(nil, with(func(p *Params) { p.Protection, p.Crash = "lock", true }))
	if math.Abs(r.Recovery-11) > 0.1 {
		t.Errorf("lock, holder dies: recovery %g s, want the lock's 10 s and a query of 1 s", r.Recovery)
	}
	r = expiries(nil, with(func(p *Params) { p.Protection, p.Crash = "lock_stale", true }))
	if r.P99 != hitS || math.Abs(r.Stale-11) > 0.1 {
		t.Errorf("stale values, holder dies: p99 %g s, stale by %g s, want a hit and 11 s", r.P99, r.Stale)
	}
}

// TestLargerPoolRecoversSooner compares on common random numbers: a larger pool never makes recovery longer.
func TestLargerPoolRecoversSooner(t *testing.T) {
	last := math.Inf(1)
	for _, pool := range []int{5, 20, 100, 500} {
		r := expiries(nil, with(func(p *Params) { p.DBPool, p.Cycles = pool, 3 }))
		if r.Recovery > last {
			t.Errorf("%d connections: recovery %g s, want at most the %g s of fewer", pool, r.Recovery, last)
		}
		last = r.Recovery
	}
}

// TestJitterSpreadsExpiries wants 10,000 keys over 10 s at about 1,000 a second, and all at once without.
func TestJitterSpreadsExpiries(t *testing.T) {
	got := expire(nil, model.Stream(1, "keys"), 10_000, 60, 10, 20, 100)
	if math.Abs(got.Peak-1000) > 150 || got.Wait > 0.1 {
		t.Errorf("jitter 10 s: peak %g, wait %g s, want about 1,000 and none", got.Peak, got.Wait)
	}
	all := expire(nil, model.Stream(1, "keys"), 10_000, 60, 0, 20, 100)
	if all.Peak != 10_000 || math.Abs(all.Drained-2) > 1e-9 {
		t.Errorf("no jitter: peak %g, worked off in %g s, want 10,000 and 10,000 × 20 ms / 100 = 2 s", all.Peak,
			all.Drained)
	}
	sum := 0.0
	for _, n := range got.PerS {
		sum += n
	}
	if sum != 10_000 {
		t.Errorf("%g expiries, want 10,000", sum)
	}
}

// TestStormBoundary walks loads on both sides of 1/(1 + retries).
func TestStormBoundary(t *testing.T) {
	for retries := range 6 {
		for _, f := range []float64{0.8, 1.25} {
			load := f * stuckFrom(retries)
			if load >= 0.95 {
				continue
			}
			if calm := storm(nil, model.Stream(3, "storm"), load, retries, false, false); calm < 0.99 {
				t.Errorf("%d retries, load %.2f: goodput %.2f without a burst, want 1", retries, load, calm)
			}
			if after := storm(nil, model.Stream(3, "storm"), load, retries, false, true); (after < 0.5) != (f > 1) {
				t.Errorf("%d retries, load %.2f, %.2f times the boundary: goodput %.2f after a burst", retries,
					load, f, after)
			}
			if after := storm(nil, model.Stream(3, "storm"), load, retries, true, true); after < 0.99 {
				t.Errorf("%d retries, load %.2f: goodput %.2f after a burst where late queries are dropped, want 1",
					retries, load, after)
			}
		}
	}
}
