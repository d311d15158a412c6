package btree

import "fmt"

// Level is one level of a tree, root first.
type Level struct {
	Pages int
	Held  int // entries of leaves, children of inner pages
	Room  int // what the pages could hold
}

// Fill is the filled share of the level's pages, 0 … 1.
func (l Level) Fill() float64 { return float64(l.Held) / float64(l.Room) }

// Levels counts pages and what they hold, root first.
func (t *Tree) Levels() []Level {
	out := make([]Level, t.height)
	t.Walk(func(id, _ int32, depth int, _ []uint64, _ bool) {
		held, capacity := t.fullness(id)
		out[depth].Pages++
		out[depth].Held += held
		out[depth].Room += capacity
	})
	return out
}

// Check names the first broken rule of a B+ tree: keys in order and between their separators, all leaves at one depth
// and linked from left to right, no page overfull, and every page but the root and the last of each level at least half
// full.
func (t *Tree) Check() error {
	type bounds struct {
		low, high       uint64
		hasLow, hasHigh bool
	}
	within := map[int32]bounds{t.root: {}}
	lastOf := make([]int32, t.height)
	t.Walk(func(id, _ int32, depth int, _ []uint64, _ bool) { lastOf[min(depth, t.height-1)] = id })
	var fault error
	fail := func(format string, a ...any) {
		if fault == nil {
			fault = fmt.Errorf(format, a...)
		}
	}
	total, leaves, chain := 0, 0, none
	t.Walk(func(id, _ int32, depth int, keys []uint64, leaf bool) {
		b := within[id]
		for i, k := range keys {
			if i > 0 && keys[i-1] >= k || b.hasLow && k < b.low || b.hasHigh && k >= b.high {
				fail("page %d holds %d out of order or outside its separators", id, k)
			}
		}
		held, capacity := t.fullness(id)
		if held > capacity {
			fail("page %d holds %d, more than %d", id, held, capacity)
		}
		if id != t.root && id != lastOf[min(depth, t.height-1)] && held < half(capacity) {
			fail("page %d holds %d, fewer than half of %d", id, held, capacity)
		}
		if leaf {
			total += len(keys)
			leaves++
			if depth != t.height-1 {
				fail("leaf %d lies at depth %d of a tree of height %d", id, depth, t.height)
			}
			if chain != none && t.pages[chain].next != id {
				fail("leaf %d is followed by %d, want %d", chain, t.pages[chain].next, id)
			}
			chain = id
			return
		}
		if len(t.pages[id].kids) != len(keys)+1 {
			fail("page %d has %d children and %d separators", id, len(t.pages[id].kids), len(keys))
			return
		}
		for i, kid := range t.pages[id].kids {
			kb := b
			if i > 0 {
				kb.low, kb.hasLow = keys[i-1], true
			}
			if i < len(keys) {
				kb.high, kb.hasHigh = keys[i], true
			}
			within[kid] = kb
		}
	})
	if leaves != t.leaves {
		fail("the tree has %d leaves and counts %d", leaves, t.leaves)
	}
	if total != t.size {
		fail("leaves hold %d keys, want %d", total, t.size)
	}
	if chain != none && t.pages[chain].next != none {
		fail("last leaf %d has a right neighbour", chain)
	}
	return fault
}
