package history

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"tradeofflab/sims/model"
)

func w(client int, version, call, ret int64) Op {
	return Op{Client: client, Kind: Write, Version: version, Call: call, Return: ret}
}

func r(client int, version, call, ret int64) Op {
	return Op{Client: client, Kind: Read, Version: version, Call: call, Return: ret}
}

// Histories from the literature. The register histories H1–H4 follow the shape of figure 1 of Herlihy and Wing 1990;
// the others are the textbook cases of Jepsen's pages on linearizability, monotonic reads and read your writes.
func TestKnownHistories(t *testing.T) {
	for _, c := range []struct {
		name         string
		ops          []Op
		linearizable bool
		smallest     int
	}{
		{"empty", nil, true, 0},
		{"write then read", []Op{w(0, 1, 0, 1), r(1, 1, 2, 3)}, true, 0},
		{"concurrent writes, read of either", []Op{w(0, 1, 0, 10), w(1, 2, 0, 10), r(0, 1, 11, 12), r(1, 1, 13, 14)},
			true, 0},
		{"concurrent writes, reads that disagree", []Op{w(0, 1, 0, 10), w(1, 2, 0, 10), r(0, 1, 11, 12),
			r(1, 2, 13, 14)}, false, 4},
		{"stale read after a write returned", []Op{w(0, 1, 0, 1), r(1, 0, 2, 3)}, false, 2},
		{"read of an overwritten value", []Op{w(0, 1, 0, 1), w(0, 2, 2, 3), r(1, 1, 4, 5)}, false, 3},
		{"read overlaps the write: old or new", []Op{w(0, 1, 0, 10), r(1, 0, 2, 3), r(1, 1, 4, 5)}, true, 0},
		{"new, then old, while the write still runs", []Op{w(0, 1, 0, 10), r(1, 1, 2, 3), r(1, 0, 4, 5)}, false, 3},
		{"read of a value before it is written", []Op{r(1, 1, 0, 1), w(0, 1, 2, 3)}, false, 2},
		{"unanswered write took effect", []Op{w(0, 1, 0, Never), r(1, 0, 1, 2), r(1, 1, 3, 4)}, true, 0},
		{"unanswered write never took effect", []Op{w(0, 1, 0, Never), r(1, 0, 1, 2), r(1, 0, 3, 4)}, true, 0},
		{"unanswered write comes and goes", []Op{w(0, 1, 0, Never), r(1, 1, 1, 2), r(1, 0, 3, 4)}, false, 3},
		{"touching operations overlap", []Op{w(0, 1, 0, 1), r(1, 0, 1, 2)}, true, 0},
	} {
		if got := Linearizable(nil, c.ops); got != c.linearizable {
			t.Errorf("%s: Linearizable = %v, want %v", c.name, got, c.linearizable)
		}
		if got := Conflict(nil, c.ops); len(got) != c.smallest {
			t.Errorf("%s: Conflict = %+v, want %d operations", c.name, got, c.smallest)
		}
	}
}

func TestSessionGuarantees(t *testing.T) {
	ops := []Op{w(0, 5, 0, 1), r(0, 3, 2, 3), r(1, 3, 2, 3), r(0, 5, 4, 5), r(0, 3, 6, 7)}
	missed := []Violation{{Ops: []Op{ops[0], ops[1]}}, {Ops: []Op{ops[0], ops[4]}}}
	if got, want := ReadYourWrites(nil, ops), missed; !reflect.DeepEqual(got, want) {
		t.Errorf("ReadYourWrites = %+v, want %+v: another client's stale read is none", got, want)
	}
	if got, want := MonotonicReads(nil, ops), []Violation{{Ops: []Op{ops[3], ops[4]}}}; !reflect.DeepEqual(got, want) {
		t.Errorf("MonotonicReads = %+v, want %+v", got, want)
	}
	overlap := []Op{w(0, 5, 0, 10), r(0, 3, 2, 3), w(0, 6, 11, Never), r(0, 5, 12, 13)}
	if got := ReadYourWrites(nil, overlap); len(got) != 0 {
		t.Errorf("ReadYourWrites = %+v, want none: the first read overlaps the write, the second write has no answer",
			got)
	}
	keys := []Op{{Kind: Write, Version: 5, Return: 1}, {Key: 1, Kind: Read, Call: 2, Return: 3}}
	if got := ReadYourWrites(nil, keys); len(got) != 0 {
		t.Errorf("ReadYourWrites = %+v, want none: the read is of another key", got)
	}
}

