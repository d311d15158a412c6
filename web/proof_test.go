package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tradeofflab/course/content"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// changesOfLogins are the requests that change how somebody signs in.
var changesOfLogins = []string{"/me/logins", "/me/passkeys", "/me/passkeys/ask", "/me/return-code",
	"/me/providers/school"}

// TestChangesNeedProof asks for each change of how somebody signs in as everybody: nobody and guests sign in first, who
// did so ten minutes ago does it again.
func TestChangesNeedProof(t *testing.T) {
	l, clock, _ := withProvider(t)
	nobody, stranger, g := l.guest(t), l.guest(t), l.signedIn(t, "Ada", store.Teacher)
	stranger.follow("/predictions", url.Values{"place": {"sims/hashing"}, "guess": {"61"}})
	for _, path := range changesOfLogins {
		for who, one := range map[string]*guest{"nobody": nobody, "a guest": stranger} {
			if a := one.post(path, nil); a.Code != http.StatusUnauthorized {
				t.Errorf("POST %s as %s: %d", path, who, a.Code)
			}
		}
	}
	for _, page := range []string{"/me/logins", "/signin/again"} {
		goes(t, page+" as nobody", nobody.get(page), "/signin?next=%2Fme%2Flogins")
		if a := g.get(page); a.Code != http.StatusOK || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d", page, a.Code)
		}
	}
	clock.set(signOnDay.Add(10*time.Minute - time.Millisecond))
	if a := g.post("/me/return-code", nil); a.Code != http.StatusOK {
		t.Errorf("within ten minutes: %d", a.Code)
	}
	clock.set(signOnDay.Add(10 * time.Minute))
	for _, path := range changesOfLogins {
		a := g.post(path, url.Values{"name": {"My & phone"}})
		if to := a.Header.Get("Location"); a.Code != http.StatusSeeOther || !strings.HasPrefix(to,
			"/signin/again?next=%2Fme%2Flogins") {
			t.Errorf("POST %s after ten minutes: %d %s", path, a.Code, to)
		}
	}
	goes(t, "deleting everything after ten minutes", g.post("/me/delete", url.Values{"sure": {"yes"}}),
		"/signin/again?next=%2Fme")
	l.account(t, "Ada")
	if a := g.do("POST", "/me/passkeys/ask", "", byScript); a.Code != http.StatusUnauthorized || !strings.Contains(
		a.Body, "Sign in again first") {
		t.Errorf("the script after ten minutes: %d %s", a.Code, a.Body)
	}
	if body := text2(g.get("/me/logins").Body); !strings.Contains(body, "you did so more than ten minutes ago") {
		t.Errorf("the page does not say so: %s", body)
	}
	kept := g.post("/me/passkeys", url.Values{"name": {"My & phone"}}).Header.Get("Location")
	back, _ := url.Parse(kept)
	if page := g.get(back.Query().Get("next")); field(parse(t, page.Body), "name") != "My & phone" {
		t.Error("what was typed is lost on the way")
	}
}

// TestSigningInAgain proves by each way who somebody is, and by none that they are somebody else.
func TestSigningInAgain(t *testing.T) {
	l, clock := newClock(t, signOnDay)
	g, k := l.signedIn(t, "Ada", store.Teacher), l.key(t)
	goes(t, "a passkey", k.add(g, "Phone"), "/me/logins?done=passkey")
	code := newCode(t, g)
	budi, theirs := l.signedIn(t, "Budi", store.Teacher), l.key(t)
	goes(t, "a passkey of Budi's", theirs.add(budi, "Phone"), "/me/logins?done=passkey")
	other := newCode(t, budi)
	clock.set(signOnDay.Add(time.Hour))
	ask := "/signin/again?next=%2Fme%2Flogins%23return-code"
	goes(t, "an hour later", g.post("/me/return-code", nil), ask)
	page := text2(g.get(ask).Body)
	if !strings.Contains(page, "You are signed in as Ada") || !strings.Contains(page, "Return code") ||
		!strings.Contains(g.get(ask).Body, `data-passkey="get"`) {
		t.Errorf("asked again: %s", page)
	}
	next := "/me/logins#return-code"
	before := g.cookie("lab")
	says(t, "a wrong code", g.post("/signin/again", url.Values{"code": {"ABC"}, "next": {next}}), 422,
		"This code opens nothing")
	says(t, "the code of somebody else", g.post("/signin/again", url.Values{"code": {other}}), 422,
		"This signs in somebody else than Ada")
	says(t, "the passkey of somebody else", g.post("/signin/passkey", url.Values{"again": {"yes"},
		"answer": {theirs.used(g)}}), 422, "This signs in somebody else than Ada")
	if g.cookie("lab") != before {
		t.Error("a try in vain changed who is signed in")
	}
	goes(t, "still not", g.post("/me/return-code", nil), ask)
	goes(t, "the passkey", g.post("/signin/passkey", url.Values{"again": {"yes"}, "next": {next},
		"answer": {k.used(g)}}), next)
	if g.cookie("lab") == before {
		t.Error("the secret of the browser is the same as before")
	}
	code2 := newCode(t, g)
	clock.set(signOnDay.Add(2 * time.Hour))
	says(t, "a code that was replaced", g.post("/signin/again", url.Values{"code": {code}}), 422,
		"This code opens nothing")
	goes(t, "the code", g.post("/signin/again", url.Values{"code": {code2}, "next": {"//evil.example"}}), "/me/logins")
	newCode(t, g)
	stolen := l.guest(t)
	at, _ := url.Parse(l.URL)
	stolen.http.Jar.SetCookies(at, []*http.Cookie{{Name: "lab", Value: before, Path: "/"}})
	goes(t, "the secret of before", stolen.get("/me/logins"), "/signin?next=%2Fme%2Flogins")
}

