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
	o.ID, o.By, o.AtMS = newID(), by.Person, s.ms()
	return s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO overrides (id, assignment_id, enrolment_id, submission_id, part,
			points, excused, reason, by_id, at_ms, ended_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)`, o.ID,
			o.Assignment, o.Enrolment, null(o.Submission), o.Part, o.Points, flag(o.Excused), o.Reason, o.By,
			o.AtMS); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: class, Actor: by.Person, ActorAs: by.As, Act: "set by hand",
			Object: "override", ObjectID: o.ID, Subject: o.Enrolment, After: asJSON(o), Reason: o.Reason})
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

// ClassAttempt is a submission to an assignment of a class.
type ClassAttempt struct {
	Attempt
	Assignment string
	Enrolment  string
	ReceivedMS int64 // the server's clock when the request arrived
	Number     int   // from 1
}

// SaveAttempt makes a submission to an assignment of a class durable, as SaveSubmission does, and returns the id it is
// stored under. Sent again it is the same attempt.
func (s *Store) SaveAttempt(ctx context.Context, sub Submission, assignment, enrolment string,
	receivedMS int64) (id string, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		// The row of the enrolment is locked, so that two attempts that come at once get numbers one after the other.
		if _, err := tx.ExecContext(ctx, `UPDATE enrolments SET state = state WHERE id = $1`, enrolment); err != nil {
			return err
		}
		if id, err = s.saveSubmission(ctx, tx, sub); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO attempts (submission_id, assignment_id, enrolment_id, received_ms,
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
