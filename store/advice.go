package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
)

// Advice is an advice that a person keeps: the workload as the query of its address, and the verdict of that day. ID is
// the same for the same workload, so that saving twice keeps one.
type Advice struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Query   string `json:"query"`
	Verdict string `json:"verdict"`
	AtMS    int64  `json:"at_ms"`
}

// maxAdvices is how many a person may keep.
const maxAdvices = 200

// SaveAdvice keeps an advice; one of the same workload is replaced. It returns its id, or an error when too many are
// kept.
func (s *Store) SaveAdvice(ctx context.Context, person string, a Advice) (string, error) {
	var n int
	row := s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM advices WHERE person_id = $1`, person)
	if err := row.Scan(&n); err != nil {
		return "", err
	}
	if n >= maxAdvices {
		return "", fmt.Errorf("save advice: %d are kept; delete one first", n)
	}
	id := adviceID(a.Query)
	_, err := s.db.ExecContext(ctx,
		`INSERT INTO advices (person_id, id, name, query, verdict, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person_id, id) DO UPDATE
			SET name = excluded.name, verdict = excluded.verdict, at_ms = excluded.at_ms`,
		person, id, a.Name, a.Query, a.Verdict, s.ms())
	return id, err
}

// Advices lists what a person keeps, newest first.
func (s *Store) Advices(ctx context.Context, person string) ([]Advice, error) {
	return query(ctx, s.db, func(r *sql.Rows) (a Advice, err error) {
		return a, r.Scan(&a.ID, &a.Name, &a.Query, &a.Verdict, &a.AtMS)
	}, `SELECT id, name, query, verdict, at_ms FROM advices WHERE person_id = $1 ORDER BY at_ms DESC, id`, person)
}

// DeleteAdvice forgets one; it is no error when there is none.
func (s *Store) DeleteAdvice(ctx context.Context, person, id string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM advices WHERE person_id = $1 AND id = $2`, person, id)
	return err
}

func adviceID(query string) string {
	sum := sha256.Sum256([]byte(query))
	return hex.EncodeToString(sum[:8])
}
