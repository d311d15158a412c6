package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"tradeofflab/signon/signontest"
	"tradeofflab/store"
)

// key is an authenticator with one passkey for a lab.
type key struct {
	t    testing.TB
	site virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
	cred virtualwebauthn.Credential
}

func (l *lab) key(t testing.TB) *key {
	origin := strings.Replace(l.URL, "127.0.0.1", "localhost", 1)
	return &key{t, virtualwebauthn.RelyingParty{ID: "localhost", Name: "Lab", Origin: origin},
		virtualwebauthn.NewAuthenticator(), signontest.NewKey()}
}

var byScript = map[string]string{"Accept": "application/json"}

// made is the answer to being asked for a new passkey.
func (k *key) made(g *guest) string {
	k.t.Helper()
	a := g.do("POST", "/me/passkeys/ask", "", byScript)
	options, err := virtualwebauthn.ParseAttestationOptions(a.Body)
	if err != nil || a.Code != http.StatusOK {
		k.t.Fatalf("asked for a new passkey: %d %s", a.Code, a.Body)
	}
	k.auth.Options.UserHandle = []byte(options.UserID)
	return virtualwebauthn.CreateAttestationResponse(k.site, k.auth, k.cred, *options)
}

// used is the answer to being asked for a passkey.
func (k *key) used(g *guest) string {
	k.t.Helper()
	a := g.do("POST", "/signin/passkey/ask", "", byScript)
	options, err := virtualwebauthn.ParseAssertionOptions(a.Body)
	if err != nil || a.Code != http.StatusOK {
		k.t.Fatalf("asked for a passkey: %d %s", a.Code, a.Body)
	}
	return virtualwebauthn.CreateAssertionResponse(k.site, k.auth, k.cred, *options)
}

func (k *key) add(g *guest, name string) answer {
	k.t.Helper()
	return g.post("/me/passkeys", url.Values{"name": {name}, "answer": {k.made(g)}})
}

func (k *key) signIn(g *guest) answer {
	k.t.Helper()
	return g.post("/signin/passkey", url.Values{"answer": {k.used(g)}, "next": {"/me"}})
}

// says wants a page with a status and a text.
func says(t *testing.T, what string, a answer, code int, sentence string) {
	t.Helper()
	if a.Code != code || !strings.Contains(text2(a.Body), sentence) {
		t.Errorf("%s: %d %s\n  want %d and %q", what, a.Code, text2(a.Body), code, sentence)
	}
}

// goes wants to be sent on to an address.
func goes(t *testing.T, what string, a answer, to string) {
	t.Helper()
	if got := a.Header.Get("Location"); a.Code != http.StatusSeeOther || got != to {
		t.Errorf("%s: %d to %q: %s\n  want to be sent to %q", what, a.Code, got, text2(a.Body), to)
	}
}

// account is the person who is signed in, as the store has it.
func (l *lab) account(t testing.TB, name string) store.Account {
	t.Helper()
	all, err := l.Store.Accounts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.Name == name {
			return a
		}
	}
	t.Fatalf("nobody is called %s", name)
	return store.Account{}
}

var signOnDay = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// TestPasskeySignsIn adds a passkey, signs in with it elsewhere, and removes it.
func TestPasskeySignsIn(t *testing.T) {
	l, clock := newClock(t, signOnDay)
	g, k := l.signedIn(t, "Ada", store.Teacher), l.key(t)
	goes(t, "adding", k.add(g, "Phone"), "/me/logins?done=passkey")
	page := text2(g.get("/me/logins?done=passkey").Body)
	if !strings.Contains(page, "Passkey Phone ") || !strings.Contains(page, "not yet") {
		t.Errorf("the list is %s", page)
	}
	other := l.guest(t)
	other.get("/signin")
	before := other.cookie("lab")
	goes(t, "signing in", k.signIn(other), "/me")
	if after := other.cookie("lab"); after == before || after == "" {
		t.Errorf("the secret of the browser was %q and is %q", before, after)
	}
	if body := text2(other.get("/me/sessions").Body); !strings.Contains(body, "signed in as Ada") ||
		!strings.Contains(body, "passkey") {
		t.Errorf("signed in: %s", body)
	}
	if body := text2(other.get("/me/logins").Body); strings.Contains(body, "not yet") {
		t.Errorf("the passkey was not used: %s", body)
	}
	says(t, "the only way is removed", other.post("/me/logins", url.Values{"login": {l.loginOf(t, "Ada",
		store.Passkey)}}), 422, "This is the only way in which you can sign in. Add another one first")
	goes(t, "another one", l.key(t).add(other, "Keyring"), "/me/logins?done=passkey")
	goes(t, "removing", other.post("/me/logins", url.Values{"login": {l.loginOf(t, "Ada", store.Passkey)}}),
		"/me/logins?done=removed")
	says(t, "a passkey that was removed", k.signIn(l.guest(t)), 422, "The lab does not know this passkey: it was "+
		"removed")
	clock.set(signOnDay.Add(time.Hour))
}

