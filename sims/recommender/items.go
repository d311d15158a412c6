package recommender

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/model"
	"tradeofflab/sims/recommender/hnsw"
)

const (
	centres     = 20  // of clustered data
	centreWidth = 0.1 // deviation of a cluster's items in each number, where centres have 1
)

// source draws vectors. Items and queries come from one law.
type source struct {
	data    string
	dim     int
	centres []float32
}

func newSource(p Params) source {
	s := source{data: p.Data, dim: p.Dim}
	if p.Data == "clustered" {
		rng := model.Stream(p.Seed, "centres")
		for range centres * p.Dim {
			s.centres = append(s.centres, float32(rng.NormFloat64()))
		}
	}
	return s
}

// draw fills a vector.
func (s source) draw(rng *rand.Rand, v []float32) {
	switch s.data {
	case "uniform":
		for i := range v {
			v[i] = rng.Float32()
		}
	case "gauss":
		for i := range v {
			v[i] = float32(rng.NormFloat64())
		}
	default:
		c := s.centres[rng.IntN(centres)*s.dim:]
		for i := range v {
			v[i] = c[i] + float32(centreWidth*rng.NormFloat64())
		}
	}
}

// drawQueries draws the vectors that are looked for.
func drawQueries(p Params, n int) [][]float32 {
	s, rng := newSource(p), model.Stream(p.Seed, "queries")
	out := make([][]float32, n)
	for i := range out {
		out[i] = make([]float32, p.Dim)
		s.draw(rng, out[i])
	}
	return out
}

// drawAllowed says which items a query may return: those that are not deleted, and of them the share that passes the
// filter, one at least. Which items pass has nothing to do with where they lie. Fewer are always some of more.
func drawAllowed(p Params) (allowed, living []bool, count int) {
	allowed, living = make([]bool, p.N), make([]bool, p.N)
	for i := range living {
		living[i] = true
	}
	gone := int(math.Round(float64(p.N) * p.Deleted / 100))
	for _, id := range model.Stream(p.Seed, "deletes").Perm(p.N)[:gone] {
		living[id] = false
	}
	want := max(1, int(math.Round(float64(p.N-gone)*p.Filter/100)))
	for _, id := range model.Stream(p.Seed, "filter").Perm(p.N) {
		if count < want && living[id] {
			allowed[id] = true
			count++
		}
	}
	return allowed, living, count
}

// nearestOf goes through the vectors of all items that are allowed, or of all items, and gives the k nearest ones,
// nearest first.
func nearestOf(query, vectors []float32, n, k int, allowed []bool) []hnsw.Result {
	best := make([]hnsw.Result, 0, k+1)
	dim := len(query)
	for id := range n {
		if allowed != nil && !allowed[id] {
			continue
		}
		d := hnsw.Distance(query, vectors[id*dim:(id+1)*dim])
		if len(best) == k && d >= best[k-1].Distance {
			continue
		}
		at := len(best)
		for at > 0 && best[at-1].Distance > d {
			at--
		}
		best = append(best, hnsw.Result{})
		copy(best[at+1:], best[at:])
		best[at] = hnsw.Result{ID: int32(id), Distance: d}
		best = best[:min(k, len(best))]
	}
	return best
}

// shared is how many of the items found are among the true ones.
func shared(found, truth []hnsw.Result) int {
	n := 0
	for _, f := range found {
		for _, t := range truth {
			if f.ID == t.ID {
				n++
				break
			}
		}
	}
	return n
}
