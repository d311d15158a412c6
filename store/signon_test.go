package store

import (
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

// TestStepsAreSpentOnce ends a step in its browser, once, in time and for its purpose.
func TestStepsAreSpentOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, person := t.Context(), guest(t, s)
		at := time.UnixMilli(1_000_000_000)
		s.now = func() time.Time { return at }
		keep := func() {
			t.Helper()
			must(t, s.KeepStep(ctx, "key", Step{Purpose: "passkey", Person: person, Holder: "h", Browser: "b",
				Address: "a", Data: "{}"}, 5*time.Minute))
		}
		keep()
		if v, err := s.SpendStep(ctx, "key", "passkey", "b"); err != nil || v.Person != person || v.Data != "{}" {
			t.Errorf("spent: %+v, %v", v, err)
		}
		for what, spend := range map[string]struct {
			key, purpose, browser string
			late                  time.Duration
			want                  error
		}{
			"twice":             {"gone", "passkey", "b", 0, ErrNotFound},
			"another purpose":   {"key", "oidc", "b", 0, ErrNotFound},
			"another browser":   {"key", "passkey", "c", 0, ErrOtherBrowser},
			"too late":          {"key", "passkey", "b", 5 * time.Minute, ErrNotFound},
			"at the last":       {"key", "passkey", "b", 5*time.Minute - time.Millisecond, nil},
			"an unknown key":    {"kez", "passkey", "b", 0, ErrNotFound},
			"the hash of a key": {hash("key"), "passkey", "b", 0, ErrNotFound},
		} {
			keep()
			began := at
			at = at.Add(spend.late)
			if spend.key == "gone" {
				_, err := s.SpendStep(ctx, "key", spend.purpose, spend.browser)
				must(t, err)
				spend.key = "key"
			}
			if _, err := s.SpendStep(ctx, spend.key, spend.purpose, spend.browser); !errors.Is(err, spend.want) {
				t.Errorf("%s: %v, want %v", what, err, spend.want)
			}
			s.SpendStep(ctx, "key", "passkey", "b")
			at = began
		}
		keep()
		var group sync.WaitGroup
		got := make(chan error, 8)
		for range 8 {
			group.Go(func() { _, err := s.SpendStep(ctx, "key", "passkey", "b"); got <- err })
		}
		group.Wait()
		spent := 0
		for range 8 {
			if err := <-got; err == nil {
				spent++
			} else if !errors.Is(err, ErrNotFound) {
				t.Error(err)
			}
		}
		if spent != 1 {
			t.Errorf("spent %d times", spent)
		}
	})
}

// TestStepsAreBounded opens more steps than a browser, a person and an address may have: each loses its oldest.
func TestStepsAreBounded(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, person := t.Context(), guest(t, s)
		at := time.UnixMilli(1_000_000_000)
		s.now = func() time.Time { return at }
		open := func(key string) bool {
			_, err := s.SpendStep(ctx, key, "p", "")
			return err == nil
		}
		for i := range 9 {
			at = at.Add(time.Millisecond)
			must(t, s.KeepStep(ctx, fmt.Sprint("one browser ", i), Step{Purpose: "p", Holder: "h"}, time.Minute))
			must(t, s.KeepStep(ctx, fmt.Sprint("one person ", i), Step{Purpose: "p", Holder: fmt.Sprint(i),
				Person: person}, time.Minute))
		}
		for _, of := range []string{"one browser ", "one person "} {
			if open(of+"0") || !open(of+"1") || !open(of+"8") {
				t.Errorf("of nine steps of %s the first is not the only one gone", of)
			}
		}
		must(t, s.tx(ctx, func(tx *sql.Tx) error { // at once: each by itself would wait for the disk
			for i := range maxAddressSteps {
				if _, err := tx.ExecContext(ctx, `INSERT INTO signon_steps (hash, purpose, holder, browser, address,
					data, made_ms, ends_ms) VALUES ($1, 'p', $1, '', $2, '', $3, $4)`, fmt.Sprint(i), hash("192.0.2.1"),
					at.UnixMilli()+int64(i), at.UnixMilli()+60_000); err != nil {
					return err
				}
			}
			return nil
		}))
		at = at.Add(maxAddressSteps * time.Millisecond)
		must(t, s.KeepStep(ctx, "there", Step{Purpose: "p", Address: "192.0.2.1"}, time.Minute))
		must(t, s.KeepStep(ctx, "elsewhere", Step{Purpose: "p", Address: "192.0.2.2"}, time.Minute))
		var first, all int
		must(t, s.db.QueryRowContext(ctx, `SELECT COUNT(*), SUM(CASE WHEN hash = '0' THEN 1 ELSE 0 END)
			FROM signon_steps WHERE address = $1`, hash("192.0.2.1")).Scan(&all, &first))
		if all != maxAddressSteps || first != 0 || !open("there") || !open("elsewhere") {
			t.Errorf("an address keeps %d steps, the oldest %d times", all, first)
		}
	})
}
