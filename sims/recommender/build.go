package recommender

import (
	"tradeofflab/sims/model"
	"tradeofflab/sims/recommender/hnsw"
)

// grown is the graph at an earlier size.
type grown struct{ N, Recall, Distances float64 }

// built is a graph with what was measured while it grew.
type built struct {
	graph  *hnsw.Graph
	growth []grown
}

// graphKey is all that a graph depends on.
type graphKey struct {
	n, dim, m, efBuild, seed int
	data                     string
}

// keptItems is the most items of a graph that is remembered.
const keptItems = 20_000

var graphs = model.NewMemo[graphKey, built](4)

// The measurements while the graph grows: of a plain search, whatever the knobs of the search are.
const (
	growthQueries = 30
	growthK       = 10
	growthEf      = 50
	growthSizes   = 4 // the last of them is n, and each is twice the one before
)

// build inserts the items one by one.
func build(b *model.Budget, p Params) built {
	if p.N > keptItems {
		return grow(b, p)
	}
	return graphs.Of(b, p.graphKey(), func(b *model.Budget) built { return grow(b, p) })
}

func (p Params) graphKey() graphKey { return graphKey{p.N, p.Dim, p.M, p.EfBuild, p.Seed, p.Data} }

func grow(b *model.Budget, p Params) built {
	out := built{graph: hnsw.New(p.Dim, p.M, p.EfBuild, p.N)}
	g, src := out.graph, newSource(p)
	items, levels := model.Stream(p.Seed, "items"), model.Stream(p.Seed, "levels")
	queries := drawQueries(p, growthQueries)
	v := make([]float32, p.Dim)
	for i := range p.N {
		src.draw(items, v)
		distances, hops := g.Distances, g.Hops
		g.Insert(v, hnsw.Level(levels.Float64(), p.M))
		b.Spend((g.Distances-distances)*p.step() + (g.Hops-hops)*p.hopStep() + itemSteps)
		for size := range growthSizes {
			if i+1 == p.N>>size && i+1 >= growthK {
				out.growth = append(out.growth, measure(b, p, g, queries))
			}
		}
	}
	return out
}

// measure searches a graph that is still growing.
func measure(b *model.Budget, p Params, g *hnsw.Graph, queries [][]float32) grown {
	s, hits := g.Searcher(), 0
	for _, q := range queries {
		found := s.Search(q, g.Vectors(), growthEf, nil)
		hits += shared(found[:min(growthK, len(found))], nearestOf(q, g.Vectors(), g.Len(), growthK, nil))
	}
	b.Spend((s.Distances + growthQueries*g.Len()) * p.step())
	n := float64(growthQueries)
	return grown{float64(g.Len()), float64(hits) / n / growthK, float64(s.Distances) / n}
}
