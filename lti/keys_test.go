package lti_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tradeofflab/lti"
	"tradeofflab/lti/ltitest"
)

func TestKeyRoundTrip(t *testing.T) {
	k := toolKey()
	text, err := k.PEM()
	if err != nil {
		t.Fatal(err)
	}
	back, err := lti.ParseKey(text, k.Made, noon)
	if err != nil || back.ID != k.ID || !back.Made.Equal(k.Made) || !back.Retired.Equal(noon) {
		t.Errorf("ParseKey = %+v, %v", back, err)
	}
	for _, bad := range []string{"", "x", strings.Replace(text, "PRIVATE", "PUBLIC", 2),
		"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		// An Ed25519 key.
		"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n" +
			"-----END PRIVATE KEY-----\n"} {
		if k, err := lti.ParseKey(bad, noon, noon); err == nil || strings.Contains(err.Error(), "MC4C") {
			t.Errorf("ParseKey(%q) = %v, %v", bad, k.ID, err)
		}
	}
}

// TestJWKS serves keys in use and those retired in the last 30 days, and never a private number.
func TestJWKS(t *testing.T) {
	r := newRig(t)
	k := toolKey()
	for _, tt := range []struct {
		retired time.Time
		want    int
	}{
		{time.Time{}, 1}, {noon, 1}, {noon.Add(-30 * 24 * time.Hour), 1}, {noon.Add(-30*24*time.Hour - time.Second), 0},
	} {
		k.Retired = tt.retired
		r.store.keys = lti.Keys{k}
		text, err := r.tool.JWKS(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var set struct{ Keys []map[string]any }
		if err := json.Unmarshal(text, &set); err != nil || set.Keys == nil || len(set.Keys) != tt.want {
			t.Errorf("retired %v: %s, %v; want %d keys", tt.retired, text, err, tt.want)
		}
		for _, key := range set.Keys {
			if key["kid"] != k.ID || key["alg"] != "RS256" || key["use"] != "sig" || key["kty"] != "RSA" ||
				len(key) != 6 {
				t.Errorf("key %v", key)
			}
		}
	}
}

// TestSignsWithTheNewestKey rotates keys: the newest one in use signs, and without one nothing is signed.
func TestSignsWithTheNewestKey(t *testing.T) {
	r := newRig(t)
	second, err := lti.NewKey(noon)
	if err != nil {
		t.Fatal(err)
	}
	send := func() lti.Reply {
		t.Helper()
		reply, err := r.tool.SendScore(t.Context(), r.access(), r.lms.AddColumn("x", 1, "x", ""),
			lti.Score{Subject: "4", Points: 1, Max: 1, At: noon})
		if err != nil {
			t.Fatal(err)
		}
		return reply
	}
	r.store.keys = lti.Keys{second, toolKey()}
	published := lti.Keys{second}
	r.lms.Keys = func() ([]byte, error) { // the LMS has seen the newer key alone
		return keysOf(t, r, published)
	}
	if reply := send(); reply.Outcome != lti.Done {
		t.Errorf("score signed with the newest key: %+v", reply)
	}
	second.Retired = noon
	r.store.keys = lti.Keys{second}
	r.clock.add(2 * time.Hour)
	if _, err := r.tool.SendScore(t.Context(), r.access(), r.lms.URL, lti.Score{Subject: "4", Max: 1}); err == nil {
		t.Error("signed with a retired key")
	}
}

func keysOf(t *testing.T, r *rig, keys lti.Keys) ([]byte, error) {
	tool, err := lti.New(lti.Config{Origin: origin, Store: &memory{keys: keys}, Now: r.clock.now})
	if err != nil {
		return nil, err
	}
	return tool.JWKS(t.Context())
}

// TestUnknownKeysAreFetchedOnceAMinute lets 100 browsers come at the same time with a key that nobody knows.
func TestUnknownKeysAreFetchedOnceAMinute(t *testing.T) {
	r := newRig(t)
	storm := func() {
		t.Helper()
		var all sync.WaitGroup
		for range 100 {
			f := r.answered(r.login(r.lms.Begin("4", "1")), header("kid", "unknown"))
			all.Go(func() {
				if _, err := r.tool.Launch(t.Context(), f, r.cookie); err == nil {
					t.Error("launched with an unknown key")
				}
			})
		}
		all.Wait()
	}
	fetched := func(want int) {
		t.Helper()
		if got := r.lms.Requests("GET /mod/lti/certs.php"); got != want {
			t.Errorf("fetched the keys %d times, want %d", got, want)
		}
	}
	storm()
	fetched(1)
	r.clock.add(time.Minute - time.Second)
	storm()
	fetched(1)
	if _, err := r.launch(r.lms.Begin("4", "1")); err != nil { // the known key needs no fetch
		t.Error(err)
	}
	fetched(1)
	r.clock.add(time.Second)
	storm()
	fetched(2)
}

// TestNewKeyOfTheLMS changes the key: the first launch with it fetches the set, after the pause.
func TestNewKeyOfTheLMS(t *testing.T) {
	r := newRig(t)
	if _, err := r.launch(r.lms.Begin("4", "1")); err != nil {
		t.Fatal(err)
	}
	r.lms.AddKey(ltitest.JWK(&ltitest.OtherKey().PublicKey, "second"))
	rotated := func(m *ltitest.Message) { m.Header["kid"], m.Key = "second", ltitest.OtherKey() }
	if _, err := r.launch(r.lms.Begin("4", "1"), rotated); err == nil {
		t.Error("knows a key before the pause is over")
	}
	r.clock.add(time.Minute)
	if _, err := r.launch(r.lms.Begin("4", "1"), rotated); err != nil {
		t.Error(err)
	}
}

// TestKeysGrowOld fetches the set anew after an hour, uses the old one for a day where it must, and no longer.
func TestKeysGrowOld(t *testing.T) {
	r := newRig(t)
	open := func() error {
		_, err := r.launch(r.lms.Begin("4", "1"))
		return err
	}
	fetched := func(want int) {
		t.Helper()
		if got := r.lms.Requests("GET /mod/lti/certs.php"); got != want {
			t.Errorf("fetched the keys %d times, want %d", got, want)
		}
	}
	if err := open(); err != nil {
		t.Fatal(err)
	}
	r.clock.add(time.Hour)
	if err := open(); err != nil {
		t.Error(err)
	}
	fetched(1)
	r.clock.add(time.Second)
	if err := open(); err != nil {
		t.Error(err)
	}
	fetched(2)
	breakKeys(http.StatusBadGateway, "")(r)
	r.clock.add(2 * time.Hour)
	for range 3 { // within the five seconds after a failure
		if err := open(); err != nil {
			t.Errorf("keys of two hours ago: %v", err)
		}
	}
	fetched(3)
	r.clock.add(23 * time.Hour)
	if code, _ := r.said(open()); code != lti.KeysUnreachable {
		t.Errorf("keys of a day ago: %s", code)
	}
	fetched(4)
	if code, _ := r.said(open()); code != lti.KeysUnreachable {
		t.Errorf("right after: %s", code)
	}
	fetched(4)
	r.lms.Before = nil
	r.clock.add(5 * time.Second)
	if err := open(); err != nil {
		t.Errorf("five seconds after a failure: %v", err)
	}
}

// TestOneGivesUpOthersWait ends the request of who asked first; a second one still gets the keys from that fetch.
func TestOneGivesUpOthersWait(t *testing.T) {
	r := newRig(t)
	asked, goOn := make(chan bool), make(chan bool)
	r.lms.Before = func(_ http.ResponseWriter, q *http.Request) bool {
		if strings.HasSuffix(q.URL.Path, "certs.php") {
			asked <- true
			<-goOn
		}
		return false
	}
	first, second := r.answered(r.login(r.lms.Begin("4", "1"))), r.answered(r.login(r.lms.Begin("4", "1")))
	ctx, cancel := contextOf(t)
	gaveUp, launched := make(chan error), make(chan error)
	go func() {
		_, err := r.tool.Launch(ctx, first, r.cookie)
		gaveUp <- err
	}()
	<-asked
	cancel()
	if err := <-gaveUp; err == nil {
		t.Error("launched without keys")
	}
	go func() {
		_, err := r.tool.Launch(t.Context(), second, r.cookie)
		launched <- err
	}()
	goOn <- true
	if err := <-launched; err != nil {
		t.Error(err)
	}
	if got := r.lms.Requests("GET /mod/lti/certs.php"); got != 1 {
		t.Errorf("fetched the keys %d times, want once", got)
	}
}
