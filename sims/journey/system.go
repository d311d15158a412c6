package journey

import "slices"

// The architectures. Of the first, one node has all data, and each further one a copy of it.
const (
	copied = 1 + iota
	sharded
	wide
)

// What moves do, beyond their numbers.
const (
	mostTuned   = 3   // rounds of tuning that help
	tunedFactor = 0.8 // of the time that a request takes, a round
)

// system is the architecture of a month.
type system struct {
	Kind   int
	Nodes  int
	Copies int // of each byte
	Cache  int // nodes of the cache tier
	Tuned  int // rounds
	Hot    int // months that stay in the store, 0: all
}

// opening is the system before any move.
func (p Params) opening() system {
	s := system{Kind: copied, Nodes: p.Nodes, Copies: p.Nodes}
	if p.Cache == tierCache {
		s.Cache = 1
	}
	return s
}

// engines counts the kinds of servers that somebody must know: the store, a cache tier, and with the lake its engine
// and a search engine.
func (s system) engines() int {
	n := 1
	if s.Cache > 0 {
		n++
	}
	if s.Hot > 0 {
		n += 2
	}
	return n
}

// after is the system after a move; changed is false where the move does nothing to it.
func (s system) after(m Move, rf int) (next system, changed bool) {
	next = s
	switch m.What {
	case tune:
		next.Tuned = min(mostTuned, s.Tuned+1)
	case addCache:
		next.Cache = m.N
	case lake:
		next.Hot = m.N
	case replicas:
		if s.Kind == copied {
			next.Nodes, next.Copies = 1+m.N, 1+m.N
		}
	case shard:
		if s.Kind != wide {
			next.Kind, next.Nodes, next.Copies = sharded, m.N*rf, rf
		}
	case widecolumn:
		next.Kind, next.Nodes, next.Copies = wide, m.N, min(rf, m.N)
	}
	return next, next != s
}

// shards is how many parts the data have.
func (s system) shards() int { return max(1, s.Nodes/max(1, s.Copies)) }

// asked is how many nodes a read asks: a wide-column store reads from a majority of the copies.
func (s system) asked() int {
	if s.Kind == wide {
		return s.Copies/2 + 1
	}
	return 1
}

// change is a move on its way.
type change struct {
	Move
	Kind   kind
	Lands  int     // month in which it works
	Double int     // nodes that run beside the old ones until then
	Risk   float64 // chance that it goes wrong in that month, %
}

// start begins a move: its lead time, its hours, and what runs twice meanwhile. Owed is the work that the team is
// behind with, in months: each delays what begins now by one. A move that follows another of its kind works only after
// that one: what is not there yet cannot grow, and so nothing comes into use before its own lead time.
func (s system) start(m Move, way []change, owed, rf int) (c change, hours float64) {
	k, _ := kindOf(m.What)
	c, lead, hours := change{Move: m, Kind: k, Risk: k.RiskPct}, k.Lead, k.Work
	grows := k.Architecture != 0 && s.Kind == k.Architecture && (k.Architecture != copied || s.Nodes > 1) ||
		m.What == addCache && s.Cache > 0 || m.What == lake && s.Hot > 0 ||
		slices.ContainsFunc(way, func(o change) bool { return o.What == m.What })
	if grows {
		lead, hours, c.Risk = k.More, k.MoreWork, k.MoreRisk
	} else if k.Architecture == sharded || k.Architecture == wide {
		if next, changed := s.after(m, rf); changed {
			c.Double = next.Nodes
		}
	}
	c.Lands = m.Month + lead + min(owed, mostDelay)
	for _, o := range way {
		if o.What == m.What {
			c.Lands = max(c.Lands, o.Lands+k.More)
		}
	}
	return c, hours
}

// mostDelay bounds how many months a busy team delays a move.
const mostDelay = 6
