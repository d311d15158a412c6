package store

import (
	"context"
	"database/sql"
	"errors"
)

// SaveGuess keeps what somebody in a class guesses in a round, in the place of an earlier guess. Counted says whether
// the guess is one of the room's; those of staff are not. The error is ErrRoundClosed once the round is.
func (s *Store) SaveGuess(ctx context.Context, round, enrolment string, guess float64, counted bool) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		// To write the row holds it: a reveal waits for guesses that came before it, and those that come after it find
		// the round closed.
		// An archive takes none either, whatever was open in it.
		done, err := tx.ExecContext(ctx, `UPDATE live SET state = state WHERE id = $1 AND state = $2 AND NOT EXISTS (
			SELECT 1 FROM classes c WHERE c.id = live.class_id AND c.archived_ms > 0)`, round, RoundOpen)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrRoundClosed)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO live_guesses (live_id, enrolment_id, guess, counted, at_ms)
			VALUES ($1, $2, $3, $4, $5) ON CONFLICT (live_id, enrolment_id) DO UPDATE SET guess = excluded.guess,
			counted = excluded.counted, at_ms = excluded.at_ms`, round, enrolment, guess, flag(counted), s.ms())
		return err
	})
}

// OwnGuess returns what somebody guessed in a round, or ErrNotFound.
func (s *Store) OwnGuess(ctx context.Context, round, enrolment string) (guess float64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT guess FROM live_guesses WHERE live_id = $1 AND enrolment_id = $2`, round,
		enrolment).Scan(&guess)
	return guess, missing(err)
}

// Guesses lists the guesses of a round that count, from the least to the greatest, without whose they are.
func (s *Store) Guesses(ctx context.Context, round string) ([]float64, error) {
	return query(ctx, s.db, func(r *sql.Rows) (v float64, err error) { return v, r.Scan(&v) },
		`SELECT guess FROM live_guesses WHERE live_id = $1 AND counted = 1 ORDER BY guess`, round)
}

// LiveGuess is one guess of a person with its round.
type LiveGuess struct {
	Round
	Guess     float64
	GuessedMS int64
}

// GuessesOf lists what somebody in a class guessed, in the order of the rounds.
func (s *Store) GuessesOf(ctx context.Context, enrolment string) ([]LiveGuess, error) {
	return query(ctx, s.db, func(r *sql.Rows) (v LiveGuess, err error) {
		v.Round, err = scanRound(r, &v.Guess, &v.GuessedMS)
		return v, err
	}, roundColumns+`, g.guess, g.at_ms FROM live_guesses g JOIN live l ON l.id = g.live_id
		WHERE g.enrolment_id = $1 ORDER BY l.at_ms, l.id`, enrolment)
}

// forgetGuesses takes the guesses of a person from them: those of rounds that were revealed stay as numbers under a
// name that leads to nobody, the others go.
func (s *Store) forgetGuesses(ctx context.Context, tx *sql.Tx, person string) error {
	const own = `enrolment_id IN (SELECT id FROM enrolments WHERE person_id = $1)`
	if _, err := tx.ExecContext(ctx, `DELETE FROM live_guesses WHERE `+own+` AND (counted = 0 OR live_id NOT IN (
		SELECT id FROM live WHERE state = $2))`, person, RoundShown); err != nil {
		return err
	}
	keys, err := query(ctx, tx, func(r *sql.Rows) (k [2]string, err error) { return k, r.Scan(&k[0], &k[1]) },
		`SELECT live_id, enrolment_id FROM live_guesses WHERE `+own, person)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if _, err := tx.ExecContext(ctx, `UPDATE live_guesses SET enrolment_id = $1, at_ms = 0 WHERE live_id = $2 AND
			enrolment_id = $3`, "gone "+NewToken(), k[0], k[1]); err != nil {
			return err
		}
	}
	return nil
}
