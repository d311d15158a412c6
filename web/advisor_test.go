package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestAdvisorByKeyboard is a newcomer's path from the questionnaire to a kept decision record with the keyboard alone:
// the messenger of lesson 1, typed field by field. Tab moves, letters choose, Enter sends.
func TestAdvisorByKeyboard(t *testing.T) {
	p := open(t, site(t))
	p.goTo("/advisor")
	p.focus("[name='p0.name']")
	for _, keys := range []string{
		"send message", kb.Tab, "append", kb.Tab, kb.Tab, "15000", kb.Tab, "50", kb.Tab, "400", kb.Tab, "one", kb.Tab,
		"read conversation", kb.Tab, "read a range", kb.Tab, "30000", kb.Tab, kb.Tab, "50", kb.Tab, "400", kb.Tab,
		"may", kb.Tab,
	} {
		p.press(keys)
	}
	p.focus("[name='data_gb']")
	for _, keys := range []string{"40 TB", kb.Tab, "3600", kb.Tab, "2"} {
		p.press(keys)
	}
	p.focus("[name='transactions']")
	for _, keys := range []string{"one", kb.Tab, "no ack", kb.Tab, "all"} {
		p.press(keys)
	}
	p.focus("[name='ops_team']")
	for _, keys := range []string{"a team", kb.Tab, "chat"} {
		p.press(keys)
	}
	// live, beside the form
	p.until("document.querySelector('#advice').innerText.includes('Wide-column')")
	p.press(kb.Enter)
	p.until("location.search.includes('name=chat')")
	p.until(q("#advice:not([aria-busy=true]) a.btn"))
	p.focus("#advice a.btn")
	// an answer that arrives now keeps the focus
	eval[any](p, "document.querySelector('form[data-live=advice]').requestSubmit()")
	p.until(q("#advice:not([aria-busy=true]) a.btn"))
	p.press(kb.Enter)
	p.until("location.pathname === '/advisor/advice'")
	if got := p.text("main"); !strings.Contains(got, "Decision record") || !strings.Contains(got, "Wide-column") {
		t.Errorf("the advice lacks the record or the verdict: %.300s", got)
	}
	p.focus("form[action='/advisor/save'] button")
	p.press(kb.Enter)
	p.until("location.pathname === '/me' && " +
		"document.querySelector('#advices').innerText.includes('chat')")
}

// TestAdviseAPI takes JSON and YAML, and names what is wrong.
func TestAdviseAPI(t *testing.T) {
	g := site(t).guest(t)
	for _, body := range []string{`{"patterns":[{"op":"blob_get","reads_per_s":300}],"data_gb":1000}`,
		"patterns:\n- {op: blob_get, reads_per_s: 300}\ndata_gb: 1 TB"} {
		a := g.do("POST", "/api/v1/advise", body, map[string]string{"Content-Type": "application/json"})
		if a.Code != http.StatusOK || !json.Valid([]byte(a.Body)) || !strings.Contains(a.Body,
			`"family": "object-storage"`) {
			t.Errorf("%s: %d %.200s", body, a.Code, a.Body)
		}
	}
	for body, want := range map[string]string{`{"patterns":[]}`: "say at least one way",
		`{"patterns":[{"op":"append","writes_per_s":-1}]}`: "patterns[0].writes_per_s", "{": "neither JSON nor YAML"} {
		a := g.do("POST", "/api/v1/advise", body, nil)
		if a.Code != http.StatusBadRequest || !strings.Contains(a.Body, want) ||
			a.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s %.200s", body, a.Code, a.Header.Get("Content-Type"), a.Body)
		}
	}
	a := g.do("POST", "/api/v1/advise", strings.Repeat("x", 10<<20), nil)
	if a.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("10 MB: %d", a.Code)
	}
}
