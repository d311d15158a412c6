package signon

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tradeofflab/signon/signontest"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// rig is a provider that the lab knows, with a clock that both go by.
type rig struct {
	*signontest.Provider
	t   *testing.T
	at  time.Time
	lab *Provider
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, at: noon}
	r.Provider = signontest.Start(t, func() time.Time { return noon })
	r.know(ProviderConfig{})
	return r
}

// know makes the lab's side anew, with fields in the place of the usual ones.
func (r *rig) know(c ProviderConfig) {
	r.t.Helper()
	full := ProviderConfig{Name: "school", Title: "School", Issuer: r.URL, ClientID: signontest.ClientID,
		Secret: signontest.Secret, Scopes: []string{"openid", "profile"}}
	if c.Issuer != "" {
		full.Issuer = c.Issuer
	}
	if c.Secret != "" {
		full.Secret = c.Secret
	}
	var err error
	r.lab, err = NewProvider(full, lab, "/auth/oidc/school/back", func() time.Time { return r.at })
	if err != nil {
		r.t.Fatal(err)
	}
}

// back is what the browser brings back from the provider.
func (r *rig) back(d Departure) url.Values {
	r.t.Helper()
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	reply, err := c.Get(d.Redirect)
	if err != nil {
		r.t.Fatal(err)
	}
	reply.Body.Close()
	to, err := reply.Location()
	if err != nil {
		r.t.Fatalf("%d from the provider: %v", reply.StatusCode, err)
	}
	if !strings.HasPrefix(to.String(), lab+"/auth/oidc/school/back?") || to.Query().Get("state") != d.State {
		r.t.Errorf("the provider sends back to %s", to)
	}
	return to.Query()
}

func (r *rig) trip(again bool) (Identity, error) {
	r.t.Helper()
	d, err := r.lab.Leave(r.t.Context(), again)
	if err != nil {
		return Identity{}, err
	}
	return r.lab.Arrive(r.t.Context(), d.Kept, r.back(d))
}

func TestProviderSignsIn(t *testing.T) {
	r := newRig(t)
	r.Be(map[string]any{"sub": "ada", "given_name": "Ada", "family_name": "Lovelace", "email": "ada@school.example",
		"email_verified": true})
	who, err := r.trip(false)
	if want := (Identity{Issuer: r.URL, Subject: "ada", Name: "Ada " +
		"Lovelace", Email: "ada@school.example"}); err != nil ||
		who != want {
		t.Errorf("%+v, %v, want %+v", who, err, want)
	}
	asked := r.Asked()
	if asked.Get("scope") != "openid profile" || asked.Has("prompt") || len(asked.Get("code_challenge")) != 43 {
		t.Errorf("asked %v", asked)
	}
	for range 3 {
		if _, err := r.trip(false); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.Seen("/.well-known/openid-configuration"); n != 1 {
		t.Errorf("looked up %d times, want 1", n)
	}
	if n := r.Seen("/jwks"); n != 1 {
		t.Errorf("the keys were read %d times, want 1", n)
	}
}

// TestNamesFromElsewhere reads a name where the token has none, and believes no address of mail that nobody verified.
func TestNamesFromElsewhere(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		who, info   map[string]any
		name, email string
	}{
		{map[string]any{"sub": "a"}, map[string]any{"name": "Ada", "email": "a@x.example", "email_verified": "true"},
			"Ada", "a@x.example"},
		{map[string]any{"sub": "a"}, map[string]any{"name": "Ada", "email": "a@x.example"}, "Ada", ""},
		{map[string]any{"sub": "a"}, map[string]any{"name": "Eve", "sub": "eve"}, "", ""},
		{map[string]any{"sub": "a", "name": []string{"x"}, "preferred_username": "ada"}, nil, "ada", ""},
		{map[string]any{"sub": "a", "name": "Ada", "email": "a@x.example", "email_verified": false}, nil, "Ada", ""},
		{map[string]any{"sub": "a", "name": "Ada", "email": "a@x\n.example", "email_verified": true}, nil, "Ada", ""},
	} {
		r.Be(c.who)
		r.UserInfo = c.info
		if who, err := r.trip(false); err != nil || who.Name != c.name || who.Email != c.email {
			t.Errorf("%v and %v: %+v, %v", c.who, c.info, who, err)
		}
	}
}

