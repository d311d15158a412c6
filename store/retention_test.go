package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// aged is a store whose clock stands where the test sets it.
func aged(s *Store) *time.Time {
	at := time.UnixMilli(1_700_000_000_000)
	s.now = func() time.Time { return at }
	return &at
}

// handIn stores an attempt of a learner and gives its id.
func handIn(t *testing.T, s *Store, assignment string, learner Enrolment) string {
	t.Helper()
	id, err := s.SaveAttempt(t.Context(), Submission{ID: NewSubmissionID(), Person: learner.Person,
		Exercise: "hashing", Version: "1", Variant: 1 << 61, Answers: `{"why":"Budi was here"}`}, assignment,
		learner.ID, 5000)
	must(t, err)
	return id
}

// TestErasedClassLeavesNothing: after a class is erased nothing tells who was in it or what they wrote, the draws of
// its learners among it, and what they did elsewhere stays.
func TestErasedClassLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		a, err := s.AddAssignment(ctx, Assignment{Class: c.ID, Exercise: "hashing", Late: "[]"}, by)
		must(t, err)
		sub := handIn(t, s, a, learner)
		_, err = s.SaveDraft(ctx, learner.Person, Draft{Exercise: DraftOf(a), Answers: `{}`})
		must(t, err)
		must(t, s.RaiseFlag(ctx, sub, "modulo", "Budi doubts"))
		must(t, s.SetByHand(ctx, c.ID, Override{Assignment: a, Enrolment: learner.ID, Points: 5, Reason: "Budi"}, by))
		free, err := s.SaveSubmission(ctx, Submission{ID: NewSubmissionID(), Person: learner.Person,
			Exercise: "hashing", Answers: `{}`})
		must(t, err)
		must(t, s.Erase(ctx, c.ID, by, "asked for"))
		if err := s.Erase(ctx, c.ID, by, "asked for"); !errors.Is(err, ErrNotFound) {
			t.Errorf("erased twice: %v", err)
		}
		for _, table := range []string{"enrolments", "assignments", "attempts", "drafts", "overrides", "flags",
			"classes"} {
			var n int
			must(t, s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n))
			if n > 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
		all, err := s.Attempts(ctx, learner.Person, "")
		must(t, err)
		if len(all) != 1 || all[0].ID != free {
			t.Errorf("of the learner's own work %+v is left, want %s alone", all, free)
		}
		log, err := s.Audit(ctx, c.ID, "", 10)
		must(t, err)
		if text := asJSON(log); len(log) != 1 || log[0].Act != "erase" || strings.Contains(text, "Budi") {
			t.Errorf("the record says %s", text)
		}
		if _, err := s.SaveAttempt(ctx, Submission{ID: NewSubmissionID(), Person: learner.Person, Exercise: "hashing",
			Answers: `{}`}, a, learner.ID, 1); !errors.Is(err, ErrNotFound) {
			t.Errorf("handing in after that: %v", err)
		}
		if err := s.SaveGrade(ctx, Grade{Submission: sub, Verdict: `{}`}); !errors.Is(err, ErrNotFound) {
			t.Errorf("the grade of what was being graded: %v", err)
		}
	})
}

