package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Regrade grades what was handed in at an exercise once more, because its grader was mended. What would change is
// looked at before it is so, and can be undone.
type Regrade struct {
	ID         string `json:"id"`
	Exercise   string `json:"exercise"`
	Class      string `json:"class,omitempty"` // "" for everything that was handed in anywhere
	Version    string `json:"version"`         // of the exercise
	KeepHigher bool   `json:"keep_higher"`     // nobody loses points
	State      string `json:"state"`
	By         string `json:"by"`
	Reason     string `json:"reason"`
	AtMS       int64  `json:"at_ms"`
}

// States of a regrade.
const (
	RegradeRunning = "running" // verdicts are being made
	RegradeReady   = "ready"   // to be looked at
	RegradeApplied = "applied"
	RegradeUndone  = "undone"
)

const regradeColumns = `SELECT id, exercise, COALESCE(class_id, ''), version, keep_higher, state, by_id, reason, at_ms
	FROM regrades`

func scanRegrade(row interface{ Scan(...any) error }) (r Regrade, err error) {
	var keep int
	err = row.Scan(&r.ID, &r.Exercise, &r.Class, &r.Version, &keep, &r.State, &r.By, &r.Reason, &r.AtMS)
	r.KeepHigher = keep == 1
	return r, err
}

// AddRegrade begins a regrade and returns its ID.
func (s *Store) AddRegrade(ctx context.Context, r Regrade, by By) (string, error) {
	r.ID, r.State, r.By, r.AtMS = newID(), RegradeRunning, by.Person, s.ms()
	err := s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO regrades (id, exercise, class_id, version, keep_higher, state, by_id,
			reason, at_ms, lease_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`, r.ID, r.Exercise, null(r.Class),
			r.Version, flag(r.KeepHigher), r.State, r.By, r.Reason, r.AtMS)
		if err != nil {
			return err
		}
		return s.record(ctx, tx, Entry{Class: r.Class, Actor: by.Person, ActorAs: by.As, Act: "begin",
			Object: "regrade", ObjectID: r.ID, After: asJSON(r)})
	})
	return r.ID, err
}

// Regrade returns one, or ErrNotFound.
func (s *Store) Regrade(ctx context.Context, id string) (Regrade, error) {
	r, err := scanRegrade(s.db.QueryRowContext(ctx, regradeColumns+` WHERE id = $1`, id))
	return r, missing(err)
}

// Regrades lists those of a class, the newest first.
func (s *Store) Regrades(ctx context.Context, class string) ([]Regrade, error) {
	return query(ctx, s.db, func(r *sql.Rows) (Regrade, error) { return scanRegrade(r) },
		regradeColumns+` WHERE class_id = $1 ORDER BY at_ms DESC, id DESC`, class)
}

// ClaimRegrade gives a running regrade to one process for a time, and says which; of several processes each gets
// another. The error is ErrNotFound when there is none to do.
func (s *Store) ClaimRegrade(ctx context.Context, lease time.Duration) (Regrade, error) {
	now := s.ms()
	var id string
	err := s.db.QueryRowContext(ctx, `UPDATE regrades SET lease_ms = $1 WHERE id IN (SELECT id FROM regrades
		WHERE state = 'running' AND lease_ms < $2 ORDER BY at_ms, id LIMIT 1) AND lease_ms < $2 RETURNING id`,
		now+lease.Milliseconds(), now).Scan(&id)
	if err != nil {
		return Regrade{}, missing(err)
	}
	return s.Regrade(ctx, id)
}

// inRegrade says which submissions s a regrade is about; $1 is the exercise and $2 the class. What was handed in to an
// archive stays as it is.
const inRegrade = `s.exercise = $1 AND ($2 = '' OR EXISTS (SELECT 1 FROM attempts t
	JOIN assignments a ON a.id = t.assignment_id WHERE t.submission_id = s.id AND a.class_id = $2)) AND NOT EXISTS (
	SELECT 1 FROM attempts t JOIN assignments a ON a.id = t.assignment_id JOIN classes c ON c.id = a.class_id
	WHERE t.submission_id = s.id AND c.archived_ms > 0)`

// RegradeLeft lists up to limit submissions that a regrade has no verdict for yet.
func (s *Store) RegradeLeft(ctx context.Context, r Regrade, limit int) ([]Submission, error) {
	return s.submissions(ctx, inRegrade+` AND g.fault = 0 AND NOT EXISTS (SELECT 1 FROM regrade_rows x
		WHERE x.regrade_id = $3 AND x.submission_id = s.id) ORDER BY s.at_ms, s.id LIMIT $4`, r.Exercise, r.Class, r.ID,
		limit)
}

// RegradeProgress counts the verdicts that a regrade has, and those that it needs.
func (s *Store) RegradeProgress(ctx context.Context, r Regrade) (done, of int, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM regrade_rows WHERE regrade_id = $3), COUNT(*)
		FROM submissions s JOIN grades g ON g.submission_id = s.id WHERE `+inRegrade+` AND g.fault = 0`, r.Exercise,
		r.Class, r.ID).Scan(&done, &of)
	return done, of, err
}

