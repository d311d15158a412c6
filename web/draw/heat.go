package draw

import (
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// heatAt draws a grid of cells whose ink grows with the value; every cell prints its value where it fits.
func heatAt(f figure.Figure, w, h float64) string {
	c := f.Chart
	rows, cols := len(c.Heat), 0
	for _, r := range c.Heat {
		cols = max(cols, len(r))
	}
	left := 12.0
	for _, name := range c.Y.Categories {
		left = max(left, 14+6.8*float64(len([]rune(name))))
	}
	cw := (w - left - 8) / max(1, float64(cols))
	ch := max(20, min(34, (h-60)/max(1, float64(rows))))
	h = ch*float64(rows) + 52
	top := 0.0
	for _, r := range c.Heat {
		for _, v := range r {
			top = max(top, v)
		}
	}
	var s svg
	s.start(f, w, h, "chart")
	for i, r := range c.Heat {
		y := 8 + ch*float64(i)
		if i < len(c.Y.Categories) {
			s.text(left-8, y+ch/2+4, "end", c.Y.Categories[i])
		}
		for j, v := range r {
			x := left + cw*float64(j)
			share := 0.0
			if top > 0 {
				share = v / top
			}
			s.el("rect", "x", x+.5, "y", y+.5, "width", cw-1, "height", ch-1, "class", "f-blue", "fill-opacity",
				0.08+0.5*share)
			if cw > 34 {
				s.text(x+cw/2, y+ch/2+4, "t b mid", say.Short(v))
			}
		}
	}
	y := 8 + ch*float64(rows)
	every := int(math.Ceil(44 / cw))
	for j, name := range c.X.Categories {
		if j%max(1, every) == 0 {
			s.text(left+cw*(float64(j)+.5), y+16, "t mid", name)
		}
	}
	s.text(left+cw*float64(cols)/2, y+36, "mid", c.X.Label)
	s.close("svg")
	return s.String()
}

// radar draws one closed line a series over the spokes of X.
func radar(f figure.Figure) string {
	const w, h, cx, cy, radius = 400.0, 340.0, 200.0, 172.0, 120.0
	c := f.Chart
	n := len(c.X.Categories)
	top := c.Y.Max
	if top == 0 {
		_, top = extent(c, figure.Axis{}, true)
	}
	var s svg
	s.start(f, w, h, "ring")
	for _, level := range []float64{0.25, 0.5, 0.75, 1} {
		parts := []any{}
		for i := 0; i < n; i++ {
			x, y := point(cx, cy, radius*level, 360*float64(i)/float64(n))
			parts = append(parts, pick(i == 0, "M", "L"), x, y)
		}
		s.el("path", "d", path(append(parts, "Z")...), "class", "grid", "fill", "none")
	}
	for i, name := range c.X.Categories {
		deg := 360 * float64(i) / float64(n)
		x, y := point(cx, cy, radius, deg)
		s.line(cx, cy, x, y, "grid")
		lx, ly := point(cx, cy, radius+16, deg)
		anchor := "mid"
		if lx > cx+20 {
			anchor = ""
		} else if lx < cx-20 {
			anchor = "end"
		}
		s.text(lx, ly+4, anchor, name)
	}
	for k, line := range c.Series {
		parts := []any{}
		for i := range line.Y {
			x, y := point(cx, cy, radius*min(1, line.Y[i]/top), 360*line.X[i]/float64(n))
			parts = append(parts, pick(i == 0, "M", "L"), x, y)
			s.mark(line.Shape, x, y, 4, fill(line.Identity))
		}
		s.el("path", "d", path(append(parts, "Z")...), "class", "ln "+stroke(line.Identity),
			"stroke-dasharray", line.Dash)
		s.mark(line.Shape, 16, 20+18*float64(k), 4.5, fill(line.Identity))
		s.text(26, 24+18*float64(k), "", line.Name)
	}
	s.close("svg")
	return s.String()
}
