package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"time"
)

// Platform is an LMS that may open the lab; see lti.Platform.
type Platform struct {
	ID, Issuer, ClientID                      string
	AuthURL, TokenURL, TokenAudience, JWKSURL string
	Product                                   string // family of the LMS, "" where unknown
	State                                     string
	MadeMS                                    int64
}

// States of a platform.
const (
	PlatformPending = "pending" // registered, and to be confirmed by an operator
	PlatformOn      = "on"
)

const platformColumns = `SELECT id, issuer, client_id, auth_url, token_url, token_aud, jwks_url, product, state, made_ms
	FROM lti_platforms`

func scanPlatform(row interface{ Scan(...any) error }) (p Platform, err error) {
	return p, row.Scan(&p.ID, &p.Issuer, &p.ClientID, &p.AuthURL, &p.TokenURL, &p.TokenAudience, &p.JWKSURL, &p.Product,
		&p.State, &p.MadeMS)
}

// Platforms lists all, in the order in which they came. An issuer that is not "" keeps those of that one which may be
// used.
func (s *Store) Platforms(ctx context.Context, issuer string) ([]Platform, error) {
	return query(ctx, s.db, func(r *sql.Rows) (Platform, error) { return scanPlatform(r) },
		platformColumns+` WHERE $1 = '' OR issuer = $1 AND state = 'on' ORDER BY made_ms, id`, issuer)
}

// Platform returns one, or ErrNotFound.
func (s *Store) Platform(ctx context.Context, id string) (Platform, error) {
	p, err := scanPlatform(s.db.QueryRowContext(ctx, platformColumns+` WHERE id = $1`, id))
	return p, missing(err)
}

// AddPlatform keeps a platform and the deployment that it named ("" for none), which is let in with it. One that
// registers again under the same issuer and client id is replaced, and is confirmed again.
func (s *Store) AddPlatform(ctx context.Context, p Platform, deployment string) (id string, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `INSERT INTO lti_platforms (id, issuer, client_id, auth_url, token_url,
			token_aud,
			jwks_url, product, state, made_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (issuer, client_id) DO UPDATE SET auth_url = excluded.auth_url, token_url = excluded.token_url,
			token_aud = excluded.token_aud, jwks_url = excluded.jwks_url, product = excluded.product,
			state = excluded.state RETURNING id`, newID(), p.Issuer, p.ClientID, p.AuthURL, p.TokenURL, p.TokenAudience,
			p.JWKSURL, p.Product, p.State, s.ms()).Scan(&id)
		if err != nil || deployment == "" {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO lti_deployments (platform_id, deployment_id, allowed)
			VALUES ($1, $2, 1) ON CONFLICT (platform_id, deployment_id) DO NOTHING`, id, deployment)
		return err
	})
	return id, err
}

// ConfirmPlatform lets a platform in.
func (s *Store) ConfirmPlatform(ctx context.Context, id string, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE lti_platforms SET state = $1 WHERE id = $2`, PlatformOn,
			id); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Actor: by.Person, ActorAs: by.As, Act: "let in", Object: "LMS", ObjectID: id})
	})
}

// Deployment says whether a deployment of a platform is let in. The first one of a platform that named none when it was
// registered is; what comes later waits for an operator, and is written down.
func (s *Store) Deployment(ctx context.Context, platform, deployment string) (bool, error) {
	allowed := 0
	err := s.tx(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT allowed FROM lti_deployments WHERE platform_id = $1 AND
			deployment_id = $2`, platform, deployment).Scan(&allowed)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		var others int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM lti_deployments WHERE platform_id = $1`,
			platform).Scan(&others); err != nil {
			return err
		}
		allowed = flag(others == 0)
		_, err = tx.ExecContext(ctx, `INSERT INTO lti_deployments (platform_id, deployment_id, allowed)
			VALUES ($1, $2, $3) ON CONFLICT (platform_id, deployment_id) DO NOTHING`, platform, deployment, allowed)
		return err
	})
	return allowed == 1, err
}