// TestEraseWhileTheyHandIn erases a class while ten learners hand in: each either has a receipt for what is then gone
// with the class, or is told that there is no such class, and nothing is left over.
func TestEraseWhileTheyHandIn(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		at := time.UnixMilli(1_700_000_000_000)
		s.now = func() time.Time { return at }
		c, by, learner := someClass(t, s)
		a, err := s.AddAssignment(ctx, Assignment{Class: c.ID, Exercise: "hashing", Late: "[]"}, by)
		must(t, err)
		begun, refused := make(chan struct{}, 1000), make(chan struct{})
		var once sync.Once
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				for {
					_, err := s.SaveAttempt(ctx, Submission{ID: NewSubmissionID(), Person: learner.Person,
						Exercise: "hashing", Answers: `{}`}, a, learner.ID, 1)
					if errors.Is(err, ErrNotFound) {
						once.Do(func() { close(refused) })
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					select {
					case begun <- struct{}{}:
					default:
					}
				}
			})
		}
		for range 20 {
			<-begun
		}
		must(t, s.Erase(ctx, c.ID, by, "now"))
		group.Wait()
		<-refused
		var n int
		must(t, s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM submissions`).Scan(&n))
		if n > 0 {
			t.Errorf("%d submissions of the class are left", n)
		}
	})
}

// TestArchiveStandsStill tries everything that changes something in a class on an archive.
func TestArchiveStandsStill(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		a, err := s.AddAssignment(ctx, Assignment{Class: c.ID, Exercise: "hashing", Late: "[]"}, by)
		must(t, err)
		sub := handIn(t, s, a, learner)
		must(t, s.Archive(ctx, c, true, by))
		var stale *StaleError
		if err := s.Archive(ctx, c, true, by); !errors.As(err, &stale) {
			t.Errorf("archived from an old page: %v", err)
		}
		now, err := s.Class(ctx, c.ID)
		must(t, err)
		task, err := s.Assignment(ctx, c.ID, a)
		must(t, err)
		for name, do := range map[string]func() error{
			"hand in": func() error {
				_, err := s.SaveAttempt(ctx, Submission{ID: NewSubmissionID(), Person: learner.Person,
					Exercise: "hashing", Answers: `{}`}, a, learner.ID, 1)
				return err
			},
			"settings":   func() error { return s.SetClass(ctx, now, "change", by) },
			"assignment": func() error { return s.SetAssignment(ctx, task, "change", by) },
			"set": func() error {
				_, err := s.AddAssignment(ctx, Assignment{Class: c.ID, Exercise: "hashing", Late: "[]"}, by)
				return err
			},
			"extend": func() error {
				return s.Extend(ctx, c.ID, Extension{Assignment: a, Enrolment: learner.ID}, by)
			},
			"by hand": func() error {
				return s.SetByHand(ctx, c.ID, Override{Assignment: a, Enrolment: learner.ID}, by)
			},
			"enrolment": func() error { return s.SetEnrolment(ctx, learner, "change", "", by) },
			"invite":    func() error { return s.Invite(ctx, c.ID, []Enrolment{{Role: "learner", Name: "X"}}, by) },
			"join": func() error {
				_, err := s.Enrol(ctx, Enrolment{Class: c.ID, Person: guest(t, s), Role: "learner", Name: "X",
					State: Active, Source: ByCode}, by)
				return err
			},
			"answer": func() error {
				return s.AnswerFlag(ctx, c.ID, Flag{Submission: sub, Part: "modulo", Answer: "no"}, by)
			},
			"doubt": func() error { return s.RaiseFlag(ctx, sub, "modulo", "why") },
			"regrade": func() error {
				_, err := s.AddRegrade(ctx, Regrade{Exercise: "hashing", Class: c.ID}, by)
				return err
			},
		} {
			if err := do(); !errors.Is(err, ErrArchived) {
				t.Errorf("%s in an archive: %v", name, err)
			}
		}
		if _, err := s.ClassByCode(ctx, c.Code); !errors.Is(err, ErrNotFound) {
			t.Errorf("the code of an archive opens it: %v", err)
		}
		must(t, s.Archive(ctx, now, false, by))
		must(t, s.Extend(ctx, c.ID, Extension{Assignment: a, Enrolment: learner.ID}, by))
		must(t, s.Archive(ctx, Class{ID: c.ID, Version: now.Version + 1}, true, by))
		must(t, s.Delete(ctx, learner.Person, nil)) // a person may go from an archive, too
	})
}

// TestPurgeTakesWhatIsOverdue counts before and after each limit, and erases what was counted.
func TestPurgeTakesWhatIsOverdue(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, at := t.Context(), aged(s)
		start := *at
		c, by, learner := someClass(t, s)
		c.EndsMS = start.UnixMilli()
		c.EraseMS = EraseAfter(c.EndsMS)
		must(t, s.SetClass(ctx, c, "change", by))
		endless, err := s.AddClass(ctx, Class{Title: "Endless", Zone: "UTC", Code: "XXXXXXXX"},
			Account{ID: by.Person, Name: "Ada"}, by)
		must(t, err)
		lost := guest(t, s)
		off := guest(t, s)
		must(t, s.SwitchOff(ctx, off, false, By{As: "test"})) // which the record has as an entry of no class
		_, err = s.NewLink(ctx, Link{Purpose: LinkSignIn, Person: lost}, time.Hour)
		must(t, err)
		_, err = s.StartSession(ctx, "", Session{Person: by.Person, Kind: StaffSession})
		must(t, err)
		seen := NewToken()
		back, err := s.Guest(ctx, seen, "")
		must(t, err)
		want := func(after time.Duration, w Purge) {
			t.Helper()
			*at = start.Add(after)
			p, err := s.Overdue(ctx)
			must(t, err)
			if len(p.Classes) != len(w.Classes) || p.People != w.People || p.Sessions != w.Sessions ||
				p.Links != w.Links || p.Log != w.Log || len(p.Endless) != 1 || p.Endless[0].ID != endless {
				t.Errorf("after %v: %+v", after, p)
			}
		}
		want(time.Hour-time.Millisecond, Purge{})
		want(time.Hour, Purge{Links: 1})
		want(12*time.Hour, Purge{Links: 1, Sessions: 1})
		*at = start.Add(399 * day)
		if v, err := s.Session(ctx, seen); err != nil || v.Person != back.Person {
			t.Fatalf("the guest who comes back: %v", err)
		}
		want(400*day-time.Millisecond, Purge{Links: 1, Sessions: 1})
		// The one who joined is in a class, and the one who came back was seen.
		want(400*day, Purge{Classes: []Class{c}, Links: 1, Sessions: 4, People: 2, Log: 1})
		p, err := s.Purge(ctx, commandLineTest)
		must(t, err)
		// With the class its learner is in none any more.
		if len(p.Classes) != 1 || p.People != 3 || p.Sessions != 3 && p.Sessions != 4 || p.Links != 1 || p.Log != 1 {
			t.Errorf("erased %+v", p)
		}
		if _, err := s.Account(ctx, learner.Person); !errors.Is(err, ErrNotFound) {
			t.Errorf("the learner of the erased class: %v", err)
		}
		if _, err := s.Account(ctx, off); !errors.Is(err, ErrNotFound) {
			t.Errorf("who was switched off 400 days ago: %v", err)
		}
		for _, kept := range []string{back.Person, by.Person} {
			if _, err := s.Account(ctx, kept); err != nil {
				t.Errorf("erased too many: %v", err)
			}
		}
		if p, err := s.Overdue(ctx); err != nil || !p.Nothing() {
			t.Errorf("left after that: %+v, %v", p, err)
		}
		want(801*day, Purge{Log: 1, People: 1})
	})
}

var commandLineTest = By{As: "command line"}

// TestPurgeGoesOn cuts a purge off after each number of steps; called again it ends with the same rest.
func TestPurgeGoesOn(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "lab.db"))
	at := aged(s)
	for i := range 3 {
		id, err := s.AddAccount(t.Context(), Account{Name: "Ada", Can: Teacher})
		must(t, err)
		_, err = s.AddClass(t.Context(), Class{Title: "Old", Zone: "UTC", Code: fmt.Sprint("CODE", i), EraseMS: 1},
			Account{ID: id, Name: "Ada"}, By{Person: id})
		must(t, err)
	}
	for range purgeBatch + 100 {
		guest(t, s)
	}
	*at = at.Add(401 * day)
	for n := 1; ; n++ {
		ctx, stop := context.WithCancel(t.Context())
		calls := 0
		now := *at
		s.now = func() time.Time { // each step looks at the clock
			if calls++; calls > n {
				stop()
			}
			return now
		}
		_, err := s.Purge(ctx, commandLineTest)
		stop()
		if err == nil {
			break
		}
		if n > 100 {
			t.Fatalf("a purge is never done: %v", err)
		}
		var broken string
		loose, err := query(t.Context(), s.db, func(r *sql.Rows) (string, error) { return "a row", nil },
			`PRAGMA foreign_key_check`)
		if err != nil || len(loose) > 0 {
			t.Fatalf("%d rows refer to nothing, %v", len(loose), err)
		}
		must(t, s.db.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&broken))
		if broken != "ok" {
			t.Fatal(broken)
		}
	}
	if p, err := s.Overdue(t.Context()); err != nil || !p.Nothing() {
		t.Errorf("left: %+v, %v", p, err)
	}
}
