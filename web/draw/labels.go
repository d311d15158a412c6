package draw

import (
	"cmp"
	"math"
	"slices"

	"tradeofflab/figure"
)

// keyRow is the height of a row of names above a chart.
const keyRow = 20.0

// needsKey says that names beside the last points would land on the data: several clouds of dots, one of which ends
// before the right edge. Their names stand in a row above instead.
func needsKey(c *figure.Chart, width float64) bool {
	if c.Kind == figure.Bar || c.X.Log {
		return false
	}
	named, early := 0, false
	right := math.Inf(-1)
	for _, s := range c.Series {
		if n := len(s.X); n > 0 {
			right = max(right, s.X[n-1])
		}
	}
	for _, s := range c.Series {
		if s.Dots && !s.Theory && s.Name != "" && len(s.X) > 0 {
			named++
			early = early || right-s.X[len(s.X)-1] > 0.1*width
		}
	}
	return named > 1 && early
}

// keyRows gives the named series in rows that fit the width of the chart.
func (p plot) keyRows() (rows [][]figure.Identity) {
	x := p.w
	for _, s := range p.c.Series {
		if s.Name == "" {
			continue
		}
		if room := keyWidth(s.Identity); x+room > p.w {
			rows, x = append(rows, nil), 12
		}
		x += keyWidth(s.Identity)
		rows[len(rows)-1] = append(rows[len(rows)-1], s.Identity)
	}
	return rows
}

func keyWidth(id figure.Identity) float64 { return 32 + 6.4*float64(len([]rune(id.Name))) }

// key writes the rows of names with their marks.
func (p plot) key(s *svg) {
	rows := p.keyRows()
	for i, row := range rows {
		x, y := 12.0, p.t-8-keyRow*float64(len(rows)-1-i)
		for _, id := range row {
			s.mark(id.Shape, x+5, y-4, 4.5, fill(id))
			s.text(x+15, y, "", id.Name)
			x += keyWidth(id)
		}
	}
}

// endLabelRoom is the width that names at line ends need; charts of one series need none.
func endLabelRoom(c *figure.Chart) float64 {
	if c.Kind == figure.Bar || len(c.Series) == 0 {
		return 0
	}
	longest := 0
	for _, s := range c.Series {
		if s.Theory && len(c.Series) > 2 {
			continue // its measured line carries the name
		}
		longest = max(longest, len([]rune(s.Name)))
	}
	if longest == 0 {
		return 0
	}
	// Names that would touch are moved apart, and a mark then stands before each.
	return 24 + 6.6*float64(longest) + pick(len(c.Series) > 1, 12.0, 0)
}

// word is a text in a chart and the box it fills.
type word struct {
	x, y  float64 // of the start or the end of its baseline
	end   bool
	class string
	text  string
	line  *figure.Identity // whose mark stands before the text; nil for none
}

func (w word) box() (l, t, r, b float64) {
	width := 6.8 * float64(len([]rune(w.text)))
	if w.end {
		return w.x - width, w.y - 12, w.x, w.y + 4
	}
	return w.x, w.y - 12, w.x + width, w.y + 4
}

