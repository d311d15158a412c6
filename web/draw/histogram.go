package draw

import (
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// histogram draws a histogram for a wide and for a narrow container.
func histogram(f figure.Figure) string {
	return `<div class="wide-only">` + histogramAt(f, 660, 280) + `</div><div class="narrow-only">` +
		histogramAt(f, 350, 260) + `</div>`
}

// bins is the frame of a histogram at one width.
type bins struct {
	h          *figure.Histogram
	l, r, t, b float64 // edges of the plot area
	lo, hi     float64 // ends of the axis; their logarithms on a log axis
}

// at gives the pixel of a value, which is never outside of the plot.
func (p bins) at(v float64) float64 {
	if p.h.Log {
		v = math.Log10(max(v, p.h.Edges[0]))
	}
	share := (v/2 - p.lo/2) / (p.hi/2 - p.lo/2) // halves: the ends may be as far apart as numbers go
	return p.l + min(max(share, 0), 1)*(p.r-p.l)
}

func histogramAt(f figure.Figure, w, h float64) string {
	d := f.Histogram
	if len(d.Edges) < 2 || len(d.Counts) != len(d.Edges)-1 {
		return ""
	}
	texts := d.EdgeTexts()
	p := bins{h: d, l: 4 + max(10, half(texts[0])), r: w - 4 - max(10, half(texts[len(texts)-1])), t: 44, b: h - 42,
		lo: d.Edges[0], hi: d.Edges[len(d.Edges)-1]}
	if d.Log {
		p.lo, p.hi = math.Log10(p.lo), math.Log10(p.hi)
	}
	if d.Own != nil {
		p.t += 17
	}
	var s svg
	s.start(f, w, h, "chart")
	if d.Within > 0 {
		x0, x1 := p.at(d.Mark-d.Within), p.at(d.Mark+d.Within)
		s.el("rect", "x", x0, "y", p.t-12, "width", x1-x0, "height", p.b-p.t+12, "class", "band")
	}
	p.bars(&s)
	s.line(p.l, p.b, p.r, p.b, "axis")
	p.labels(&s, texts)
	p.mark(&s, d.Mark, 17, w, "k-ink", "b", d.Label)
	if d.Own != nil {
		p.mark(&s, *d.Own, 34, w, "k-accent", "mine-t", "your guess")
	}
	unit := say.Upper(say.Plural(2, d.Noun))
	if d.Unit != "" {
		unit += ", " + d.Unit
	}
	s.text((p.l+p.r)/2, h-6, "mid", unit)
	s.close("svg")
	return s.String()
}

// half is half the width of a label of the axis.
func half(text string) float64 { return 3.6 * float64(len([]rune(text))) }

// bars draws the bars with their counts.
func (p bins) bars(s *svg) {
	most := 1
	for _, n := range p.h.Counts {
		most = max(most, n)
	}
	for i, n := range p.h.Counts {
		if n == 0 {
			continue
		}
		x0, x1 := p.at(p.h.Edges[i]), p.at(p.h.Edges[i+1])
		tall := max(2, (p.b-p.t-14)*float64(n)/float64(most))
		s.el("rect", "x", x0+1, "y", p.b-tall, "width", max(1, x1-x0-2), "height", tall, "class", "f-sky")
		s.text((x0+x1)/2, p.b-tall-5, "b mid lbl", say.Int(n))
	}
}

// labels prints as many edges under the axis as fit, at equal steps.
func (p bins) labels(s *svg, texts []string) {
	fits := func(step int) bool {
		for i := step; i < len(texts); i += step {
			room := p.at(p.h.Edges[i]) - p.at(p.h.Edges[i-step])
			if room < half(texts[i])+half(texts[i-step])+8 {
				return false
			}
		}
		return true
	}
	step := 1
	for step < len(texts) && !fits(step) {
		step++
	}
	for i := range texts {
		x := p.at(p.h.Edges[i])
		s.line(x, p.b, x, p.b+pick(i%step == 0, 6.0, 4), "axis")
		if i%step == 0 {
			s.text(x, p.b+20, "t mid", texts[i])
		}
	}
}

// mark draws an upright line at a value, with its words in the row at y.
func (p bins) mark(s *svg, v, y, w float64, line, words, label string) {
	x := p.at(v)
	s.el("line", "x1", x, "x2", x, "y1", y+4, "y2", p.b, "class", line, "stroke-width", "2.4")
	text := say.Short(v)
	if p.h.Unit != "" {
		text += " " + say.Unit(text, p.h.Unit)
	}
	text = label + ": " + text
	room := 3.9 * float64(len([]rune(text)))
	s.text(min(max(x, room+2), max(room+2, w-room-2)), y, words+" mid", text)
}
