package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// TestCaseAssignment hands in the assignment of a case study: the pages that speak of assignments know it, and say the
// case where they say the lesson of others.
func TestCaseAssignment(t *testing.T) {
	const slug, title = "scaling-story", "From a gigabyte to a petabyte, as it is told"
	g := newLab(t).guest(t)
	form, points := modelFormOf(t, slug, 3)
	for path, want := range map[string]string{
		"/cases/" + slug:                    fmt.Sprintf("%d points", points),
		"/exercises/" + slug:                "Case: " + title,
		"/exercises":                        "A reporting service without a name",
		"/me":                               title + " nothing handed in",
		"/search?q=audit+scaling+story":     "Audit a scaling story",
		"/api/v1/exercises":                 `"case": "` + slug + `"`,
		"/api/v1/exercises/" + slug:         `"case": "` + slug + `"`,
		"/exercises/" + slug + "?variant=3": "Variant 3",
	} {
		if got := g.get(path).Body; !strings.Contains(text2(got), want) && !strings.Contains(got, want) {
			t.Errorf("%s lacks %q", path, want)
		}
	}
	a, to := g.follow("/exercises/"+slug, form)
	page := graded(t, g, to, a).Body
	if !strings.Contains(text2(page), fmt.Sprintf("%d of %d", points, points)) {
		t.Errorf("the model answer does not get its %d points: %.600s", points, text2(page))
	}
	for _, link := range []string{"/cases/" + slug + "#thresholds", "/lessons/families#wide-column"} {
		if !strings.Contains(page, link) {
			t.Errorf("the model answer does not lead to %s", link)
		}
	}
	if me := text2(g.get("/me").Body); !strings.Contains(me, fmt.Sprintf("%s %d/%d points", title, points,
		points)) {
		t.Errorf("/me does not show the points of the case: %s", me)
	}
	g.follow("/me/delete", url.Values{"sure": {"yes"}})
}
