package replication

import (
	"cmp"
	"slices"

	"tradeofflab/sims/replication/history"
)

// example is the part of a history that a run shows, and what it is an example of: "own" and "monotonic" for the two
// broken guarantees, "order" for a history that is not linearizable, "good" for a write and the read that sees it,
// "none" without operations.
type example struct {
	ops  []history.Op
	what string
}

// exampleOf picks what to show of the window: the smallest broken history. Of violations of two operations, that one
// which takes the least time is drawn, since its messages can be told apart.
func exampleOf(w Window) example {
	switch {
	case len(w.Own) > 0:
		return example{shortest(w.Own), "own"}
	case len(w.Monotonic) > 0:
		return example{shortest(w.Monotonic), "monotonic"}
	case len(w.Smallest.Ops) > 0:
		return example{w.Smallest.Ops, "order"}
	}
	return firstSeen(w.History)
}

func shortest(v []history.Violation) []history.Op {
	took := func(v history.Violation) int64 { return v.Ops[len(v.Ops)-1].Return - v.Ops[0].Call }
	return slices.MinFunc(v, func(a, b history.Violation) int { return cmp.Compare(took(a), took(b)) }).Ops
}

// firstSeen finds the first write whose client reads the record afterwards, and the first such read.
func firstSeen(ops []history.Op) example {
	type place struct{ client, key int }
	out := example{what: "none"}
	next := map[place]history.Op{} // reads that follow, from the end backwards
	for _, o := range slices.Backward(ops) {
		where := place{o.Client, o.Key}
		if o.Kind == history.Read {
			next[where] = o
		} else if read, ok := next[where]; ok && o.Return != history.Never {
			out = example{[]history.Op{o, read}, "good"}
		}
	}
	return out
}
