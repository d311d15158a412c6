package store

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// someClass is a class with an owner and one learner who is a guest with a name.
func someClass(t *testing.T, s *Store) (class Class, owner By, learner Enrolment) {
	t.Helper()
	ctx := t.Context()
	id, err := s.AddAccount(ctx, Account{Name: "Ada", Can: Teacher})
	must(t, err)
	owner = By{id, "owner"}
	cid, err := s.AddClass(ctx, Class{Title: "Storage 1", Zone: "Asia/Jakarta", Code: "ABCDEFGH", CodeOpen: true},
		Account{ID: id, Name: "Ada"}, owner)
	must(t, err)
	class, err = s.Class(ctx, cid)
	must(t, err)
	person := guest(t, s)
	eid, err := s.Enrol(ctx, Enrolment{Class: cid, Person: person, Role: "learner", Name: "Budi", State: Active,
		Source: "code"}, By{person, "learner"})
	must(t, err)
	learner, err = s.Enrolment(ctx, cid, eid)
	must(t, err)
	return class, owner, learner
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAccountsAndLinks(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		id, err := s.AddAccount(ctx, Account{Name: "Ada", Can: Teacher})
		must(t, err)
		must(t, s.SetReturnCode(ctx, id, "ABCD", By{id, "themselves"}))
		must(t, s.SetReturnCode(ctx, id, "EFGH", By{id, "themselves"}))
		if _, err := s.ByLogin(ctx, ReturnCode, "", "ABCD"); !errors.Is(err, ErrNotFound) {
			t.Errorf("a code that was replaced: %v", err)
		}
		if a, err := s.ByLogin(ctx, ReturnCode, "", "EFGH"); err != nil || a.ID != id {
			t.Errorf("the code opens %+v, %v", a, err)
		}
		token, err := s.NewLink(ctx, Link{Purpose: LinkSignIn, Person: id}, time.Hour)
		must(t, err)
		for range 2 { // a look does not use it
			if l, err := s.Link(ctx, token); err != nil || l.Person != id || l.Purpose != LinkSignIn {
				t.Errorf("Link = %+v, %v", l, err)
			}
		}
		var group sync.WaitGroup
		got := make(chan error, 8)
		for range 8 {
			group.Go(func() { _, err := s.UseLink(ctx, token); got <- err })
		}
		group.Wait()
		used := 0
		for range 8 {
			if err := <-got; err == nil {
				used++
			} else if !errors.Is(err, ErrNotFound) {
				t.Error(err)
			}
		}
		if used != 1 {
			t.Errorf("a link of one use was used %d times", used)
		}
		late, err := s.NewLink(ctx, Link{Purpose: LinkSignIn, Person: id}, 0)
		must(t, err)
		if _, err := s.UseLink(ctx, late); !errors.Is(err, ErrNotFound) {
			t.Errorf("a link whose time is over: %v", err)
		}
		session, err := s.StartSession(ctx, "", Session{Person: id, Kind: StaffSession})
		must(t, err)
		must(t, s.SwitchOff(ctx, id, false, By{As: "test"}))
		if _, err := s.Session(ctx, session); !errors.Is(err, ErrNotFound) {
			t.Errorf("the session of one who is switched off: %v", err)
		}
		if _, err := s.ByLogin(ctx, ReturnCode, "", "EFGH"); !errors.Is(err, ErrNotFound) {
			t.Errorf("the code of one who is switched off: %v", err)
		}
	})
}

func TestClassIsChangedByWhoSawItLast(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, _ := someClass(t, s)
		c.Title = "Storage 2"
		must(t, s.SetClass(ctx, c, "change", by))
		var stale *StaleError
		if err := s.SetClass(ctx, c, "change", by); !errors.As(err, &stale) {
			t.Errorf("a form opened before the last change: %v, want a StaleError", err)
		}
		id, err := s.AddAssignment(ctx, Assignment{Class: c.ID, Exercise: "hashing", Title: "Ring", Points: 1000}, by)
		must(t, err)
		a, err := s.Assignment(ctx, c.ID, id)
		must(t, err)
		must(t, s.SetAssignment(ctx, a, "change", by))
		if err := s.SetAssignment(ctx, a, "change", by); !errors.As(err, &stale) {
			t.Errorf("an old form of the assignment: %v, want a StaleError", err)
		}
		if _, err := s.Assignment(ctx, "another class", id); !errors.Is(err, ErrNotFound) {
			t.Errorf("an assignment asked for in another class: %v", err)
		}
		acts := ""
		all, err := s.Audit(ctx, c.ID, "", 100)
		must(t, err)
		for _, e := range all {
			acts = e.Act + " " + e.Object + ", " + acts
		}
		if want := "make class, enrol enrolment, change class, set assignment, change assignment, "; acts != want {
			t.Errorf("the record says %q, want %q", acts, want)
		}
	})
}

func TestClassKeepsAnOwner(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		roster, err := s.Roster(ctx, c.ID)
		must(t, err)
		owner := roster[0]
		owner.Role = "teacher"
		if err := s.SetEnrolment(ctx, owner, "change", "", by); !errors.Is(err, ErrLastOwner) {
			t.Errorf("the last owner became a teacher: %v", err)
		}
		if err := s.Delete(ctx, by.Person, nil); !errors.Is(err, ErrLastOwner) {
			t.Errorf("the last owner was deleted: %v", err)
		}
		learner.Role = "owner"
		must(t, s.SetEnrolment(ctx, learner, "change", "", by))
		must(t, s.SetEnrolment(ctx, owner, "change", "", by))
		must(t, s.Delete(ctx, by.Person, nil))
	})
}

