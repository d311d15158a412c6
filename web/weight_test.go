package web_test

import (
	"regexp"
	"testing"
)

var assetForm = regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js|woff2))"`)

// TestLessonWeight holds what a reader of a lesson loads, compressed: the page, style, script and fonts.
func TestLessonWeight(t *testing.T) {
	const limit = 60_000
	l := newLab(t)
	g := l.guest(t)
	size := func(path string) (int, string) {
		a := g.do("GET", path, "", map[string]string{"Accept-Encoding": "br"})
		return len(a.Body), g.get(path).Body
	}
	for _, lesson := range l.Server.Course.Lessons {
		total, page := size("/lessons/" + lesson.Slug)
		for _, m := range assetForm.FindAllStringSubmatch(page, -1) {
			n, _ := size(m[1])
			total += n
		}
		t.Logf("%s: %d bytes", lesson.Slug, total)
		if total > limit {
			t.Errorf("lesson %s weighs %d bytes with style, script and fonts, want at most %d", lesson.Slug, total, limit)
		}
	}
}
