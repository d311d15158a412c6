package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tradeofflab/store"
)

const frameCookie = "__Host-lab-frame"

// TestOthersLeaveTheFrame: the session of a launch may be shown in a frame of the LMS. Whoever else signs in in a
// window of the lab's own gets another one, which may not.
func TestOthersLeaveTheFrame(t *testing.T) {
	l, _, lms := withLMS(t)
	start := lms.AddLink("The lab", lms.Tool+"/lti/launch", nil)
	operator := l.atSite(t, l.signedIn(t, "Grace Hopper", store.Operator))
	theirs := newCode(t, operator)
	window, inFrame := map[string]string{"Sec-Fetch-Dest": "document"}, map[string]string{"Sec-Fetch-Dest": "iframe"}
	launched := func() (*guest, string) {
		t.Helper()
		f := newFrame(t, l)
		if a := f.launched(lms, lms.Begin("4", start)); a.Code != http.StatusSeeOther {
			t.Fatalf("launching: %d %s", a.Code, text(a.Body))
		}
		g := l.atSite(t, nil)
		g.http.Jar.(*hostJar).all[frameCookie] = f.cookies[frameCookie]
		return g, f.cookies[frameCookie]
	}
	kind := func(token string) string {
		v, err := l.Store.Peek(context.Background(), token)
		if err != nil {
			return "none"
		}
		return v.Kind + " " + v.Name + " " + v.Frame
	}
	signIn := func(g *guest, code string, header map[string]string) {
		t.Helper()
		goes(t, "signing in", g.do("POST", "/signin", url.Values{"code": {code}}.Encode(), header), "/classes")
	}
	g, before := launched()
	own := newCode(t, g)
	signIn(g, theirs, window)
	if got := g.cookie(frameCookie); got != "" {
		t.Errorf("the cookie of the frame is %q: %s", got, kind(got))
	}
	if got := kind(g.cookie("lab")); got != "staff Grace Hopper " || kind(before) != "none" {
		t.Errorf("another person in a window of their own has a session of %s; that of the launch: %s", got,
			kind(before))
	}
	if policy := g.get("/operator").Header.Get("Content-Security-Policy"); !strings.Contains(policy,
		"frame-ancestors 'none'") {
		t.Errorf("the page of an operator may be framed: %s", policy)
	}

	g, before = launched()
	signIn(g, own, window)
	if got := kind(g.cookie(frameCookie)); got != "lti Ann Ólafsdóttir "+lms.URL || kind(before) != "none" {
		t.Errorf("the person who launched has a session of %s, and the old one is %s", got, kind(before))
	}
	g, _ = launched()
	signIn(g, theirs, inFrame)
	if got := kind(g.cookie(frameCookie)); got != "lti Grace Hopper "+lms.URL || g.cookie("lab") != "" {
		t.Errorf("another person in the frame has a session of %s", got)
	}
}

// TestSignOutEndsBothSessions: a browser may hold a cookie of a frame beside the ordinary one.
func TestSignOutEndsBothSessions(t *testing.T) {
	l, _, lms := withLMS(t)
	start := lms.AddLink("The lab", lms.Tool+"/lti/launch", nil)
	f := newFrame(t, l)
	f.launched(lms, lms.Begin("4", start))
	g := l.atSite(t, l.signedIn(t, "Ada", ""))
	jar := g.http.Jar.(*hostJar).all
	jar[frameCookie] = f.cookies[frameCookie]
	ordinary := jar["lab"]
	if body := text2(g.get("/me/logins").Body); !strings.Contains(body, "Ann Ólafsdóttir") {
		t.Errorf("the launch does not come first: %s", body)
	}
	goes(t, "signing out", g.post("/signout", nil), "/signin")
	if len(jar) > 0 {
		for name := range jar {
			if name != "lab" || jar[name] == ordinary {
				t.Errorf("the cookie %s is left", name)
			}
		}
	}
	for _, token := range []string{ordinary, f.cookies[frameCookie]} {
		if v, err := l.Store.Peek(context.Background(), token); err == nil {
			t.Errorf("the session of %s goes on", v.Name)
		}
	}

	g = l.atSite(t, l.signedIn(t, "Budi", ""))
	g.http.Jar.(*hostJar).all[frameCookie] = f.cookies[frameCookie]
	if body := text2(g.get("/me/logins").Body); !strings.Contains(body, "Budi") {
		t.Errorf("a session that ended hides the one beside it: %s", body)
	}
	kept := l.atSite(t, nil)
	kept.follow("/predictions", url.Values{"place": {"sims/hashing"}, "guess": {"61"}})
	f.launched(lms, lms.Begin("4", start))
	kept.http.Jar.(*hostJar).all[frameCookie] = f.cookies[frameCookie]
	goes(t, "signing out beside a guest", kept.post("/signout", nil), "/signin")
	if kept.cookie(frameCookie) != "" || !strings.Contains(kept.get("/me").Body, "sims/hashing") {
		t.Error("the work of the guest went with the session of the frame")
	}
}