// AllowDeployment lets a deployment in.
func (s *Store) AllowDeployment(ctx context.Context, platform, deployment string) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO lti_deployments (platform_id, deployment_id, allowed) VALUES ($1, $2,
		1)
		ON CONFLICT (platform_id, deployment_id) DO UPDATE SET allowed = 1`, platform, deployment)
	return err
}

// LaunchState is what is kept from a login of an LMS to its launch; see lti.State.
type LaunchState struct {
	Hash, Nonce, Cookie, Platform string
	EndsMS                        int64
}

// maxLaunchStates is how many are kept of one platform: one more pushes out the oldest, so that nobody who makes up
// logins keeps the others from coming. Those of whoever is on the way are seconds old.
const maxLaunchStates = 5000

// SaveLaunchState keeps one. Those that ended an hour ago go.
func (s *Store) SaveLaunchState(ctx context.Context, v LaunchState) error {
	_, err := s.soft.ExecContext(ctx, `DELETE FROM lti_states WHERE ends_ms < $1`, s.ms()-time.Hour.Milliseconds())
	if err != nil {
		return err
	}
	if _, err = s.soft.ExecContext(ctx, `DELETE FROM lti_states WHERE hash IN (SELECT hash FROM lti_states
		WHERE platform_id = $1 ORDER BY ends_ms DESC, hash LIMIT 1000000 OFFSET $2)`, v.Platform,
		maxLaunchStates-1); err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO lti_states (hash, nonce, cookie_hash, platform_id, ends_ms, used_ms)
		VALUES ($1, $2, $3, $4, $5, 0)`, v.Hash, v.Nonce, v.Cookie, v.Platform, v.EndsMS)
	return err
}

// UseLaunchState returns the state with a hash and makes it useless in the same step, or returns ErrNotFound.
func (s *Store) UseLaunchState(ctx context.Context, hash string) (v LaunchState, err error) {
	v.Hash = hash
	err = s.db.QueryRowContext(ctx, `UPDATE lti_states SET used_ms = $1 WHERE hash = $2 AND used_ms = 0
		RETURNING nonce, cookie_hash, platform_id, ends_ms`, s.ms(), hash).Scan(&v.Nonce, &v.Cookie, &v.Platform,
		&v.EndsMS)
	return v, missing(err)
}

// ToolKey is a key of the lab as an LTI tool.
type ToolKey struct {
	ID, PEM           string
	MadeMS, RetiredMS int64
}

// ToolKeys lists all keys, the oldest first.
func (s *Store) ToolKeys(ctx context.Context) ([]ToolKey, error) {
	return query(ctx, s.db, func(r *sql.Rows) (k ToolKey, err error) {
		return k, r.Scan(&k.ID, &k.PEM, &k.MadeMS, &k.RetiredMS)
	}, `SELECT kid, pem, made_ms, retired_ms FROM lti_keys ORDER BY made_ms, kid`)
}

