// Package spatial finds points within a radius by four indexes: a uniform grid, a quadtree, an R-tree and sorted
// geohashes. Each first names candidates, then measures their distance, and counts both.
package spatial

import (
	"math"
	"slices"
)

// Point is a place in degrees of latitude and longitude.
type Point struct{ Lat, Lon float64 }

// earthKm is the mean radius of the Earth (IUGG R1).
const earthKm = 6371.0088

// DistanceKm is the great-circle distance by the haversine formula.
func DistanceKm(a, b Point) float64 {
	const rad = math.Pi / 180
	dLat, dLon := math.Sin((b.Lat-a.Lat)*rad/2), math.Sin((b.Lon-a.Lon)*rad/2)
	h := dLat*dLat + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*dLon*dLon
	return 2 * earthKm * math.Asin(min(1, math.Sqrt(h)))
}

// Box is a rectangle in degrees, edges included.
type Box struct{ South, West, North, East float64 }

// boxAround is the smallest box that holds every point within the radius: a little more than the radius to each side,
// because meridians draw together towards the pole. It serves away from the poles and the date line.
func boxAround(c Point, km float64) Box {
	const rad = math.Pi / 180
	angle := km / earthKm
	lat := angle / rad
	lon := math.Asin(min(1, math.Sin(angle)/math.Cos(c.Lat*rad))) / rad
	const slack = 1e-9 // degrees, 0.1 mm: rounding must not lose a point on the edge
	return Box{c.Lat - lat - slack, c.Lon - lon - slack, c.Lat + lat + slack, c.Lon + lon + slack}
}

// meets says whether two boxes share a point.
func (b Box) meets(o Box) bool {
	return b.South <= o.North && o.South <= b.North && b.West <= o.East && o.West <= b.East
}

// holds says whether the point lies in the box.
func (b Box) holds(p Point) bool {
	return b.South <= p.Lat && p.Lat <= b.North && b.West <= p.Lon && p.Lon <= b.East
}

// covers says whether the other box lies in b.
func (b Box) covers(o Box) bool {
	return b.South <= o.South && o.North <= b.North && b.West <= o.West && o.East <= b.East
}

func (b Box) join(o Box) Box {
	return Box{min(b.South, o.South), min(b.West, o.West), max(b.North, o.North), max(b.East, o.East)}
}

func (b Box) area() float64 { return (b.North - b.South) * (b.East - b.West) }

func boxOf(p Point) Box { return Box{p.Lat, p.Lon, p.Lat, p.Lon} }

// boundsOf is the smallest box that holds all points.
func boundsOf(points []Point) Box {
	b := boxOf(points[0])
	for _, p := range points[1:] {
		b = b.join(boxOf(p))
	}
	return b
}

// Answer is what a query did. Points are named by their number.
type Answer struct {
	Results    []int32 // within the radius, ascending
	Candidates []int32 // whose distance was measured, ascending
	Tests      int     // boxes, cells or neighbours looked at
	Pages      int     // pages read
}

// insertSteps is about the work of putting a point into a tree, ns.
const insertSteps = 800

// Index finds the points within a radius.
type Index interface {
	Within(c Point, km float64) Answer
	Pages() int // pages of the index
	Depth() int // levels from the root to a leaf; 1 without a tree
	Splits() int
	Fill() float64 // filled share of the leaf pages, 0 … 1
}

// finish measures the candidates and sorts both lists.
func (a *Answer) finish(points []Point, c Point, km float64) {
	slices.Sort(a.Candidates)
	for _, i := range a.Candidates {
		if DistanceKm(points[i], c) <= km {
			a.Results = append(a.Results, i)
		}
	}
}

// Scan is the answer without an index: every point is a candidate.
func Scan(points []Point, c Point, km float64) []int32 {
	var out []int32
	for i, p := range points {
		if DistanceKm(p, c) <= km {
			out = append(out, int32(i))
		}
	}
	return out
}
