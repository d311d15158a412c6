package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// One browser serves the whole test binary: starting it costs a second, a tab costs 20 ms.
var (
	browserOnce sync.Once
	browserCtx  context.Context
	browserErr  error
	browserEnd  func()
)

func chromium(t testing.TB) string {
	t.Helper()
	if underRace {
		t.Skip("a browser asks for one page after the other; races are looked for in the other tests")
	}
	// The shell is the same browser without windows of its own to draw.
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("chromium is required in CI: sliders, drafts, accessibility and the content policy are tested in it")
	}
	t.Skip("skipped: no chromium on this machine; sliders, drafts, accessibility and the content policy in a browser " +
		"are not tested (install chromium to run it)")
	return ""
}

// startBrowser starts a browser with a profile folder of its own.
func startBrowser(path, profile string) (context.Context, func(), error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true))
	alloc, endAlloc := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {}))
	stop := func() { end(); endAlloc() }
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, nil, err
	}
	return ctx, stop, nil
}

func sharedBrowser(t testing.TB) context.Context {
	t.Helper()
	path := chromium(t)
	browserOnce.Do(func() {
		profile, err := os.MkdirTemp("", "labchrome")
		if err != nil {
			browserErr = err
			return
		}
		var stop func()
		browserCtx, stop, browserErr = startBrowser(path, profile)
		browserEnd = func() {
			if stop != nil {
				stop()
			}
			os.RemoveAll(profile)
		}
	})
	if browserErr != nil {
		t.Fatalf("start chromium: %v", browserErr)
	}
	return browserCtx
}

func closeBrowser() {
	if browserEnd != nil {
		browserEnd()
	}
}

// tab is one page of the browser. At the end of the test it must have stayed silent: no violation of the content
// policy, no error on the console.
type tab struct {
	t       testing.TB
	ctx     context.Context
	base    string
	mu      sync.Mutex
	noise   []string
	allowed []string
}

// watch runs before any script of the page and tells of what the content policy refused.
const watch = `document.addEventListener("securitypolicyviolation", (e) =>
	console.error("policy: " + e.violatedDirective + " refused " + (e.blockedURI || "inline") + " at " +
		e.sourceFile + ":" + e.lineNumber + " " + e.sample))`

// open makes a tab with cookies of its own.
func open(t testing.TB, l *lab) *tab {
	t.Helper()
	return newTab(t, l.URL, sharedBrowser(t), chromedp.WithNewBrowserContext())
}

func newTab(t testing.TB, base string, parent context.Context, options ...chromedp.ContextOption) *tab {
	t.Helper()
	p := &tab{t: t, base: base}
	ctx, end := chromedp.NewContext(parent, append(options, chromedp.WithListener(p.hear))...)
	t.Cleanup(end)
	p.ctx = ctx
	call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	p.size(1280, 900)
	t.Cleanup(func() {
		for _, line := range p.heard() {
			t.Errorf("the page was not silent: %s", line)
		}
	})
	return p
}

// hear keeps errors of the console, of scripts and of the browser.
func (p *tab) hear(event any) {
	line := ""
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			for _, a := range e.Args {
				line += string(a.Value) + a.Description + " "
			}
		}
	case *runtime.EventExceptionThrown:
		line = "exception: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			line += " " + e.ExceptionDetails.Exception.Description
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			line = e.Entry.Text + " " + e.Entry.URL
		}
	}
	if line != "" {
		p.mu.Lock()
		p.noise = append(p.noise, line)
		p.mu.Unlock()
	}
}

func (p *tab) heard() (out []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.noise {
		known := false
		for _, a := range p.allowed {
			known = known || strings.Contains(line, a)
		}
		if !known {
			out = append(out, line)
		}
	}
	return out
}

// allow names noise that the test causes on purpose.
func (p *tab) allow(text string) { p.allowed = append(p.allowed, text) }

func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

func (p *tab) goTo(path string) {
	p.t.Helper()
	p.do("open "+path, chromedp.Navigate(p.base+path))
}

func (p *tab) size(w, h int64) {
	p.t.Helper()
	p.do("set size", chromedp.EmulateViewport(w, h))
}

// scheme asks for light or dark, without motion, so that colours change at once.
func (p *tab) scheme(name string) {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
}

// be makes the tab the browser of a guest.
func (p *tab) be(g *guest) {
	p.t.Helper()
	u, _ := url.Parse(g.base)
	for _, c := range g.http.Jar.Cookies(u) {
		call(p, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: p.base, Path: "/",
			HTTPOnly: new(true)})
	}
}

