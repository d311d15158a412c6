package draw

import (
	"math"

	"tradeofflab/figure"
)

// spaceTime draws a Lamport diagram: lanes are processes, time runs to the right, messages slant between lanes.
func spaceTime(f figure.Figure) string {
	return `<div class="wide-only">` + spaceTimeAt(f, 760) + `</div><div class="narrow-only">` +
		spaceTimeAt(f, 350) + `</div>`
}

func spaceTimeAt(f figure.Figure, w float64) string {
	d := f.SpaceTime
	const lane = 66.0
	left := 14.0
	for _, name := range d.Lanes {
		left = max(left, 16+6.9*float64(len([]rune(name))))
	}
	h := lane*float64(len(d.Lanes)) + 40
	lo, hi := math.Inf(1), math.Inf(-1)
	take := func(v float64) { lo, hi = min(lo, v), max(hi, v) }
	for _, e := range d.Events {
		take(e.At)
		take(max(e.At, e.To))
	}
	for _, m := range d.Messages {
		take(m.Sent)
		take(m.Got)
	}
	if lo > hi {
		lo, hi = 0, 1
	}
	x := newScale(false, lo, hi, left+14, w-34)
	y := func(i int) float64 { return 30 + lane*float64(i) }
	var s svg
	s.start(f, w, h, "chart")
	for i, name := range d.Lanes {
		s.text(left-8, y(i)+4, "b end", name)
		s.line(left, y(i), w-8, y(i), "axis")
	}
	marks := ticks(false, lo, hi, pick(w < 500, 4, 8))
	for i, text := range tickTexts(marks, false) {
		v := marks[i]
		s.line(x.at(v), h-30, x.at(v), h-25, "axis")
		s.text(x.at(v), h-11, "t mid", text)
	}
	s.text(left-8, h-11, "end", d.Unit)
	for _, m := range d.Messages {
		x1, y1, x2, y2 := x.at(m.Sent), y(m.From), x.at(m.Got), y(m.To)
		s.el("path", "d", path("M", x1, y1, "L", x2, y2), "class", "edge"+pick(m.Lost, " dashed", ""))
		if m.Lost {
			s.el("path", "d", path("M", x2-5, y2-5, "L", x2+5, y2+5, "M", x2-5, y2+5, "L", x2+5, y2-5), "class",
				"k-vermillion", "stroke-width", "2")
		} else {
			arrowHead(&s, x1, y1, x2, y2)
		}
		s.text((x1+x2)/2+6, (y1+y2)/2+4, "t lbl", m.Label)
	}
	free := make([][2]float64, len(d.Lanes)) // where the text above and below each lane ends
	for _, e := range d.Events {
		if e.To > e.At {
			s.el("rect", "x", x.at(e.At), "y", y(e.Lane)-5, "width", max(2, x.at(e.To)-x.at(e.At)), "height", "10",
				"class", pick(e.Bad, "f-vermillion", "f-ink"))
		} else {
			s.mark(figure.Disc, x.at(e.At), y(e.Lane), 4.5, pick(e.Bad, "f-vermillion", "f-ink"))
		}
		start, width := x.at(e.At), 6.6*float64(len([]rune(e.Label)))
		end := start+width > w
		if end {
			start -= width
		}
		side := 0
		if free[e.Lane][0] > start && free[e.Lane][1] < free[e.Lane][0] {
			side = 1 // the label before reaches as far as this one begins
		}
		free[e.Lane][side] = start + width + 6
		s.text(x.at(e.At), y(e.Lane)+pick(side == 0, -11.0, 20), "lbl"+pick(e.Bad, " thr-t", "")+pick(end, " end", ""),
			e.Label)
	}
	s.close("svg")
	return s.String()
}
