package store

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

// TestRegrade grades 250 submissions anew, applies that twice, and undoes it: three transactions, each change once.
func TestRegrade(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		a, err := s.AddAssignment(ctx, Assignment{Class: c.ID, Exercise: "hashing", Late: "[]"}, by)
		must(t, err)
		const n = 250
		for i := range n {
			id, err := s.SaveAttempt(ctx, Submission{ID: NewSubmissionID(), Person: learner.Person, Exercise: "hashing",
				Answers: fmt.Sprint(i)}, a, learner.ID, 1)
			must(t, err)
			must(t, s.SaveGrade(ctx, Grade{Submission: id, Version: "1", Score: float64(i % 3), Max: 10,
				Verdict: "{}"}))
		}
		free, err := s.SaveSubmission(ctx, Submission{ID: NewSubmissionID(), Person: learner.Person,
			Exercise: "hashing"})
		must(t, err)
		must(t, s.SaveGrade(ctx, Grade{Submission: free, Version: "1", Score: 1, Max: 10, Verdict: "{}"}))
		id, err := s.AddRegrade(ctx, Regrade{Exercise: "hashing", Class: c.ID, Version: "2", KeepHigher: true}, by)
		must(t, err)
		r, err := s.ClaimRegrade(ctx, time.Hour)
		must(t, err)
		if _, err := s.ClaimRegrade(ctx, time.Hour); r.ID != id || !errors.Is(err, ErrNotFound) {
			t.Errorf("claimed %s, want %s; a second process: %v", r.ID, id, err)
		}
		for {
			left, err := s.RegradeLeft(ctx, r, 100)
			must(t, err)
			if len(left) == 0 {
				break
			}
			for _, sub := range left {
				if sub.ID == free {
					t.Error("work outside the class is graded anew")
				}
				must(t, s.SaveRegrade(ctx, id, Grade{Submission: sub.ID, Version: "2", Score: 1, Max: 10,
					Verdict: `{"n":1}`}))
			}
		}
		if done, of, err := s.RegradeProgress(ctx, r); err != nil || done != n || of != n {
			t.Errorf("progress %d of %d, %v", done, of, err)
		}
		must(t, s.FinishRegrade(ctx, id))
		ones := func() (ones int) {
			t.Helper()
			all, err := s.ClassAttempts(ctx, c.ID, a, "")
			must(t, err)
			for _, v := range all {
				if v.Grade.Score == 1 {
					ones++
				}
			}
			return ones
		}
		zeros, before := (n+2)/3, ones()
		for i, want := range []int{zeros, 0} {
			got, err := s.ApplyRegrade(ctx, r, "mended", by)
			if err != nil || got != want || ones() != before+zeros {
				t.Errorf("applied time %d: %d changed, %v; want %d", i+1, got, err, want)
			}
		}
		changed, err := s.RegradedIn(ctx, c.ID, learner.ID)
		if err != nil || len(changed) != zeros {
			t.Errorf("%d changed verdicts, %v; want %d", len(changed), err, zeros)
		}
		r, err = s.Regrade(ctx, id)
		must(t, err)
		for i, want := range []int{zeros, 0} {
			if got, err := s.UndoRegrade(ctx, r, by); err != nil || got != want || ones() != before {
				t.Errorf("undone time %d: %d changed, %v; want %d", i+1, got, err, want)
			}
		}
		if r, err = s.Regrade(ctx, id); err != nil || r.State != RegradeUndone || r.Reason != "mended" {
			t.Errorf("%+v, %v", r, err)
		}
	})
}
