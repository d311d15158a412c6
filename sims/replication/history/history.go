// Package history checks what the clients of a replicated store saw: own writes, monotonic reads and linearizability. A
// verdict comes from the recorded operations alone, never from a look inside the store, as in Jepsen.
package history

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"tradeofflab/sims/model"
)

// Kind says what an operation did.
type Kind int

// The kinds of operations.
const (
	Read Kind = iota
	Write
)

// Never is the return time of an operation whose client never got an answer: it may have taken effect, at any time
// after its call, or not at all.
const Never = math.MaxInt64

// Op is one operation of one client on one key. A version names the value: writes of a key have unique versions above
// 0, and a read carries the version it returned, 0 for the value the key had before the history. ReadYourWrites and
// MonotonicReads also need versions to grow in the order in which the store made the writes, as the log sequence
// numbers of a primary do; Linearizable needs only that they differ.
type Op struct {
	Client  int
	Key     int
	Kind    Kind
	Version int64
	Call    int64 // when the client sent it, in any unit
	Return  int64 // when the client had the answer; Never if it had none
	Node    int   // which node answered; the checks do not look at it
}

// Violation is the smallest part of a history that shows a broken guarantee, in order of calls.
type Violation struct {
	Ops []Op
}

// ReadYourWrites finds every read that returned an older version than its client had itself written and seen confirmed
// before ("read your writes", Terry et al., Session guarantees for weakly consistent replicated data, PDIS 1994). Each
// violation is two operations: the write and the read that misses it.
func ReadYourWrites(b *model.Budget, ops []Op) []Violation {
	return backwards(b, ops, Write)
}

// MonotonicReads finds every read that returned an older version than an earlier read of the same client and key
// ("monotonic reads", Terry et al., 1994). Each violation is two operations: the newer and the older read.
func MonotonicReads(b *model.Budget, ops []Op) []Violation {
	return backwards(b, ops, Read)
}

// What the guarantees of sessions take for each operation, and how many pass between two looks at the budget.
const (
	sessionStep = 120
	spendEvery  = 8192
)

// backwards finds the reads that return less than the largest version which the same client had from an operation of
// the kind that returned before the read was called.
func backwards(b *model.Budget, ops []Op, kind Kind) []Violation {
	type place struct{ client, key int32 }
	type known struct {
		best    int   // operation of those that returned; -1 for none
		waiting []int // operations of the kind that may still overlap later calls
	}
	ops = byCall(ops)
	at, clients := make(map[place]int), []known{}
	var out []Violation
	for i, o := range ops {
		if i%spendEvery == spendEvery-1 {
			b.Spend(spendEvery * sessionStep)
		}
		where := place{int32(o.Client), int32(o.Key)}
		n, ok := at[where]
		if !ok {
			n = len(clients)
			at[where], clients = n, append(clients, known{best: -1})
		}
		k := &clients[n]
		rest := k.waiting[:0]
		for _, w := range k.waiting {
			if ops[w].Return > o.Call {
				rest = append(rest, w)
			} else if k.best < 0 || ops[w].Version > ops[k.best].Version {
				k.best = w
			}
		}
		k.waiting = rest
		if o.Return == Never {
			continue
		}
		if o.Kind == Read && k.best >= 0 && o.Version < ops[k.best].Version {
			out = append(out, Violation{Ops: []Op{ops[k.best], o}})
		}
		if o.Kind == kind {
			k.waiting = append(k.waiting, i)
		}
	}
	return out
}

// byCall gives the operations in order of calls; equal calls keep their order.
func byCall(ops []Op) []Op {
	earlier := func(a, b Op) int { return cmp.Compare(a.Call, b.Call) }
	if slices.IsSortedFunc(ops, earlier) {
		return ops
	}
	out := slices.Clone(ops)
	slices.SortStableFunc(out, earlier)
	return out
}

// Keys splits a history into the histories of its keys, in order of keys. A history is linearizable if and only if that
// of each key is (locality: Herlihy and Wing, 1990, theorem 1).
func Keys(ops []Op) [][]Op {
	count := map[int]int{}
	for _, o := range ops {
		count[o.Key]++
	}
	order := slices.Sorted(maps.Keys(count))
	out, at := make([][]Op, len(order)), make(map[int]int, len(order))
	for i, k := range order {
		out[i], at[k] = make([]Op, 0, count[k]), i
	}
	for _, o := range ops {
		i := at[o.Key]
		out[i] = append(out[i], o)
	}
	return out
}
