package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Assignment is an exercise that is set in a class. Times are in milliseconds of Unix time, 0 for none; points in
// hundredths.
type Assignment struct {
	ID         string `json:"id"`
	Class      string `json:"class"`
	Exercise   string `json:"exercise"`
	Title      string `json:"title"`
	Points     int64  `json:"points"`
	OpensMS    int64  `json:"opens_ms"`
	DueMS      int64  `json:"due_ms"`
	ClosesMS   int64  `json:"closes_ms"`
	GraceMin   int    `json:"grace_min"`
	Late       string `json:"late"` // JSON: steps of the credit for late work
	Tries      int    `json:"tries"`
	Counts     string `json:"counts"`   // "best", "latest"
	Solution   string `json:"solution"` // when the model answer may be read: "solved", "after_close", "never"
	ReleasedMS int64  `json:"released_ms"`
	Position   int    `json:"position"`
	Version    int64  `json:"version"`
}

const assignmentColumns = `SELECT id, class_id, exercise, title, points, opens_ms, due_ms, closes_ms, grace_min, late,
	tries, counts, solution, released_ms, position, version FROM assignments`

func scanAssignment(row interface{ Scan(...any) error }) (a Assignment, err error) {
	return a, row.Scan(&a.ID, &a.Class, &a.Exercise, &a.Title, &a.Points, &a.OpensMS, &a.DueMS, &a.ClosesMS,
		&a.GraceMin,
		&a.Late, &a.Tries, &a.Counts, &a.Solution, &a.ReleasedMS, &a.Position, &a.Version)
}

// AddAssignment sets an exercise in a class, after those that are set already, and returns its ID.
func (s *Store) AddAssignment(ctx context.Context, a Assignment, by By) (string, error) {
	a.ID, a.Version = newID(), 1
	err := s.tx(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(position), 0) + 1 FROM assignments WHERE class_id = $1`,
			a.Class).Scan(&a.Position)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO assignments (id, class_id, exercise, title, points, opens_ms, due_ms,
			closes_ms, grace_min, late, tries, counts, solution, released_ms, position, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, a.ID, a.Class, a.Exercise,
			a.Title, a.Points, a.OpensMS, a.DueMS, a.ClosesMS, a.GraceMin, a.Late, a.Tries, a.Counts, a.Solution,
			a.ReleasedMS, a.Position, a.Version)
		if err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: a.Class, Actor: by.Person, ActorAs: by.As, Act: "set",
			Object: "assignment", ObjectID: a.ID, After: asJSON(a)})
	})
	if err != nil {
		return "", fmt.Errorf("set assignment: %w", err)
	}
	return a.ID, nil
}

// SetAssignment changes an assignment whose version is a.Version; the error is a *StaleError when that is not the
// present one. Class and exercise stay.
func (s *Store) SetAssignment(ctx context.Context, a Assignment, act string, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		before, err := scanAssignment(tx.QueryRowContext(ctx, assignmentColumns+` WHERE id = $1 AND class_id = $2`,
			a.ID, a.Class))
		if err != nil {
			return missing(err)
		}
		done, err := tx.ExecContext(ctx, `UPDATE assignments SET title = $1, points = $2, opens_ms = $3, due_ms = $4,
			closes_ms = $5, grace_min = $6, late = $7, tries = $8, counts = $9, solution = $10, released_ms = $11,
			version = version + 1 WHERE id = $12 AND version = $13`, a.Title, a.Points, a.OpensMS, a.DueMS, a.ClosesMS,
			a.GraceMin, a.Late, a.Tries, a.Counts, a.Solution, a.ReleasedMS, a.ID, a.Version)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, &StaleError{"the assignment"})
		}
		return s.record(ctx, tx, Entry{Class: a.Class, Actor: by.Person, ActorAs: by.As, Act: act, Object: "assignment",
			ObjectID: a.ID, Before: asJSON(before), After: asJSON(a)})
	})
}

// Assignments lists those of a class in order.
func (s *Store) Assignments(ctx context.Context, class string) ([]Assignment, error) {
	return query(ctx, s.db, func(r *sql.Rows) (Assignment, error) { return scanAssignment(r) },
		assignmentColumns+` WHERE class_id = $1 ORDER BY position, id`, class)
}

// Assignment returns one of a class, or ErrNotFound.
func (s *Store) Assignment(ctx context.Context, class, id string) (Assignment, error) {
	a, err := scanAssignment(s.db.QueryRowContext(ctx, assignmentColumns+` WHERE class_id = $1 AND id = $2`, class, id))
	return a, missing(err)
}

// draftPrefix begins what the drafts of assignments are called in the place of an exercise.
const draftPrefix = "assignment/"

// DraftOf names the draft of an assignment.
func DraftOf(assignment string) string { return draftPrefix + assignment }

// Drafted gives, by enrolment and assignment, when somebody in a class last typed something.
func (s *Store) Drafted(ctx context.Context, class string) (map[[2]string]int64, error) {
	type draft struct {
		key  [2]string
		atMS int64
	}
	all, err := query(ctx, s.db, func(r *sql.Rows) (d draft, err error) {
		return d, r.Scan(&d.key[0], &d.key[1], &d.atMS)
	}, `SELECT e.id, a.id, d.at_ms FROM assignments a JOIN enrolments e ON e.class_id = a.class_id
		JOIN drafts d ON d.person_id = e.person_id AND d.exercise = '`+draftPrefix+`' || a.id
		WHERE a.class_id = $1`, class)
	drafted := map[[2]string]int64{}
	for _, d := range all {
		drafted[d.key] = d.atMS
	}
	return drafted, err
}

// LastSeen gives, by enrolment, when somebody in a class was last seen in the lab.
func (s *Store) LastSeen(ctx context.Context, class string) (map[string]int64, error) {
	type seen struct {
		enrolment string
		atMS      int64
	}
	all, err := query(ctx, s.db, func(r *sql.Rows) (v seen, err error) { return v, r.Scan(&v.enrolment, &v.atMS) },
		`SELECT e.id, MAX(s.seen_ms) FROM enrolments e JOIN sessions s ON s.person_id = e.person_id
		WHERE e.class_id = $1 GROUP BY e.id`, class)
	out := map[string]int64{}
	for _, v := range all {
		out[v.enrolment] = v.atMS
	}
	return out, err
}
