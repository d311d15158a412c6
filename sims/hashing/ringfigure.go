package hashing

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

const (
	maxArcs  = 720 // more arcs than half degrees are drawn as the owners of 720 places on the circle
	ringKeys = 190
	arcRows  = 60 // rows of the ring's data table
	fewArcs  = 30 // rings with at most so many points have each labelled
)

// ring gives the ring after the change, or nil where the algorithm has none.
func (r Result) ring() *ring { return ringOf(r.placedAfter) }

func ringOf(p placement) *ring {
	switch p := p.(type) {
	case *ring:
		return p
	case *bounded:
		return p.ring
	}
	return nil
}

// ringFigure draws the circle before and after the change.
func ringFigure(p Params, r Result) figure.Figure {
	old, now := ringOf(r.placedBefore), r.ring()
	d := circle(r, old, now)
	for i := range ringKeys {
		k := i * p.Keys / ringKeys
		d.Keys = append(d.Keys, figure.RingKey{At: degrees(r.Hash[k]), Moved: r.OwnerBefore[k] != r.OwnerAfter[k]})
	}
	f := figure.Figure{ID: "ring", Title: "The hash circle before and after the change", Ring: d, Data: arcTable(now)}
	moved := fraction(float64(r.Moved) / float64(p.Keys))
	switch {
	case p.Op == "none":
		d.Centre, d.Note = say.Number(float64(now.points()), 0), []string{"points on the circle"}
		f.Title = "The hash circle"
		f.Takeaway = fmt.Sprintf("%s own the circle in %s.", say.Count(len(r.After), "node"),
			say.Count(now.points(), "piece"))
		f.Caption = fmt.Sprintf("Ring: owners. Dots: %d of %s keys.", ringKeys, say.Int(p.Keys))
	case r.Joined >= 0:
		d.Centre, d.Note = moved, []string{"of keys moved, all to " + figure.NodeName(r.Joined)}
		f.Takeaway = fmt.Sprintf("%s takes %s of the circle in %s, from %s.", figure.NodeName(r.Joined),
			fraction(now.shares()[r.Joined]),
			say.Count(ownPoints(now, r.Joined), "piece"), givers(r, true))
	default:
		d.Centre, d.Note = moved, []string{"of keys moved, all from " + figure.NodeName(r.Left)}
		f.Takeaway = fmt.Sprintf("%s leaves %s of the circle in %s, to %s.", figure.NodeName(r.Left),
			fraction(old.shares()[r.Left]),
			say.Count(ownPoints(old, r.Left), "piece"), givers(r, false))
	}
	if _, bound := r.placedAfter.(*bounded); bound && p.Op != "none" {
		d.Note = []string{"of keys moved", fmt.Sprintf("%s passed on when full",
			fraction(float64(r.Forwarded)/float64(p.Keys)))}
	}
	if p.Op != "none" {
		f.Caption = fmt.Sprintf("Inner ring: owners before. Outer ring: owners now. Grey wedges changed hands. Large "+
			"dots are keys that moved; %d of %s drawn.",
			ringKeys, say.Int(p.Keys))
	}
	if now.points() > maxArcs || old.points() > maxArcs {
		f.Caption += fmt.Sprintf(" Of the %s pieces, the owner is drawn at %d places.",
			say.Number(float64(now.points()), 0), maxArcs)
	}
	f.Alt = fmt.Sprintf("A circle cut into %s owned by %s. %s", say.Count(now.points(), "piece"),
		say.Count(len(r.After), "node"), f.Takeaway)
	return f
}

// circle draws two rings with the same node identities.
func circle(r Result, old, now *ring) *figure.Ring {
	d := &figure.Ring{}
	for id := range r.size() {
		d.Nodes = append(d.Nodes, figure.Node(id))
	}
	d.After = arcs(now)
	if old != now {
		d.Before = arcs(old)
		d.Changed = ownArcs(now, r.Joined)
		if r.Left >= 0 {
			d.Changed = ownArcs(old, r.Left)
		}
		if len(d.Changed) > 0 && (now.points() > maxArcs || old.points() > maxArcs) {
			d.Changed = nil
			who := max(r.Joined, r.Left)
			for _, a := range append(d.After[:len(d.After):len(d.After)], d.Before...) {
				if a.Node == who {
					d.Changed = append(d.Changed, a)
				}
			}
		}
	}
	if now.points() <= fewArcs {
		for i := range now.points() {
			node := int(now.node[i])
			d.Points = append(d.Points, figure.RingPoint{At: degrees(now.at[i]), Node: node,
				Label: figure.NodeName(node)})
		}
	}
	return d
}

// arcs cuts the circle into the pieces of its owners; a fine ring is sampled.
func arcs(r *ring) []figure.Arc {
	n := r.points()
	if n <= maxArcs {
		out := make([]figure.Arc, 0, n)
		for i := range n {
			if a := r.arc(i); a.To > a.From {
				out = append(out, a)
			}
		}
		return out
	}
	var out []figure.Arc
	const width = 360.0 / maxArcs
	for i := range maxArcs {
		from := float64(i) * width
		node := int(r.owner(angle(from + width/2)))
		if len(out) > 0 && out[len(out)-1].Node == node {
			out[len(out)-1].To = from + width
			continue
		}
		out = append(out, figure.Arc{From: from, To: from + width, Node: node})
	}
	return out
}

// arc is the piece that point i owns: from the point before it to itself. The first runs over the top. Points closer
// than degrees tells apart leave an empty arc.
func (r *ring) arc(i int) figure.Arc {
	n := r.points()
	from, to := degrees(r.at[(i+n-1)%n]), degrees(r.at[i])
	if i == 0 {
		to += 360
	}
	return figure.Arc{From: from, To: to, Node: int(r.node[i])}
}

func ownArcs(r *ring, id int) []figure.Arc {
	var out []figure.Arc
	for i := range r.points() {
		if a := r.arc(i); r.node[i] == int32(id) && a.To > a.From {
			out = append(out, a)
		}
	}
	return out
}

// ownPoints is how many points a node has on the ring.
func ownPoints(r *ring, id int) int {
	n := 0
	for _, node := range r.node[:r.points()] {
		if node == int32(id) {
			n++
		}
	}
	return n
}

func arcTable(r *ring) *figure.Table {
	t := &figure.Table{Columns: []figure.Column{{Label: "Owner", Identity: true},
		{Label: "From", Unit: "°", Numeric: true},
		{Label: "To", Unit: "°", Numeric: true}, {Label: "Length", Unit: "°", Numeric: true}}, Total: r.points()}
	for i := range min(arcRows, r.points()) {
		a := r.arc(i)
		to := a.To
		if to >= 360 {
			to -= 360
		}
		t.Rows = append(t.Rows, []string{figure.NodeName(a.Node), say.Number(a.From, 2), say.Number(to, 2),
			say.Number(a.To-a.From, 2)})
	}
	return t
}

// givers says from how many of the nodes the newcomer took keys, or to how many the leaving node gave them.
func givers(r Result, add bool) string {
	n, all := 0, len(r.After)
	if add {
		all = len(r.Before)
	}
	for _, m := range r.Moves {
		if add && m.To == r.Joined || !add && m.From == r.Left {
			n++
		}
	}
	switch {
	case all == 1:
		return "the one other node"
	case n == all:
		return "all " + say.Word(all) + " nodes"
	}
	return say.Word(n) + " of " + say.Word(all) + " nodes"
}
