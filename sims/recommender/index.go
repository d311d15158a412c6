package recommender

import (
	"slices"

	"tradeofflab/sims/model"
	"tradeofflab/sims/recommender/hnsw"
)

// Index is what a run of the index counted.
type Index struct {
	Top       int
	Lying     []int   // items on each layer
	Degrees   []int   // links on each layer
	Build     float64 // distances an item, while the graph was built
	Faults    int     // of the graph; see hnsw.Graph.Faults
	Reachable float64 // share of the items that can be reached on layer 0 from the entry point
	Growth    []grown

	Allowed   int     // items that a query may return
	Recall    float64 // mean share of the k nearest that were found
	Distances float64 // a query
	Hops      float64 // items whose links were read, a query
	Upper     float64 // of these above layer 0
	Returned  float64 // items a query
	Worst     float64 // least recall of a query
	Wrong     int     // results out of order, twice, or that the search was not to keep
	Missed    int     // items nearer than the last one returned and not returned; see missed
	Error     float64 // of a code, over the distance of the nearest item; see codeError

	AtN        int     // queries that were run with ef = n
	RecallAtN  float64 // of these
	ReachedAtN float64 // share of their true neighbours that can be reached from where the search comes down
	Sweep      []swept
	Falls      int // queries whose recall falls as ef grows

	Walk  walk
	Plane plane
	graph *hnsw.Graph
}

// swept is the same graph searched with another ef.
type swept struct{ Ef, Recall, Distances float64 }

// runIndex builds the index, searches it, and holds every answer against all items compared one by one.
func runIndex(b *model.Budget, p Params) Index {
	p = p.set()
	made := build(b, p)
	g := made.graph
	r := Index{graph: g, Top: g.Top(), Growth: made.growth, Faults: g.Faults(),
		Build: float64(g.Distances) / float64(p.N)}
	for layer := range g.Top() + 1 {
		lying := 0
		for id := range p.N {
			if g.LevelOf(id) >= layer {
				lying++
			}
		}
		r.Lying, r.Degrees = append(r.Lying, lying), append(r.Degrees, g.Degrees(layer))
	}
	b.Spend(p.N * (20 + 3*p.M))
	_, reached := g.Reachable(g.Entry())
	r.Reachable = float64(reached) / float64(p.N)
	s := newSearch(b, p, g)
	r.Allowed = s.count
	s.answer(b, &r)
	s.atN(b, &r)
	s.sweep(b, &r)
	s.missed(b, &r)
	s.show(b, &r)
	r.Error = s.codeError(b)
	return r
}

// search is a set of queries to one index.
type search struct {
	p       Params
	g       *hnsw.Graph
	s       *hnsw.Searcher
	codes   []float32 // vectors that the search compares
	queries [][]float32
	truth   [][]hnsw.Result // the nearest items that may be returned
	allowed []bool
	living  []bool // not deleted; a deleted item keeps its place in the graph and is passed through
	count   int
	astray  int // items that a search has kept and was not to keep
}

func newSearch(b *model.Budget, p Params, g *hnsw.Graph) *search {
	s := &search{p: p, g: g, s: g.Searcher(), queries: drawQueries(p, p.Queries), codes: decoded(b, p, g.Vectors())}
	s.allowed, s.living, s.count = drawAllowed(p)
	b.Spend(p.N * 20)
	for _, q := range s.queries {
		s.truth = append(s.truth, nearestOf(q, g.Vectors(), p.N, p.K, s.allowed))
		b.Spend(p.N * p.scanStep())
	}
	return s
}

// find answers a query with so many candidates kept, and says how many distances that took.
func (s *search) find(q []float32, ef int) (found []hnsw.Result, distances int) {
	p := s.p
	s.s.Distances = 0
	var keeps []bool // what the search itself keeps; nil for all
	switch {
	case p.scans() || p.Mode == "in_graph" && s.count < p.N:
		keeps = s.allowed
	case p.Deleted > 0:
		keeps = s.living
	}
	if p.scans() {
		found = nearestOf(q, s.codes, p.N, max(p.K, p.Rerank), keeps)
		s.s.Distances = s.count
	} else {
		found = s.s.Search(q, s.codes, ef, keeps)
	}
	for _, f := range found {
		if keeps != nil && !keeps[f.ID] {
			s.astray++
		}
	}
	found = slices.DeleteFunc(found, func(f hnsw.Result) bool { return !s.allowed[f.ID] })
	again := min(p.Rerank, len(found))
	if p.Quant != "f32" && again > 0 {
		for i, f := range found[:again] {
			found[i].Distance = hnsw.Distance(q, s.g.Vector(int(f.ID)))
		}
		slices.SortFunc(found[:again], nearer)
		s.s.Distances += again
	}
	return found[:min(p.K, len(found))], s.s.Distances
}

func nearer(a, b hnsw.Result) int {
	if a.Distance < b.Distance || a.Distance == b.Distance && a.ID < b.ID {
		return -1
	}
	return 1
}