// AddToolKey keeps a new key. With rotate the others are retired; without, it is kept only where there is none yet, so
// that of two processes that start at once one makes the key.
func (s *Store) AddToolKey(ctx context.Context, k ToolKey, rotate bool) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM lti_keys`).Scan(&n); err != nil || n > 0 && !rotate {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE lti_keys SET retired_ms = $1 WHERE retired_ms = 0`,
			s.ms()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO lti_keys (kid, pem, made_ms, retired_ms) VALUES ($1, $2, $3, 0)`,
			k.ID,
			k.PEM, k.MadeMS)
		return err
	})
}

// Context is a course of an LMS. Class is "" until a teacher has linked it.
type Context struct {
	ID, Platform, Deployment, ContextID, Title, Class string
	RosterURL, LineItemsURL                           string
	Choice                                            string // JSON of deep linking that was begun, "" for none
}

const contextColumns = `SELECT id, platform_id, deployment_id, context_id, title, COALESCE(class_id, ''), roster_url,
	lineitems_url, choice FROM lti_contexts`

func scanContext(row interface{ Scan(...any) error }) (c Context, err error) {
	return c, row.Scan(&c.ID, &c.Platform, &c.Deployment, &c.ContextID, &c.Title, &c.Class, &c.RosterURL,
		&c.LineItemsURL, &c.Choice)
}

// SeeContext keeps what a launch says of a course, and returns it. Addresses that a launch leaves out stay.
func (s *Store) SeeContext(ctx context.Context, c Context) (Context, error) {
	return scanContext(s.db.QueryRowContext(ctx, `INSERT INTO lti_contexts (id, platform_id, deployment_id, context_id,
		title, roster_url, lineitems_url, choice) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (platform_id, deployment_id, context_id) DO UPDATE SET title = excluded.title,
		roster_url = CASE excluded.roster_url WHEN '' THEN lti_contexts.roster_url ELSE excluded.roster_url END,
		lineitems_url = CASE excluded.lineitems_url WHEN '' THEN lti_contexts.lineitems_url
			ELSE excluded.lineitems_url END,
		choice = CASE excluded.choice WHEN '' THEN lti_contexts.choice ELSE excluded.choice END
		RETURNING id, platform_id, deployment_id, context_id, title, COALESCE(class_id, ''), roster_url, lineitems_url,
		choice`, newID(), c.Platform, c.Deployment, c.ContextID, c.Title, c.RosterURL, c.LineItemsURL, c.Choice))
}

// Context returns one, or ErrNotFound.
func (s *Store) Context(ctx context.Context, id string) (Context, error) {
	c, err := scanContext(s.db.QueryRowContext(ctx, contextColumns+` WHERE id = $1`, id))
	return c, missing(err)
}

// Contexts lists the courses that are linked to a class.
func (s *Store) Contexts(ctx context.Context, class string) ([]Context, error) {
	return query(ctx, s.db, func(r *sql.Rows) (Context, error) { return scanContext(r) },
		contextColumns+` WHERE class_id = $1 ORDER BY title, id`, class)
}

// LinkContext links a course of an LMS to a class.
func (s *Store) LinkContext(ctx context.Context, id, class string, by By) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE lti_contexts SET class_id = $1 WHERE id = $2`, class, id); err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: class, Actor: by.Person, ActorAs: by.As, Act: "link", Object: "course",
			ObjectID: id})
	})
}

// EndChoice forgets that deep linking was begun in a course.
func (s *Store) EndChoice(ctx context.Context, context string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE lti_contexts SET choice = '' WHERE id = $1`, context)
	return err
}

// LTI is the kind of a login by which an LMS names somebody: Issuer is the ID of the platform, Subject its sub.
const LTI = "lti"

// NeedLogin returns the person of a login and makes one with a name where there is none yet. An email that is given is
// kept with a new person only, and merges nobody. By without a person is the new one. The error is ErrNotFound for one
// who is switched off.
func (s *Store) NeedLogin(ctx context.Context, l Login, a Account, by By) (Account, error) {
	found, err := s.ByLogin(ctx, l.Kind, l.Issuer, l.Subject)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return found, err
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		l.ID, l.Person = newID(), newID()
		if _, err := tx.ExecContext(ctx, `INSERT INTO people (id, token_hash, created_ms, name, email, can)
			VALUES ($1, $1, $2, $3, $4, '')`, l.Person, s.ms(), a.Name, a.Email); err != nil {
			return err
		}
		fresh, err := s.insertLogin(ctx, tx, l)
		if err != nil {
			return err
		}
		if fresh {
			return s.recordLogin(ctx, tx, "add", l, By{cmp.Or(by.Person, l.Person), by.As})
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM people WHERE id = $1`, l.Person) // another request was first
		return err
	})
	if err != nil {
		return Account{}, err
	}
	return s.ByLogin(ctx, l.Kind, l.Issuer, l.Subject)
}

// Subjects gives, by person, how a platform names the members of a class.
func (s *Store) Subjects(ctx context.Context, class, platform string) (map[string]string, error) {
	type pair struct{ person, subject string }
	all, err := query(ctx, s.db, func(r *sql.Rows) (p pair, err error) { return p, r.Scan(&p.person, &p.subject) },
		`SELECT l.person_id, l.subject FROM logins l JOIN enrolments e ON e.person_id = l.person_id
		WHERE e.class_id = $1 AND l.kind = 'lti' AND l.issuer = $2`, class, platform)
	out := map[string]string{}
	for _, p := range all {
		out[p.person] = p.subject
	}
	return out, err
}
