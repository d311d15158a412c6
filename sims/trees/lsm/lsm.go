// Package lsm is a log-structured merge tree: writes gather in a memtable, which is flushed as a sorted run and merged
// down through levels that are each Ratio times larger than the one above. Deletes are tombstones until they reach the
// last data they could hide.
package lsm

import (
	"cmp"
	"slices"
)

// Policy says when runs are merged.
type Policy int

// The policies. Leveled keeps one run a level and merges what arrives into it; tiered lets Ratio − 1 runs gather and
// merges them all when the next one arrives.
const (
	Leveled Policy = iota
	Tiered
)

// Config is the shape of a tree.
type Config struct {
	Memtable int // entries of a full memtable, at least 1
	Ratio    int // size ratio T of neighbouring levels, at least 2
	Policy   Policy
	Bits     float64 // of a Bloom filter, per key; 0 has none
}

type entry struct {
	key   uint64
	value int32 // tombstone marks a deleted key
}

const tombstone = int32(-1)

// run is a sorted list of distinct keys. Its filter is built when it is first asked.
type run struct {
	entries []entry
	filter  *Bloom
}

// Tree is an LSM tree. Make one with New.
type Tree struct {
	Config
	Flushes int // memtables written
	Merges  int // merges, each of several runs into one
	Written int // entries written to disk, by flushes and merges
	Taken   int // entries that flushes handed over
	Most    int // runs after a flush and the merges that it caused, at most
	Kept    int // the same, added up over all flushes

	memtable map[uint64]int32
	inOrder  []entry  // of the memtable; nil when it has changed since
	levels   [][]*run // by level, from 0; newest run first
	deepest  []int    // entries written to each level
}

// New returns an empty tree.
func New(c Config) *Tree { return &Tree{Config: c, memtable: map[uint64]int32{}} }

// Put writes a value, which must not be negative.
func (t *Tree) Put(key uint64, value int32) { t.write(key, value) }

// Delete writes a tombstone.
func (t *Tree) Delete(key uint64) { t.write(key, tombstone) }

func (t *Tree) write(key uint64, value int32) {
	t.memtable[key], t.inOrder = value, nil
	if len(t.memtable) >= t.Memtable {
		t.Flush()
	}
}

// ordered lists the memtable in order of keys.
func (t *Tree) ordered() []entry {
	if t.inOrder == nil {
		t.inOrder = make([]entry, 0, len(t.memtable))
		for k, v := range t.memtable {
			t.inOrder = append(t.inOrder, entry{k, v})
		}
		slices.SortFunc(t.inOrder, func(a, b entry) int { return cmp.Compare(a.key, b.key) })
	}
	return t.inOrder
}

// Flush hands the memtable over as a sorted run, merges what that causes, and counts the runs that are left.
func (t *Tree) Flush() {
	if len(t.memtable) == 0 {
		return
	}
	t.settle()
	runs := t.Runs()
	t.Most, t.Kept = max(t.Most, runs), t.Kept+runs
}

// settle lets the memtable travel down as far as levels are full: a level of Ratio^(i+1) memtables that would be
// reached passes everything on, and all that meets on the way is merged and written once.
func (t *Tree) settle() {
	flushed := t.ordered()
	clear(t.memtable)
	t.inOrder = nil
	t.Flushes++
	t.Taken += len(flushed)

	meet := [][]entry{flushed}
	size := len(flushed)
	for level, room := 0, t.Memtable*t.Ratio; ; level, room = level+1, room*t.Ratio {
		if level == len(t.levels) {
			t.levels, t.deepest = append(t.levels, nil), append(t.deepest, 0)
		}
		own := 0
		for _, r := range t.levels[level] {
			own += len(r.entries)
		}
		passes := size+own >= room
		if t.Policy == Tiered {
			passes = len(t.levels[level]) >= t.Ratio-1
		}
		if passes || t.Policy == Leveled {
			for _, r := range t.levels[level] {
				meet = append(meet, r.entries)
			}
			size += own
			t.levels[level] = nil
		}
		if !passes {
			t.place(level, meet)
			return
		}
	}
}

// place merges the runs, newest first, and puts the result on a level. Tombstones go when nothing older is left for
// them to hide: no deeper run and no other run on the level.
func (t *Tree) place(level int, meet [][]entry) {
	last := len(t.levels[level]) == 0
	for _, deeper := range t.levels[level+1:] {
		last = last && len(deeper) == 0
	}
	merged := meet[0]
	for _, older := range meet[1:] {
		merged = merge(merged, older)
	}
	if last {
		merged = slices.DeleteFunc(merged, func(e entry) bool { return e.value == tombstone })
	}
	if len(meet) > 1 {
		t.Merges++
	}
	t.Written += len(merged)
	t.deepest[level] += len(merged)
	if len(merged) > 0 {
		t.levels[level] = slices.Insert(t.levels[level], 0, &run{entries: merged})
	}
}

// merge joins two sorted runs; where both hold a key the newer entry stays.
func merge(newer, older []entry) []entry {
	out := make([]entry, 0, len(newer)+len(older))
	for len(newer) > 0 && len(older) > 0 {
		switch {
		case newer[0].key < older[0].key:
			out, newer = append(out, newer[0]), newer[1:]
		case newer[0].key > older[0].key:
			out, older = append(out, older[0]), older[1:]
		default:
			out, newer, older = append(out, newer[0]), newer[1:], older[1:]
		}
	}
	return append(append(out, newer...), older...)
}
