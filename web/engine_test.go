package web_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"

	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/sims/hunt"
)

// engineAnswers starts the engine of the page and asks it for addresses one after the other. An address after "~" is
// asked for as while a slider moves, with all its parts.
const engineAnswers = `(async (addresses) => {
	const about = document.querySelector("#results").dataset;
	const engine = new Worker(about.worker);
	const next = () => new Promise((done, fail) => {
		engine.onmessage = ({data}) => data.failed ? fail(new Error(data.failed)) : done(data);
		engine.onerror = (e) => fail(new Error(e.message));
	});
	const code = about.code && {slug: about.code, title: about.codeTitle, summary: about.codeSummary};
	let heard = next();
	engine.postMessage({file: about.engine});
	await heard;
	const out = [];
	for (const [address, parts] of addresses) {
		heard = next();
		engine.postMessage({id: 1, address, parts: parts ?? "", moving: parts !== null, page: {guess: null, code}});
		const a = await heard;
		out.push({status: a.status, html: a.html});
	}
	engine.terminate();
	return out;
})`

// TestEngineGivesTheBytesOfTheServer draws runs of each simulation, refused ones and comparisons among them, and holds
// what the engine in the browser makes beside what the server sends.
func TestEngineGivesTheBytesOfTheServer(t *testing.T) {
	l := site(t)
	draws := 3
	if os.Getenv("TRADEOFFLAB_SOAK") != "" {
		draws = 200
	}
	for _, sim := range catalogue.All {
		if !slices.ContainsFunc(engineFiles(), func(slugs []string) bool { return slices.Contains(slugs, sim.Slug) }) {
			continue
		}
		t.Run(sim.Slug, func(t *testing.T) {
			p := open(t, l)
			p.goTo("/sims/" + sim.Slug + "?shown=1")
			for chunk := range slices.Chunk(asksOf(t, sim, draws), 10) {
				compareAnswers(t, l, p, chunk)
			}
		})
	}
}

func engineFiles() (out [][]string) {
	for _, slugs := range catalogue.Engines {
		out = append(out, slugs)
	}
	return out
}

// ask is an address, and the parts in sight while a slider moves; nil for all that the address shows.
type ask struct {
	address string
	parts   *string
}

func (a ask) MarshalJSON() ([]byte, error) { return json.Marshal([]any{a.address, a.parts}) }

// asksOf draws what is asked of a simulation.
func asksOf(t *testing.T, sim sims.Sim, draws int) []ask {
	path := "/sims/" + sim.Slug
	none, some := "", "metrics "+strings.Join(figuresOf(t, sim), " ")
	out := []ask{{path + "?seed=7", nil}, {path + "?seed=7", &none}, {path + "?seed=nonsense", nil},
		{path + "?seed=7&b.seed=8", nil}, {path + "?seed=7&b.knob=no%20such&b.value=1", nil}}
	if sim.Challenge != nil {
		out = append(out, ask{path + "?" + sim.Challenge.Preset.Encode() + "&challenge=on", nil})
	}
	n := 0
	for _, run := range hunt.Costliest([]sims.Sim{sim}, 5, 20*draws, 20*draws) {
		if run.Cost > engineCost || n == draws {
			continue
		}
		n++
		address := path + "?" + run.Query
		out = append(out, ask{address, nil}, ask{address, &some})
	}
	return out
}

// figuresOf are the figures of the run that a simulation opens with.
func figuresOf(t *testing.T, sim sims.Sim) (ids []string) {
	t.Helper()
	run, err := sim.Parse(nil)
	if err != nil {
		t.Fatal(err)
	}
	report, err := run.Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Figures {
		ids = append(ids, f.ID)
	}
	return ids
}

// engineCost bounds the stated cost of the runs that a test makes in a browser, where each takes four times as long.
const engineCost = 60e6

func compareAnswers(t *testing.T, l *lab, p *tab, asks []ask) {
	t.Helper()
	list, err := json.Marshal(asks)
	if err != nil {
		t.Fatal(err)
	}
	type made struct {
		Status int    `json:"status"`
		HTML   string `json:"html"`
	}
	reader := l.guest(t)
	for i, got := range eval[[]made](p, fmt.Sprintf("%s(%s)", engineAnswers, list)) {
		header := map[string]string{"X-Fragment": "results"}
		if asks[i].parts != nil {
			header["X-Parts"] = *asks[i].parts
		}
		want := reader.do("GET", asks[i].address, "", header)
		if got.Status != want.Code || got.HTML != want.Body {
			t.Errorf("%s: the engine answers %d with %d bytes, the server %d with %d; they part at: %s",
				asks[i].address, got.Status, len(got.HTML), want.Code, len(want.Body), parting(got.HTML, want.Body))
		}
	}
}

// parting shows where two texts begin to differ.
func parting(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(0, i-60)
	return fmt.Sprintf("%q and %q", a[from:min(len(a), i+60)], b[from:min(len(b), i+60)])
}

// TestSliderAsksNobody moves a slider: once the engine is there, no request leaves the browser, and the page shows what
// its address gives.
func TestSliderAsksNobody(t *testing.T) {
	p := open(t, site(t))
	call(p, network.Enable, network.EnableParams{})
	p.goTo("/sims/hashing?shown=1")
	p.until(q(".knobs input[type=range]"))
	move := func(to string) {
		t.Helper()
		was := p.address()
		eval[any](p, `(() => {
			const slider = document.querySelector("#k-keys").closest(".knob").querySelector("input[type=range]");
			slider.value = `+to+`; slider.dispatchEvent(new Event("input", {bubbles: true})); })()`)
		p.until("location.href !== " + quote(was))
		p.until(q("#results") + ".ariaBusy === 'false'")
	}
	asked := `performance.getEntriesByType("resource").filter((e) => e.name.includes("/sims/hashing?")).length`
	move("300")
	for to := 310; ; to += 10 { // until the engine answers
		before := eval[int](p, asked)
		move(fmt.Sprint(to))
		if eval[int](p, asked) == before {
			break
		}
		if to > 900 {
			t.Fatal("the engine never answers in place of the server")
		}
	}
	before := eval[int](p, asked)
	for _, to := range []string{"200", "500", "700"} {
		move(to)
	}
	if n := eval[int](p, asked) - before; n != 0 {
		t.Errorf("three moves sent %d requests, want none", n)
	}
	moved := p.text("#results")
	p.goTo(strings.TrimPrefix(p.address(), p.base))
	if got := p.text("#results"); got != moved {
		t.Errorf("after the moves the page differs from its address:\n%s\nreloaded:\n%s", moved, got)
	}
}
