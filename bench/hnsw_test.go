package bench

import (
	"cmp"
	seeded "math/rand"
	"math/rand/v2"
	"slices"
	"testing"

	peer "github.com/coder/hnsw"

	own "tradeofflab/sims/recommender/hnsw"
)

const (
	hnswItems   = 10_000
	hnswDim     = 16
	hnswLinks   = 16
	hnswWide    = 50 // candidates of a search, and of the building: the peer has one number for both
	hnswQueries = 500
	hnswNearest = 10
)

// cloud draws vectors evenly around a middle.
func cloud(n int, seed uint64) [][]float32 {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([][]float32, n)
	for i := range out {
		out[i] = make([]float32, hnswDim)
		for j := range out[i] {
			out[i][j] = float32(rng.NormFloat64())
		}
	}
	return out
}

func ownGraph(items [][]float32) *own.Graph {
	rng := rand.New(rand.NewPCG(7, 1))
	g := own.New(hnswDim, hnswLinks, hnswWide, len(items))
	for _, v := range items {
		g.Insert(v, own.Level(rng.Float64(), hnswLinks))
	}
	return g
}

func peerGraph(items [][]float32) *peer.Graph[int] {
	g := peer.NewGraph[int]()
	g.M, g.EfSearch = hnswLinks, hnswWide // its share of a layer stays at 0.25
	g.Distance, g.Rng = peer.EuclideanDistance, seeded.New(seeded.NewSource(7))
	for i, v := range items {
		g.Add(peer.MakeNode(i, v))
	}
	return g
}

// recallOf is the share of the nearest items that a search finds, of 100 queries.
func recallOf(items, queries [][]float32, search func(q []float32) []int) float64 {
	hits := 0
	for _, q := range queries[:100] {
		ids := make([]int, len(items))
		for i := range ids {
			ids[i] = i
		}
		slices.SortFunc(ids, func(a, b int) int {
			return cmp.Compare(own.Distance(q, items[a]), own.Distance(q, items[b]))
		})
		for _, id := range search(q) {
			if slices.Contains(ids[:hnswNearest], id) {
				hits++
			}
		}
	}
	return float64(hits) / 100 / hnswNearest
}

func BenchmarkHNSWBuild(b *testing.B) {
	items := cloud(hnswItems, 1)
	compare(b, 1, 1,
		func(n int) {
			for range n {
				sink += ownGraph(items).Len()
			}
		},
		func(n int) {
			for range n {
				sink += peerGraph(items).Len()
			}
		})
}

func BenchmarkHNSWSearch(b *testing.B) {
	items, queries := cloud(hnswItems, 1), cloud(hnswQueries, 2)
	g, other := ownGraph(items), peerGraph(items)
	s := g.Searcher()
	ours := func(q []float32) (ids []int) {
		for _, f := range s.Search(q, g.Vectors(), hnswWide, nil)[:hnswNearest] {
			ids = append(ids, int(f.ID))
		}
		return ids
	}
	theirs := func(q []float32) (ids []int) {
		for _, f := range other.Search(q, hnswNearest) {
			ids = append(ids, f.Key)
		}
		return ids
	}
	compare(b, 10*hnswQueries, hnswQueries,
		func(n int) {
			for i := range n {
				sink += len(ours(queries[i%hnswQueries]))
			}
		},
		func(n int) {
			for i := range n {
				sink += len(theirs(queries[i%hnswQueries]))
			}
		})
	b.ReportMetric(recallOf(items, queries, ours), "recall-own")
	b.ReportMetric(recallOf(items, queries, theirs), "recall-peer")
}