// words writes the names at line ends, then those of thresholds and marks, each where it covers the least.
func (p plot) words(s *svg, ends bool) {
	var taken []word
	if ends && p.c.Kind != figure.Bar {
		taken = p.endLabels()
	}
	ink := p.ink()
	put := func(class, text string, places ...word) {
		if text == "" {
			return
		}
		best, least := places[0], math.Inf(1)
		for _, w := range places {
			w.class, w.text = class, text
			if cost := p.covers(w, ink, taken); cost < least {
				best, least = w, cost
			}
		}
		taken = append(taken, best)
	}
	for _, t := range p.c.Thresholds {
		if t.Vertical {
			x := p.x.at(t.Value)
			put("thr-t lbl", t.Label, word{x: x + 5, y: p.t + 8}, word{x: x - 5, y: p.t + 8, end: true},
				word{x: x + 5, y: p.b - 10}, word{x: x - 5, y: p.b - 10, end: true})
			continue
		}
		y := p.y.at(t.Value)
		put("thr-t lbl", t.Label, word{x: p.r, y: y - 6, end: true}, word{x: p.r, y: y + 16, end: true},
			word{x: p.l + 6, y: y - 6}, word{x: p.l + 6, y: y + 16})
	}
	for _, m := range p.c.Marks {
		x, y := p.x.at(m.X), p.y.at(m.Y)
		s.mark(m.Shape, x, y, 7, "mine")
		put("mine-t lbl", m.Label, word{x: x + 12, y: y - 6}, word{x: x + 12, y: y + 16},
			word{x: x - 12, y: y - 6, end: true}, word{x: x - 12, y: y + 16, end: true},
			word{x: x + 6, y: y - 20}, word{x: x - 6, y: y - 20, end: true}, word{x: x + 6, y: y + 30},
			word{x: x - 6, y: y + 30, end: true})
	}
	for _, w := range taken {
		if w.line != nil {
			s.mark(w.line.Shape, w.x+3, w.y-4, 4, fill(*w.line))
			w.x += 13
		}
		s.text(w.x, w.y, w.class+pick(w.end, " end", ""), w.text)
	}
}

// covers counts what a text would hide: drawn points, other texts, and most of all the edge of the drawing.
func (p plot) covers(w word, ink [][2]float64, taken []word) float64 {
	l, t, r, b := w.box()
	cost := 0.0
	if l < p.l || r > p.w || t < 2 || b > p.b {
		cost += 1000
	}
	for _, at := range ink {
		if at[0] > l-5 && at[0] < r+5 && at[1] > t-3 && at[1] < b+3 {
			cost++
		}
	}
	for _, o := range taken {
		ol, ot, or, ob := o.box()
		if l < or && ol < r && t < ob && ot < b {
			cost += 100
		}
	}
	return cost
}

// ink gives points along everything drawn, four pixels apart on lines.
func (p plot) ink() (out [][2]float64) {
	for _, line := range p.c.Series {
		for i := range line.X {
			x, y := p.x.at(line.X[i]), p.y.at(line.Y[i])
			out = append(out, [2]float64{x, y})
			if line.Dots || i == 0 || p.c.Kind == figure.Bar {
				continue
			}
			x0, y0 := p.x.at(line.X[i-1]), p.y.at(line.Y[i-1])
			steps := math.Hypot(x-x0, y-y0) / 4
			for k := 1.0; k < steps && k < 500; k++ {
				out = append(out, [2]float64{x0 + (x-x0)*k/steps, y0 + (y-y0)*k/steps})
			}
		}
	}
	return out
}

// endLabels names each line at its end, moved apart where they would touch. Where one had to leave its
// line, all carry the marks of their lines.
func (p plot) endLabels() (out []word) {
	for _, line := range p.c.Series {
		if line.Name != "" && len(line.X) > 0 && !(line.Theory && len(p.c.Series) > 2) {
			x, y := p.x.at(line.X[len(line.X)-1])+12, p.y.at(line.Y[len(line.Y)-1])
			w := word{x: x, y: y, class: pick(line.Theory, "", "b"), text: line.Name}
			if !line.Theory {
				w.line = &line.Identity
			}
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b word) int { return cmp.Compare(a.y, b.y) })
	at := make([]float64, len(out))
	for i := range out {
		at[i] = out[i].y
		if i > 0 {
			at[i] = max(at[i], at[i-1]+endRow)
		}
	}
	for i := len(at) - 1; i >= 0; i-- { // a stack that would sink below the axis rises as a whole
		floor := p.b
		if i < len(at)-1 {
			floor = at[i+1] - endRow
		}
		at[i] = min(at[i], floor)
	}
	moved := false
	for i := range out {
		moved = moved || math.Abs(at[i]-out[i].y) > 8
		out[i].y = at[i] + 4
	}
	for i := range out {
		if !moved {
			out[i].line = nil
		}
	}
	return out
}

// endRow is the height of a name at the end of a line.
const endRow = 16
