package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Account is a person with a name: one who signed in, joined a class or was added by an operator.
type Account struct {
	ID, Name, Email string
	Can             string // "", Teacher or Operator
	MadeMS          int64
	OffMS           int64 // when it was switched off, 0 while it is on
}

const accountColumns = `SELECT id, name, email, can, created_ms, off_ms FROM people`

func scanAccount(row interface{ Scan(...any) error }) (a Account, err error) {
	return a, row.Scan(&a.ID, &a.Name, &a.Email, &a.Can, &a.MadeMS, &a.OffMS)
}

// Account returns a person by ID, or ErrNotFound.
func (s *Store) Account(ctx context.Context, id string) (Account, error) {
	a, err := scanAccount(s.db.QueryRowContext(ctx, accountColumns+` WHERE id = $1`, id))
	return a, missing(err)
}

// Accounts lists all people with a name or a right, in order of their names.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	all, err := query(ctx, s.db, func(r *sql.Rows) (Account, error) { return scanAccount(r) },
		accountColumns+` WHERE name <> '' OR can <> '' ORDER BY id`)
	byName(all, func(a Account) string { return a.Name })
	return all, err
}

// AddAccount makes a person that nobody has signed in as yet.
func (s *Store) AddAccount(ctx context.Context, a Account) (id string, err error) {
	id = newID()
	_, err = s.db.ExecContext(ctx, `INSERT INTO people (id, token_hash, created_ms, seen_ms, name, email, can)
		VALUES ($1, $1, $2, $2, $3, $4, $5)`, id, s.ms(), a.Name, a.Email, a.Can)
	return id, err
}

// SwitchOff keeps a person from signing in and ends all their sessions; on lets them in again.
func (s *Store) SwitchOff(ctx context.Context, id string, on bool, by By) error {
	at, act := s.ms(), "switch off"
	if on {
		at, act = 0, "switch on"
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE people SET off_ms = $1 WHERE id = $2`, at, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE person_id = $1`, id); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Actor: by.Person, ActorAs: by.As, Act: act, Object: "person", ObjectID: id})
	})
}

// Staff says whether a person sees the work of others anywhere: by a right, or by a role in some class.
func (s *Store) Staff(ctx context.Context, person string) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM people p WHERE p.id = $1 AND (p.can <> '' OR EXISTS (
		SELECT 1 FROM enrolments e WHERE e.person_id = p.id AND e.state = 'active' AND e.role <> 'learner'))`,
		person).Scan(&n)
	return n > 0, err
}

// What a link is for.
const (
	LinkSignIn = "sign-in" // opens a session of Person
	LinkStaff  = "staff"   // enrols whoever opens it in Class as Role
	LinkBring  = "bring"   // moves the work of the guest Person to whoever uses it
	LinkCourse = "course"  // lets Person link the course of an LMS that Role names
	LinkLMS    = "lms"     // lets whoever opens it register an LMS
)

// Link is what a secret of one use stands for.
type Link struct {
	Purpose string
	Person  string
	Class   string
	Role    string
	By      string // person who made it; "" for the command line
	EndsMS  int64
}

// NewLink makes a link that can be used once within a time, and returns its secret.
func (s *Store) NewLink(ctx context.Context, l Link, lasts time.Duration) (token string, err error) {
	return s.addLink(ctx, s.db, l, lasts)
}

// NewRecordedLink is NewLink for a link that somebody made, which the record tells of.
func (s *Store) NewRecordedLink(ctx context.Context, l Link, lasts time.Duration, e Entry, by By) (token string,
	err error) {
	l.By, e.Actor, e.ActorAs = by.Person, by.Person, by.As
	err = s.tx(ctx, func(tx *sql.Tx) error {
		if token, err = s.addLink(ctx, tx, l, lasts); err != nil {
			return err
		}
		return s.record(ctx, tx, e)
	})
	return token, err
}

func (s *Store) addLink(ctx context.Context, to runner, l Link, lasts time.Duration) (token string, err error) {
	token = NewToken()
	_, err = to.ExecContext(ctx, `INSERT INTO links (hash, purpose, person_id, class_id, role, by_id, ends_ms,
		used_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`, hash(token), l.Purpose, null(l.Person), null(l.Class), l.Role,
		l.By, s.ms()+lasts.Milliseconds())
	if err != nil {
		return "", fmt.Errorf("make link: %w", err)
	}
	return token, nil
}

// Link returns an unused link, or ErrNotFound. It does not use it: programs that look through mail open links too.
func (s *Store) Link(ctx context.Context, token string) (l Link, err error) {
	var person, class sql.NullString
	err = s.db.QueryRowContext(ctx, `SELECT purpose, person_id, class_id, role, by_id, ends_ms FROM links
		WHERE hash = $1 AND used_ms = 0 AND ends_ms > $2`, hash(token), s.ms()).Scan(&l.Purpose, &person, &class,
		&l.Role, &l.By, &l.EndsMS)
	l.Person, l.Class = person.String, class.String
	return l, missing(err)
}

// UseLink returns a link and makes it useless, or ErrNotFound. Of two who come at once one gets it.
func (s *Store) UseLink(ctx context.Context, token string) (Link, error) {
	l, err := s.Link(ctx, token)
	if err != nil {
		return l, err
	}
	done, err := s.db.ExecContext(ctx, `UPDATE links SET used_ms = $1 WHERE hash = $2 AND used_ms = 0`, s.ms(),
		hash(token))
	if err != nil {
		return Link{}, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return Link{}, errors.Join(ErrNotFound, err)
	}
	return l, nil
}

// missing turns the driver's word for an empty answer into ours.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// null stores an empty reference as none.
func null(id string) sql.NullString { return sql.NullString{String: id, Valid: id != ""} }
