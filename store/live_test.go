package store

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// someRound is a question to the class whose answer is 80 %, near within 5.
func someRound(c Class) Round {
	return Round{Class: c.ID, Place: "lessons/hashing/guess-modulo", Question: "What share moves?", Sim: "hashing",
		SimVersion: "1", Query: "algo=modulo", Metric: "moved_pct", Actual: 80.5, Unit: "%", Highest: 100, Stride: 1,
		Near: 5}
}

// classmates are further learners of a class.
func classmates(t *testing.T, s *Store, class string, n int) (all []Enrolment) {
	t.Helper()
	for i := range n {
		person := guest(t, s)
		id, err := s.Enrol(t.Context(), Enrolment{Class: class, Person: person, Role: "learner",
			Name: fmt.Sprint("Learner ", i), State: Active, Source: ByCode}, By{person, "learner"})
		must(t, err)
		e, err := s.Enrolment(t.Context(), class, id)
		must(t, err)
		all = append(all, e)
	}
	return all
}

// TestRound opens a round, takes guesses, changes one, reveals, and takes no more.
func TestRound(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		id, err := s.OpenRound(ctx, someRound(c), by)
		must(t, err)
		if _, err := s.OpenRound(ctx, someRound(c), by); !errors.Is(err, ErrRoundOpen) {
			t.Errorf("a second round beside an open one: %v", err)
		}
		r, err := s.Round(ctx, c.ID, id)
		must(t, err)
		want := someRound(c)
		want.ID, want.State, want.By, want.AtMS, want.Version = id, RoundOpen, by.Person, r.AtMS, 1
		if diff := cmp.Diff(want, r); diff != "" {
			t.Error(diff)
		}
		for _, guess := range []float64{10, 75.5} { // changed before the reveal, and just near
			must(t, s.SaveGuess(ctx, id, learner.ID, guess, true))
		}
		must(t, s.SaveGuess(ctx, id, "a teacher", 80, false))
		for i, e := range classmates(t, s, c.ID, 2) {
			must(t, s.SaveGuess(ctx, id, e.ID, []float64{75.4, 3}[i], true))
		}
		if own, err := s.OwnGuess(ctx, id, learner.ID); err != nil || own != 75.5 {
			t.Errorf("own guess %v, %v", own, err)
		}
		if _, err := s.OwnGuess(ctx, id, "somebody else"); !errors.Is(err, ErrNotFound) {
			t.Errorf("a guess of nobody: %v", err)
		}
		if now, err := s.Standings(ctx, []string{c.ID, "no class"}); err != nil || len(now) != 1 ||
			now[0].Guesses != 3 || now[0].Learners != 3 || now[0].Round != id || now[0].State != RoundOpen {
			t.Errorf("%+v, %v", now, err)
		}
		stale := r
		stale.Version, stale.State = 7, RoundShown
		var changed *StaleError
		if err := s.CloseRound(ctx, stale, by); !errors.As(err, &changed) {
			t.Errorf("revealed from a stale form: %v", err)
		}
		r.State, r.Actual, r.SimVersion = RoundShown, 80.4, "2"
		must(t, s.CloseRound(ctx, r, by))
		if err := s.CloseRound(ctx, r, by); !errors.As(err, &changed) {
			t.Errorf("revealed twice: %v", err)
		}
		if err := s.SaveGuess(ctx, id, learner.ID, 80, true); !errors.Is(err, ErrRoundClosed) {
			t.Errorf("a guess after the reveal: %v", err)
		}
		if err := s.SaveGuess(ctx, "none", learner.ID, 80, true); !errors.Is(err, ErrRoundClosed) {
			t.Errorf("a guess in no round: %v", err)
		}
		all, err := s.Guesses(ctx, id)
		if err != nil || !slices.Equal(all, []float64{3, 75.4, 75.5}) {
			t.Errorf("guesses %v, %v", all, err)
		}
		rows, err := s.Rounds(ctx, c.ID, 10)
		if err != nil || len(rows) != 1 || rows[0].Guesses != 3 || rows[0].Hits != 2 || rows[0].Actual != 80.4 ||
			rows[0].SimVersion != "2" || rows[0].ShownMS == 0 || rows[0].Version != 2 {
			t.Errorf("%+v, %v", rows, err)
		}
		if now, err := s.Standings(ctx, []string{c.ID}); err != nil || now[0].Guesses != 0 || now[0].Version != 2 {
			t.Errorf("%+v, %v", now, err)
		}
		entries, err := s.Audit(ctx, c.ID, "", 20)
		must(t, err)
		entries = slices.DeleteFunc(entries, func(e Entry) bool { return e.Object != "round" })
		if len(entries) != 2 || entries[0].Act != "reveal" || entries[1].Act != "open" ||
			entries[0].Actor != by.Person {
			t.Errorf("the record says %+v", entries)
		}
		for _, e := range entries {
			if strings.Contains(e.Before+e.After, "80") {
				t.Errorf("the record tells the answer or a guess: %+v", e)
			}
		}
	})
}