// TestProvidersAreRefused has the provider, or somebody between, answer as it should not.
func TestProvidersAreRefused(t *testing.T) {
	claim := func(name string, value any) func(*rig) {
		return func(r *rig) { r.Claims = func(c map[string]any) { c[name] = value } }
	}
	back := func(name, value string) func(*rig) {
		return func(r *rig) { r.Back = func(q url.Values) { q.Set(name, value) } }
	}
	without := func(name string) func(*rig) {
		return func(r *rig) { r.Claims = func(c map[string]any) { delete(c, name) } }
	}
	token := func(value any) func(*rig) {
		return func(r *rig) { r.Token = func(v map[string]any) { v["id_token"] = value } }
	}
	alg := func(name string) func(*rig) {
		return func(r *rig) { r.Header = func(h map[string]any) { h["alg"] = name } }
	}
	says := func(name string, value func(*rig) any) func(*rig) {
		return func(r *rig) { r.Discovery = func(v map[string]any) { v[name] = value(r) } }
	}
	just := func(text string) func(*rig) any { return func(*rig) any { return text } }
	unix := func(d time.Duration) int64 { return noon.Add(d).Unix() }
	const much = 2 << 20
	for what, c := range map[string]struct {
		with func(*rig)
		code Code
	}{
		"iss of another":   {back("iss", "https://evil.example"), WrongIssuer},
		"iss with a slash": {func(r *rig) { back("iss", r.URL+"/")(r) }, WrongIssuer},
		"iss left out":     {func(r *rig) { r.Back = func(q url.Values) { q.Del("iss") } }, WrongIssuer},
		"access denied":    {back("error", "access_denied"), ProviderError},
		"down for repairs": {back("error", "temporarily_unavailable"), ProviderError},
		"an error of another": {func(r *rig) {
			r.Back = func(q url.Values) { q.Set("error", "x"); q.Set("iss", "y") }
		}, WrongIssuer},
		"no code":                  {func(r *rig) { r.Back = func(q url.Values) { q.Del("code") } }, NoCode},
		"a code without end":       {back("code", strings.Repeat("x", 5000)), NoCode},
		"a code of another":        {back("code", "stolen"), NotExchanged},
		"a wrong secret":           {func(r *rig) { r.know(ProviderConfig{Secret: "wrong"}) }, NotExchanged},
		"no token":                 {token(nil), NoToken},
		"a token that is a list":   {token([]int{1}), NoToken},
		"a token that is no JWT":   {token("x.y"), NotSigned},
		"signed by another":        {func(r *rig) { r.ForgeKey = true }, NotSigned},
		"not signed":               {alg("none"), NotSigned},
		"signed with a secret":     {alg("HS256"), NotSigned},
		"another access token":     {claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), NotSigned},
		"another issuer":           {claim("iss", "https://evil.example"), WrongIssuer},
		"no issuer":                {without("iss"), WrongIssuer},
		"another client":           {claim("aud", "other"), WrongAudience},
		"no client":                {without("aud"), WrongAudience},
		"several, and no party":    {claim("aud", []string{"other", signontest.ClientID}), WrongParty},
		"another party":            {claim("azp", "other"), WrongParty},
		"a party that is nobody":   {claim("azp", ""), WrongParty},
		"another nonce":            {claim("nonce", "x"), WrongNonce},
		"no nonce":                 {without("nonce"), WrongNonce},
		"no end":                   {without("exp"), NoTimes},
		"no begin":                 {without("iat"), NoTimes},
		"over":                     {claim("exp", unix(-2*time.Minute-time.Second)), Expired},
		"over since the beginning": {claim("exp", -1e300), Expired},
		"from later":               {claim("iat", unix(2*time.Minute+time.Second)), FromFuture},
		"not yet":                  {claim("nbf", unix(2*time.Minute+time.Second)), FromFuture},
		"old":                      {claim("iat", unix(-12*time.Minute-time.Second)), TooOld},
		"nobody":                   {without("sub"), NoPerson},
		"a person without end":     {claim("sub", strings.Repeat("x", 256)), NoPerson},
		"a person with a line":     {claim("sub", "a\nb"), NoPerson},
		"another name of itself":   {says("issuer", func(r *rig) any { return r.URL + "/" }), WrongIssuer},
		"keys elsewhere":           {says("jwks_uri", just("http://evil.example/")), BadProvider},
		"a page that is script":    {says("authorization_endpoint", just("javascript:x")), BadProvider},
		"no place for codes":       {says("token_endpoint", just("")), BadProvider},
		"a description too long":   {says("x", just(strings.Repeat("x", much))), Unreachable},
		"keys that do not come":    {says("jwks_uri", func(r *rig) any { return r.URL + "/nothing" }), Unreachable},
	} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t)
			c.with(r)
			_, err := r.trip(false)
			refused(t, what, err, c.code)
		})
	}
}