// SaveRegrade keeps the new verdict of a submission beside the present one. Nothing a learner sees changes.
func (s *Store) SaveRegrade(ctx context.Context, regrade string, after Grade) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		before, err := gradeOf(ctx, tx, after.Submission)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO regrade_rows (regrade_id, submission_id, before, after)
			VALUES ($1, $2, $3, $4) ON CONFLICT (regrade_id, submission_id) DO NOTHING`, regrade, after.Submission,
			asJSON(before), asJSON(after))
		return err
	})
}

func gradeOf(ctx context.Context, tx *sql.Tx, submission string) (g Grade, err error) {
	var fault int
	err = tx.QueryRowContext(ctx, `SELECT submission_id, version, score, max_score, fault, verdict, at_ms FROM grades
		WHERE submission_id = $1`, submission).Scan(&g.Submission, &g.Version, &g.Score, &g.Max, &fault, &g.Verdict,
		&g.AtMS)
	g.Fault = fault == 1
	return g, missing(err)
}

// ReleaseRegrade lets any process go on with a regrade.
func (s *Store) ReleaseRegrade(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE regrades SET lease_ms = 0 WHERE id = $1`, id)
	return err
}

// FinishRegrade says that all verdicts are made.
func (s *Store) FinishRegrade(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE regrades SET state = 'ready' WHERE id = $1 AND state = 'running'`, id)
	return err
}

// RegradeRow is one submission of a regrade. Class, Assignment and Enrolment are "" for one outside a class.
type RegradeRow struct {
	Submission, Class, Assignment, Enrolment string

	Before, After Grade
}

// Changes says whether the verdict gives other points, under the rule of the regrade.
func (r Regrade) Changes(row RegradeRow) bool {
	if row.After.Fault || row.Before.Score == row.After.Score && row.Before.Max == row.After.Max {
		return false
	}
	return !r.KeepHigher || row.After.Score*row.Before.Max > row.Before.Score*row.After.Max
}

// RegradeRows lists the submissions of a regrade.
func (s *Store) RegradeRows(ctx context.Context, id string) ([]RegradeRow, error) {
	return s.regradeRows(ctx, id, "")
}

func (s *Store) regradeRows(ctx context.Context, id, enrolment string) ([]RegradeRow, error) {
	return query(ctx, s.db, func(r *sql.Rows) (row RegradeRow, err error) {
		var before, after string
		if err = r.Scan(&row.Submission, &row.Class, &row.Assignment, &row.Enrolment, &before, &after); err != nil {
			return row, err
		}
		return row, errors.Join(json.Unmarshal([]byte(before), &row.Before), json.Unmarshal([]byte(after), &row.After))
	}, `SELECT x.submission_id, COALESCE(a.class_id, ''), COALESCE(t.assignment_id, ''), COALESCE(t.enrolment_id, ''),
		x.before, x.after FROM regrade_rows x LEFT JOIN attempts t ON t.submission_id = x.submission_id
		LEFT JOIN assignments a ON a.id = t.assignment_id
		WHERE x.regrade_id = $1 AND ($2 = '' OR t.enrolment_id = $2) ORDER BY x.submission_id`, id, enrolment)
}

// regradeBatch is how many rows one transaction changes.
const regradeBatch = 100

// ApplyRegrade puts the new verdicts of a regrade in the place of the present ones, with a reason, and says how many
// changed. Applied again it changes nothing; what a crash cut off goes on where it stopped.
func (s *Store) ApplyRegrade(ctx context.Context, r Regrade, reason string, by By) (int, error) {
	return s.turnRegrade(ctx, r, turn{from: []string{RegradeReady, RegradeUndone, "applying"}, over: "applying",
		to: RegradeApplied, act: "apply", reason: reason, verdict: func(row RegradeRow) Grade { return row.After }}, by)
}

// UndoRegrade brings the verdicts back that there were before, and says how many.
func (s *Store) UndoRegrade(ctx context.Context, r Regrade, by By) (int, error) {
	return s.turnRegrade(ctx, r, turn{from: []string{RegradeApplied, "undoing"}, over: "undoing", to: RegradeUndone,
		act: "undo", reason: r.Reason, verdict: func(row RegradeRow) Grade { return row.Before }}, by)
}

// turn is how a regrade gets from one state to another, and which verdict of each row then stands.
type turn struct {
	from        []string
	over, to    string // the state on the way, and the one at the end
	act, reason string
	verdict     func(RegradeRow) Grade
}

func (s *Store) turnRegrade(ctx context.Context, r Regrade, t turn, by By) (changed int, err error) {
	fail := func(err error) (int, error) { return changed, fmt.Errorf("%s regrade: %w", t.act, err) }
	now, err := s.Regrade(ctx, r.ID)
	if err != nil || !slices.Contains(t.from, now.State) {
		return 0, err
	}
	if _, err := s.db.ExecContext(ctx, `UPDATE regrades SET state = $1, reason = $2 WHERE id = $3 AND state = $4`,
		t.over, t.reason, r.ID, now.State); err != nil {
		return fail(err)
	}
	rows, err := s.RegradeRows(ctx, r.ID)
	if err != nil {
		return fail(err)
	}
	rows = slices.DeleteFunc(rows, func(row RegradeRow) bool { return !r.Changes(row) })
	for batch := range slices.Chunk(rows, regradeBatch) {
		n := 0
		err := s.tx(ctx, func(tx *sql.Tx) error {
			for _, row := range batch {
				done, err := s.turnRow(ctx, tx, r, t, row, by)
				if err != nil {
					return err
				}
				n += done
			}
			return nil
		})
		if err != nil {
			return fail(err)
		}
		changed += n
	}
	if _, err = s.db.ExecContext(ctx, `UPDATE regrades SET state = $1 WHERE id = $2 AND state = $3`, t.to, r.ID,
		t.over); err != nil {
		return fail(err)
	}
	return changed, nil
}

// turnRow puts one verdict in place and returns 1, or 0 where it stands already, and in a class that has become an
// archive.
func (s *Store) turnRow(ctx context.Context, tx *sql.Tx, r Regrade, t turn, row RegradeRow, by By) (int, error) {
	if err := unarchived(ctx, tx, row.Class); errors.Is(err, ErrArchived) {
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	g := t.verdict(row)
	done, err := tx.ExecContext(ctx, `UPDATE grades SET version = $1, score = $2, max_score = $3, verdict = $4,
		at_ms = $5 WHERE submission_id = $6 AND (score <> $2 OR max_score <> $3)`, g.Version, g.Score, g.Max,
		g.Verdict, s.ms(), row.Submission)
	if err != nil {
		return 0, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return 0, err
	}
	points := func(g Grade) string { return asJSON(map[string]any{"score": g.Score, "of": g.Max}) }
	return 1, s.record(ctx, tx, Entry{Class: cmp.Or(row.Class, r.Class), Actor: by.Person, ActorAs: by.As, Act: t.act,
		Object: "regrade", ObjectID: row.Submission, Subject: row.Enrolment, Before: points(row.Before),
		After: points(row.After), Reason: t.reason})
}

// Regraded is what an applied regrade changed of a submission.
type Regraded struct {
	Before, After Grade
	Reason        string
}

// RegradedIn gives, by submission, what the latest applied regrade changed in a class; an enrolment that is not ""
// keeps those of that one.
func (s *Store) RegradedIn(ctx context.Context, class, enrolment string) (map[string]Regraded, error) {
	out := map[string]Regraded{}
	all, err := query(ctx, s.db, func(r *sql.Rows) (Regrade, error) { return scanRegrade(r) },
		regradeColumns+` WHERE state = 'applied' AND (class_id = $1 OR class_id IS NULL) ORDER BY at_ms, id`,
		class)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		rows, err := s.regradeRows(ctx, r.ID, enrolment)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if r.Changes(row) {
				out[row.Submission] = Regraded{row.Before, row.After, r.Reason}
			}
		}
	}
	return out, nil
}
