package history

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"tradeofflab/sims/model"
)

// Linearizable says whether every key behaves as one register: each operation seems to take effect at one moment
// between its call and its return (Herlihy and Wing, Linearizability: a correctness condition for concurrent objects,
// ACM TOPLAS 12(3), 1990). A write without an answer may take effect at any later time or never; a read without one
// says nothing.
func Linearizable(b *model.Budget, ops []Op) bool {
	for _, key := range Keys(ops) {
		if Conflict(b, key) != nil {
			return false
		}
	}
	return true
}

// Conflict returns the fewest operations of one key's history that cannot be put in order, in order of calls, or nil
// when the history is linearizable. A read stays with the write of the version it returned, so that the part is a
// history too.
//
// It looks at two versions at a time. A history with unique versions is linearizable unless a read returns before its
// write is called, or the times in which two versions are surely current overlap (Gibbons and Korach, Testing shared
// memories, SIAM Journal on Computing 1997, section 4). These times are bounded by the earliest return and the latest
// call among the operations of a version: at most three operations for each of the two. Of all pairs with the fewest
// operations it takes the first, by the calls of their versions. Its work is that of sorting, however many operations
// are under way at once.
func Conflict(b *model.Budget, ops []Op) []Op {
	versions := versionsOf(b, byCall(ops))
	if slices.ContainsFunc(versions, version.broken) { // with the first version, that one is a pair of two operations
		for j, v := range versions {
			switch {
			case j == 0 && v.broken():
				return fewest(v.ops)
			case j > 0 && (v.broken() || conflict(versions[0], v) == 2):
				return fewest(slices.Concat(versions[0].ops, v.ops))
			}
		}
	}
	i, size := firstPair(b, versions)
	if size == 0 {
		return nil
	}
	j := i + 1
	for conflict(versions[i], versions[j]) != size {
		j++
	}
	return fewest(slices.Concat(versions[i].ops, versions[j].ops))
}

// version holds what bounds the time of a version: its write, the operation that returns first and the one that is
// called last, in order of calls. These are one, two or three operations.
type version struct {
	ops    []Op
	claims []claim
}

// claim is a part of a version's operations that has the write, where there is one. The version is surely current from
// the earliest return to the latest call among them, if that is the later of the two.
type claim struct {
	size        int
	first, last int64 // earliest return; latest call
}

// against says that neither version can come first: something of each returns before something of the other is called.
func (c claim) against(d claim) bool { return c.first < d.last && d.first < c.last }

// conflict is how many operations show at least that two versions cannot be put in order; 0 when they can.
func conflict(v, w version) int {
	least := 0
	for _, c := range v.claims {
		for _, d := range w.claims {
			if c.against(d) && (least == 0 || c.size+d.size < least) {
				least = c.size + d.size
			}
		}
	}
	return least
}

// written says whether the write of the version is in the history, and gives its place.
func (v version) written() (at int, ok bool) {
	at = slices.IndexFunc(v.ops, func(o Op) bool { return o.Kind == Write })
	return at, at >= 0
}

// broken says that a read of the version returns before its write is called, or that nobody has written it.
func (v version) broken() bool {
	at, ok := v.written()
	if !ok {
		return v.ops[0].Version != 0
	}
	return slices.ContainsFunc(v.ops, func(o Op) bool { return o.Return < v.ops[at].Call })
}

// What a version takes: to group its operations, and to look for its partner among so many others.
const (
	versionSteps = 200
	partnerSteps = 80 // for each doubling of the number of versions
)

func versionsOf(b *model.Budget, ops []Op) []version {
	at := map[int64]int{}
	var of [][]Op
	for _, o := range ops {
		if o.Kind == Read && o.Return == Never {
			continue
		}
		n, ok := at[o.Version]
		if !ok {
			n = len(of)
			at[o.Version], of = n, append(of, nil)
		}
		of[n] = append(of[n], o)
	}
	out := make([]version, len(of))
	b.Blocks(len(of), versionSteps, func(from, to int) {
		for i, all := range of[from:to] {
			out[from+i] = newVersion(all)
		}
	})
	return out
}

