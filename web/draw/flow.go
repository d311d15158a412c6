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

// slot is where a box stands and how wide it is.
type slot struct{ x, y, w float64 }

func flowAt(f figure.Figure, narrow bool) string {
	boxWidth, bh, gx, gy := 142.0, 54.0, gapFor(f.Flow), 30.0
	if narrow {
		gx, gy = 12, 56
	}
	cols, rows := 1, 1
	for _, b := range f.Flow.Boxes {
		cols, rows = max(cols, b.Col+1), max(rows, b.Row+1)
	}
	if narrow {
		cols, rows = rows, cols
		gx = pick(cols > 3, 8, gx)
		boxWidth = min(boxWidth, (narrowFlow-gx*float64(cols+1))/float64(cols))
	} else {
		boxWidth = max(104, min(boxWidth, (wideFlow-gx/2)/float64(cols)-gx))
	}
	at := map[string]slot{}
	wide := levelWidths(f.Flow, gx, narrow)
	lines := 2
	for _, b := range f.Flow.Boxes {
		bw := boxWidth
		if n := wide[b.Col]; n > 0 {
			bw = n
		}
		lines = max(lines, len(wrap(b.Label, bw))+len(wrap(b.Sub, bw)))
	}
	bh += 16 * float64(lines-2)
	const top = 10.0
	between := labelled(f.Flow, narrow)
	down := make([]float64, rows+1) // top of each row, and of the row after the last
	for r := range rows {
		down[r+1] = down[r] + bh + max(gy, 26+labelLine*float64(between[r]))
	}
	down[rows] = down[rows-1] + bh
	w, h := gx/2+float64(cols)*(boxWidth+gx), 2*top+down[rows]
	shift := 0.0
	if narrow {
		shift = max(0, (narrowFlow-w)/2)
		w = narrowFlow
	}
	order, level := map[int]int{}, map[string]int{}
	for _, b := range f.Flow.Boxes {
		level[b.ID] = b.Col
		c, r := b.Col, b.Row
		if narrow {
			c, r = r, c
		}
		at[b.ID] = slot{shift + gx/2 + float64(c)*(boxWidth+gx), top + down[r], boxWidth}
		if bw := wide[b.Col]; bw > 0 {
			n := float64(order[b.Col])
			each := narrowFlow / max(1, float64(count(f.Flow, b.Col)))
			at[b.ID] = slot{each*(n+0.5) - bw/2, at[b.ID].y, bw}
			order[b.Col]++
		}
	}
	var s svg
	s.start(f, w, h, "flow")
	named := map[int]int{} // labels drawn between a level and the next
	for _, a := range f.Flow.Arrows {
		p, q, d := at[a.From], at[a.To], level[a.To]-level[a.From]
		neighbours := d == 1 || d == -1 // only their labels are counted between two levels
		fx, fy := p.x+p.w/2, p.y+bh/2
		tx, ty := q.x+q.w/2, q.y+bh/2
		x1, y1 := leave(fx, fy, tx, ty, p.w/2, bh/2)
		x2, y2 := leave(tx, ty, fx, fy, q.w/2+3, bh/2+3)
		// side to side, so that no arrow cuts a neighbour
		if neighbours && fx != tx && fy != ty {
			side := float64(d)
			if narrow {
				x1, y1, x2, y2 = fx, fy+side*bh/2, tx, ty-side*(bh/2+3)
			} else {
				x1, y1, x2, y2 = fx+side*p.w/2, fy, tx-side*(q.w/2+3), ty
			}
		}
		s.el("path", "d", path("M", x1, y1, "L", x2, y2), "class", "edge"+pick(a.Async, " dashed", ""))
		arrowHead(&s, x1, y1, x2, y2)
		if upper := min(level[a.From], level[a.To]); between[upper] > 1 && neighbours && a.Label != "" {
			// Each of several labels has a line of its own, where its arrow crosses it.
			named[upper]++
			y := min(y1, y2) + math.Abs(y2-y1)*float64(named[upper])/float64(between[upper]+1)
			half := 3.4 * float64(len([]rune(a.Label)))
			x := min(max(x1+(x2-x1)*(y-y1)/(y2-y1), half), w-half)
			s.text(x, y+4, "t lbl mid", a.Label)
			continue
		}
		beside := narrow && y1 != y2 // the label of a falling arrow stands to its right
		s.text((x1+x2)/2+pick(beside, 6.0, 0), (y1+y2)/2-pick(beside, -4.0, 6), "t lbl"+pick(beside, "", " mid"),
			a.Label)
	}
	for _, b := range f.Flow.Boxes {
		p := at[b.ID]
		linked := onSite(b.Href)
		if linked {
			s.open("a", "href", b.Href)
		}
		class := "boxed" + pick(b.Store, " store", "") + pick(b.Cache, " cache", "")
		if b.Hue != "" {
			class += " k-" + string(b.Hue)
		}
		s.el("rect", "x", p.x, "y", p.y, "width", p.w, "height", bh, "rx", "3", "class", class)
		label, sub := wrap(b.Label, p.w), wrap(b.Sub, p.w)
		y := p.y + bh/2 + 4.5 - 8.5*float64(len(label)+len(sub)-1)
		for i, line := range append(label, sub...) {
			s.text(p.x+p.w/2, y+17*float64(i), pick(i < len(label), "b mid", "t mid"), line)
		}
		if linked {
			s.close("a")
		}
	}
	s.close("svg")
	return s.String()
}

