package web_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
)

// TestPictures takes the pictures of docs/teaching.md anew from a class of invented people, where it is told to.
func TestPictures(t *testing.T) {
	if os.Getenv("TRADEOFFLAB_PICTURES") == "" {
		t.Skip("skipped: takes pictures for the documents; TRADEOFFLAB_PICTURES=1 runs it")
	}
	s := newSchool(t, time.Now().Add(-48*time.Hour))
	day := func(d int) string { return s.clock.now().AddDate(0, 0, d).Format("2006-01-02T") + "23:59" }
	late := url.Values{"late_hours_0": {"24"}, "late_percent_0": {"80"}, "grace": {"5"}, "due": {day(1)},
		"closes": {day(9)}}
	ring := s.set("hashing", late)
	s.set("readcache", url.Values{"due": {day(8)}, "closes": {day(12)}})
	var all []classmate
	for _, name := range []string{"Budi Santoso", "Citra Lestari", "Dewi Anggraini", "Eko Prasetyo", "Gita Maharani"} {
		all = append(all, s.enrolmentOf(name))
	}
	for i, without := range []string{"modulo", "ring", "vnodes"} {
		s.handIn(all[i].guest, ring, s.answers(all[i].Enrolment, "hashing", without))
	}
	s.clock.set(s.clock.now().Add(48 * time.Hour))
	s.handIn(all[3].guest, ring, s.answers(all[3].Enrolment, "hashing"))
	cell := s.path("/cells/" + ring + "/" + all[3].Enrolment.ID)
	s.teacher.follow(cell, url.Values{"act": {"set"}, "points": {"9"}, "reason": {"the school had no network"}})
	open := s.ask(modulo)
	for i, e := range all {
		e.follow(s.path(open+"/guess"), url.Values{"guess": {[]string{"20", "25", "50", "80", "75"}[i]}})
	}
	s.closeRound(open, "reveal")
	for name, path := range map[string]string{"class-overview": s.path(""), "class-gradebook": s.path("/gradebook"),
		"class-cell": cell, "class-wall": s.path("/live/screen")} {
		s.picture(t, name, path)
	}
}

// picture writes what the teacher sees at an address into the folder of the documents.
func (s *school) picture(t *testing.T, name, path string) {
	t.Helper()
	p := open(t, s.lab)
	p.be(s.teacher)
	p.scheme("light")
	p.size(1280, 760)
	p.allow("429") // streams of pages that were left a moment ago
	p.goTo(path)
	p.size(1280, min(760, eval[int64](p, `Math.floor(document.querySelector("footer")?.getBoundingClientRect().top ??
		760)`)))
	shot := call(p, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err := os.WriteFile(filepath.Join("..", "docs", "pictures", name+".png"), []byte(shot.Data), 0o644); err != nil {
		t.Fatal(err)
	}
}
