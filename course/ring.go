package course

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"tradeofflab/figure"
)

// Circle is a set of positions drawn on a circle of 360 degrees.
type Circle struct {
	Points string   `yaml:"points"` // "A 0, B 90, C 180, D 270"; a letter may stand several times
	Keys   string   `yaml:"keys"`   // "K1 45, K2 120"
	Joins  string   `yaml:"joins"`  // "E 135"
	Leaves string   `yaml:"leaves"` // "B"
	Centre string   `yaml:"centre"`
	Note   []string `yaml:"note"`
}

// spot is a named position on the circle, in degrees clockwise from the top.
type spot struct {
	name string
	at   float64
}

// spots reads "A 0, B 90". Positions are 0 ≤ position < 360 and differ from each other.
func spots(text string) ([]spot, error) {
	var out []spot
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
		out = append(out, spot{f[0], at})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].at < out[j].at })
	return out, nil
}

// owner gives the name of the first point at or clockwise after the position.
func owner(points []spot, at float64) string {
	for _, p := range points {
		if p.at >= at {
			return p.name
		}
	}
	return points[0].name
}

// arcs gives the degrees that each name owns: every point owns the arc that ends at it.
func arcs(points []spot) map[string]float64 {
	share := map[string]float64{}
	for i, p := range points {
		from := points[(i+len(points)-1)%len(points)].at
		width := p.at - from
		if width <= 0 {
			width += 360
		}
		share[p.name] += width
	}
	return share
}

func without(points []spot, name string) []spot {
	var left []spot
	for _, p := range points {
		if p.name != name {
			left = append(left, p)
		}
	}
	return left
}

func nodeIndex(name string) (int, error) {
	if len(name) != 1 || name[0] < 'A' || name[0] > 'Z' {
		return 0, fmt.Errorf("node %q is not a letter from A to Z", name)
	}
	return int(name[0] - 'A'), nil
}

// draw gives the circle as a picture: the arcs now, the arcs before when something joins or leaves, and the keys.
func (c Circle) draw() (*figure.Ring, error) {
	before, err := spots(c.Points)
	if err != nil {
		return nil, err
	}
	after, changes := before, c.Joins != "" || c.Leaves != ""
	if c.Joins != "" {
		if after, err = spots(c.Points + ", " + c.Joins); err != nil {
			return nil, err
		}
	}
	if c.Leaves != "" {
		if after = without(after, c.Leaves); len(after) == 0 || len(after) == len(before) && c.Joins == "" {
			return nil, fmt.Errorf("node %q cannot leave this circle", c.Leaves)
		}
	}
	r := &figure.Ring{Centre: c.Centre, Note: c.Note}
	most := 0
	for _, p := range append(append([]spot{}, before...), after...) {
		n, err := nodeIndex(p.name)
		if err != nil {
			return nil, err
		}
		most = max(most, n)
	}
	for i := range most + 1 {
		r.Nodes = append(r.Nodes, figure.Node(i))
	}
	r.After = drawArcs(after)
	if changes {
		r.Before = drawArcs(before)
		r.Changed = changed(before, after)
	}
	for _, p := range after {
		n, _ := nodeIndex(p.name)
		r.Points = append(r.Points, figure.RingPoint{At: p.at, Node: n, Label: p.name})
	}
	if c.Keys == "" {
		return r, nil
	}
	keys, err := spots(c.Keys)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		r.Keys = append(r.Keys, figure.RingKey{At: k.at, Label: k.name,
			Moved: owner(before, k.at) != owner(after, k.at)})
	}
	return r, nil
}

func drawArcs(points []spot) []figure.Arc {
	var out []figure.Arc
	for i, p := range points {
		from := points[(i+len(points)-1)%len(points)].at
		to := p.at
		if to <= from {
			to += 360
		}
		n, _ := nodeIndex(p.name)
		out = append(out, figure.Arc{From: from, To: to, Node: n})
	}
	return out
}

// changed gives the arcs of the finest common division whose owner differs, with their new owner.
func changed(before, after []spot) []figure.Arc {
	cuts := append(append([]spot{}, before...), after...)
	sort.Slice(cuts, func(i, j int) bool { return cuts[i].at < cuts[j].at })
	var out []figure.Arc
	for i, p := range cuts {
		from := cuts[(i+len(cuts)-1)%len(cuts)].at
		to := p.at
		if to == from && len(cuts) > 1 {
			continue
		}
		if to <= from {
			to += 360
		}
		if now := owner(after, p.at); now != owner(before, p.at) {
			n, _ := nodeIndex(now)
			out = append(out, figure.Arc{From: from, To: to, Node: n})
		}
	}
	return out
}
