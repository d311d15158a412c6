package policy

import (
	"strconv"

	"tradeofflab/figure"
)

var tinylfuKind = Kind{Name: "tinylfu", Label: "W-TinyLFU", Nanos: flat(95),
	Look: figure.Identity{Hue: figure.Purple, Shape: figure.Disc, Dash: "10 3"}, Mark: "count",
	New: func(r Room) Policy { return newTinyLFU(r.Objects, r.Capacity) }}

// The queues of W-TinyLFU.
const (
	tinyWindow    = iota // new keys, an LRU
	tinyProbation        // main cache, keys without a hit there
	tinyProtected        // main cache, keys with a hit
	tinyQueues
)

// tinylfu lets a key that leaves its window into the main cache only when a counting sketch says that it is asked for
// more often than the key it would replace (Einziger, Friedman and Manes, "TinyLFU: a highly efficient cache admission
// policy", ACM Transactions on Storage 13(4), 2017, section 4, W-TinyLFU). Window 1 %, main cache a segmented LRU of 20
// % probation and 80 % protected, counts halved after 32 hits a key of the main cache, as in libCacheSim (WTinyLFU.c).
type tinylfu struct {
	lists
	main    segments
	sketch  sketch
	cap     int
	counted int // hits in the main cache since the counts were halved
}

func newTinyLFU(objects, capacity int) *tinylfu {
	c := &tinylfu{lists: newLists(objects, tinyQueues, capacity+1), cap: capacity}
	size := capacity - max(1, int(float64(capacity)*0.01))
	c.main = segments{lists: &c.lists, base: tinyProbation, size: size,
		max: []int{max(1, int(1.0/5*float64(size))), int(4.0 / 5 * float64(size))}}
	c.sketch = newSketch(max(1, size))
	return c
}

func (c *tinylfu) Access(id int32) bool {
	if s := c.slot[id]; s != 0 {
		if c.node[s].tag == tinyWindow {
			c.move(tinyWindow, s)
			return true
		}
		c.main.hit(s)
		c.sketch.add(id)
		if c.counted++; c.counted >= 32*c.main.size {
			c.counted = 0
			c.sketch.halve()
		}
		return true
	}
	if c.Len() == c.cap {
		c.evict()
	}
	c.add(tinyWindow, id)
	c.sketch.add(id)
	return false
}

// evict takes one key out. While the main cache has room, keys of the window move there; then the oldest key of the
// window and the victim of the main cache compete.
func (c *tinylfu) evict() {
	for done := false; !done; {
		s := c.tail(tinyWindow)
		id := c.node[s].id
		switch {
		case c.main.n < c.main.size:
			c.move(c.main.place(), s)
			c.main.n++
		case c.main.size > 0 && c.sketch.count(id) > c.sketch.count(c.node[c.main.victim()].id):
			c.main.evict()
			c.move(c.main.place(), s)
			c.main.n++
			done = true
		default:
			c.drop(s)
			done = true
		}
		c.sketch.add(id)
	}
}

func (c *tinylfu) Len() int   { return c.len[tinyWindow] + c.main.n }
func (c *tinylfu) Bytes() int { return nodeBytes*len(c.node) + 4*len(c.sketch.counters) }

func (c *tinylfu) View() []Queue {
	count := func(id int32) string { return strconv.Itoa(int(c.sketch.count(id))) }
	return []Queue{{Name: "window", IDs: c.ids(tinyWindow), Mark: count}, {Name: "protected", IDs: c.ids(tinyProtected),
		Mark: count},
		{Name: "probation", IDs: c.ids(tinyProbation), Mark: count}}
}
