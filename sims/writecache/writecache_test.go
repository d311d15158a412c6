package writecache

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"testing"

	"tradeofflab/sims/model"
)

func with(change func(*Params)) Params {
	p := defaults
	change(&p)
	return p
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance || math.IsNaN(got) {
		t.Errorf("%s = %g, want %g ± %g", what, got, want, tolerance)
	}
}

func TestLaws(t *testing.T) {
	for _, row := range []struct{ rate, want, tolerance float64 }{
		{1000, 1000, 1e-9},
		{1, 1.582, 5e-4}, // 1/(1 − 1/e)
		{1e-12, 1, 1e-9},
	} {
		p := with(func(p *Params) { p.Keys, p.Rate = 1, row.rate })
		_, flushed := expect(nil, p, popularityOf(nil, p))
		near(t, fmt.Sprintf("writes for one at %g a second", row.rate), row.rate/flushed, row.want, row.tolerance)
	}
	near(t, "MeanLoss(10000, 1)", MeanLoss(10_000, 1), 5000, 1e-9)
	near(t, "backlog(10000, 8000, 60)", backlog(10_000, 8000, 60), 120_000, 1e-9)
}

// One key, 1,000 writes a second, a flush each second: one write of the database a second for a thousand. The number of
// writes over six whole intervals or more strays by 4/√6,000.
func TestOneKey(t *testing.T) {
	p := with(func(p *Params) { p.Keys, p.Zipf = 1, 0 })
	r := Run(nil, p)
	near(t, "coalescing", p.coalescing(r), 1000, 1000*4/math.Sqrt(6000))
	near(t, "writes of the database a second", float64(r.WholeCommits)/r.Whole, 1, 1e-9)
	near(t, "writes a crash would lose", r.UnsafeMean, 500, 30)
}

// A crash at any time loses λF/2 likes on average and about λF at most: 200 seeds put the flush anywhere, so the mean
// has a standard error of λF/√12/√200.
func TestLossAtACrash(t *testing.T) {
	const rate, runs = 10_000.0, 200
	sum, most := 0.0, 0.0
	for seed := range runs {
		r := Run(nil, with(func(p *Params) {
			p.Keys, p.Zipf, p.Rate, p.CrashAt, p.Seed, p.DownS, p.writes = 1, 0, rate, 10, seed, 0.1, 3*rate
		}))
		sum += float64(r.Lost)
		most = max(most, float64(r.Lost))
	}
	near(t, "mean loss", sum/runs, 5000, 4*rate/math.Sqrt(12*runs))
	if most > rate+5*math.Sqrt(rate)+rate*0.05 || most < 0.9*rate {
		t.Errorf("largest loss %g of %d crashes, want close to %g", most, runs, rate)
	}
}

// A log synced each second loses the writes of half a second on average, however rarely a flush comes; one synced
// before each answer loses none and answers a sync later.
func TestDurable(t *testing.T) {
	sum := 0.0
	for seed := range 200 {
		sum += float64(Run(nil, with(func(p *Params) {
			p.FlushS, p.CrashAt, p.Durable, p.Seed, p.writes = 10, 100, "everysec", seed, 5000
		})).Lost)
	}
	near(t, "mean loss with a log synced each second", sum/200, 500, 4*1000/math.Sqrt(12*200)+10)
	r := Run(nil, with(func(p *Params) { p.CrashAt, p.Durable = 20, "always" }))
	if r.Lost != 0 {
		t.Errorf("%d writes lost with a sync before each answer", r.Lost)
	}
	near(t, "median answer, ms", r.Times.Quantile(.5)/milli, 1.5, 0.02) // the width of a cell
}

// 10,000 writes a second to a database that takes 8,000: 2,000 more wait each second, 120,000 after a minute.
func TestBacklogGrows(t *testing.T) {
	p := with(func(p *Params) {
		p.Rate, p.Capacity, p.Coalesce, p.FlushS, p.writes = 10_000, 8000, false, 0.01, 600_000
	})
	// and what comes before the first flush
	near(t, "most writes waiting after 60 s", float64(Run(nil, p).PendingMax), 120_000, 5*math.Sqrt(18_000*60)+80)
}

// Of 60,000 writes a second 19,560 come before the first flush, at 0.326 s. The database writes them within half a
// second and has nothing to do until the second flush; from then on it lacks no work. 14,685 more wait each second for
// 7 s, and what it could have written before the second flush waits as well.
func TestBacklogBeforeTheSecondFlush(t *testing.T) {
	const rate, capacity, first = 60_000, 45_314.6, 0.326
	p := with(func(p *Params) { p.Rate, p.Capacity, p.Coalesce = rate, capacity, false })
	r := Run(nil, p)
	near(t, "first flush", r.Phase-r.Start, first, 0.001)
	near(t, "most writes waiting", float64(r.PendingMax), 7*(rate-capacity)+(1+first)*capacity-first*rate,
		5*math.Sqrt(7*(rate+capacity)))
}

