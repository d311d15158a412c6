package hnsw

import "slices"

// Insert adds a vector whose highest layer is given (algorithm 1). The vector is copied.
func (g *Graph) Insert(v []float32, level int) {
	id := int32(len(g.levels))
	g.vectors = append(g.vectors, v...)
	g.levels = append(g.levels, uint8(level))
	g.degrees = append(g.degrees, 0)
	for range 2 * g.M {
		g.base = append(g.base, 0)
	}
	g.upper = append(g.upper, make([]int32, level*(g.M+1)))
	if g.top < 0 {
		g.entry, g.top = id, level
		return
	}
	s := g.builder()
	s.begin(g.Vector(int(id)), g.vectors)
	at := s.descend(level)
	for layer := min(level, g.top); layer >= 0; layer-- {
		found := s.layer(at, layer, g.Wide, nil)
		chosen := g.choose(found, g.M)
		g.setLinks(id, layer, chosen)
		for _, n := range chosen {
			g.linkBack(n, id, layer)
		}
		at = chosen[0]
	}
	g.Hops += s.Hops
	s.Hops = 0
	g.Distances += s.Distances
	s.Distances = 0
	if level > g.top {
		g.entry, g.top = id, level
	}
}

// builder is the searcher of the insertions.
func (g *Graph) builder() *Searcher {
	if g.scratch == nil {
		g.scratch = g.Searcher()
	}
	return g.scratch
}

// choose takes neighbours of a vector from candidates in the order of their distance: one that is nearer to one already
// taken than to the vector is left out, since it can be reached from there (algorithm 4, without keeping any of those).
// As in hnswlib, fewer candidates than are wanted are all taken.
func (g *Graph) choose(candidates []near, want int) []near {
	if len(candidates) < want {
		return candidates
	}
	taken := candidates[:0:want]
	for _, c := range candidates {
		if len(taken) == want {
			break
		}
		if g.apart(c, taken) {
			taken = append(taken, c)
		}
	}
	return taken
}

// apart says whether a candidate is nearer to the vector than to each of those taken.
func (g *Graph) apart(c near, taken []near) bool {
	v := row(g.vectors, g.Dim, c.id())
	for _, t := range taken {
		g.Distances++
		if Distance(v, row(g.vectors, g.Dim, t.id())) < c.d() {
			return false
		}
	}
	return true
}

// linkBack makes a neighbour know the new vector. One that has no room chooses anew among its neighbours and the new
// vector.
func (g *Graph) linkBack(n near, id int32, layer int) {
	if g.addLink(n.id(), layer, id) {
		return
	}
	v := row(g.vectors, g.Dim, n.id())
	list := append(g.scratch.links[:0], nearBy(n.d(), id))
	for _, other := range g.links(n.id(), layer) {
		list = append(list, nearBy(Distance(v, row(g.vectors, g.Dim, other)), other))
	}
	g.Distances += len(list) - 1
	slices.Sort(list)
	g.scratch.links = list
	g.setLinks(n.id(), layer, g.choose(list, g.most(layer)))
}
