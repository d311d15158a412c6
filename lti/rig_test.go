package lti_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tradeofflab/lti"
	"tradeofflab/lti/ltitest"
)

// origin is where the lab is in the recorded messages too.
const origin = "http://localhost:18091"

// noon is when all tests happen.
var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

// clock stands still until a test moves it.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// memory is a store that forgets with its test.
type memory struct {
	mu        sync.Mutex
	platforms []lti.Platform
	states    map[string]lti.State
	allowed   map[string]bool // by deployment
	keys      lti.Keys
	broken    error // of every call
}

func (m *memory) Platforms(_ context.Context, issuer string) ([]lti.Platform, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []lti.Platform
	for _, p := range m.platforms {
		if p.Issuer == issuer {
			out = append(out, p)
		}
	}
	return out, m.broken
}

func (m *memory) Spend(_ context.Context, hash string) (lti.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.states[hash]
	delete(m.states, hash)
	if !ok && m.broken == nil {
		return s, lti.ErrNoState
	}
	return s, m.broken
}

func (m *memory) Allowed(_ context.Context, _ lti.Platform, deployment string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.allowed[deployment], m.broken
}

func (m *memory) Keys(context.Context) (lti.Keys, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.keys, m.broken
}

// toolKey is made once: making a key takes long.
var toolKey = sync.OnceValue(func() lti.Key {
	k, err := lti.NewKey(noon.Add(-24 * time.Hour))
	if err != nil {
		panic(err)
	}
	return k
})

// rig is an LMS, the tool, and a browser that keeps cookies.
type rig struct {
	*testing.T
	lms     *ltitest.LMS
	tool    *lti.Tool
	store   *memory
	clock   *clock
	cookies map[string]string
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{T: t, clock: &clock{at: noon}, cookies: map[string]string{},
		store: &memory{states: map[string]lti.State{}, allowed: map[string]bool{"1": true}, keys: lti.Keys{toolKey()}}}
	tool, err := lti.New(lti.Config{Origin: origin, Name: "Tradeoff Lab", Description: "Assignments on tradeoffs.",
		Private: true, Store: r.store, Now: r.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	r.tool = tool
	r.lms = ltitest.Start(t, origin, r.clock.now)
	r.lms.Keys = func() ([]byte, error) { return tool.JWKS(context.Background()) }
	r.store.platforms = []lti.Platform{r.platform()}
	r.lms.AddLink("Consistent hashing", origin+"/lti/launch?x=hashing", map[string]string{"exercise": "hashing"})
	return r
}

func (r *rig) platform() lti.Platform {
	return lti.Platform{Issuer: r.lms.URL, ClientID: r.lms.ClientID, AuthURL: r.lms.AuthURL(),
		TokenURL: r.lms.TokenURL(),
		JWKSURL:  r.lms.JWKSURL()}
}

func (r *rig) access() lti.Access { return lti.Access{Platform: r.platform(), Deployment: "1"} }

// login does what a browser and the web side do with the begin of a login, and gives where it goes on.
func (r *rig) login(begin url.Values) string {
	r.Helper()
	l, err := r.tool.Login(r.Context(), begin)
	if err != nil {
		r.Fatalf("Login(%v): %v", begin, err)
	}
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	r.store.states[l.State.Hash] = l.State
	r.cookies[l.Cookie] = l.Secret
	return l.Redirect
}

// answered is what the LMS makes of a request.
func (r *rig) answered(request string, change ...func(*ltitest.Message)) url.Values {
	r.Helper()
	form, err := r.lms.Answer(request, change...)
	if err != nil {
		r.Fatal(err)
	}
	return form
}

func (r *rig) cookie(name string) string {
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	return r.cookies[name]
}

// launch opens a link as a user.
func (r *rig) launch(begin url.Values, change ...func(*ltitest.Message)) (*lti.Launch, error) {
	r.Helper()
	return r.tool.Launch(r.Context(), r.answered(r.login(begin), change...), r.cookie)
}

// said gives code and sentence of a refusal, with a fixed name for the host of the LMS.
func (r *rig) said(err error) (lti.Code, string) {
	r.Helper()
	var refusal *lti.Refusal
	if !errors.As(err, &refusal) {
		r.Fatalf("error %v (%T), want a refusal", err, err)
	}
	return refusal.Code, r.named(refusal.Message)
}

func (r *rig) named(text string) string {
	if r.lms == nil {
		return text
	}
	return strings.ReplaceAll(text, strings.TrimPrefix(r.lms.URL, "http://"), "lms.example")
}
