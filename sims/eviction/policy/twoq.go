package policy

import "tradeofflab/figure"

var twoqKind = Kind{Name: "twoq", Label: "2Q", Nanos: flat(45),
	Look: figure.Identity{Hue: figure.Sky, Shape: figure.Square, Dash: "4 3"},
	New:  func(r Room) Policy { return newTwoQ(r.Objects, r.Capacity) }}

// The queues of 2Q.
const (
	twoIn   = iota // keys seen once, a FIFO
	twoOut         // ghosts of keys that left twoIn
	twoMain        // keys that came back, an LRU
	twoQueues
)

// twoq takes new keys into a FIFO and remembers those that leave it; only a key that comes back while it is remembered
// gets into the main LRU (Johnson and Shasha, "2Q: a low overhead high performance buffer management replacement
// algorithm", VLDB 1994, section 3, full version). The FIFO holds 25 % of the cache and the ghosts are 50 %, as the
// paper and libCacheSim (TwoQ.c) set them.
type twoq struct {
	lists
	cap, in, out int
}

func newTwoQ(objects, capacity int) *twoq {
	c := &twoq{cap: capacity, in: int(float64(capacity) * 0.25), out: int(float64(capacity) * 0.5)}
	c.lists = newLists(objects, twoQueues, capacity+c.out+1)
	return c
}

func (c *twoq) Access(id int32) bool {
	s := c.slot[id]
	ghost := false
	if s != 0 {
		switch c.node[s].tag {
		case twoIn:
			return true
		case twoMain:
			c.move(twoMain, s)
			return true
		}
		ghost = true
		c.drop(s)
	}
	if c.Len() == c.cap {
		c.evict()
	}
	if !ghost {
		c.add(twoIn, id)
		return false
	}
	if c.len[twoMain] == c.cap-c.in {
		c.drop(c.tail(twoMain))
	}
	c.add(twoMain, id)
	return false
}

func (c *twoq) evict() {
	if c.len[twoIn] <= c.in {
		c.drop(c.tail(twoMain))
		return
	}
	s := c.tail(twoIn)
	if c.out == 0 {
		c.drop(s)
		return
	}
	if c.len[twoOut] == c.out {
		c.drop(c.tail(twoOut))
	}
	c.move(twoOut, s)
}

func (c *twoq) Len() int   { return c.len[twoIn] + c.len[twoMain] }
func (c *twoq) Bytes() int { return nodeBytes * len(c.node) }

func (c *twoq) View() []Queue {
	return []Queue{{Name: "A1in", IDs: c.ids(twoIn)}, {Name: "Am", IDs: c.ids(twoMain)},
		{Name: "A1out, ghosts", IDs: c.ids(twoOut), Ghost: true}}
}
