package eviction

import (
	"math"
	"math/rand/v2"
	"testing"

	"tradeofflab/sims/eviction/policy"
)

// One pass over the stack distances gives what LRU serves at every capacity, with and without a warm-up.
func TestStackDistancesAreLRU(t *testing.T) {
	for kind, tr := range testTraces(4) {
		for _, warm := range []int{0, 700} {
			d := StackDistances(tr, warm)
			hits := d.Hits()
			for c := 1; c <= tr.Objects; c++ {
				want := policy.Replay(made("lru", tr, c, policy.Options{}), tr.IDs, warm).Hits
				if int(hits[c]) != want {
					t.Fatalf("trace %s, warm-up %d: distances say %g hits with %d, LRU has %d", kind, warm,
						hits[c], c, want)
				}
			}
		}
	}
}

// Distances against a count of the different keys in between, on a trace long enough for the structure to be packed and
// to grow.
func TestStackDistancesCount(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const keys = 9000
	s := newStack(keys, 16)
	var order []int32 // newest last
	for i := range 60_000 {
		id := int32(1 + rng.IntN(1+min(keys-1, i/4)))
		want := 0
		for j := len(order) - 1; j >= 0; j-- {
			if order[j] == id {
				want = len(order) - j
				order = append(order[:j], order[j+1:]...)
				break
			}
		}
		order = append(order, id)
		if got := s.distance(id); got != want {
			t.Fatalf("request %d for %d has distance %d, want %d", i, id, got, want)
		}
	}
}

// LRU and OPT hold with more room what they hold with less, so misses never rise; FIFO breaks that on Belady's
// sequence.
func TestInclusion(t *testing.T) {
	for kind, tr := range testTraces(5) {
		for _, name := range []string{"lru", "opt"} {
			last := math.MaxInt
			for c := 1; c <= 60; c++ {
				n := policy.Replay(made(name, tr, c, policy.Options{}), tr.IDs, 0).Misses()
				if n > last {
					t.Errorf("%s on %s misses %d times with %d and %d with one less", name, kind, n, c, last)
				}
				last = n
			}
		}
		small, large := made("lru", tr, 9, policy.Options{}), made("lru", tr, 17, policy.Options{})
		for _, id := range tr.IDs {
			in, inLarge := small.Access(id), large.Access(id)
			if in && !inLarge {
				t.Fatalf("LRU with 9 holds %d on %s and LRU with 17 does not", id, kind)
			}
		}
	}
}

// SHARDS at 10 % of the keys stays within two points of the exact curve at every capacity of at least one sampled key,
// and at 1 % its mean error is below 0.5 points; without the adjustment it would be ten points on Zipf.
func TestSampledCurve(t *testing.T) {
	tr := NewTrace(Params{Trace: "zipf", Zipf: 0.9, Objects: 100_000, Requests: 1_000_000, Seed: 9})
	exact := StackDistances(tr, 300_000)
	want := exact.Hits()
	for _, c := range []struct{ rate, most, mean float64 }{{0.1, 0.02, 0.005}, {0.01, 0.1, 0.005}} {
		got := SampledDistances(tr, 300_000, c.rate, 1).Hits()
		sum, worst := 0.0, 0.0
		for i := int(10 / c.rate); i < len(want); i++ {
			e := math.Abs(got[i]-want[i]) / exact.Requests
			sum, worst = sum+e, max(worst, e)
		}
		if mean := sum / float64(len(want)); worst > c.most || mean > c.mean {
			t.Errorf("SHARDS at rate %g is off by %.4f at worst and %.4f on average, want at most %g and %g", c.rate,
				worst, mean, c.most, c.mean)
		}
	}
	if got := SampledDistances(tr, 0, 1, 1); got.Cold != StackDistances(tr, 0).Cold {
		t.Error("a sample of all keys differs from the exact count")
	}
}
