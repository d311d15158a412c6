package course

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// link is a reference that only the rest of the lab can check: a simulation, an assignment, a rule, a case study.
type link struct {
	pos    Pos
	scheme string
	rest   string // "hashing?vnodes=24"
}

// pages are the parts of the site a lesson may point to directly.
var pages = []string{"/", "/sims", "/advisor", "/claims", "/reading", "/glossary", "/search", "/figures", "/me",
	"/cases"}

var schemes = []string{"claim", "term", "sim", "lesson", "exercise", "rule", "case"}

// renderLink writes the start and the end of a link. Where there is nothing to point to it writes the words alone.
func (r *render) renderLink(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	target := string(n.(*ast.Link).Destination)
	scheme, rest, course := strings.Cut(target, ":")
	if !course {
		scheme = ""
	}
	open, end := "", "</a>"
	switch scheme {
	case "claim":
		if entering {
			r.claim(w, n, rest)
		}
		return ast.WalkSkipChildren, nil
	case "term":
		open, end = r.term(n, rest, entering)
	case "lesson":
		open, end = r.lessonLink(n, rest, entering)
	case "sim", "exercise", "rule", "case":
		open = `<a class="` + scheme + `" href="` + escape(hrefOf(scheme, rest)) + `">`
		if entering {
			r.course.links = append(r.course.links, link{Pos{r.file, r.lineOf(n)}, scheme, rest})
		}
	case "https":
		if u, err := url.Parse(target); err != nil || u.Host == "" {
			r.reportLink(n, entering, "write the full address", "address %q", target)
		}
		open = `<a class="external" rel="noopener" href="` + escape(target) + `">`
	case "":
		open = `<a href="` + escape(target) + `">`
		r.checkPage(n, target, entering)
	default:
		open, end = "", ""
		r.reportLink(n, entering, Nearest(scheme, append(append([]string{}, schemes...), "https")),
			"unknown link %q", target)
	}
	if entering {
		w.WriteString(open)
	} else {
		w.WriteString(end)
	}
	return ast.WalkContinue, nil
}

func hrefOf(scheme, rest string) string {
	switch scheme {
	case "sim":
		return "/sims/" + rest
	case "exercise":
		return "/exercises/" + rest
	case "case":
		return "/cases/" + rest
	}
	return "/advisor/rules#" + rest
}

// reportLink reports once: a link is rendered in two halves.
func (r *render) reportLink(n ast.Node, entering bool, remedy, format string, args ...any) {
	if entering {
		r.problem(n, remedy, format, args...)
	}
}

func (r *render) checkPage(n ast.Node, target string, entering bool) {
	if anchor, local := strings.CutPrefix(target, "#"); local {
		if r.page == nil || !r.page.ids[anchor] {
			r.reportLink(n, entering, r.nearestAnchor(r.page, anchor), "unknown anchor %q", target)
		}
		return
	}
	path, _, _ := strings.Cut(target, "#")
	path, _, _ = strings.Cut(path, "?")
	for _, p := range pages {
		if path == p {
			return
		}
	}
	r.reportLink(n, entering, Nearest(path, pages), "unknown page %q", target)
}

func (r *render) nearestAnchor(p *Page, anchor string) string {
	if p == nil {
		return ""
	}
	return Nearest(anchor, slices.Sorted(maps.Keys(p.ids)))
}

// term marks the first use of a term as its definition and links every use to the glossary.
func (r *render) term(n ast.Node, id string, entering bool) (open, end string) {
	if r.course.terms[id] == nil {
		r.reportLink(n, entering, Nearest(id, slices.Sorted(maps.Keys(r.course.terms))), "unknown term %q", id)
		return "", ""
	}
	open, end = `<a class="term" href="/glossary#`+id+`">`, "</a>"
	if _, defined := r.terms[id]; entering && !defined {
		r.terms[id] = true
		return "<dfn>" + open, end
	}
	if !entering && r.terms[id] {
		r.terms[id] = false
		end += "</dfn>"
	}
	return open, end
}

// lessonLink points to a written lesson; one that is still to come keeps its name and says so.
func (r *render) lessonLink(n ast.Node, rest string, entering bool) (open, end string) {
	slug, anchor, _ := strings.Cut(rest, "#")
	stage, known := r.course.Stage(slug)
	if !known {
		r.reportLink(n, entering, Nearest(slug, r.course.slugs()), "unknown lesson %q", slug)
		return "", ""
	}
	if !stage.Written() {
		return `<span class="ahead">`, ` <span class="coming">coming</span></span>`
	}
	href := "/lessons/" + slug
	if anchor != "" {
		if !stage.Lesson.ids[anchor] {
			r.reportLink(n, entering, r.nearestAnchor(&stage.Lesson.Page, anchor), "unknown anchor %q of lesson %s",
				anchor, slug)
		}
		href += "#" + anchor
	}
	return `<a class="lesson" href="` + escape(href) + `">`, "</a>"
}

func (r *render) renderAutoLink(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	target := string(n.(*ast.AutoLink).URL(source))
	if !strings.HasPrefix(target, "https://") {
		r.problem(n, "write an https address", "address %q", target)
		w.WriteString(escape(target))
		return ast.WalkContinue, nil
	}
	w.WriteString(`<a class="external" rel="noopener" href="` + escape(target) + `">` + escape(target) + `</a>`)
	return ast.WalkContinue, nil
}
