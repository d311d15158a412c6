package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Kinds of sessions. How long one lasts without a request, and at most, follows OWASP ASVS 5.0, chapter 7.3: the limits
// are stated, and those of staff are the shortest.
const (
	GuestSession  = "guest"  // a browser that nobody signed in with
	SignedSession = "signed" // a learner
	StaffSession  = "staff"  // somebody who can see the work of others
	LTISession    = "lti"    // somebody whom an LMS signed in
)

// term is how long a session of a kind lasts: without a request (0: as long as with), and at most.
type term struct{ idle, most time.Duration }

const day = 24 * time.Hour

var terms = map[string]term{
	GuestSession:  {0, 400 * day}, // the longest that browsers keep a cookie
	SignedSession: {7 * day, 30 * day},
	StaffSession:  {12 * time.Hour, 30 * day},
	LTISession:    {12 * time.Hour, day},
}

// Session is what the secret in a browser's cookie opens. Only the hash of the secret is kept.
type Session struct {
	ID     string // names the session in lists; it opens nothing
	Person string
	Name   string // the person's, "" for a guest who gave none
	Can    string // what the person may do outside classes: "", Teacher or Operator
	Kind   string
	How    string // what opened it: "first visit", "sign-in link"
	Device string // browser and system, as the browser says
	Frame  string // origin of the LMS whose pages may hold ours in a frame, "" for none
	// ProvedMS is when the person last proved who they are here, 0 for never. It may be before MadeMS: a session gets a
	// new secret on other occasions, too.
	ProvedMS int64
	MadeMS   int64
	SeenMS   int64 // time of a request of the last minute
	EndsMS   int64
}

// Lasts is how long the cookie of a new session of the kind has to be kept.
func Lasts(kind string) time.Duration { return terms[kind].most }

// seenEvery is how often the time of the last request is written down.
const seenEvery = time.Minute

// Session returns the live session that the token opens, or ErrNotFound, and counts as a request of it.
func (s *Store) Session(ctx context.Context, token string) (Session, error) {
	v, err := s.Peek(ctx, token)
	if now := s.ms(); err == nil && now-v.SeenMS >= seenEvery.Milliseconds() {
		_, err = s.soft.ExecContext(ctx, `UPDATE sessions SET seen_ms = $1 WHERE token_hash = $2 AND seen_ms < $1`, now,
			hash(token))
		if err == nil && now/day.Milliseconds() != v.SeenMS/day.Milliseconds() { // sessions go, this stays
			_, err = s.soft.ExecContext(ctx, `UPDATE people SET seen_ms = $1 WHERE id = $2 AND seen_ms < $1`, now,
				v.Person)
		}
	}
	return v, err
}

// Peek is Session for what a page asks by itself, while nobody may be there: it keeps no session alive.
func (s *Store) Peek(ctx context.Context, token string) (Session, error) {
	v, err := scanSession(s.db.QueryRowContext(ctx, sessionColumns+` WHERE s.token_hash = $1 AND p.off_ms = 0`,
		hash(token)))
	if errors.Is(err, sql.ErrNoRows) || err == nil && !v.live(s.ms()) {
		return Session{}, ErrNotFound
	}
	return v, err
}

func (v Session) live(now int64) bool {
	idle := terms[v.Kind].idle.Milliseconds()
	return now < v.EndsMS && (idle == 0 || now-v.SeenMS < idle)
}

const sessionColumns = `SELECT s.token_hash, s.person_id, p.name, p.can, s.kind, s.how, s.device, s.made_ms, s.seen_ms,
	s.ends_ms, s.frame, s.proved_ms FROM sessions s JOIN people p ON p.id = s.person_id`

func scanSession(row interface{ Scan(...any) error }) (v Session, err error) {
	err = row.Scan(&v.ID, &v.Person, &v.Name, &v.Can, &v.Kind, &v.How, &v.Device, &v.MadeMS, &v.SeenMS, &v.EndsMS,
		&v.Frame, &v.ProvedMS)
	return v, err
}

// Sessions lists the live sessions of a person, the newest first.
func (s *Store) Sessions(ctx context.Context, person string) ([]Session, error) {
	all, err := query(ctx, s.db, func(r *sql.Rows) (Session, error) { return scanSession(r) },
		sessionColumns+` WHERE s.person_id = $1 ORDER BY s.made_ms DESC, s.token_hash`, person)
	var live []Session
	for _, v := range all {
		if v.live(s.ms()) {
			live = append(live, v)
		}
	}
	return live, err
}

// StartSession opens a session with a secret of its own and returns the secret. The session that the browser had before
// ends, whoever planted its secret; "" means that it had none.
func (s *Store) StartSession(ctx context.Context, before string, v Session) (token string, err error) {
	token = NewToken()
	err = s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE token_hash = $1`, hash(before)); err != nil {
			return err
		}
		_, err := s.openSession(ctx, tx, token, v)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("start session: %w", err)
	}
	return token, nil
}

// openSession stores a session, and says whether there was none under its token yet.
func (s *Store) openSession(ctx context.Context, tx *sql.Tx, token string, v Session) (bool, error) {
	now := s.ms()
	done, err := tx.ExecContext(ctx,
		`INSERT INTO sessions (token_hash, person_id, kind, how, device, made_ms, seen_ms, ends_ms, frame, proved_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9) ON CONFLICT (token_hash) DO NOTHING`, hash(token), v.Person,
		v.Kind, v.How, v.Device, now, now+terms[v.Kind].most.Milliseconds(), v.Frame, v.ProvedMS)
	if err != nil {
		return false, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE people SET seen_ms = $1 WHERE id = $2 AND seen_ms < $1`, now, v.Person)
	return true, err
}

// EndSession ends one session of a person by its ID; it is no error when there is none.
func (s *Store) EndSession(ctx context.Context, person, id string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE person_id = $1 AND token_hash = $2`, person, id)
	return err
}

// EndSessions ends all sessions of a person except the one with the ID; "" keeps none.
func (s *Store) EndSessions(ctx context.Context, person, except string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE person_id = $1 AND token_hash <> $2`, person, except)
	return err
}