// TestArchiveTakesNoGuess archives a class with an open round.
func TestArchiveTakesNoGuess(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		id, err := s.OpenRound(ctx, someRound(c), by)
		must(t, err)
		c, err = s.Class(ctx, c.ID)
		must(t, err)
		must(t, s.Archive(ctx, c, true, by))
		if err := s.SaveGuess(ctx, id, learner.ID, 10, true); !errors.Is(err, ErrRoundClosed) {
			t.Errorf("a guess in a round that was open when the class became an archive: %v", err)
		}
	})
}

// TestOneRoundAtATime opens rounds side by side: one of them for each that is asked, and a group beside its class.
func TestOneRoundAtATime(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		group, err := s.NeedGroup(ctx, c.ID, "A")
		must(t, err)
		var tries sync.WaitGroup
		got := make(chan error, 8)
		for i := range 8 {
			r := someRound(c)
			if i%2 == 1 {
				r.Group = group
			}
			tries.Go(func() { _, err := s.OpenRound(ctx, r, by); got <- err })
		}
		tries.Wait()
		opened := 0
		for range 8 {
			switch err := <-got; {
			case err == nil:
				opened++
			case !errors.Is(err, ErrRoundOpen):
				t.Error(err)
			}
		}
		now, err := s.Standings(ctx, []string{c.ID})
		must(t, err)
		if opened != 2 || len(now) != 2 || now[0].Group == now[1].Group {
			t.Fatalf("%d were opened: %+v", opened, now)
		}
		for _, v := range now {
			if want := map[string]int{"": 1, group: 0}[v.Group]; v.Learners != want {
				t.Errorf("a round for %q asks %d learners, want %d", v.Group, v.Learners, want)
			}
			r, err := s.Round(ctx, c.ID, v.Round)
			must(t, err)
			r.State = RoundDropped
			must(t, s.CloseRound(ctx, r, by))
		}
		learner.Group = group
		must(t, s.SetEnrolment(ctx, learner, "change", "", by))
		r := someRound(c)
		r.Group = group
		id, err := s.OpenRound(ctx, r, by)
		must(t, err)
		now, err = s.Standings(ctx, []string{c.ID})
		must(t, err)
		for _, v := range now {
			if v.Group == group && (v.Round != id || v.Learners != 1) || v.Group == "" && v.State != RoundDropped {
				t.Errorf("the latest round: %+v", v)
			}
		}
	})
}

