package draw

import (
	"html"
	"math"
	"strings"

	"tradeofflab/figure"
)

// flow draws an architecture: columns left to right when wide, top to bottom when narrow.
func flow(f figure.Figure) string {
	return `<div class="wide-only">` + flowAt(f, false) + `</div><div class="narrow-only">` + flowAt(f, true) + `</div>`
}

func flowAt(f figure.Figure, narrow bool) string {
	bw, bh, gx, gy := 142.0, 54.0, gapFor(f.Flow), 30.0
	if narrow {
		gx, gy = 16, 56
	}
	cols, rows := 1, 1
	for _, b := range f.Flow.Boxes {
		cols, rows = max(cols, b.Col+1), max(rows, b.Row+1)
	}
	if narrow {
		cols, rows = rows, cols
		bw = math.Min(bw, (344-gx*float64(cols+1))/float64(cols))
	}
	w, h := gx/2+float64(cols)*(bw+gx), gy/2+float64(rows)*(bh+gy)
	type place struct{ x, y float64 }
	at := map[string]place{}
	for _, b := range f.Flow.Boxes {
		c, r := b.Col, b.Row
		if narrow {
			c, r = r, c
		}
		at[b.ID] = place{gx/2 + float64(c)*(bw+gx), gy/2 + float64(r)*(bh+gy)}
	}
	var s svg
	s.start(f, w, h, "flow")
	for _, a := range f.Flow.Arrows {
		p, q := at[a.From], at[a.To]
		x1, y1 := p.x+bw/2, p.y+bh/2
		x2, y2 := q.x+bw/2, q.y+bh/2
		x1, y1 = leave(x1, y1, x2, y2, bw/2, bh/2)
		x2, y2 = leave(x2, y2, q.x+bw/2-(q.x-p.x), q.y+bh/2-(q.y-p.y), bw/2+3, bh/2+3)
		s.el("path", "d", path("M", x1, y1, "L", x2, y2), "class", "edge"+pick(a.Async, " dashed", ""))
		arrowHead(&s, x1, y1, x2, y2)
		s.text((x1+x2)/2+pick(narrow, 6.0, 0), (y1+y2)/2-pick(narrow, -4.0, 6), "t lbl"+pick(narrow, "", " mid"), a.Label)
	}
	for _, b := range f.Flow.Boxes {
		p := at[b.ID]
		linked := strings.HasPrefix(b.Href, "/") || strings.HasPrefix(b.Href, "#") // this site only
		if linked {
			s.open("a", "href", b.Href)
		}
		class := "boxed" + pick(b.Store, " store", "") + pick(b.Cache, " cache", "")
		if b.Hue != "" {
			class += " k-" + string(b.Hue)
		}
		s.el("rect", "x", p.x, "y", p.y, "width", bw, "height", bh, "rx", "3", "class", class)
		s.text(p.x+bw/2, p.y+pick(b.Sub == "", 31.0, 24), "b mid", b.Label)
		s.text(p.x+bw/2, p.y+41, "t mid", b.Sub)
		if linked {
			s.close("a")
		}
	}
	s.close("svg")
	return s.String()
}

// gapFor is the room between columns that the longest label of an arrow between neighbours needs: as little as possible,
// because a wide drawing is scaled down to its column.
func gapFor(f *figure.Flow) float64 {
	col := map[string]int{}
	for _, b := range f.Boxes {
		col[b.ID] = b.Col
	}
	gap := 46.0
	for _, a := range f.Arrows {
		if d := col[a.To] - col[a.From]; d == 1 || d == -1 {
			gap = math.Max(gap, 18+6.4*float64(len([]rune(a.Label))))
		}
	}
	return math.Min(gap, 120)
}

// leave gives the point where a line from the centre (x, y) towards (tx, ty) leaves its box.
func leave(x, y, tx, ty, hw, hh float64) (float64, float64) {
	dx, dy := tx-x, ty-y
	if dx == 0 && dy == 0 {
		return x, y
	}
	t := math.Min(hw/math.Max(1e-9, math.Abs(dx)), hh/math.Max(1e-9, math.Abs(dy)))
	return x + dx*t, y + dy*t
}

