package web_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"

	"tradeofflab/sims/catalogue"
)

// TestReadPredictMove reads a lesson as most will: a guess, its reveal, and a slider moved by keyboard.
func TestReadPredictMove(t *testing.T) {
	p := open(t, site(t))
	p.goTo("/lessons/hashing")
	p.fill("#g-guess-modulo", "61")
	p.press(kb.Enter)
	p.until(`document.querySelector("#guess-modulo")?.innerText.toLowerCase().includes("your prediction, kept")`)
	if got := p.text("#guess-modulo"); !strings.Contains(got, "61") || !strings.Contains(got, "80") {
		t.Errorf("the reveal lacks guess or run: %s", got)
	}
	form := `form[data-live^="out-"]`
	p.until(q(form + " input[type=range]"))
	target := "#" + eval[string](p, q(form)+".dataset.live")
	before := eval[string](p, q(target)+".innerHTML")
	name := eval[string](p, q(form+" input[type=range]")+".closest('.knob').querySelector('input[name]').name")
	p.focus(form + " input[type=range]")
	for range 3 {
		p.press(kb.ArrowRight)
	}
	p.until("new URLSearchParams(location.search).has(" + quote(name) + ")")
	p.until(q(target) + ".innerHTML !== " + quote(before))
	if !eval[bool](p, "document.activeElement.type === 'range'") {
		t.Error("the slider lost the focus while its figure changed")
	}
	// The address is the run: a reload shows the same figure.
	p.until(q(target) + ".ariaBusy !== 'true'")
	moved, value := p.text(target), eval[string](p, q(form+" [name='"+name+"']")+".value")
	p.goTo(strings.TrimPrefix(p.address(), p.base))
	if got := p.text(target); got != moved {
		t.Errorf("%s=%s shows another figure after a reload:\n%s\nbefore:\n%s", name, value, got, moved)
	}
}

// TestOutlineMarks: the outline of a case marks the section in view, also one that every case has.
func TestOutlineMarks(t *testing.T) {
	p := open(t, site(t))
	p.goTo("/cases/hospital")
	for _, id := range []string{"run", "advice", "chosen"} {
		eval[bool](p, "document.getElementById("+quote(id)+").scrollIntoView() === undefined")
		p.until(q(".outline [aria-current]") + "?.hash === " + quote("#"+id))
	}
}

// TestPredictOnASimulationPage sends a guess in a browser, which keeps pages it may keep.
func TestPredictOnASimulationPage(t *testing.T) {
	p := open(t, site(t))
	p.goTo("/") // gives the cookie, so that it does not change with the guess
	p.goTo("/sims/hashing")
	p.until(q(".veil"))
	p.fill("#g-sim", "42")
	p.press(kb.Enter)
	p.until("document.body.innerText.includes('you said 42') && !document.querySelector('.veil')")
}

func TestSlashFindsAndGalleryOpens(t *testing.T) {
	p := open(t, site(t))
	p.goTo("/sims")
	p.slash()
	if !eval[bool](p, "document.activeElement.id === 'q' && document.activeElement.value === ''") {
		t.Fatal("/ does not put the focus into the search field, or types itself there")
	}
	p.press("ring" + kb.Enter)
	p.until("location.pathname === '/search' && document.body.innerText.includes('Consistent hashing')")
	p.goTo("/exercises/hashing")
	p.focus("textarea:not(.code)")
	p.slash()
	if !eval[bool](p, "document.activeElement.tagName === 'TEXTAREA'") {
		t.Error("/ typed into an answer jumps to the search field")
	}
	p.fill("textarea.code", "x = 6")
	p.slash()
	if got := eval[string](p, q("textarea.code")+".value"); got != "x = 6/" {
		t.Errorf("/ typed into an answer in code leaves %q", got)
	}
}

