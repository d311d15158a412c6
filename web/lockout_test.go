package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tradeofflab/course/content"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// TestOneSenderLocksNobodyOut spends all tries of an address that a school shares: what nobody can guess signs in.
func TestOneSenderLocksNobodyOut(t *testing.T) {
	l, _, p := withProvider(t)
	p.Be(map[string]any{"sub": "1"})
	ada, k := l.atSite(t, l.signedIn(t, "Ada", store.Teacher)), l.key(t)
	goes(t, "an account", ada.links(), "/me/logins?done=linked")
	goes(t, "a passkey", k.add(ada, "Phone"), "/me/logins?done=passkey")
	code := newCode(t, ada)
	l.Server.ShutAddresses()
	sign := l.atSite(t, nil)
	goes(t, "an account", sign.get(sign.leaves("")), "/classes")
	goes(t, "a passkey", k.signIn(l.atSite(t, nil)), "/me")
	goes(t, "a code", l.atSite(t, nil).post("/signin", url.Values{"code": {code}}), "/classes")
	goes(t, "a code, again", ada.post("/signin/again", url.Values{"code": {code}}), "/me/logins")
	const tooOften = "This was tried too often"
	g := l.atSite(t, nil)
	says(t, "a wrong code", g.post("/signin", url.Values{"code": {"ABC"}}), 429, tooOften)
	says(t, "a state of nobody's", g.get("/auth/oidc/school/back?code=x&state=y"), 429, tooOften)
	used := k.used(l.atSite(t, nil))
	says(t, "an answer to nothing", g.post("/signin/passkey", url.Values{"answer": {used}}), 429, tooOften)
	says(t, "a class code", g.post("/join", url.Values{"code": {"ABCDEFGH"}, "name": {"Budi"}}), 429, tooOften)
}

// TestMethodsAreCounted makes up methods and addresses, and adds no line to the metrics with each.
func TestMethodsAreCounted(t *testing.T) {
	l := site(t)
	lines := func() int { return strings.Count(l.guest(t).get("/metrics").Body, "lab_requests_total{") }
	send := func(i int) {
		r := httptest.NewRequest("X"+strconv.Itoa(i), "/"+strconv.Itoa(i), nil)
		r.RemoteAddr = "203.0.113.77:4000"
		l.Handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	lines()
	send(0)
	before := lines()
	for i := range 50 {
		send(i)
	}
	if after := lines(); after != before {
		t.Errorf("50 methods make %d lines of %d", after, before)
	}
	if body := l.guest(t).get("/metrics").Body; !strings.Contains(body, `method="other"`) || strings.Contains(body,
		`method="X`) {
		t.Error("a method that somebody made up is not counted as “other”")
	}
}

// TestLabAtHTTPS says for a year that it is at https, and binds its cookie to that.
func TestLabAtHTTPS(t *testing.T) {
	l, stop, err := startLab(newFile(t), catalogue.All, content.Files, func(c *web.Config) {
		c.Site, c.Secure = "https://lab.example.org", true
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	for _, path := range []string{"/signin", "/healthz", "/static/none", "/none", "/api/v1/sims"} {
		a := l.guest(t).get(path)
		if got := a.Header.Get("Strict-Transport-Security"); got != "max-age=31536000" {
			t.Errorf("%s: Strict-Transport-Security is %q", path, got)
		}
	}
	cookies := (&http.Response{Header: l.guest(t).get("/signin").Header}).Cookies()
	if len(cookies) != 1 || cookies[0].Name != "__Host-lab" || !cookies[0].Secure || !cookies[0].HttpOnly ||
		cookies[0].Path != "/" || cookies[0].Domain != "" || cookies[0].SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookie is %v", cookies)
	}
	if a := site(t).guest(t).get("/signin"); a.Header.Get("Strict-Transport-Security") != "" {
		t.Error("a lab at http says that it is at https")
	}
}

// TestSignOutIsOnEveryPage: whoever is signed in reads as whom, and can sign out there; the others read nothing of it.
func TestSignOutIsOnEveryPage(t *testing.T) {
	l := newLab(t)
	signed, nobody, kept := l.signedIn(t, "Ada Lovelace", store.Teacher), l.guest(t), l.guest(t)
	kept.follow("/predictions", url.Values{"place": {"sims/hashing"}, "guess": {"61"}})
	for _, path := range []string{"/", "/lessons/hashing", "/sims", "/me", "/classes", "/glossary"} {
		foot := func(g *guest) string {
			_, rest, _ := strings.Cut(g.get(path).Body, `<footer class="foot">`)
			return text2(rest)
		}
		if got := foot(signed); !strings.HasPrefix(got, "Signed in as Ada Lovelace Sign out") {
			t.Errorf("%s: %s", path, got)
		}
		for _, g := range []*guest{nobody, kept} {
			if got := foot(g); strings.Contains(got, "Sign") {
				t.Errorf("%s for nobody: %s", path, got)
			}
		}
	}
	before := signed.cookie("lab")
	goes(t, "signing out", signed.post("/signout", nil), "/signin")
	if signed.cookie("lab") != "" {
		t.Error("the cookie is left")
	}
	at, _ := url.Parse(l.URL)
	signed.http.Jar.SetCookies(at, []*http.Cookie{{Name: "lab", Value: before, Path: "/"}})
	goes(t, "the secret of before", signed.get("/me/logins"), "/signin?next=%2Fme%2Flogins")
}
