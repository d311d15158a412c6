package history

import (
	"math/bits"
	"slices"
)

// Smallest returns the fewest operations of the history that cannot be put in order, in order of calls, or an empty
// violation when the history is linearizable. A read stays with the write of the version it returned, so that the part
// is a history too.
//
// It needs to look at two versions at a time only. A history with unique versions is linearizable unless a read returns
// before its write is called, or the times in which two versions are surely current overlap (Gibbons and Korach,
// Testing shared memories, SIAM Journal on Computing 1997, section 4). These times are bounded by the earliest return
// and the latest call among the operations of a version: at most three operations for each of the two.
func Smallest(ops []Op) Violation {
	var best []Op
	for _, key := range Keys(ops) {
		if Register(key) {
			continue
		}
		if part := smallestOf(key, len(best)); part != nil {
			best = part
		}
	}
	return Violation{Ops: best}
}

// smallestOf finds the smallest part of one key's history with fewer than limit operations; limit 0 is none.
func smallestOf(ops []Op, limit int) []Op {
	var best []Op
	clusters := versions(byCall(ops))
	for i := range clusters {
		for j := i; j < len(clusters); j++ {
			pool := clusters[i]
			if j != i {
				pool = slices.Concat(pool, clusters[j])
			}
			if part := fewest(pool, limit); part != nil {
				best, limit = part, len(part)
			}
			if limit > 0 && limit <= 2 { // one operation alone is always linearizable
				return best
			}
		}
	}
	return best
}

// versions keeps for each version what bounds its time: the write, the operation that returns first and the one that is
// called last.
func versions(ops []Op) [][]Op {
	at := map[int64][]Op{}
	var order []int64
	for _, o := range ops {
		if o.Kind == Read && o.Return == Never {
			continue
		}
		if _, ok := at[o.Version]; !ok {
			order = append(order, o.Version)
		}
		at[o.Version] = append(at[o.Version], o)
	}
	var out [][]Op
	for _, v := range order {
		var write, first, last = -1, 0, 0
		for i, o := range at[v] {
			if o.Kind == Write {
				write = i
			}
			if o.Return < at[v][first].Return {
				first = i
			}
			if o.Call > at[v][last].Call {
				last = i
			}
		}
		var keep []Op
		for i, o := range at[v] {
			if i == write || i == first || i == last {
				keep = append(keep, o)
			}
		}
		out = append(out, keep)
	}
	return out
}

// fewest tries the parts of a pool of at most six operations, small ones first.
func fewest(pool []Op, limit int) []Op {
	for size := 1; size <= len(pool) && (limit == 0 || size < limit); size++ {
		for set := 1; set < 1<<len(pool); set++ {
			if bits.OnesCount(uint(set)) != size {
				continue
			}
			var part []Op
			for i, o := range pool {
				if set>>i&1 == 1 {
					part = append(part, o)
				}
			}
			if closed(part, pool) && !Register(part) {
				return byCall(part)
			}
		}
	}
	return nil
}

// closed says whether each read's write is in the part, where the pool has it.
func closed(part, pool []Op) bool {
	for _, r := range part {
		if r.Kind != Read {
			continue
		}
		writes := func(o Op) bool { return o.Kind == Write && o.Version == r.Version }
		if slices.ContainsFunc(pool, writes) && !slices.ContainsFunc(part, writes) {
			return false
		}
	}
	return true
}
