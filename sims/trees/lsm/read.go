package lsm

import (
	"cmp"
	"slices"
)

// Lookup is what one Get did.
type Lookup struct {
	Asked   int // runs whose filter was asked
	Read    int // runs that were read, one data page each
	Falsely int // of these, runs that did not hold the key
}

// Get returns the newest value of the key and whether there is one. It asks runs from new to old and reads one only
// when its filter admits the key.
func (t *Tree) Get(key uint64) (value int32, ok bool, l Lookup) {
	if v, in := t.memtable[key]; in {
		return v, v != tombstone, l
	}
	for _, level := range t.levels {
		for _, r := range level {
			l.Asked++
			if t.Bits > 0 && !r.admits(key, t.Bits) {
				continue
			}
			l.Read++
			if i, in := slices.BinarySearchFunc(r.entries, key, byKey); in {
				v := r.entries[i].value
				return v, v != tombstone, l
			}
			l.Falsely++
		}
	}
	return 0, false, l
}

// RangePages is how many pages a range reads when a page holds perPage entries: those of every run, and one of each run
// that has no key there, since only reading shows it.
func (t *Tree) RangePages(low, high uint64, perPage int) int {
	pages := 0
	for _, level := range t.levels {
		for _, r := range level {
			from, _ := slices.BinarySearchFunc(r.entries, low, byKey)
			to, exact := slices.BinarySearchFunc(r.entries, high, byKey)
			if exact {
				to++
			}
			pages += max(1, (to-1)/perPage-from/perPage+1)
		}
	}
	return pages
}

func byKey(e entry, key uint64) int { return cmp.Compare(e.key, key) }

func (r *run) admits(key uint64, bits float64) bool {
	if r.filter == nil {
		r.filter = NewBloom(len(r.entries), bits)
		for _, e := range r.entries {
			r.filter.Add(e.key)
		}
	}
	return r.filter.MayHold(key)
}

// Range calls yield with the live keys low ≤ key ≤ high in order, until yield returns false. It reads every run.
func (t *Tree) Range(low, high uint64, yield func(key uint64, value int32) bool) {
	sources := [][]entry{between(t.ordered(), low, high)} // newest first
	for _, level := range t.levels {
		for _, r := range level {
			sources = append(sources, between(r.entries, low, high))
		}
	}
	for {
		least := -1
		for i, s := range sources {
			if len(s) > 0 && (least < 0 || s[0].key < sources[least][0].key) {
				least = i
			}
		}
		if least < 0 {
			return
		}
		next := sources[least][0]
		for i, s := range sources { // older versions are hidden
			if len(s) > 0 && s[0].key == next.key {
				sources[i] = s[1:]
			}
		}
		if next.value != tombstone && !yield(next.key, next.value) {
			return
		}
	}
}

// between is the part of a sorted run with low ≤ key ≤ high.
func between(entries []entry, low, high uint64) []entry {
	from, _ := slices.BinarySearchFunc(entries, low, byKey)
	to, exact := slices.BinarySearchFunc(entries, high, byKey)
	if exact {
		to++
	}
	return entries[from:to]
}

// Level is one level as it stands.
type Level struct {
	Runs    int
	Entries int
	Written int // entries written to it since New
	Room    int // entries it may hold
}

// Levels lists the levels from the smallest, empty ones included.
func (t *Tree) Levels() []Level {
	out := make([]Level, len(t.levels))
	room := t.Memtable
	for i, level := range t.levels {
		room *= t.Ratio
		out[i] = Level{Runs: len(level), Written: t.deepest[i], Room: room}
		for _, r := range level {
			out[i].Entries += len(r.entries)
		}
	}
	return out
}

// Runs is the number of runs on disk.
func (t *Tree) Runs() int {
	n := 0
	for _, level := range t.levels {
		n += len(level)
	}
	return n
}

// MeanRuns is the mean number of runs on disk over all flushes, each counted after its merges; 0 before the first.
func (t *Tree) MeanRuns() float64 { return float64(t.Kept) / float64(max(1, t.Flushes)) }
