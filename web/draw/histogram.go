package draw

import (
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// histogram draws a histogram for a wide and for a narrow container.
func histogram(f figure.Figure) string {
	return `<div class="wide-only">` + histogramAt(f, 660, 280, letter) + `</div><div class="narrow-only">` +
		histogramAt(f, 350, 260, letter) + `</div>`
}

// WallHistogram draws a histogram for a wall: few units wide, so that its texts are large where it fills a screen. The
// style sheet prints them all alike.
func WallHistogram(f figure.Figure) string { return histogramAt(f, 390, 190, 1.15*letter) }

// letter is the width of a letter of the axis.
const letter = 7.2

// bins is the frame of a histogram at one width.
type bins struct {
	h          *figure.Histogram
	l, r, t, b float64 // edges of the plot area
	lo, hi     float64 // ends of the axis; their logarithms on a log axis
	letter     float64 // width
}

// at gives the pixel of a value, which is never outside of the plot.
func (p bins) at(v float64) float64 {
	if p.h.Log {
		v = math.Log10(max(v, p.h.Edges[0]))
	}
	share := (v/2 - p.lo/2) / (p.hi/2 - p.lo/2) // halves: the ends may be as far apart as numbers go
	return p.l + min(max(share, 0), 1)*(p.r-p.l)
}

func histogramAt(f figure.Figure, w, h, letter float64) string {
	d := f.Histogram
	if len(d.Edges) < 2 || len(d.Counts) != len(d.Edges)-1 {
		return ""
	}
	texts := d.EdgeTexts()
	p := bins{h: d, t: 44, b: h - 42, lo: d.Edges[0], hi: d.Edges[len(d.Edges)-1], letter: letter}
	p.l, p.r = 4+max(10, p.half(texts[0])), w-4-max(10, p.half(texts[len(texts)-1]))
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
	most := 1
	for _, n := range d.Counts {
		most = max(most, n)
	}
	tall := func(n int) float64 { return max(2, (p.b-p.t-14)*float64(n)/float64(most)) }
	p.bars(&s, tall)
	s.line(p.l, p.b, p.r, p.b, "axis")
	p.labels(&s, texts)
	p.mark(&s, d.Mark, 17, w, "k-ink", "b", d.Label)
	if d.Own != nil {
		p.mark(&s, *d.Own, 34, w, "k-accent", "mine-t", "your guess")
	}
	for i, n := range d.Counts { // over the marks
		if n > 0 {
			s.text((p.at(d.Edges[i])+p.at(d.Edges[i+1]))/2, p.b-tall(n)-5, "b mid lbl", say.Int(n))
		}
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
func (p bins) half(text string) float64 { return p.letter / 2 * float64(len([]rune(text))) }

func (p bins) bars(s *svg, tall func(n int) float64) {
	for i, n := range p.h.Counts {
		if n == 0 {
			continue
		}
		x0, x1 := p.at(p.h.Edges[i]), p.at(p.h.Edges[i+1])
		s.el("rect", "x", x0+1, "y", p.b-tall(n), "width", max(1, x1-x0-2), "height", tall(n), "class", "f-sky")
	}
}

// labels prints as many edges under the axis as fit, at equal steps.
func (p bins) labels(s *svg, texts []string) {
	fits := func(step int) bool {
		for i := step; i < len(texts); i += step {
			room := p.at(p.h.Edges[i]) - p.at(p.h.Edges[i-step])
			if room < p.half(texts[i])+p.half(texts[i-step])+8 {
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
	s.text(min(max(x, room+2), max(room+2, w-room-2)), y, words+" mid lbl", text)
}
