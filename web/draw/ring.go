package draw

import (
	"fmt"
	"strings"

	"tradeofflab/figure"
)

// ring draws a hash circle: a thin inner ghost of the owners before, the outer band of owners now, grey wedges where
// the owner changed, keys outside and the result in the centre.
func ring(f figure.Figure) string {
	const w, h, cx, cy = 400.0, 392.0, 200.0, 196.0
	const band1, band2, ghost1, ghost2, keys = 132.0, 158.0, 108.0, 116.0, 163.0
	r := f.Ring
	if len(r.Shelves) > 0 {
		return ringStory(f)
	}
	var s svg
	s.start(f, w, h, "ring")
	if hatched(r.Nodes) {
		s.WriteString(hatchPattern(f.ID))
	}
	if len(r.Before) > 0 {
		wedges := newSectors(cx, cy, ghost2, band1)
		for _, a := range r.Changed {
			wedges.add(a, "wedge", "wedge thin")
		}
		wedges.draw(&s)
		ghosts := newSectors(cx, cy, ghost1, ghost2)
		for _, a := range merged(r.Before) {
			id := r.Nodes[a.Node]
			ghosts.add(a, "ghost "+fill(id), "ghost thin "+stroke(id))
		}
		ghosts.draw(&s)
	}
	owned, hatch := newSectors(cx, cy, band1, band2), newSectors(cx, cy, band1, band2)
	for _, a := range r.After {
		id := r.Nodes[a.Node]
		owned.add(a, fill(id)+" seam", "thin "+stroke(id))
		if id.Hatch {
			hatch.add(a, "", "thin")
		}
	}
	owned.draw(&s)
	hatch.draw(&s, "url(#hatch-"+f.ID+")")
	ringKeys(&s, r, cx, cy, keys)
	labels(&s, r, cx, cy)
	y := cy + 14
	if len(r.Note) > 0 {
		y = cy + 2
	}
	s.text(cx, y, pick(len([]rune(r.Centre)) > 9, "b mid", "res"), r.Centre)
	for i, n := range r.Note {
		s.text(cx, y+22+float64(i)*17, "mid", n)
	}
	s.close("svg")
	return s.String()
}

// sectors collects the segments of one band of a ring into one path for each class: of a ring of many pieces, elements
// and bytes are most of what it costs to show.
type sectors struct {
	cx, cy, inner, outer float64
	wide, thin           paths
}

// paths are path data by class, in the order in which the classes came.
type paths struct {
	classes []string
	data    map[string]*strings.Builder
}

func newSectors(cx, cy, inner, outer float64) *sectors {
	return &sectors{cx, cy, inner, outer, paths{data: map[string]*strings.Builder{}},
		paths{data: map[string]*strings.Builder{}}}
}

// thinArc is the widest segment, in degrees, that is drawn without a seam and as a stroke along its middle, straight:
// the chord is closer to the arc than a hundredth of a pixel.
const thinArc = 1.2

func (s *sectors) add(a figure.Arc, wide, thin string) {
	if a.To-a.From > thinArc {
		s.wide.at(wide).WriteString(sector(s.cx, s.cy, s.inner, s.outer, a.From, a.To))
		return
	}
	x1, y1 := point(s.cx, s.cy, (s.inner+s.outer)/2, a.From)
	x2, y2 := point(s.cx, s.cy, (s.inner+s.outer)/2, a.To)
	fmt.Fprintf(s.thin.at(thin), "M%s %sL%s %s", coord(x1), coord(y1), coord(x2), coord(y2))
}

func (p *paths) at(class string) *strings.Builder {
	if p.data[class] == nil {
		p.classes, p.data[class] = append(p.classes, class), &strings.Builder{}
	}
	return p.data[class]
}

// draw writes the paths, filled and stroked by their classes or with one paint.
func (s *sectors) draw(out *svg, paint ...string) {
	for _, class := range s.wide.classes {
		attributes := []any{"d", s.wide.data[class].String(), "class", class}
		if len(paint) > 0 {
			attributes = append(attributes, "fill", paint[0])
		}
		out.el("path", attributes...)
	}
	for _, class := range s.thin.classes {
		attributes := []any{"d", s.thin.data[class].String(), "class", class, "stroke-width", s.outer - s.inner}
		if len(paint) > 0 {
			attributes = append(attributes, "stroke", paint[0])
		}
		out.el("path", attributes...)
	}
}

// ringKeys draws labelled keys inside the ring and the others as dots outside it: two paths of round points, because a
// circle element for each would weigh more than the rest of the drawing.
func ringKeys(s *svg, r *figure.Ring, cx, cy, radius float64) {
	var still, moved strings.Builder
	for _, k := range r.Keys {
		if k.Label != "" {
			x, y := point(cx, cy, 90, k.At)
			s.el("circle", "cx", x, "cy", y, "r", pick(k.Moved, 4.5, 3), "class", pick(k.Moved, "moved", "key"))
			tx, ty := point(cx, cy, 72, k.At)
			s.text(tx, ty+4, "t mid", k.Label)
			continue
		}
		x, y := point(cx, cy, radius+pick(k.Moved, 4.0, 2.0), k.At)
		fmt.Fprintf(pick(k.Moved, &moved, &still), "M%s %sh0", coord(x), coord(y))
	}
	s.el("path", "d", still.String(), "class", "k-grey dots", "stroke-width", "2.2")
	s.el("path", "d", moved.String(), "class", "k-ink dots", "stroke-width", "4.8")
}

// labels puts each drawn point's name at its place, or each node's letter at its longest arc.
func labels(s *svg, r *figure.Ring, cx, cy float64) {
	if len(r.Points) > 0 {
		for _, p := range r.Points {
			id := r.Nodes[p.Node]
			x, y := point(cx, cy, 145, p.At)
			s.mark(figure.Disc, x, y, 7, fill(id)+" seam")
			name := p.Label
			if name == "" {
				name = id.Name
			}
			lx, ly := point(cx, cy, 178, p.At)
			s.text(lx, ly+4.5, "b mid", name)
		}
		return
	}
	longest := map[int]figure.Arc{}
	for _, a := range r.After {
		if l, ok := longest[a.Node]; !ok || a.To-a.From > l.To-l.From {
			longest[a.Node] = a
		}
	}
	if len(longest) > 12 {
		return
	}
	for n := range r.Nodes {
		a, ok := longest[n]
		if !ok {
			continue
		}
		x, y := point(cx, cy, 182, (a.From+a.To)/2)
		s.mark(r.Nodes[n].Shape, x-7, y, 5, fill(r.Nodes[n]))
		s.text(x+1, y+4.5, "b", r.Nodes[n].Name)
	}
}

// merged joins neighbouring arcs of one owner, so that the ghost has no seams.
func merged(arcs []figure.Arc) []figure.Arc {
	var out []figure.Arc
	for _, a := range arcs {
		if n := len(out); n > 0 && out[n-1].Node == a.Node && a.From-out[n-1].To < 1e-9 {
			out[n-1].To = a.To
			continue
		}
		out = append(out, a)
	}
	return out
}

func hatched(ids []figure.Identity) bool {
	for _, id := range ids {
		if id.Hatch {
			return true
		}
	}
	return false
}

// hatchPattern defines the hatch of a figure. Its id carries that of the figure, because ids are unique in a page.
func hatchPattern(id string) string {
	return `<defs><pattern id="hatch-` + escape(id) +
		`" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
		`<line x1="0" y1="0" x2="0" y2="6" class="k-hatch" stroke-width="2"></line></pattern></defs>`
}

func pick[T any](cond bool, a, b T) T {
	if cond {
		return a
	}
	return b
}
