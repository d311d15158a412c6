package policy

import "tradeofflab/figure"

var lruKind = Kind{Name: "lru", Label: "LRU", Nanos: flat(16),
	Look: figure.Identity{Hue: figure.Blue, Shape: figure.Disc},
	New:  func(r Room) Policy { return newLRU(r.Objects, r.Capacity) }}

// lru evicts the key whose last request is longest ago (Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for
// storage hierarchies", IBM Systems Journal 9(2), 1970, LRU as a stack algorithm).
type lru struct {
	slot []int32 // node of each id, 0 when absent
	node []node  // node 0 is the ring head
	n    int

	touched int32 // keeps the early reads of batch alive; means nothing
}

func newLRU(objects, capacity int) *lru {
	return &lru{slot: make([]int32, objects+1), node: make([]node, capacity+1)}
}

func (c *lru) Access(id int32) bool {
	nodes := c.node
	s := c.slot[id]
	hit := s != 0
	switch {
	case hit:
		n := &nodes[s]
		if n.prev == 0 {
			return true
		}
		nodes[n.prev].next, nodes[n.next].prev = n.next, n.prev
	case c.n < len(nodes)-1:
		c.n++
		s = int32(c.n)
		nodes[s].id = id
		c.slot[id] = s
	default:
		s = nodes[0].prev
		n := &nodes[s]
		c.slot[n.id] = 0
		nodes[n.prev].next, nodes[0].prev = 0, n.prev
		n.id = id
		c.slot[id] = s
	}
	first := nodes[0].next
	nodes[s].prev, nodes[s].next = 0, first
	nodes[first].prev, nodes[0].next = s, s
	return hit
}

// ahead is how many requests early batch looks a key up.
const ahead = 16

// batch reads the places of keys some requests early, so that the memory has them when their turn comes: a wrongly
// guessed hit or miss throws away what the processor would have fetched ahead by itself.
func (c *lru) batch(ids []int32) (hits int) {
	for i, id := range ids {
		if i+ahead < len(ids) {
			c.touched += c.node[c.slot[ids[i+ahead]]].id
		}
		if c.Access(id) {
			hits++
		}
	}
	return hits
}

func (c *lru) Len() int   { return c.n }
func (c *lru) Bytes() int { return nodeBytes * len(c.node) }

func (c *lru) View() []Queue {
	r := Queue{Name: "stack"}
	for s := c.node[0].next; s != 0; s = c.node[s].next {
		r.IDs = append(r.IDs, c.node[s].id)
	}
	return []Queue{r}
}
