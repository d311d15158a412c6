package conflicts

import "slices"

// The replicated data types of the replay. Shapiro, Preguiça, Baquero and Zawirski, "A comprehensive study of
// convergent and commutative replicated data types", INRIA RR-7506, 2011: specifications 6 (G-counter), 8
// (last-writer-wins register), 10 (multi-value register) and 15 (observed-remove set). Each merge is commutative,
// associative and idempotent, which is why replicas that have received the same writes agree whatever the order.

// dot names one write: the n-th of a site, n from 1.
type dot struct{ Site, N int32 }

func (d dot) compare(e dot) int {
	if d.Site != e.Site {
		return int(d.Site - e.Site)
	}
	return int(d.N - e.N)
}

// register keeps the value with the largest timestamp.
type register struct {
	Value dot
	Stamp int64
}

func (a register) merge(b register) register {
	if b.Stamp > a.Stamp || b.Stamp == a.Stamp && b.Value.compare(a.Value) > 0 {
		return b
	}
	return a
}

// clock counts the writes seen of each site: a version vector.
type clock [5]int32

func (a clock) merge(b clock) clock {
	for s := range a {
		a[s] = max(a[s], b[s])
	}
	return a
}

func (a clock) saw(d dot) bool { return a[d.Site] >= d.N }

// version is a value with what its writer had seen, itself included.
type version struct {
	Value dot
	Seen  clock
}

// siblings keeps every value that no other value's writer had seen, sorted by name.
type siblings []version

func (a siblings) merge(b siblings) siblings {
	both := slices.Concat(a, b)
	var out siblings
	for _, v := range both {
		kept := true
		for _, w := range both {
			kept = kept && (w.Value == v.Value || !w.Seen.saw(v.Value))
		}
		if kept && !slices.ContainsFunc(out, func(w version) bool { return w.Value == v.Value }) {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(v, w version) int { return v.Value.compare(w.Value) })
	return out
}

// counter is a G-counter: increments by site, summed to read.
type counter [5]int32

func (a counter) merge(b counter) counter { return counter(clock(a).merge(clock(b))) }

func (a counter) value() int {
	sum := 0
	for _, n := range a {
		sum += int(n)
	}
	return sum
}

// orSet is the observed-remove set of one element: the adds that were seen, and of these the ones removed. The element
// is in the set while an add is left, so an add that the remover had not seen survives.
type orSet struct {
	Added, Removed []dot // sorted
}

func (a orSet) merge(b orSet) orSet {
	return orSet{union(a.Added, b.Added), union(a.Removed, b.Removed)}
}

func (a orSet) contains() bool { return len(a.Added) > len(a.Removed) }

// union merges two sorted lists of names into one without repeats. Lists are never changed in place, so one that holds
// the other already is the result.
func union(a, b []dot) []dot {
	switch {
	case len(b) == 0:
		return a
	case len(a) == 0:
		return b
	case len(b) == 1: // what one write changed
		i, found := slices.BinarySearchFunc(a, b[0], dot.compare)
		if found {
			return a
		}
		return slices.Concat(a[:i], b, a[i:])
	}
	out := make([]dot, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch c := a[0].compare(b[0]); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}
