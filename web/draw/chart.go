package draw

import (
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
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
	return `<div class="wide-only">` + draw(f, 660, 310) + `</div><div class="narrow-only">` +
		draw(f, 350, 290) + `</div>`
}

func chartAt(f figure.Figure, w, h float64) string {
	c := f.Chart
	p := plot{c: c, w: w, h: h, l: 56, r: w - 14, t: 16, b: h - 46}
	if !shortUnit(c.Y) {
		p.t += 14
	}
	x0, x1 := extent(c, c.X, false)
	keyed := needsKey(c, x1-x0)
	if room := endLabelRoom(c); keyed {
		p.t += keyRow * float64(len(p.keyRows()))
	} else if room > 0 {
		p.r = w - math.Min(room, w*0.3)
	}
	y0, y1 := extent(c, c.Y, true)
	for _, label := range p.rungs(y0, y1) {
		p.l = math.Max(p.l, 16+7*float64(len([]rune(label.text))))
	}
	if c.Kind == figure.Scatter && c.X.Unit != "" && c.X.Unit == c.Y.Unit && !c.X.Log && !c.Y.Log {
		// places in one unit: a circle is round
		if tall := (y1 - y0) / (x1 - x0) * (p.r - p.l); tall > 110 && tall < 430 {
			p.b = p.t + tall
			p.h = p.b + 46
			h = p.h
		}
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
	switch {
	case c.Kind == figure.Bar:
		p.columns(&s)
	case keyed:
		p.seriesAll(&s)
		p.key(&s)
	default:
		p.seriesAll(&s)
	}
	p.words(&s, !keyed)
	s.close("svg")
	return s.String()
}

func (p plot) seriesAll(s *svg) {
	for _, line := range p.c.Series {
		p.series(s, line)
	}
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
		twoRows := every == 2 && p.c.X.Label == "" // then names that would touch stand in turn above and below
		for i, name := range p.c.X.Categories {
			if i%max(every, 1) == 0 || twoRows {
				s.text(p.x.at(float64(i)), p.b+18+pick(twoRows && i%2 == 1, 14.0, 0), "t mid", name)
			}
		}
	} else {
		marks := ticks(p.c.X.Log, x0, x1, pick(p.w < 500, 4, 7))
		for i, text := range tickTexts(marks, p.c.X.Log) {
			x := p.x.at(marks[i])
			s.line(x, p.b, x, p.b+5, "axis")
			s.text(x, p.b+19, "t mid", text)
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
	for i, text := range tickTexts(marks, p.c.Y.Log) {
		out[i] = rung{marks[i], text}
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
		return
	}
	y := p.y.at(t.Value)
	s.line(p.l, y, p.r, y, "thr")
}

func (p plot) series(s *svg, line figure.Series) {
	if line.Theory {
		s.el("path", "d", p.path(line), "class", "theory")
		return
	}
	if !line.Dots && len(line.X) > 1 {
		s.el("path", "d", p.path(line), "class", "ln "+stroke(line.Identity), "stroke-dasharray", line.Dash)
	}
	if !line.Dots && len(line.X) > 24 { // the name at its end tells it apart
		return
	}
	above := p.above(line)
	for i := range line.X {
		x, y := p.x.at(line.X[i]), p.y.at(line.Y[i])
		s.mark(line.Shape, x, y, 4, fill(line.Identity))
		if line.Values {
			s.text(x, y+pick(above, -11.0, 20.0), "b mid", say.Short(line.Y[i]))
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
			s.el("rect", "x", x+1, "y", math.Min(y, zero), "width", each-2, "height", math.Abs(zero-y), "class",
				fill(line.Identity))
			if text := say.Short(line.Y[i]); line.Values && each > 24 && (each > 7*float64(len(text)) ||
				len(p.c.Series) == 1) {
				s.text(x+each/2, y-5, "t mid", text)
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
