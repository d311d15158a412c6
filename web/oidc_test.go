package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tradeofflab/course/content"
	"tradeofflab/signon"
	"tradeofflab/signon/signontest"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// hostJar keeps cookies as browsers do at localhost: they take secure ones without https there.
type hostJar struct {
	t   testing.TB
	mu  sync.Mutex
	all map[string]string
}

// SetCookies is that of http.CookieJar.
func (j *hostJar) SetCookies(_ *url.URL, cookies []*http.Cookie) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, c := range cookies {
		if strings.HasPrefix(c.Name, "__Host-") && (!c.Secure || c.Path != "/" || c.Domain != "") || !c.HttpOnly ||
			c.SameSite == http.SameSiteDefaultMode {
			j.t.Errorf("a browser does not take the cookie %s", c)
		}
		if c.MaxAge < 0 {
			delete(j.all, c.Name)
		} else {
			j.all[c.Name] = c.Value
		}
	}
}

// Cookies is that of http.CookieJar.
func (j *hostJar) Cookies(*url.URL) (out []*http.Cookie) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for name, value := range j.all {
		out = append(out, &http.Cookie{Name: name, Value: value})
	}
	return out
}

// atSite is a browser at the address that the lab is known by, with the session of another one.
func (l *lab) atSite(t testing.TB, as *guest) *guest {
	jar := &hostJar{t: t, all: map[string]string{}}
	if as != nil {
		jar.all["lab"] = as.cookie("lab")
	}
	g := l.guest(t)
	g.base, g.http.Jar = strings.Replace(l.URL, "127.0.0.1", "localhost", 1), jar
	return g
}

