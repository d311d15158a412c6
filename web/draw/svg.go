// Package draw turns figures into inline SVG and HTML that take every colour from style sheet classes: no style
// attribute, no script, readable in print and with the style sheet's dark scheme.
package draw

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/figure"
)

// svg builds markup. Every text and attribute value is escaped.
type svg struct{ strings.Builder }

func (s *svg) open(name string, attrs ...any) {
	s.WriteByte('<')
	s.WriteString(name)
	for i := 0; i+1 < len(attrs); i += 2 {
		s.WriteByte(' ')
		s.WriteString(attrs[i].(string))
		s.WriteString(`="`)
		switch v := attrs[i+1].(type) {
		case float64:
			s.WriteString(coord(v))
		case int:
			s.WriteString(strconv.Itoa(v))
		case string:
			s.WriteString(html.EscapeString(v))
		}
		s.WriteByte('"')
	}
	s.WriteByte('>')
}

func (s *svg) close(name string) { s.WriteString("</"); s.WriteString(name); s.WriteByte('>') }

// el writes an element without content.
func (s *svg) el(name string, attrs ...any) { s.open(name, attrs...); s.close(name) }

// text writes a text element at (x, y).
func (s *svg) text(x, y float64, class, text string) {
	if text == "" {
		return
	}
	s.open("text", "x", x, "y", y, "class", class)
	s.WriteString(html.EscapeString(text))
	s.close("text")
}

func (s *svg) line(x1, y1, x2, y2 float64, class string) {
	s.el("line", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "class", class)
}

// start opens the drawing with its name for screen readers. The data table is the real alternative; Alt says the gist.
func (s *svg) start(f figure.Figure, w, h float64, class string) {
	role := "img"
	if f.Flow != nil && slices.ContainsFunc(f.Flow.Boxes, func(b figure.FlowBox) bool { return onSite(b.Href) }) {
		role = "group" // an image has no links in it
	}
	s.open("svg", "viewBox", fmt.Sprintf("0 0 %s %s", coord(w), coord(h)), "class", "draw "+class, "role", role,
		"aria-label", alt(f))
}

func alt(f figure.Figure) string {
	if f.Alt == "" {
		return f.Title
	}
	return f.Title + ". " + f.Alt
}

// coord prints a coordinate with at most one decimal: a tenth of a pixel is finer than any screen shows.
func coord(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

// mark draws a shape of the given radius centred on (x, y), filled by class.
func (s *svg) mark(shape figure.Shape, x, y, r float64, class string) {
	switch shape {
	case figure.Square:
		s.el("rect", "x", x-r*.9, "y", y-r*.9, "width", r*1.8, "height", r*1.8, "class", class)
	case figure.Triangle:
		s.el("path", "d", path("M", x, y-r*1.1, "L", x+r*1.1, y+r*.9, x-r*1.1, y+r*.9, "Z"), "class", class)
	case figure.Diamond:
		s.el("path", "d", path("M", x, y-r*1.2, "L", x+r*1.2, y, x, y+r*1.2, x-r*1.2, y, "Z"), "class", class)
	case figure.Cross, figure.Plus:
		a, b := r*.38, r*1.1
		s.el("path", "d", path("M", x-a, y-b, "H", x+a, "V", y-a, "H", x+b, "V", y+a, "H", x+a, "V", y+b, "H", x-a, "V",
			y+a, "H", x-b, "V", y-a, "H", x-a, "Z"), "class", class)
	case figure.Circle:
		s.el("circle", "cx", x, "cy", y, "r", r, "class", class)
	case figure.Box:
		s.el("rect", "x", x-r, "y", y-r, "width", 2*r, "height", 2*r, "class", class)
	default:
		s.el("circle", "cx", x, "cy", y, "r", r, "class", class)
	}
}

// path joins commands and coordinates.
func path(parts ...any) string {
	var b strings.Builder
	for i, p := range parts {
		switch v := p.(type) {
		case string:
			b.WriteString(v)
		case float64:
			if i > 0 {
				if _, command := parts[i-1].(string); !command {
					b.WriteByte(' ')
				}
			}
			b.WriteString(coord(v))
		}
	}
	return b.String()
}

func fill(id figure.Identity) string   { return "f-" + string(hue(id)) }
func stroke(id figure.Identity) string { return "k-" + string(hue(id)) }

func hue(id figure.Identity) figure.Hue {
	if id.Hue == "" {
		return figure.Ink
	}
	return id.Hue
}

// point gives the coordinates of a position on a circle: degrees clockwise from the top.
func point(cx, cy, r, deg float64) (x, y float64) {
	a := (deg - 90) * math.Pi / 180
	return cx + r*math.Cos(a), cy + r*math.Sin(a)
}

// sector is the path of a ring segment from a to b degrees between two radii. A whole circle is two halves.
func sector(cx, cy, r1, r2, a, b float64) string {
	if b-a >= 359.99 {
		return sector(cx, cy, r1, r2, a, a+180) + sector(cx, cy, r1, r2, a+180, a+359.98)
	}
	large := "0"
	if b-a > 180 {
		large = "1"
	}
	x1, y1 := point(cx, cy, r2, a)
	x2, y2 := point(cx, cy, r2, b)
	x3, y3 := point(cx, cy, r1, b)
	x4, y4 := point(cx, cy, r1, a)
	return "M" + coord(x1) + " " + coord(y1) + "A" + coord(r2) + " " + coord(r2) + " 0 " + large + " 1 " + coord(x2) +
		" " + coord(y2) +
		"L" + coord(x3) + " " + coord(y3) + "A" + coord(r1) + " " + coord(r1) + " 0 " + large + " 0 " + coord(x4) +
		" " + coord(y4) + "Z"
}

// coord2 keeps two decimals: thin ring segments need them.
func coord2(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }
