package store

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"
)

// TestColumnIsMadeOnce lets two processes look for the column of one place: one makes it, and the other waits until
// that has done so or its time is over.
func TestColumnIsMadeOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		c, by, learner := someClass(t, s)
		a, err := s.AddAssignment(ctx, Assignment{Class: c.ID, Exercise: "hashing", Late: "[]"}, by)
		must(t, err)
		p, err := s.AddPlatform(ctx, Platform{Issuer: "https://lms.example", ClientID: "x", State: PlatformOn}, "1")
		must(t, err)
		course, err := s.SeeContext(ctx, Context{Platform: p, Deployment: "1", ContextID: "2"})
		must(t, err)
		must(t, s.LinkContext(ctx, course.ID, c.ID, by))
		link, err := s.SeeResourceLink(ctx, ResourceLink{Context: course.ID, ResourceLinkID: "7", Assignment: a})
		must(t, err)
		claim := func(want bool) {
			t.Helper()
			if got, err := s.ClaimLink(ctx, link.ID, time.Hour); err != nil || got != want {
				t.Errorf("claimed: %v, %v; want %v", got, err, want)
			}
		}
		claim(true)
		claim(false)
		now := s.now
		s.now = func() time.Time { return now().Add(2 * time.Hour) }
		claim(true)
		must(t, s.SetLineItem(ctx, link.ID, "https://lms.example/7"))
		s.now = func() time.Time { return now().Add(4 * time.Hour) }
		claim(false)

		before, err := s.ClassState(ctx, c.ID)
		must(t, err)
		for what, do := range map[string]func() error{
			"an override": func() error {
				return s.SetByHand(ctx, c.ID, Override{Assignment: a, Enrolment: learner.ID}, by)
			},
			"an extension": func() error { return s.Extend(ctx, c.ID, Extension{Assignment: a}, by) },
			"an attempt": func() error {
				id, err := s.SaveAttempt(ctx, Submission{ID: NewSubmissionID(), Person: learner.Person}, a, learner.ID,
					1)
				must(t, err)
				return s.SaveGrade(ctx, Grade{Submission: id, Verdict: "{}"})
			},
		} {
			must(t, do())
			after, err := s.ClassState(ctx, c.ID)
			must(t, err)
			if after == before {
				t.Errorf("%s does not show in the state of the class", what)
			}
			before = after
		}
	})
}

// TestLaunchStatesAreBounded begins more launches than are kept of one LMS: the oldest goes, and none of another one.
func TestLaunchStatesAreBounded(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		at := time.UnixMilli(1_000_000_000)
		s.now = func() time.Time { return at }
		platform := func(issuer string) string {
			id, err := s.AddPlatform(ctx, Platform{Issuer: issuer, ClientID: "lab", State: PlatformOn}, "1")
			must(t, err)
			return id
		}
		one, other := platform("https://a.example"), platform("https://b.example")
		must(t, s.SaveLaunchState(ctx, LaunchState{Hash: "other", Platform: other, EndsMS: at.UnixMilli()}))
		must(t, s.tx(ctx, func(tx *sql.Tx) error { // at once: each by itself would wait for the disk
			for i := range maxLaunchStates {
				if _, err := tx.ExecContext(ctx, `INSERT INTO lti_states (hash, nonce, cookie_hash, platform_id,
					ends_ms, used_ms) VALUES ($1, '', '', $2, $3, 0)`, fmt.Sprint(i), one,
					at.UnixMilli()+int64(i)); err != nil {
					return err
				}
			}
			return nil
		}))
		must(t, s.SaveLaunchState(ctx, LaunchState{Hash: "there", Platform: one,
			EndsMS: at.UnixMilli() + maxLaunchStates}))
		for hash, want := range map[string]error{"0": ErrNotFound, "1": nil, "there": nil, "other": nil} {
			if _, err := s.UseLaunchState(ctx, hash); !errors.Is(err, want) {
				t.Errorf("the launch %s: %v, want %v", hash, err, want)
			}
		}
	})
}
