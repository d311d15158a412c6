package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Invite puts people on the list of a class who have not come yet. The error is a *TakenError where a number or an
// address of mail is on the list already; then nobody is added.
func (s *Store) Invite(ctx context.Context, class string, all []Enrolment, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		for i, e := range all {
			var n int
			err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM enrolments WHERE class_id = $1 AND
				(number <> '' AND number = $2 OR email <> '' AND lower(email) = lower($3))`, class, e.Number,
				e.Email).Scan(&n)
			if err != nil {
				return err
			}
			if n > 0 {
				return &TakenError{i}
			}
			e.Class, e.Person, e.State, e.Source = class, "", Invited, "list"
			id, err := s.enrol(ctx, tx, e)
			if err != nil {
				return err
			}
			if err := s.record(ctx, tx, Entry{Class: class, Actor: by.Person, ActorAs: by.As, Act: "invite",
				Object: "enrolment", ObjectID: id, Subject: id, After: asJSON(e)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// TakenError says which entry of a list, from 0, has a number or address that the class has already.
type TakenError struct{ At int }

func (e *TakenError) Error() string { return fmt.Sprintf("entry %d is on the list already", e.At+1) }

// Recognise says that an enrolment is the one who was invited: it takes over number, address and group of the invited
// row, which goes.
func (s *Store) Recognise(ctx context.Context, class, invited, enrolment string, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		row := func(id string) (Enrolment, error) {
			return scanEnrolment(tx.QueryRowContext(ctx, enrolmentColumns+` WHERE e.class_id = $1 AND e.id = $2`, class,
				id))
		}
		from, err := row(invited)
		if err != nil {
			return missing(err)
		}
		to, err := row(enrolment)
		if err != nil {
			return missing(err)
		}
		if from.State != Invited || to.State != Active {
			return ErrNotFound
		}
		for _, text := range []string{`UPDATE extensions SET enrolment_id = $1 WHERE enrolment_id = $2`,
			`UPDATE overrides SET enrolment_id = $1 WHERE enrolment_id = $2`,
			`UPDATE audit SET subject_id = $1 WHERE subject_id = $2`} {
			if _, err := tx.ExecContext(ctx, text, to.ID, from.ID); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM enrolments WHERE id = $1`, from.ID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE enrolments SET number = $1, email = $2,
			group_id = COALESCE($3, group_id) WHERE id = $4`, from.Number, from.Email, null(from.Group),
			to.ID); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: class, Actor: by.Person, ActorAs: by.As, Act: "recognise",
			Object: "enrolment", ObjectID: to.ID, Subject: to.ID, Before: asJSON(from), After: asJSON(to)})
	})
}

// Uninvite takes somebody from the list who has not come.
func (s *Store) Uninvite(ctx context.Context, class, enrolment string, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `DELETE FROM enrolments WHERE class_id = $1 AND id = $2 AND state = $3`, class,
			enrolment, Invited)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(ErrNotFound, err)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE audit SET before = '', after = '' WHERE subject_id = $1`,
			enrolment); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: class, Actor: by.Person, ActorAs: by.As, Act: "remove",
			Object: "enrolment", ObjectID: enrolment})
	})
}
