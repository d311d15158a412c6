package lti

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	setFresh     = time.Hour       // a key set is fetched anew after that, so that a withdrawn key is dropped
	setStale     = 24 * time.Hour  // and is used so long where its host cannot be reached
	setPause     = time.Minute     // between two fetches because of an unknown key
	setPauseFail = 5 * time.Second // between two tries at a host that gave no key set
	maxKeyBits   = 8192            // a larger modulus costs more time than a launch may
)

// keySet are the public keys of a platform by kid. Twice holds the names that two different keys bear.
type keySet struct {
	keys  map[string]*rsa.PublicKey
	twice map[string]bool
}

// keySets remembers the key sets of all platforms by their address.
type keySets struct {
	mu  sync.Mutex
	all map[string]*remembered
}

type remembered struct {
	set        *keySet // nil before the first one arrived
	got, tried time.Time
	failed     error         // of the last try, as a *Refusal
	running    chan struct{} // closed when the fetch under way has ended; nil without one
}

// key finds the key of a platform by its name (sec 6.3). A name that is unknown makes it fetch the set again, at most
// once a minute whatever is asked for; all who wait share one fetch.
func (t *Tool) key(ctx context.Context, p Platform, kid string) (*rsa.PublicKey, error) {
	for {
		t.sets.mu.Lock()
		if t.sets.all == nil {
			t.sets.all = map[string]*remembered{}
		}
		m := t.sets.all[p.JWKSURL]
		if m == nil {
			m = &remembered{}
			t.sets.all[p.JWKSURL] = m
		}
		now := t.Now()
		set, age, due := m.set, now.Sub(m.got), m.due(now)
		if set != nil && age <= setStale && (age <= setFresh || !due) {
			if key := set.keys[kid]; key != nil || set.twice[kid] || !due {
				t.sets.mu.Unlock()
				return known(p, kid, key, set.twice[kid])
			}
		}
		if !due {
			failed := m.failed
			t.sets.mu.Unlock()
			return nil, failed
		}
		if m.running == nil {
			m.running = make(chan struct{})
			// The first who asks may give up; the others still want the answer.
			go t.refetch(context.WithoutCancel(ctx), p, m)
		}
		running := m.running
		t.sets.mu.Unlock()
		select {
		case <-running:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// due says whether the set may be fetched now. While a fetch runs it may be waited for.
func (m *remembered) due(now time.Time) bool {
	pause := setPause
	if m.failed != nil {
		pause = setPauseFail
	}
	return m.running != nil || m.tried.IsZero() || now.Sub(m.tried) >= pause || now.Before(m.tried)
}

func (t *Tool) refetch(ctx context.Context, p Platform, m *remembered) {
	set, err := t.fetchKeys(ctx, p)
	t.sets.mu.Lock()
	defer t.sets.mu.Unlock()
	m.tried, m.failed = t.Now(), err
	if err == nil {
		m.set, m.got = set, m.tried
	}
	close(m.running)
	m.running = nil
}

func known(p Platform, kid string, key *rsa.PublicKey, twice bool) (*rsa.PublicKey, error) {
	switch {
	case twice:
		return nil, refuse(KeyTwice, "The LMS publishes two different keys under the name “%s”, so we cannot tell "+
			"which one signed. Its administrator removes one of them at %s.", clip(kid, 60), hostOf(p.JWKSURL))
	case key == nil:
		return nil, refuse(KeyUnknown, "The message from the LMS is signed with a key, “%s”, that %s does not "+
			"publish. Open the link again in a minute; if that does not help, the operator of this lab checks the "+
			"address of the keys.", clip(kid, 60), hostOf(p.JWKSURL))
	}
	return key, nil
}

func (t *Tool) fetchKeys(ctx context.Context, p Platform) (*keySet, error) {
	const out = "Open the link again in a minute; if that does not help, tell the operator of this lab."
	a, err := t.fetch(ctx, call{method: http.MethodGet, url: p.JWKSURL, accept: "application/json", limit: maxDocument})
	if err != nil {
		return nil, refuse(KeysUnreachable, "We cannot read the keys of the LMS at %s: %s. %s", hostOf(p.JWKSURL),
			reason(err), out)
	}
	if !a.ok() {
		return nil, refuse(KeysUnreachable, "We cannot read the keys of the LMS at %s: it answers with status %d. %s",
			hostOf(p.JWKSURL), a.status, out)
	}
	set, err := parseKeySet(a.body)
	if err != nil {
		return nil, refuse(KeysUnreachable, "We cannot read the keys of the LMS at %s: it sends no key set. %s",
			hostOf(p.JWKSURL), out)
	}
	return set, nil
}

// parseKeySet reads a JWK set (RFC 7517 section 5). Only RSA keys for signing that may go with RS256 are kept; others
// are for somebody else. It reads the two numbers of a key itself because the example of sec 6.3 pads them, which
// strict readers refuse.
func parseKeySet(body []byte) (*keySet, error) {
	var document struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(body, &document); err != nil {
		return nil, err
	}
	if document.Keys == nil {
		return nil, errors.New("no keys")
	}
	set := &keySet{map[string]*rsa.PublicKey{}, map[string]bool{}}
	for _, raw := range document.Keys {
		var k struct {
			Type loose `json:"kty"`
			ID   loose `json:"kid"`
			Use  loose `json:"use"`
			Alg  loose `json:"alg"`
			N    loose `json:"n"`
			E    loose `json:"e"`
		}
		if json.Unmarshal(raw, &k) != nil || k.Type != "RSA" || k.ID == "" || k.Use != "" && k.Use != "sig" ||
			k.Alg != "" && k.Alg != "RS256" {
			continue
		}
		key := rsaKey(string(k.N), string(k.E))
		if key == nil {
			continue
		}
		if had := set.keys[string(k.ID)]; had != nil && !had.Equal(key) {
			set.twice[string(k.ID)] = true
		}
		set.keys[string(k.ID)] = key
	}
	for kid := range set.twice {
		delete(set.keys, kid)
	}
	return set, nil
}

// rsaKey builds a key of RFC 7518 section 6.3.1. It gives nil for what is no key, and for weak or costly sizes.
func rsaKey(n, e string) *rsa.PublicKey {
	modulus, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(n, "="))
	if err != nil {
		return nil
	}
	exponent, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(e, "="))
	if err != nil || len(exponent) > 4 {
		return nil
	}
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: int(new(big.Int).SetBytes(exponent).Int64())}
	if bits := key.N.BitLen(); bits < keyBits || bits > maxKeyBits || key.E < 3 || key.E%2 == 0 || key.E > 1<<31-1 {
		return nil
	}
	return key
}
