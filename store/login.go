package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Kinds of logins: what somebody proves themselves with.
const (
	ReturnCode = "return"  // a code that was shown once; Subject is its hash
	Passkey    = "passkey" // Issuer is the host that it is bound to, Subject its ID, Data its public key and use count
	OIDC       = "oidc"    // a provider: Issuer and Subject are its iss and sub
	joinForm   = "form"    // the form that made somebody, so that sent again it makes nobody else; Subject is its hash
)

// Login is what somebody can prove themselves with. No field of it opens anything.
type Login struct {
	ID, Person      string
	Kind            string
	Issuer, Subject string
	Name            string // what the person calls it, or how the provider calls the person; may be ""
	Data            string
	MadeMS, UsedMS  int64 // UsedMS is 0 as long as nobody signed in with it
}

// Errors of adding a login.
var (
	ErrTaken   = errors.New("this login is somebody else's")
	ErrTooMany = errors.New("there are too many of these")
)

// maxLogins is how many logins of one kind a person can have.
const maxLogins = 20

const loginColumns = `SELECT l.id, l.person_id, l.kind, l.issuer, l.subject, l.name, l.data, l.made_ms, l.used_ms
	FROM logins l`

func scanLogin(row interface{ Scan(...any) error }) (l Login, err error) {
	return l, row.Scan(&l.ID, &l.Person, &l.Kind, &l.Issuer, &l.Subject, &l.Name, &l.Data, &l.MadeMS, &l.UsedMS)
}

func logins(ctx context.Context, db querier, person string) ([]Login, error) {
	return query(ctx, db, func(r *sql.Rows) (Login, error) { return scanLogin(r) },
		loginColumns+` WHERE l.person_id = $1 AND l.kind <> $2 ORDER BY l.kind, l.made_ms, l.id`, person, joinForm)
}

// Logins lists what a person can sign in with, by kind, the oldest first.
func (s *Store) Logins(ctx context.Context, person string) ([]Login, error) {
	return logins(ctx, s.db, person)
}

// FindLogin returns the login that a provider or a device names, or that a return code is, or ErrNotFound. Whether its
// person may sign in is for the caller to see to.
func (s *Store) FindLogin(ctx context.Context, kind, issuer, subject string) (Login, error) {
	if kind == ReturnCode {
		subject = hash(subject)
	}
	l, err := scanLogin(s.db.QueryRowContext(ctx, loginColumns+` WHERE l.kind = $1 AND l.issuer = $2 AND
		l.subject = $3`, kind, issuer, subject))
	return l, missing(err)
}

// ByLogin returns the person that a login belongs to, or ErrNotFound; one who is switched off is not found.
func (s *Store) ByLogin(ctx context.Context, kind, issuer, subject string) (Account, error) {
	if kind == ReturnCode {
		subject = hash(subject)
	}
	a, err := scanAccount(s.db.QueryRowContext(ctx, `SELECT p.id, p.name, p.email, p.can, p.created_ms, p.off_ms
		FROM people p JOIN logins l ON l.person_id = p.id
		WHERE l.kind = $1 AND l.issuer = $2 AND l.subject = $3 AND p.off_ms = 0`, kind, issuer, subject))
	return a, missing(err)
}

// AddLogin gives a person a login. One that they have already stays as it is. The error is ErrTaken when it is somebody
// else's, and ErrTooMany beyond 20 of one kind.
func (s *Store) AddLogin(ctx context.Context, l Login, by By) error {
	return s.changeLogins(ctx, l.Person, func(tx *sql.Tx, all []Login) error {
		same := 0
		for _, one := range all {
			if one.Kind == l.Kind {
				same++
			}
		}
		if same >= maxLogins {
			return ErrTooMany
		}
		l.ID = newID()
		fresh, err := s.insertLogin(ctx, tx, l)
		if err != nil {
			return err
		}
		if fresh {
			return s.recordLogin(ctx, tx, "add", l, by)
		}
		var owner string
		err = tx.QueryRowContext(ctx, `SELECT person_id FROM logins WHERE kind = $1 AND issuer = $2 AND subject = $3`,
			l.Kind, l.Issuer, l.Subject).Scan(&owner)
		if err == nil && owner != l.Person {
			err = ErrTaken
		}
		return err
	})
}

