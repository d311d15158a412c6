package policy

import "tradeofflab/figure"

var fifoKind = Kind{Name: "fifo", Label: "FIFO", Nanos: flat(8),
	Look: figure.Identity{Hue: figure.Orange, Shape: figure.Square, Dash: "6 4"},
	New:  func(r Room) Policy { return newFIFO(r.Objects, r.Capacity) }}

// fifo evicts the key that was taken in first; a hit changes nothing (the first-in-first-out policy of Belady, "A study
// of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966).
type fifo struct {
	held []bool  // by id
	ring []int32 // keys in the order they came; at is the oldest once it is full
	at   int
	n    int
}

func newFIFO(objects, capacity int) *fifo {
	return &fifo{held: make([]bool, objects+1), ring: make([]int32, capacity)}
}

func (c *fifo) Access(id int32) bool {
	if c.held[id] {
		return true
	}
	if c.n == len(c.ring) {
		c.held[c.ring[c.at]] = false
	} else {
		c.n++
	}
	c.held[id] = true
	c.ring[c.at] = id
	if c.at++; c.at == len(c.ring) {
		c.at = 0
	}
	return false
}

func (c *fifo) Len() int   { return c.n }
func (c *fifo) Bytes() int { return 4 * len(c.ring) }

func (c *fifo) View() []Queue { return []Queue{{Name: "queue", IDs: ringView(c.ring, c.at, c.n)}} }

// ringView lists a ring from the newest key to the oldest.
func ringView(ring []int32, at, n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = ring[(at-1-i+2*len(ring))%len(ring)]
	}
	return out
}