// newVersion takes the operations of a version in order of calls.
func newVersion(ops []Op) version {
	write, first, last := -1, 0, 0
	for i, o := range ops {
		if o.Kind == Write {
			write = i
		}
		if o.Return < ops[first].Return {
			first = i
		}
		if o.Call > ops[last].Call {
			last = i
		}
	}
	v := version{}
	for i, o := range ops {
		if i == write || i == first || i == last {
			v.ops = append(v.ops, o)
		}
	}
	at, written := v.written()
	for set := 1; set < 1<<len(v.ops); set++ {
		if written && set>>at&1 == 0 {
			continue
		}
		c := claim{size: bits.OnesCount(uint(set)), first: math.MaxInt64, last: math.MinInt64}
		for i, o := range v.ops {
			if set>>i&1 == 1 {
				c.first, c.last = min(c.first, o.Return), max(c.last, o.Call)
			}
		}
		if !written { // the value before the history: written before everything
			c.first = math.MinInt64
		}
		v.claims = append(v.claims, c)
	}
	return v
}

// firstPair finds how many operations the smallest pair of versions in conflict takes, and the first version of the
// first such pair; size 0 when there is none. It goes through the versions from the last to the first and asks of each
// claim whether a later version has one against it: among the claims whose latest call comes after the first return of
// this one, the least of the first returns is all that matters.
func firstPair(b *model.Budget, versions []version) (first, size int) {
	var calls []int64
	for _, v := range versions {
		for _, c := range v.claims {
			calls = append(calls, c.last)
		}
	}
	slices.Sort(calls)
	calls = slices.Compact(calls)
	const sizes = 4 // claims take one to three operations
	var later [sizes]leastAfter
	for s := range later {
		later[s] = newLeastAfter(len(calls))
	}
	var firstOf [2 * sizes]int
	steps := partnerSteps * bits.Len(uint(len(versions)))
	b.Blocks(len(versions), steps, func(from, to int) {
		for i := len(versions) - 1 - from; i >= len(versions)-to; i-- {
			for _, c := range versions[i].claims {
				after, _ := slices.BinarySearchFunc(calls, c.first, func(call, first int64) int {
					return cmp.Or(cmp.Compare(call, first), -1) // the first that is larger
				})
				for s := 1; s < sizes; s++ {
					if later[s].from(after) < c.last {
						firstOf[c.size+s] = i + 1
					}
				}
			}
			for _, c := range versions[i].claims {
				at, _ := slices.BinarySearch(calls, c.last)
				later[c.size].add(at, c.first)
			}
		}
	})
	for size, i := range firstOf {
		if i > 0 {
			return i - 1, size
		}
	}
	return 0, 0
}

// leastAfter keeps the least of the values at and after each place: a Fenwick tree (Software: Practice and Experience
// 24(3), 1994) read from the end.
type leastAfter []int64

func newLeastAfter(places int) leastAfter {
	t := make(leastAfter, places+1)
	for i := range t {
		t[i] = math.MaxInt64
	}
	return t
}

func (t leastAfter) add(place int, value int64) {
	for i := len(t) - 1 - place; i < len(t); i += i & -i {
		t[i] = min(t[i], value)
	}
}

func (t leastAfter) from(place int) int64 {
	least := int64(math.MaxInt64)
	for i := len(t) - 1 - place; i > 0; i -= i & -i {
		least = min(least, t[i])
	}
	return least
}

// fewest tries the parts of a pool of at most six operations, small ones first.
func fewest(pool []Op) []Op {
	for size := 1; size <= len(pool); size++ {
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
			if closed(part, pool) && !orderable(part) {
				return byCall(part)
			}
		}
	}
	return nil
}

// orderable says whether a few operations of one key can be put in order.
func orderable(ops []Op) bool {
	versions := versionsOf(nil, byCall(ops))
	for i, v := range versions {
		against := func(w version) bool { return conflict(v, w) > 0 }
		if v.broken() || slices.ContainsFunc(versions[i+1:], against) {
			return false
		}
	}
	return true
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