// insertLogin stores a login, and says whether nobody had it yet.
func (s *Store) insertLogin(ctx context.Context, tx *sql.Tx, l Login) (bool, error) {
	done, err := tx.ExecContext(ctx, `INSERT INTO logins (id, person_id, kind, issuer, subject, name, data, made_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (kind, issuer, subject) DO NOTHING`, l.ID, l.Person, l.Kind,
		l.Issuer, l.Subject, l.Name, l.Data, s.ms())
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

// RemoveLogin takes a login from a person, if may says so of the login and those that are left; its error is given
// back. The error is ErrNotFound when the person has no such login.
func (s *Store) RemoveLogin(ctx context.Context, person, id string, may func(gone Login, left []Login) error,
	by By) error {
	return s.changeLogins(ctx, person, func(tx *sql.Tx, all []Login) error {
		var gone Login
		var left []Login
		for _, l := range all {
			if l.ID == id {
				gone = l
			} else {
				left = append(left, l)
			}
		}
		if gone.ID == "" {
			return ErrNotFound
		}
		if err := may(gone, left); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM logins WHERE id = $1`, id); err != nil {
			return err
		}
		return s.recordLogin(ctx, tx, "remove", gone, by)
	})
}

// UseLogin writes down that somebody signed in with a login, and its new Data. It says whether nobody had changed what
// is kept since it was read as before; else nothing is written.
func (s *Store) UseLogin(ctx context.Context, before Login, data string) (bool, error) {
	err := changed(s.db.ExecContext(ctx, `UPDATE logins SET data = $1, used_ms = $2 WHERE id = $3 AND data = $4`, data,
		s.ms(), before.ID, before.Data))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// SetReturnCode makes a code the one that opens a person's work; an older one opens nothing any more.
func (s *Store) SetReturnCode(ctx context.Context, person, code string, by By) error {
	return s.changeLogins(ctx, person, func(tx *sql.Tx, _ []Login) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM logins WHERE person_id = $1 AND kind = $2`, person, ReturnCode)
		if err != nil {
			return err
		}
		l := Login{ID: newID(), Person: person, Kind: ReturnCode, Subject: hash(code)}
		if _, err := s.insertLogin(ctx, tx, l); err != nil {
			return err
		}
		return s.recordLogin(ctx, tx, "add", l, by)
	})
}

// changeLogins changes the logins of a person, one change after the other. The error is ErrNotFound when there is no
// such person.
func (s *Store) changeLogins(ctx context.Context, person string, change func(*sql.Tx, []Login) error) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		// This changes nothing, and holds the row until the end on both databases.
		err := changed(tx.ExecContext(ctx, `UPDATE people SET off_ms = off_ms WHERE id = $1`, person))
		if err != nil {
			return err
		}
		all, err := logins(ctx, tx, person)
		if err != nil {
			return err
		}
		return change(tx, all)
	})
}

// recordLogin writes down that a login came or went: of what kind, and nothing of what it is.
func (s *Store) recordLogin(ctx context.Context, tx *sql.Tx, act string, l Login, by By) error {
	state := asJSON(map[string]string{"kind": l.Kind})
	e := Entry{Actor: by.Person, ActorAs: by.As, Act: act, Object: "login", ObjectID: l.ID, After: state}
	if act == "remove" {
		e.Before, e.After = state, ""
	}
	return s.record(ctx, tx, e)
}

// formLasts is how long a form that made somebody is known, should it be sent again.
const formLasts = time.Hour

// ByForm returns the person whom a form made within the last hour, or ErrNotFound.
func (s *Store) ByForm(ctx context.Context, form string) (Account, error) {
	a, err := scanAccount(s.db.QueryRowContext(ctx, `SELECT p.id, p.name, p.email, p.can, p.created_ms, p.off_ms
		FROM people p JOIN logins l ON l.person_id = p.id
		WHERE l.kind = $1 AND l.issuer = '' AND l.subject = $2 AND l.made_ms > $3 AND p.off_ms = 0`, joinForm,
		hash(form), s.ms()-formLasts.Milliseconds()))
	return a, missing(err)
}

// RememberForm keeps for an hour which form made a person. Whoever has the form is let in as them, so it must hold a
// secret of their browser.
func (s *Store) RememberForm(ctx context.Context, person, form string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM logins WHERE kind = $1 AND made_ms < $2`, joinForm,
		s.ms()-formLasts.Milliseconds())
	if err != nil {
		return err
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := s.insertLogin(ctx, tx, Login{ID: newID(), Person: person, Kind: joinForm, Subject: hash(form)})
		return err
	})
}
