// Package btree is a B+ tree on numbered pages: entries in linked leaves, separators above them. It inserts, deletes
// with borrowing and merging, finds, walks ranges, and tells a listener which pages each operation reads and changes.
package btree

import "sort"

// Config is the shape of a tree.
type Config struct {
	Fanout int // children of an inner page at most, at least 3
	Leaf   int // entries of a leaf at most, at least 2; 0 takes Fanout: both kinds of page then hold as many pairs
	// RightEdge splits the last page of a level, where ascending keys arrive, so that the left part stays Fill full.
	// Other pages split in the middle. PostgreSQL fills to 90 %, SQLite to the brim.
	RightEdge bool
	Fill      float64 // of the left part of a right-edge split, 0.5 … 1; 0 takes 1
}

// page is a leaf of entries, or an inner page of separators and children: kids[i] holds keys k with
// keys[i-1] ≤ k < keys[i].
type page struct {
	keys []uint64
	kids []int32 // nil in a leaf
	next int32   // the leaf to the right; none at the end
}

const none = int32(-1)

// step is one page on the way down: which child was taken, and whether the page is the last of its level.
type step struct {
	page, child int32
	last        bool
}

// Tree is a B+ tree of distinct keys. The zero value is not usable; make one with New.
type Tree struct {
	Config
	// Visit, when set, hears of every page an operation reads, with its distance from the root, and of every page it
	// changes.
	Visit  func(page int32, depth int, changed bool)
	Splits int // pages split since New
	Merges int // pages merged since New

	pages  []page
	free   []int32
	root   int32
	height int
	size   int
	leaves int
	path   [64]step
}

// New returns an empty tree: one empty leaf.
func New(c Config) *Tree {
	if c.Leaf == 0 {
		c.Leaf = c.Fanout
	}
	if c.Fill == 0 {
		c.Fill = 1
	}
	t := &Tree{Config: c, height: 1}
	t.root = t.newPage(false)
	return t
}

// Len is the number of keys.
func (t *Tree) Len() int { return t.size }

// Height is the number of levels, leaves included: the pages a lookup reads.
func (t *Tree) Height() int { return t.height }

// LeafFill is the filled share of the leaves, 0 … 1.
func (t *Tree) LeafFill() float64 { return float64(t.size) / float64(t.leaves*t.Leaf) }

// Pages is the number of pages in use.
func (t *Tree) Pages() int { return len(t.pages) - len(t.free) }

// Find says whether the key is in the tree and how many keys the binary searches on the way compared.
func (t *Tree) Find(key uint64) (found bool, compared int) {
	at := t.root
	for depth := 0; ; depth++ {
		p := &t.pages[at]
		t.visit(at, depth, false)
		low, high := 0, len(p.keys)
		for low < high {
			mid := (low + high) / 2
			compared++
			switch {
			case p.keys[mid] < key || p.kids != nil && p.keys[mid] == key:
				low = mid + 1
			case p.keys[mid] == key:
				return true, compared
			default:
				high = mid
			}
		}
		if p.kids == nil {
			return false, compared
		}
		at = p.kids[low]
	}
}

// Range calls yield with the keys low ≤ key ≤ high in order, until yield returns false.
func (t *Tree) Range(low, high uint64, yield func(uint64) bool) {
	at := t.descend(low)
	for i := position(t.pages[at].keys, low); ; i = 0 {
		for ; i < len(t.pages[at].keys); i++ {
			if k := t.pages[at].keys[i]; k > high || !yield(k) {
				return
			}
		}
		if at = t.pages[at].next; at == none {
			return
		}
		t.visit(at, t.height-1, false)
	}
}

// Walk calls yield with every page, parents before children and left before right. Keys must not be changed.
func (t *Tree) Walk(yield func(id, parent int32, depth int, keys []uint64, leaf bool)) {
	type visit struct {
		id, parent int32
		depth      int
	}
	queue := []visit{{t.root, none, 0}}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		p := &t.pages[v.id]
		yield(v.id, v.parent, v.depth, p.keys, p.kids == nil)
		for _, kid := range p.kids {
			queue = append(queue, visit{kid, v.id, v.depth + 1})
		}
	}
}

// descend follows the key to its leaf and keeps the way in t.path.
func (t *Tree) descend(key uint64) int32 {
	at, last := t.root, true
	for depth := 0; ; depth++ {
		p := &t.pages[at]
		t.visit(at, depth, false)
		t.path[depth] = step{page: at, last: last}
		if p.kids == nil {
			return at
		}
		i := sort.Search(len(p.keys), func(i int) bool { return p.keys[i] > key })
		t.path[depth].child = int32(i)
		last = last && i == len(p.kids)-1
		at = p.kids[i]
	}
}

// position is where the key stands, or would stand, among sorted keys.
func position(keys []uint64, key uint64) int {
	return sort.Search(len(keys), func(i int) bool { return keys[i] >= key })
}

func (t *Tree) visit(page int32, depth int, changed bool) {
	if t.Visit != nil {
		t.Visit(page, depth, changed)
	}
}

func (t *Tree) newPage(inner bool) int32 {
	var id int32
	if n := len(t.free); n > 0 {
		id, t.free = t.free[n-1], t.free[:n-1]
	} else {
		id = int32(len(t.pages))
		t.pages = append(t.pages, page{})
	}
	p := page{next: none}
	if inner {
		p.keys, p.kids = make([]uint64, 0, t.Fanout), make([]int32, 0, t.Fanout+1)
	} else {
		p.keys = make([]uint64, 0, t.Leaf+1)
		t.leaves++
	}
	t.pages[id] = p
	return id
}

func (t *Tree) freePage(id int32) {
	if t.pages[id].kids == nil {
		t.leaves--
	}
	t.pages[id] = page{next: none}
	t.free = append(t.free, id)
}
