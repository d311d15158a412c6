package hashindex

import (
	"math"
	"math/rand/v2"
	"testing"
)

func keys(seed uint64, n int) []uint64 {
	rng := rand.New(rand.NewPCG(seed, 5))
	out := make([]uint64, n)
	for i := range out {
		out[i] = rng.Uint64()
	}
	return out
}

// Every key put in is found, no other one is, and a lookup looks at one place at least.
func TestFindsWhatWasPutIn(t *testing.T) {
	for _, table := range []Table{NewChained(Shape{Slots: 700, PerPage: 8}),
		NewLinear(Shape{Slots: 1001, PerPage: 8})} {
		in, out := keys(1, 1000), keys(2, 1000)
		for _, k := range in {
			table.Insert(k)
		}
		for i := range in {
			if found, probes, pages := table.Find(in[i]); !found || probes < 1 || pages < 1 {
				t.Fatalf("%T: Find of a key put in = %v, %d probes, %d pages", table, found, probes, pages)
			}
			if found, probes, _ := table.Find(out[i]); found || probes < 1 {
				t.Fatalf("%T: Find of another key = %v, %d probes", table, found, probes)
			}
		}
	}
}

// Probes follow Knuth's laws. Chains are sums of independent places: 1 % is over four standard errors at 200,000 keys.
// Linear probing clusters, so single tables stray more the fuller they are: √variance/√n of a table of 200,000 measured
// about 0.3 %, 0.5 % and 2 % at 50, 75 and 90 %; four of them are allowed.
func TestProbesFollowKnuth(t *testing.T) {
	const n = 200_000
	for _, x := range []struct {
		linear    bool
		load      float64
		tolerance float64
	}{{false, 0.5, 0.01}, {false, 1, 0.01}, {false, 3, 0.01}, {true, 0.5, 0.012}, {true, 0.75, 0.02},
		{true, 0.9, 0.08}} {
		shape := Shape{Slots: int(math.Round(n / x.load)), PerPage: 100}
		var table Table = NewChained(shape)
		if x.linear {
			table = NewLinear(shape)
		}
		in, out := keys(3, n), keys(4, n)
		for _, k := range in {
			table.Insert(k)
		}
		hits, misses := 0, 0
		for i := range in {
			_, p, _ := table.Find(in[i])
			_, q, _ := table.Find(out[i])
			hits, misses = hits+p, misses+q
		}
		hit, miss := Expected(x.linear, x.load)
		if got := float64(hits) / n; math.Abs(got/hit-1) > x.tolerance {
			t.Errorf("linear %v at load %g: a hit takes %.4f probes, want %.4f ± %g %%", x.linear, x.load, got, hit,
				100*x.tolerance)
		}
		if got := float64(misses) / n; math.Abs(got/miss-1) > x.tolerance {
			t.Errorf("linear %v at load %g: a miss takes %.4f probes, want %.4f ± %g %%", x.linear, x.load, got, miss,
				100*x.tolerance)
		}
	}
}

func TestExpectedValues(t *testing.T) {
	for _, x := range []struct {
		linear         bool
		load, hit, mis float64
	}{{true, 0.5, 1.5, 2.5}, {true, 0.9, 5.5, 50.5}, {false, 1, 1.5, 1 + math.Exp(-1)}} {
		if hit, miss := Expected(x.linear, x.load); math.Abs(hit-x.hit) > 1e-9 || math.Abs(miss-x.mis) > 1e-9 {
			t.Errorf("Expected(%v, %g) = %g, %g, want %g, %g", x.linear, x.load, hit, miss, x.hit, x.mis)
		}
	}
}

// slotOf agrees with the exact product of 64 and 31 bits.
func TestSlotsAreEven(t *testing.T) {
	const slots = 10
	var count [slots]int
	for _, h := range keys(7, 100_000) {
		count[slotOf(h, slots)]++
	}
	for s, n := range count {
		if math.Abs(float64(n)-10_000) > 4*math.Sqrt(10_000*0.9) { // four standard errors
			t.Errorf("slot %d gets %d of 100,000 hashes, want 10,000 ± 380", s, n)
		}
	}
}

// The root mean square error over independent trials is 1.04/√m; 200 trials know it to 1/√400 = 5 %, four of which are
// allowed.
func TestDistinctError(t *testing.T) {
	if got := DistinctError(16384); math.Abs(got-0.0081) > 0.0001 {
		t.Errorf("DistinctError(16384) = %.4f, want 0.0081", got)
	}
	const n, trials = 20_000, 200
	for _, bits := range []int{6, 10} {
		square := 0.0
		for trial := range trials {
			d := NewDistinct(bits)
			for _, k := range keys(uint64(100+trial), n) {
				d.Add(k)
				d.Add(k) // a repeated key changes nothing
			}
			off := d.Estimate()/n - 1
			square += off * off
		}
		want := DistinctError(1 << bits)
		if got := math.Sqrt(square / trials); math.Abs(got/want-1) > 0.2 {
			t.Errorf("%d registers: error %.4f, want %.4f ± 20 %%", 1<<bits, got, want)
		}
	}
	few := NewDistinct(14)
	for k := range uint64(100) {
		few.Add(k)
	}
	if got := few.Estimate(); math.Abs(got-100) > 3 {
		t.Errorf("Estimate of 100 keys = %.1f", got)
	}
}
