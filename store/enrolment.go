package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// States of an enrolment.
const (
	Invited = "invited" // on the list, nobody came yet
	Active  = "active"
	Left    = "dropped" // gone; the work stays
)

// Enrolment is somebody in a class.
type Enrolment struct {
	ID      string `json:"id"`
	Class   string `json:"class"`
	Person  string `json:"person,omitempty"` // "" for one who was invited or has deleted everything
	Role    string `json:"role"`
	Group   string `json:"group,omitempty"` // ID of the group
	Name    string `json:"name"`
	Number  string `json:"number,omitempty"` // as the school counts its students
	Email   string `json:"email,omitempty"`
	State   string `json:"state"`
	Source  string `json:"source"` // "code", "list", "made it"
	AtMS    int64  `json:"at_ms"`
	Grouped string `json:"-"` // name of the group
}

const enrolmentColumns = `SELECT e.id, e.class_id, COALESCE(e.person_id, ''), e.role, COALESCE(e.group_id, ''), e.name,
	e.number, e.email, e.state, e.source, e.made_ms, COALESCE(g.name, '')
	FROM enrolments e LEFT JOIN groups g ON g.id = e.group_id`

func scanEnrolment(row interface{ Scan(...any) error }) (e Enrolment, err error) {
	return e, row.Scan(&e.ID, &e.Class, &e.Person, &e.Role, &e.Group, &e.Name, &e.Number, &e.Email, &e.State, &e.Source,
		&e.AtMS, &e.Grouped)
}

func (s *Store) enrol(ctx context.Context, tx *sql.Tx, e Enrolment) (string, error) {
	e.ID = newID()
	_, err := tx.ExecContext(ctx, `INSERT INTO enrolments (id, class_id, person_id, role, group_id, name, number, email,
		state, source, made_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, e.ID, e.Class, null(e.Person),
		e.Role, null(e.Group), e.Name, e.Number, e.Email, e.State, e.Source, s.ms())
	return e.ID, err
}

// ErrLeft says that somebody was taken out of a class and cannot come back with its code.
var ErrLeft = errors.New("this person was taken out of the class")

// Enrol puts somebody into a class, and gives a person their name where they have none. Who is in it already keeps the
// enrolment, and becomes staff by a link for staff. Who had left comes back by a link for staff or from an LMS, in the
// role that these give; the error is ErrLeft for one who tries it with the code.
func (s *Store) Enrol(ctx context.Context, e Enrolment, by By) (id string, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE people SET name = $1 WHERE id = $2 AND name = ''`, e.Name,
			e.Person); err != nil {
			return err
		}
		before, err := scanEnrolment(tx.QueryRowContext(ctx,
			enrolmentColumns+` WHERE e.class_id = $1 AND e.person_id = $2`, e.Class, e.Person))
		staffLink := e.Source == StaffLink
		switch {
		case errors.Is(err, sql.ErrNoRows):
			id, err = s.enrol(ctx, tx, e)
		case err != nil:
		case before.State == Active && (!staffLink || before.Role == e.Role || before.Role == "owner"):
			id = before.ID
			return nil
		case before.State == Left && e.Source == ByCode:
			return ErrLeft
		default:
			id = before.ID
			_, err = tx.ExecContext(ctx, `UPDATE enrolments SET state = $1, role = $2 WHERE id = $3`, Active, e.Role,
				id)
		}
		if err != nil {
			return err
		}
		if err := s.staffSessions(ctx, tx, e.Person, e.Role); err != nil {
			return err
		}
		e.ID = id
		return s.record(ctx, tx, Entry{Class: e.Class, Actor: by.Person, ActorAs: by.As, Act: "enrol",
			Object: "enrolment", ObjectID: id, Subject: id, Before: asJSON(before), After: asJSON(e)})
	})
	if err != nil {
		return "", fmt.Errorf("enrol: %w", err)
	}
	return id, nil
}

// Sources of an enrolment.
const (
	ByCode    = "code"
	ByLMS     = "lms"
	StaffLink = "staff link"
)

// staffSessions shortens the sessions of somebody who becomes staff to those of staff.
func (s *Store) staffSessions(ctx context.Context, tx *sql.Tx, person, role string) error {
	if role == "learner" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `UPDATE sessions SET kind = $1 WHERE person_id = $2 AND kind = $3`, StaffSession,
		person, SignedSession)
	return err
}

// Roster lists everybody in a class: staff first, then learners by name.
func (s *Store) Roster(ctx context.Context, class string) ([]Enrolment, error) {
	all, err := query(ctx, s.db, func(r *sql.Rows) (Enrolment, error) { return scanEnrolment(r) }, enrolmentColumns+`
		WHERE e.class_id = $1 ORDER BY e.id`, class)
	byName(all, func(e Enrolment) string { return e.Name })
	slices.SortStableFunc(all, func(a, b Enrolment) int { return cmp.Compare(learnersLast(a), learnersLast(b)) })
	return all, err
}