// answer runs all queries.
func (s *search) answer(b *model.Budget, r *Index) {
	r.Worst = 1
	upper := 0
	s.s.Watch = func(h hnsw.Hop) {
		if h.Layer > 0 {
			upper++
		}
	}
	hops := s.s.Hops
	for i, q := range s.queries {
		found, distances := s.find(q, s.p.ef())
		recall := float64(shared(found, s.truth[i])) / float64(len(s.truth[i]))
		r.Recall += recall
		r.Worst = min(r.Worst, recall)
		r.Distances += float64(distances)
		r.Returned += float64(len(found))
		r.Wrong += s.wrong(found)
		b.Spend(distances*s.p.step() + s.p.N/8)
	}
	s.s.Watch = nil
	r.Wrong += s.astray
	n := float64(len(s.queries))
	r.Hops, r.Upper = float64(s.s.Hops-hops)/n, float64(upper)/n
	r.Recall, r.Distances, r.Returned = r.Recall/n, r.Distances/n, r.Returned/n
}

// wrong counts results out of order or double; what a search was not to keep is counted by find. The order is
// that of the distances computed, so after a partial look at the full vectors only what was looked at has one.
func (s *search) wrong(found []hnsw.Result) int {
	n := 0
	partly := s.p.Quant != "f32" && s.p.Rerank > 0 && s.p.Rerank < s.p.K
	for i, f := range found {
		if i > 0 && !partly && nearer(found[i-1], f) > 0 {
			n++
		}
		for _, other := range found[:i] {
			if other.ID == f.ID {
				n++
			}
		}
	}
	return n
}

// missed looks, where all items are compared, for those nearer than the last one returned that were not returned: by
// distances of 64 bits, computed apart and without keeping any order. Such of 32 bits are off by less than a part in
// 100,000.
func (s *search) missed(b *model.Budget, r *Index) {
	if !s.p.scans() || s.p.Quant != "f32" {
		return
	}
	distance := func(q []float32, id int) float64 {
		sum := 0.0
		for j, x := range s.g.Vector(id) {
			d := float64(x) - float64(q[j])
			sum += float64(d * d)
		}
		return sum
	}
	for _, q := range s.queries[:min(len(s.queries), sweepQueries)] {
		found, _ := s.find(q, s.p.ef())
		last, within := 0.0, 0
		for _, f := range found {
			last = max(last, distance(q, int(f.ID)))
		}
		for id, ok := range s.allowed {
			if ok && distance(q, id) < last*(1-1e-5) {
				within++
			}
		}
		r.Missed += max(0, within-len(found)+1) + min(s.p.K, s.count) - len(found)
		b.Spend(2 * s.p.N * s.p.scanStep())
	}
}

// atNQueries is how many queries are run with ef = n, for that takes a look at every item.
func (p Params) atNQueries() int { return min(p.Queries, max(5, min(30, 150_000/p.N))) }

// atN searches with ef = n, by full vectors and without filter: what is not found then cannot be reached.
func (s *search) atN(b *model.Budget, r *Index) {
	reached := map[int][]bool{}
	r.AtN = s.p.atNQueries()
	found, there, all := 0, 0, 0
	for _, q := range s.queries[:r.AtN] {
		truth := nearestOf(q, s.g.Vectors(), s.p.N, s.p.K, nil)
		all += len(truth)
		s.s.Distances = 0
		answer := s.s.Search(q, s.g.Vectors(), s.p.N, nil)
		found += shared(answer[:min(s.p.K, len(answer))], truth)
		at := s.s.Landing(q)
		if reached[at] == nil {
			reached[at], _ = s.g.Reachable(at)
		}
		for _, t := range truth {
			if reached[at][t.ID] {
				there++
			}
		}
		b.Spend(s.p.N * (2*s.p.step() + 2*s.p.M + wholeSteps))
	}
	r.RecallAtN, r.ReachedAtN = float64(found)/float64(all), float64(there)/float64(all)
}

// sweepQueries is how many queries are run with each ef.
const sweepQueries = 40

// sweptEfs are the numbers of candidates of the sweep.
func (p Params) sweptEfs() (out []int) {
	for ef := p.K; ef <= min(p.N, 2000) && len(out) < 8; ef *= 2 {
		out = append(out, ef)
	}
	return out
}

// sweep searches the same graph with other numbers of candidates.
func (s *search) sweep(b *model.Budget, r *Index) {
	if s.p.scans() {
		return
	}
	n := min(len(s.queries), sweepQueries)
	last := make([]int, n)
	falls := make([]bool, n)
	for _, ef := range s.p.sweptEfs() {
		at := swept{Ef: float64(ef)}
		for i, q := range s.queries[:n] {
			found, distances := s.find(q, ef)
			hits := shared(found, s.truth[i])
			falls[i] = falls[i] || hits < last[i]
			last[i] = hits
			at.Recall += float64(hits) / float64(len(s.truth[i])) / float64(n)
			at.Distances += float64(distances) / float64(n)
			b.Spend(distances*s.p.step() + s.p.N/8)
		}
		r.Sweep = append(r.Sweep, at)
	}
	for _, f := range falls {
		if f {
			r.Falls++
		}
	}
}
