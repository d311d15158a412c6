package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestSolveInTheBrowser fills in the whole assignment by keyboard and choice and gets full marks.
func TestSolveInTheBrowser(t *testing.T) {
	if underRace {
		t.Skip("skipped under the race detector: the sandbox's children do not start there")
	}
	l := site(t)
	p := open(t, l)
	p.goTo("/exercises/hashing")
	form, points := modelForm(t, 0)
	form.Del("variant")
	p.fillForm(form)
	p.click("[data-try]")
	p.until("document.body.innerText.toLowerCase().includes('trial run, not handed in')")
	if eval[string](p, "location.pathname + location.search") != "/exercises/hashing" {
		t.Error("a trial left the page")
	}
	p.click("#answers .handin button:not([formaction])")
	p.until("location.search.includes('attempt=') && document.body.innerText.includes('Every part " +
		"is right.')")
	if got := p.text(".verdict"); !strings.Contains(strings.Join(strings.Fields(got), " "),
		fmt.Sprintf("%d of %d", points, points)) {
		t.Errorf("verdict: %s", got)
	}
}

// fillForm fills fields, choices and code the way a reader does.
func (p *tab) fillForm(form map[string][]string) {
	p.t.Helper()
	for name, values := range form {
		for _, value := range values {
			field := fmt.Sprintf(`[name=%q]`, name)
			switch kind := eval[string](p, q(field)+".type"); kind {
			case "radio", "checkbox":
				p.choose(field+fmt.Sprintf("[value=%q]", value), value)
			case "select-one":
				p.choose(field, value)
			default:
				p.fill(field, value)
				if got := eval[string](p, q(field)+".value"); got != value {
					p.t.Fatalf("typed %q into %s, it holds %q", value, name, got)
				}
			}
		}
	}
}

// TestDraftSurvivesAKilledBrowser types, waits three seconds, kills the browser without warning and opens the page in
// another one with the same cookie.
func TestDraftSurvivesAKilledBrowser(t *testing.T) {
	l := newLab(t)
	path := chromium(t)
	ctx, stop, err := startBrowser(path, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	p := newTab(t, l.URL, ctx)
	p.goTo("/exercises/hashing")
	const answer = "Many points per machine even out the arcs between them."
	p.fill(`[name="p.vnodes.words"], textarea`, answer)
	p.fill(`[name="p.modulo"]`, "3200")
	took := p.until("document.querySelector('#draft-state').innerText.includes('Draft saved')")
	t.Logf("saved after %v", took.Round(10*time.Millisecond))
	cookies := call(p, network.GetCookies, network.GetCookiesParams{URLs: []string{l.URL}}).Cookies
	if len(cookies) != 1 || !cookies[0].HTTPOnly {
		t.Fatalf("cookies: %d, want one that script cannot read", len(cookies))
	}
	if err := chromedp.FromContext(p.ctx).Browser.Process().Kill(); err != nil {
		t.Fatal(err)
	}
	again := open(t, l)
	call(again, network.SetCookie, network.SetCookieParams{Name: cookies[0].Name, Value: cookies[0].Value, URL: l.URL,
		Path: "/", HTTPOnly: new(true)})
	again.goTo("/exercises/hashing")
	if got := eval[string](again, q(`[name="p.modulo"]`)+".value"); got != "3200" {
		t.Errorf("restored number %q", got)
	}
	if got := eval[string](again, q(`[name="p.vnodes.words"], textarea`)+".value"); got != answer {
		t.Errorf("restored text %q", got)
	}
}

// TestTypedTextIsSavedWhenTheTabCloses leaves before the pause that saves has passed.
func TestTypedTextIsSavedWhenTheTabCloses(t *testing.T) {
	p := open(t, newLab(t))
	p.goTo("/exercises/hashing")
	p.fill(`[name="p.modulo"]`, "3141")
	p.goTo("/glossary")
	p.goTo("/exercises/hashing")
	for range 40 { // the last save travels while the page is already gone
		if eval[string](p, q(`[name="p.modulo"]`)+".value") == "3141" {
			return
		}
		time.Sleep(50 * time.Millisecond)
		p.goTo("/exercises/hashing")
	}
	t.Error("what was typed right before leaving is lost")
}

// TestOlderTabKeepsNewerDraft has the assignment open twice.
func TestOlderTabKeepsNewerDraft(t *testing.T) {
	l := newLab(t)
	old := open(t, l)
	old.goTo("/exercises/hashing")
	newer := newTab(t, l.URL, old.ctx)
	newer.goTo("/exercises/hashing")
	newer.fill(`[name="p.modulo"]`, "222")
	newer.until("document.querySelector('#draft-state').innerText.includes('Draft saved')")
	old.allow("409")
	old.fill(`[name="p.modulo"]`, "111")
	old.until("!document.querySelector('#draft-conflict').hidden")
	if got := eval[string](old, q(`[name="p.modulo"]`)+".value"); got != "111" {
		t.Errorf("the older tab lost its own text: %q", got)
	}
	g := l.guest(t)
	cookie := call(old, network.GetCookies, network.GetCookiesParams{URLs: []string{l.URL}}).Cookies[0]
	stored := func() string {
		a := g.do("GET", "/exercises/hashing", "", map[string]string{"Cookie": cookie.Name + "=" + cookie.Value})
		return field(parse(t, a.Body), "p.modulo")
	}
	if got := stored(); got != "222" {
		t.Errorf("the older tab overwrote the newer draft: stored is %q", got)
	}
	old.click("#draft-conflict button:last-of-type")
	old.until("document.querySelector('#draft-conflict').hidden && " +
		"document.querySelector('#draft-state').innerText.includes('Draft saved')")
	if got := stored(); got != "111" {
		t.Errorf("keeping what is here stored %q", got)
	}
}
