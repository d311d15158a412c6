package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"sync"
	"testing"
	"time"

	"tradeofflab/store"
)

// crowd enrols learners who are signed in, without the pages to join.
func (s *school) crowd(n int) (browsers []*guest) {
	s.t.Helper()
	ctx := context.Background()
	for i := range n {
		name := fmt.Sprint("Learner ", i)
		id, err := s.Store.AddAccount(ctx, store.Account{Name: name})
		if err != nil {
			s.t.Fatal(err)
		}
		if _, err := s.Store.Enrol(ctx, store.Enrolment{Class: s.class.ID, Person: id, Role: "learner", Name: name,
			State: store.Active, Source: "test"}, store.By{}); err != nil {
			s.t.Fatal(err)
		}
		token, err := s.Store.StartSession(ctx, "", store.Session{Person: id, Kind: store.SignedSession})
		if err != nil {
			s.t.Fatal(err)
		}
		g := s.guest(s.t)
		u, err := url.Parse(s.URL)
		if err != nil {
			s.t.Fatal(err)
		}
		g.http.Jar.SetCookies(u, []*http.Cookie{{Name: "lab", Value: token}})
		browsers = append(browsers, g)
	}
	return browsers
}

// TestThreeHundredGuess lets a lecture hall behind one address guess at once, with a stream to each: none is turned
// away, the teacher's page counts all of them, everybody is told of the reveal, and it costs little.
func TestThreeHundredGuess(t *testing.T) {
	n := 300
	if underRace {
		n = 40 // each stream costs twenty times as much, and two would show a race
	}
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	learners := s.crowd(n)
	round := s.ask(modulo)
	before := used()
	goroutines := runtime.NumGoroutine()
	teacher := s.teacher.listen(s.path("/live/events?group="), nil)
	defer teacher.end()
	streams := make([]*stream, n)
	for i, l := range learners {
		streams[i] = l.listen(s.path("/live/events"), nil)
		defer streams[i].end()
		if streams[i].reply.StatusCode != http.StatusOK {
			t.Fatalf("stream %d: %d", i, streams[i].reply.StatusCode)
		}
	}
	var all sync.WaitGroup
	for i, l := range learners {
		all.Go(func() {
			if a := l.get(s.path("/live")); a.Code != http.StatusOK {
				t.Errorf("page %d: %d", i, a.Code)
			}
			a := l.post(s.path(round+"/guess"), url.Values{"guess": {fmt.Sprint(i % 101)}})
			if a.Code != http.StatusSeeOther {
				t.Errorf("guess %d: %d", i, a.Code)
			}
		})
	}
	all.Wait()
	teacher.until(t, "that all have guessed", counts(n, n))
	// both ends of a stream are here: three goroutines of the client and two of the server, and as many for the form
	if more := runtime.NumGoroutine() - goroutines; more > 8*n {
		t.Errorf("%d goroutines for %d learners", more, n)
	}
	if more := used() - before; more > 100<<20 {
		t.Errorf("%d MB for %d learners", more>>20, n)
	}
	s.closeRound(round, "reveal")
	for _, one := range streams {
		one.until(t, "the reveal", in("shown"))
	}
	all = sync.WaitGroup{}
	for i, l := range learners { // as the pages do when they are told
		all.Go(func() {
			a := l.do("GET", s.path("/live"), "", map[string]string{"X-Fragment": "live"})
			if a.Code != http.StatusOK {
				t.Errorf("page %d after the reveal: %d", i, a.Code)
			}
		})
	}
	all.Wait()
	guesses, err := s.Store.Guesses(context.Background(), round[len("/live/"):])
	if err != nil || len(guesses) != n {
		t.Errorf("%d guesses are kept, %v", len(guesses), err)
	}
}

// used is the memory in use.
func used() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
