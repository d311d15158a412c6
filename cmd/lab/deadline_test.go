package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tradeofflab/classes/book"
	"tradeofflab/exercises"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/store"
	"tradeofflab/store/storetest"
)

// TestDeadlineWithAKill: a class hands in within the minute of the deadline, the lab is killed in the middle without
// warning and started again, and who got no answer sends the same form again. Nothing that was acknowledged is lost,
// nothing counts twice, each receipt is that of the server's clock, and no answer is an error of the lab.
func TestDeadlineWithAKill(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { deadline(t, filepath.Join(t.TempDir(), "lab.db")) })
	t.Run("postgres", func(t *testing.T) { deadline(t, storetest.Postgres(t)) })
}

// pupil is a learner of the class in a browser, with what they hand in and what the lab said to it.
type pupil struct {
	token      string
	enrolment  store.Enrolment
	person     string
	submission string
	form       url.Values
	from, to   int64 // when it was first sent, and when it was first acknowledged; 0 for not yet
}

// room is the class and the lab that it uses, which is another process after the kill.
type room struct {
	address  atomic.Pointer[string]
	task     string // path of the assignment
	web      *http.Client
	answered atomic.Int64
	failed   sync.Map // status 5xx by what was said
}

func deadline(t *testing.T, db string) {
	const learners = 300
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	class, assignment, pupils := fullClass(t, db, learners)
	r := &room{task: "/classes/" + class.ID + "/assignments/" + assignment.ID,
		web: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: learners},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	p := serve(t, db)
	r.address.Store(&p.URL)
	var group sync.WaitGroup
	killed := make(chan struct{})
	for i := range pupils {
		group.Go(func() {
			if i%3 == 2 { // some begin only after the deadline
				select {
				case <-killed:
				case <-ctx.Done():
				}
			}
			for ctx.Err() == nil && !r.handIn(ctx, &pupils[i]) {
				time.Sleep(time.Duration(50+i) * time.Millisecond) // who gets no answer presses the button again
			}
		})
	}
	for r.answered.Load() < learners/3 { // a kill before anything was handed in would prove nothing
		if ctx.Err() != nil {
			t.Fatal("hardly anybody gets an answer")
		}
		time.Sleep(time.Millisecond)
	}
	p.cmd.Process.Kill()
	p.cmd.Wait()
	before := r.answered.Load()
	assignment = due(t, db, assignment)
	p = serve(t, db)
	r.address.Store(&p.URL)
	close(killed)
	group.Wait()
	if ctx.Err() != nil {
		t.Fatal("some got no answer to the end")
	}
	r.failed.Range(func(said, _ any) bool { t.Errorf("an error of the lab: %s", said); return true })
	for i := range pupils { // everybody presses the button once more, to be sure
		if !r.handIn(ctx, &pupils[i]) {
			t.Errorf("%s: sent again it is refused", pupils[i].enrolment.Name)
		}
	}
	t.Logf("%d of %d were acknowledged before the kill", before, learners)
	receipts(t, ctx, db, class, assignment, pupils)
}

// due lets the deadline of an assignment be now, so that what came before the kill is in time and the rest is late.
func due(t *testing.T, db string, a store.Assignment) store.Assignment {
	t.Helper()
	s, err := store.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a.DueMS = time.Now().UnixMilli()
	if err := s.SetAssignment(t.Context(), a, "change", commandLine); err != nil {
		t.Fatal(err)
	}
	return a
}

