package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrArchived says that a class is an archive: it can be read, and nothing of it changes.
var ErrArchived = errors.New("the class is archived: it can be read, and nothing of it changes")

// What may be done to an archive.
const (
	actArchive = "archive"
	actReopen  = "open again"
	actErase   = "erase"
	actEnter   = "enter"
	actLeave   = "leave"
)

var archiveActs = []string{actArchive, actReopen, actErase, actEnter, actLeave}

// unarchived is the error ErrArchived for a class that is an archive.
func unarchived(ctx context.Context, tx *sql.Tx, class string) error {
	var at int64
	err := tx.QueryRowContext(ctx, `SELECT archived_ms FROM classes WHERE id = $1`, class).Scan(&at)
	switch {
	case errors.Is(err, sql.ErrNoRows): // it was erased meanwhile; what refers to it says so
		return nil
	case err == nil && at > 0:
		return ErrArchived
	}
	return err
}

// Archive makes a class an archive, or with on false a class that is taught again. c.Version is that of the class that
// was looked at; the error is a *StaleError when it is not the present one.
func (s *Store) Archive(ctx context.Context, c Class, on bool, by By) error {
	at, act := int64(0), actReopen
	if on {
		at, act = s.ms(), actArchive
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE classes SET archived_ms = $1, version = version + 1
			WHERE id = $2 AND version = $3`, at, c.ID, c.Version)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, &StaleError{"the class"})
		}
		return s.record(ctx, tx, Entry{Class: c.ID, Actor: by.Person, ActorAs: by.As, Act: act, Object: "class",
			ObjectID: c.ID})
	})
}

// Erase deletes a class with all work that was done for it, and its record but for one entry, which names no learner.
// People stay: they may be in other classes. The error is ErrNotFound when it is gone already.
func (s *Store) Erase(ctx context.Context, class string, by By, reason string) error {
	err := s.tx(ctx, func(tx *sql.Tx) error {
		c, err := scanClass(tx.QueryRowContext(ctx, classColumns+` WHERE c.id = $1`, class))
		if err != nil {
			return missing(err)
		}
		for _, text := range []string{
			// Who hands in locks the enrolment first: they are done, or wait and then find none.
			`UPDATE enrolments SET state = state WHERE class_id = $1`,
			// Without its attempt a submission would be one of the free ones, and tell the draw.
			`DELETE FROM submissions WHERE id IN (SELECT t.submission_id FROM attempts t
				JOIN assignments a ON a.id = t.assignment_id WHERE a.class_id = $1)`,
			`DELETE FROM drafts WHERE exercise IN (SELECT '` + draftPrefix + `' || id FROM assignments
				WHERE class_id = $1)`,
			`DELETE FROM audit WHERE class_id = $1`,
			`DELETE FROM classes WHERE id = $1`,
		} {
			if _, err := tx.ExecContext(ctx, text, class); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, Entry{Class: class, Actor: by.Person, ActorAs: by.As, Act: actErase, Object: "class",
			ObjectID: class, Before: asJSON(map[string]any{"title": c.Title}), Reason: reason})
	})
	if err != nil {
		return fmt.Errorf("erase class: %w", err)
	}
	s.forgotten(ctx)
	return nil
}
