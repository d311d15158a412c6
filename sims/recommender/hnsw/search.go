package hnsw

import "slices"

// Searcher is the memory of searches in one graph, for one goroutine.
type Searcher struct {
	Distances int // computed since they were last set to 0
	Hops      int // vectors whose links were read, likewise
	Watch     func(Hop)
	Dry       bool // the last search ended because no vector that it had met was left to read

	g       *Graph
	query   []float32
	vectors []float32 // what distances are computed from: those of the graph, or what codes stand for
	seen    []uint32  // the round in which a vector was met
	round   uint32
	open    nearest
	best    nearest // words flipped: the farthest first
	links   []near
}

// Hop is a vector whose links a search has read.
type Hop struct {
	Layer    int
	ID       int
	Distance float32 // of this vector
	Met      int     // neighbours that the search had not met before
	Best     float32 // nearest distance so far
}

// Result is a vector found.
type Result struct {
	ID       int32
	Distance float32
}

// Searcher makes room for searches in the graph as it is.
func (g *Graph) Searcher() *Searcher { return &Searcher{g: g} }

// Search looks for the ef nearest vectors (algorithm 5, with all that algorithm 2 keeps), nearest first. Distances are
// computed from vectors, which are those of the graph or as many others that stand for them. Where allow is not nil,
// the search goes through all vectors and keeps, and counts towards ef, only those that are allowed.
func (s *Searcher) Search(query, vectors []float32, ef int, allow []bool) []Result {
	if s.g.top < 0 {
		return nil
	}
	s.begin(query, vectors)
	at := s.descend(0)
	found := s.layer(at, 0, ef, allow)
	out := make([]Result, len(found))
	for i, n := range found {
		out[i] = Result{n.id(), n.d()}
	}
	return out
}

func (s *Searcher) begin(query, vectors []float32) {
	s.query, s.vectors = query, vectors
	for len(s.seen) < len(s.g.levels) {
		s.seen = append(s.seen, make([]uint32, max(len(s.g.levels), cap(s.g.levels))-len(s.seen))...)
	}
}

func (s *Searcher) distance(id int32) float32 {
	s.Distances++
	return Distance(s.query, row(s.vectors, s.g.Dim, id))
}

// descend goes greedily from the entry point to the layer above the given one, and gives where it ends.
func (s *Searcher) descend(level int) near {
	at := nearBy(s.distance(s.g.entry), s.g.entry)
	for layer := s.g.top; layer > level; layer-- {
		for moved := true; moved; {
			moved = false
			from, met := at, s.g.links(at.id(), layer)
			s.Hops++
			for _, id := range met {
				if n := nearBy(s.distance(id), id); n < at {
					at, moved = n, true
				}
			}
			if s.Watch != nil {
				s.Watch(Hop{layer, int(from.id()), from.d(), len(met), at.d()})
			}
		}
	}
	return at
}

// layer finds the ef nearest vectors of a layer from one of it (algorithm 2), nearest first. What it gives holds until
// the next search.
func (s *Searcher) layer(at near, layer, ef int, allow []bool) []near {
	s.round++
	s.open, s.best = s.open[:0], s.best[:0]
	s.seen[at.id()] = s.round
	s.open.push(at)
	if allow == nil || allow[at.id()] {
		s.best.push(^at)
	}
	first := at
	s.Dry = true
	for len(s.open) > 0 {
		c := s.open.pop()
		if len(s.best) == ef && ^s.best[0] < c {
			s.Dry = false
			break
		}
		s.Hops++
		met := s.Distances
		for _, id := range s.g.links(c.id(), layer) {
			if s.seen[id] == s.round {
				continue
			}
			s.seen[id] = s.round
			n := nearBy(s.distance(id), id)
			full := len(s.best) == ef
			if full && n >= ^s.best[0] {
				continue
			}
			s.open.push(n)
			first = min(first, n)
			switch {
			case allow != nil && !allow[id]:
			case full:
				s.best.replace(^n)
			default:
				s.best.push(^n)
			}
		}
		if s.Watch != nil {
			s.Watch(Hop{layer, int(c.id()), c.d(), s.Distances - met, first.d()})
		}
	}
	for i, n := range s.best {
		s.best[i] = ^n
	}
	slices.Sort(s.best)
	return s.best
}
