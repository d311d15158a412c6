package policy

import "tradeofflab/figure"

var sieveKind = Kind{Name: "sieve", Label: "SIEVE", Nanos: flat(9),
	Look: figure.Identity{Hue: figure.Green, Shape: figure.Diamond}, Mark: "visited",
	New: func(r Room) Policy { return newSieve(r.Objects, r.Capacity) }}

// sieve keeps keys in the order they came, sets a bit on a hit, and lets a hand go from the oldest to the newest: it
// takes bits away and evicts the first key without one. Keys with a bit stay in place, and the next eviction goes on
// where the hand stopped; new keys come in at the head (Zhang, Yang, Yue, Vigfusson and Rashmi, "SIEVE is simpler than
// LRU", NSDI 2024, algorithm 1).
type sieve struct {
	state []uint8 // by id: 0 absent, 1 held, 2 held and visited
	node  []node  // node 0 is the head of the queue
	hand  int32   // 0 starts at the tail
	n     int
}

func newSieve(objects, capacity int) *sieve {
	return &sieve{state: make([]uint8, objects+1), node: make([]node, capacity+1)}
}

func (c *sieve) Access(id int32) bool {
	if c.state[id] != 0 {
		c.state[id] = 2
		return true
	}
	nodes, state := c.node, c.state
	var s int32
	if c.n < len(nodes)-1 {
		c.n++
		s = int32(c.n)
	} else {
		s = c.hand
		for {
			if s == 0 {
				s = nodes[0].prev
			}
			n := &nodes[s]
			if state[n.id] != 2 {
				break
			}
			state[n.id] = 1
			s = n.prev
		}
		n := &nodes[s]
		state[n.id] = 0
		c.hand = n.prev
		nodes[n.prev].next, nodes[n.next].prev = n.next, n.prev
	}
	first := nodes[0].next
	nodes[s] = node{prev: 0, next: first, id: id}
	nodes[first].prev, nodes[0].next = s, s
	state[id] = 1
	return false
}

func (c *sieve) Len() int   { return c.n }
func (c *sieve) Bytes() int { return nodeBytes*len(c.node) + c.n }

func (c *sieve) View() []Queue {
	r := Queue{Name: "queue", Mark: visited(c.state), Hand: c.node[c.hand].id}
	for s := c.node[0].next; s != 0; s = c.node[s].next {
		r.IDs = append(r.IDs, c.node[s].id)
	}
	if c.hand == 0 && c.n == len(c.node)-1 {
		r.Hand = c.node[c.node[0].prev].id
	}
	return []Queue{r}
}