func learnersLast(e Enrolment) int {
	if e.Role == "learner" {
		return 1
	}
	return 0
}

// Enrolment returns one of a class, or ErrNotFound.
func (s *Store) Enrolment(ctx context.Context, class, id string) (Enrolment, error) {
	e, err := scanEnrolment(s.db.QueryRowContext(ctx, enrolmentColumns+` WHERE e.class_id = $1 AND e.id = $2`, class,
		id))
	return e, missing(err)
}

// Enrolled is a class with what a person is in it.
type Enrolled struct {
	Class Class
	As    Enrolment
}

// Enrolled lists the classes that a person is in, the newest first.
func (s *Store) Enrolled(ctx context.Context, person string) ([]Enrolled, error) {
	all, err := s.EverEnrolled(ctx, person)
	return slices.DeleteFunc(all, func(v Enrolled) bool { return v.As.State != Active }), err
}

// EverEnrolled is Enrolled with the classes that the person has left.
func (s *Store) EverEnrolled(ctx context.Context, person string) ([]Enrolled, error) {
	return query(ctx, s.db, func(r *sql.Rows) (v Enrolled, err error) {
		e := &v.As
		v.Class, err = scanClass(r, &e.ID, &e.Class, &e.Person, &e.Role, &e.Group, &e.Name, &e.Number, &e.Email,
			&e.State, &e.Source, &e.AtMS)
		return v, err
	}, `SELECT c.id, c.title, c.zone, c.code, c.code_open, c.secret, c.starts_ms, c.ends_ms, c.erase_ms, c.version,
		c.archived_ms, e.id, e.class_id, COALESCE(e.person_id, ''), e.role, COALESCE(e.group_id, ''), e.name, e.number,
		e.email, e.state, e.source, e.made_ms FROM classes c JOIN enrolments e ON e.class_id = c.id
		WHERE e.person_id = $1 ORDER BY e.made_ms DESC, e.id`, person)
}

// Membership returns a class and what a person is in it, or ErrNotFound for one who is not in it, or not any more. An
// operator who entered it is in it while the visit lasts.
func (s *Store) Membership(ctx context.Context, class, person string) (Enrolled, error) {
	c, err := s.Class(ctx, class)
	if err != nil {
		return Enrolled{}, err
	}
	e, err := scanEnrolment(s.db.QueryRowContext(ctx,
		enrolmentColumns+` WHERE e.class_id = $1 AND e.person_id = $2 AND e.state = 'active'`, class, person))
	if errors.Is(err, sql.ErrNoRows) {
		e, err = s.visitor(ctx, class, person)
	}
	return Enrolled{c, e}, err
}

// ErrLastOwner says that a class would be left without an owner.
var ErrLastOwner = errors.New("a class keeps at least one owner")

// SetEnrolment changes role, group, name, number, address and state of an enrolment.
func (s *Store) SetEnrolment(ctx context.Context, e Enrolment, act, reason string, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		before, err := scanEnrolment(tx.QueryRowContext(ctx,
			enrolmentColumns+` WHERE e.class_id = $1 AND e.id = $2`, e.Class, e.ID))
		if err != nil {
			return missing(err)
		}
		if _, err = tx.ExecContext(ctx, `UPDATE enrolments SET role = $1, group_id = $2, name = $3, number = $4,
			email = $5, state = $6 WHERE id = $7`, e.Role, null(e.Group), e.Name, e.Number, e.Email, e.State,
			e.ID); err != nil {
			return err
		}
		var owners int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM enrolments WHERE class_id = $1 AND role = 'owner' AND
			state = 'active'`, e.Class).Scan(&owners); err != nil {
			return err
		}
		if owners == 0 {
			return ErrLastOwner
		}
		if err := s.staffSessions(ctx, tx, e.Person, e.Role); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: e.Class, Actor: by.Person, ActorAs: by.As, Act: act, Object: "enrolment",
			ObjectID: e.ID, Subject: e.ID, Before: asJSON(before), After: asJSON(e), Reason: reason})
	})
}

// Elsewhere says whether a person is in another class, too, or has a right outside of classes, so that no teacher of
// one class may open their account.
func (s *Store) Elsewhere(ctx context.Context, person, class string) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM people p WHERE p.id = $1 AND (p.can <> '' OR EXISTS (
		SELECT 1 FROM enrolments e WHERE e.person_id = p.id AND (e.class_id <> $2 OR e.role <> 'learner')))`, person,
		class).Scan(&n)
	return n > 0, err
}
