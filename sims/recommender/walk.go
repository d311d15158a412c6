package recommender

import (
	"math"

	"tradeofflab/sims/model"
	"tradeofflab/sims/recommender/hnsw"
)

// walk is one search, step by step.
type walk struct {
	Hops   []hnsw.Hop // the first of them
	Total  int
	Cost   []int // distances computed after each of Hops
	Spent  int   // distances computed in all, without those compared again
	Best   float32
	AtBest int  // distances after which the nearest item of all that are met, Best, is among them
	Dry    bool // see hnsw.Searcher
	Found  []hnsw.Result
	Truth  []hnsw.Result
	Hits   int
}

// plane is what a picture of two-dimensional items shows.
type plane struct {
	X, Y   []float64
	WalkX  []float64
	WalkY  []float64
	FoundX []float64
	FoundY []float64
	QueryX float64
	QueryY float64
}

const (
	mostTold  = 60  // hops that are told
	mostDrawn = 400 // items of the picture
	mostWay   = 20  // hops of the picture
)

// show tells the first query.
func (s *search) show(b *model.Budget, r *Index) {
	if s.p.scans() {
		return
	}
	w := &r.Walk
	q := s.queries[0]
	s.s.Watch = func(h hnsw.Hop) {
		w.Total++
		w.Spent = s.s.Distances
		if w.Total == 1 || h.Best < w.Best {
			w.Best, w.AtBest = h.Best, s.s.Distances
		}
		if len(w.Hops) < mostTold {
			w.Hops, w.Cost = append(w.Hops, h), append(w.Cost, s.s.Distances)
		}
	}
	found, distances := s.find(q, s.p.ef())
	s.s.Watch, w.Dry = nil, s.s.Dry
	b.Spend(distances * s.p.step())
	w.Found, w.Truth, w.Hits = found, s.truth[0], shared(found, s.truth[0])
	if s.p.Dim == 2 {
		r.Plane = s.draw(w)
	}
}

func (s *search) draw(w *walk) plane {
	at := func(id int) (float64, float64) {
		v := s.g.Vector(id)
		return float64(v[0]), float64(v[1])
	}
	var out plane
	for id := range min(s.p.N, mostDrawn) {
		x, y := at(id)
		out.X, out.Y = append(out.X, x), append(out.Y, y)
	}
	for _, h := range w.Hops[:min(len(w.Hops), mostWay)] {
		x, y := at(h.ID)
		out.WalkX, out.WalkY = append(out.WalkX, x), append(out.WalkY, y)
	}
	for _, f := range w.Found {
		x, y := at(int(f.ID))
		out.FoundX, out.FoundY = append(out.FoundX, x), append(out.FoundY, y)
	}
	out.QueryX, out.QueryY = float64(s.queries[0][0]), float64(s.queries[0][1])
	return out
}

// codeError is how far a vector lies from what its code stands for, over how far the nearest item lies from a query:
// the mean of the first over the mean of the second.
func (s *search) codeError(b *model.Budget) float64 {
	if s.p.Quant == "f32" {
		return 0
	}
	off, nearest := 0.0, 0.0
	for id := range s.p.N {
		v := s.g.Vector(id)
		off += math.Sqrt(float64(hnsw.Distance(v, s.codes[id*s.p.Dim:][:s.p.Dim])))
	}
	b.Spend(s.p.N * s.p.scanStep())
	for _, t := range s.truth {
		nearest += math.Sqrt(float64(t[0].Distance))
	}
	return off / float64(s.p.N) / max(1e-12, nearest/float64(len(s.truth)))
}