// cookie is the value of a cookie of the browser.
func (g *guest) cookie(name string) string {
	at, _ := url.Parse(g.base)
	for _, c := range g.http.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// loginOf is the ID of the oldest login of a kind that somebody has.
func (l *lab) loginOf(t testing.TB, name, kind string) string {
	t.Helper()
	all, err := l.Store.Logins(context.Background(), l.account(t, name).ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if one.Kind == kind {
			return one.ID
		}
	}
	t.Fatalf("%s has no %s", name, kind)
	return ""
}

// TestPasskeysAreRefused answers as a device would not, elsewhere, twice, or for somebody else.
func TestPasskeysAreRefused(t *testing.T) {
	l, _ := newClock(t, signOnDay)
	ada, budi := l.signedIn(t, "Ada", store.Teacher), l.signedIn(t, "Budi", store.Teacher)
	k := l.key(t)
	answer := k.made(ada)
	goes(t, "adding", ada.post("/me/passkeys", url.Values{"name": {"Phone"}, "answer": {answer}}),
		"/me/logins?done=passkey")
	says(t, "the same answer again", ada.post("/me/passkeys", url.Values{"name": {"Phone"}, "answer": {answer}}), 422,
		"or it had its answer already")
	says(t, "the passkey of somebody else", k.add(budi, "Mine"), 422, "This passkey belongs to somebody else here")
	k.auth.Options.UserHandle = []byte(l.account(t, "Ada").ID)
	says(t, "no name", ada.post("/me/passkeys", url.Values{"name": {" "}, "answer": {l.key(t).made(ada)}}), 422,
		"Give the passkey a name")
	theirs := l.key(t).made(budi)
	says(t, "an answer to a question to somebody else", ada.post("/me/passkeys", url.Values{"name": {"X"},
		"answer": {theirs}}), 422, "did not ask this browser")
	says(t, "nothing", ada.post("/me/passkeys", url.Values{"name": {"X"}}), 422, "something else than a passkey")

	g := l.guest(t)
	used := k.used(g)
	says(t, "in another browser", l.guest(t).post("/signin/passkey", url.Values{"answer": {used}}), 422,
		"did not ask this browser")
	says(t, "after that in the first", g.post("/signin/passkey", url.Values{"answer": {used}}), 422,
		"it had its answer already")
	used = k.used(g)
	says(t, "as a new passkey", ada.post("/me/passkeys", url.Values{"name": {"X"}, "answer": {used}}), 422,
		"did not ask this browser")
	used = k.used(g)
	goes(t, "in time", g.post("/signin/passkey", url.Values{"answer": {used}, "next": {"//evil.example"}}), "/classes")
	says(t, "played again", g.post("/signin/passkey", url.Values{"answer": {used}}), 422, "it had its answer already")
	says(t, "too long", g.post("/signin/passkey", url.Values{"answer": {strings.Repeat("x", 70<<10)}}), 422,
		"something else than a passkey")
	if a := g.post("/signin/passkey", url.Values{"answer": {strings.Repeat("x", 2<<20)}}); a.Code != 413 {
		t.Errorf("2 MB: %d", a.Code)
	}
	elsewhere := *k
	elsewhere.site.Origin = "https://evil.example"
	says(t, "at another site", elsewhere.signIn(l.guest(t)), 422, "This passkey was asked for at https://evil.example")
	unknown := l.key(t)
	unknown.auth.Options.UserHandle = []byte(l.account(t, "Ada").ID)
	says(t, "one that nobody added", unknown.signIn(l.guest(t)), 422, "The lab does not know this passkey")
	unknown.cred.ID = k.cred.ID
	says(t, "another key under the same name", unknown.signIn(l.guest(t)), 422, "did not pass its check")
	bold := *k
	bold.auth.Options.UserNotVerified = true
	says(t, "nobody was checked", bold.signIn(l.guest(t)), 422, "Let it ask for a PIN")
}

// TestPasskeysOfWhoIsGone opens nothing for who is switched off or deleted, and nothing once it may be a copy.
func TestPasskeysOfWhoIsGone(t *testing.T) {
	ctx := context.Background()
	l, _ := newClock(t, signOnDay)
	g, k := l.signedIn(t, "Ada", store.Teacher), l.key(t)
	goes(t, "adding", k.add(g, "Phone"), "/me/logins?done=passkey")
	id := l.account(t, "Ada").ID
	if err := l.Store.SwitchOff(ctx, id, false, store.By{As: "test"}); err != nil {
		t.Fatal(err)
	}
	off := l.guest(t)
	says(t, "switched off", k.signIn(off), 422, "Your account is switched off")
	if body := off.get("/me/sessions").Body; strings.Contains(body, "Ada") {
		t.Error("who is switched off is signed in")
	}
	if err := l.Store.SwitchOff(ctx, id, true, store.By{As: "test"}); err != nil {
		t.Fatal(err)
	}
	k.cred.Counter = 9
	goes(t, "on again", k.signIn(l.guest(t)), "/me")
	says(t, "a copy", k.signIn(l.guest(t)), 422, "counts fewer uses")
	k.cred.Counter = 10
	says(t, "after a copy was seen", k.signIn(l.guest(t)), 422, "counts fewer uses")
	again := l.signedInAs(t, id)
	if body := text2(again.get("/me/logins").Body); !strings.Contains(body, "It may have been copied") {
		t.Errorf("the list does not tell: %s", body)
	}
	goes(t, "removing it, the only one", again.post("/me/logins", url.Values{"login": {l.loginOf(t, "Ada",
		store.Passkey)}}), "/me/logins?done=removed")
	k = l.key(t)
	goes(t, "another", k.add(again, "New"), "/me/logins?done=passkey")
	if err := l.Store.Delete(ctx, id, nil); err != nil {
		t.Fatal(err)
	}
	says(t, "deleted", k.signIn(l.guest(t)), 422, "The lab does not know this passkey")
}

// signedInAs is a browser that a link signed in as a person.
func (l *lab) signedInAs(t testing.TB, person string) *guest {
	t.Helper()
	token, err := l.Store.NewLink(context.Background(), store.Link{Purpose: store.LinkSignIn, Person: person},
		time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	g := l.guest(t)
	g.follow("/link/"+token, nil)
	return g
}
