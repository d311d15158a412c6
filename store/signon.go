package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Step is what is kept of a sign-on between the request that begins it and the one that ends it.
type Step struct {
	Purpose string
	Person  string // for whom it was begun, "" where nobody was signed in
	Holder  string // the browser that began it; only its hash is kept, as of the next two
	Browser string // a secret of a cookie, which the end must bear
	Address string // where it was begun
	Data    string
}

// How many steps may stand open: one more of a browser, a person or an address, which a school may share, pushes out
// the oldest of theirs, so that nobody is kept out by tries that they or others gave up.
const (
	maxOpenSteps    = 8
	maxAddressSteps = 2000
)

// KeepStep keeps a step under a key that only who began it knows.
func (s *Store) KeepStep(ctx context.Context, key string, v Step, lasts time.Duration) error {
	now := s.ms()
	if _, err := s.soft.ExecContext(ctx, `DELETE FROM signon_steps WHERE ends_ms <= $1`, now); err != nil {
		return err
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		for _, of := range []struct {
			column, value string
			most          int
		}{{"holder", hash(v.Holder), maxOpenSteps}, {"person_id", v.Person, maxOpenSteps},
			{"address", hash(v.Address), maxAddressSteps}} {
			// one text for both databases: SQLite wants a limit before an offset, and PostgreSQL none below 0
			if _, err := tx.ExecContext(ctx, `DELETE FROM signon_steps WHERE hash IN (SELECT hash FROM signon_steps
				WHERE `+of.column+` = $1 ORDER BY made_ms DESC, hash LIMIT 1000000 OFFSET $2)`, of.value,
				of.most-1); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO signon_steps (hash, purpose, person_id, holder, browser, address,
			data, made_ms, ends_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, hash(key), v.Purpose, null(v.Person),
			hash(v.Holder), hash(v.Browser), hash(v.Address), v.Data, now, now+lasts.Milliseconds())
		if err != nil {
			return fmt.Errorf("keep a step of a sign-on: %w", err)
		}
		return nil
	})
}

// ErrOtherBrowser says that a step was begun in another browser.
var ErrOtherBrowser = errors.New("this was begun in another browser")

// SpendStep returns the step under a key and forgets it, so that of two who come at once one gets it. The error is
// ErrNotFound for one that is unknown, spent, over or of another purpose, and ErrOtherBrowser for one whose end does
// not bear the secret of its begin; it is forgotten in any case.
func (s *Store) SpendStep(ctx context.Context, key, purpose, browser string) (v Step, err error) {
	var person sql.NullString
	var begun string
	var ends int64
	// Anybody can ask for keys that are made up: those are looked for without the lock that a change takes.
	if err := s.db.QueryRowContext(ctx, `SELECT ends_ms FROM signon_steps WHERE hash = $1`,
		hash(key)).Scan(&ends); err != nil {
		return Step{}, missing(err)
	}
	err = s.db.QueryRowContext(ctx, `DELETE FROM signon_steps WHERE hash = $1
		RETURNING purpose, person_id, browser, data, ends_ms`, hash(key)).Scan(&v.Purpose, &person, &begun, &v.Data,
		&ends)
	switch {
	case err != nil:
		return Step{}, missing(err)
	case v.Purpose != purpose || ends <= s.ms():
		return Step{}, ErrNotFound
	case begun != hash(browser):
		return Step{}, ErrOtherBrowser
	}
	v.Person = person.String
	return v, nil
}
