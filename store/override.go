package store

import (
	"context"
	"database/sql"
)

// Extension gives one learner or one group more time or more tries.
type Extension struct {
	ID         string `json:"id"`
	Assignment string `json:"assignment"`
	Enrolment  string `json:"enrolment,omitempty"`
	Group      string `json:"group,omitempty"`
	DueMS      int64  `json:"due_ms"`
	ClosesMS   int64  `json:"closes_ms"`
	Tries      int    `json:"tries"`
	Reason     string `json:"reason"`
	By         string `json:"by"` // person
	AtMS       int64  `json:"at_ms"`
	EndedMS    int64  `json:"ended_ms,omitempty"`
}

// Extend adds an extension; class names the class of its assignment.
func (s *Store) Extend(ctx context.Context, class string, x Extension, by By) error {
	x.ID, x.By, x.AtMS = newID(), by.Person, s.ms()
	return s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO extensions (id, assignment_id, enrolment_id, group_id, due_ms,
			closes_ms, tries, reason, by_id, at_ms, ended_ms)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)`, x.ID, x.Assignment, null(x.Enrolment),
			null(x.Group), x.DueMS, x.ClosesMS, x.Tries, x.Reason, x.By, x.AtMS); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: class, Actor: by.Person, ActorAs: by.As, Act: "extend",
			Object: "extension", ObjectID: x.ID, Subject: x.Enrolment, After: asJSON(x), Reason: x.Reason})
	})
}

// EndExtension takes an extension back; it is no error when it is ended already.
func (s *Store) EndExtension(ctx context.Context, class, assignment, id string, by By) error {
	return s.endOf(ctx, "extension", class, assignment, id, by)
}

// endOf ends a row of extensions or overrides.
func (s *Store) endOf(ctx context.Context, object, class, assignment, id string, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		var subject sql.NullString
		err := tx.QueryRowContext(ctx, `SELECT enrolment_id FROM `+object+`s WHERE id = $1 AND assignment_id = $2`, id,
			assignment).Scan(&subject)
		if err != nil {
			return missing(err)
		}
		done, err := tx.ExecContext(ctx, `UPDATE `+object+`s SET ended_ms = $1 WHERE id = $2 AND ended_ms = 0`, s.ms(),
			id)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return s.record(ctx, tx, Entry{Class: class, Actor: by.Person, ActorAs: by.As, Act: "take back", Object: object,
			ObjectID: id, Subject: subject.String})
	})
}

// Extensions lists those of all assignments of a class, in the order in which they were made, the ended ones too.
func (s *Store) Extensions(ctx context.Context, class string) ([]Extension, error) {
	return query(ctx, s.db, func(r *sql.Rows) (x Extension, err error) {
		return x, r.Scan(&x.ID, &x.Assignment, &x.Enrolment, &x.Group, &x.DueMS, &x.ClosesMS, &x.Tries, &x.Reason,
			&x.By,
			&x.AtMS, &x.EndedMS)
	}, `SELECT x.id, x.assignment_id, COALESCE(x.enrolment_id, ''), COALESCE(x.group_id, ''), x.due_ms, x.closes_ms,
		x.tries, x.reason, x.by_id, x.at_ms, x.ended_ms
		FROM extensions x JOIN assignments a ON a.id = x.assignment_id
		WHERE a.class_id = $1 ORDER BY x.at_ms, x.id`, class)
}

// Override is what a teacher set by hand; see classes.Override.
type Override struct {
	ID         string `json:"id"`
	Assignment string `json:"assignment"`
	Enrolment  string `json:"enrolment"`
	Submission string `json:"submission,omitempty"`
	Part       string `json:"part,omitempty"`
	Points     int64  `json:"points"` // hundredths
	Excused    bool   `json:"excused,omitempty"`
	Reason     string `json:"reason"`
	By         string `json:"by"`
	AtMS       int64  `json:"at_ms"`
	EndedMS    int64  `json:"ended_ms,omitempty"`
}

// SetByHand adds an override; class names the class of its assignment.
func (s *Store) SetByHand(ctx context.Context, class string, o Override, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error { return s.setByHand(ctx, tx, class, o, by) })
}

func (s *Store) setByHand(ctx context.Context, tx *sql.Tx, class string, o Override, by By) error {
	o.ID, o.By, o.AtMS = newID(), by.Person, s.ms()
	if _, err := tx.ExecContext(ctx, `INSERT INTO overrides (id, assignment_id, enrolment_id, submission_id, part,
		points, excused, reason, by_id, at_ms, ended_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)`, o.ID,
		o.Assignment, o.Enrolment, null(o.Submission), o.Part, o.Points, flag(o.Excused), o.Reason, o.By,
		o.AtMS); err != nil {
		return err
	}
	return s.record(ctx, tx, Entry{Class: class, Actor: by.Person, ActorAs: by.As, Act: "set by hand",
		Object: "override", ObjectID: o.ID, Subject: o.Enrolment, After: asJSON(o), Reason: o.Reason})
}

// SetAllByHand adds several overrides, all or none. state is the ClassState of the moment at which they were decided;
// the error is a *StaleError when something of the class has changed since.
func (s *Store) SetAllByHand(ctx context.Context, class, state string, all []Override, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		now, err := classState(ctx, tx, class)
		if err != nil {
			return err
		}
		if now != state {
			return &StaleError{"the gradebook"}
		}
		for _, o := range all {
			if err := s.setByHand(ctx, tx, class, o, by); err != nil {
				return err
			}
		}
		return nil
	})
}

// EndOverride takes an override back, which restores the computed points.
func (s *Store) EndOverride(ctx context.Context, class, assignment, id string, by By) error {
	return s.endOf(ctx, "override", class, assignment, id, by)
}

// Overrides lists those of all assignments of a class, in the order in which they were made, the ended ones too.
func (s *Store) Overrides(ctx context.Context, class string) ([]Override, error) {
	return query(ctx, s.db, func(r *sql.Rows) (o Override, err error) {
		var excused int
		err = r.Scan(&o.ID, &o.Assignment, &o.Enrolment, &o.Submission, &o.Part, &o.Points, &excused, &o.Reason, &o.By,
			&o.AtMS, &o.EndedMS)
		o.Excused = excused == 1
		return o, err
	}, `SELECT o.id, o.assignment_id, o.enrolment_id, COALESCE(o.submission_id, ''), o.part, o.points, o.excused,
		o.reason, o.by_id, o.at_ms, o.ended_ms
		FROM overrides o JOIN assignments a ON a.id = o.assignment_id
		WHERE a.class_id = $1 ORDER BY o.at_ms, o.id`, class)
}
