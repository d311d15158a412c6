package course

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/course/circle"
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

func nodeIndex(name string) (int, error) {
	if len(name) != 1 || name[0] < 'A' || name[0] > 'Z' {
		return 0, fmt.Errorf("node %q is not a letter from A to Z", name)
	}
	return int(name[0] - 'A'), nil
}

// draw gives the circle as a picture: the arcs now, the arcs before when something joins or leaves, and the keys.
func (c Circle) draw() (*figure.Ring, error) {
	before, err := circle.Parse(c.Points)
	if err != nil {
		return nil, err
	}
	after, changes := before, c.Joins != "" || c.Leaves != ""
	if c.Joins != "" {
		if after, err = circle.Parse(c.Points + ", " + c.Joins); err != nil {
			return nil, err
		}
	}
	if c.Leaves != "" {
		if after = after.Without(c.Leaves); len(after) == 0 || len(after) == len(before) && c.Joins == "" {
			return nil, fmt.Errorf("node %q cannot leave this circle", c.Leaves)
		}
	}
	r := &figure.Ring{Centre: c.Centre, Note: c.Note}
	most := 0
	for _, p := range append(append(circle.Points{}, before...), after...) {
		n, err := nodeIndex(p.Name)
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
		n, _ := nodeIndex(p.Name)
		r.Points = append(r.Points, figure.RingPoint{At: p.At, Node: n, Label: p.Name})
	}
	if c.Keys == "" {
		return r, nil
	}
	keys, err := circle.Parse(c.Keys)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		r.Keys = append(r.Keys, figure.RingKey{At: k.At, Label: k.Name,
			Moved: before.Owner(k.At) != after.Owner(k.At)})
	}
	return r, nil
}

func drawArcs(points circle.Points) []figure.Arc {
	var out []figure.Arc
	for i, p := range points {
		from := points[(i+len(points)-1)%len(points)].At
		to := p.At
		if to <= from {
			to += 360
		}
		n, _ := nodeIndex(p.Name)
		out = append(out, figure.Arc{From: from, To: to, Node: n})
	}
	return out
}

// changed gives the arcs of the finest common division whose owner differs, with their new owner.
func changed(before, after circle.Points) []figure.Arc {
	cuts := append(append(circle.Points{}, before...), after...)
	slices.SortFunc(cuts, func(a, b circle.Point) int { return cmp.Compare(a.At, b.At) })
	var out []figure.Arc
	for i, p := range cuts {
		from := cuts[(i+len(cuts)-1)%len(cuts)].At
		to := p.At
		if to == from && len(cuts) > 1 {
			continue
		}
		if to <= from {
			to += 360
		}
		if now := after.Owner(p.At); now != before.Owner(p.At) {
			n, _ := nodeIndex(now)
			out = append(out, figure.Arc{From: from, To: to, Node: n})
		}
	}
	return out
}
