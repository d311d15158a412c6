package eviction

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"testing"
)

// The first ids were computed apart from this code, from the definition of the trace.
func TestZipfBegins(t *testing.T) {
	got := NewZipf(1_000_000, 1).Draw(42, 8)
	if want := []int32{24244, 6, 31, 80, 1, 150085, 13, 56730}; !slices.Equal(got, want) {
		t.Errorf("Zipf(1,000,000 keys, exponent 1) with seed 42 begins %v, want %v", got, want)
	}
}

// The guide table must give exactly what a search of all cumulated weights gives.
func TestZipfInvertsExactly(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 1000, 65_536, 70_001} {
		for _, a := range []float64{0, 0.6, 0.99, 1, 2} {
			z := NewZipf(n, a)
			ids, s := z.Draw(7, 20_000), splitmix(7)
			for i, id := range ids {
				x := float64(s.next()>>11) * 0x1p-53 * z.cdf[n]
				want := min(n, 1+sort.Search(n, func(k int) bool { return z.cdf[k+1] > x }))
				if int(id) != want {
					t.Fatalf("Zipf(%d, %g): draw %d is %d, want %d", n, a, i, id, want)
				}
			}
		}
	}
}

// Four standard errors of a share: 1 of 16,000 right shares fails by chance.
func TestZipfShares(t *testing.T) {
	const draws = 400_000
	z := NewZipf(1000, 0.99)
	count := make([]int, 1001)
	for _, id := range z.Draw(3, draws) {
		count[id]++
	}
	for _, id := range []int{1, 2, 10, 100, 1000} {
		p, got := z.Share(id, id), float64(count[id])/draws
		if tolerance := 4 * math.Sqrt(p*(1-p)/draws); math.Abs(got-p) > tolerance {
			t.Errorf("id %d has share %g, want %g ± %g", id, got, p, tolerance)
		}
	}
	if sum := z.Share(1, 1000); math.Abs(sum-1) > 1e-12 {
		t.Errorf("shares add to %g, want 1", sum)
	}
}

func TestTraces(t *testing.T) {
	base := Params{Zipf: 0.99, Objects: 100, Requests: 10_000, ScanPct: 25, Shifts: 4, Seed: 1}
	var err error
	if base.Upload, err = parseTrace("0,a;1,b;2,a"); err != nil {
		t.Fatal(err)
	}
	for _, trace := range []string{"zipf", "uniform", "loop", "scan", "shift", "upload"} {
		p := base
		p.Trace = trace
		tr := NewTrace(p)
		if want := p.Requests; trace != "upload" && len(tr.IDs) != want {
			t.Errorf("%s has %d requests, want %d", trace, len(tr.IDs), want)
		}
		scanned := 0
		for _, id := range tr.IDs {
			if id < 1 || int(id) > tr.Objects {
				t.Fatalf("%s: id %d outside 1–%d", trace, id, tr.Objects)
			}
			if int(id) > p.Objects {
				scanned++
			}
		}
		if trace == "scan" && math.Abs(float64(scanned)/float64(len(tr.IDs))-0.25) > 0.01 {
			t.Errorf("the scan makes %d of %d requests, want 25 %% within a burst", scanned, len(tr.IDs))
		}
	}
	p := base
	p.Trace = "shift"
	top := map[int]map[int32]int{}
	for i, id := range NewTrace(p).IDs {
		phase := i * 5 / p.Requests
		if top[phase] == nil {
			top[phase] = map[int32]int{}
		}
		top[phase][id]++
	}
	for phase := range 5 {
		hot, most := int32(0), 0
		for id := int32(1); id <= 100; id++ {
			if top[phase][id] > most {
				hot, most = id, top[phase][id]
			}
		}
		if want := int32(1 + 20*phase); hot != want {
			t.Errorf("the hottest key of phase %d is %d, want %d", phase, hot, want)
		}
	}
}

func ExampleTrace() {
	fmt.Println(NewTrace(Params{Trace: "loop", Objects: 3, Requests: 5}).IDs)
	// Output: [1 2 3 1 2]
}