// TestExploreChart opens the chart of a figure: a drawing library under a strict policy.
func TestExploreChart(t *testing.T) {
	l := site(t)
	for _, path := range []string{"/sims/queueing?shown=1", "/sims/hashing?shown=1"} {
		p := open(t, l)
		p.goTo(path)
		p.until("document.querySelector('[data-explore]:not([hidden])')")
		p.click("[data-explore]")
		p.until("document.querySelector('.explorer canvas')")
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
	p := open(t, site(t))
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.goTo("/sims/hashing?shown=1")
	before := p.text("#results .metrics")
	p.fill("#k-nodes", "40")
	p.click(`form.knobs button[type=submit], form[action="/sims/hashing"] button[type=submit]`)
	p.until("new URLSearchParams(location.search).get('nodes') === '40'")
	if p.text("#results .metrics") == before {
		t.Error("another number of nodes changed no result")
	}
	p.fill("#k-nodes", "0")
	p.press(kb.Enter)
	p.until("document.body.innerText.includes('nodes goes from 1 to 200')")
	p.allow("422")
	if got := eval[string](p, q("#k-nodes")+".value"); got != "0" {
		t.Errorf("the refused text is gone: %q", got)
	}
	p.goTo("/")
	const run = `document.querySelector('form[data-live="home-run"] button')`
	if !eval[bool](p, `getComputedStyle(`+run+`).display !== 'none'`) {
		t.Error("without script the first page has no button to run")
	}
	p.goTo("/lessons/hashing")
	p.fill("#g-guess-modulo", "75")
	p.press(kb.Enter)
	p.until(`document.querySelector("#guess-modulo").innerText.includes("75")`)
	p.goTo("/exercises/hashing")
	p.fill(`[name="p.modulo"]`, "3200")
	p.click(`button[formaction$="/draft"]`)
	p.until("document.body.innerText.includes('Draft saved')")
	p.click("#answers .handin button:not([formaction])")
	p.until("location.search.includes('attempt=')")
	// Answers that wait for a grader on a busy machine are looked at again, as the page says.
	for from := time.Now(); !strings.Contains(p.text("#part-modulo"), "2/2"); time.Sleep(100 * time.Millisecond) {
		if time.Since(from) > patience {
			t.Fatalf("handed in without script: %s", p.text("#part-modulo"))
		}
		p.goTo(strings.TrimPrefix(p.address(), p.base))
	}
}

// TestPartsOutOfSightFollow moves a slider: what is in sight changes at once, what is not when the slider rests, and
// what the reader scrolls to before that, too.
func TestPartsOutOfSightFollow(t *testing.T) {
	p := open(t, site(t))
	p.goTo("/sims/trees?shown=1")
	p.until(q(".knobs input[type=range]"))
	part := func(name string) string { return eval[string](p, q("[data-part="+name+"]")+".innerHTML") }
	metrics, last := part("metrics"), part("reach")
	if eval[float64](p, q("[data-part=reach]")+".getBoundingClientRect().top - innerHeight") < 0 {
		t.Fatal("the figure should be out of sight at first")
	}
	p.focus("#k-page_kb")
	eval[any](p, `(() => {
		const slider = document.querySelector("#k-page_kb").closest(".knob").querySelector("input[type=range]");
		slider.focus(); slider.value = 1000; slider.dispatchEvent(new Event("input", {bubbles: true})); })()`)
	p.until(q("[data-part=metrics]") + ".innerHTML !== " + quote(metrics))
	p.until(q("[data-part=reach]") + ".innerHTML !== " + quote(last))
	p.until(q("#results") + ".ariaBusy === 'false'")
	moved := p.text("#results")
	p.goTo(strings.TrimPrefix(p.address(), p.base))
	if got := p.text("#results"); got != moved {
		t.Errorf("after the slider rests the page differs from its address:\n%s\nreloaded:\n%s", moved, got)
	}
}

// BenchmarkSliderToPixels is how long a move of a slider takes to reach the screen, median and slowest tenth: of each
// page the first three sliders in sight, nine stops each, every one a run not seen before.
func BenchmarkSliderToPixels(b *testing.B) {
	paths := []string{"/", "/lessons/hashing", "/lessons/sharding", "/lessons/replication", "/lessons/storage"}
	for _, sim := range catalogue.All {
		paths = append(paths, "/sims/"+sim.Slug+"?shown=1")
	}
	for _, path := range paths {
		b.Run(path, func(b *testing.B) {
			var times []float64
			for b.Loop() {
				p := open(b, newLab(b))
				p.allow("422") // a knob may be refused beside another
				p.goTo(path)
				p.until(q("form[data-live] input[type=range]"))
				times = append(times, eval[[]float64](p, moveSliders)...)
			}
			if len(times) < 3 {
				b.Skip("the sliders of this page belong to a part that is not open")
			}
			slices.Sort(times)
			b.ReportMetric(times[len(times)/2], "median-ms/move")
			b.ReportMetric(times[len(times)*9/10], "slow-ms/move")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// moveSliders moves the first three sliders in sight and gives the milliseconds from each move to the next picture.
const moveSliders = `(async () => {
	const shown = (form) => [...form.querySelectorAll("input[type=range]")].filter((e) => e.offsetParent);
	const form = [...document.querySelectorAll("form[data-live]")].find((f) => shown(f).length);
	if (!form) return [];
	const target = document.getElementById(form.dataset.live), out = [];
	const wait = (ms) => new Promise((r) => setTimeout(r, ms));
	const move = (slider, to) => {
		slider.value = to;
		slider.dispatchEvent(new Event("input", {bubbles: true}));
	};
	form.scrollIntoView();
	for (const slider of shown(form).slice(0, 3)) {
		const field = slider.closest(".knob").querySelector("input[name]"), first = slider.value;
		for (let at = 100; at < 950; at += 95) {
			await wait(40);
			const was = field.value, start = performance.now();
			const changed = new Promise((done) => {
				const m = new MutationObserver(() => {
					m.disconnect();
					requestAnimationFrame(() => setTimeout(done));
				});
				m.observe(target, {childList: true, subtree: true});
			});
			move(slider, at);
			if (field.value === was) continue;
			const drawn = await Promise.race([changed.then(() => true), wait(3000)]);
			if (drawn) out.push(performance.now() - start);
		}
		move(slider, first);
		await wait(900);
	}
	return out;
})()`

func TestPrintsAndZooms(t *testing.T) {
	p := open(t, site(t))
	// 400 % zoom of a 1280 px window is 320 px wide and low: nothing may be hidden behind a fixed bar.
	p.size(320, 256)
	p.goTo("/lessons/hashing")
	if eval[float64](p, "[...document.querySelectorAll('*')].filter(e => ['fixed', "+
		"'sticky'].includes(getComputedStyle(e).position) && e.getBoundingClientRect().height > innerHeight "+
		"/ 2).length") > 0 {
		t.Error("a fixed element covers more than half of a small window")
	}
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	if got := p.text("#modulo"); !strings.Contains(got, "hash") {
		t.Errorf("in print the text is gone: %s", got)
	}
}
