package draw

import (
	"cmp"
	"slices"

	"tradeofflab/figure"
)

// Point is one value on a number line. Above the line stand the learner's guess and the run, below it what to compare
// with.
type Point struct {
	Value float64
	Text  string // "80 %"
	Label string // "the run"
	Hue   figure.Hue
	Below bool
}

// NumberLine draws a guess beside what the run gave, wide and narrow.
func NumberLine(lo, hi, step float64, points []Point, alt string) string {
	return `<div class="fig"><div class="wide-only">` + numberLine(lo, hi, step, points, alt, 600) +
		`</div><div class="narrow-only">` + numberLine(lo, hi, step, points, alt, 330) + `</div></div>`
}

func numberLine(lo, hi, step float64, points []Point, alt string, w float64) string {
	const y, h = 42.0, 88.0
	var s svg
	s.open("svg", "viewBox", "0 0 "+coord(w)+" "+coord(h), "class", "draw line", "role", "img", "aria-label", alt)
	x := newScale(false, lo, hi, 12, w-12)
	s.line(8, y, w-8, y, "axis")
	marks := ticks(false, lo, hi, 10)
	for i, v := range marks {
		s.line(x.at(v), y-pick(i%2 == 0, 6.0, 4), x.at(v), y, "axis")
	}
	sorted := append([]Point(nil), points...)
	slices.SortStableFunc(sorted, func(a, b Point) int { return cmp.Compare(a.Value, b.Value) })
	for _, below := range []bool{false, true} {
		free := 0.0
		for i, p := range sorted {
			if p.Below != below {
				continue
			}
			at := x.at(max(lo, min(hi, p.Value)))
			half := 3.9 * float64(len([]rune(p.Text+" "+p.Label)))
			centre := max(max(at, half+2), free+half+6)
			centre = min(centre, w-half-2)
			if centre-half < free { // no room beside the one before: leave it under its tick
				centre = min(at, w-half-2)
			}
			free = centre + half
			row := 0.0
			if i > 0 && centre-half < 0 {
				row = 14
			}
			s.el("line", "x1", at, "x2", at, "y1", pick(below, y, y-18), "y2", pick(below, y+14, y), "class",
				"k-"+string(p.Hue), "stroke-width", "3")
			s.open("text", "x", centre, "y", pick(below, y+30+row, y-24-row), "class",
				"mid "+pick(p.Hue == figure.Accent, "mine-t", ""))
			s.WriteString(`<tspan class="nl">` + escape(p.Text) + `</tspan> ` + escape(p.Label))
			s.close("text")
		}
	}
	s.close("svg")
	return s.String()
}
