package spatial

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func places(seed uint64, n int) []Point {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([]Point, n)
	for i := range out {
		out[i] = Point{-6.6 + 0.6*rng.Float64(), 106.5 + 0.7*rng.Float64()}
		if i%2 == 0 {
			out[i] = Point{-6.2 + 0.01*rng.NormFloat64(), 106.8 + 0.01*rng.NormFloat64()}
		}
		if i%20 == 0 && i > 0 {
			out[i] = out[i-1] // two on one spot
		}
	}
	return out
}

// Every index finds exactly what a scan finds, and its candidates hold the results.
func TestWithinIsScan(t *testing.T) {
	points := places(1, 4000)
	rng := rand.New(rand.NewPCG(2, 2))
	for _, km := range []float64{0.05, 1, 7, 40} {
		indexes := map[string]Index{"grid": NewGrid(points, km, 20), "quadtree": NewQuadtree(nil, points, 20),
			"R-tree": NewRTree(nil, points, 20), "geohash": NewGeohashes(points, 20)}
		for range 25 {
			c := points[rng.IntN(len(points))]
			c.Lat += 0.02 * rng.NormFloat64()
			want := Scan(points, c, km)
			for name, x := range indexes {
				a := x.Within(c, km)
				if !slices.Equal(a.Results, want) {
					t.Fatalf("%s finds %d points within %g km of %v, want %d", name, len(a.Results), km, c, len(want))
				}
				for _, id := range want {
					if _, in := slices.BinarySearch(a.Candidates, id); !in {
						t.Fatalf("%s: result %d is no candidate", name, id)
					}
				}
				if len(slices.Compact(slices.Clone(a.Candidates))) != len(a.Candidates) {
					t.Fatalf("%s names a candidate twice", name)
				}
			}
		}
	}
}

// Each box of an R-tree is the smallest around its children, all leaves lie equally deep, and pages keep their bounds.
func TestRTreeBoxes(t *testing.T) {
	tree := NewRTree(nil, places(3, 3000), 10)
	leafDepth, found := 0, 0
	var walk func(p *rpage, depth int)
	walk = func(p *rpage, depth int) {
		held := len(p.kids) + len(p.ids)
		if held > tree.capacity || p != tree.root && held < int(minShare*float64(tree.capacity)) {
			t.Errorf("a page holds %d entries", held)
		}
		box := Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
		for _, kid := range p.kids {
			if !p.box.covers(kid.box) {
				t.Errorf("box %v does not cover its child %v", p.box, kid.box)
			}
			box = box.join(kid.box)
			walk(kid, depth+1)
		}
		for _, i := range p.ids {
			box = box.join(boxOf(tree.points[i]))
		}
		if box != p.box {
			t.Errorf("box %v is not the smallest, %v", p.box, box)
		}
		if p.kids == nil {
			found += len(p.ids)
			if leafDepth == 0 {
				leafDepth = depth
			}
			if depth != leafDepth || depth != tree.depth {
				t.Errorf("a leaf lies at depth %d, want %d", depth, tree.depth)
			}
		}
	}
	walk(tree.root, 1)
	if found != 3000 {
		t.Errorf("leaves hold %d points, want 3000", found)
	}
}

func TestQuadtreeHoldsEveryPoint(t *testing.T) {
	tree := NewQuadtree(nil, places(4, 3000), 10)
	seen := 0
	for _, n := range tree.nodes {
		seen += len(n.points)
		for _, i := range n.points {
			if !n.box.holds(tree.points[i]) {
				t.Errorf("point %v lies outside its quadrant %v", tree.points[i], n.box)
			}
		}
		if n.children != 0 && len(n.points) > 0 {
			t.Errorf("an inner node holds %d points", len(n.points))
		}
	}
	if seen != 3000 {
		t.Errorf("leaves hold %d points, want 3000", seen)
	}
}

// Known values: the geohash of 57.64911, 10.40744 is u4pruydqqvj (the worked example of Wikipedia's Geohash article); a
// degree of the equator is 111.195 km on a sphere of 6,371.0088 km.
func TestKnownPlaces(t *testing.T) {
	if got := geohash(Point{57.64911, 10.40744}, 10); got != "u4pruydqqv" {
		t.Errorf("Geohash = %q, want u4pruydqqv", got)
	}
	if got := DistanceKm(Point{0, 0}, Point{0, 1}); math.Abs(got-111.195) > 0.001 {
		t.Errorf("a degree of the equator = %.4f km, want 111.195", got)
	}
	box := boxAround(Point{-6.2, 106.8}, 5)
	for _, edge := range []Point{{box.North, 106.8}, {-6.2, box.East}} {
		if got := DistanceKm(Point{-6.2, 106.8}, edge); got < 5 || got > 5.001 {
			t.Errorf("the box around 5 km ends %.5f km away", got)
		}
	}
}

// Neighbouring cells cover the circle wherever its centre lies in its cell.
func TestGeohashNeighboursCover(t *testing.T) {
	points := places(5, 3000)
	g := NewGeohashes(points, 10)
	rng := rand.New(rand.NewPCG(6, 6))
	for range 300 {
		c := Point{-6.6 + 0.6*rng.Float64(), 106.5 + 0.7*rng.Float64()}
		km := math.Pow(10, -1+2.5*rng.Float64())
		lat, lon := cellDegrees(g.lengthFor(c, km))
		if box := boxAround(c, km); lat < (box.North-box.South)/2 || lon < (box.East-box.West)/2 {
			t.Fatalf("cells of %g° × %g° are smaller than %g km", lat, lon, km)
		}
		if got, want := g.Within(c, km).Results, Scan(points, c, km); !slices.Equal(got, want) {
			t.Fatalf("%d points within %g km of %v, want %d", len(got), km, c, len(want))
		}
	}
}
