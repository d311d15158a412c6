package readcache

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tradeofflab/sims"
)

// draws gives runs over all strategies, races, sizes and loads.
func draws(n int) []Params {
	rng := rand.New(rand.NewPCG(8, 8))
	var out []Params
	for i := range n {
		p := defaults
		p.Strategy, p.Race = strategies[i%4], []string{"off", "on", "lease"}[i%3]
		p.Keys, p.RPS = []int{100, 3000}[rng.IntN(2)], []float64{50, 2000}[rng.IntN(2)]
		p.Zipf, p.Writes = []float64{0, .8, 1.4}[rng.IntN(3)], []float64{0, 2, 300}[rng.IntN(3)]
		p.CacheMB, p.TTLs = []float64{0.1, 1, 100}[rng.IntN(3)], []float64{1, 30, 3600}[rng.IntN(3)]
		p.Jitter, p.Refresh = []float64{0, 20}[rng.IntN(2)], []float64{.5, .83, .99}[rng.IntN(3)]
		p.Pool, p.DBms, p.PauseMs = []int{1, 20}[rng.IntN(2)], []float64{1, 40}[rng.IntN(2)],
			[]float64{.1, 100}[rng.IntN(2)]
		p.Cold, p.OutageAt, p.WindowS, p.Seed = rng.IntN(3) == 0, []float64{0, 40}[rng.IntN(2)], 60, i
		out = append(out, p)
	}
	return out
}

func TestInvariants(t *testing.T) {
	for _, p := range draws(120) {
		r := Run(nil, p)
		name := fmt.Sprintf("%s race=%s keys=%d rps=%g zipf=%g writes=%g mb=%g ttl=%g jitter=%g pool=%d db=%g "+
			"cold=%v outage=%g seed=%d", p.Strategy, p.Race, p.Keys, p.RPS, p.Zipf, p.Writes, p.CacheMB, p.TTLs,
			p.Jitter, p.Pool, p.DBms, p.Cold, p.OutageAt, p.Seed)
		if r.Peak > p.objects() {
			t.Errorf("%s: %d entries held, room for %d", name, r.Peak, p.objects())
		}
		if r.Times.Total() != r.Requests() {
			t.Errorf("%s: %d times of %d reads", name, r.Times.Total(), r.Requests())
		}
		if r.MaxAge > p.ageLimit() {
			t.Errorf("%s: a value of %g s, want at most %g", name, r.MaxAge, p.ageLimit())
		}
		if p.Race == "off" && r.MaxStale > p.TTLs*(1+p.Jitter/100)+1e-6 {
			t.Errorf("%s: a read %g s behind", name, r.MaxStale)
		}
		if p.Strategy == "read_through" && r.MaxLoads > 1 {
			t.Errorf("%s: %d queries at once for one key, want 1", name, r.MaxLoads)
		}
		if p.Strategy == "invalidate" && p.Race != "on" && r.Stale > 0 {
			t.Errorf("%s: %d stale reads, want 0", name, r.Stale)
		}
		if r.Stale > r.Hits || r.Out.Hits > 0 {
			t.Errorf("%s: %d stale of %d hits, %d hits without a cache", name, r.Stale, r.Hits, r.Out.Hits)
		}
		var all Count
		for _, g := range r.Groups {
			all.add(g)
		}
		if all != r.Count {
			t.Errorf("%s: groups sum to %+v, want %+v", name, all, r.Count)
		}
		for _, c := range checks(p, r) {
			if !c.OK {
				t.Errorf("%s: %s: got %g, want %g ± %g", name, c.Name, c.Got, c.Want, c.Tolerance)
			}
		}
	}
}

// Reads counted in bulk and reads simulated one by one agree within four standard errors of a difference.
func TestBulkAgreesWithSingleReads(t *testing.T) {
	for _, strategy := range strategies {
		p := with(func(p *Params) {
			p.Strategy, p.Keys, p.RPS, p.Writes, p.TTLs, p.CacheMB = strategy, 1000, 2000, 20, 20, 2
		})
		bulk := Run(nil, p)
		p.explicit = true
		single := Run(nil, p)
		if bulk.explicitRead || !single.explicitRead {
			t.Fatalf("%s: explicit %v and %v", strategy, bulk.explicitRead, single.explicitRead)
		}
		miss := 1 - bulk.HitPct()/100
		near(t, strategy+" miss ratio, single reads", 1-single.HitPct()/100, miss,
			4*miss*math.Sqrt(1/float64(bulk.Misses)+1/float64(single.Misses)))
		near(t, strategy+" 99th percentile, single reads", single.Times.Quantile(.99), bulk.Times.Quantile(.99),
			0.15*bulk.Times.Quantile(.99))
		if strategy != "invalidate" {
			near(t, strategy+" stale share, single reads", percent(single.Stale, single.Requests()),
				percent(bulk.Stale, bulk.Requests()), 4)
			near(t, strategy+" longest time behind", single.MaxStale, bulk.MaxStale, 1)
		}
	}
}

