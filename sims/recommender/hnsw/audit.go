package hnsw

// Faults counts what must not be: more links than a layer allows, a link to a vector that does not lie on that layer, a
// link of a vector to itself, and a link that is there twice.
func (g *Graph) Faults() int {
	faults := 0
	seen := make([]int32, g.Len())
	round := int32(0)
	for id := range int32(g.Len()) {
		for layer := 0; layer <= int(g.levels[id]); layer++ {
			links := g.links(id, layer)
			if len(links) > g.most(layer) {
				faults++
			}
			round++
			for _, to := range links {
				if to == id || int(g.levels[to]) < layer || seen[to] == round {
					faults++
				}
				seen[to] = round
			}
		}
	}
	return faults
}

// Reachable says which vectors a walk over the links of layer 0 gets to from one vector, and how many.
func (g *Graph) Reachable(from int) (reached []bool, count int) {
	reached = make([]bool, g.Len())
	reached[from] = true
	line := []int32{int32(from)}
	for len(line) > 0 {
		id := line[len(line)-1]
		line = line[:len(line)-1]
		count++
		for _, to := range g.links(id, 0) {
			if !reached[to] {
				reached[to] = true
				line = append(line, to)
			}
		}
	}
	return reached, count
}

// Entry is the vector that every search begins with.
func (g *Graph) Entry() int { return int(g.entry) }

// Landing is the vector at which a search for the query comes down to layer 0.
func (s *Searcher) Landing(query []float32) int {
	s.begin(query, s.g.vectors)
	return int(s.descend(0).id())
}
