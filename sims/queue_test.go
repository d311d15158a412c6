package sims

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The oracle is a slice kept in order by a stable sort.
func TestEventQueueAgainstSort(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	type entry struct {
		at int64
		id int
	}
	for round := range 50 {
		var q EventQueue[int]
		var want []entry
		for id := range 2000 {
			if rng.IntN(3) > 0 {
				at := int64(rng.IntN(1 + round*20)) // few ticks in early rounds: many ties
				q.Push(at, id)
				want = append(want, entry{at, id})
				slices.SortStableFunc(want, func(a, b entry) int { return int(a.at - b.at) })
				continue
			}
			at, got, ok := q.Pop()
			if ok != (len(want) > 0) {
				t.Fatalf("Pop reports %v with %d events waiting", ok, len(want))
			}
			if !ok {
				continue
			}
			if at != want[0].at || got != want[0].id {
				t.Fatalf("Pop = tick %d event %d, want tick %d event %d", at, got, want[0].at, want[0].id)
			}
			want = want[1:]
		}
		if q.Len() != len(want) {
			t.Fatalf("Len = %d, want %d", q.Len(), len(want))
		}
	}
}

func TestEventQueueDoesNotAllocate(t *testing.T) {
	var q EventQueue[int64]
	for i := range int64(1000) {
		q.Push(i*7919%1009, i)
	}
	allocs := testing.AllocsPerRun(1000, func() {
		at, e, _ := q.Pop()
		q.Push(at+500, e)
	})
	if allocs != 0 {
		t.Errorf("a Pop and a Push allocate %v times, want 0", allocs)
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"3200", "3,200", "3.2k", "1e5", "2M", "1,5", "-0", "0x1p4", "", "1_000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseNumber(s)
		if err == nil && v != v {
			t.Errorf("ParseNumber(%q) = NaN", s)
		}
	})
}
