package web_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestMotionAnswers asks for the events of stories: a legal run has them, and what the page refuses is refused here.
func TestMotionAnswers(t *testing.T) {
	l := site(t)
	g := l.guest(t)
	for _, path := range []string{"/sims/hashing/motion", "/sims/replication/motion?mode=quorum",
		"/sims/stampede/motion", "/sims/queueing/motion", "/sims/eviction/motion", "/sims/sharding/motion",
		"/sims/consensus/motion?fault=minority", "/sims/transactions/motion?crash=coordinator",
		"/sims/trees/motion"} {
		a := g.get(path)
		var m struct {
			Events, Beats []struct{ At float64 }
			Pace          float64
		}
		if err := json.Unmarshal([]byte(a.Body), &m); err != nil || a.Code != http.StatusOK || len(m.Events) == 0 ||
			len(m.Beats) < 3 || m.Pace <= 0 {
			t.Errorf("%s: %d, %v, %d events, %d beats", path, a.Code, err, len(m.Events), len(m.Beats))
		}
		r, err := http.NewRequest("GET", l.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "br")
		reply, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		reply.Body.Close()
		if n := reply.ContentLength; n < 1 || n > 4096 || reply.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d bytes packed, want at most 4096, as %s", path, n, reply.Header.Get("Content-Type"))
		}
		r.Header.Set("If-None-Match", reply.Header.Get("ETag"))
		if reply, err = http.DefaultClient.Do(r); err != nil || reply.StatusCode != http.StatusNotModified {
			t.Errorf("%s: asked again: %v", path, err)
		}
		reply.Body.Close()
	}
	for path, want := range map[string]int{"/sims/hashing/motion?nodes=0": http.StatusBadRequest,
		"/sims/hashing/motion?algo=modulo": http.StatusNotFound, "/sims/none/motion": http.StatusNotFound} {
		if a := g.get(path); a.Code != want {
			t.Errorf("%s: got %d, want %d", path, a.Code, want)
		}
	}
}

// seek moves the position of the player to a part of the story.
const seek = `((share) => {
	const r = document.querySelector(".player input");
	r.value = r.max * share;
	r.dispatchEvent(new Event("input"));
	const seen = [...document.querySelectorAll("#fig-motion svg.draw")].find((s) => s.getClientRects().length);
	return seen.outerHTML;
})`

// wcag are all rules of WCAG 2.2 A and AA.
const wcag = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}`

// TestMotionInABrowser plays stories: what is seen at a moment is the same however it was reached; keys step; the
// player has no violation of WCAG and fits a small phone.
func TestMotionInABrowser(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	l := site(t)
	p := open(t, l)
	for _, path := range []string{"/sims/replication?shown=1", "/sims/hashing?vnodes=8",
		"/sims/consensus?fault=minority", "/sims/trees?n=1000"} {
		p.scheme("light")
		p.goTo(path)
		p.size(1280, 900)
		p.click("[data-motion]")
		p.until("document.querySelector('.player')")
		if got := p.text(".player .play"); got != "Play with motion" {
			t.Errorf("%s: without motion the button says %q", path, got)
		}
		there := eval[string](p, seek+"(0.3)")
		eval[string](p, seek+"(0.9)")
		if back := eval[string](p, seek+"(0.3)"); back != there {
			t.Errorf("%s: scrubbed back, the drawing is another", path)
		}
		eval[string](p, seek+"(0)")
		p.click(".player .play")
		p.until("+document.querySelector('.player input').value > 2500")
		p.click(".player .play")
		p.until("document.querySelector('.player .play').textContent !== 'Pause'")
		if after := eval[string](p, seek+"(0.3)"); after != there {
			t.Errorf("%s: after playing, the drawing of a moment is another", path)
		}
		p.focus(".player .play")
		eval[string](p, seek+"(0)")
		p.focus(".player .play")
		for range 2 {
			p.press(kb.ArrowRight)
		}
		if got := eval[string](p, "document.querySelector('.beats [aria-current] .n').textContent"); got != "2" {
			t.Errorf("%s: two steps lead to beat %s", path, got)
		}
		if said, beat := p.text("#fig-motion .say"), p.text(".beats [aria-current] .tx"); said != beat {
			t.Errorf("%s: the line says %q in beat %q", path, said, beat)
		}
		p.size(360, 800)
		fits(p)
		p.size(1280, 800)
		p.do("load axe", script(string(axe)))
		for _, scheme := range []string{"dark", "light"} {
			p.scheme(scheme)
			for _, found := range violations(p, `"#fig-motion"`, wcag) {
				t.Errorf("%s in %s: %s", path, scheme, found)
			}
		}
	}
}

// TestStoryWithoutScript finds the sentences, the table and the drawing of a story in the page.
func TestStoryWithoutScript(t *testing.T) {
	g := site(t).guest(t)
	for _, path := range []string{"/sims/replication?shown=1", "/sims/hashing?shown=1"} {
		body := g.get(path).Body
		for _, want := range []string{`<ol class="beats">`, `hidden data-motion="/sims/`, `data-place="`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
	}
}
