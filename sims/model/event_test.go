package model

import (
	"container/heap"
	"math"
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

// Many events wait, so that most of them lie in buckets. The oracle is a binary heap.
func TestEventQueueOfMany(t *testing.T) {
	laws := map[string]func(rng *rand.Rand, now int64) int64{
		"exponential": func(rng *rand.Rand, now int64) int64 { return now + int64(rng.ExpFloat64()*1e6) },
		"few ticks":   func(rng *rand.Rand, now int64) int64 { return now + int64(rng.IntN(3)) },
		"one tick":    func(*rand.Rand, int64) int64 { return 7 },
		"in the past": func(rng *rand.Rand, now int64) int64 { return now - int64(rng.IntN(1000)) },
		"heavy tail":  func(rng *rand.Rand, now int64) int64 { return now + int64(math.Exp(40*rng.Float64())) },
		"any":         func(rng *rand.Rand, _ int64) int64 { return int64(rng.Uint64()) },
		"extremes": func(rng *rand.Rand, _ int64) int64 {
			return [...]int64{math.MinInt64, -1, 0, math.MaxInt64 - 1, math.MaxInt64}[rng.IntN(5)]
		},
	}
	for name, law := range laws {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, 4))
			var q EventQueue[int]
			var want oracle
			now := int64(0)
			pop := func() {
				if first := want[0].at; first > math.MinInt64 {
					if at, _, ok := q.PopDue(first - 1); ok {
						t.Fatalf("PopDue(%d) gives an event of tick %d", first-1, at)
					}
				}
				at, id, ok := q.PopDue(want[0].at)
				if !ok {
					t.Fatalf("PopDue finds nothing with %d events waiting", want.Len())
				}
				if due := heap.Pop(&want).(due); at != due.at || id != due.id {
					t.Fatalf("PopDue = tick %d event %d, want tick %d event %d", at, id, due.at, due.id)
				}
				now = at
			}
			id := 0
			// Of so many turns, so many in a hundred put an event in: the queue fills, holds, empties and fills again.
			for _, phase := range [][2]int{{30_000, 90}, {60_000, 50}, {40_000, 20}, {20_000, 80}} {
				for range phase[0] {
					if rng.IntN(100) < phase[1] || want.Len() == 0 {
						at := law(rng, now)
						q.Push(at, id)
						heap.Push(&want, due{at, id})
						id++
					} else {
						pop()
					}
				}
				if q.Len() != want.Len() {
					t.Fatalf("Len = %d, want %d", q.Len(), want.Len())
				}
			}
			for want.Len() > 0 {
				pop()
			}
			if _, _, ok := q.Pop(); ok || q.Len() != 0 {
				t.Errorf("an empty queue gives an event; Len = %d", q.Len())
			}
		})
	}
}

type due struct {
	at int64
	id int
}

type oracle []due

func (o oracle) Len() int { return len(o) }
func (o oracle) Less(i, j int) bool {
	return o[i].at < o[j].at || o[i].at == o[j].at && o[i].id < o[j].id
}
func (o oracle) Swap(i, j int) { o[i], o[j] = o[j], o[i] }
func (o *oracle) Push(e any)   { *o = append(*o, e.(due)) }
func (o *oracle) Pop() any {
	last := len(*o) - 1
	e := (*o)[last]
	*o = (*o)[:last]
	return e
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
