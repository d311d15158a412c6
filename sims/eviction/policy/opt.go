package policy

import (
	"math/bits"
	"strconv"

	"tradeofflab/figure"
)

var optKind = Kind{Name: "opt", Label: "OPT", Nanos: flat(25),
	Look: figure.Identity{Hue: figure.Ink, Shape: figure.Plus, Dash: "2 2"}, Mark: "next request",
	New: func(r Room) Policy { return newOPT(r.Requests, r.Capacity) }}

// opt evicts the key whose next request is farthest away, which no policy that takes every miss in can beat (Belady
// 1966, algorithm MIN; proof in Mattson et al. 1970). It has read the trace. A key held is known by the time of its
// next request, so the farthest one is the last member of a set of times, and a request hits when its own time is a
// member.
type opt struct {
	ids  []int32
	next []int32 // when the key of each request is asked for again, −1 for never
	held timeSet
	dead []int32 // keys held that are never asked for again
	cap  int
	n    int
	now  int
}

func newOPT(ids []int32, capacity int) *opt {
	return &opt{ids: ids, next: nextUse(ids), held: newTimeSet(len(ids)), cap: capacity}
}

// nextUse gives the position of the next request for the same key, −1 when there is none.
func nextUse(ids []int32) []int32 {
	last := make([]int32, 1)
	next := make([]int32, len(ids))
	for i := len(ids) - 1; i >= 0; i-- {
		id := int(ids[i])
		if id >= len(last) {
			last = append(last, make([]int32, id-len(last)+1+len(last))...)
		}
		next[i] = last[id] - 1
		last[id] = int32(i + 1)
	}
	return next
}

func (c *opt) Access(id int32) bool {
	t := c.now
	c.now++
	hit := c.held.remove(t)
	switch {
	case hit:
	case c.n < c.cap:
		c.n++
	case len(c.dead) > 0:
		c.dead = c.dead[:len(c.dead)-1]
	default:
		c.held.remove(c.held.last())
	}
	if next := c.next[t]; next >= 0 {
		c.held.add(int(next))
	} else {
		c.dead = append(c.dead, id)
	}
	return hit
}

func (c *opt) Len() int   { return c.n }
func (c *opt) Bytes() int { return 4*len(c.next) + c.held.bytes() + 4*len(c.dead) }

func (c *opt) View() []Queue {
	r := Queue{Name: "by next request", Mark: func(id int32) string {
		for t := c.now; t < len(c.ids); t++ {
			if c.ids[t] == id {
				return strconv.Itoa(t + 1)
			}
		}
		return "–"
	}}
	for t := c.now; t < len(c.ids); t++ {
		if c.held.has(t) {
			r.IDs = append(r.IDs, c.ids[t])
		}
	}
	r.IDs = append(r.IDs, c.dead...)
	return []Queue{r}
}

// timeSet is a set of whole numbers as bits, with levels above that say which words have any: add, remove and last take
// one step a level, four for ten million (a van Emde Boas tree with words of 64 bits).
type timeSet struct{ level [][]uint64 }

func newTimeSet(n int) timeSet {
	var s timeSet
	for {
		n = (n + 63) / 64
		s.level = append(s.level, make([]uint64, max(n, 1)))
		if n <= 1 {
			return s
		}
	}
}

func (s *timeSet) has(t int) bool { return s.level[0][t>>6]>>(t&63)&1 == 1 }

func (s *timeSet) add(t int) {
	for _, words := range s.level {
		w := &words[t>>6]
		had := *w
		*w |= 1 << (t & 63)
		if had != 0 {
			return
		}
		t >>= 6
	}
}

// remove reports whether t was a member.
func (s *timeSet) remove(t int) bool {
	if !s.has(t) {
		return false
	}
	for _, words := range s.level {
		w := &words[t>>6]
		*w &^= 1 << (t & 63)
		if *w != 0 {
			break
		}
		t >>= 6
	}
	return true
}

// last is the largest member of a set that is not empty.
func (s *timeSet) last() int {
	t := 0
	for i := len(s.level) - 1; i >= 0; i-- {
		t = t<<6 | (63 - bits.LeadingZeros64(s.level[i][t]))
	}
	return t
}

func (s *timeSet) bytes() int {
	n := 0
	for _, words := range s.level {
		n += 8 * len(words)
	}
	return n
}