// TestAllowedAnswers lets differences through that mean no harm.
func TestAllowedAnswers(t *testing.T) {
	for what, with := range map[string]func(*rig){
		"iss left out by who never names itself": func(r *rig) {
			r.Discovery = func(v map[string]any) { delete(v, "authorization_response_iss_parameter_supported") }
			r.Back = func(q url.Values) { q.Del("iss") }
		},
		"several, and the party is the lab": func(r *rig) {
			r.Claims = func(c map[string]any) {
				c["aud"], c["azp"] = []string{"other", signontest.ClientID}, signontest.ClientID
			}
		},
		"a secret in the form": func(r *rig) {
			r.Discovery = func(v map[string]any) {
				v["token_endpoint_auth_methods_supported"] = []string{"client_secret_post"}
			}
		},
		"clocks two minutes apart": func(r *rig) { r.at = noon.Add(7 * time.Minute) },
		"times with a fraction": func(r *rig) {
			r.Claims = func(c map[string]any) {
				c["iat"], c["exp"] = float64(noon.Unix())+0.5, float64(noon.Unix())+60.25
			}
		},
		"no name anywhere": func(r *rig) { r.Be(map[string]any{"sub": "a"}) },
	} {
		r := newRig(t)
		with(r)
		if _, err := r.trip(false); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	r := newRig(t)
	r.at = noon.Add(7*time.Minute + time.Second)
	_, err := r.trip(false)
	refused(t, "clocks further apart", err, Expired)
}

// TestCodesAreForOneTrip mixes up what belongs to two.
func TestCodesAreForOneTrip(t *testing.T) {
	r := newRig(t)
	one, err := r.lab.Leave(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	two, err := r.lab.Leave(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if one.State == two.State || one.Secret == two.Secret || one.Cookie == two.Cookie || one.Kept == two.Kept ||
		!strings.HasPrefix(one.Cookie, "__Host-") {
		t.Errorf("two trips share something: %+v, %+v", one, two)
	}
	first := r.back(one)
	_, err = r.lab.Arrive(t.Context(), two.Kept, first)
	refused(t, "the code of one trip in another", err, NotExchanged)
	first = r.back(one)
	if _, err := r.lab.Arrive(t.Context(), one.Kept, first); err != nil {
		t.Fatal(err)
	}
	_, err = r.lab.Arrive(t.Context(), one.Kept, first)
	refused(t, "a code twice", err, NotExchanged)
	// A token of another trip, put in by a provider that mixes people up: the nonce tells.
	token := ""
	r.Token = func(v map[string]any) { token = v["id_token"].(string) }
	if _, err := r.trip(false); err != nil {
		t.Fatal(err)
	}
	r.Token = func(v map[string]any) { v["id_token"] = token }
	_, err = r.trip(false)
	refused(t, "the token of another trip", err, WrongNonce)
}

// TestSigningInAnew wants to know when somebody signed in who has to do it once more.
func TestSigningInAnew(t *testing.T) {
	r := newRig(t)
	if who, err := r.trip(true); err != nil || !who.At.Equal(noon) {
		t.Errorf("signed in anew at %v, %v", who.At, err)
	}
	if asked := r.Asked(); asked.Get("prompt") != "login" || asked.Get("max_age") != "600" {
		t.Errorf("asked %v", asked)
	}
	at := func(d time.Duration) { r.Claims = func(c map[string]any) { c["auth_time"] = noon.Add(d).Unix() } }
	at(-10*time.Minute + time.Second)
	if _, err := r.trip(true); err != nil {
		t.Error(err)
	}
	at(-10 * time.Minute)
	_, err := r.trip(true)
	refused(t, "not asked anew", err, NotAgain)
	if who, err := r.trip(false); err != nil || !who.At.Equal(noon.Add(-10*time.Minute)) {
		t.Errorf("signed in for the first time: %v, %v", who.At, err)
	}
	at(time.Minute)
	if who, err := r.trip(true); err != nil || who.At.After(noon) {
		t.Errorf("a clock ahead: %v, %v", who.At, err)
	}
	r.Claims = func(c map[string]any) { delete(c, "auth_time") }
	_, err = r.trip(true)
	refused(t, "a provider that does not say when", err, NoAuthTime)
	if !strings.Contains(err.Error(), "Sign in again another way") {
		t.Errorf("says %v", err)
	}
	if who, err := r.trip(false); err != nil || !who.At.IsZero() {
		t.Errorf("and was not asked: %v, %v", who.At, err)
	}
}

// TestProviderThatIsDown is asked when somebody comes, and not before; once it is up again it works.
func TestProviderThatIsDown(t *testing.T) {
	r := newRig(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + listener.Addr().String()
	listener.Close()
	r.know(ProviderConfig{Issuer: address})
	_, err = r.lab.Leave(t.Context(), false)
	refused(t, "nobody listens", err, Unreachable)
	if !strings.Contains(err.Error(), "School cannot be asked just now: it refuses the connection.") {
		t.Errorf("says %v", err)
	}
	up := false
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if up {
			http.Redirect(w, q, "/elsewhere", http.StatusFound)
			return
		}
		http.Error(w, "<h1>secret of the provider</h1>", http.StatusBadGateway)
	}))
	defer s.Close()
	r.know(ProviderConfig{Issuer: s.URL})
	_, err = r.lab.Leave(t.Context(), false)
	refused(t, "it is broken", err, Unreachable)
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("says what the provider says: %v", err)
	}
	up = true
	_, err = r.lab.Leave(t.Context(), false)
	refused(t, "it sends the lab around", err, Unreachable)

	held, release := make(chan struct{}, 8), make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		held <- struct{}{}
		select {
		case <-release:
		case <-q.Context().Done():
		}
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer slow.Close()
	r.know(ProviderConfig{Issuer: slow.URL})
	ctx, leave := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() { _, err := r.lab.Leave(ctx, false); refused(t, "who left", err, Unreachable) })
	}
	<-held
	leave() // ends the one that asks and those that wait for it
	group.Wait()
	if len(held) > 0 {
		t.Errorf("%d more asked the provider at the same time", len(held))
	}
	close(release)
}

// TestForeignHops sends a POST nowhere else: it holds the secret of the lab.
func TestForeignHops(t *testing.T) {
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		t.Errorf("somebody else got %s %s", q.Method, q.URL)
	}))
	defer thief.Close()
	hop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		http.Redirect(w, q, thief.URL, http.StatusTemporaryRedirect)
	}))
	defer hop.Close()
	r := newRig(t)
	r.Discovery = func(v map[string]any) { v["token_endpoint"] = hop.URL }
	_, err := r.trip(false)
	refused(t, "codes are taken elsewhere", err, NotExchanged)
	r.know(ProviderConfig{Issuer: hop.URL})
	_, err = r.trip(false)
	refused(t, "the description is elsewhere", err, Unreachable)
}

func TestProvidersNeedASite(t *testing.T) {
	for _, site := range []string{"", "http://lab.school.test"} {
		if _, err := NewProvider(ProviderConfig{Title: "School"}, site, "/back", time.Now); err == nil ||
			!strings.Contains(err.Error(), "--url") {
			t.Errorf("at %q: %v", site, err)
		}
	}
}