// Strategies see the same reads and writes: what is drawn for one purpose does not shift another.
func TestCommonRandomNumbers(t *testing.T) {
	a := Run(nil, with(func(p *Params) { p.explicit = true }))
	b := Run(nil, with(func(p *Params) { p.explicit, p.Strategy = true, "read_through" }))
	if a.Requests() != b.Requests() || a.Span != b.Span {
		t.Errorf("%d and %d reads, want as many", a.Requests(), b.Requests())
	}
}

// The race of one reader and one writer: the explorer finds the late set; a lease and a version keep it out, and only a
// version keeps out all that deleting before the commit leaves.
func TestExplore(t *testing.T) {
	for _, row := range []struct {
		writer []op
		guard  guard
		stale  int
	}{{commitFirst, noGuard, 1}, {commitFirst, leaseGuard, 0}, {commitFirst, versionGuard, 0},
		{deleteFirst, noGuard, 6}, {deleteFirst, leaseGuard, 2}, {deleteFirst, versionGuard, 0}} {
		all := explore(row.writer, row.guard)
		if len(all) != 10 {
			t.Fatalf("explore(%v, %s) gives %d orders, want 5!/(3!·2!) = 10", row.writer, row.guard, len(all))
		}
		seen := map[string]bool{}
		for _, s := range all {
			seen[fmt.Sprint(s.ops)] = true
		}
		if len(seen) != 10 || staleSchedules(all) != row.stale {
			t.Errorf("explore(%v, %s): %d different orders, %d leave an old value, want %d", row.writer, row.guard,
				len(seen), staleSchedules(all), row.stale)
		}
	}
	if got := fmt.Sprint(worst()); got != "[get query commit delete set]" {
		t.Errorf("worst() = %s", got)
	}
}

// With many writes and a slow set the race shows in a run, and a lease removes it.
func TestRaceInARun(t *testing.T) {
	p := with(func(p *Params) { p.Strategy, p.Race, p.Writes, p.PauseMs = "invalidate", "on", 5000, 100 })
	if r := Run(nil, p); r.RaceSets == 0 || r.Stale == 0 {
		t.Errorf("%d late sets and %d stale reads, want some", r.RaceSets, r.Stale)
	}
	p.Race = "lease"
	if r := Run(nil, p); r.RaceSets > 0 || r.Stale > 0 || r.Refused == 0 {
		t.Errorf("with a lease: %d late sets, %d stale reads, %d refused; want 0, 0 and some", r.RaceSets,
			r.Stale, r.Refused)
	}
}

// largest are the heaviest legal runs, of the kinds that work differently.
func largest() map[string]Params {
	big := with(func(p *Params) { p.RPS, p.Keys, p.Writes, p.CacheMB = 100_000, 1_000_000, 100_000, 100_000 })
	return map[string]Params{
		"no eviction": big,
		"eviction":    func(p Params) Params { p.CacheMB = 1000; return p }(big),
		"outage":      func(p Params) Params { p.OutageAt, p.OutageS = 100, 7; return p }(big),
		"overload":    func(p Params) Params { p.OutageAt, p.OutageS, p.Pool, p.DBms = 100, 7, 1, 1000; return p }(big),
		"cold":        func(p Params) Params { p.Cold, p.Pool, p.DBms = true, 1, 1000; return p }(big),
		"short life":  func(p Params) Params { p.TTLs, p.Jitter, p.Strategy = 1, 50, "refresh_ahead"; return p }(big),
		"late sets":   func(p Params) Params { p.TTLs, p.Race, p.PauseMs = 1, "on", 1000; return p }(big),
	}
}

// A run is ended at its budget of events. What the queue holds then is taken out, and reads that wait are answered: not
// as much again and a half. Work is counted here and timed by BenchmarkLargest, since a clock says nothing on a busy
// machine.
func TestLargestRunsKeepTheBudget(t *testing.T) {
	for name, p := range largest() {
		if cost(p) > sims.MostWork {
			t.Errorf("%s is refused", name)
		}
		e := newEngine(nil, p)
		r := e.run()
		if most := hardLimit * 5 / 2; e.events > most || r.Cut != (e.events > hardLimit) {
			t.Errorf("%s takes %d events and was cut: %v; want at most %d, cut beyond %d", name, e.events, r.Cut,
				most, hardLimit)
		}
		t.Logf("%s: %d events, cut %v, %d reads", name, e.events, r.Cut, r.Requests())
	}
}

// An outage on top of the largest cold start takes 280 MB, more than a run may.
func TestMemoryIsRefused(t *testing.T) {
	p := largest()["cold"]
	p.OutageAt, p.OutageS = 600, 7
	if got := cost(p); got <= sims.MostWork {
		t.Errorf("cost %g, want more than %g", got, sims.MostWork)
	}
}

// BenchmarkLargest is the heaviest legal run of each kind; the limit is two seconds of processor time.
func BenchmarkLargest(b *testing.B) {
	for name, p := range largest() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Run(nil, p)
			}
		})
	}
}
