package main

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeofflab/store"
	"tradeofflab/store/storetest"
)

// hall is a class with a teacher and a learner who are signed in.
type hall struct {
	path             string // of its live rounds
	teacher, learner *http.Client
}

// newHall makes a class in a database, with sessions that are good at every process that shares it.
func newHall(t *testing.T, db string, at ...*process) hall {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	person := func(name, can string) (string, *http.Client) {
		id, err := s.AddAccount(ctx, store.Account{Name: name, Can: can})
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.StartSession(ctx, "", store.Session{Person: id, Kind: store.SignedSession})
		if err != nil {
			t.Fatal(err)
		}
		c := client(t)
		c.Timeout = 0 // a stream lasts
		for _, p := range at {
			u, err := url.Parse(p.URL)
			if err != nil {
				t.Fatal(err)
			}
			c.Jar.SetCookies(u, []*http.Cookie{{Name: "lab", Value: token}})
		}
		return id, c
	}
	ada, teacher := person("Ada", store.Teacher)
	budi, learner := person("Budi", "")
	class, err := s.AddClass(ctx, store.Class{Title: "Storage 1", Zone: "UTC", Code: "ABCDEFGH"},
		store.Account{ID: ada, Name: "Ada"}, store.By{Person: ada})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Enrol(ctx, store.Enrolment{Class: class, Person: budi, Role: "learner", Name: "Budi",
		State: store.Active, Source: "test"}, store.By{Person: ada}); err != nil {
		t.Fatal(err)
	}
	return hall{"/classes/" + class + "/live", teacher, learner}
}

// listen opens a stream; its lines come out of the channel, which is closed at its end.
func listen(t *testing.T, c *http.Client, address string) <-chan string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	reply, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if reply.StatusCode != http.StatusOK {
		t.Fatalf("the stream answers %d", reply.StatusCode)
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		defer reply.Body.Close()
		for all := bufio.NewScanner(reply.Body); all.Scan(); {
			lines <- all.Text()
		}
	}()
	return lines
}

// told waits for a line with some words.
func told(t *testing.T, lines <-chan string, words string) {
	t.Helper()
	enough := time.After(time.Minute)
	for {
		select {
		case line, more := <-lines:
			if !more {
				t.Fatalf("the stream ended before it told %s", words)
			}
			if strings.Contains(line, words) {
				return
			}
		case <-enough:
			t.Fatalf("after a minute the stream has not told %s", words)
		}
	}
}

// TestLiveAtTwoProcesses asks at one process and guesses at another: what is done at one shows at the other.
func TestLiveAtTwoProcesses(t *testing.T) {
	db := storetest.Postgres(t)
	a, b := serve(t, db), serve(t, db)
	h := newHall(t, db, a, b)
	learner := listen(t, h.learner, b.URL+h.path+"/events")
	r := post(t, h.teacher, a.URL+h.path, url.Values{"place": {"lessons/hashing/guess-modulo"}})
	if r.StatusCode != http.StatusSeeOther {
		t.Fatalf("to ask: %d", r.StatusCode)
	}
	round := r.Header.Get("Location")
	teacher := listen(t, h.teacher, a.URL+h.path+"/events?group=")
	told(t, teacher, `"guesses":0,"learners":1`)
	told(t, learner, `"state":"open"`)
	if r := post(t, h.learner, b.URL+round+"/guess", url.Values{"guess": {"80"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("to guess: %d", r.StatusCode)
	}
	told(t, teacher, `"guesses":1,"learners":1`)
	if r := post(t, h.teacher, a.URL+round, url.Values{"act": {"reveal"}, "version": {"1"}}); r.StatusCode !=
		http.StatusSeeOther {
		t.Fatalf("to reveal: %d", r.StatusCode)
	}
	told(t, learner, `"state":"shown"`)
	if page := body(t, h.learner, b.URL+h.path); !strings.Contains(page, "1 of 1 guess is right") {
		t.Error("the other process does not show the reveal")
	}
}

// TestServeStopsWithStreams: a lab that is told to end does not wait for those who listen, and tells them by ending.
func TestServeStopsWithStreams(t *testing.T) {
	db := filepath.Join(t.TempDir(), "lab.db")
	p := serve(t, db)
	h := newHall(t, db, p)
	lines := listen(t, h.learner, p.URL+h.path+"/events")
	told(t, lines, "retry: ")
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	enough := time.After(time.Minute)
	for open := true; open; {
		select {
		case _, open = <-lines:
		case <-enough:
			t.Fatal("the stream is open a minute after the lab was told to end")
		}
	}
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("the lab ended with %v", err)
		}
	case <-enough:
		t.Error("the lab runs a minute after it was told to end")
	}
}
