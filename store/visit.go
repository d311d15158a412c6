package store

import (
	"context"
	"database/sql"
	"time"
)

// visitingOperator is the role in a class of an operator who entered it with a reason.
const visitingOperator = "visiting operator"

// Visit is that an operator entered a class, in which they are nobody.
type Visit struct {
	Name   string // of the operator
	Reason string
	AtMS   int64
	EndsMS int64
}

// Enter lets an operator into a class for a time. The reason stands in its record, and its owner sees it. The error is
// ErrNotFound for a class that does not exist, and for one who is no operator.
func (s *Store) Enter(ctx context.Context, class, person, reason string, lasts time.Duration) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		var found string
		if err := tx.QueryRowContext(ctx, `SELECT c.id FROM classes c, people p WHERE c.id = $1 AND p.id = $2 AND
			p.can = $3 AND p.off_ms = 0`, class, person, Operator).Scan(&found); err != nil {
			return missing(err)
		}
		if err := s.endVisits(ctx, tx, class, person); err != nil {
			return err
		}
		now := s.ms()
		if _, err := tx.ExecContext(ctx, `INSERT INTO visits (id, class_id, person_id, reason, at_ms, ends_ms)
			VALUES ($1, $2, $3, $4, $5, $6)`, newID(), class, person, reason, now,
			now+lasts.Milliseconds()); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: class, Actor: person, ActorAs: Operator, Act: actEnter, Object: "class",
			ObjectID: class, Reason: reason})
	})
}

// Leave ends the visit of an operator; it is no error when there is none.
func (s *Store) Leave(ctx context.Context, class, person string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		if err := s.endVisits(ctx, tx, class, person); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: class, Actor: person, ActorAs: Operator, Act: actLeave, Object: "class",
			ObjectID: class})
	})
}

func (s *Store) endVisits(ctx context.Context, tx *sql.Tx, class, person string) error {
	_, err := tx.ExecContext(ctx, `UPDATE visits SET ends_ms = $1 WHERE class_id = $2 AND person_id = $3 AND
		ends_ms > $1`, s.ms(), class, person)
	return err
}

// Visits lists those of a class that began after a time, the newest first.
func (s *Store) Visits(ctx context.Context, class string, sinceMS int64) ([]Visit, error) {
	return query(ctx, s.db, func(r *sql.Rows) (v Visit, err error) {
		return v, r.Scan(&v.Name, &v.Reason, &v.AtMS, &v.EndsMS)
	}, `SELECT p.name, v.reason, v.at_ms, v.ends_ms FROM visits v JOIN people p ON p.id = v.person_id
		WHERE v.class_id = $1 AND v.at_ms > $2 ORDER BY v.at_ms DESC, v.id DESC`, class, sinceMS)
}

// visitor is what an operator is in a class while a visit lasts, or ErrNotFound.
func (s *Store) visitor(ctx context.Context, class, person string) (Enrolment, error) {
	e := Enrolment{Class: class, Person: person, Role: visitingOperator, State: Active, Source: "visit"}
	err := s.db.QueryRowContext(ctx, `SELECT v.id, p.name, v.at_ms FROM visits v JOIN people p ON p.id = v.person_id
		WHERE v.class_id = $1 AND v.person_id = $2 AND v.ends_ms > $3 AND p.can = $4 AND p.off_ms = 0
		ORDER BY v.at_ms DESC LIMIT 1`, class, person, s.ms(), Operator).Scan(&e.ID, &e.Name, &e.AtMS)
	return e, missing(err)
}
