package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Submission is one sent set of answers: an event that is never changed.
type Submission struct {
	ID       string `json:"id"`
	Person   string `json:"-"`
	Exercise string `json:"exercise"`
	Version  string `json:"version"` // of the exercise
	Variant  int    `json:"variant"`
	Answers  string `json:"answers"` // JSON
	AtMS     int64  `json:"at_ms"`

	ImportedMS int64 `json:"imported_ms,omitempty"` // when it was read from a file, whose word AtMS then is; else 0
}

// Grade is what the grader said of a submission; Fault marks a fault of the grader, which costs the learner nothing.
type Grade struct {
	Submission string  `json:"submission"`
	Version    string  `json:"version"`
	Score      float64 `json:"score"`
	Max        float64 `json:"max"`
	Fault      bool    `json:"fault,omitempty"`
	Verdict    string  `json:"verdict"` // JSON
	AtMS       int64   `json:"at_ms"`
}

// Attempt is a submission with its grade, if it has one yet.
type Attempt struct {
	Submission
	Grade *Grade
}

// SaveSubmission makes a submission durable before it is graded and returns the id it is stored under. The same form
// sent again is stored once. Other answers under an id that is taken, from a page of the browser's history or by
// someone else, are another submission and get an id of their own.
func (s *Store) SaveSubmission(ctx context.Context, sub Submission) (string, error) {
	return s.saveSubmission(ctx, s.db, sub)
}

// runner is a database or a transaction in it.
type runner interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

func (s *Store) saveSubmission(ctx context.Context, db runner, sub Submission) (string, error) {
	if sub.AtMS == 0 {
		sub.AtMS = s.ms()
	}
	for {
		done, err := db.ExecContext(ctx,
			`INSERT INTO submissions (id, person_id, exercise, version, variant, answers, at_ms)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (id) DO NOTHING`, sub.ID, sub.Person, sub.Exercise, sub.Version, sub.Variant,
			sub.Answers, sub.AtMS)
		if err != nil {
			return "", fmt.Errorf("save submission: %w", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return sub.ID, err
		}
		var same int
		err = db.QueryRowContext(ctx,
			`SELECT count(*) FROM submissions
			WHERE id = $1 AND person_id = $2 AND exercise = $3 AND variant = $4 AND answers = $5`,
			sub.ID, sub.Person, sub.Exercise, sub.Variant, sub.Answers).Scan(&same)
		if err != nil || same == 1 {
			return sub.ID, err
		}
		sub.ID = newID()
	}
}

// SaveGrade stores a grade unless the submission has one that is no fault: grading is pure, so the first is as good as
// any. It does not wait for the disk: a grade lost to a power cut is made again from its submission at the next start.
// The error is ErrNotFound when the submission was erased meanwhile.
func (s *Store) SaveGrade(ctx context.Context, g Grade) error {
	fault := 0
	if g.Fault {
		fault = 1
	}
	done, err := s.soft.ExecContext(ctx,
		`INSERT INTO grades (submission_id, version, score, max_score, fault, verdict, at_ms)
		SELECT $1, $2, $3, $4, $5, $6, $7 WHERE EXISTS (SELECT 1 FROM submissions WHERE id = $8)
		ON CONFLICT (submission_id) DO UPDATE SET version = excluded.version, score = excluded.score,
			max_score = excluded.max_score, fault = excluded.fault, verdict = excluded.verdict, at_ms = excluded.at_ms
		WHERE grades.fault = 1`, g.Submission, g.Version, g.Score, g.Max, fault, g.Verdict, s.ms(), g.Submission)
	if err != nil {
		return fmt.Errorf("save grade: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return err
	}
	var one int // it has a grade already, or is gone
	return missing(s.db.QueryRowContext(ctx, `SELECT 1 FROM submissions WHERE id = $1`, g.Submission).Scan(&one))
}

// gradeColumns are what scanAttempt reads of a submission s and its grade g, before what a query adds.
const gradeColumns = `s.id, s.person_id, s.exercise, s.version, s.variant, s.answers, s.at_ms, s.imported_ms,
	g.version, g.score, g.max_score, g.fault, g.verdict, g.at_ms`

const attemptColumns = gradeColumns + ` FROM submissions s LEFT JOIN grades g ON g.submission_id = s.id`

func scanAttempt(r *sql.Rows, more ...any) (Attempt, error) {
	var a Attempt
	var version, verdict sql.NullString
	var score, max sql.NullFloat64
	var fault, at sql.NullInt64
	err := r.Scan(append([]any{&a.ID, &a.Person, &a.Exercise, &a.Version, &a.Variant, &a.Answers, &a.AtMS,
		&a.ImportedMS,
		&version, &score, &max, &fault, &verdict, &at}, more...)...)
	if verdict.Valid {
		a.Grade = &Grade{a.ID, version.String, score.Float64, max.Float64, fault.Int64 == 1, verdict.String, at.Int64}
	}
	return a, err
}

// Attempts lists a person's submissions to an exercise, oldest first. An empty exercise lists all. Those to assignments
// of a class are not among them: their variants are secret; see ClassAttempts.
func (s *Store) Attempts(ctx context.Context, person, exercise string) ([]Attempt, error) {
	return query(ctx, s.db, func(r *sql.Rows) (Attempt, error) { return scanAttempt(r) }, `SELECT `+attemptColumns+`
		WHERE s.person_id = $1 AND ($2 = '' OR s.exercise = $2)
			AND NOT EXISTS (SELECT 1 FROM attempts t WHERE t.submission_id = s.id)
		ORDER BY s.at_ms, s.id`, person, exercise)
}

// Ungraded lists up to limit submissions of at least the given age that have no grade, oldest first: what a crash
// between storing and grading left.
func (s *Store) Ungraded(ctx context.Context, age time.Duration, limit int) ([]Submission, error) {
	return s.submissions(ctx, `g.submission_id IS NULL AND s.at_ms <= $1 ORDER BY s.at_ms, s.id LIMIT $2`,
		s.ms()-age.Milliseconds(), limit)
}

// Faulted lists up to limit submissions that a fault of the lab kept from a grade, oldest first.
func (s *Store) Faulted(ctx context.Context, limit int) ([]Submission, error) {
	return s.submissions(ctx, `g.fault = 1 ORDER BY s.at_ms, s.id LIMIT $1`, limit)
}

func (s *Store) submissions(ctx context.Context, where string, args ...any) ([]Submission, error) {
	all, err := query(ctx, s.db, func(r *sql.Rows) (Attempt, error) { return scanAttempt(r) },
		`SELECT `+attemptColumns+` WHERE `+where, args...)
	out := make([]Submission, len(all))
	for i, a := range all {
		out[i] = a.Submission
	}
	return out, err
}

// Best gives the best score of a person for each exercise; faults of the grader do not count, and work for classes is
// counted there.
func (s *Store) Best(ctx context.Context, person string) (map[string]Grade, error) {
	all, err := query(ctx, s.db, func(r *sql.Rows) (v struct {
		slug string
		g    Grade
	}, err error) {
		return v, r.Scan(&v.slug, &v.g.Score, &v.g.Max)
	}, `SELECT s.exercise, MAX(g.score), MAX(g.max_score) FROM submissions s JOIN grades g ON g.submission_id = s.id
		WHERE s.person_id = $1 AND g.fault = 0 AND NOT EXISTS (SELECT 1 FROM attempts t WHERE t.submission_id = s.id)
		GROUP BY s.exercise`, person)
	out := map[string]Grade{}
	for _, v := range all {
		out[v.slug] = v.g
	}
	return out, err
}
