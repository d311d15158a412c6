package draw

import (
	"math"
	"sort"

	"tradeofflab/figure"
)

// plot is the frame of a chart at one width.
type plot struct {
	c          *figure.Chart
	w, h       float64
	l, r, t, b float64 // edges of the plot area
	x, y       scale
}

// chart draws a chart twice, for a wide and a narrow container, so that text never shrinks below its size.
func chart(f figure.Figure) string {
	draw := chartAt
	switch f.Chart.Kind {
	case figure.Heat:
		draw = heatAt
	case figure.Radar:
		return radar(f)
	}
	return `<div class="wide-only">` + draw(f, 660, 310) + `</div><div class="narrow-only">` + draw(f, 350, 290) + `</div>`
}

func chartAt(f figure.Figure, w, h float64) string {
	c := f.Chart
	p := plot{c: c, w: w, h: h, l: 56, r: w - 14, t: 16, b: h - 46}
	if !shortUnit(c.Y) {
		p.t += 14
	}
	if room := endLabelRoom(c); room > 0 {
		p.r = w - math.Min(room, w*0.3)
	}
	x0, x1 := extent(c, c.X, false)
	y0, y1 := extent(c, c.Y, true)
	for _, label := range p.rungs(y0, y1) {
		p.l = math.Max(p.l, 16+7*float64(len([]rune(label.text))))
	}
	pad := 0.0
	if len(c.X.Categories) > 0 {
		pad = (p.r - p.l) / float64(len(c.X.Categories)) / 2
	}
	p.x = newScale(c.X.Log, x0, x1, p.l+pad+pick(pad > 0, 0.0, 4), p.r-pad)
	p.y = newScale(c.Y.Log, y0, y1, p.b, p.t+6)
	var s svg
	s.start(f, w, h, "chart")
	p.axes(&s, x0, x1, y0, y1)
	for _, b := range c.Bands {
		p.band(&s, b)
	}
	for _, t := range c.Thresholds {
		p.threshold(&s, t)
	}
	if c.Kind == figure.Bar {
		p.columns(&s)
	} else {
		for _, line := range c.Series {
			p.series(&s, line)
		}
		p.endLabels(&s)
	}
	for i, m := range c.Marks {
		x, y := p.x.at(m.X), p.y.at(m.Y)
		s.mark(m.Shape, x, y, 7, "mine")
		right := x < p.l+(p.r-p.l)*0.62
		s.text(x+pick(right, 12.0, -12.0), y+pick(i%2 == 0, -6.0, 16.0), "mine-t"+pick(right, "", " end"), m.Label)
	}
	s.close("svg")
	return s.String()
}

func (p plot) axes(s *svg, x0, x1, y0, y1 float64) {
	for _, r := range p.rungs(y0, y1) {
		y := p.y.at(r.value)
		s.line(p.l, y, p.r, y, "grid")
		s.text(p.l-8, y+4, "t end", r.text)
	}
	if !shortUnit(p.c.Y) {
		s.text(4, 13, "", p.c.Y.Unit)
	}
	s.line(p.l, p.b, p.r, p.b, "axis")
	if n := len(p.c.X.Categories); n > 0 {
		every := int(math.Ceil(float64(n) * 62 / (p.r - p.l)))
		for i, name := range p.c.X.Categories {
			if i%max(every, 1) == 0 {
				s.text(p.x.at(float64(i)), p.b+18, "t mid", name)
			}
		}
	} else {
		for _, v := range ticks(p.c.X.Log, x0, x1, pick(p.w < 500, 4, 7)) {
			x := p.x.at(v)
			s.line(x, p.b, x, p.b+5, "axis")
			s.text(x, p.b+19, "t mid", figure.Short(v))
		}
	}
	label := p.c.X.Label
	if p.c.X.Unit != "" {
		label += ", " + p.c.X.Unit
	}
	s.text((p.l+p.r)/2, p.h-6, "mid", label)
}

// rung is one tick of the upright axis with its label.
type rung struct {
	value float64
	text  string
}

// rungs gives the ticks of the upright axis; the top one carries a short unit.
func (p plot) rungs(y0, y1 float64) []rung {
	marks := ticks(p.c.Y.Log, y0, y1, 5)
	out := make([]rung, len(marks))
	for i, v := range marks {
		out[i] = rung{v, figure.Short(v)}
		if i == len(marks)-1 && p.c.Y.Unit != "" && shortUnit(p.c.Y) {
			out[i].text += " " + p.c.Y.Unit
		}
	}
	return out
}

// shortUnit says that a unit fits beside the top tick; a longer one stands above the axis.
func shortUnit(a figure.Axis) bool { return len([]rune(a.Unit)) <= 3 }

func (p plot) band(s *svg, b figure.Band) {
	parts := []any{}
	for i := range b.X {
		parts = append(parts, pick(i == 0, "M", "L"), p.x.at(b.X[i]), p.y.at(b.High[i]))
	}
	for i := len(b.X) - 1; i >= 0; i-- {
		parts = append(parts, "L", p.x.at(b.X[i]), p.y.at(b.Low[i]))
	}
	s.el("path", "d", path(append(parts, "Z")...), "class", "band")
}

