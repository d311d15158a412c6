package store

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"
)

// TestSessionsEnd moves the clock beyond what each kind of session lasts, to the millisecond.
func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		at := time.UnixMilli(1_000_000_000)
		s.now = func() time.Time { return at }
		for _, c := range []struct {
			kind       string
			idle, most time.Duration
		}{{GuestSession, 0, 400 * day}, {SignedSession, 7 * day, 30 * day}, {StaffSession, 12 * time.Hour, 30 * day},
			{LTISession, 12 * time.Hour, day}} {
			person := guest(t, s)
			start := func() string {
				t.Helper()
				token, err := s.StartSession(t.Context(), "", Session{Person: person, Kind: c.kind, How: "test"})
				if err != nil {
					t.Fatal(err)
				}
				return token
			}
			lives := func(token string) bool {
				t.Helper()
				v, err := s.Session(t.Context(), token)
				if err != nil && !errors.Is(err, ErrNotFound) {
					t.Fatal(err)
				}
				return v.Person == person
			}
			began := at
			if c.idle > 0 {
				token := start()
				at = began.Add(c.idle - time.Millisecond)
				if !lives(token) {
					t.Errorf("%s: over before its time without a request", c.kind)
				}
				at = at.Add(c.idle)
				if lives(token) {
					t.Errorf("%s: still open after %v without a request", c.kind, c.idle)
				}
			}
			began = at
			token := start()
			for c.idle > 0 && at.Before(began.Add(c.most-time.Hour)) { // somebody who always asks in time
				if !lives(token) {
					t.Fatalf("%s: over after %v", c.kind, at.Sub(began))
				}
				at = at.Add(c.idle - time.Hour)
			}
			at = began.Add(c.most - time.Millisecond)
			if !lives(token) {
				t.Errorf("%s: over before %v", c.kind, c.most)
			}
			at = began.Add(c.most)
			if lives(token) {
				t.Errorf("%s: still open after %v", c.kind, c.most)
			}
		}
	})
}

// TestSessionsAreListedAndEnded: the secret of a browser changes when somebody signs in, a list shows all, and one or
// all can be ended; nobody ends those of others.
func TestSessionsAreListedAndEnded(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, planted := t.Context(), NewToken()
		v, err := s.Guest(ctx, planted, "Firefox on Linux")
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.StartSession(ctx, planted, Session{Person: v.Person, Kind: SignedSession, How: "return code"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Session(ctx, planted); !errors.Is(err, ErrNotFound) {
			t.Errorf("the secret that somebody may have planted still opens a session: %v", err)
		}
		if after, err := s.Guest(ctx, token, ""); err != nil || after.Person != v.Person {
			t.Errorf("Guest with the token of a signed session = %+v, %v", after, err)
		}
		for range 2 {
			if _, err := s.StartSession(ctx, "", Session{Person: v.Person, Kind: StaffSession}); err != nil {
				t.Fatal(err)
			}
		}
		all, err := s.Sessions(ctx, v.Person)
		if err != nil || len(all) != 3 {
			t.Fatalf("%d sessions, %v; want 3", len(all), err)
		}
		if err := s.EndSession(ctx, guest(t, s), all[0].ID); err != nil {
			t.Fatal(err)
		}
		if left, _ := s.Sessions(ctx, v.Person); len(left) != 3 {
			t.Error("a stranger ended a session")
		}
		if err := s.EndSession(ctx, v.Person, all[0].ID); err != nil {
			t.Fatal(err)
		}
		own, err := s.Session(ctx, token)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.EndSessions(ctx, v.Person, own.ID); err != nil {
			t.Fatal(err)
		}
		if left, _ := s.Sessions(ctx, v.Person); len(left) != 1 || left[0].How != "return code" {
			t.Errorf("left %+v, want the session that asked", left)
		}
	})
}

// TestOldGuestsKeepTheirCookie opens a database from before there were sessions.
func TestOldGuestsKeepTheirCookie(t *testing.T) {
	file := filepath.Join(t.TempDir(), "old.db")
	raw, err := sql.Open("sqlite", sqliteName(file, "FULL"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := folders("migrations/both", "migrations/sqlite")
	if err != nil {
		t.Fatal(err)
	}
	old, err := goose.NewProvider(goose.DialectSQLite3, raw, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.UpTo(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	token := NewToken()
	if _, err := raw.ExecContext(t.Context(), `INSERT INTO people (id, token_hash, created_ms)
		VALUES ('one', $1, 900000)`, hash(token)); err != nil {
		t.Fatal(err)
	}
	raw.Close()
	if v, err := open(t, file).Session(t.Context(), token); err != nil || v.Person != "one" || v.Kind != GuestSession {
		t.Errorf("the cookie opens %+v, %v; want the guest", v, err)
	}
}
