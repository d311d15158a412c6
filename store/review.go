package store

import (
	"context"
	"database/sql"
)

// Review is a question that a person got wrong and is asked again at growing intervals. Place is that of the prediction
// or quick check, Card the state of the scheduler as JSON, empty before the first review.
type Review struct {
	Place string `json:"place"`
	Card  string `json:"card"`
	DueMS int64  `json:"due_ms"`
	AtMS  int64  `json:"at_ms"` // last change
}

// AddReview puts a question on the list of reviews, due now. One that is on the list keeps its state.
func (s *Store) AddReview(ctx context.Context, person, place string) error {
	_, err := s.db.ExecContext(ctx,
		`INSERT INTO reviews (person_id, place, card, due_ms, at_ms) VALUES ($1, $2, '', $3, $3)
		ON CONFLICT (person_id, place) DO NOTHING`, person, place, s.ms())
	return err
}

// SaveReview keeps the state of a question on the list after a review; a question that is not on it stays off.
func (s *Store) SaveReview(ctx context.Context, person string, r Review) error {
	_, err := s.db.ExecContext(ctx,
		`UPDATE reviews SET card = $1, due_ms = $2, at_ms = $3 WHERE person_id = $4 AND place = $5`,
		r.Card, r.DueMS, s.ms(), person, r.Place)
	return err
}

// Reviews lists the questions a person is asked again, the one due first in front.
func (s *Store) Reviews(ctx context.Context, person string) ([]Review, error) {
	return query(ctx, s.db, func(r *sql.Rows) (v Review, err error) {
		return v,
			r.Scan(&v.Place, &v.Card, &v.DueMS, &v.AtMS)
	},
		`SELECT place, card, due_ms, at_ms FROM reviews WHERE person_id = $1 ORDER BY due_ms, place`, person)
}