// newCode makes a return code.
func newCode(t testing.TB, g *guest) string {
	t.Helper()
	a := g.post("/me/return-code", nil)
	found := regexp.MustCompile(`<code>([2-9A-Z-]{30,})</code>`).FindStringSubmatch(a.Body)
	if found == nil {
		t.Fatalf("no return code: %d %s", a.Code, text2(a.Body))
	}
	return found[1]
}

// TestProofIsNoLinkForStaff: a new secret of a browser is not always a proof of who uses it.
func TestProofIsNoLinkForStaff(t *testing.T) {
	s := newSchool(t, signOnDay)
	s.clock.set(signOnDay.Add(time.Hour))
	token, err := s.Store.NewLink(t.Context(), store.Link{Purpose: store.LinkStaff, Class: s.class.ID,
		Role: "observer"}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	before := s.teacher.cookie("lab")
	s.teacher.follow("/link/"+token, nil)
	if s.teacher.cookie("lab") == before {
		t.Fatal("the link gave no new secret")
	}
	goes(t, "a change after the link", s.teacher.post("/me/return-code", nil),
		"/signin/again?next=%2Fme%2Flogins%23return-code")
}

// TestLinkForSomebodyElse says for whom a link is, lets nobody in who is switched off, and leads who has no other way
// in to where they get one.
func TestLinkForSomebodyElse(t *testing.T) {
	ctx := context.Background()
	l, _ := newClock(t, signOnDay)
	ada := l.signedIn(t, "Ada", store.Teacher)
	budi := l.signedIn(t, "Budi", store.Teacher)
	link := func(name string) string {
		t.Helper()
		token, err := l.Store.NewLink(ctx, store.Link{Purpose: store.LinkSignIn, Person: l.account(t, name).ID},
			time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return "/link/" + token
	}
	theirs := link("Budi")
	says(t, "a link for Budi", ada.get(theirs), 200, "Not you? You are signed in as Ada here, and this link is for "+
		"Budi.")
	if body := text2(ada.get(link("Ada")).Body); strings.Contains(body, "Not you?") {
		t.Errorf("her own link: %s", body)
	}
	goes(t, "a link without another way in", budi.post(theirs, nil), "/me/logins")
	if page := text2(budi.post("/me/return-code", nil).Body); strings.Contains(page, "still signed in") {
		t.Errorf("a new code offers to sign out of no other browser: %s", page)
	}
	l.signedInAs(t, l.account(t, "Budi").ID)
	if page := text2(budi.post("/me/return-code", nil).Body); !strings.Contains(page, "You are still signed in in 1 "+
		"other browser. Which? Sign out there") {
		t.Errorf("after a new code: %s", page)
	}
	goes(t, "a link beside a return code", budi.post(link("Budi"), nil), "/classes")
	late := link("Budi")
	if err := l.Store.SwitchOff(ctx, l.account(t, "Budi").ID, false, store.By{As: "test"}); err != nil {
		t.Fatal(err)
	}
	before := ada.cookie("lab")
	says(t, "switched off", ada.post(late, nil), 403, "Your account is switched off")
	if ada.cookie("lab") != before {
		t.Error("the link of who is switched off signed Ada out")
	}
}

// TestLabsWithoutPasskeys says why there are none, and offers the other ways.
func TestLabsWithoutPasskeys(t *testing.T) {
	for site, want := range map[string]string{
		"": "since it does not know at which address it is reached",
		"http://lab.school.test": "Browsers keep passkeys for a name at https, or for localhost, and this lab is at " +
			"http",
		"https://192.0.2.1":       "and this lab is at https://192.0.2.1.",
		"https://lab.example.org": "",
	} {
		l, stop, err := startLab(newFile(t), catalogue.All, content.Files, func(c *web.Config) { c.Site = site })
		if err != nil {
			t.Fatal(err)
		}
		g := l.signedIn(t, "Ada", "")
		for _, path := range []string{"/signin", "/me/logins"} {
			a := g.get(path)
			if want != "" && !strings.Contains(text2(a.Body), want) || strings.Contains(a.Body,
				"data-passkey") != (want == "") || !strings.Contains(text2(a.Body), "eturn code") {
				t.Errorf("%s at %q: %s", path, site, text2(a.Body))
			}
		}
		for _, path := range []string{"/signin/passkey", "/signin/passkey/ask", "/me/passkeys", "/me/passkeys/ask"} {
			if a := g.do("POST", path, "", byScript); (a.Code == http.StatusNotFound) != (want != "") {
				t.Errorf("POST %s at %q: %d", path, site, a.Code)
			}
		}
		stop()
	}
}

// TestWithinTheFrameOfACourse offers only what can work there.
func TestWithinTheFrameOfACourse(t *testing.T) {
	l, _, _ := withProvider(t)
	g := l.signedIn(t, "Ada", store.Teacher)
	goes(t, "adding", l.key(t).add(g, "Phone"), "/me/logins?done=passkey")
	newCode(t, g)
	for _, path := range []string{"/signin", "/signin/again", "/me/logins"} {
		a := g.do("GET", path, "", map[string]string{"Sec-Fetch-Dest": "iframe"})
		if strings.Contains(a.Body, "data-passkey") || strings.Contains(a.Body, "The school") ||
			!strings.Contains(a.Body, "eturn code") {
			t.Errorf("%s in a frame: %s", path, text2(a.Body))
		}
		if path != "/signin/again" && !strings.Contains(text2(a.Body), "not within the page of a course") {
			t.Errorf("%s in a frame does not say why: %s", path, text2(a.Body))
		}
		if a := g.get(path); !strings.Contains(a.Body, "data-passkey") {
			t.Errorf("%s in a window: %s", path, text2(a.Body))
		}
	}
}
