package eviction

import "math/bits"

// Distances counts requests by stack distance: how many different keys were asked for since the last request for the
// same key, itself included. LRU with capacity C hits exactly the requests at distance ≤ C, so one pass gives the hit
// ratio at every capacity (Mattson et al. 1970). Behind SHARDS the counts are estimates.
type Distances struct {
	At       []float64 // requests at distance i, i from 1
	Cold     float64   // first requests of a key
	Requests float64
}

// Hits is how many requests LRU with the capacity serves, for capacity 0 … len(At)−1.
func (d Distances) Hits() []float64 {
	out, sum := make([]float64, len(d.At)), 0.0
	for i, n := range d.At {
		sum += n
		out[i] = sum
	}
	return out
}

// hitRatio is the hit ratio of LRU with the capacity, 0–1.
func (d Distances) hitRatio(capacity int) float64 {
	if d.Requests == 0 {
		return 0
	}
	sum := 0.0
	for _, n := range d.At[:min(capacity+1, len(d.At))] {
		sum += n
	}
	return sum / d.Requests
}

const (
	blockBits  = 512 // times counted by one entry of the tree: one cache line of bits
	blockWords = blockBits / 64
)

// stack finds stack distances. A bit stands for the last request of each key; the distance is the number of bits at or
// behind the key's own. Bits are counted in blocks by a Fenwick tree ("A new data structure for cumulative frequency
// tables", Software: Practice and Experience 24(3), 1994; use for stack distances by Bennett and Kruskal, IBM Journal
// of Research and Development 19(4), 1975). When the times run out, the bits are packed to the left, so that the
// structure stays in the processor's cache however long the trace is.
type stack struct {
	last  []int32 // slot of the last request, by id, plus one
	who   []int32 // id whose last request a slot is
	bits  []uint64
	tree  []int32 // Fenwick tree over full blocks; entry i, from 1, is block i−1
	now   int     // next slot
	marks int
}

// newStack starts with room for about four times the expected number of keys.
func newStack(objects, expected int) *stack {
	s := &stack{last: make([]int32, objects+1)}
	s.size((4*expected/blockBits + 16) * blockBits)
	return s
}

// size clears the structure for n slots.
func (s *stack) size(n int) {
	s.who, s.bits, s.tree = make([]int32, n), make([]uint64, n/64), make([]int32, n/blockBits+1)
}

// distance is the stack distance of the next request of a key, 0 when it is the first.
func (s *stack) distance(id int32) int {
	if s.now == len(s.who) {
		s.pack()
	}
	d := 0
	if p := int(s.last[id]) - 1; p >= 0 {
		w := p >> 6
		before := bits.OnesCount64(s.bits[w] & (1<<(p&63) - 1))
		for i := w &^ (blockWords - 1); i < w; i++ {
			before += bits.OnesCount64(s.bits[i])
		}
		block := p / blockBits
		for i := block; i > 0; i &= i - 1 {
			before += int(s.tree[i])
		}
		d = s.marks - before
		s.bits[w] &^= 1 << (p & 63)
		for i := block + 1; i < len(s.tree); i += i & -i {
			s.tree[i]--
		}
	} else {
		s.marks++
	}
	s.mark(id)
	return d
}

// mark sets the bit of the next slot.
func (s *stack) mark(id int32) {
	p := s.now
	s.now++
	s.bits[p>>6] |= 1 << (p & 63)
	s.who[p] = id
	s.last[id] = int32(p + 1)
	for i := p/blockBits + 1; i < len(s.tree); i += i & -i {
		s.tree[i]++
	}
}

// pack moves all marks to the left in their order, into twice the room when they fill half of it.
func (s *stack) pack() {
	var live []int32
	for w, word := range s.bits {
		for ; word != 0; word &= word - 1 {
			live = append(live, s.who[w<<6|bits.TrailingZeros64(word)])
		}
	}
	n := len(s.who)
	if 2*len(live) > n {
		n *= 2
	}
	s.size(n)
	for p, id := range live {
		s.who[p], s.last[id] = id, int32(p+1)
		s.bits[p>>6] |= 1 << (p & 63)
		s.tree[p/blockBits+1]++
	}
	for i := 1; i < len(s.tree); i++ {
		if up := i + i&-i; up < len(s.tree) {
			s.tree[up] += s.tree[i]
		}
	}
	s.now = len(live)
}

// StackDistances makes one pass over the trace and counts from request number warm on.
func StackDistances(t Trace, warm int) Distances {
	s := newStack(t.Objects, t.Objects)
	counts := make([]int32, t.Objects+1)
	for _, id := range t.IDs[:warm] {
		s.distance(id)
	}
	for _, id := range t.IDs[warm:] {
		counts[s.distance(id)]++
	}
	d := Distances{At: make([]float64, len(counts)), Requests: float64(len(t.IDs) - warm), Cold: float64(counts[0])}
	for i, n := range counts[1:] {
		d.At[i+1] = float64(n)
	}
	return d
}
