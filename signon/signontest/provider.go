// Package signontest is a provider of OpenID Connect for tests. It signs everybody in as one person without a question,
// and can be told to answer as no provider should.
package signontest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

// Who the lab is at the provider.
const (
	ClientID = "lab"
	Secret   = "a secret of the lab"
)

// Provider is the provider. The functions change what it says, each nil for none.
type Provider struct {
	URL       string // the issuer
	Discovery func(map[string]any)
	Back      func(url.Values)     // in the address that it sends people back to
	Claims    func(map[string]any) // of the ID token
	Token     func(map[string]any) // of the answer to a code
	Header    func(map[string]any) // of the signature
	UserInfo  map[string]any       // "sub" is added where it is missing
	ForgeKey  bool                 // sign with a key that nobody publishes

	t     testing.TB
	now   func() time.Time
	mu    sync.Mutex
	who   map[string]any
	codes map[string]url.Values // code → the request that it answers
	seen  map[string]int        // requests by path
	asked url.Values            // the last request to sign somebody in
}

// keys are made once for all tests: making one takes long. The second is published by nobody.
var keys = sync.OnceValue(func() (k [2]*rsa.PrivateKey) {
	for i := range k {
		var err error
		if k[i], err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			panic(err)
		}
	}
	return k
})

// Start starts a provider on this machine, with a clock. It ends with the test.
func Start(t testing.TB, now func() time.Time) *Provider {
	t.Helper()
	p := &Provider{t: t, now: now, codes: map[string]url.Values{}, seen: map[string]int{},
		who: map[string]any{"sub": "ada", "name": "Ada Lovelace"}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /jwks", p.jwks)
	mux.HandleFunc("GET /userinfo", p.userinfo)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.seen[r.URL.Path]++
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	p.URL = s.URL
	return p
}

// Be signs everybody in as a person from now on, with these claims.
func (p *Provider) Be(who map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.who = who
}

// Seen counts the requests to a path.
func (p *Provider) Seen(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[path]
}

// Asked is the last request to sign somebody in.
func (p *Provider) Asked() url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

func change(v map[string]any, by func(map[string]any)) map[string]any {
	if by != nil {
		by(v)
	}
	return v
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, change(map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize",
		"token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/jwks", "userinfo_endpoint": p.URL + "/userinfo",
		"id_token_signing_alg_values_supported":          []string{"RS256"},
		"authorization_response_iss_parameter_supported": true}, p.Discovery))
}

func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p.asked = q
	if q.Get("client_id") != ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" ||
		q.Get("state") == "" || q.Get("nonce") == "" {
		http.Error(w, "not a request of the lab: "+r.URL.RawQuery, http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.codes[code] = q
	back := url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.URL}}
	if p.Back != nil {
		p.Back(back)
	}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusSeeOther)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	} else {
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	}
	if id != ClientID || secret != Secret {
		reply(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	asked, ok := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	if !ok || oauth2.S256ChallengeFromVerifier(r.PostFormValue("code_verifier")) != asked.Get("code_challenge") ||
		r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") {
		reply(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{"iss": p.URL, "aud": ClientID, "nonce": asked.Get("nonce"), "iat": p.now().Unix(),
		"exp": p.now().Add(5 * time.Minute).Unix()}
	maps.Copy(claims, p.who)
	if asked.Get("max_age") != "" {
		claims["auth_time"] = p.now().Unix()
	}
	reply(w, http.StatusOK, change(map[string]any{"access_token": "access", "token_type": "Bearer",
		"id_token": p.Sign(change(claims, p.Claims))}, p.Token))
}

// Sign makes a token of claims.
func (p *Provider) Sign(claims map[string]any) string {
	key := keys()[0]
	if p.ForgeKey {
		key = keys()[1]
	}
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			p.t.Error(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	text := part(change(map[string]any{"alg": "RS256", "kid": "one"}, p.Header)) + "." + part(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func (p *Provider) jwks(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]any{"keys": []any{map[string]string{"kty": "RSA", "kid": "one", "alg": "RS256",
		"use": "sig", "n": base64.RawURLEncoding.EncodeToString(keys()[0].N.Bytes()), "e": "AQAB"}}})
}

func (p *Provider) userinfo(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer access" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	all := map[string]any{"sub": fmt.Sprint(p.who["sub"])}
	maps.Copy(all, p.UserInfo)
	reply(w, http.StatusOK, all)
}
