package trees

import (
	"math/rand/v2"

	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/spatial"
)

// The area of the points: about 110 km by 110 km at a city near the equator, where seven in ten points gather in
// centres.
const (
	areaSouth, areaWest = -6.7, 106.3
	areaDegrees         = 1.0
	centres             = 8
	clusterShare        = 0.7
	clusterDegrees      = 0.03 // standard deviation of a centre
	radiusQueries       = 40
	oracleQueries       = 5
	pointBytes          = 24 // two coordinates of 8 bytes and a pointer
	boxBytes            = 40 // four coordinates and a pointer
)

// spatialRun is what loading points and asking for those within a radius gave.
type spatialRun struct {
	Points  []spatial.Point
	Index   spatial.Index
	Centre  spatial.Point // of the query that is drawn
	Drawn   spatial.Answer
	Mean    answerMean
	Missing int // results of a scan that the index missed, over oracleQueries queries
}

// answerMean is the mean over radiusQueries queries.
type answerMean struct{ results, candidates, tests, pages float64 }

// falsePct is the share of candidates outside the radius.
func (m answerMean) falsePct() float64 { return percentOf(m.candidates-m.results, m.candidates) }

// pointsPerPage is how many points a page of the index holds, pairs of coordinates with a pointer.
func (p Params) pointsPerPage() int {
	if p.Fanout > 0 {
		return p.Fanout
	}
	if p.Kind == "rtree" {
		return max(4, min(maxRCapacity, p.pageBytes()/boxBytes))
	}
	return max(4, p.pageBytes()/pointBytes)
}

// maxRCapacity bounds the pages of an R-tree: its split takes time quadratic in their size.
const maxRCapacity = 128

// scatter draws n points.
func scatter(n int, rng *rand.Rand) []spatial.Point {
	middle := make([]spatial.Point, centres)
	for i := range middle {
		middle[i] = spatial.Point{Lat: areaSouth + areaDegrees*(0.15+0.7*rng.Float64()), Lon: areaWest +
			areaDegrees*(0.15+0.7*rng.Float64())}
	}
	out := make([]spatial.Point, n)
	for i := range out {
		if rng.Float64() >= clusterShare {
			out[i] = spatial.Point{Lat: areaSouth + areaDegrees*rng.Float64(), Lon: areaWest +
				areaDegrees*rng.Float64()}
			continue
		}
		c := middle[rng.IntN(centres)]
		near := func(v, low float64) float64 {
			return min(max(v+clusterDegrees*rng.NormFloat64(), low), low+areaDegrees)
		}
		out[i] = spatial.Point{Lat: near(c.Lat, areaSouth), Lon: near(c.Lon, areaWest)}
	}
	return out
}

// newSpatial builds one kind of index. Grid cells are as wide as the radius.
func newSpatial(b *model.Budget, kind string, points []spatial.Point, km float64, perPage int) spatial.Index {
	switch kind {
	case "grid":
		return spatial.NewGrid(points, km, perPage)
	case "quadtree":
		return spatial.NewQuadtree(b, points, perPage)
	case "geohash":
		return spatial.NewGeohashes(points, perPage)
	}
	return spatial.NewRTree(b, points, min(perPage, maxRCapacity))
}

// runSpatial loads the points, asks around random ones of them, and checks some answers against a scan.
func runSpatial(b *model.Budget, p Params) spatialRun {
	r := spatialRun{Points: scatter(p.N, model.Stream(p.Seed, "points"))}
	r.Index = newSpatial(b, p.Kind, r.Points, p.RadiusKm, p.pointsPerPage())
	asked := queryPoints(p, r.Points)
	r.Centre = asked[0]
	r.Drawn = r.Index.Within(r.Centre, p.RadiusKm)
	r.Mean = meanAnswer(b, r.Index, asked, p.RadiusKm)
	for _, c := range asked[:oracleQueries] {
		got, want := r.Index.Within(c, p.RadiusKm).Results, spatial.Scan(r.Points, c, p.RadiusKm)
		b.Spend(len(r.Points) * candidateSteps)
		in := make(map[int32]bool, len(got))
		for _, id := range got {
			in[id] = true
		}
		for _, id := range want {
			if !in[id] {
				r.Missing++
			}
		}
		r.Missing += max(0, len(got)-len(want))
	}
	return r
}

// queryPoints are the centres of the queries: points of the data, so that the query falls where people are.
func queryPoints(p Params, points []spatial.Point) []spatial.Point {
	rng := model.Stream(p.Seed, "queries")
	out := make([]spatial.Point, radiusQueries)
	for i := range out {
		out[i] = points[rng.IntN(len(points))]
	}
	return out
}

func meanAnswer(b *model.Budget, index spatial.Index, asked []spatial.Point, km float64) answerMean {
	var m answerMean
	n := float64(len(asked))
	for _, c := range asked {
		a := index.Within(c, km)
		b.Spend(a.Tests*testSteps + len(a.Candidates)*candidateSteps)
		m.results += float64(len(a.Results)) / n
		m.candidates += float64(len(a.Candidates)) / n
		m.tests += float64(a.Tests) / n
		m.pages += float64(a.Pages) / n
	}
	return m
}
