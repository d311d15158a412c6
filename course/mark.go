package course

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// claim writes a number of the ledger. [80 %](claim:id) prints as it stands. [75 %|80 %](claim:id) prints what is
// quoted and the right value; so does [](claim:id) with the values of the ledger.
func (r *render) claim(w util.BufWriter, n ast.Node, id string) {
	c, known := r.course.claims[id]
	if !known {
		r.problem(n, Nearest(id, slices.Sorted(maps.Keys(r.course.claims))), "unknown claim %q", id)
		return
	}
	r.claims = append(r.claims, id)
	shown := r.markupOf(n)
	if shown == "" && c.Status == Disputed {
		shown = escape(c.Quoted) + "|" + escape(c.Value)
	} else if shown == "" {
		shown = escape(c.Value)
	}
	quoted, right, corrected := strings.Cut(shown, "|")
	switch {
	case corrected && c.Status != Disputed && c.Verdict != "approximate":
		r.problem(n, "write the value alone", "claim %s is not disputed", id)
	case !corrected && c.Status == Disputed && tight(shown) == tight(escape(c.Quoted)):
		r.problem(n, "write [](claim:"+id+")", "claim %s is wrong as quoted, and the right value is missing", id)
	}
	class := "claim claim-" + string(c.Status)
	if c.Verdict == "approximate" && c.Status == Recomputed {
		class += " claim-approximate"
	}
	w.WriteString(`<a class="` + class + `" href="/claims#` + id + `" data-claim="` + id + `">`)
	if corrected {
		w.WriteString(`<span class="quoted">` + tight(quoted) + `?</span> `)
		if c.Status == Disputed {
			w.WriteString("recomputed: ")
		}
		w.WriteString(`<strong class="right">` + tight(right) + `</strong>`)
	} else {
		w.WriteString(tight(shown))
	}
	w.WriteString("</a>")
}

// markupOf renders the words of a link.
func (r *render) markupOf(n ast.Node) string {
	var out bytes.Buffer
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if err := r.md.Renderer().Render(&out, r.source, c); err != nil {
			r.problem(n, "", "cannot render this: %v", err)
		}
	}
	return strings.TrimSpace(out.String())
}

// tight keeps a number and its unit on one line.
func tight(s string) string {
	s = strings.TrimSpace(s)
	for _, unit := range []string{"%", "GB", "MB", "KiB", "keys", "times", "°"} {
		s = strings.ReplaceAll(s, " "+unit, "\u00a0"+unit)
	}
	return s
}
