package eviction

import (
	"slices"

	"tradeofflab/sims/eviction/policy"
)

const (
	maxStrips = 6   // policies whose keys are drawn
	stripKeys = 200 // keys drawn of each
)

// heldStrip says which of the keys asked for last a policy still holds.
type heldStrip struct {
	name   string
	held   []bool  // sampled keys from the longest idle to the most recent
	recent float64 // share of the most recent keys, as many as fit, that are held
}

// ages are the keys asked for last, twice as many as fit into the cache, from the longest idle to the most recent.
type ages struct {
	ids      []int32
	capacity int
	objects  int
}

func newAges(t Trace, capacity int) ages {
	a := ages{capacity: capacity, objects: t.Objects}
	seen := make([]bool, t.Objects+1)
	for i := len(t.IDs) - 1; i >= 0 && len(a.ids) < 2*capacity; i-- {
		if id := t.IDs[i]; !seen[id] {
			seen[id] = true
			a.ids = append(a.ids, id)
		}
	}
	slices.Reverse(a.ids)
	return a
}

func (a ages) strip(name string, c policy.Policy) heldStrip {
	in := make([]bool, a.objects+1)
	for _, r := range c.View() {
		if r.Ghost {
			continue
		}
		for _, id := range r.IDs {
			in[id] = true
		}
	}
	s := heldStrip{name: name, held: make([]bool, min(stripKeys, len(a.ids)))}
	for i := range s.held {
		s.held[i] = in[a.ids[i*len(a.ids)/len(s.held)]]
	}
	recent := a.ids[max(0, len(a.ids)-a.capacity):]
	n := 0
	for _, id := range recent {
		if in[id] {
			n++
		}
	}
	s.recent = float64(n) / float64(max(1, len(recent)))
	return s
}