// eval runs an expression in the page; promises are awaited.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => JSON.stringify(await ("+expression+
		")) ?? 'null')()", chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("evaluate %.200s: %v", expression, err)
	}
	var out T
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		p.t.Fatalf("evaluate %.200s: got %.200s: %v", expression, text, err)
	}
	return out
}

// patience is how long tests wait for what takes moments on a machine that has nothing else to do.
const patience = time.Minute

// until waits for an expression to hold on a page that is there whole: an address changes with the first bytes of its
// page. It asks from outside, because the content policy stops the usual polling.
func (p *tab) until(expression string) time.Duration {
	p.t.Helper()
	start := time.Now()
	for !p.holds(expression) {
		if time.Since(start) > patience {
			p.t.Fatalf("after %v still not: %s\n  at %s\n  %s", patience, expression, p.address(),
				strings.Join(p.heard(), "\n  "))
		}
		time.Sleep(15 * time.Millisecond)
	}
	return time.Since(start)
}

// holds evaluates a condition; a page that is just being replaced holds nothing.
func (p *tab) holds(expression string) bool {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](
		"document.readyState === 'complete' && Boolean("+expression+")"))
	return err == nil && ok
}

func (p *tab) address() string { p.t.Helper(); return eval[string](p, "location.href") }

func quote(s string) string { b, _ := json.Marshal(s); return string(b) }

// q is the element of a selector as an expression.
func q(selector string) string { return "document.querySelector(" + quote(selector) + ")" }

func (p *tab) focus(selector string) {
	p.t.Helper()
	eval[any](p, fmt.Sprintf(`(() => {
		const e = %s;
		for (let d = e.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
		e.scrollIntoView({block: "center"});
		e.focus();
		e.select?.();
	})()`, q(selector)))
}

// inEditor is the element that takes the keys of the editor in the place of a text area.
func inEditor(selector string) string {
	return q(selector) + `.previousElementSibling.shadowRoot.querySelector(".cm-content")`
}

// press sends keys to the focused element.
func (p *tab) press(keys string) { p.t.Helper(); p.do("press keys", chromedp.KeyEvent(keys)) }

// enter presses the key alone. The text that press sends with it would be a second line, as an editor takes the key.
func (p *tab) enter() {
	p.t.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown,
		input.DispatchKeyEventTypeKeyUp} {
		call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter",
			WindowsVirtualKeyCode: 13})
	}
}

// fill types into a field in place of what it holds; long texts are pasted. A field for code has its editor.
func (p *tab) fill(selector, text string) {
	p.t.Helper()
	p.focus(selector)
	if eval[bool](p, q(selector)+`.matches("textarea.code:not(.short)")`) {
		p.until(q(selector) + `.hidden`)
		eval[any](p, inEditor(selector)+`.focus()`)
		p.do("select all", chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	}
	if len(text) < 40 {
		p.press(text)
		return
	}
	call(p, input.InsertText, input.InsertTextParams{Text: text})
}

// choose sets a select or ticks an option the way a reader's hand does, with the events that follow.
func (p *tab) choose(selector, value string) {
	p.t.Helper()
	eval[any](p, fmt.Sprintf(`(() => {
		const e = %s;
		if (e.tagName !== "SELECT") return e.click();
		e.value = %s;
		for (const k of ["input", "change"]) e.dispatchEvent(new Event(k, {bubbles: true}));
	})()`, q(selector), quote(value)))
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.focus(selector)
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// text is the visible text of an element.
func (p *tab) text(selector string) string {
	p.t.Helper()
	return eval[string](p, q(selector)+"?.innerText ?? ''")
}

// call sends one command of the browser's own protocol.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	r, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.t.Fatalf("browser command: %v", err)
	}
	return r
}

// hover moves the mouse over the middle of an element.
func hover(p *tab, selector string) chromedp.Action[chromedp.Void] {
	at := eval[[2]float64](p, "(() => { const r = "+q(selector)+
		".getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()")
	return chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1])
}

// slash presses the key as a keyboard does: one event that carries its text, so that a page which handles the key can
// stop the text.
func (p *tab) slash() {
	p.t.Helper()
	key := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "/", Code: "Slash", Text: "/",
		WindowsVirtualKeyCode: 191}
	call(p, input.DispatchKeyEvent, key)
	key.Type, key.Text = input.DispatchKeyEventTypeKeyUp, ""
	call(p, input.DispatchKeyEvent, key)
}

// script runs a library in the page from outside, which the content policy does not concern.
func script(source string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{Expression: source})
		return err
	})
}

// clear makes the tab a stranger's.
func (p *tab) clear() {
	p.t.Helper()
	call(p, network.ClearBrowserCookies, cdp.Empty{})
}
