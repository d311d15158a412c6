package policy

import "tradeofflab/figure"

var slruKind = Kind{Name: "slru", Label: "SLRU", Nanos: flat(40),
	Look: figure.Identity{Hue: figure.Sky, Shape: figure.Triangle, Dash: "8 3 2 3"},
	New:  func(r Room) Policy { return newSLRU(r.Objects, r.Capacity) }}

// segments is LRU in several segments: a hit lifts a key one segment up, and a segment that is too long passes its last
// key one down (Karedla, Love and Wherry, "Caching strategies to improve disk system performance", IEEE Computer 27(3),
// 1994, who use two segments).
type segments struct {
	*lists
	base int32 // queue of the lowest segment
	max  []int
	size int // keys held in all segments together
	n    int
}

// hit lifts the key of node s.
func (g *segments) hit(s int32) {
	seg := g.node[s].tag - g.base
	if int(seg) == len(g.max)-1 {
		g.move(g.base+seg, s)
		return
	}
	seg++
	g.move(g.base+seg, s)
	for g.len[g.base+seg] > g.max[seg] {
		g.cool(seg)
	}
}

// cool passes the last key of a segment down; from the lowest one it leaves the cache.
func (g *segments) cool(seg int32) {
	if seg == 0 {
		g.evict()
		return
	}
	g.move(g.base+seg-1, g.tail(g.base+seg))
	for g.len[g.base+seg-1] > g.max[seg-1] {
		g.cool(seg - 1)
	}
}

// place is the lowest segment with room for a new key, or else the lowest.
func (g *segments) place() int32 {
	for seg := range g.max {
		if g.len[g.base+int32(seg)] < g.max[seg] {
			return g.base + int32(seg)
		}
	}
	return g.base
}

// victim is the last key of the lowest segment that is not empty.
func (g *segments) victim() int32 {
	for seg := range g.max {
		if q := g.base + int32(seg); g.len[q] > 0 {
			return g.tail(q)
		}
	}
	return 0
}

func (g *segments) evict() {
	g.drop(g.victim())
	g.n--
}

// slru has four segments of equal size, as libCacheSim's default (SLRU.c, n-seg=4), fewer when the cache is smaller.
type slru struct {
	lists
	seg segments
}

func newSLRU(objects, capacity int) *slru {
	n := min(4, capacity)
	c := &slru{lists: newLists(objects, n, capacity+1)}
	c.seg = segments{lists: &c.lists, size: capacity, max: make([]int, n)}
	for i := range c.seg.max {
		c.seg.max[i] = capacity / n
	}
	return c
}

func (c *slru) Access(id int32) bool {
	if s := c.slot[id]; s != 0 {
		c.seg.hit(s)
		return true
	}
	if c.seg.n == c.seg.size {
		c.seg.evict()
	}
	c.add(c.seg.place(), id)
	c.seg.n++
	return false
}

func (c *slru) Len() int   { return c.seg.n }
func (c *slru) Bytes() int { return nodeBytes * len(c.node) }

func (c *slru) View() []Queue {
	var out []Queue
	for seg := len(c.seg.max) - 1; seg >= 0; seg-- {
		out = append(out, Queue{Name: "segment " + string(rune('1'+seg)), IDs: c.ids(int32(seg))})
	}
	return out
}