func arrowHead(s *svg, x1, y1, x2, y2 float64) {
	d := math.Hypot(x2-x1, y2-y1)
	if d == 0 {
		return
	}
	ux, uy := (x2-x1)/d, (y2-y1)/d
	s.el("path", "d", path("M", x2, y2, "L", x2-8*ux-3.6*uy, y2-8*uy+3.6*ux, x2-8*ux+3.6*uy, y2-8*uy-3.6*ux, "Z"), "class", "tip")
}

func flowData(f *figure.Flow) figure.Table {
	name := map[string]string{}
	for _, b := range f.Boxes {
		name[b.ID] = b.Label
	}
	t := figure.Table{Columns: []figure.Column{{Label: "From"}, {Label: "To"}, {Label: "Carries"}, {Label: "When"}}}
	for _, a := range f.Arrows {
		t.Rows = append(t.Rows, []string{name[a.From], name[a.To], first(a.Label, "–"), pick(a.Async, "later", "at once")})
	}
	return t
}

// loop draws a causal loop: words with their values, curved arrows with a sign, R and B in the turning places.
func loop(f figure.Figure) string {
	return `<div class="wide-only">` + loopAt(f, 720, 360) + `</div><div class="narrow-only">` + loopAt(f, 350, 420) + `</div>`
}

func loopAt(f figure.Figure, w, h float64) string {
	l := f.Loop
	type place struct{ x, y, hw float64 }
	at := map[string]place{}
	px := func(x float64) float64 { return 62 + x/100*(w-124) }
	py := func(y float64) float64 { return 26 + y/100*(h-62) }
	for _, n := range l.Nodes {
		at[n.ID] = place{px(n.X), py(n.Y), 6 + 3.5*math.Max(float64(len([]rune(n.Label))), float64(len([]rune(n.Value)))*1.05)}
	}
	var s svg
	s.start(f, w, h, "loop")
	for _, k := range l.Links {
		p, q := at[k.From], at[k.To]
		mx, my := (p.x+q.x)/2-(q.y-p.y)*k.Bend*.5, (p.y+q.y)/2+(q.x-p.x)*k.Bend*.5
		x1, y1 := leave(p.x, p.y+4, mx, my, p.hw+4, 27)
		x2, y2 := leave(q.x, q.y+4, mx, my, q.hw+6, 30)
		s.el("path", "d", path("M", x1, y1, "Q", mx, my, x2, y2), "class", "edge"+pick(k.Balancing, " dashed", ""))
		arrowHead(&s, mx, my, x2, y2)
		sx, sy := leave(x2, y2, mx, my, 15, 15)
		d := math.Max(1, math.Hypot(x2-mx, y2-my))
		s.text(sx+(y2-my)/d*11, sy-(x2-mx)/d*11+5, "b lbl mid", pick(k.Sign == "-", "−", k.Sign))
	}
	for _, n := range l.Nodes {
		p := at[n.ID]
		s.text(p.x, p.y, "b mid", n.Label)
		s.text(p.x, p.y+18, "t mid", n.Value)
	}
	for _, t := range l.Turns {
		x, y := px(t.X), py(t.Y)
		s.el("path", "d", path("M", x-9, y+9)+"A13 13 0 1 1 "+coord(x+4)+" "+coord(y+12.4), "class", "edge")
		arrowHead(&s, x+11, y+8, x+3, y+13)
		s.text(x, y+5, "b mid", t.Kind)
		s.text(x+22, y+5, "", t.Name)
	}
	s.close("svg")
	return s.String()
}

func loopData(l *figure.Loop) figure.Table {
	name := map[string]string{}
	for _, n := range l.Nodes {
		name[n.ID] = n.Label
		if n.Value != "" {
			name[n.ID] += " (" + n.Value + ")"
		}
	}
	t := figure.Table{Columns: []figure.Column{{Label: "Cause"}, {Label: "Effect"}, {Label: "Direction"}}}
	for _, k := range l.Links {
		t.Rows = append(t.Rows, []string{name[k.From], name[k.To], pick(k.Sign == "+", "same way", "opposite way")})
	}
	return t
}

func escape(s string) string { return html.EscapeString(s) }
