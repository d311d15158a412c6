package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// What a person may do outside classes.
const (
	Teacher  = "teacher"  // make classes
	Operator = "operator" // the same, and no teacher of a class can open the account
)

// NewToken makes a secret of 192 bit: what a cookie holds, and what a link of one use ends with.
func NewToken() string {
	secret := make([]byte, 24)
	rand.Read(secret)
	return base64.RawURLEncoding.EncodeToString(secret)
}

// Guest returns the session that the token opens, and makes a guest with one when there is none yet. Nothing is stored
// of a reader before that.
func (s *Store) Guest(ctx context.Context, token, device string) (Session, error) {
	v, err := s.Session(ctx, token)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return v, err
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		// What this token opened once is over: what is kept from now on is a new guest's.
		_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE token_hash = $1 AND (ends_ms <= $2 OR kind <> $3)`,
			hash(token), s.ms(), GuestSession)
		if err != nil {
			return err
		}
		id := newID()
		if _, err := tx.ExecContext(ctx, `INSERT INTO people (id, token_hash, created_ms, seen_ms)
			VALUES ($1, $1, $2, $2)`, id,
			s.ms()); err != nil {
			return err
		}
		fresh, err := s.openSession(ctx, tx, token, Session{Person: id, Kind: GuestSession, How: "first visit",
			Device: device})
		if err == nil && !fresh { // another request of the same browser was first
			_, err = tx.ExecContext(ctx, `DELETE FROM people WHERE id = $1`, id)
		}
		return err
	})
	if err != nil {
		return Session{}, fmt.Errorf("create guest: %w", err)
	}
	return s.Session(ctx, token)
}

// Delete removes the person and everything kept of them. A class keeps a row without a name, with the points that final
// gives. The error is ErrLastOwner when a class would be left without an owner.
func (s *Store) Delete(ctx context.Context, person string, final []Final) error {
	err := s.tx(ctx, func(tx *sql.Tx) error {
		run := func(text string, args ...any) error { _, err := tx.ExecContext(ctx, text, args...); return err }
		const own = `(SELECT id FROM enrolments WHERE person_id = $1)`
		for _, text := range []string{
			`DELETE FROM overrides WHERE enrolment_id IN ` + own,
			`DELETE FROM extensions WHERE enrolment_id IN ` + own,
			// What the record says of names and answers goes with them; that something was done stays.
			`UPDATE audit SET before = '', after = '', reason = '' WHERE subject_id IN ` + own,
			`UPDATE enrolments SET name = 'Deleted ' || role, number = '', email = '', state = 'dropped'
				WHERE person_id = $1`,
		} {
			if err := run(text, person); err != nil {
				return err
			}
		}
		if err := s.forgetGuesses(ctx, tx, person); err != nil {
			return err
		}
		for _, f := range final {
			if err := run(`INSERT INTO finals (assignment_id, enrolment_id, state, counted, points)
				SELECT $1, id, $3, $4, $5 FROM enrolments WHERE id = $2 AND person_id = $6
				ON CONFLICT (assignment_id, enrolment_id) DO NOTHING`, f.Assignment, f.Enrolment, f.State,
				flag(f.Counted), f.Points, person); err != nil {
				return err
			}
		}
		var orphans int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM enrolments e WHERE e.person_id = $1 AND e.role = 'owner'
			AND NOT EXISTS (SELECT 1 FROM enrolments o WHERE o.class_id = e.class_id AND o.role = 'owner' AND
				o.state = 'active')`, person).Scan(&orphans); err != nil {
			return err
		}
		if orphans > 0 {
			return ErrLastOwner
		}
		return run(`DELETE FROM people WHERE id = $1`, person)
	})
	if err == nil {
		s.forgotten(ctx)
	}
	return err
}

// work lists the tables that hold what a person did, with what tells the rows of one person apart.
var work = []struct{ table, key string }{
	{"reading", "x.lesson = t.lesson AND x.section = t.section"},
	{"predictions", "x.place = t.place"},
	{"quick_checks", "x.place = t.place"},
	{"drafts", "x.exercise = t.exercise AND x.variant = t.variant"},
	{"given_up", "x.exercise = t.exercise AND x.variant = t.variant"},
	{"advices", "x.id = t.id"},
	{"reviews", "x.place = t.place"},
	{"submissions", "x.id = t.id"},
}

// Bring moves the work of a guest to a person. Where the person has done the same already, both stay where they are.
// Done again it changes nothing.
func (s *Store) Bring(ctx context.Context, guest, person string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		moved := map[string]int64{}
		for _, w := range work {
			done, err := tx.ExecContext(ctx, `UPDATE `+w.table+` AS t SET person_id = $1 WHERE t.person_id = $2 AND
				NOT EXISTS (SELECT 1 FROM `+w.table+` x WHERE x.person_id = $1 AND `+w.key+`)`, person, guest)
			if err != nil {
				return fmt.Errorf("bring %s: %w", w.table, err)
			}
			n, err := done.RowsAffected()
			if err != nil {
				return err
			}
			if n > 0 {
				moved[w.table] = n
			}
		}
		return s.record(ctx, tx, Entry{Actor: person, ActorAs: "themselves", Act: "bring", Object: "person",
			ObjectID: guest, After: asJSON(moved)})
	})
}

// Kept counts what a person has done, so that a page can say what there is to bring.
func (s *Store) Kept(ctx context.Context, person string) (n int, err error) {
	for _, w := range work {
		var rows int
		if err := s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+w.table+` WHERE person_id = $1`,
			person).Scan(&rows); err != nil {
			return 0, err
		}
		n += rows
	}
	return n, nil
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// newID gives an id that sorts by time of creation (UUID version 7).
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// NewSubmissionID gives an id for a submission form, so that a form sent twice is stored once.
func NewSubmissionID() string { return newID() }
