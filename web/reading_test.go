package web_test

import (
	"net/url"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

// TestReadPredictMove reads a lesson as most will: a guess, its reveal, and a slider moved by keyboard.
func TestReadPredictMove(t *testing.T) {
	p := open(t, newLab(t))
	p.goTo("/lessons/hashing")
	p.fill("#g-guess-modulo", "61")
	p.press(kb.Enter)
	p.until(5*time.Second, `document.querySelector("#guess-modulo")?.innerText.toLowerCase().includes("your prediction, kept")`)
	if got := p.text("#guess-modulo"); !strings.Contains(got, "61") || !strings.Contains(got, "80") {
		t.Errorf("the reveal lacks guess or run: %s", got)
	}
	form := `form[data-live^="out-"]`
	p.until(5*time.Second, q(form+" input[type=range]"))
	target := "#" + eval[string](p, q(form)+".dataset.live")
	before := eval[string](p, q(target)+".innerHTML")
	name := eval[string](p, q(form+" input[type=range]")+".closest('.knob').querySelector('input[name]').name")
	p.focus(form + " input[type=range]")
	for range 3 {
		p.press(kb.ArrowRight)
	}
	p.until(5*time.Second, "new URLSearchParams(location.search).has("+quote(name)+")")
	p.until(5*time.Second, q(target)+".innerHTML !== "+quote(before))
	if !eval[bool](p, "document.activeElement.type === 'range'") {
		t.Error("the slider lost the focus while its figure changed")
	}
	// The address is the run: a reload shows the same figure.
	p.until(5*time.Second, "!"+q(target)+".classList.contains('busy')")
	moved, value := p.text(target), eval[string](p, q(form+" [name='"+name+"']")+".value")
	p.goTo(strings.TrimPrefix(p.address(), p.base))
	if got := p.text(target); got != moved {
		t.Errorf("%s=%s shows another figure after a reload:\n%s\nbefore:\n%s", name, value, got, moved)
	}
}

// TestPredictOnASimulationPage sends a guess in a browser, which keeps pages it may keep.
func TestPredictOnASimulationPage(t *testing.T) {
	p := open(t, newLab(t))
	p.goTo("/") // gives the cookie, so that it does not change with the guess
	p.goTo("/sims/hashing")
	p.until(5*time.Second, q(".veil"))
	p.fill("#g-sim", "42")
	p.press(kb.Enter)
	p.until(5*time.Second, "document.body.innerText.includes('you said 42') && !document.querySelector('.veil')")
}

func TestSlashFindsAndGalleryOpens(t *testing.T) {
	p := open(t, newLab(t))
	p.goTo("/sims")
	p.slash()
	if !eval[bool](p, "document.activeElement.id === 'q' && document.activeElement.value === ''") {
		t.Fatal("/ does not put the focus into the search field, or types itself there")
	}
	p.press("ring" + kb.Enter)
	p.until(5*time.Second, "location.pathname === '/search' && document.body.innerText.includes('Consistent hashing')")
	p.goTo("/exercises/hashing")
	p.focus("textarea")
	p.slash()
	if !eval[bool](p, "document.activeElement.tagName === 'TEXTAREA'") {
		t.Error("/ typed into an answer jumps to the search field")
	}
}

// TestExploreChart opens the chart of a figure: a drawing library under a strict policy.
func TestExploreChart(t *testing.T) {
	l := newLab(t)
	for _, path := range []string{"/sims/queueing?shown=1", "/sims/hashing?shown=1"} {
		p := open(t, l)
		p.goTo(path)
		p.until(5*time.Second, "document.querySelector('[data-explore]:not([hidden])')")
		p.click("[data-explore]")
		p.until(10*time.Second, "document.querySelector('.explorer canvas')")
		eval[any](p, "new Promise(r => setTimeout(r, 300))")
		if w := eval[float64](p, "document.querySelector('.explorer canvas').width"); w < 100 {
			t.Errorf("%s: the chart is %v pixels wide", path, w)
		}
		// Hovering draws a tooltip, the part that breaks a policy most easily.
		p.do("hover", hover(p, ".explorer canvas"))
		eval[any](p, "new Promise(r => setTimeout(r, 300))")
	}
}

// TestScriptOff uses the lab with script switched off: knobs, compare, guess, draft, submission.
func TestScriptOff(t *testing.T) {
	p := open(t, newLab(t))
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.goTo("/sims/hashing?shown=1")
	before := p.text("#results .metrics")
	p.fill("#k-nodes", "40")
	p.click(`form.knobs button[type=submit], form[action="/sims/hashing"] button[type=submit]`)
	p.until(5*time.Second, "new URLSearchParams(location.search).get('nodes') === '40'")
	if p.text("#results .metrics") == before {
		t.Error("another number of nodes changed no result")
	}
	p.fill("#k-nodes", "0")
	p.press(kb.Enter)
	p.until(5*time.Second, "document.body.innerText.includes('nodes goes from 1 to 200')")
	p.allow("422")
	if got := eval[string](p, q("#k-nodes")+".value"); got != "0" {
		t.Errorf("the refused text is gone: %q", got)
	}
	p.goTo("/")
	if !eval[bool](p, `getComputedStyle(document.querySelector('form[data-live="home-run"] button')).display !== 'none'`) {
		t.Error("without script the first page has no button to run")
	}
	p.goTo("/lessons/hashing")
	p.fill("#g-guess-modulo", "75")
	p.press(kb.Enter)
	p.until(5*time.Second, `document.querySelector("#guess-modulo").innerText.includes("75")`)
	p.goTo("/exercises/hashing")
	p.fill(`[name="p.modulo"]`, "3200")
	p.click(`button[formaction$="/draft"]`)
	p.until(5*time.Second, "document.body.innerText.includes('Draft saved')")
	p.click("#answers .handin button:not([formaction])")
	p.until(10*time.Second, "location.search.includes('attempt=')")
	if got := p.text("#part-modulo"); !strings.Contains(got, "2/2") {
		t.Errorf("handed in without script: %s", got)
	}
}

// TestSliderToPixels reports how long a move of a slider takes to reach the screen. It is no assertion: a shared
// machine would make it one about its neighbours. The goal is a median of 50 ms.
func TestSliderToPixels(t *testing.T) {
	l := newLab(t)
	for _, path := range []string{"/sims/hashing?shown=1", "/sims/queueing?shown=1", "/lessons/hashing", "/", "/sims/sharding?shown=1", "/sims/replication?shown=1", "/sims/conflicts?shown=1", "/sims/indexes?shown=1", "/sims/trees?shown=1", "/sims/storagecost?shown=1", "/lessons/sharding", "/lessons/replication", "/lessons/storage"} {
		p := open(t, l)
		p.goTo(path)
		p.until(5*time.Second, q("form[data-live] input[type=range]"))
		times := eval[[]float64](p, `(async () => {
			const form = [...document.querySelectorAll("form[data-live]")].find(f => f.querySelector("input[type=range]"));
			const slider = form.querySelector("input[type=range]"), target = document.getElementById(form.dataset.live), out = [];
			form.scrollIntoView();
			for (let i = 0; i < 18; i++) {
				await new Promise(r => setTimeout(r, 40));
				const start = performance.now();
				const changed = new Promise((done) => { const m = new MutationObserver(() => { m.disconnect(); requestAnimationFrame(() => setTimeout(done)) }); m.observe(target, {childList: true, subtree: true}) });
				slider.value = 150 + i * 40;
				slider.dispatchEvent(new Event("input", {bubbles: true}));
				if (await Promise.race([changed.then(() => true), new Promise(r => setTimeout(() => r(false), 1000))])) out.push(performance.now() - start);
			}
			return out;
		})()`)
		if len(times) < 3 { // a slider with few stops stays where it was on most moves
			t.Errorf("%s: only %d of 18 moves changed what is in sight", path, len(times))
			continue
		}
		sort.Float64s(times)
		t.Logf("%s: median %.0f ms, slowest tenth %.0f ms over %d moves (goal: median 50 ms)", path, times[len(times)/2], times[len(times)*9/10], len(times))
	}
}

// TestNoSidewaysScrolling opens every page at the widths of small phones.
func TestNoSidewaysScrolling(t *testing.T) {
	l := newLab(t)
	g := l.guest(t)
	a, to := g.follow("/exercises/hashing", url.Values{"variant": {"0"}, "p.modulo": {"3000"}, "p.vnodes": {"Many points per machine even out the arcs, so every machine gets about the mean."}})
	graded(t, g, to, a)
	g.follow("/predictions", url.Values{"place": {"lessons/hashing/guess-modulo"}, "guess": {"61"}})
	p := open(t, l)
	p.be(g)
	p.allow("404")
	p.allow("422")
	for _, width := range []int64{320, 360} {
		p.size(width, 800)
		for _, path := range append([]string{"/exercises/hashing?variant=3", "/sims/hashing?nodes=200&vnodes=1000", "/sims/hashing?algo=modulo&nodes=4&op=add&b.knob=algo&b.value=ring"}, pages...) {
			p.goTo(path)
			eval[any](p, "document.querySelectorAll('details').forEach(d => d.open = true)")
			if wide := eval[float64](p, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
				t.Errorf("%s at %d px is %v px too wide: %s", path, width, wide, eval[string](p, tooWide))
			}
		}
	}
}

// tooWide names the elements that stick out and do not scroll by themselves.
const tooWide = `(() => { const out = [];
	for (const e of document.body.querySelectorAll("*")) {
		if (e.getBoundingClientRect().right <= innerWidth + 0.5) continue;
		let scrolls = false;
		for (let a = e.parentElement; a; a = a.parentElement) if (getComputedStyle(a).overflowX !== "visible") scrolls = true;
		if (!scrolls) out.push(e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (typeof e.className === "string" && e.className ? "." + e.className.trim().replaceAll(" ", ".") : "") + " to " + Math.round(e.getBoundingClientRect().right));
	}
	return out.slice(0, 6).join(", ");
})()`

func TestPrintsAndZooms(t *testing.T) {
	p := open(t, newLab(t))
	// 400 % zoom of a 1280 px window is 320 px wide and low: nothing may be hidden behind a fixed bar.
	p.size(320, 256)
	p.goTo("/lessons/hashing")
	if eval[float64](p, "[...document.querySelectorAll('*')].filter(e => ['fixed', 'sticky'].includes(getComputedStyle(e).position) && e.getBoundingClientRect().height > innerHeight / 2).length") > 0 {
		t.Error("a fixed element covers more than half of a small window")
	}
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	if got := p.text("#modulo"); !strings.Contains(got, "hash") {
		t.Errorf("in print the text is gone: %s", got)
	}
}