// TestAttemptsAreNumbered sends from ten browsers at once, each twice: ten attempts with ten numbers, whatever the
// database locks.
func TestAttemptsAreNumbered(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		at := time.Now()
		s.now = func() time.Time { return at }
		c, by, learner := someClass(t, s)
		a, err := s.AddAssignment(ctx, Assignment{Class: c.ID, Exercise: "hashing", Late: "[]"}, by)
		must(t, err)
		var group sync.WaitGroup
		for range 10 {
			sub := Submission{ID: NewSubmissionID(), Person: learner.Person, Exercise: "hashing", Version: "1",
				Variant: 1 << 61, Answers: `{}`}
			for range 2 {
				group.Go(func() {
					if _, err := s.SaveAttempt(ctx, sub, a, learner.ID, 5000); err != nil {
						t.Error(err)
					}
				})
			}
		}
		group.Wait()
		all, err := s.ClassAttempts(ctx, c.ID, a, learner.ID)
		must(t, err)
		if len(all) != 10 {
			t.Fatalf("%d attempts, want 10", len(all))
		}
		for i, v := range all {
			if v.Number != i+1 || v.ReceivedMS != 5000 || v.Variant != 1<<61 {
				t.Errorf("attempt %d: %+v", i+1, v)
			}
		}
		if free, err := s.Attempts(ctx, learner.Person, ""); err != nil || len(free) != 0 {
			t.Errorf("work for a class is listed with its secret variant: %d, %v", len(free), err)
		}
	})
}

// TestDeletedLearnerLeavesPoints: nothing tells who it was, and the class still adds up.
func TestDeletedLearnerLeavesPoints(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		a, err := s.AddAssignment(ctx, Assignment{Class: c.ID, Exercise: "hashing", Late: "[]"}, by)
		must(t, err)
		_, err = s.SaveAttempt(ctx, Submission{ID: NewSubmissionID(), Person: learner.Person, Exercise: "hashing",
			Answers: `{"why":"Budi was here"}`}, a, learner.ID, 1)
		must(t, err)
		must(t, s.SetByHand(ctx, c.ID, Override{Assignment: a, Enrolment: learner.ID, Points: 5, Reason: "Budi was " +
			"ill"},
			by))
		must(t, s.Delete(ctx, learner.Person, []Final{{a, learner.ID, "graded", true, 750}}))
		got, err := s.Finals(ctx, c.ID)
		if err != nil || len(got) != 1 || got[0].Points != 750 || !got[0].Counted {
			t.Errorf("finals %+v, %v", got, err)
		}
		roster, err := s.Roster(ctx, c.ID)
		must(t, err)
		audit, err := s.Audit(ctx, c.ID, "", 100)
		must(t, err)
		attempts, err := s.ClassAttempts(ctx, c.ID, "", "")
		must(t, err)
		overrides, err := s.Overrides(ctx, c.ID)
		must(t, err)
		if left := asJSON([]any{roster, audit, attempts, overrides}); strings.Contains(left, "Budi") {
			t.Errorf("the name is still there: %s", left)
		}
	})
}

// TestBringMovesAndKeeps moves a guest's work to a person who has done part of the same.
func TestBringMovesAndKeeps(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		from, to := guest(t, s), guest(t, s)
		for _, p := range []string{from, to} {
			must(t, s.SavePrediction(ctx, p, Prediction{Place: "sims/hashing", Guess: float64(len(p))}))
			_, err := s.SaveSubmission(ctx, Submission{ID: NewSubmissionID(), Person: p, Exercise: "hashing",
				Answers: `{}`})
			must(t, err)
		}
		must(t, s.SaveReading(ctx, from, "hashing", "ring"))
		for range 2 {
			must(t, s.Bring(ctx, from, to))
			attempts, err := s.Attempts(ctx, to, "hashing")
			must(t, err)
			readings, err := s.Readings(ctx, to)
			must(t, err)
			if len(attempts) != 2 || len(readings) != 1 {
				t.Errorf("%d attempts and %d readings, want 2 and 1", len(attempts), len(readings))
			}
			if n, err := s.Kept(ctx, from); err != nil || n != 1 {
				t.Errorf("%d rows stayed with the guest, %v; want the guess that both made", n, err)
			}
		}
	})
}

func TestInvitedIsRecognised(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		list := []Enrolment{{Role: "learner", Name: "Budi", Number: "17", Email: "budi@example.org"},
			{Role: "learner", Name: "Citra", Number: "18"}}
		must(t, s.Invite(ctx, c.ID, list, by))
		var taken *TakenError
		if err := s.Invite(ctx, c.ID, []Enrolment{{Name: "X", Number: "99"}, {Name: "Y", Email: "Budi@example.ORG"}},
			by); !errors.As(err, &taken) || taken.At != 1 {
			t.Errorf("the address of somebody on the list: %v", err)
		}
		roster, err := s.Roster(ctx, c.ID)
		must(t, err)
		if len(roster) != 4 {
			t.Fatalf("%d on the list, want 4: a list that is refused adds nobody", len(roster))
		}
		for _, e := range roster {
			if e.State == Invited && e.Name == "Budi" {
				must(t, s.Recognise(ctx, c.ID, e.ID, learner.ID, by))
			}
		}
		if e, err := s.Enrolment(ctx, c.ID, learner.ID); err != nil || e.Number != "17" ||
			e.Email != "budi@example.org" {
			t.Errorf("%+v, %v", e, err)
		}
	})
}
