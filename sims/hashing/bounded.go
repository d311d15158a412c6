package hashing

import "math"

// bounded is a ring on which no node takes more than ceil(c·K/N) of K keys: a full node passes a key on to the next
// point clockwise (Mirrokni, Thorup and Zadimoghaddam, "Consistent hashing with bounded loads", SODA 2018). Keys arrive
// in the order of their numbers, also after a change, so that the placement depends on keys and nodes alone.
type bounded struct {
	ring  *ring
	nodes []Node
	c     float64
}

func (b *bounded) place(hash []uint64, owner []int32) {
	room := b.capacity(len(hash))
	n := b.ring.points()
	for i, h := range hash {
		at := b.ring.seek(h)
		for room[b.ring.node[at]] == 0 {
			if at++; at >= n {
				at = 0
			}
		}
		owner[i] = b.ring.node[at]
		room[owner[i]]--
	}
}

// capacity gives the most keys each node may hold, by node number: c times its fair share, rounded up.
func (b *bounded) capacity(keys int) []int {
	room := make([]int, b.nodes[len(b.nodes)-1].ID+1)
	total := totalWeight(b.nodes)
	for _, n := range b.nodes {
		room[n.ID] = int(math.Ceil(b.c * float64(keys) * n.Weight / total))
	}
	return room
}

// forwarded counts the keys that are not where the plain ring would have them.
func (b *bounded) forwarded(hash []uint64, owner []int32) int {
	n := 0
	for i, h := range hash {
		if b.ring.owner(h) != owner[i] {
			n++
		}
	}
	return n
}

// copies ignores the bound: it is defined for owners only.
func (b *bounded) copies(hash uint64, n int, to []int32) []int32 { return b.ring.copies(hash, n, to) }

func (b *bounded) bytes() int { return b.ring.bytes() + 8*len(b.nodes) }

// steps counts the points passed because their node is full, too.
func (b *bounded) steps(hash []uint64) int {
	room, n, passed := b.capacity(len(hash)), b.ring.points(), 0
	for _, h := range hash {
		at := b.ring.seek(h)
		for ; room[b.ring.node[at]] == 0; passed++ {
			if at++; at >= n {
				at = 0
			}
		}
		room[b.ring.node[at]]--
	}
	return b.ring.steps(hash) + passed
}