// atomic draws a history of clients on one register: each operation takes effect at a moment drawn within its interval.
func atomic(rng *rand.Rand, clients, each int, unanswered bool) []Op {
	type effect struct {
		at int64
		op int
	}
	var ops []Op
	var effects []effect
	for c := range clients {
		now := rng.Int64N(10)
		for range each {
			o := Op{Client: c, Kind: Kind(rng.IntN(2)), Call: now, Return: now + 1 + rng.Int64N(20)}
			effects = append(effects, effect{o.Call + rng.Int64N(o.Return-o.Call+1), len(ops)})
			now = o.Return + 1 + rng.Int64N(5)
			ops = append(ops, o)
		}
	}
	slices.SortStableFunc(effects, func(a, b effect) int { return int(a.at - b.at) })
	value := int64(0)
	for i, e := range effects {
		if ops[e.op].Kind == Write {
			value = int64(i + 1)
		}
		ops[e.op].Version = value
	}
	if unanswered {
		i := rng.IntN(len(ops))
		last := true
		for _, o := range ops {
			last = last && (o.Client != ops[i].Client || o.Call <= ops[i].Call)
		}
		if last {
			ops[i].Return = Never
		}
	}
	return ops
}

func TestAtomicRegisterIsAccepted(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range 300 {
		ops := atomic(rng, 1+rng.IntN(5), 20, i%2 == 0)
		if !Linearizable(nil, ops) {
			t.Fatalf("Linearizable(%+v) = false, want true: each operation took effect within its interval", ops)
		}
	}
}

// brute tries every order of the operations, and every choice of unanswered writes that take effect.
func brute(ops []Op) bool {
	ops = slices.DeleteFunc(slices.Clone(ops), func(o Op) bool { return o.Kind == Read && o.Return == Never })
	used := make([]bool, len(ops))
	var place func(value int64) bool
	place = func(value int64) bool {
		left := false
		for i, o := range ops {
			left = left || !used[i] && o.Return != Never
		}
		if !left {
			return true
		}
	next:
		for i, o := range ops {
			if used[i] || o.Kind == Read && o.Version != value {
				continue
			}
			for j, b := range ops {
				if !used[j] && j != i && b.Return < o.Call {
					continue next
				}
			}
			used[i] = true
			after := value
			if o.Kind == Write {
				after = o.Version
			}
			if place(after) {
				return true
			}
			used[i] = false
		}
		return false
	}
	return place(0)
}

func TestAgreesWithEveryOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	yes, no := 0, 0
	for range 3000 {
		ops := atomic(rng, 1+rng.IntN(3), 2, true)
		for i := range ops { // some reads return another version
			if ops[i].Kind == Read && rng.IntN(3) == 0 {
				ops[i].Version = ops[rng.IntN(len(ops))].Version
			}
		}
		want := brute(ops)
		if got := Linearizable(nil, ops); got != want {
			t.Fatalf("Linearizable(%+v) = %v, every order tried: %v", ops, got, want)
		}
		if want {
			yes++
			continue
		}
		no++
		small := Conflict(nil, ops)
		if len(small) == 0 || brute(small) {
			t.Fatalf("Conflict(%+v) = %+v, want a part that no order explains", ops, small)
		}
		if least := leastByBrute(ops); len(small) != least {
			t.Fatalf("Conflict(%+v) = %+v, the fewest operations are %d", ops, small, least)
		}
	}
	if yes < 300 || no < 300 {
		t.Errorf("%d histories were linearizable and %d not: the draw tests one side only", yes, no)
	}
}

func leastByBrute(ops []Op) int {
	least := len(ops)
	for set := 1; set < 1<<len(ops); set++ {
		var part []Op
		for i, o := range ops {
			if set>>i&1 == 1 {
				part = append(part, o)
			}
		}
		if len(part) < least && closed(part, ops) && !brute(part) {
			least = len(part)
		}
	}
	return least
}

// smallestOfAllPairs compares every two versions, row by row, and keeps the first pair with the fewest operations.
func smallestOfAllPairs(ops []Op) []Op {
	var best []Op
	versions := versionsOf(nil, byCall(ops))
	for i, v := range versions {
		for j, w := range versions[i:] {
			pool := v.ops
			if j > 0 {
				pool = slices.Concat(pool, w.ops)
			}
			if part := fewest(pool); best == nil || part != nil && len(part) < len(best) {
				best = part
			}
			if best != nil && len(best) <= 2 {
				return best
			}
		}
	}
	return best
}