// TestBacklogOfSmallFlushes: 42 writes leave a second however fast the database is, so 1,000·t − 42·t wait at the end.
func TestBacklogOfSmallFlushes(t *testing.T) {
	p := defaults
	p.Rate, p.Batch, p.Coalesce = 1000, 42, false
	r := Run(nil, p)
	length := r.End - r.Start
	near(t, "most writes waiting", float64(r.PendingMax), (1000-42)*length, 5*math.Sqrt(1042*length)+2*42)
}

// Write-through takes the sum of both: cache and database, each with its wait.
func TestThroughIsASum(t *testing.T) {
	p := with(func(p *Params) { p.Strategy, p.Rate, p.Capacity = "through", 100, 10_000 })
	r := Run(nil, p)
	near(t, "mean answer, ms", r.Times.Mean()/milli, 0.5+5+1000*model.ErlangWait(50, 100, 0.005),
		4*5/math.Sqrt(float64(r.Acked)))
}

// A cached key that write-around passes by is stale; a delete ends that; a key that was not cached misses.
func TestAroundIsNotStrong(t *testing.T) {
	cached := func(p *Params) { p.Strategy, p.CachedPct, p.ReadPct, p.Rate = "around", 100, 100, 100 }
	if r := Run(nil, with(cached)); r.Stale != r.Reads || r.Reads == 0 {
		t.Errorf("write-around of cached keys: %d of %d reads stale, want all", r.Stale, r.Reads)
	}
	r := Run(nil, with(func(p *Params) {
		cached(p)
		p.Keys, p.Zipf, p.Strategy, p.writes = 100_000, 0, "around_invalidate", 2000
	}))
	near(t, "misses with a delete, %", percent(r.Misses, r.Reads), 100, 2) // a key may be written again between
	if r.Diverged > 0 {
		t.Errorf("%d keys differ with a delete", r.Diverged)
	}
	r = Run(nil, with(func(p *Params) { cached(p); p.Keys, p.Zipf, p.CachedPct, p.writes = 100_000, 0, 0, 2000 }))
	near(t, "misses of keys that were not cached, %", percent(r.Misses, r.Reads), 100, 2)
}

// Orders of two writers: setting both stores leaves different copies in 2 of 6, deleting in none.
func TestExplore(t *testing.T) {
	for _, row := range []struct {
		first, second string
		deletes       bool
		want          int
	}{{"cache", "db", false, 2}, {"db", "cache", false, 2}, {"db", "cache", true, 0}} {
		all := explore(row.first, row.second, row.deletes)
		if len(all) != 6 || apart(all) != row.want {
			t.Errorf("explore(%s, %s, %v): %d orders, %d with different copies; want 6 and %d", row.first, row.second,
				row.deletes, len(all), apart(all), row.want)
		}
	}
}

// Cache first diverges in runs in which nothing crashes; database first does so only when the application pauses.
func TestRaceInRuns(t *testing.T) {
	different := func(change func(*Params)) (n int) {
		for seed := range 20 {
			n += Run(nil, with(func(p *Params) {
				p.Strategy, p.Keys, p.Zipf, p.ReadPct, p.Seed, p.writes = "through", 5, 0, 0, seed, 2000
				change(p)
			})).Diverged
		}
		return n
	}
	if n := different(func(p *Params) { p.Order = "cache_first" }); n == 0 {
		t.Error("cache first never leaves different copies")
	}
	if n := different(func(*Params) {}); n != 0 {
		t.Errorf("database first without a pause leaves %d keys with different copies", n)
	}
	if n := different(func(p *Params) { p.PauseMs = 20 }); n == 0 {
		t.Error("database first with a pause never leaves different copies")
	}
}

