package draw

import (
	"math"

	"tradeofflab/figure"
)

// loop draws a causal loop: words with their values, curved arrows with a sign, R and B in the turning places.
func loop(f figure.Figure) string {
	return `<div class="wide-only">` + loopAt(f, 720, 360) + `</div><div class="narrow-only">` +
		loopAt(f, 350, 420) + `</div>`
}

func loopAt(f figure.Figure, w, h float64) string {
	l := f.Loop
	type place struct {
		x, y, hw float64
		label    []string
	}
	at := map[string]place{}
	px := func(x float64) float64 { return 62 + x/100*(w-124) }
	py := func(y float64) float64 { return 26 + y/100*(h-62) }
	for _, n := range l.Nodes {
		label, longest := wrap(n.Label, pick(w < 500, 100.0, 400)), 1.05*float64(len([]rune(n.Value)))
		for _, line := range label {
			longest = max(longest, float64(len([]rune(line))))
		}
		half := 6 + 3.5*longest
		at[n.ID] = place{min(max(px(n.X), half-4), w-half+4), py(n.Y), half, label}
	}
	var s svg
	s.start(f, w, h, "loop")
	for _, k := range l.Links {
		p, q := at[k.From], at[k.To]
		mx, my := (p.x+q.x)/2-(q.y-p.y)*k.Bend*.5, (p.y+q.y)/2+(q.x-p.x)*k.Bend*.5
		x1, y1 := leave(p.x, p.y+4, mx, my, p.hw+4, 27+8*float64(len(p.label)-1))
		x2, y2 := leave(q.x, q.y+4, mx, my, q.hw+6, 30+8*float64(len(q.label)-1))
		s.el("path", "d", path("M", x1, y1, "Q", mx, my, x2, y2), "class", "edge"+pick(k.Balancing, " dashed", ""))
		arrowHead(&s, mx, my, x2, y2)
		sx, sy := leave(x2, y2, mx, my, 15, 15)
		d := max(1, math.Hypot(x2-mx, y2-my))
		s.text(sx+(y2-my)/d*11, sy-(x2-mx)/d*11+5, "b lbl mid", pick(k.Sign == "-", "−", k.Sign))
	}
	var boxes [][4]float64 // what words fill: left, top, right, bottom
	for _, n := range l.Nodes {
		p := at[n.ID]
		boxes = append(boxes, [4]float64{p.x - p.hw, p.y - 14, p.x + p.hw, p.y + pick(n.Value == "", 5.0, 23) +
			17*float64(len(p.label)-1)})
		y := p.y - 8*float64(len(p.label)-1)
		for i, line := range p.label {
			s.text(p.x, y+17*float64(i), "b mid", line)
		}
		s.text(p.x, y+17*float64(len(p.label))+1, "t mid", n.Value)
	}
	if w > 500 { // on a narrow page the table has them
		for _, k := range l.Links {
			if k.Label == "" {
				continue
			}
			p, q := at[k.From], at[k.To]
			mx, my := (p.x+q.x)/2-(q.y-p.y)*k.Bend*.5, (p.y+q.y)/2+(q.x-p.x)*k.Bend*.5
			x, y, box := beside(p.x, p.y+4, mx, my, q.x, q.y+4, 3.7*float64(len([]rune(k.Label))), w, boxes)
			boxes = append(boxes, box)
			s.text(x, y+4, "t lbl mid", k.Label)
		}
	}
	for _, t := range l.Turns {
		x, y := clear(px(t.X), py(t.Y), 24+6.4*float64(len([]rune(t.Name))), w, boxes)
		boxes = append(boxes, [4]float64{x - 14, y - 16, x + 24 + 6.4*float64(len([]rune(t.Name))), y + 16})
		s.el("path", "d", path("M", x-9, y+9)+"A13 13 0 1 1 "+coord(x+4)+" "+coord(y+12.4), "class", "edge")
		arrowHead(&s, x+11, y+8, x+3, y+13)
		s.text(x, y+5, "b mid", t.Kind)
		s.text(x+22, y+5, "", t.Name)
	}
	s.close("svg")
	return s.String()
}

// beside finds the place of an arrow's words, half as wide as half, along its curve: at its middle if that is free,
// else further along it or off it, where it covers the least.
func beside(x1, y1, mx, my, x2, y2, half, w float64, boxes [][4]float64) (x, y float64, box [4]float64) {
	least := math.Inf(1)
	for _, t := range []float64{.5, .4, .6, .32, .68, .26, .74} {
		cx, cy := (1-t)*(1-t)*x1+2*t*(1-t)*mx+t*t*x2, (1-t)*(1-t)*y1+2*t*(1-t)*my+t*t*y2
		for _, off := range []float64{0, -13, 13, -24, 24} {
			px := min(max(cx, half+2), w-half-2)
			b := [4]float64{px - half - 3, cy + off - 9, px + half + 3, cy + off + 9}
			cost := math.Abs(off)/4 + 20*math.Abs(t-.5)
			for _, o := range boxes {
				cost += 10 * max(0, min(b[2], o[2])-max(b[0], o[0])) * max(0, min(b[3], o[3])-
					max(b[1], o[1]))
			}
			if cost < least {
				x, y, box, least = px, cy+off, b, cost
			}
		}
	}
	return x, y, box
}

// clear moves the sign of a turn, as wide as room to its right, to the nearest place that covers no word.
func clear(x, y, room, w float64, boxes [][4]float64) (float64, float64) {
	bestX, bestY, least := x, y, math.Inf(1)
	for _, dy := range []float64{0, -14, 14, -28, 28, -42, 42} {
		for _, dx := range []float64{0, -16, 16, -32, 32, -48, 48} {
			l, t, r, b := x+dx-14, y+dy-16, x+dx+room, y+dy+16
			cost := math.Hypot(dx, dy)
			if r > w || l < 0 {
				cost += 5000
			}
			for _, o := range boxes {
				cost += 100 * max(0, min(r, o[2])-max(l, o[0])) * max(0, min(b, o[3])-
					max(t, o[1])) / 10
			}
			if cost < least {
				bestX, bestY, least = x+dx, y+dy, cost
			}
		}
	}
	return bestX, bestY
}
