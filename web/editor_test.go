package web_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp/kb"
)

// TestEditorByKeyboard writes a program in the editor: what is typed is the field of the form and the draft, Tab
// indents, Escape and Tab leave, and the line that a check points at is marked.
func TestEditorByKeyboard(t *testing.T) {
	if underRace {
		t.Skip("skipped under the race detector: the sandbox's children do not start there")
	}
	const field = `[name="p.ring"]`
	l := newLab(t)
	p := open(t, l)
	p.goTo("/exercises/hashing")
	if eval[bool](p, "performance.getEntriesByType('resource').some((r) => r.name.includes('editor'))") {
		t.Error("the editor is loaded before a part comes into sight")
	}
	p.fill(field, "def build(nodes, vnodes):")
	p.enter()
	p.press("return 1")
	p.enter()
	p.press(kb.Tab)
	p.press("x = 1")
	const want = "def build(nodes, vnodes):\n    return 1\n        x = 1"
	if got := eval[string](p, q(field)+".value"); got != want {
		t.Errorf("the field holds %q, want %q", got, want)
	}
	if !eval[bool](p, "document.activeElement.matches('.editor')") {
		t.Error("Tab leaves the editor")
	}
	p.press(kb.Escape)
	p.press(kb.Tab)
	if eval[bool](p, "document.activeElement.matches('.editor')") {
		t.Error("Escape and Tab do not leave the editor")
	}
	p.until("document.querySelector('#draft-state').innerText.includes('Draft saved')")
	p.fill(field, "def build(nodes, vnodes):\n    return nodes\n\ndef owner(ring, key)\n    return 1\n")
	p.click(`[data-try="out-ring"]`)
	p.until(`document.querySelector('[id="out-ring"] [data-line]')`)
	marked := inEditor(field) + `.querySelector(".wrong")?.textContent ?? ""`
	p.until(marked)
	if got := eval[string](p, marked); !strings.Contains(got, "def owner") && !strings.Contains(got, "return 1") {
		t.Errorf("marked is %q", got)
	}
	for range 40 { // the last save travels while the page is already gone
		p.goTo("/exercises/hashing")
		if strings.Contains(eval[string](p, q(field)+".value"), "def owner(ring, key)") {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("what was typed in the editor before leaving is lost")
}

// TestEditorIsAccessible runs axe on the parts with an editor, and looks at its name.
func TestEditorIsAccessible(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	l := site(t)
	p := open(t, l)
	for path, field := range map[string]string{"/exercises/hashing": "p.ring", "/exercises/indexes": "p.index"} {
		p.goTo(path)
		field = `[name="` + field + `"]`
		p.focus(field)
		p.until(q(field) + ".hidden")
		if name := eval[string](p, inEditor(field)+`.getAttribute("aria-label")`); len(name) < 10 {
			t.Errorf("%s: the editor is called %q", path, name)
		}
		p.size(360, 800)
		fits(p)
		p.size(1280, 800)
		accessible(p, string(axe))
	}
}

// TestAnswersWithoutTheEditor takes the editor away: the text area stays, with Tab for four spaces.
func TestAnswersWithoutTheEditor(t *testing.T) {
	p := open(t, newLab(t))
	p.allow("editor")
	p.allow("Failed to")
	call(p, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{
		{URLPattern: "*://*:*/static/vendor/editor*", Block: true}}})
	p.goTo("/exercises/hashing")
	const field = `[name="p.ring"]`
	p.until(q(field) + ".dataset.on")
	p.focus(field)
	p.press("y" + kb.Tab + "z")
	if got := eval[string](p, q(field)+".value"); !strings.Contains(got, "y    z") {
		t.Errorf("the text area holds %q", got)
	}
	p.press(kb.Escape)
	p.press(kb.Tab)
	if eval[bool](p, q(field)+" === document.activeElement") {
		t.Error("Escape and Tab do not leave the text area")
	}
}
