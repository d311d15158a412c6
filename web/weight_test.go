package web_test

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

var assetForm = regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js|woff2))"`)

// TestLessonWeight holds what a reader of a lesson or a case loads, compressed: the page, style, script and fonts.
func TestLessonWeight(t *testing.T) {
	if underRace {
		t.Skip("every lesson is drawn, twenty times slower, and weighs the same")
	}
	const limit = 60_000
	l := site(t)
	g := l.guest(t)
	size := func(path string) int {
		r, err := http.NewRequest("GET", l.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "br") // set by hand: the client then leaves the body packed
		reply, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer reply.Body.Close()
		n, err := io.Copy(io.Discard, reply.Body)
		packed := reply.Header.Get("Content-Encoding") == "br" || strings.HasSuffix(path, ".woff2")
		if err != nil || !packed {
			t.Fatalf("%s: %v, packed %v", path, err, packed)
		}
		return int(n)
	}
	pages := []string{"/cases/scaling-story/framework"}
	for _, lesson := range l.Server.Course.Lessons {
		pages = append(pages, lesson.Path)
	}
	for _, k := range l.Server.Course.Cases {
		pages = append(pages, k.Path)
	}
	for _, page := range pages {
		own, total := size(page), 0
		for _, m := range assetForm.FindAllStringSubmatch(g.get(page).Body, -1) {
			total += size(m[1])
		}
		// The first readers get a page that was packed in haste; soon after it is packed as small as can be.
		for end := time.Now().Add(patience / 2); own+total > limit && time.Now().Before(end); own = size(page) {
			time.Sleep(20 * time.Millisecond)
		}
		total += own
		t.Logf("%s: %d bytes", page, total)
		if total > limit {
			t.Errorf("%s weighs %d bytes with style, script and fonts, want at most %d", page, total, limit)
		}
	}
}
