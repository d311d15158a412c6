package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// NewToken makes the secret that a guest's cookie holds. Nothing is stored of a guest until there is something to keep.
func NewToken() string {
	secret := make([]byte, 24)
	rand.Read(secret)
	return base64.RawURLEncoding.EncodeToString(secret)
}

// Guest returns the id of the person that holds the token and makes the person when there is none yet. Only the hash
// of the token is stored.
func (s *Store) Guest(ctx context.Context, token string) (string, error) {
	id, err := s.Person(ctx, token)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return id, err
	}
	_, err = s.db.ExecContext(ctx,
		`INSERT INTO people (id, token_hash, created_ms) VALUES ($1, $2, $3) ON CONFLICT (token_hash) DO NOTHING`,
		newID(), hash(token), s.ms())
	if err != nil {
		return "", fmt.Errorf("create guest: %w", err)
	}
	return s.Person(ctx, token)
}

// Person returns the id of the person that holds the token, or ErrNotFound.
func (s *Store) Person(ctx context.Context, token string) (string, error) {
	var id string
	err := s.db.QueryRowContext(ctx, `SELECT id FROM people WHERE token_hash = $1`, hash(token)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotFound
	}
	return id, err
}

// Delete removes the person and everything kept of them.
func (s *Store) Delete(ctx context.Context, person string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM people WHERE id = $1`, person)
	return err
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// newID gives an id that sorts by time of creation (UUID version 7).
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// NewSubmissionID gives an id for a submission form, so that a form sent twice is stored once.
func NewSubmissionID() string { return newID() }
