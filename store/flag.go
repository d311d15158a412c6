package store

import (
	"context"
	"database/sql"
)

// Flag is what a learner says of a verdict, or what a teacher says to a text, and the answer.
type Flag struct {
	ID, Submission, Part string
	Text                 string // the learner's; "" for a text that a teacher answered unasked
	AtMS                 int64
	Answer               string
	By                   string // who answered
	ClosedMS             int64  // when it was answered, 0 while it waits
	Assignment           string
	Enrolment            string
}

// RaiseFlag says that a learner doubts the verdict of a part. Said twice the later words stand, until it is answered.
// The error is ErrArchived in an archive.
func (s *Store) RaiseFlag(ctx context.Context, submission, part, text string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		var class string
		err := tx.QueryRowContext(ctx, `SELECT a.class_id FROM attempts t JOIN assignments a ON a.id = t.assignment_id
			WHERE t.submission_id = $1`, submission).Scan(&class)
		if err != nil {
			return missing(err)
		}
		if err := unarchived(ctx, tx, class); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO flags (id, submission_id, part, text, at_ms, answer, by_id, closed_ms)
			VALUES ($1, $2, $3, $4, $5, '', '', 0) ON CONFLICT (submission_id, part) DO UPDATE SET text = excluded.text,
			at_ms = excluded.at_ms WHERE flags.closed_ms = 0`, newID(), submission, part, text, s.ms())
		return err
	})
}

// AnswerFlag answers what a learner said of a part of a submission, or a text that nobody asked about.
func (s *Store) AnswerFlag(ctx context.Context, class string, f Flag, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO flags (id, submission_id, part, text, at_ms, answer, by_id,
			closed_ms) VALUES ($1, $2, $3, '', $4, $5, $6, $4) ON CONFLICT (submission_id, part) DO UPDATE SET
			answer = excluded.answer, by_id = excluded.by_id, closed_ms = excluded.closed_ms`, newID(), f.Submission,
			f.Part, s.ms(), f.Answer, by.Person)
		if err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: class, Actor: by.Person, ActorAs: by.As, Act: "answer", Object: "flag",
			ObjectID: f.Submission + " " + f.Part, Subject: f.Enrolment, Reason: f.Answer})
	})
}

// Flags lists those of a class in the order in which they came; an enrolment that is not "" keeps those of that one.
func (s *Store) Flags(ctx context.Context, class, enrolment string) ([]Flag, error) {
	return query(ctx, s.db, func(r *sql.Rows) (f Flag, err error) {
		return f, r.Scan(&f.ID, &f.Submission, &f.Part, &f.Text, &f.AtMS, &f.Answer, &f.By, &f.ClosedMS, &f.Assignment,
			&f.Enrolment)
	}, `SELECT f.id, f.submission_id, f.part, f.text, f.at_ms, f.answer, f.by_id, f.closed_ms, t.assignment_id,
		t.enrolment_id FROM flags f JOIN attempts t ON t.submission_id = f.submission_id
		JOIN assignments a ON a.id = t.assignment_id
		WHERE a.class_id = $1 AND ($2 = '' OR t.enrolment_id = $2) ORDER BY f.at_ms, f.id`, class, enrolment)
}
