package web_test

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
)

// TestPagesInABrowser opens each page once, with what folds unfolded. No violation of WCAG 2.2 A or AA is let through
// in either colour scheme, nothing sticks out sideways on a small phone, and no note in the margin of a case lies over
// its text.
func TestPagesInABrowser(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	l := site(t)
	type visit struct {
		path, as string
		who      *guest
	}
	var visits []visit
	for _, path := range pages(l) {
		visits = append(visits, visit{path: path})
	}
	learner := withAWrongAnswer(t, l)
	for _, path := range []string{"/", "/review", "/lessons/hashing", "/sims/hashing", "/exercises/hashing", "/me"} {
		visits = append(visits, visit{path, " with a wrong answer", learner})
	}
	solved := l.guest(t)
	form, _ := modelForm(t, 0)
	a, to := solved.follow("/exercises/hashing", form)
	graded(t, solved, to, a)
	visits = append(visits, visit{"/exercises/hashing", " solved", solved})
	const tabs = 2 // side by side
	for i := range tabs {
		t.Run(fmt.Sprintf("tab %d", i+1), func(t *testing.T) {
			t.Parallel()
			p := open(t, l)
			p.allow("404")
			p.allow("422")
			for n, v := range visits {
				if n%tabs != i {
					continue
				}
				t.Run(v.path+v.as, func(t *testing.T) {
					p.t = t
					p.clear()
					if v.who != nil {
						p.be(v.who)
					}
					p.scheme("light")
					p.size(360, 800)
					p.goTo(v.path)
					eval[any](p, unfold)
					fits(p)
					p.size(1280, 800)
					if strings.HasPrefix(v.path, "/cases/") {
						apart(p)
					}
					accessible(p, string(axe))
				})
				p.t = t
			}
		})
	}
}

func accessible(p *tab, axe string) {
	p.t.Helper()
	p.do("load axe", script(axe))
	looks := 0
	for _, scheme := range []string{"dark", "light"} {
		p.scheme(scheme)
		looks += eval[int](p, fmt.Sprintf(newLooks, scheme))
	}
	eval[any](p, thin)
	report := func(scheme string, found []string) {
		p.t.Helper()
		for _, line := range found {
			p.t.Errorf("%s: %s", scheme, line)
		}
	}
	report("either", violations(p, "document", structure))
	if looks == 0 {
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		p.scheme(scheme)
		report(scheme, violations(p, `{include: [["[data-new-look]"]]}`,
			`{type: "rule", values: ["color-contrast"]}`))
	}
}

func fits(p *tab) {
	p.t.Helper()
	for _, width := range []int64{360, 320} {
		p.size(width, 800)
		if wide := eval[float64](p, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
			p.t.Errorf("at %d px it is %v px too wide: %s", width, wide, eval[string](p, tooWide))
		}
	}
}

func apart(p *tab) {
	p.t.Helper()
	if words := eval[string](p, covered); words != "" {
		p.t.Errorf("a note in the margin lies over %q", words)
	}
}

// withAWrongAnswer is someone who has guessed, answered a question wrong and handed in two wrong answers.
func withAWrongAnswer(t *testing.T, l *lab) *guest {
	t.Helper()
	g := l.guest(t)
	form, _ := modelForm(t, 0)
	form.Set("p.modulo", "3000")
	form.Del("p.fail.load")
	a, to := g.follow("/exercises/hashing", form)
	graded(t, g, to, a)
	g.follow("/predictions", url.Values{"place": {"lessons/hashing/guess-modulo"}, "guess": {"61"}})
	g.follow("/predictions", url.Values{"place": {"sims/hashing"}, "guess": {"61"}})
	g.follow("/lessons/hashing/check", url.Values{"id": {"check-nine"}, "choice": {"1"}})
	return g
}

// unfold opens what folds; of a list of many entries that fold the first forty.
const unfold = `(() => {
	const open = new Map();
	for (const d of document.querySelectorAll("details")) {
		const list = d.closest("ul, ol") || d;
		open.set(list, (open.get(list) || 0) + 1);
		d.open = open.get(list) <= 40;
	}
})()`

