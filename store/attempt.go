package store

import (
	"context"
	"database/sql"
	"fmt"
)

// ClassAttempt is a submission to an assignment of a class.
type ClassAttempt struct {
	Attempt
	Assignment string
	Enrolment  string
	ReceivedMS int64 // the server's clock when the request arrived
	Number     int   // from 1
}

// SaveAttempt makes a submission to an assignment of a class durable, as SaveSubmission does, and returns the id it is
// stored under. Sent again it is the same attempt. The error is ErrArchived in an archive, and ErrNotFound when the
// class was erased meanwhile.
func (s *Store) SaveAttempt(ctx context.Context, sub Submission, assignment, enrolment string,
	receivedMS int64) (id string, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		// The row of the enrolment is locked, so that two attempts that come at once get numbers one after the other.
		var class string
		err := tx.QueryRowContext(ctx, `UPDATE enrolments SET state = state WHERE id = $1 RETURNING class_id`,
			enrolment).Scan(&class)
		if err != nil {
			return missing(err)
		}
		if err := unarchived(ctx, tx, class); err != nil {
			return err
		}
		if id, err = s.saveSubmission(ctx, tx, sub); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO attempts (submission_id, assignment_id, enrolment_id, received_ms,
			number) SELECT $1, $2, $3, $4, COALESCE(MAX(number), 0) + 1 FROM attempts
			WHERE assignment_id = $2 AND enrolment_id = $3 ON CONFLICT (submission_id) DO NOTHING`, id, assignment,
			enrolment, receivedMS)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("save attempt: %w", err)
	}
	return id, nil
}

// ClassAttempts lists the attempts in a class in the order in which they arrived. An assignment or an enrolment that is
// not "" keeps those of that one.
func (s *Store) ClassAttempts(ctx context.Context, class, assignment, enrolment string) ([]ClassAttempt, error) {
	return query(ctx, s.db, func(r *sql.Rows) (t ClassAttempt, err error) {
		t.Attempt, err = scanAttempt(r, &t.Assignment, &t.Enrolment, &t.ReceivedMS, &t.Number)
		return t, err
	}, `SELECT `+gradeColumns+`, t.assignment_id, t.enrolment_id, t.received_ms, t.number
		FROM attempts t JOIN submissions s ON s.id = t.submission_id LEFT JOIN grades g ON g.submission_id = s.id
		JOIN assignments a ON a.id = t.assignment_id
		WHERE a.class_id = $1 AND ($2 = '' OR t.assignment_id = $2) AND ($3 = '' OR t.enrolment_id = $3)
		ORDER BY t.assignment_id, t.enrolment_id, t.number`, class, assignment, enrolment)
}

// Final is the cell of a learner who has deleted everything.
type Final struct {
	Assignment, Enrolment, State string
	Counted                      bool
	Points                       int64
}

// Finals lists those of a class.
func (s *Store) Finals(ctx context.Context, class string) ([]Final, error) {
	return query(ctx, s.db, func(r *sql.Rows) (f Final, err error) {
		var counted int
		err = r.Scan(&f.Assignment, &f.Enrolment, &f.State, &counted, &f.Points)
		f.Counted = counted == 1
		return f, err
	}, `SELECT f.assignment_id, f.enrolment_id, f.state, f.counted, f.points
		FROM finals f JOIN assignments a ON a.id = f.assignment_id WHERE a.class_id = $1`, class)
}