func (p plot) threshold(s *svg, t figure.Threshold) {
	if t.Vertical {
		x := p.x.at(t.Value)
		s.line(x, p.t, x, p.b, "thr")
		s.text(x+5, p.t+8, "thr-t", t.Label)
		return
	}
	y := p.y.at(t.Value)
	s.line(p.l, y, p.r, y, "thr")
	s.text(p.r, y-6, "thr-t end", t.Label)
}

func (p plot) series(s *svg, line figure.Series) {
	if line.Theory {
		s.el("path", "d", p.path(line), "class", "theory")
		return
	}
	if !line.Dots && len(line.X) > 1 {
		s.el("path", "d", p.path(line), "class", "ln "+stroke(line.Identity), "stroke-dasharray", line.Dash)
	}
	if !line.Dots && len(line.X) > 40 {
		return
	}
	above := p.above(line)
	for i := range line.X {
		x, y := p.x.at(line.X[i]), p.y.at(line.Y[i])
		s.mark(line.Shape, x, y, 4, fill(line.Identity))
		if line.Values {
			s.text(x, y+pick(above, -11.0, 20.0), "b mid", figure.Short(line.Y[i]))
		}
	}
}

// above says on which side of a series its values are printed: under the topmost of several, over the lower ones.
func (p plot) above(line figure.Series) bool {
	if len(line.Y) == 0 {
		return true
	}
	for _, other := range p.c.Series {
		if len(other.Y) > 0 && other.Y[0] < line.Y[0] {
			return false
		}
	}
	return true
}

func (p plot) path(line figure.Series) string {
	parts := []any{}
	for i := range line.X {
		if math.IsNaN(line.Y[i]) {
			continue
		}
		parts = append(parts, pick(len(parts) == 0, "M", "L"), p.x.at(line.X[i]), p.y.at(line.Y[i]))
	}
	return path(parts...)
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
	return 24 + 6.6*float64(longest)
}

// endLabels names each line at its end, moved apart where they would touch.
func (p plot) endLabels(s *svg) {
	type label struct {
		y    float64
		line figure.Series
	}
	var all []label
	for _, line := range p.c.Series {
		if line.Name != "" && len(line.X) > 0 && !(line.Theory && len(p.c.Series) > 2) {
			all = append(all, label{p.y.at(line.Y[len(line.Y)-1]), line})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].y < all[j].y })
	for i := range all {
		if i > 0 && all[i].y < all[i-1].y+16 {
			all[i].y = all[i-1].y + 16
		}
		line := all[i].line
		s.text(p.x.at(line.X[len(line.X)-1])+12, all[i].y+4, pick(line.Theory, "", "b"), line.Name)
	}
}

// columns draws grouped vertical bars.
func (p plot) columns(s *svg) {
	n := float64(len(p.c.X.Categories))
	if n == 0 || len(p.c.Series) == 0 {
		return
	}
	slot := (p.r - p.l) / n
	each := math.Min(42, slot*0.8/float64(len(p.c.Series)))
	zero := p.y.at(math.Max(0, math.Pow(10, p.y.min)*pick(p.y.log, 1.0, 0)))
	for j, line := range p.c.Series {
		for i := range line.X {
			x := p.x.at(line.X[i]) - each*float64(len(p.c.Series))/2 + each*float64(j)
			y := p.y.at(line.Y[i])
			s.el("rect", "x", x+1, "y", math.Min(y, zero), "width", each-2, "height", math.Abs(zero-y), "class", fill(line.Identity))
			if line.Values && each > 24 {
				s.text(x+each/2, y-5, "t mid", figure.Short(line.Y[i]))
			}
		}
	}
	x := p.l
	if len(p.c.Series) > 1 {
		for _, line := range p.c.Series {
			s.mark(line.Shape, x+5, p.t-6, 4.5, fill(line.Identity))
			s.text(x+14, p.t-2, "", line.Name)
			x += 30 + 7*float64(len([]rune(line.Name)))
		}
	}
}

func chartData(c *figure.Chart) figure.Table {
	if c.Kind == figure.Heat {
		return heatData(c)
	}
	t := figure.Table{Columns: []figure.Column{{Label: first(c.X.Label, "x"), Unit: c.X.Unit, Numeric: len(c.X.Categories) == 0}}}
	type column map[string]string
	var columns []column
	var keys []string
	seen := map[string]bool{}
	name := func(x float64) string {
		if i := int(x); len(c.X.Categories) > i && float64(i) == x && i >= 0 {
			return c.X.Categories[i]
		}
		return figure.Short(x)
	}
	for _, s := range c.Series {
		col := column{}
		for i := range s.X {
			k := name(s.X[i])
			if !seen[k] {
				seen[k] = true
				keys = append(keys, k)
			}
			col[k] = figure.Short(s.Y[i])
		}
		columns = append(columns, col)
		t.Columns = append(t.Columns, figure.Column{Label: first(s.Name, c.Y.Label), Unit: c.Y.Unit, Numeric: true})
	}
	t.Total = len(keys)
	for i, k := range keys {
		if i == 120 {
			break
		}
		row := []string{k}
		for _, col := range columns {
			row = append(row, first(col[k], "–"))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
