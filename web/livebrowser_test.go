package web_test

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// TestLiveInABrowser is a round in five browsers: the teacher's, the projector's and those of three learners. Counts
// move without a reload, the reveal shows the histogram to everybody, a guess that comes after it is refused, and the
// learners' pages move on to the next question by themselves.
func TestLiveInABrowser(t *testing.T) {
	chromium(t)
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	as := func(g *guest, path string) *tab {
		p := open(t, s.lab)
		p.be(g)
		p.goTo(path)
		eval[any](p, `(window.first = true)`) // gone after a reload
		return p
	}
	var learners []*tab
	for _, name := range []string{"Budi", "Citra", "Dewi"} {
		learners = append(learners, as(s.enrolmentOf(name).guest, s.path("/live")))
	}
	wall := as(s.teacher, s.path("/live/screen"))
	round := s.ask(modulo)
	teacher := as(s.teacher, s.path(round))
	wall.until(`window.first && document.querySelector("h1").textContent.includes("Four cache nodes")`)
	for i, p := range learners {
		p.until(`window.first && document.querySelector("form[action$='/guess']")`)
		if i < 2 {
			p.fill("#g-live", fmt.Sprint(20+60*i))
			p.click("#live button[type=submit]")
			p.until(`document.querySelector("#live").textContent.includes("Your guess is")`)
		}
		for _, seen := range []*tab{teacher, wall} {
			seen.until(fmt.Sprintf(`window.first && document.querySelector("[data-guesses]").textContent === "%d"`,
				min(2, i+1)))
		}
	}
	last := learners[2]
	last.fill("#g-live", "50")
	eval[any](last, `((window.late = document.querySelector("form[action$='/guess']").cloneNode(true))
		.querySelector("[name=guess]").value = "50")`)
	teacher.click("button[value=reveal]")
	for _, p := range append(learners, wall, teacher) {
		p.until(`document.querySelector("svg[aria-label*='2 guesses from 20 to 80']")`)
	}
	if told := last.text("[data-told]"); told != "The answer is shown." || !eval[bool](last, `window.first`) {
		t.Errorf("a screen reader is told %q", told)
	}
	last.allow("409")
	eval[any](last, `(document.body.append(window.late), window.late.submit())`)
	last.until(`document.querySelector("[role=alert]")?.textContent.includes("came too late")`)
	s.ask("sims/queueing")
	for _, p := range append(learners, wall) {
		p.until(`document.querySelector("#live").textContent.includes("busy 80 %")`)
	}
	if names := wall.text("body"); strings.Contains(names, "Budi") || strings.Contains(names, "Ada") {
		t.Errorf("the projector names somebody: %s", names)
	}
}

// TestLiveWithoutStreams refuses the streams of a learner: the page asks every few seconds, and moves on all the same.
func TestLiveWithoutStreams(t *testing.T) {
	chromium(t)
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi := s.enrolmentOf("Budi")
	for range 4 {
		defer budi.listen(s.path("/live/events"), nil).end()
	}
	p := open(t, s.lab)
	p.allow("429")
	p.be(budi.guest)
	p.goTo(s.path("/live"))
	round := s.ask(modulo)
	p.until(`document.querySelector("form[action$='/guess']")`)
	s.closeRound(round, "reveal")
	p.until(`document.querySelector("#live").textContent.includes("The answer is 80.0 %")`)
}

// TestWallIsReadFromAfar measures the letters of the projector in its states: the words that matter are a sixteenth of
// the height of the picture and more, and none is below a twenty-fifth.
func TestWallIsReadFromAfar(t *testing.T) {
	chromium(t)
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi := s.enrolmentOf("Budi")
	p := open(t, s.lab)
	p.be(s.teacher)
	look := func(state string) {
		t.Helper()
		p.clear()
		p.be(s.teacher)
		p.scheme("light")
		p.size(360, 800)
		p.goTo(s.path("/live/screen"))
		fits(p)
		for _, size := range [][2]int64{{1920, 1080}, {1024, 768}} {
			p.size(size[0], size[1])
			for _, line := range eval[[]string](p, tooSmall) {
				t.Errorf("%s at %v: %s", state, size, line)
			}
			if n := eval[int](p, `document.querySelectorAll("button, input, select, a, [tabindex]").length`); n > 1 {
				t.Errorf("%s: %d things to press", state, n) // the link that shows when the lab does not answer
			}
		}
		p.size(1280, 800)
		accessible(p, string(axe))
	}
	look("before")
	round := s.ask(modulo)
	budi.follow(s.path(round+"/guess"), url.Values{"guess": {"80"}})
	look("open")
	s.closeRound(round, "reveal")
	look("shown")
	p.goTo(s.path("/live/screen?scheme=dark"))
	p.scheme("light")
	dark := eval[string](p, `getComputedStyle(document.documentElement).backgroundColor`)
	if !strings.HasPrefix(dark, "oklch(0.18") {
		t.Errorf("asked for dark it is %s", dark)
	}
	s.closeRound(s.ask("sims/queueing"), "drop")
	look("dropped")
}

// tooSmall lists visible texts of the page whose letters are too small for a hall.
const tooSmall = `(() => {
	const out = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), high = innerHeight;
	while (texts.nextNode()) {
		const text = texts.currentNode.data.trim(), e = texts.currentNode.parentElement;
		if (!text || !e.checkVisibility() || e.closest(".vh, noscript, section, [hidden]")) continue;
		const svg = e.closest("svg");
		const scale = svg ? svg.getBoundingClientRect().height / svg.viewBox.baseVal.height : 1;
		const size = parseFloat(getComputedStyle(e).fontSize) * scale;
		const needs = high / (e.closest(".big, .door, h1:not(.past)") && !e.closest(".aside") ? 16 : 25);
		if (size < needs - 0.5) out.push(text.slice(0, 40) + ": " + size.toFixed(1) + " of " + needs.toFixed(1));
	}
	return out;
})()`