// fullClass is a class with so many learners, each with a session, an assignment, and answers to their own draw.
func fullClass(t *testing.T, db string, learners int) (store.Class, store.Assignment, []pupil) {
	t.Helper()
	ctx := t.Context()
	s, err := store.Open(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	owner, err := s.AddAccount(ctx, store.Account{Name: "Ada", Can: store.Teacher})
	must(err)
	id, err := s.AddClass(ctx, store.Class{Title: "Storage", Zone: "Asia/Jakarta", Code: "ABCDEFGH"},
		store.Account{ID: owner, Name: "Ada"}, commandLine)
	must(err)
	class, err := s.Class(ctx, id)
	must(err)
	a := store.Assignment{Class: id, Exercise: "hashing", Title: "Ring", Points: 1000, Late: "[]", Counts: "best",
		Solution: "never", ReleasedMS: 1, Version: 1}
	a.ID, err = s.AddAssignment(ctx, a, commandLine)
	must(err)
	x, _ := exercisecatalogue.Find("hashing")
	pupils := make([]pupil, learners)
	for i := range pupils {
		one := pupil{submission: store.NewSubmissionID()}
		name := fmt.Sprint("Learner ", i)
		one.person, err = s.AddAccount(ctx, store.Account{Name: name})
		must(err)
		one.token, err = s.StartSession(ctx, "", store.Session{Person: one.person, Kind: store.SignedSession})
		must(err)
		eid, err := s.Enrol(ctx, store.Enrolment{Class: id, Person: one.person, Role: "learner", Name: name,
			State: store.Active}, commandLine)
		must(err)
		one.enrolment, err = s.Enrolment(ctx, id, eid)
		must(err)
		draw := book.Draw(class, one.enrolment, a.ID)
		task, err := x.InClass().Task(draw)
		must(err)
		solution, err := x.InClass().Solution(draw)
		must(err)
		answers := exercises.Answers{"modulo": solution["modulo"]} // the part that needs no sandbox
		one.form = exercises.ToForm(task.Parts, answers)
		one.form.Set("submission", one.submission)
		pupils[i] = one
	}
	return class, a, pupils
}

// handIn sends the form of a learner, and says whether the lab acknowledged it.
func (r *room) handIn(ctx context.Context, p *pupil) bool {
	base := *r.address.Load()
	req, err := http.NewRequestWithContext(ctx, "POST", base+r.task, strings.NewReader(p.form.Encode()))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.AddCookie(&http.Cookie{Name: "lab", Value: p.token})
	if p.from == 0 {
		p.from = time.Now().UnixMilli()
	}
	reply, err := r.web.Do(req)
	if err != nil { // the connection broke
		return false
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if reply.StatusCode >= 500 {
		r.failed.Store(fmt.Sprintf("%d %.200s", reply.StatusCode, body), true)
	}
	if err != nil || reply.StatusCode != http.StatusSeeOther ||
		!strings.Contains(reply.Header.Get("Location"), p.submission) {
		return false
	}
	if p.to == 0 {
		p.to = time.Now().UnixMilli()
	}
	r.answered.Add(1)
	return true
}

// receipts holds what is stored to what the learners were told.
func receipts(t *testing.T, ctx context.Context, db string, class store.Class, a store.Assignment, pupils []pupil) {
	t.Helper()
	s, err := store.Open(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for {
		left, err := s.Ungraded(ctx, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	b, err := book.Load(ctx, s, class, "", time.Now().UnixMilli())
	if err != nil {
		t.Fatal(err)
	}
	late := 0
	for _, p := range pupils {
		c := b.Of(a.ID, p.enrolment.ID)
		if len(c.Attempts) != 1 || c.Attempts[0].ID != p.submission || c.Attempts[0].Number != 1 {
			t.Errorf("%s: %d attempts, want the one that was sent", p.enrolment.Name, len(c.Attempts))
			continue
		}
		got := c.Attempts[0]
		// The first request may have been stored and its answer cut off by the kill: then its receipt stands.
		if got.ReceivedMS < p.from || got.ReceivedMS > p.to {
			t.Errorf("%s: received at %d, sent from %d to %d", p.enrolment.Name, got.ReceivedMS, p.from, p.to)
		}
		var v exercises.Verdict
		if got.Grade == nil || got.Grade.Fault || json.Unmarshal([]byte(got.Grade.Verdict), &v) != nil {
			t.Errorf("%s: no verdict", p.enrolment.Name)
			continue
		}
		if part, _ := v.Part("modulo"); !part.Solved() {
			t.Errorf("%s: the right answer is judged wrong", p.enrolment.Name)
		}
		isLate := got.ReceivedMS > a.DueMS
		if isLate {
			late++
		}
		if counts := c.Points > 0; counts == isLate {
			t.Errorf("%s: received %d ms after the deadline and has %v", p.enrolment.Name, got.ReceivedMS-a.DueMS, c)
		}
	}
	if late == 0 || late == len(pupils) {
		t.Errorf("%d of %d came after the deadline, want some", late, len(pupils))
	}
}