// TestGuessesBesideAReveal lets guesses and a reveal meet: what is counted at the reveal is what is there for good.
func TestGuessesBesideAReveal(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, _ := someClass(t, s)
		id, err := s.OpenRound(ctx, someRound(c), by)
		must(t, err)
		r, err := s.Round(ctx, c.ID, id)
		must(t, err)
		r.State = RoundShown
		var all sync.WaitGroup
		took := make(chan bool, 40)
		for i := range 40 {
			all.Go(func() {
				err := s.SaveGuess(ctx, id, fmt.Sprint(i), float64(i), true)
				if err != nil && !errors.Is(err, ErrRoundClosed) {
					t.Error(err)
				}
				took <- err == nil
			})
		}
		seen := -1
		all.Go(func() {
			if err := s.CloseRound(ctx, r, by); err != nil {
				t.Error(err)
			}
			values, err := s.Guesses(ctx, id)
			if err != nil {
				t.Error(err)
			}
			seen = len(values)
		})
		all.Wait()
		kept := 0
		for range 40 {
			if <-took {
				kept++
			}
		}
		values, err := s.Guesses(ctx, id)
		if err != nil || len(values) != seen || kept != seen {
			t.Errorf("%d guesses were taken, %d seen at the reveal, %d there now, %v", kept, seen, len(values), err)
		}
	})
}

// TestForgottenGuess deletes somebody: their guess stays as a number in what was revealed, and leads to nobody.
func TestForgottenGuess(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		other := classmates(t, s, c.ID, 1)[0]
		var rounds []string
		for range 2 {
			id, err := s.OpenRound(ctx, someRound(c), by)
			must(t, err)
			rounds = append(rounds, id)
			for i, e := range []Enrolment{learner, other} {
				must(t, s.SaveGuess(ctx, id, e.ID, float64(70+i), true))
			}
			if len(rounds) == 1 {
				r, err := s.Round(ctx, c.ID, id)
				must(t, err)
				r.State = RoundShown
				must(t, s.CloseRound(ctx, r, by))
			}
		}
		if own, err := s.GuessesOf(ctx, learner.ID); err != nil || len(own) != 2 || own[0].ID != rounds[0] ||
			own[0].Guess != 70 {
			t.Errorf("%+v, %v", own, err)
		}
		must(t, s.Delete(ctx, learner.Person, nil))
		must(t, s.Delete(ctx, other.Person, nil))
		for i, want := range []int{2, 0} {
			values, err := s.Guesses(ctx, rounds[i])
			if err != nil || len(values) != want {
				t.Errorf("round %d has the guesses %v, %v; want %d", i, values, err, want)
			}
		}
		if own, err := s.GuessesOf(ctx, learner.ID); err != nil || len(own) != 0 {
			t.Errorf("their guesses: %+v, %v", own, err)
		}
		var timed int
		must(t, s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM live_guesses WHERE at_ms <> 0`).Scan(&timed))
		if timed != 0 {
			t.Errorf("%d guesses still say when they were made", timed)
		}
	})
}

// TestStandingsOfMany asks for as many classes as there may be listeners.
func TestStandingsOfMany(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ids := make([]string, 2000)
		for i := range ids {
			ids[i] = fmt.Sprint(i)
		}
		if now, err := s.Standings(t.Context(), ids); err != nil || len(now) != 0 {
			t.Errorf("%+v, %v", now, err)
		}
		if now, err := s.Standings(t.Context(), nil); err != nil || now != nil {
			t.Errorf("%+v, %v", now, err)
		}
	})
}

// TestRightIsTheSameEverywhere holds the count of the database against the rule that pages count by, at the edge of
// what is near.
func TestRightIsTheSameEverywhere(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, _ := someClass(t, s)
		r := someRound(c)
		r.Actual, r.Near = 0.3, 0.1
		id, err := s.OpenRound(ctx, r, by)
		must(t, err)
		want := 0
		for i, guess := range []float64{0.2, 0.4, 0.1 + 0.3, 0.3 - 0.1, 0.19999999999999998,
			math.Nextafter(0.4, 1), 1e300, -1e300, 0.3} {
			must(t, s.SaveGuess(ctx, id, fmt.Sprint(i), guess, true))
			if r.Right(guess) {
				want++
			}
		}
		r.ID, r.Version, r.State = id, 1, RoundShown
		must(t, s.CloseRound(ctx, r, by))
		rows, err := s.Rounds(ctx, c.ID, 1)
		if err != nil || rows[0].Hits != want || want == 0 {
			t.Errorf("%d right, %v; want %d", rows[0].Hits, err, want)
		}
	})
}
