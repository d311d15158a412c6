package web_test

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
)

// TestAccessibility runs axe over the pages in both colour schemes, with everything that folds unfolded. No violation
// of WCAG 2.2 A or AA is let through.
func TestAccessibility(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	l := site(t)
	learner := l.guest(t)
	form, _ := modelForm(t, 0)
	form.Set("p.modulo", "3000")
	form.Del("p.fail.load")
	a, to := learner.follow("/exercises/hashing", form)
	graded(t, learner, to, a)
	learner.follow("/predictions", url.Values{"place": {"lessons/hashing/guess-modulo"}, "guess": {"61"}})
	learner.follow("/predictions", url.Values{"place": {"sims/hashing"}, "guess": {"61"}})
	learner.follow("/lessons/hashing/check", url.Values{"id": {"check-nine"}, "choice": {"1"}})
	solved := l.guest(t)
	form, _ = modelForm(t, 0)
	a, to = solved.follow("/exercises/hashing", form)
	graded(t, solved, to, a)
	type visit struct {
		path string
		who  *guest
	}
	tests := []visit{
		{"/", nil}, {"/sims", nil}, {"/exercises", nil}, {"/advisor", nil}, {"/reading", nil}, {"/review", learner},
		{"/claims", nil}, {"/figures", nil}, {"/glossary", nil}, {"/sources", nil}, {"/search?q=ring", nil},
		{"/me", nil}, {"/nothing", nil}, {"/sims/hashing", nil},
		{"/advisor?p0.op=append&p0.writes_per_s=-5", nil}, {"/advisor?p0.op=append&p0.writes_per_s=5", nil},
		{"/advisor/rules", nil}, {"/advisor/accuracy", nil}, {"/advisor/walks", nil}, {"/advisor/walks/index", nil},
		{"/advisor/walks/write-cache?at=log", nil},
		{"/advisor/advice?p0.name=orders&p0.op=multi_table_join&p0.reads_per_s=9000&transactions=multi_record&" +
			"data_gb=180&growth_gb_per_month=9&current.cpu_pct=85", nil},
		{"/sims/conflicts?shown=1&step=5", nil}, {"/sims/writecache?shown=1&step=3", nil},
		{"/sims/eviction?shown=1&step=5", nil}, {"/sims/stampede?shown=1&step=4", nil},
		{"/sims/pipeline?part=stream&step=3", nil}, {"/sims/families?shown=1&step=4", nil},
		{"/sims/families?part=khop", nil}, {"/sims/families?part=model", nil}, {"/sims/indexes?index=nonsense", nil},
		{"/sims/consensus?reads=any&step=9", nil}, {"/sims/transactions?crash=coordinator&step=9", nil},
		{"/sims/hashing?nodes=0", nil}, {"/sims/hashing?challenge=on", nil},
		{"/sims/hashing?nodes=12&b.knob=algo&b.value=modulo", nil},
		{"/", learner}, {"/lessons/hashing", learner}, {"/sims/hashing", learner}, {"/exercises/hashing", learner},
		{"/me", learner}, {"/exercises/hashing", solved},
	}
	for _, lesson := range l.Server.Course.Lessons {
		tests = append(tests, visit{"/lessons/" + lesson.Slug, nil})
	}
	for _, e := range l.Server.Exercises {
		tests = append(tests, visit{"/exercises/" + e.Slug, nil})
	}
	for _, sim := range l.Server.Sims {
		tests = append(tests, visit{"/sims/" + sim.Slug + "?shown=1", nil})
	}
	p := open(t, l)
	p.allow("404")
	p.allow("422")
	for _, tt := range tests {
		name := tt.path
		switch tt.who {
		case learner:
			name += " with a wrong answer"
		case solved:
			name += " solved"
		}
		t.Run(name, func(t *testing.T) {
			p.t = t
			p.clear()
			if tt.who != nil {
				p.be(tt.who)
			}
			p.scheme("light")
			p.goTo(tt.path)
			eval[any](p, "document.querySelectorAll('details').forEach(d => d.open = true)")
			p.do("load axe", script(string(axe)))
			for _, scheme := range []string{"light", "dark"} {
				p.scheme(scheme)
				for _, line := range violations(p, scheme) {
					t.Errorf("%s: %s", scheme, line)
				}
			}
		})
		p.t = t
	}
}

// rules are what axe looks for in each scheme.
var rules = map[string]string{
	"light": `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}`,
	"dark":  `{type: "rule", values: ["color-contrast"]}`,
}

// violations runs axe, which the page has loaded, and gives a line for each rule broken, with the elements that break
// it. Only colours differ in the dark scheme, so only their rule is run there.
func violations(p *tab, scheme string) []string {
	p.t.Helper()
	type node struct {
		Target         []any
		FailureSummary string
	}
	found := eval[[]struct {
		ID, Help, Impact string
		Nodes            []node
	}](p, `axe.run(document, {resultTypes: ["violations"], preload: false, runOnly: `+rules[scheme]+`}).then((r) =>
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
