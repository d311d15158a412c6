package web_test

import (
	"bytes"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"tradeofflab/course/content"
	"tradeofflab/signon"
	"tradeofflab/signon/signontest"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// lockedBuffer takes the lines of a log from several requests.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

// Write is that of io.Writer.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

// TestLogOfSignOns has a line for each sign-in, each try in vain and each login that comes or goes, and holds nothing
// that opens anything, even when every request is logged.
func TestLogOfSignOns(t *testing.T) {
	log, clock := &lockedBuffer{}, &clockwork{}
	clock.set(signOnDay)
	p := signontest.Start(t, clock.now)
	l, stop, err := startLab(newFile(t), catalogue.All, content.Files, func(c *web.Config) {
		c.Now, c.Log = clock.now, slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Providers = []signon.ProviderConfig{{Name: "school", Title: "The school", Issuer: p.URL,
			ClientID: signontest.ClientID, Secret: signontest.Secret, Scopes: []string{"openid"}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	ada := l.atSite(t, l.signedIn(t, "Ada", store.Teacher))
	secrets := []string{ada.cookie("lab"), signontest.Secret}
	k, g := l.key(t), l.atSite(t, nil)
	made := k.made(ada)
	goes(t, "a passkey", ada.post("/me/passkeys", url.Values{"name": {"Phone"}, "answer": {made}}),
		"/me/logins?done=passkey")
	used := k.used(g)
	goes(t, "used", g.post("/signin/passkey", url.Values{"answer": {used}}), "/classes")
	says(t, "used again", g.post("/signin/passkey", url.Values{"answer": {used}}), 422, "had its answer already")
	code := newCode(t, ada)
	goes(t, "the code", g.post("/signin", url.Values{"code": {code}}), "/classes")
	says(t, "a wrong code", g.post("/signin", url.Values{"code": {"WRONGCODEXX"}}), 422, "This code opens nothing")
	goes(t, "an account", ada.links(), "/me/logins?done=linked")
	at := g.leaves("")
	back, _ := url.Parse(at)
	secrets = append(secrets, g.cookie("lab"), code, strings.ReplaceAll(code, "-", ""), "WRONGCODEXX", made[:80],
		used[len(used)-80:], back.Query().Get("state"), back.Query().Get("code"), p.Asked().Get("nonce"))
	goes(t, "the account", g.get(at), "/classes")
	says(t, "and again", g.get(at), 403, "The lab did not send you")
	goes(t, "removing it", ada.post("/me/logins", url.Values{"login": {l.loginOf(t, "Ada", store.OIDC)}}),
		"/me/logins?done=removed")
	_, class := ada.follow("/classes", url.Values{"title": {"Storage 1"}, "zone": {"UTC"}})
	class, _, _ = strings.Cut(class, "?")
	taught, err := l.Store.Class(t.Context(), strings.TrimPrefix(class, "/classes/"))
	if err != nil {
		t.Fatal(err)
	}
	if a := l.guest(t).post("/join", url.Values{"code": {taught.Code}, "name": {"Budi"}}); a.Code != 200 {
		t.Errorf("joining: %d", a.Code)
	}
	a := ada.post(class+"/roster", url.Values{"act": {"staff-link"}, "role": {"teacher"}})
	link := regexp.MustCompile(`/link/[\w-]+`).FindString(a.Body)
	l.guest(t).follow(link, url.Values{"name": {"Citra"}})
	says(t, "a link that was used", l.guest(t).get(link), 410, "This link was used already")
	secrets = append(secrets, strings.TrimPrefix(link, "/link/"))
	text := log.String()
	for _, want := range []string{`"signed in","person":"` + l.account(t, "Ada").ID + `","how":"passkey"`,
		`"how":"return code"`, `"how":"The school"`, `"how":"class code"`, `"how":"staff link"`,
		`"sign-in failed","how":"link"`, `"sign-in failed","how":"passkey"`,
		`"sign-in failed","how":"return code"`, `"sign-in failed","how":"provider"`, `"code":"unknown-state"`,
		`"kind":"passkey"`, `"kind":"oidc"`, `"kind":"return"`,
		`"login added"`, `"login removed"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	for _, secret := range secrets {
		if secret == "" || strings.Contains(text, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
