package sharding

import (
	"math"
	"testing"
)

// M/M/1/K by hand: load 0.8 and room for 3 has the weights 1, 0.8, 0.64 and 0.512; at load 1 all K+1 states are alike;
// with much room it is the M/M/1 queue, whose mean is 1/(1 − load); at twice the capacity half is refused.
func TestQueueLaw(t *testing.T) {
	for _, c := range []struct {
		load          float64
		room          int
		refused, mean float64
	}{{0.8, 3, 0.512 / 2.952, 3.616 / (0.8 * 2.44)}, {1, 9, 0.1, 5}, {0.5, 500, 0, 2}, {0.9, 500, 0, 10},
		{2, 500, 0.5, 499}, {20_000, 500, 1 - 1.0/20_000, 500}} {
		refused, mean := queueLaw(c.load, c.room)
		near(t, "refused", refused, c.refused, 1e-6)
		near(t, "mean time", mean, c.mean, 1e-3*c.mean)
	}
}

// hot is a run whose busiest of four even shards has about the given load; a request takes 10 ms of service and next to
// nothing besides.
func hot(load float64, seed int) (Params, queue) {
	p := base(func(p *Params) {
		p.KeyGen, p.CapacityPS, p.ServiceMs, p.Tail, p.WritesPS, p.Seed = "uniform", 100, 1, 2, 1, seed
		p.ReadsPS = 400 * load
	})
	return p, Run(nil, p).Queue
}

// The time in an M/M/1 queue is exponential: its 99th percentile is ln 100 means. The reply on top takes 1 to 2 ms.
// Four standard errors of the mean bound the percentile too, since it is a multiple of the mean.
func TestHotPercentile(t *testing.T) {
	for _, load := range []float64{.1, .3, .5, .7} {
		p, q := hot(load, 1)
		exact := q.Rate / p.CapacityPS
		want := math.Log(100) * 10 / (1 - exact)
		near(t, "99th percentile at load "+number(load), q.P99, want+1.5, want*strayMean(exact, q.Sent)+1)
	}
}

func number(v float64) string { return string(rune('0'+int(v*10))) + "/10" }

// An idle shard answers as fast as any; more load never makes it faster; what is served never exceeds the capacity.
func TestLoadOnlySlows(t *testing.T) {
	p := base(func(p *Params) { p.ReadsPS, p.CapacityPS, p.WritesPS = 10, 50_000, 1 })
	r := Run(nil, p)
	near(t, "99th percentile of an idle shard", r.Queue.P99, r.Reads.Point,
		stray(func(part float64) float64 { return lawOf(p).quantile(1, part) }, .99, mostQueries))
	last := 0.0
	for _, load := range []float64{.1, .4, .7, .9, 1, 1.2, 2, 50} {
		_, q := hot(load, 3)
		if q.P99 < last && load <= 1 { // a full queue is as long as it can be, and its time strays
			t.Errorf("load %g: 99th percentile falls from %g to %g ms", load, last, q.P99)
		}
		last = q.P99
		taken := float64(q.Sent - q.Refused)
		if served := q.PerSecond * taken / float64(q.Sent); served > 100*(1+4/math.Sqrt(taken)) {
			t.Errorf("load %g: %g requests a second are served, the capacity is 100", load, served)
		}
	}
	// It keeps 500 requests of 10 ms, and the last of them waits for all. A sum of 500 exponential times strays by √500
	// of them.
	near(t, "99th percentile of a full queue, ms", last, 5000, 4*10*math.Sqrt(queueRoom))
}

// The busiest shard is the one that its rows and its new rows make busy: with growing keys and ranges every write is
// its own.
func TestBusiestShard(t *testing.T) {
	p := base(func(p *Params) {
		p.Strategy, p.KeyGen, p.Shards, p.ReadsPS, p.WritesPS = "range", "sequential", 16, 1600, 4000
	})
	q := Run(nil, p).Queue
	if q.Shard != 15 {
		t.Errorf("busiest shard %d, want 15", q.Shard)
	}
	near(t, "its requests a second", q.Rate, 1600.0/16+4000, .1)
}
