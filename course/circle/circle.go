// Package circle places named points on a circle of 360 degrees, as consistent hashing does, and says who owns what:
// every point owns the arc that ends at it.
package circle

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Point is a named position in degrees clockwise from the top, 0 ≤ At < 360.
type Point struct {
	Name string
	At   float64
}

// Points are the points of one circle in clockwise order. A name may stand at several of them, a position has one.
type Points []Point

// Parse reads "A 0, B 90, C 180". The error says which part is wrong.
func Parse(text string) (Points, error) {
	var out Points
	seen := map[float64]bool{}
	for part := range strings.SplitSeq(text, ",") {
		f := strings.Fields(part)
		if len(f) != 2 {
			return nil, fmt.Errorf("%q is not a name and a position; write \"A 0, B 90\"", strings.TrimSpace(part))
		}
		at, err := strconv.ParseFloat(f[1], 64)
		if err != nil || !(at >= 0 && at < 360) {
			return nil, fmt.Errorf("position %q is not a number of degrees from 0 to below 360", f[1])
		}
		if seen[at] {
			return nil, fmt.Errorf("two names stand at %s degrees", f[1])
		}
		seen[at] = true
		out = append(out, Point{f[0], at})
	}
	slices.SortFunc(out, func(a, b Point) int { return cmp.Compare(a.At, b.At) })
	return out, nil
}

// Owner gives the name of the first point at or clockwise after the position. There must be a point.
func (p Points) Owner(at float64) string {
	for _, one := range p {
		if one.At >= at {
			return one.Name
		}
	}
	return p[0].Name
}

// Arcs gives the degrees that each name owns.
func (p Points) Arcs() map[string]float64 {
	share := map[string]float64{}
	for i, one := range p {
		width := one.At - p[(i+len(p)-1)%len(p)].At
		if width <= 0 {
			width += 360
		}
		share[one.Name] += width
	}
	return share
}

// Without gives the points that are left when a name leaves.
func (p Points) Without(name string) Points {
	var left Points
	for _, one := range p {
		if one.Name != name {
			left = append(left, one)
		}
	}
	return left
}