// onSite says whether an address leads to this site.
func onSite(href string) bool { return strings.HasPrefix(href, "/") || strings.HasPrefix(href, "#") }

// labelLine is the height of a line of labels between two rows of a narrow drawing.
const labelLine = 16.0

// labelled counts the labels between each level of a narrow drawing and the next; a wide one has room beside them.
func labelled(f *figure.Flow, narrow bool) map[int]int {
	out, col := map[int]int{}, map[string]int{}
	for _, b := range f.Boxes {
		col[b.ID] = b.Col
	}
	for _, a := range f.Arrows {
		if d := col[a.To] - col[a.From]; narrow && a.Label != "" && (d == 1 || d == -1) {
			out[min(col[a.From], col[a.To])]++
		}
	}
	return out
}

// narrowFlow is the width of a drawing for a phone; wideFlow is what a wide one shrinks its boxes to stay within.
const narrowFlow, wideFlow = 344.0, 640.0

// levelWidths gives each level of a narrow drawing boxes as wide as their number allows. A level keeps its places in
// the common grid, width 0, where an arrow passes it by: spread out, it would stand in the way.
func levelWidths(f *figure.Flow, gx float64, narrow bool) map[int]float64 {
	out, col := map[int]float64{}, map[string]int{}
	for _, b := range f.Boxes {
		col[b.ID] = b.Col
	}
	for _, a := range f.Arrows {
		if d := col[a.From] - col[a.To]; !narrow || d < -1 || d == 0 || d > 1 {
			return map[int]float64{}
		}
	}
	for _, b := range f.Boxes {
		if n := float64(count(f, b.Col)); narrow {
			out[b.Col] = min(160, (narrowFlow-gx*n)/n)
		}
	}
	return out
}

func count(f *figure.Flow, col int) (n int) {
	for _, b := range f.Boxes {
		n += pick(b.Col == col, 1, 0)
	}
	return n
}

// wrap breaks a text of a box between words so that its lines fit the width, in pixels.
func wrap(text string, width float64) (lines []string) {
	fits := int((width - 6) / 6.9)
	for _, word := range strings.Fields(text) {
		if n := len(lines); n > 0 && len([]rune(lines[n-1]))+1+len([]rune(word)) <= fits {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

// gapFor is the room between columns that the longest label of an arrow between neighbours needs: as little as
// possible, because a wide drawing is scaled down to its column.
func gapFor(f *figure.Flow) float64 {
	col := map[string]int{}
	for _, b := range f.Boxes {
		col[b.ID] = b.Col
	}
	gap := 46.0
	for _, a := range f.Arrows {
		if d := col[a.To] - col[a.From]; d == 1 || d == -1 {
			gap = max(gap, 18+6.4*float64(len([]rune(a.Label))))
		}
	}
	return min(gap, 120)
}

// leave gives the point where a line from the centre (x, y) towards (tx, ty) leaves its box.
func leave(x, y, tx, ty, hw, hh float64) (float64, float64) {
	dx, dy := tx-x, ty-y
	if dx == 0 && dy == 0 {
		return x, y
	}
	t := min(hw/max(1e-9, math.Abs(dx)), hh/max(1e-9, math.Abs(dy)))
	return x + dx*t, y + dy*t
}

func arrowHead(s *svg, x1, y1, x2, y2 float64) {
	d := math.Hypot(x2-x1, y2-y1)
	if d == 0 {
		return
	}
	ux, uy := (x2-x1)/d, (y2-y1)/d
	s.el("path", "d", path("M", x2, y2, "L", x2-8*ux-3.6*uy, y2-8*uy+3.6*ux, x2-8*ux+3.6*uy, y2-8*uy-3.6*ux, "Z"),
		"class", "tip")
}

func escape(s string) string { return html.EscapeString(s) }