// damage lets some reads return another version, one that is near by most of the time, or the first value.
func damage(rng *rand.Rand, ops []Op, often int) {
	for i := range ops {
		if ops[i].Kind == Read && rng.IntN(often) == 0 {
			ops[i].Version = ops[max(0, min(len(ops)-1, i+rng.IntN(9)-4))].Version
			if rng.IntN(4) == 0 {
				ops[i].Version = 0
			}
		}
	}
}

// long draws writes that last as long as the history, and reads of any of them: only reads can be in conflict.
func long(rng *rand.Rand, writes, reads int) []Op {
	var ops []Op
	for v := range writes {
		ops = append(ops, w(v, int64(v+1), 0, 100))
	}
	for c := range reads {
		call := rng.Int64N(90)
		ops = append(ops, r(c, int64(1+rng.IntN(writes)), call, call+rng.Int64N(10)))
	}
	return ops
}

func TestSmallestIsThatOfAllPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	sizes := map[int]int{}
	for i := range 4000 {
		ops := atomic(rng, 1+rng.IntN(4), 2+rng.IntN(8), i%2 == 0)
		damage(rng, ops, 1+rng.IntN(12))
		if i%4 == 0 {
			ops = long(rng, 2+rng.IntN(2), 3+rng.IntN(3))
		}
		want := smallestOfAllPairs(ops)
		got := Conflict(nil, ops)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("the smallest part of %+v is %+v, all pairs compared: %+v", ops, got, want)
		}
		sizes[len(got)]++
	}
	for size := range 7 {
		if size != 1 && sizes[size] == 0 {
			t.Errorf("no part of %d operations among those drawn: %v", size, sizes)
		}
	}
}

// TestAgreesWithTheSearch holds the versions that are in conflict against a search for an order, which knows nothing of
// them, on histories too long to try every order.
func TestAgreesWithTheSearch(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	yes, no := 0, 0
	for i := range 2000 {
		ops := atomic(rng, 1+rng.IntN(6), 5+rng.IntN(20), i%2 == 0)
		if i%3 > 0 {
			damage(rng, ops, 20+rng.IntN(100))
		}
		want := ordered(ops)
		if got := Linearizable(nil, ops); got != want {
			t.Fatalf("Linearizable(%+v) = %v, a search for an order: %v", ops, got, want)
		}
		if want {
			yes++
		} else {
			no++
		}
	}
	if yes < 300 || no < 300 {
		t.Errorf("%d histories were linearizable and %d not: the draw tests one side only", yes, no)
	}
}

// TestManyWritesUnderWay: where each write waits for an apply that is an hour behind, none has an answer. A search for
// an order would try every set of them.
func TestManyWritesUnderWay(t *testing.T) {
	const writes = 10_000
	var ops []Op
	for v := int64(1); v <= writes; v++ {
		ops = append(ops, w(0, v, 20*v, Never), r(1, 0, 20*v+10, 20*v+15))
	}
	err := model.Bounded(t.Context(), 4000*writes, func(b *model.Budget) error {
		if got := Conflict(b, ops); got != nil {
			t.Errorf("reads of the old version are in conflict with writes under way: %+v", got)
		}
		ops = append(ops, r(2, 7, 20*writes+20, 20*writes+21), r(2, 0, 20*writes+22, 20*writes+23))
		if got := Conflict(b, ops); len(got) != 3 {
			t.Errorf("a write is seen and then not: %+v, want the write and the two reads", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// One client that writes again and again gives one key tens of thousands of versions. The number of steps
// grows with them, not with their pairs.
func TestConflictIsNearLinear(t *testing.T) {
	const writes = 50_000
	var ops []Op
	for v := int64(1); v <= writes; v++ {
		ops = append(ops, w(0, v, 20*v, 20*v+5), r(0, v, 20*v+10, 20*v+15))
	}
	ops = append(ops, w(0, writes+1, 20*writes+20, 20*writes+40), r(1, writes+1, 20*writes+21, 20*writes+22),
		r(1, writes, 20*writes+23, 20*writes+24)) // new, then old, while the write still runs
	err := model.Bounded(t.Context(), 4000*writes, func(b *model.Budget) error {
		got := Conflict(b, ops)
		if want := []Op{ops[len(ops)-5], ops[len(ops)-3], ops[len(ops)-2], ops[len(ops)-1]}; !reflect.DeepEqual(got,
			want) {
			t.Errorf("the smallest part is %+v, want %+v", got, want)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
