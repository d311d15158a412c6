package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
)

// Export is everything kept of one person, as they may take it away. Grades are left out: they are rebuilt from the
// submissions, so a file cannot claim a score.
type Export struct {
	Format      string       `json:"format"` // ExportFormat
	Readings    []Reading    `json:"readings"`
	Predictions []Prediction `json:"predictions"`
	Checks      []QuickCheck `json:"checks"`
	Drafts      []Draft      `json:"drafts"`
	Submissions []Submission `json:"submissions"`
	Advices     []Advice     `json:"advices"`
	Reviews     []Review     `json:"reviews"`
}

// ExportFormat names the present format of an export.
const ExportFormat = "tradeoff-lab-export-1"

// Export gathers everything kept of a person.
func (s *Store) Export(ctx context.Context, person string) (e Export, err error) {
	e.Format = ExportFormat
	if e.Readings, err = s.Readings(ctx, person); err != nil {
		return e, err
	}
	if e.Predictions, err = s.Predictions(ctx, person); err != nil {
		return e, err
	}
	if e.Checks, err = s.Checks(ctx, person); err != nil {
		return e, err
	}
	if e.Drafts, err = query(ctx, s.db, func(r *sql.Rows) (d Draft, err error) {
		return d, r.Scan(&d.Exercise, &d.Variant, &d.Version, &d.Answers, &d.AtMS)
	}, `SELECT exercise, variant, version, answers, at_ms FROM drafts WHERE person_id = $1 ORDER BY exercise, variant`,
		person); err != nil {
		return e, err
	}
	if e.Advices, err = s.Advices(ctx, person); err != nil {
		return e, err
	}
	if e.Reviews, err = s.Reviews(ctx, person); err != nil {
		return e, err
	}
	attempts, err := s.Attempts(ctx, person, "")
	for _, a := range attempts {
		e.Submissions = append(e.Submissions, a.Submission)
	}
	return e, err
}

// Import adds an export to what is kept of a person. What is already there stays; importing twice changes nothing.
// Imported submissions have no grade until they are graded again. Their times are the word of whoever wrote the file,
// so each bears the time of the import too.
func (s *Store) Import(ctx context.Context, person string, e Export) error {
	if e.Format != ExportFormat {
		return fmt.Errorf("format is %q, want %q", e.Format, ExportFormat)
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		run := func(text string, args ...any) error { _, err := tx.ExecContext(ctx, text, args...); return err }
		for _, r := range e.Readings {
			if err := run(`INSERT INTO reading (person_id, lesson, section, at_ms)
				VALUES ($1, $2, $3, $4)
				ON CONFLICT (person_id, lesson, section) DO NOTHING`,
				person, r.Lesson, r.Section, r.AtMS); err != nil {
				return err
			}
		}
		for _, p := range e.Predictions {
			if err := run(`INSERT INTO predictions (person_id, place, guess, actual, unit, at_ms)
				VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (person_id, place) DO NOTHING`,
				person, p.Place, p.Guess, p.Actual, p.Unit, p.AtMS); err != nil {
				return err
			}
		}
		for _, c := range e.Checks {
			correct := 0
			if c.Correct {
				correct = 1
			}
			if err := run(`INSERT INTO quick_checks (person_id, place, choice, correct, at_ms)
				VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (person_id, place) DO NOTHING`,
				person, c.Place, c.Choice, correct, c.AtMS); err != nil {
				return err
			}
		}
		for _, d := range e.Drafts {
			if err := run(`INSERT INTO drafts (person_id, exercise, variant, version, answers, at_ms)
				VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (person_id, exercise, variant) DO NOTHING`,
				person, d.Exercise, d.Variant, max(1, d.Version), d.Answers, d.AtMS); err != nil {
				return err
			}
		}
		for _, a := range e.Advices {
			if err := run(`INSERT INTO advices (person_id, id, name, query, verdict, at_ms)
				VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (person_id, id) DO NOTHING`,
				person, adviceID(a.Query), a.Name, a.Query, a.Verdict, a.AtMS); err != nil {
				return err
			}
		}
		for _, r := range e.Reviews {
			if err := run(`INSERT INTO reviews (person_id, place, card, due_ms, at_ms)
				VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (person_id, place) DO NOTHING`,
				person, r.Place, r.Card, r.DueMS, r.AtMS); err != nil {
				return err
			}
		}
		for _, sub := range e.Submissions {
			if err := run(`INSERT INTO submissions (id, person_id, exercise, version, variant, answers, at_ms,
					imported_ms) SELECT $1, $2, $3, $4, $5, $6, $7, $9
				WHERE NOT EXISTS (SELECT 1 FROM submissions WHERE id = $8 AND person_id = $2)
				ON CONFLICT (id) DO NOTHING`,
				importedID(person, sub.ID), person, sub.Exercise, sub.Version, sub.Variant, sub.Answers, sub.AtMS,
				sub.ID, s.ms()); err != nil {
				return err
			}
		}
		return nil
	})
}

// importedID is the id of an imported submission: the same file imported twice gives the same ids, and one person's
// import never meets another's rows.
func importedID(person, id string) string {
	sum := sha256.Sum256([]byte(person + "\x00" + id))
	return "i-" + hex.EncodeToString(sum[:16])
}
