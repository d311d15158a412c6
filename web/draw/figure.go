package draw

import (
	"math"
	"unicode/utf8"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// Picture writes the drawing of a figure: inline SVG, or an HTML grid where text must not scale. A figure without a
// kind gives an empty string.
func Picture(f figure.Figure) string {
	switch {
	case f.Chart != nil:
		return chart(f)
	case f.Bars != nil:
		return bars(f)
	case f.Table != nil:
		return Table(*f.Table, f.Title)
	case f.Ring != nil:
		return ring(f)
	case f.Tree != nil:
		return tree(f)
	case f.Flow != nil:
		return flow(f)
	case f.Loop != nil:
		return loop(f)
	case f.SpaceTime != nil:
		return spaceTime(f)
	case f.Cells != nil:
		return cells(f)
	case f.Strip != nil:
		return strip(f)
	case f.Histogram != nil:
		return histogram(f)
	case f.Stage != nil:
		return stage(f)
	}
	return ""
}

// Table writes a table with numbers to the right, node marks, and a tiny dot plot as last column where there is one.
func Table(t figure.Table, name string) string {
	var s svg
	s.WriteString(`<div class="scroll" tabindex="0" role="region" aria-label="` + escape(name) + `"><table><thead><tr>`)
	for _, c := range t.Columns {
		s.open("th", "scope", "col", "class", pick(c.Numeric, "r", ""))
		s.WriteString(escape(c.Label))
		if c.Unit != "" {
			s.WriteString(escape(", " + c.Unit))
		}
		s.close("th")
	}
	var dots scale
	if t.Dots != nil {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, v := range append(append(append([]float64{}, t.Dots.Run...), t.Dots.Theory...), t.Dots.Ticks...) {
			lo, hi = min(lo, v), max(hi, v)
		}
		dots = newScale(t.Dots.Log, lo, hi, 8, 152)
		s.WriteString(`<th scope="col"><svg class="draw" width="160" height="16" viewBox="0 0 160 16" role="img" ` +
			`aria-label="scale of the dots">`)
		for _, v := range t.Dots.Ticks {
			s.text(dots.at(v), 12, "t mid", say.Short(v))
		}
		s.WriteString(`</svg></th>`)
	}
	s.WriteString("</tr></thead><tbody>")
	for i, row := range t.Rows {
		s.WriteString("<tr>")
		for j, text := range row {
			cell(&s, t.Columns[min(j, len(t.Columns)-1)], j, text)
		}
		if t.Dots != nil && i < len(t.Dots.Run) {
			s.WriteString(`<td><svg class="draw" width="160" height="18" viewBox="0 0 160 18" aria-hidden="true">`)
			s.line(4, 9, 156, 9, "grid")
			if i < len(t.Dots.Theory) {
				s.el("line", "x1", dots.at(t.Dots.Theory[i]), "x2", dots.at(t.Dots.Theory[i]), "y1", "3", "y2", "15",
					"class", "k-grey", "stroke-width", "2")
			}
			s.mark(figure.Disc, dots.at(t.Dots.Run[i]), 9, 4, "f-ink")
			s.WriteString(`</svg></td>`)
		}
		s.WriteString("</tr>")
	}
	s.WriteString("</tbody></table></div>")
	return s.String()
}

func cell(s *svg, c figure.Column, j int, text string) {
	class := pick(c.Numeric, "r", "") + pick(c.Strong, " strong", "")
	if !c.Numeric && utf8.RuneCountInString(text) >= figure.LongText {
		class += " long"
	}
	if j == 0 && !c.Numeric {
		s.open("th", "scope", "row", "class", "rowhead")
	} else {
		s.open("td", "class", class)
	}
	if c.Identity && len(text) == 1 && text[0] >= 'A' && text[0] <= 'Z' {
		s.WriteString(nameTag(figure.Node(int(text[0] - 'A'))))
	} else {
		s.WriteString(escape(text))
	}
	s.close(pick(j == 0 && !c.Numeric, "th", "td"))
}
