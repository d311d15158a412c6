package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/chromedp/cdproto/network"
)

// answer fills fields of a form by name as a reader does, so that the page hears of it.
func (p *tab) answer(form string, values url.Values) {
	p.t.Helper()
	text, err := json.Marshal(values)
	if err != nil {
		p.t.Fatal(err)
	}
	missing := eval[[]string](p, fmt.Sprintf(`Object.entries(%s).filter(([name, values]) => {
		const all = [...%s.querySelectorAll("[name=" + CSS.escape(name) + "]")];
		for (const e of all) {
			if (e.type === "radio" || e.type === "checkbox") e.checked = values.includes(e.value);
			else e.value = values[0];
			for (const k of ["input", "change"]) e.dispatchEvent(new Event(k, {bubbles: true}));
		}
		return all.length === 0;
	}).map(([name]) => name)`, text, q(form)))
	if len(missing) > 0 {
		p.t.Fatalf("%s has no fields %q\n  at %s", form, missing, p.address())
	}
}

// submit presses a button and waits for the page that follows.
func (p *tab) submit(button string) {
	p.t.Helper()
	eval[any](p, `(document.documentElement.dataset.before = "yes")`)
	p.click(button)
	p.until(`!document.documentElement.dataset.before`)
}

// guest is a client with the cookies of the tab.
func (p *tab) guest(l *lab) *guest {
	p.t.Helper()
	g := l.guest(p.t)
	at := must(url.Parse(l.URL))
	for _, c := range call(p, network.GetCookies, network.GetCookiesParams{URLs: []string{p.base}}).Cookies {
		g.http.Jar.SetCookies(at, cookie(c.Name, c.Value))
	}
	return g
}

func cookie(name, value string) []*http.Cookie { return []*http.Cookie{{Name: name, Value: value}} }
