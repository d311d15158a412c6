package draw

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/figure"
)

// ringStory draws a hash circle with a shelf for the keys of each node: beside it in the wide drawing, below it in the
// narrow one. Keys that never move are paths; those that a story moves are circles with names.
func ringStory(f figure.Figure) string {
	return `<div class="wide-only">` + ringStoryAt(f, 760) + `</div><div class="narrow-only">` +
		ringStoryAt(f, 350) + `</div>`
}

// ringPlan is where the parts of such a drawing stand.
type ringPlan struct {
	cx, cy, inner, outer float64
	shelves              []spot // the frame of each, with its seats
}

const shelfStep, shelfRise = 11.4, 11.4

func planRing(r *figure.Ring, w float64) (p ringPlan, h float64) {
	p = ringPlan{cx: 178, cy: 180, inner: 134, outer: 160}
	left, top, per := 424.0, 14.0, 28
	if w < 500 {
		p = ringPlan{cx: w / 2, cy: 152, inner: 112, outer: 134}
		left, top, per = 12, 318, 28
	}
	y := top
	for _, s := range r.Shelves {
		lines := float64((max(s.Start+len(s.Come), s.Start, 1) + per - 1) / per)
		p.shelves = append(p.shelves, spot{x: left + shelfStep*float64(per)/2, y: y + 10,
			rx: shelfStep * float64(per) / 2,
			ry: 10, sx: left + 5, sy: y + 31, per: per, step: shelfStep, rise: shelfRise})
		y += 36 + lines*shelfRise + 12
	}
	return p, max(y, p.cy+p.outer+26)
}

func ringStoryAt(f figure.Figure, w float64) string {
	r := f.Ring
	p, h := planRing(r, w)
	var s svg
	s.start(f, w, h, "chart stage")
	owned := newSectors(p.cx, p.cy, p.inner, p.outer)
	for _, a := range r.Before {
		owned.add(a, fill(r.Nodes[a.Node])+" seam", "thin "+stroke(r.Nodes[a.Node]))
	}
	owned.draw(&s)
	dots := func(at []float64, class, width string) {
		var d strings.Builder
		for _, deg := range at {
			x, y := point(p.cx, p.cy, p.outer+10, deg)
			fmt.Fprintf(&d, "M%s %sh0", coord(x), coord(y))
		}
		s.el("path", "d", d.String(), "class", class+" dots", "stroke-width", width)
	}
	var still []float64
	for _, k := range r.Keys {
		still = append(still, k.At)
	}
	dots(still, "k-grey", "4")
	for i, land := range r.Landed {
		s.open("g", "data-sweep", fmt.Sprintf("s%d", i))
		for _, a := range land.Arcs {
			s.el("path", "d", sector(p.cx, p.cy, p.inner, p.outer, a.From, a.To), "class",
				fill(r.Nodes[a.Node])+" seam",
				"data-arc", fmt.Sprintf("%s %s %s %s %.3f %.3f", coord(p.cx), coord(p.cy), coord(p.inner),
					coord(p.outer),
					a.From, a.To))
		}
		dots(land.Keys, "k-ink", "5")
		s.close("g")
	}
	s.open("text", "x", p.cx, "y", p.cy+2, "class", "res", "data-slot", "centre.n", "data-start", "0")
	s.WriteString(escape(r.Centre))
	s.close("text")
	for i, n := range r.Note {
		s.text(p.cx, p.cy+26+float64(i)*18, "mid", n)
	}
	for i, shelf := range r.Shelves {
		p.shelf(&s, r, shelf, p.shelves[i])
	}
	for i, shelf := range r.Shelves { // above all shelves, since they fly over them
		p.movers(&s, r, shelf, p.shelves[i])
	}
	s.close("svg")
	return s.String()
}

// shelf draws the name and count of a node, and its keys that stay.
func (p ringPlan) shelf(s *svg, r *figure.Ring, shelf figure.Shelf, at spot) {
	id := r.Nodes[shelf.Node]
	s.open("g", "data-place", id.Name, "data-x", at.x, "data-y", at.y, "data-rx", at.rx, "data-ry", at.ry,
		"data-sx", at.sx, "data-sy", at.sy, "data-per", at.per, "data-step", at.step, "data-rise", at.rise)
	left, right := at.x-at.rx, at.x+at.rx
	s.mark(id.Shape, left+5, at.y-1, 6, fill(id))
	s.text(left+20, at.y+4, "b", id.Name)
	s.open("text", "x", right, "y", at.y+4, "class", "big end", "data-slot", id.Name+".n", "data-start",
		fmt.Sprint(shelf.Start))
	s.WriteString(fmt.Sprint(shelf.Now()))
	s.close("text")
	s.line(left, at.y+11, right, at.y+11, "grid")
	var d strings.Builder
	for n := range shelf.Start {
		if !slices.ContainsFunc(shelf.Leave, func(k figure.ShelfKey) bool { return k.Seat == n }) {
			x, y := at.seat(n)
			fmt.Fprintf(&d, "M%s %sh0", coord(x), coord(y))
		}
	}
	s.el("path", "d", d.String(), "class", stroke(id)+" dots", "stroke-width", "8")
	s.close("g")
}

// movers draws the keys of a shelf that move: where they come to, in the hue of their new node, and a ring where they
// were. At the start of the story the script gives them the hue of their first.
func (p ringPlan) movers(s *svg, r *figure.Ring, shelf figure.Shelf, at spot) {
	id := r.Nodes[shelf.Node]
	for _, k := range shelf.Leave {
		x, y := at.seat(k.Seat)
		s.el("circle", "cx", x, "cy", y, "r", "3.5", "class", "ghostring", "data-ghost", fmt.Sprintf("k%d", k.Key))
		for i, other := range r.Shelves {
			if n := slices.Index(other.Come, k.Key); n >= 0 {
				x, y := p.shelves[i].seat(other.Start + n)
				s.open("g", "data-key", fmt.Sprintf("k%d", k.Key), "data-from", id.Name, "data-seat", k.Seat,
					"data-hue", fill(id), "transform", "translate("+coord(x)+" "+coord(y)+")")
				s.el("circle", "r", "4", "class", fill(r.Nodes[other.Node]))
				s.close("g")
			}
		}
	}
}
