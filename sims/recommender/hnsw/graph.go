// Package hnsw is a hierarchical navigable small world graph: an index for nearest neighbours (Malkov and Yashunin,
// "Efficient and robust approximate nearest neighbor search using hierarchical navigable small world graphs", IEEE
// Transactions on Pattern Analysis and Machine Intelligence 42(4), 2020; first arXiv:1603.09320, 2016). It follows
// their algorithms 1 to 5 as hnswlib 0.8 does: 2M links at most on layer 0 and M above, neighbours chosen by the
// heuristic, one entry point handed from layer to layer. All distances are squared Euclidean ones, each is counted, and
// equal ones are ordered by id, so that the same input always gives the same graph.
package hnsw

// Graph is an index of vectors, numbered in the order of insertion. Searches may run beside each other, each with a
// Searcher of its own; Insert may not.
type Graph struct {
	Dim  int // numbers of a vector
	M    int // links of a new vector on each layer, and most on a layer above 0; layer 0 has at most 2M
	Wide int // candidates kept while a vector is inserted (efConstruction), at least M

	Distances int // computed by all insertions
	Hops      int // vectors whose links insertions have read

	vectors []float32
	levels  []uint8
	base    []int32   // links on layer 0, 2M places a vector
	degrees []uint16  // how many of them are used
	upper   [][]int32 // links above layer 0: M+1 places a layer, of which the first counts
	entry   int32
	top     int
	scratch *Searcher
}

// New makes an empty graph with room for so many vectors.
func New(dim, m, wide, room int) *Graph {
	return &Graph{Dim: dim, M: m, Wide: max(wide, m), top: -1, vectors: make([]float32, 0, dim*room),
		levels: make([]uint8, 0, room), base: make([]int32, 0, 2*m*room), degrees: make([]uint16, 0, room),
		upper: make([][]int32, 0, room)}
}

// Level turns a number that is even over [0, 1) into the highest layer of a vector: floor(−ln(1 − u)·mL) with
// mL = 1/ln(M), so that a share M^−l of all vectors reaches layer l. It compares instead of taking logarithms, whose
// last bit differs among processors.
func Level(u float64, m int) int {
	level := 0
	for share := 1 / float64(m); 1-u <= share && level < mostLevel; share /= float64(m) {
		level++
	}
	return level
}

// mostLevel is the highest layer there can be; with M = 4 one vector in 10^19 would lie above it.
const mostLevel = 31

// Len is the number of vectors.
func (g *Graph) Len() int { return len(g.levels) }

// Top is the highest layer, −1 of an empty graph.
func (g *Graph) Top() int { return g.top }

// LevelOf is the highest layer of a vector.
func (g *Graph) LevelOf(id int) int { return int(g.levels[id]) }

// Vector gives a vector, which must not be changed.
func (g *Graph) Vector(id int) []float32 { return row(g.vectors, g.Dim, int32(id)) }

// Vectors gives all vectors one after the other; they must not be changed.
func (g *Graph) Vectors() []float32 { return g.vectors }

// Degrees is the sum of all links of a layer.
func (g *Graph) Degrees(layer int) int {
	sum := 0
	for id := range g.levels {
		if int(g.levels[id]) >= layer {
			sum += len(g.links(int32(id), layer))
		}
	}
	return sum
}

func row(vectors []float32, dim int, id int32) []float32 {
	at := int(id) * dim
	return vectors[at : at+dim : at+dim]
}

func (g *Graph) links(id int32, layer int) []int32 {
	if layer == 0 {
		at := int(id) * 2 * g.M
		return g.base[at : at+int(g.degrees[id])]
	}
	at := (layer - 1) * (g.M + 1)
	list := g.upper[id][at:]
	return list[1 : 1+list[0]]
}

// setLinks replaces the neighbours of a vector on a layer.
func (g *Graph) setLinks(id int32, layer int, to []near) {
	if layer == 0 {
		at := int(id) * 2 * g.M
		for i, n := range to {
			g.base[at+i] = n.id()
		}
		g.degrees[id] = uint16(len(to))
		return
	}
	list := g.upper[id][(layer-1)*(g.M+1):]
	list[0] = int32(len(to))
	for i, n := range to {
		list[1+i] = n.id()
	}
}

// addLink adds a neighbour and reports whether there was room for it.
func (g *Graph) addLink(id int32, layer int, to int32) bool {
	have := len(g.links(id, layer))
	if have == g.most(layer) {
		return false
	}
	if layer == 0 {
		g.base[int(id)*2*g.M+have] = to
		g.degrees[id]++
		return true
	}
	list := g.upper[id][(layer-1)*(g.M+1):]
	list[0]++
	list[1+have] = to
	return true
}

// most is how many links a vector can have on a layer.
func (g *Graph) most(layer int) int {
	if layer == 0 {
		return 2 * g.M
	}
	return g.M
}

// Distance is the squared Euclidean distance of two vectors of one length. The conversions keep a processor from fusing
// a product with a sum, so that all give the same bits; four sums keep it busy.
func Distance(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		d0, d1, d2, d3 := x[0]-y[0], x[1]-y[1], x[2]-y[2], x[3]-y[3]
		s0 += float32(d0 * d0)
		s1 += float32(d1 * d1)
		s2 += float32(d2 * d2)
		s3 += float32(d3 * d3)
	}
	for ; i < len(a); i++ {
		d := a[i] - b[i]
		s0 += float32(d * d)
	}
	return (s0 + s1) + (s2 + s3)
}
