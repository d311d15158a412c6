package draw

import (
	"html"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// nameTag writes a name with its identity mark for prose, tables and HTML figures.
func nameTag(id figure.Identity) string {
	return `<span class="node h-` + string(hue(id)) + ` m-` + string(id.Shape) + `">` + html.EscapeString(id.Name) +
		`</span>`
}

// bars draws horizontal load bars as an HTML grid, so that text keeps its size at every width.
func bars(f figure.Figure) string {
	b := f.Bars
	top := max(b.High, b.Mean)
	for _, r := range b.Bars {
		top = max(top, max(r.Value, r.Before))
	}
	if !(top > 0) || math.IsInf(top, 0) {
		top = 1
	}
	pos := func(v float64) string {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			v = 0
		}
		return coord2(v/top*100) + "%"
	}
	longest := 0
	for _, r := range b.Bars {
		longest = max(longest, len([]rune(r.Identity.Name)))
	}
	var s svg
	s.open("div", "class", pick(longest > 16, "bars long", "bars"), "role", "img", "aria-label", alt(f))
	if ids := identities(b); hatched(ids) {
		s.WriteString(`<svg class="vh" aria-hidden="true">` + hatchPattern(f.ID) + `</svg>`)
	}
	for _, r := range b.Bars {
		s.WriteString(`<div><span>` + nameTag(r.Identity) + `</span><span class="bar"><svg aria-hidden="true">`)
		if b.High > b.Low {
			s.el("rect", "x", pos(b.Low), "y", "0", "width", pos(b.High-b.Low), "height", "26", "class", "f-band")
		}
		s.el("rect", "x", "0", "y", "3", "width", pos(r.Value), "height", "20", "class", fill(r.Identity))
		if r.Hatch {
			s.el("rect", "x", "0", "y", "3", "width", pos(r.Value), "height", "20", "fill", "url(#hatch-"+f.ID+")")
		}
		if b.Mean > 0 {
			s.el("line", "x1", pos(b.Mean), "x2", pos(b.Mean), "y1", "0", "y2", "26", "class", "k-ink",
				"stroke-width", "1.6")
		}
		if r.Before > 0 {
			s.el("line", "x1", pos(min(r.Value, r.Before)), "x2", pos(r.Before), "y1", "13", "y2", "13", "class",
				"k-ink", "stroke-width", "1.2")
			s.el("line", "x1", pos(r.Before), "x2", pos(r.Before), "y1", "8", "y2", "18", "class", "k-ink",
				"stroke-width", "1.6")
		}
		s.WriteString(`</svg></span><span class="v">` + html.EscapeString(say.Short(r.Value)) +
			`</span><span class="w">` + html.EscapeString(r.Note) + `</span></div>`)
	}
	if b.Mean > 0 {
		s.WriteString(`<span class="foot2"><svg aria-hidden="true">`)
		s.open("text", "x", "0", "y", "12", "class", "t")
		s.WriteString("0")
		s.close("text")
		s.open("text", "x", pos(b.Mean), "y", "12", "class", "t "+pick(b.Mean/top > 0.75, "end", "mid"))
		s.WriteString(html.EscapeString("mean " + say.Short(b.Mean)))
		s.close("text")
		s.WriteString(`</svg></span>`)
	}
	s.close("div")
	return s.String()
}

func identities(b *figure.Bars) []figure.Identity {
	out := make([]figure.Identity, len(b.Bars))
	for i, r := range b.Bars {
		out[i] = r.Identity
	}
	return out
}

// strip draws one thin line a key in hash order; keys that changed owner stand tall.
func strip(f figure.Figure) string {
	var s svg
	s.open("div", "class", "strips", "role", "img", "aria-label", alt(f))
	for _, r := range f.Strip.Rows {
		n := max(1, len(r.Tall))
		step := 660 / float64(n)
		low, tall := []any{}, []any{}
		for i, up := range r.Tall {
			x := step * (float64(i) + .5)
			if up {
				tall = append(tall, "M", x, 1.0, "V", 24.0)
			} else {
				low = append(low, "M", x, 16.0, "V", 24.0)
			}
		}
		s.WriteString(`<div><span>` + html.EscapeString(r.Label) + `</span><span class="s">`)
		s.open("svg", "viewBox", "0 0 660 24", "preserveAspectRatio", "none", "aria-hidden", "true")
		s.el("path", "d", path(low...), "class", "k-edge", "stroke-width", step*.62)
		s.el("path", "d", path(tall...), "class", "k-ink", "stroke-width", step*.82)
		s.close("svg")
		s.WriteString(`</span><span class="v">` + html.EscapeString(r.Value) + `</span></div>`)
	}
	s.close("div")
	return s.String()
}

// cells draws a small grid of lettered cells, in halves when the container is narrow.
func cells(f figure.Figure) string {
	c := f.Cells
	n := len(c.Columns)
	out := `<div class="wide-only">` + cellTable(c, 0, n, alt(f)) + `</div><div class="narrow-only">`
	for from := 0; from < n; from += 10 {
		out += cellTable(c, from, min(from+10, n), alt(f))
	}
	return out + `</div>`
}

func cellTable(c *figure.Cells, from, to int, label string) string {
	agree := map[int]bool{}
	for _, i := range c.Outlined {
		agree[i] = true
	}
	class := func(i int) string { return pick(agree[i], "agree", "") }
	var s svg
	s.open("table", "class", "cells", "aria-label", label)
	s.WriteString("<thead><tr>")
	s.open("th", "scope", "row")
	s.WriteString(html.EscapeString(c.Head) + "</th>")
	for i := from; i < to; i++ {
		s.open("th", "scope", "col", "class", class(i))
		s.WriteString(html.EscapeString(c.Columns[i]) + "</th>")
	}
	s.WriteString("</tr></thead><tbody>")
	for _, r := range c.Rows {
		s.WriteString(`<tr><th scope="row">` + html.EscapeString(r.Label) + "</th>")
		for i := from; i < to && i < len(r.Cells); i++ {
			s.open("td", "class", "h-"+string(hue(r.Cells[i]))+" "+class(i))
			s.WriteString(html.EscapeString(r.Cells[i].Name) + "</td>")
		}
		s.WriteString("</tr>")
	}
	s.WriteString("</tbody></table>")
	return s.String()
}
