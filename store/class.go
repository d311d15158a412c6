package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Class is a course that somebody teaches with the lab.
type Class struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Zone     string `json:"zone"` // IANA name; all its times are entered and shown in it
	Code     string `json:"code"` // opens the door while CodeOpen
	CodeOpen bool   `json:"code_open"`
	Secret   string `json:"-"` // makes the draws of its learners
	StartsMS int64  `json:"starts_ms"`
	EndsMS   int64  `json:"ends_ms"`
	EraseMS  int64  `json:"erase_ms"` // after this moment everything of it is erased, 0 for never

	ArchivedMS int64 `json:"archived_ms,omitempty"` // since when nothing of it changes, 0 while it is taught
	Version    int64 `json:"version"`
}

// By says who changes something, for the record.
type By struct{ Person, As string }

// StaleError says that somebody else changed a thing since the form was opened. Nothing was overwritten.
type StaleError struct{ What string }

func (e *StaleError) Error() string { return e.What + " was changed by somebody else meanwhile" }

const classColumns = `SELECT c.id, c.title, c.zone, c.code, c.code_open, c.secret, c.starts_ms, c.ends_ms, c.erase_ms,
	c.version, c.archived_ms FROM classes c`

func scanClass(row interface{ Scan(...any) error }, more ...any) (c Class, err error) {
	var open int
	err = row.Scan(append([]any{&c.ID, &c.Title, &c.Zone, &c.Code, &open, &c.Secret, &c.StartsMS, &c.EndsMS, &c.EraseMS,
		&c.Version, &c.ArchivedMS}, more...)...)
	c.CodeOpen = open == 1
	return c, err
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// AddClass makes a class with a person as its owner, and returns its ID. Code must be new.
func (s *Store) AddClass(ctx context.Context, c Class, owner Account, by By) (string, error) {
	c.ID, c.Secret, c.Version = newID(), NewToken(), 1
	err := s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO classes (id, title, zone, code, code_open, secret, starts_ms,
			ends_ms, erase_ms, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, c.ID, c.Title, c.Zone,
			c.Code, flag(c.CodeOpen), c.Secret, c.StartsMS, c.EndsMS, c.EraseMS, c.Version)
		if err != nil {
			return err
		}
		e := Enrolment{Class: c.ID, Person: owner.ID, Role: "owner", Name: owner.Name, State: Active, Source: "made it"}
		if _, err := s.enrol(ctx, tx, e); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: c.ID, Actor: by.Person, ActorAs: by.As, Act: "make", Object: "class",
			ObjectID: c.ID, After: asJSON(c)})
	})
	if err != nil {
		return "", fmt.Errorf("make class: %w", err)
	}
	return c.ID, nil
}

// SetClass changes title, zone, code and times of a class whose version is c.Version; the error is a *StaleError when
// that is not the present one.
func (s *Store) SetClass(ctx context.Context, c Class, act string, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		before, err := scanClass(tx.QueryRowContext(ctx, classColumns+` WHERE c.id = $1`, c.ID))
		if err != nil {
			return missing(err)
		}
		done, err := tx.ExecContext(ctx, `UPDATE classes SET title = $1, zone = $2, code = $3, code_open = $4,
			starts_ms = $5, ends_ms = $6, erase_ms = $7, version = version + 1 WHERE id = $8 AND version = $9`, c.Title,
			c.Zone, c.Code, flag(c.CodeOpen), c.StartsMS, c.EndsMS, c.EraseMS, c.ID, c.Version)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, &StaleError{"the class"})
		}
		return s.record(ctx, tx, Entry{Class: c.ID, Actor: by.Person, ActorAs: by.As, Act: act, Object: "class",
			ObjectID: c.ID, Before: asJSON(before), After: asJSON(c)})
	})
}

// Class returns a class, or ErrNotFound.
func (s *Store) Class(ctx context.Context, id string) (Class, error) {
	c, err := scanClass(s.db.QueryRowContext(ctx, classColumns+` WHERE c.id = $1`, id))
	return c, missing(err)
}

// ClassByCode returns the class whose door a code opens, or ErrNotFound. A closed door and that of an archive are not
// found either.
func (s *Store) ClassByCode(ctx context.Context, code string) (Class, error) {
	c, err := scanClass(s.db.QueryRowContext(ctx,
		classColumns+` WHERE c.code = $1 AND c.code_open = 1 AND c.archived_ms = 0`, code))
	return c, missing(err)
}

// Classes lists all classes in order of their titles.
func (s *Store) Classes(ctx context.Context) ([]Class, error) {
	return query(ctx, s.db, func(r *sql.Rows) (Class, error) { return scanClass(r) },
		classColumns+` ORDER BY c.title, c.id`)
}
