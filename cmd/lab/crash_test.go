package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tradeofflab/exercises"
	"tradeofflab/store"
)

// TestKilledTenTimes keeps submissions in flight while the lab is killed without warning ten times. What was
// acknowledged must be stored and graded once, and its grade must be that of the answers that were sent.
func TestKilledTenTimes(t *testing.T) {
	const kills, inFlight, learners, each = 10, 200, 8, 25
	db := filepath.Join(t.TempDir(), "lab.db")
	random := rand.New(rand.NewPCG(6, 10))
	var tokens []string
	for range learners {
		tokens = append(tokens, store.NewToken())
	}
	var address atomic.Pointer[string]
	var mu sync.Mutex
	acknowledged := map[string]bool{} // id → whether the right answer was sent
	sent := map[string]bool{}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	web := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: inFlight},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	p := serve(t, db)
	address.Store(&p.URL)
	var workers sync.WaitGroup
	for w := range inFlight {
		workers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				id, right := fmt.Sprintf("crash-%03d-%06d-learner", w, n), (w+n)%2 == 0
				mu.Lock()
				sent[id] = true
				mu.Unlock()
				// A learner who gets no answer sends the same form again.
				for ctx.Err() == nil && !submit(ctx, web, *address.Load(), tokens[w%learners], id, right) {
					time.Sleep(time.Duration(20+w) * time.Millisecond)
				}
				if ctx.Err() == nil {
					mu.Lock()
					acknowledged[id] = right
					mu.Unlock()
				}
			}
		})
	}
	// On a busy machine it takes a while until answers flow again: a kill before that would prove nothing.
	flowing := func() {
		t.Helper()
		count := func() int {
			mu.Lock()
			defer mu.Unlock()
			return len(acknowledged)
		}
		enough := count() + each
		for deadline := time.Now().Add(time.Minute); count() < enough; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("fewer than %d submissions were acknowledged in a minute", each)
			}
		}
	}
	for range kills {
		flowing()
		time.Sleep(time.Duration(random.IntN(500)) * time.Millisecond)
		p.cmd.Process.Kill()
		p.cmd.Wait()
		p = serve(t, db)
		address.Store(&p.URL)
	}
	flowing()
	stop()
	workers.Wait()
	p.cmd.Process.Kill() // once more, with whatever is still being graded
	p.cmd.Wait()
	serve(t, db)

	s, err := store.Open(context.Background(), db)
	if err != nil {
		t.Fatalf("open the database after the kills: %v", err)
	}
	defer s.Close()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		left, err := s.Ungraded(context.Background(), 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("submissions are still without a grade 30 s after the last start, such as %s", left[0].ID)
		}
	}
	stored := map[string]store.Attempt{}
	for _, token := range tokens {
		found, err := s.Session(context.Background(), token)
		if err != nil {
			continue // nothing of this learner arrived
		}
		attempts, err := s.Attempts(context.Background(), found.Person, "hashing")
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range attempts {
			if _, twice := stored[a.ID]; twice {
				t.Errorf("%s is stored twice", a.ID)
			}
			if !sent[a.ID] {
				t.Errorf("%s was never sent", a.ID)
			}
			stored[a.ID] = a
		}
	}
	for id, right := range acknowledged {
		a, ok := stored[id]
		if !ok {
			t.Errorf("%s was acknowledged and is lost", id)
			continue
		}
		if a.Grade == nil || a.Grade.Fault {
			t.Errorf("%s has no grade", id)
			continue
		}
		var v exercises.Verdict
		if err := json.Unmarshal([]byte(a.Grade.Verdict), &v); err != nil {
			t.Errorf("%s: verdict: %v", id, err)
			continue
		}
		part, _ := v.Part("modulo")
		if part.Solved() != right {
			t.Errorf("%s: solved %v, want %v", id, part.Solved(), right)
		}
	}
	t.Logf("%d sent, %d acknowledged, %d stored over %d kills", len(sent), len(acknowledged), len(stored), kills+1)
}

// submit hands in and reports whether the lab acknowledged it.
func submit(ctx context.Context, c *http.Client, base, token, id string, right bool) bool {
	answer := "3000"
	if right {
		answer = "3200"
	}
	form := url.Values{"variant": {"0"}, "submission": {id}, "p.modulo": {answer}}
	r, err := http.NewRequestWithContext(ctx, "POST", base+"/exercises/hashing", strings.NewReader(form.Encode()))
	if err != nil {
		return false
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "lab", Value: token})
	reply, err := c.Do(r)
	if err != nil {
		return false
	}
	defer reply.Body.Close()
	io.Copy(io.Discard, reply.Body)
	return reply.StatusCode == http.StatusSeeOther && strings.Contains(reply.Header.Get("Location"), id)
}
