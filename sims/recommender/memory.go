package recommender

import "math"

// What hnswlib 0.8.0 keeps for an item, in bytes (hnswlib/hnswalg.h): the constructor of HierarchicalNSW. Left
// out are some 100 bytes an item: a lock (40), the pointer to its upper layers (8), its layer (4), its place in the map
// from the caller's ids (about 40) and in the list of those met (2).
const (
	linkBytes  = 4 // of an id: unsigned int
	countBytes = 4 // of the number of links, once a layer
	labelBytes = 8 // of the caller's own id: size_t
	floatBytes = 4
)

// most32 is how many items ids of 32 bits tell apart.
const most32 = 1 << 32

// caseItems is how many items the recommender of the case has.
const caseItems = 10e9

// codeBytes is what a search compares for an item.
func (p Params) codeBytes() float64 {
	switch p.Quant {
	case "int8":
		return float64(p.Dim)
	case "pq":
		return float64(p.PQParts)
	}
	return floatBytes * float64(p.Dim)
}

// upperLayers is the mean number of layers above 0 that an item lies on: P(level ≥ l) = M^−l, summed over l.
func upperLayers(m int) float64 { return 1 / float64(m-1) }

// LinkBytes is what links take by themselves, an item: 2M on layer 0 and M on each layer above, 4 bytes each.
func LinkBytes(m int) float64 { return linkBytes * float64(m) * (2 + upperLayers(m)) }

// layoutBytes is all that hnswlib allocates for an item beside its vector, with so many layers above 0 on the mean.
func layoutBytes(m int, upper float64) float64 {
	return linkBytes*2*float64(m) + countBytes + labelBytes + upper*(linkBytes*float64(m)+countBytes)
}

// upper is the mean number of layers above 0 that an item was drawn.
func (r Index) upper() float64 {
	sum := 0.0
	for _, lying := range r.Lying[1:] {
		sum += float64(lying)
	}
	return sum / float64(r.Lying[0])
}

// links is the mean number of bytes that are allocated for the links of an item.
func (r Index) links(p Params) float64 { return linkBytes * float64(p.M) * (2 + r.upper()) }

// used is the mean number of bytes of links that there are.
func (r Index) used() float64 {
	sum := 0
	for _, d := range r.Degrees {
		sum += d
	}
	return linkBytes * float64(sum) / float64(r.Lying[0])
}

// bytes is the mean number of bytes that vector and links of an item take in memory.
func (r Index) bytes(p Params) float64 { return p.codeBytes() + layoutBytes(p.M, r.upper()) }

// shards is into how many graphs so many items must be cut where ids have 32 bits.
func shards(items float64) float64 { return math.Ceil(items / most32) }
