package policy

import "tradeofflab/figure"

var clockKind = Kind{Name: "clock", Label: "CLOCK", Nanos: flat(9),
	Look: figure.Identity{Hue: figure.Orange, Shape: figure.Diamond, Dash: "10 3"}, Mark: "visited",
	New: func(r Room) Policy { return newClock(r.Objects, r.Capacity) }}

// clock is FIFO with a second chance: a hand goes round the keys, takes away the bit that a hit has set, and evicts the
// first key without one (Corbató, "A paging experiment with the Multics system", 1968). The new key stands where the
// evicted one stood, just behind the hand, which is the same as going back to the end of the queue.
type clock struct {
	state []uint8 // by id: 0 absent, 1 held, 2 held and asked for since the hand passed
	ring  []int32
	hand  int
	n     int
}

func newClock(objects, capacity int) *clock {
	return &clock{state: make([]uint8, objects+1), ring: make([]int32, capacity)}
}

func (c *clock) Access(id int32) bool {
	if c.state[id] != 0 {
		c.state[id] = 2
		return true
	}
	if c.n < len(c.ring) {
		c.n++
	} else {
		for c.state[c.ring[c.hand]] == 2 {
			c.state[c.ring[c.hand]] = 1
			c.step()
		}
		c.state[c.ring[c.hand]] = 0
	}
	c.ring[c.hand] = id
	c.state[id] = 1
	c.step()
	return false
}

func (c *clock) step() {
	if c.hand++; c.hand == len(c.ring) {
		c.hand = 0
	}
}

func (c *clock) Len() int   { return c.n }
func (c *clock) Bytes() int { return 5 * len(c.ring) }

func (c *clock) View() []Queue {
	r := Queue{Name: "ring", IDs: ringView(c.ring, c.hand, c.n), Mark: visited(c.state)}
	if c.n == len(c.ring) {
		r.Hand = c.ring[c.hand]
	}
	return []Queue{r}
}

// visited marks the keys that were asked for since the hand passed.
func visited(state []uint8) func(int32) string {
	return func(id int32) string {
		if state[id] == 2 {
			return "1"
		}
		return "0"
	}
}
