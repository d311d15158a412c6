package btree

import "slices"

// Delete removes the key and says whether it was there. A page that falls under half takes an entry from a neighbour,
// or merges with one that has none to spare; a merge takes a separator out of the parent, which may then fall short
// itself.
func (t *Tree) Delete(key uint64) bool {
	leaf := t.descend(key)
	p := &t.pages[leaf]
	i := position(p.keys, key)
	if i == len(p.keys) || p.keys[i] != key {
		return false
	}
	p.keys = slices.Delete(p.keys, i, i+1)
	t.size--
	t.visit(leaf, t.height-1, true)
	for depth := t.height - 1; depth > 0; depth-- {
		if !t.short(t.path[depth].page) || !t.refill(depth) {
			break
		}
	}
	for len(t.pages[t.root].kids) == 1 {
		old := t.root
		t.root = t.pages[old].kids[0]
		t.freePage(old)
		t.height--
	}
	return true
}

// fullness is what counts against the capacity of a page: entries of a leaf, children of an inner page.
func (t *Tree) fullness(id int32) (held, capacity int) {
	p := &t.pages[id]
	if p.kids == nil {
		return len(p.keys), t.Leaf
	}
	return len(p.kids), t.Fanout
}

func (t *Tree) short(id int32) bool {
	held, capacity := t.fullness(id)
	return held < half(capacity)
}

func (t *Tree) canLend(id int32) bool {
	held, capacity := t.fullness(id)
	return held > half(capacity)
}

// refill mends the short page at the depth of the last descent and says whether the parent lost a child.
func (t *Tree) refill(depth int) (lost bool) {
	at, i := t.path[depth-1].page, int(t.path[depth-1].child)
	p := &t.pages[at]
	if len(p.kids) == 1 { // an only child after a right-edge split has nobody to take from, and stays as it is
		return false
	}
	switch {
	case i > 0 && t.canLend(p.kids[i-1]):
		t.takeFromLeft(p, i, depth)
	case i < len(p.kids)-1 && t.canLend(p.kids[i+1]):
		t.takeFromRight(p, i, depth)
	case i > 0:
		t.merge(p, i-1, depth)
		lost = true
	default:
		t.merge(p, i, depth)
		lost = true
	}
	t.visit(at, depth-1, true)
	return lost
}

// takeFromLeft moves the last entry or child of the left neighbour to the front of child i.
func (t *Tree) takeFromLeft(p *page, i, depth int) {
	left, own := &t.pages[p.kids[i-1]], &t.pages[p.kids[i]]
	end := len(left.keys) - 1
	if own.kids == nil {
		own.keys = slices.Insert(own.keys, 0, left.keys[end])
		p.keys[i-1] = own.keys[0]
	} else {
		own.keys = slices.Insert(own.keys, 0, p.keys[i-1])
		own.kids = slices.Insert(own.kids, 0, left.kids[end+1])
		p.keys[i-1], left.kids = left.keys[end], left.kids[:end+1]
	}
	left.keys = left.keys[:end]
	t.visit(p.kids[i-1], depth, true)
	t.visit(p.kids[i], depth, true)
}

// takeFromRight moves the first entry or child of the right neighbour to the end of child i.
func (t *Tree) takeFromRight(p *page, i, depth int) {
	own, right := &t.pages[p.kids[i]], &t.pages[p.kids[i+1]]
	if own.kids == nil {
		own.keys = append(own.keys, right.keys[0])
		right.keys = slices.Delete(right.keys, 0, 1)
		p.keys[i] = right.keys[0]
	} else {
		own.keys = append(own.keys, p.keys[i])
		own.kids = append(own.kids, right.kids[0])
		p.keys[i] = right.keys[0]
		right.keys, right.kids = slices.Delete(right.keys, 0, 1), slices.Delete(right.kids, 0, 1)
	}
	t.visit(p.kids[i], depth, true)
	t.visit(p.kids[i+1], depth, true)
}

// merge joins children i and i+1 into the left one and drops the separator between them.
func (t *Tree) merge(p *page, i, depth int) {
	gone := p.kids[i+1]
	left, right := &t.pages[p.kids[i]], &t.pages[gone]
	if left.kids != nil {
		left.keys = append(left.keys, p.keys[i])
		left.kids = append(left.kids, right.kids...)
	}
	left.keys = append(left.keys, right.keys...)
	left.next = right.next
	t.visit(p.kids[i], depth, true)
	p.keys, p.kids = slices.Delete(p.keys, i, i+1), slices.Delete(p.kids, i+1, i+2)
	t.freePage(gone)
	t.Merges++
}
