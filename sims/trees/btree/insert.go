package btree

import (
	"math"
	"slices"
)

// Insert adds the key and says whether it was new.
func (t *Tree) Insert(key uint64) bool {
	leaf := t.descend(key)
	p := &t.pages[leaf]
	i := position(p.keys, key)
	if i < len(p.keys) && p.keys[i] == key {
		return false
	}
	p.keys = slices.Insert(p.keys, i, key)
	t.size++
	depth := t.height - 1
	t.visit(leaf, depth, true)
	if len(p.keys) <= t.Leaf {
		return true
	}
	separator, right := t.splitLeaf(leaf, t.path[depth].last)
	for depth--; depth >= 0; depth-- {
		at := t.path[depth]
		p = &t.pages[at.page]
		p.keys = slices.Insert(p.keys, int(at.child), separator)
		p.kids = slices.Insert(p.kids, int(at.child)+1, right)
		t.visit(at.page, depth, true)
		if len(p.kids) <= t.Fanout {
			return true
		}
		separator, right = t.splitInner(at.page, depth, at.last)
	}
	t.grow(separator, right)
	return true
}

// grow puts a new root above the old one and its new right half: the only way a B+ tree gains a level.
func (t *Tree) grow(separator uint64, right int32) {
	id := t.newPage(true)
	p := &t.pages[id]
	p.keys = append(p.keys, separator)
	p.kids = append(p.kids, t.root, right)
	t.root = id
	t.height++
	t.visit(id, 0, true)
}

// splitLeaf moves the upper entries of an overfull leaf to a new one and returns it with its first key.
func (t *Tree) splitLeaf(id int32, last bool) (separator uint64, right int32) {
	right = t.newPage(false)
	t.Splits++
	left, r := &t.pages[id], &t.pages[right]
	cut := len(left.keys) / 2
	if last && t.RightEdge {
		cut = t.kept(t.Leaf)
	}
	r.keys = append(r.keys, left.keys[cut:]...)
	left.keys = left.keys[:cut]
	r.next, left.next = left.next, right
	t.visit(right, t.height-1, true)
	return r.keys[0], right
}

// splitInner moves the upper children of an overfull inner page to a new one. The separator between the two halves
// moves up instead of being copied.
func (t *Tree) splitInner(id int32, depth int, last bool) (separator uint64, right int32) {
	right = t.newPage(true)
	t.Splits++
	left, r := &t.pages[id], &t.pages[right]
	kids := len(left.keys)/2 + 1
	if last && t.RightEdge {
		kids = t.kept(t.Fanout)
	}
	separator = left.keys[kids-1]
	r.keys = append(r.keys, left.keys[kids:]...)
	r.kids = append(r.kids, left.kids[kids:]...)
	left.keys, left.kids = left.keys[:kids-1], left.kids[:kids]
	t.visit(right, depth, true)
	return separator, right
}

// kept is how much of a page of the given capacity stays left in a right-edge split.
func (t *Tree) kept(capacity int) int {
	return min(max(int(math.Round(t.Fill*float64(capacity))), half(capacity)), capacity)
}

// half is the least a page holds that is neither the root nor the last of its level.
func half(capacity int) int { return (capacity + 1) / 2 }
