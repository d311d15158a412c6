package sharding

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tradeofflab/sims/simtest"
)

// cases draws random legal runs of every placement and key.
func cases(n int) []Params {
	rng := rand.New(rand.NewPCG(3, 1))
	var out []Params
	for i := range n {
		out = append(out, base(func(p *Params) {
			p.Strategy = []string{"range", "hash", "directory", "compound", "consistent", "hash_range"}[i%6]
			p.KeyGen = []string{"sequential", "time", "uniform", "zipf"}[i/6%4]
			p.Shards, p.Target, p.Rows = 1+rng.IntN(40), 1+rng.IntN(40), 10_000
			p.Tenants, p.Zipf, p.Buckets, p.Seed = 10+rng.IntN(3000), rng.Float64()*1.4, 1+rng.IntN(64), rng.IntN(1000)
		}))
	}
	return out
}

// Every row lies on one shard before and after; none is lost or made on the way; the shards' work adds up to all work.
func TestRowsAreConserved(t *testing.T) {
	for _, p := range cases(72) {
		r := Run(nil, p)
		before, after, sent, got, inserts, heat := 0, 0, 0, 0, 0, 0
		for m := range r.Count {
			before, after, sent, got = before+r.Count[m], after+r.CountAfter[m], sent+r.Sent[m], got+r.Got[m]
			if r.Count[m]-r.Sent[m]+r.Got[m] != r.CountAfter[m] {
				t.Errorf("%+v: machine %d had %d, sent %d, got %d, has %d", p, m, r.Count[m], r.Sent[m], r.Got[m],
					r.CountAfter[m])
			}
			if m >= p.Shards && r.Count[m] > 0 || m >= p.Target && r.CountAfter[m] > 0 && p.Strategy != "range" &&
				p.Strategy != "hash_range" {
				t.Errorf("%+v: rows on machine %d, which is not in the cluster", p, m)
			}
		}
		for s, n := range r.Inserts {
			inserts += n
			for _, h := range r.Heat[s] {
				heat += h
			}
		}
		if before != r.Sampled || after != r.Sampled || sent != r.Moved || got != r.Moved || inserts != newRows ||
			heat != newRows {
			t.Errorf("%+v: %d rows before, %d after of %d; %d sent, %d got of %d; %d inserts, %d drawn", p, before,
				after, r.Sampled, sent, got, r.Moved, inserts, heat)
		}
		if least := 1 - stayMost(p.Shards, p.Target); p.KeyGen == "uniform" && p.Strategy == "range" &&
			float64(r.Moved)/float64(r.Sampled) < least-.01 {
			t.Errorf("%+v: moves %d of %d rows, fewer than an even load needs", p, r.Moved, r.Sampled)
		}
	}
}

// A query for a range of keys finds what a scan of all rows finds.
func TestRangeAgainstScan(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 2))
	for _, p := range cases(60) {
		r := Run(nil, p)
		for range 10 {
			a, b := r.rows[rng.IntN(r.Sampled)].key, r.rows[rng.IntN(r.Sampled)].key
			low, high := min(a, b), max(a, b)+uint64(rng.IntN(2))
			var want []uint64
			for _, w := range r.rows {
				if w.key >= low && w.key < high {
					want = append(want, w.key)
				}
			}
			slices.Sort(want)
			if got := r.Range(low, high); !slices.Equal(got, want) {
				t.Errorf("%+v: range [%d, %d) gives %d rows, want %d", p, low, high, len(got), len(want))
			}
		}
	}
}

// More shards never make a query faster, and theory agrees.
func TestFanOutNeverFalls(t *testing.T) {
	for _, hedge := range []string{"off", "p95", "p99"} {
		p := base(func(p *Params) { p.Hedge = hedge })
		if dots, slow := fanCurve(nil, p); !slices.IsSorted(dots) || !slices.IsSorted(slow) {
			t.Errorf("hedge %s: 99th percentiles %v or slow shares %v fall", hedge, dots, slow)
		}
		last, l := 0.0, lawOf(p)
		for n := 1; n <= 512; n++ {
			q := l.quantile(n, .99)
			if q < last {
				t.Errorf("hedge %s: theory falls from %g to %g ms at %d shards", hedge, last, q, n)
			}
			last = q
		}
	}
}

// Intervals go to machines one to one, and machines that stay keep what they can.
func TestMatchIntervals(t *testing.T) {
	for n := 1; n <= 24; n++ {
		for m := 1; m <= 24; m++ {
			if stay := stayRanges(n, m); stay > stayMost(n, m)+1e-12 || stay <= 0 || n == m && stay != 1 {
				t.Errorf("%d to %d intervals: %g stay, at most %g can", n, m, stay, stayMost(n, m))
			}
		}
	}
}

// Slow messages keep the old shards writing after the copy, and many shards reply to each query: a run takes no more
// than it states.
func TestRunsTakeWhatTheyState(t *testing.T) {
	simtest.HoldCost(t, Sim, "shards=512&target_shards=511&index=none&hedge=p95",
		"shards=512&strategy=consistent&tenants=100000&target_shards=500", "shards=512&strategy=directory&hedge=p99",
		"writes_s=100000&service_ms=50&tail=50&rows=100000", "writes_s=100000&service_ms=50&tail=50&double_write=off",
		"rows=1952210&tail=50&copy_mb_s=536.373&writes_s=74176.6&seed=18910")
}

func BenchmarkDefault(b *testing.B) {
	for b.Loop() {
		Run(nil, base(func(*Params) {}))
	}
}

func BenchmarkLargest(b *testing.B) {
	for b.Loop() {
		Run(nil, base(func(p *Params) {
			p.Strategy, p.Shards, p.Target, p.Tenants, p.Index, p.Hedge = "directory", 512, 512, 100_000, "none", "p95"
		}))
	}
}

func BenchmarkLargestRange(b *testing.B) {
	for b.Loop() {
		Run(nil, base(func(p *Params) {
			p.Strategy, p.Shards, p.Target, p.KeyGen, p.Index, p.Hedge = "range", 512, 511, "uniform", "none", "p95"
		}))
	}
}
