package spatial

import (
	"cmp"
	"math"
	"slices"
)

// base32 are the digits of a geohash (Niemeyer, 2008): no a, i, l or o.
const base32 = "0123456789bcdefghjkmnpqrstuvwxyz"

// geohash names the cell of a point in so many characters of 5 bits each: longitude and latitude are halved in turn.
func geohash(p Point, length int) string {
	code := encode(p, 5*length)
	out := make([]byte, length)
	for i := range out {
		out[i] = base32[code>>(5*(length-1-i))&31]
	}
	return string(out)
}

// encode interleaves the bits of longitude and latitude, longitude first.
func encode(p Point, bits int) uint64 {
	low, high := [2]float64{-180, -90}, [2]float64{180, 90}
	value := [2]float64{p.Lon, p.Lat}
	code := uint64(0)
	for i := range bits {
		axis := i & 1
		mid := (low[axis] + high[axis]) / 2
		code <<= 1
		if value[axis] >= mid {
			code |= 1
			low[axis] = mid
		} else {
			high[axis] = mid
		}
	}
	return code
}

// cellDegrees is the height and width of a cell of so many characters.
func cellDegrees(length int) (lat, lon float64) {
	bits := 5 * length
	return 180 / math.Ldexp(1, bits/2), 360 / math.Ldexp(1, (bits+1)/2)
}

// maxLength is the longest geohash the index uses, cells of 0.6 m × 1.2 m or less at 10 characters.
const maxLength = 10

// Geohashes is a list of points sorted by geohash, as any ordered index keeps it. A radius is found by the prefix of
// the centre and those of the eight cells around it.
type Geohashes struct {
	points  []Point
	perPage int
	codes   []uint64 // of MaxLength characters, sorted
	ids     []int32
}

// NewGeohashes sorts the points by code.
func NewGeohashes(points []Point, perPage int) *Geohashes {
	g := &Geohashes{points: points, perPage: perPage, codes: make([]uint64, len(points)),
		ids: make([]int32, len(points))}
	own := make([]uint64, len(points))
	for i, p := range points {
		own[i], g.ids[i] = encode(p, 5*maxLength), int32(i)
	}
	slices.SortStableFunc(g.ids, func(a, b int32) int { return cmp.Compare(own[a], own[b]) })
	for i, id := range g.ids {
		g.codes[i] = own[id]
	}
	return g
}

// lengthFor is the longest geohash whose cells are no smaller than the circle's reach, so that the cell of the centre
// and its eight neighbours hold the whole circle.
func (g *Geohashes) lengthFor(c Point, km float64) int {
	box := boxAround(c, km)
	for length := maxLength; length > 1; length-- {
		if lat, lon := cellDegrees(length); lat >= (box.North-box.South)/2 && lon >= (box.East-box.West)/2 {
			return length
		}
	}
	return 1
}

// Within reads the nine prefix ranges.
func (g *Geohashes) Within(c Point, km float64) Answer {
	var a Answer
	length := g.lengthFor(c, km)
	lat, lon := cellDegrees(length)
	var seen []uint64
	for dy := -1.0; dy <= 1; dy++ {
		for dx := -1.0; dx <= 1; dx++ {
			p := Point{Lat: max(-90, min(90, c.Lat+dy*lat)), Lon: math.Remainder(c.Lon+dx*lon, 360)}
			code := encode(p, 5*length)
			if slices.Contains(seen, code) { // at a pole two of the nine coincide
				continue
			}
			seen = append(seen, code)
			a.Tests++
			shift := 5 * (maxLength - length)
			from, _ := slices.BinarySearch(g.codes, code<<shift)
			to, _ := slices.BinarySearch(g.codes, (code+1)<<shift)
			a.Candidates = append(a.Candidates, g.ids[from:to]...)
			if to > from {
				a.Pages += (to-1)/g.perPage - from/g.perPage + 1
			}
		}
	}
	a.finish(g.points, c, km)
	return a
}

// Pages counts the full leaves of the sorted list.
func (g *Geohashes) Pages() int { return pagesFor(len(g.points), g.perPage) }

// Depth is 1: the ordered index above the list is not counted.
func (g *Geohashes) Depth() int { return 1 }

// Splits is 0: the list is sorted at once.
func (g *Geohashes) Splits() int { return 0 }

// Fill is how full the pages are.
func (g *Geohashes) Fill() float64 { return float64(len(g.points)) / float64(g.Pages()*g.perPage) }