// newLooks marks texts with colours that no page of this tab had before, two of each kind, and counts them. The
// contrast of a text follows from its colour, size and weight and from what is painted behind it, down to the first
// colour that lets nothing through, which is what a kind is made of: of thousands of texts a few hundred have to be
// measured in each scheme.
const newLooks = `(() => {
	const store = "looks %s", known = new Set(JSON.parse(sessionStorage.getItem(store) || "[]")), seen = new Map();
	const behind = new Map([[document, {layers: "", veils: ""}]]);
	const painted = (e) => {
		if (!behind.has(e)) {
			const c = getComputedStyle(e);
			let {layers, veils} = painted(e.parentNode);
			if (c.backgroundImage === "none" && c.backgroundColor.startsWith("rgb(")) {
				layers = c.backgroundColor;
			} else {
				if (c.backgroundColor !== "rgba(0, 0, 0, 0)") layers += "|" + c.backgroundColor;
				if (c.backgroundImage !== "none") layers += "|" + c.backgroundImage;
				if (!/static|relative/.test(c.position)) layers += "|" + c.position + e.getAttribute("class");
			}
			if (c.opacity !== "1" || c.filter !== "none") veils += "|" + c.opacity + c.filter;
			behind.set(e, {layers, veils});
		}
		return behind.get(e);
	};
	let marked = 0;
	for (const e of document.body.querySelectorAll("*")) {
		const speaks = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
		if (!speaks && !e.matches("input, select, textarea") || !e.checkVisibility()) continue;
		const c = getComputedStyle(e);
		const own = [e.namespaceURI, c.color, c.fill, c.fontSize, c.fontWeight, c.textShadow];
		const {layers, veils} = painted(e);
		const kind = [own, layers, veils].join(" on ");
		const n = (seen.get(kind) || 0) + 1;
		if (n > 2 || known.has(kind)) continue;
		seen.set(kind, n);
		e.setAttribute("data-new-look", "");
		marked++;
	}
	sessionStorage.setItem(store, JSON.stringify([...known, ...seen.keys()]));
	return marked;
})()`

// thin leaves three of the rows, items, paragraphs, folds and labels of a drawing that consist of the same elements
// with the same classes and attributes, and none of the shapes of a drawing, which say nothing to who cannot see them.
// What holds for those that stay holds for all of them, and axe takes its time for each. Texts that wait for their
// contrast to be measured stay, too.
const thin = `(() => {
	const named = "a *, [role], [aria-label], [tabindex]", waiting = "[data-new-look]";
	for (const e of document.querySelectorAll("line, circle, rect, ellipse, path, polyline, polygon")) {
		if (!e.matches(named)) e.remove();
	}
	const seen = new Map();
	const kind = (e) => [e.localName, e.getAttribute("class"), ...[...e.attributes].map((a) => a.name).sort()];
	for (const e of document.querySelectorAll("tbody tr, li, dl > div, p:not([id]), svg text, details")) {
		if (!e.isConnected || e.closest("svg a") || e.matches(waiting) || e.querySelector(waiting)) continue;
		const form = [e.parentElement, e, ...e.querySelectorAll("*")].map(kind).join();
		const n = (seen.get(form) || 0) + 1;
		seen.set(form, n);
		if (n > 3) e.remove();
	}
})()`

// structure is what axe looks for beside colours, which alone differ between the schemes.
const structure = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
	rules: {"color-contrast": {enabled: false}}`

// violations runs axe, which the page has loaded, over a part of the page and gives a line for each rule broken, with
// the elements that break it.
func violations(p *tab, part, rules string) []string {
	p.t.Helper()
	type node struct {
		Target         []any
		FailureSummary string
	}
	found := eval[[]struct {
		ID, Help, Impact string
		Nodes            []node
	}](p, `axe.run(`+part+`, {resultTypes: ["violations"], preload: false, runOnly: `+rules+`}).then((r) =>
		r.violations.map(({id, help, impact, nodes}) => ({ID: id, Help: help, Impact: impact,
			Nodes: nodes.map((n) => ({Target: n.target, FailureSummary: n.failureSummary}))})))`)
	var out []string
	for _, v := range found {
		line := fmt.Sprintf("%s (%s): %s, %d elements", v.ID, v.Impact, v.Help, len(v.Nodes))
		for i, n := range v.Nodes {
			if i == 4 {
				line += "\n    …"
				break
			}
			line += fmt.Sprintf("\n    %v: %s", n.Target, strings.Join(strings.Fields(n.FailureSummary), " "))
		}
		out = append(out, line)
	}
	return out
}

// tooWide names the elements that stick out and do not scroll by themselves.
const tooWide = `(() => { const out = [];
	for (const e of document.body.querySelectorAll("*")) {
		if (e.getBoundingClientRect().right <= innerWidth + 0.5) continue;
		let scrolls = false;
		for (let a = e.parentElement; a; a = a.parentElement) {
			if (getComputedStyle(a).overflowX !== "visible") scrolls = true;
		}
		if (scrolls) continue;
		const id = e.id ? "#" + e.id : "";
		const names = typeof e.className === "string" ? e.className.trim() : "";
		const classes = names ? "." + names.replaceAll(" ", ".") : "";
		out.push(e.tagName.toLowerCase() + id + classes + " to " + Math.round(e.getBoundingClientRect().right));
	}
	return out.slice(0, 6).join(", ");
})()`

// covered gives the words over which a note in the margin lies.
const covered = `(() => {
	const notes = [...document.querySelectorAll(".margin")].map((n) => n.getBoundingClientRect());
	const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
	const range = document.createRange();
	while (texts.nextNode()) {
		const text = texts.currentNode;
		if (!text.data.trim() || text.parentElement.closest(".margin")) continue;
		range.selectNodeContents(text);
		for (const r of range.getClientRects()) {
			const over = (n) => r.left < n.right && n.left < r.right && r.top < n.bottom && n.top < r.bottom;
			if (notes.some(over)) return text.data.trim();
		}
	}
	return "";
})()`