func TestInvariants(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for i := range 150 {
		p := defaults
		p.Strategy, p.Order, p.Crash, p.Durable = strategies[i%4], []string{"db_first", "cache_first"}[i/4%2],
			[]string{"app", "cache", "db"}[i%3], []string{"none", "everysec", "always"}[rng.IntN(3)]
		p.Rate, p.Keys, p.Zipf = []float64{20, 3000}[rng.IntN(2)], []int{1, 50, 20_000}[rng.IntN(3)],
			[]float64{0, 1.2}[rng.IntN(2)]
		p.FlushS, p.Batch, p.Coalesce = []float64{0.01, 1, 7}[rng.IntN(3)], []int{3, 1_000_000}[rng.IntN(2)],
			rng.IntN(3) > 0
		p.DBms, p.Capacity, p.PauseMs = []float64{0.5, 40}[rng.IntN(2)], []float64{100, 2000, 50_000}[rng.IntN(3)],
			[]float64{0, 10}[rng.IntN(2)]
		p.CrashAt, p.DownS, p.Retry, p.Seed, p.writes = []float64{0, 4, 90}[rng.IntN(3)],
			[]float64{0.1, 3}[rng.IntN(2)], rng.IntN(2) == 0, i, 4000
		r := Run(nil, p)
		name := fmt.Sprintf("%s %s rate=%g keys=%d flush=%g batch=%d coalesce=%v db=%g capacity=%g crash=%s at %g "+
			"durable=%s retry=%v seed=%d", p.Strategy, p.Order, p.Rate, p.Keys, p.FlushS, p.Batch, p.Coalesce, p.DBms,
			p.Capacity, p.Crash, p.CrashAt, p.Durable, p.Retry, p.Seed)
		for _, c := range checks(p, r) {
			if !c.OK {
				t.Errorf("%s: %s: got %g, want %g ± %g", name, c.Name, c.Got, c.Want, c.Tolerance)
			}
		}
		if r.Times.Total() != r.Acked || r.Lost > r.Acked || r.Unpersisted != 0 {
			t.Errorf("%s: %d times of %d answers, %d lost, %d never in the database", name, r.Times.Total(), r.Acked,
				r.Lost, r.Unpersisted)
		}
		if p.Strategy == "behind" && r.Diverged > 0 || p.Strategy == "around_invalidate" && r.Diverged > 0 &&
			p.CrashAt == 0 && p.PauseMs == 0 && p.ReadPct == 0 {
			t.Errorf("%s: %d keys differ once all is flushed", name, r.Diverged)
		}
		if !p.crashes("cache") && r.Lost > 0 {
			t.Errorf("%s: %d acknowledged writes lost, and the cache never crashed", name, r.Lost)
		}
	}
}

func TestChallengeHasAnAnswer(t *testing.T) {
	try := func(change map[string]string) bool {
		q := url.Values{}
		for k, v := range Sim.Challenge.Preset {
			q[k] = v
		}
		for k, v := range change {
			q.Set(k, v)
		}
		a, err := Sim.Try(t.Context(), q)
		if err != nil {
			t.Fatalf("Try(%v): %v", change, err)
		}
		return a.Passed
	}
	for _, good := range []map[string]string{{"strategy": "behind", "flush_s": "0.05"},
		{"strategy": "behind", "flush_s": "0.02"}} {
		if !try(good) {
			t.Errorf("%v fails", good)
		}
	}
	most := map[string]string{"strategy": "behind", "durable": "always", "flush_s": "20", "max_batch": "1000000",
		"pause_ms": "100"}
	for _, bad := range []map[string]string{
		{}, {"strategy": "behind"}, {"strategy": "behind", "flush_s": "0.01"},
		{"strategy": "behind", "durable": "always"}, {"strategy": "around"}, {"strategy": "around_invalidate"},
		{"strategy": "behind", "flush_s": "0.05", "coalesce": "off"}, most,
	} {
		if try(bad) {
			t.Errorf("%v passes, want a failure", bad)
		}
	}
}

// The step knob, seeds and strategies share random numbers: the writes are the same whatever the strategy.
func TestCommonRandomNumbers(t *testing.T) {
	a, b := Run(nil, defaults), Run(nil, with(func(p *Params) { p.Strategy = "through" }))
	if a.Writes != b.Writes {
		t.Errorf("%d and %d writes, want as many", a.Writes, b.Writes)
	}
}

// A flush that the database crash cut off is sent again: the clients' answers are the same as without a crash, none is
// lost, and cache and database agree in the end.
func TestFlushIsRepeated(t *testing.T) {
	crash := func(p *Params) { p.Crash, p.CrashAt, p.DownS, p.DBms, p.Keys = "db", 20, 5, 50, 50 }
	p := with(crash)
	a := Run(nil, p)
	p.Crash = "app" // which leaves the cache and its flusher alone
	b := Run(nil, p)
	if a.Acked != b.Acked || a.Lost+a.Unpersisted+a.Diverged != 0 {
		t.Errorf("%d answers, %d without the crash; %d lost, %d never in the database, %d keys differ; want "+
			"as many and 0", a.Acked, b.Acked, a.Lost, a.Unpersisted, a.Diverged)
	}
}