// withProvider is a lab at which people can sign in with a provider.
func withProvider(t testing.TB, change ...func(*signon.ProviderConfig)) (*lab, *clockwork, *signontest.Provider) {
	t.Helper()
	clock := &clockwork{}
	clock.set(signOnDay)
	p := signontest.Start(t, clock.now)
	config := signon.ProviderConfig{Name: "school", Title: "The school", Issuer: p.URL, ClientID: signontest.ClientID,
		Secret: signontest.Secret, Scopes: []string{"openid"}}
	for _, c := range change {
		c(&config)
	}
	l, stop, err := startLab(newFile(t), catalogue.All, content.Files, func(c *web.Config) {
		c.Now, c.Providers = clock.now, []signon.ProviderConfig{config}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return l, clock, p
}

func signsUp(c *signon.ProviderConfig) { c.SignUp = true }

// back goes to the address of a provider, which sends the browser back, and gives the path of that.
func back(t testing.TB, g *guest, to string) string {
	t.Helper()
	c := http.Client{CheckRedirect: g.http.CheckRedirect}
	reply, err := c.Get(to)
	if err != nil {
		t.Fatal(err)
	}
	reply.Body.Close()
	at := reply.Header.Get("Location")
	if !strings.HasPrefix(at, g.base+"/auth/oidc/school/back?") {
		t.Fatalf("the provider answers %d and sends back to %q", reply.StatusCode, at)
	}
	return strings.TrimPrefix(at, g.base)
}

// leaves begins a sign-on and gives the path at which the provider sends the browser back.
func (g *guest) leaves(query string) string {
	g.t.Helper()
	a := g.get("/auth/oidc/school" + query)
	if a.Code != http.StatusSeeOther {
		g.t.Fatalf("leaving: %d %s", a.Code, text2(a.Body))
	}
	return back(g.t, g, a.Header.Get("Location"))
}

// links adds the account at the provider to who is signed in.
func (g *guest) links() answer {
	g.t.Helper()
	return g.get(g.leavesToLink())
}

// leavesToLink begins to add an account and gives the path at which the provider sends the browser back.
func (g *guest) leavesToLink() string {
	g.t.Helper()
	a := g.post("/me/providers/school", nil)
	if a.Code != http.StatusOK {
		g.t.Fatalf("adding an account: %d %s", a.Code, text2(a.Body))
	}
	to := ""
	for _, part := range strings.Split(a.Body, `href="`) {
		if strings.HasPrefix(part, "http://127.0.0.1") {
			to, _, _ = strings.Cut(part, `"`)
		}
	}
	return back(g.t, g, strings.ReplaceAll(to, "&amp;", "&"))
}

// TestProviderSignsIn adds an account at a provider, signs in with it in another browser, proves with it who somebody
// is, and removes it.
func TestProviderSignsIn(t *testing.T) {
	l, clock, p := withProvider(t)
	p.Be(map[string]any{"sub": "1", "name": "Ada L.", "email": "ada@school.example", "email_verified": true})
	ada := l.atSite(t, l.signedIn(t, "Ada", store.Teacher))
	g := l.atSite(t, nil)
	says(t, "before it is added", g.get(g.leaves("")), 403, "Your account at The school signs in nobody here yet.")
	before := ada.cookie("lab")
	goes(t, "adding it", ada.links(), "/me/logins?done=linked")
	if ada.cookie("lab") != before {
		t.Error("adding an account signed in")
	}
	page := text2(ada.get("/me/logins").Body)
	if !strings.Contains(page, "Account at The school ada@school.example") {
		t.Errorf("the list: %s", page)
	}
	goes(t, "adding it again", ada.links(), "/me/logins?done=linked")
	signIn := g.get("/signin?next=%2Fme%2Fsessions")
	if !strings.Contains(signIn.Body, g.base+"/auth/oidc/school?next=%2Fme%2Fsessions") {
		t.Errorf("the page to sign in offers %s", text2(signIn.Body))
	}
	before = g.cookie("lab")
	goes(t, "signing in", g.get(g.leaves("?next=%2Fme%2Fsessions")), "/me/sessions")
	if g.cookie("lab") == before {
		t.Error("the secret of the browser is the same as before")
	}
	if body := text2(g.get("/me/sessions").Body); !strings.Contains(body, "signed in as Ada") ||
		!strings.Contains(body, "The school") {
		t.Errorf("signed in: %s", body)
	}
	for name := range g.http.Jar.(*hostJar).all {
		if name != "lab" {
			t.Errorf("the cookie %s is left", name)
		}
	}
	again := "/signin/again?next=%2Fme%2Flogins%23return-code"
	goes(t, "a change: the provider did not say when", g.post("/me/return-code", nil), again)
	if body := g.get(again).Body; !strings.Contains(body, g.base+"/auth/oidc/school?for=again&amp;next=") {
		t.Errorf("signing in again offers %s", text2(body))
	}
	before = g.cookie("lab")
	goes(t, "again", g.get(g.leaves("?for=again&next=%2Fme%2Flogins%23return-code")), "/me/logins#return-code")
	if g.cookie("lab") == before {
		t.Error("the secret of the browser is the same after signing in again")
	}
	p.Be(map[string]any{"sub": "2"})
	says(t, "again as somebody unknown", g.get(g.leaves("?for=again")), 403,
		"You are signed in as Ada, and your account at The school signs in nobody here yet.")
	newCode(t, g)
	clock.set(signOnDay.Add(time.Hour))
	p.Be(map[string]any{"sub": "1", "auth_time": signOnDay.Unix()})
	goes(t, "with a sign-in of an hour ago", g.get(g.leaves("")), "/classes")
	goes(t, "a change after that", g.post("/me/return-code", nil), again)
	p.Claims = func(c map[string]any) { c["auth_time"] = signOnDay.Unix() }
	says(t, "again, and not asked there", g.get(g.leaves("?for=again")), 403, "did not ask you again")
	p.Claims = func(c map[string]any) { delete(c, "auth_time") }
	says(t, "again, and it does not say when", g.get(g.leaves("?for=again")), 403, "The school does not say when you "+
		"signed in there")
	goes(t, "a change after that", g.post("/me/return-code", nil), again)
	p.Claims = nil
	p.Be(map[string]any{"sub": "1"})
	goes(t, "again", g.get(g.leaves("?for=again&next=//evil.example")), "/me/logins")
	goes(t, "removing it", g.post("/me/logins", url.Values{"login": {l.loginOf(t, "Ada", store.OIDC)}}),
		"/me/logins?done=removed")
	stranger := l.atSite(t, nil)
	says(t, "after it was removed", stranger.get(stranger.leaves("")), 403, "signs in nobody here yet")
}

// TestWhoComesFirst becomes a person where the operator lets providers make people, and joins nobody by an address of
// mail or a name.
func TestWhoComesFirst(t *testing.T) {
	ctx := context.Background()
	l, _, p := withProvider(t, signsUp)
	id, err := l.Store.AddAccount(ctx, store.Account{Name: "Ada", Email: "ada@school.example", Can: store.Operator})
	if err != nil {
		t.Fatal(err)
	}
	p.Be(map[string]any{"sub": "1", "name": "Ada <b>", "email": "ada@school.example", "email_verified": true})
	g := l.atSite(t, nil)
	goes(t, "the first time", g.get(g.leaves("?next=%2F%2Fevil.example")), "/classes")
	login, err := l.Store.FindLogin(ctx, store.OIDC, p.URL, "1")
	if err != nil || login.Person == id {
		t.Fatalf("%+v, %v", login, err)
	}
	a, err := l.Store.Account(ctx, login.Person)
	if err != nil || a.Can != "" || a.Name != "Somebody without a name" {
		t.Errorf("made %+v, %v", a, err)
	}
	if body := g.get("/classes").Body; strings.Contains(body, "Make a class") {
		t.Error("who signed up may make classes")
	}
	other := l.atSite(t, nil)
	goes(t, "the second time", other.get(other.leaves("")), "/classes")
	if again, err := l.Store.FindLogin(ctx, store.OIDC, p.URL, "1"); err != nil || again.Person != login.Person {
		t.Errorf("the second time it is %+v, %v", again, err)
	}
	p.Be(map[string]any{"sub": "2", "name": "Budi"})
	says(t, "somebody new in a browser that is signed in", other.get(other.leaves("")), 403, "You are signed in as "+
		"Somebody without a name, and your account at The school signs in nobody here yet.")
	if err := l.Store.SwitchOff(ctx, login.Person, false, store.By{As: "test"}); err != nil {
		t.Fatal(err)
	}
	p.Be(map[string]any{"sub": "1"})
	third := l.atSite(t, nil)
	says(t, "switched off", third.get(third.leaves("")), 403, "Your account is switched off")
	if err := l.Store.Delete(ctx, login.Person, nil); err != nil {
		t.Fatal(err)
	}
	goes(t, "deleted, and come anew", third.get(third.leaves("")), "/classes")
}

// TestTripsAreRefused comes back as somebody does who did not leave like that.
func TestTripsAreRefused(t *testing.T) {
	l, _, p := withProvider(t)
	p.Be(map[string]any{"sub": "1"})
	ada, budi := l.atSite(t, l.signedIn(t, "Ada", "")), l.atSite(t, l.signedIn(t, "Budi", ""))
	goes(t, "adding it", ada.links(), "/me/logins?done=linked")
	const unknown, foreign = "The lab did not send you to The school", "This sign-in began in another browser"
	g, thief := l.atSite(t, nil), l.atSite(t, nil)
	says(t, "no state", g.get("/auth/oidc/school/back?code=x"), 403, unknown)
	says(t, "a state of nobody's", g.get("/auth/oidc/school/back?code=x&state=y"), 403, unknown)
	at := g.leaves("")
	goes(t, "coming back", g.get(at), "/classes")
	says(t, "coming back twice", g.get(at), 403, unknown)
	// login CSRF: a thief leaves with an account of their own, and has somebody else come back with it
	at = thief.leaves("")
	says(t, "coming back for somebody else", g.get(at), 403, foreign)
	says(t, "and after that", thief.get(at), 403, unknown)
	at = thief.leaves("")
	g.leaves("")
	says(t, "with the cookie of another trip", g.get(at), 403, foreign)
	// linking: a thief has Ada add the account of the thief, or adds hers
	p.Be(map[string]any{"sub": "thief"})
	says(t, "a trip to sign in does not link", ada.get(ada.leaves("")), 403, "signs in nobody here yet")
	for _, method := range []string{"GET", "POST"} {
		a := ada.do(method, "/me/providers/school", "", map[string]string{"Sec-Fetch-Site": "cross-site"})
		if a.Code != http.StatusForbidden && a.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s from another site begins to link: %d", method, a.Code)
		}
	}
	goes(t, "begun by another site", ada.do("GET", "/auth/oidc/school?next=/me", "", map[string]string{
		"Sec-Fetch-Site": "cross-site"}), "/signin?next=%2Fme")
	p.Be(map[string]any{"sub": "1"})
	says(t, "the account of somebody else", budi.links(), 422, "This account at The school signs in somebody else "+
		"here.")
	says(t, "again as somebody else", budi.get(budi.leaves("?for=again")), 422, "This signs in somebody else than Budi")
	p.Be(map[string]any{"sub": "2"})
	a := budi.post("/me/providers/school", nil)
	to := strings.ReplaceAll(a.Body[strings.Index(a.Body, p.URL):], "&amp;", "&")
	at = back(t, budi, to[:strings.Index(to, `"`)])
	budi.http.Jar.(*hostJar).all["lab"] = ada.cookie("lab")
	says(t, "signed in as somebody else meanwhile", budi.get(at), 403, "somebody else signed in or out in this browser")
	if _, err := l.Store.FindLogin(context.Background(), store.OIDC, p.URL, "2"); err == nil {
		t.Error("it was linked")
	}
	goes(t, "adding as nobody", l.atSite(t, nil).get("/me/logins"), "/signin?next=%2Fme%2Flogins")
	if a := l.atSite(t, nil).post("/me/providers/school", nil); a.Code != http.StatusUnauthorized {
		t.Errorf("adding as nobody: %d", a.Code)
	}
	if a := g.get("/auth/oidc/none"); a.Code != http.StatusNotFound {
		t.Errorf("a provider that is none: %d", a.Code)
	}
	p.Back = func(q url.Values) {
		q.Set("error", "access_denied")
		q.Set("error_description", "<b>no</b>")
		q.Del("code")
	}
	a = g.get(g.leaves("?next=/me"))
	says(t, "ended there", a, 403, "The school did not sign you in and says “access_denied: <b>no</b>”.")
	if field(parse(t, a.Body), "next") != "/me" {
		t.Error("where somebody wanted to go is lost")
	}
	p.Back = func(q url.Values) { q.Set("iss", "https://evil.example") }
	says(t, "another issuer", g.get(g.leaves("")), 403, "The answer is from “https://evil.example”")
	p.Back = nil
	p.Claims = func(c map[string]any) { c["nonce"] = "x" }
	says(t, "another nonce", g.get(g.leaves("")), 403, "belongs to another sign-in")
}

// TestLinkingNeedsAProofThatHolds leaves to add an account within ten minutes of signing in, and comes back after them.
func TestLinkingNeedsAProofThatHolds(t *testing.T) {
	l, clock, p := withProvider(t)
	p.Be(map[string]any{"sub": "1"})
	ada := l.atSite(t, l.signedIn(t, "Ada", ""))
	clock.set(signOnDay.Add(10*time.Minute - time.Millisecond))
	at := ada.leavesToLink()
	clock.set(signOnDay.Add(10 * time.Minute))
	goes(t, "back too late", ada.get(at), "/signin/again?next=%2Fme%2Flogins")
	if _, err := l.Store.FindLogin(t.Context(), store.OIDC, p.URL, "1"); err == nil {
		t.Error("it was linked")
	}
}

// TestProvidersAreNotMixedUp leaves for one provider and comes back at the address of another (RFC 9700, 4.4).
func TestProvidersAreNotMixedUp(t *testing.T) {
	clock := &clockwork{}
	clock.set(signOnDay)
	one, other := signontest.Start(t, clock.now), signontest.Start(t, clock.now)
	config := func(name, title string, p *signontest.Provider) signon.ProviderConfig {
		return signon.ProviderConfig{Name: name, Title: title, Issuer: p.URL, ClientID: signontest.ClientID,
			Secret: signontest.Secret, Scopes: []string{"openid"}, SignUp: true}
	}
	l, stop, err := startLab(newFile(t), catalogue.All, content.Files, func(c *web.Config) {
		c.Now, c.Providers = clock.now, []signon.ProviderConfig{config("school", "The school", one),
			config("other", "The other school", other)}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	g := l.atSite(t, nil)
	one.Be(map[string]any{"sub": "1"})
	other.Be(map[string]any{"sub": "1"})
	right := g.leaves("")
	wrong := strings.Replace(right, "/school/", "/other/", 1)
	says(t, "at another provider", g.get(wrong), 403, "You were sent to another provider than The other school. Begin "+
		"again.")
	says(t, "then at the right one", g.get(right), 403, "The lab did not send you to The school")
	goes(t, "at the right one", g.get(g.leaves("")), "/classes")
}

// TestProviderThatIsDown keeps nobody from the lab, and says so to who wants to sign in with it.
func TestProviderThatIsDown(t *testing.T) {
	l, _, _ := withProvider(t, func(c *signon.ProviderConfig) { c.Issuer = "http://127.0.0.1:1" })
	g := l.atSite(t, l.signedIn(t, "Ada", ""))
	if a := g.get("/signin"); a.Code != http.StatusOK || !strings.Contains(a.Body, "Sign in with The school") {
		t.Errorf("the page to sign in: %d", a.Code)
	}
	says(t, "signing in", g.get("/auth/oidc/school?next=/me"), 403, "The school cannot be asked just now: it refuses "+
		"the connection.")
	says(t, "adding it", g.post("/me/providers/school", nil), 403, "The school cannot be asked just now")
}

// TestTwoProvidersOfOneName are a mistake of the operator.
func TestTwoProvidersOfOneName(t *testing.T) {
	one := signon.ProviderConfig{Name: "a", Issuer: "https://a.example"}
	for what, other := range map[string]signon.ProviderConfig{
		"name":   {Name: "a", Issuer: "https://b.example"},
		"issuer": {Name: "b", Issuer: "https://a.example"},
	} {
		_, _, err := startLab(newFile(t), catalogue.All, content.Files, func(c *web.Config) {
			c.Providers = []signon.ProviderConfig{one, other}
		})
		if err == nil || !strings.Contains(err.Error(), "two providers have the same name or issuer") {
			t.Errorf("the same %s: %v", what, err)
		}
	}
}
