package web_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/sims/simtest"
)

// TestVeil: a number that waits for a guess stands nowhere in the results of the page, neither in a title nor in a
// table nor in what is read aloud, and figures that show it come with the guess.
func TestVeil(t *testing.T) {
	l := site(t)
	for _, sim := range catalogue.All {
		report, err := simtest.Run(sim, nil)
		if err != nil {
			t.Fatal(err)
		}
		m, ok := report.Metric(sim.Predict.Metric)
		if !ok {
			t.Errorf("%s has no metric %s", sim.Slug, sim.Predict.Metric)
			continue
		}
		forms := []string{say.Short(m.Value), say.Number(m.Value, m.Decimals)}
		if m.Value >= 100 {
			forms = append(forms, say.Number(m.Value, 0), say.Number(m.Value, 1), say.Number(m.Value, 2))
		}
		forms = slices.DeleteFunc(forms, func(form string) bool { return strings.Contains(sim.Predict.Question, form) })
		for _, id := range sim.Predict.Hides {
			_, isMetric := report.Metric(id)
			_, isFigure := report.Figure(id)
			if !isMetric && !isFigure && (id != sims.StoryID || report.Story == nil) {
				t.Errorf("%s hides %s, which is neither a metric nor a figure nor its story", sim.Slug, id)
			}
		}
		if len(forms) == 0 {
			continue
		}
		slices.Sort(forms)
		said := regexp.MustCompile(`(^|[^\d.,])(` + strings.Join(quoted(slices.Compact(forms)), "|") +
			`)($|[^\d.,]|[.,]($|\D))`)
		page := parse(t, l.guest(t).get("/sims/"+sim.Slug).Body)
		look := func(where string, n *html.Node) {
			if hit := said.FindString(words(n) + " " + labels(n)); hit != "" {
				t.Errorf("%s: %s gives away %s = %s before the guess: %q", sim.Slug, where, m.ID,
					say.Short(m.Value), hit)
			}
		}
		each(page, func(n *html.Node) {
			switch id := attr(n, "data-part"); {
			case n.Type == html.ElementNode && id != "":
				look("figure "+id, n)
			case n.Data == "dl" && attr(n, "class") == "metrics":
				look("metrics", n)
			case n.Data == "section":
				look("section "+attr(n, "aria-labelledby"), n)
			}
		})
	}
}

func quoted(forms []string) []string {
	out := make([]string, len(forms))
	for i, f := range forms {
		out[i] = regexp.QuoteMeta(f)
	}
	return out
}

// labels is what is read aloud in place of the parts of n.
func labels(n *html.Node) string {
	var b strings.Builder
	each(n, func(n *html.Node) { b.WriteString(attr(n, "aria-label") + " " + attr(n, "title") + " ") })
	return b.String()
}
