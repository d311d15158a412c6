package store

import (
	"context"
	"database/sql"
	"errors"
)

// Reading says that a person reached a section of a lesson.
type Reading struct {
	Lesson  string `json:"lesson"`
	Section string `json:"section"`
	AtMS    int64  `json:"at_ms"`
}

// Prediction is a guess made before a run was shown, with what the run gave.
type Prediction struct {
	Place  string  `json:"place"` // "lessons/hashing/four-to-five", "sims/hashing"
	Guess  float64 `json:"guess"`
	Actual float64 `json:"actual"`
	Unit   string  `json:"unit"`
	AtMS   int64   `json:"at_ms"`
}

// QuickCheck is the answer to a question inside a lesson. Choice counts from 0.
type QuickCheck struct {
	Place   string `json:"place"`
	Choice  int    `json:"choice"`
	Correct bool   `json:"correct"`
	AtMS    int64  `json:"at_ms"`
}

// SaveReading notes that the person reached a section now.
func (s *Store) SaveReading(ctx context.Context, person, lesson, section string) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO reading (person_id, lesson, section, at_ms) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id, lesson, section) DO UPDATE SET at_ms = excluded.at_ms`, person, lesson, section, s.ms())
	return err
}

// Readings lists the sections a person reached, latest first.
func (s *Store) Readings(ctx context.Context, person string) ([]Reading, error) {
	return query(ctx, s.db, func(r *sql.Rows) (v Reading, err error) {
		return v,
			r.Scan(&v.Lesson, &v.Section, &v.AtMS)
	},
		`SELECT lesson, section, at_ms FROM reading WHERE person_id = $1 ORDER BY at_ms DESC, lesson, section`, person)
}

// DeleteReading takes a mark back; it is no error when there is none.
func (s *Store) DeleteReading(ctx context.Context, person, lesson, section string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM reading WHERE person_id = $1 AND lesson = $2 AND section = $3`, person,
		lesson, section)
	return err
}

// SavePrediction keeps the first guess at a place; later ones change nothing.
func (s *Store) SavePrediction(ctx context.Context, person string, p Prediction) error {
	_, err := s.db.ExecContext(ctx,
		`INSERT INTO predictions (person_id, place, guess, actual, unit, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person_id, place) DO NOTHING`, person, p.Place, p.Guess, p.Actual, p.Unit, s.ms())
	return err
}

// Predictions lists a person's guesses, oldest first.
func (s *Store) Predictions(ctx context.Context, person string) ([]Prediction, error) {
	return query(ctx, s.db, scanPrediction,
		`SELECT place, guess, actual, unit, at_ms FROM predictions WHERE person_id = $1 ORDER BY at_ms, place`, person)
}

// Prediction returns the guess at a place, or ErrNotFound.
func (s *Store) Prediction(ctx context.Context, person, place string) (Prediction, error) {
	all, err := query(ctx, s.db, scanPrediction,
		`SELECT place, guess, actual, unit, at_ms FROM predictions WHERE person_id = $1 AND place = $2`, person, place)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Prediction{}, err
	}
	return all[0], nil
}

func scanPrediction(r *sql.Rows) (v Prediction, err error) {
	return v, r.Scan(&v.Place, &v.Guess, &v.Actual, &v.Unit, &v.AtMS)
}

// SaveCheck keeps the latest answer to a quick check.
func (s *Store) SaveCheck(ctx context.Context, person string, c QuickCheck) error {
	correct := 0
	if c.Correct {
		correct = 1
	}
	_, err := s.db.ExecContext(ctx,
		`INSERT INTO quick_checks (person_id, place, choice, correct, at_ms) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id, place) DO UPDATE
			SET choice = excluded.choice, correct = excluded.correct, at_ms = excluded.at_ms`,
		person, c.Place, c.Choice, correct, s.ms())
	return err
}

// Checks lists the latest answers to quick checks, by place.
func (s *Store) Checks(ctx context.Context, person string) ([]QuickCheck, error) {
	return query(ctx, s.db, func(r *sql.Rows) (v QuickCheck, err error) {
		var correct int
		err = r.Scan(&v.Place, &v.Choice, &correct, &v.AtMS)
		v.Correct = correct == 1
		return v, err
	}, `SELECT place, choice, correct, at_ms FROM quick_checks WHERE person_id = $1 ORDER BY place`, person)
}

// GiveUp notes that the person asked for the model answer of a variant.
func (s *Store) GiveUp(ctx context.Context, person, exercise string, variant int) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO given_up (person_id, exercise, variant, at_ms) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id, exercise, variant) DO NOTHING`, person, exercise, variant, s.ms())
	return err
}

// GaveUp reports whether the person asked for the model answer of a variant.
func (s *Store) GaveUp(ctx context.Context, person, exercise string, variant int) (bool, error) {
	var one int
	err := s.db.QueryRowContext(ctx, `SELECT 1 FROM given_up WHERE person_id = $1 AND exercise = $2 AND variant = $3`,
		person, exercise, variant).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
