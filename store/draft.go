package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Draft is unsent work on one variant of an exercise. Version counts its saves from 1.
type Draft struct {
	Exercise string `json:"exercise"`
	Variant  int    `json:"variant"`
	Version  int64  `json:"version"`
	Answers  string `json:"answers"` // JSON
	AtMS     int64  `json:"at_ms"`
}

// ConflictError says that a newer draft than the one edited is already stored. Nothing was overwritten.
type ConflictError struct{ Stored Draft }

func (e *ConflictError) Error() string {
	return fmt.Sprintf("a newer draft (version %d) is stored", e.Stored.Version)
}

// Draft returns the stored draft, or a zero Draft of version 0.
func (s *Store) Draft(ctx context.Context, person, exercise string, variant int) (Draft, error) {
	d := Draft{Exercise: exercise, Variant: variant}
	err := s.db.QueryRowContext(ctx,
		`SELECT version, answers, at_ms FROM drafts WHERE person_id = $1 AND exercise = $2 AND variant = $3`,
		person, exercise, variant).Scan(&d.Version, &d.Answers, &d.AtMS)
	if errors.Is(err, sql.ErrNoRows) {
		return d, nil
	}
	return d, err
}

// SaveDraft stores a draft that was edited from version d.Version and returns its new version. When another tab saved
// in between it stores nothing and returns a *ConflictError with what is stored.
func (s *Store) SaveDraft(ctx context.Context, person string, d Draft) (int64, error) {
	now := s.ms()
	var done sql.Result
	var err error
	if d.Version == 0 {
		done, err = s.db.ExecContext(ctx,
			`INSERT INTO drafts (person_id, exercise, variant, version, answers, at_ms) VALUES ($1, $2, $3, 1, $4, $5)
			ON CONFLICT (person_id, exercise, variant) DO NOTHING`, person, d.Exercise, d.Variant, d.Answers, now)
	} else {
		done, err = s.db.ExecContext(ctx, `UPDATE drafts SET version = version + 1, answers = $1, at_ms = $2
			WHERE person_id = $3 AND exercise = $4 AND variant = $5 AND version = $6`, d.Answers, now, person,
			d.Exercise, d.Variant, d.Version)
	}
	if err != nil {
		return 0, fmt.Errorf("save draft: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return d.Version + 1, err
	}
	stored, err := s.Draft(ctx, person, d.Exercise, d.Variant)
	if err != nil {
		return 0, err
	}
	return 0, &ConflictError{stored}
}
