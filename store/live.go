package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Round is one question put to a class during a lesson, whose answer is a number of a run.
type Round struct {
	ID       string `json:"-"`
	Class    string `json:"-"`
	Group    string `json:"group,omitempty"` // ID of the group that is asked; "" for the whole class
	Place    string `json:"place"`           // where the lab asks the same: "lessons/hashing/four-to-five"
	Question string `json:"question"`

	// The run: its simulation with its version, its canonical query, and the metric that is asked for. Of several seeds
	// the number is the mean over the seeds 1 … Seeds; 0 is the one run.
	Sim, SimVersion, Query, Metric string  `json:"-"`
	Seeds                          int     `json:"-"`
	Actual                         float64 `json:"-"` // what it gives; nobody sees it before the reveal

	Unit                    string  `json:"-"`
	Lowest, Highest, Stride float64 `json:"-"` // of the guesses that can be made
	Near                    float64 `json:"-"` // a guess at most so far off counts as right

	State   string `json:"state"`
	By      string `json:"-"` // person
	AtMS    int64  `json:"-"`
	ShownMS int64  `json:"-"` // when it was revealed, 0 before
	Version int64  `json:"-"`
}

// Right says whether a guess is near enough to count as right.
func (r Round) Right(guess float64) bool { return math.Abs(guess-r.Actual) <= r.Near }

// States of a round.
const (
	RoundOpen    = "open"
	RoundShown   = "shown"   // revealed
	RoundDropped = "dropped" // closed without a reveal
)

// Errors of rounds.
var (
	ErrRoundOpen   = errors.New("a round is open already")
	ErrRoundClosed = errors.New("the round is closed")
)

const roundColumns = `SELECT l.id, l.class_id, COALESCE(l.group_id, ''), l.place, l.question, l.sim, l.sim_version,
	l.query, l.metric, l.seeds, l.actual, l.unit, l.lowest, l.highest, l.step, l.near, l.state, l.by_id, l.at_ms,
	l.shown_ms, l.version`

func scanRound(row interface{ Scan(...any) error }, more ...any) (r Round, err error) {
	return r, row.Scan(append([]any{&r.ID, &r.Class, &r.Group, &r.Place, &r.Question, &r.Sim, &r.SimVersion, &r.Query,
		&r.Metric, &r.Seeds, &r.Actual, &r.Unit, &r.Lowest, &r.Highest, &r.Stride, &r.Near, &r.State, &r.By, &r.AtMS,
		&r.ShownMS, &r.Version}, more...)...)
}

// OpenRound puts a question to a class or a group and returns its ID. The error is ErrRoundOpen while another question
// stands before the same people.
func (s *Store) OpenRound(ctx context.Context, r Round, by By) (string, error) {
	r.ID, r.State, r.By, r.AtMS = newID(), RoundOpen, by.Person, s.ms()
	err := s.tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `INSERT INTO live (id, class_id, group_id, place, question, sim, sim_version,
			query, metric, seeds, actual, unit, lowest, highest, step, near, state, by_id, at_ms, shown_ms, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0, 1)
			ON CONFLICT DO NOTHING`, r.ID, r.Class, null(r.Group), r.Place, r.Question, r.Sim, r.SimVersion, r.Query,
			r.Metric, r.Seeds, r.Actual, r.Unit, r.Lowest, r.Highest, r.Stride, r.Near, r.State, r.By, r.AtMS)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrRoundOpen)
		}
		return s.record(ctx, tx, Entry{Class: r.Class, Actor: by.Person, ActorAs: by.As, Act: "open", Object: "round",
			ObjectID: r.ID, After: asJSON(r)})
	})
	if err != nil {
		return "", fmt.Errorf("open round: %w", err)
	}
	return r.ID, nil
}

// CloseRound reveals a round, or drops it, as r.State says. What the run gives is written down anew with the version of
// its simulation. The error is a *StaleError when the round is closed already, or its version is not r.Version.
func (s *Store) CloseRound(ctx context.Context, r Round, by By) error {
	act, shown := "drop", int64(0)
	if r.State == RoundShown {
		act, shown = "reveal", s.ms()
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE live SET state = $1, actual = $2, sim_version = $3, shown_ms = $4,
			version = version + 1 WHERE id = $5 AND class_id = $6 AND state = $7 AND version = $8`, r.State, r.Actual,
			r.SimVersion, shown, r.ID, r.Class, RoundOpen, r.Version)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, &StaleError{"the round"})
		}
		// The update holds the row, so that no guess comes in any more.
		if _, err := tx.ExecContext(ctx, `UPDATE live SET guesses = (SELECT COUNT(*) FROM live_guesses g WHERE
			g.live_id = live.id AND g.counted = 1), hits = (SELECT COUNT(*) FROM live_guesses g WHERE
			g.live_id = live.id AND g.counted = 1 AND ABS(g.guess - live.actual) <= live.near) WHERE id = $1`,
			r.ID); err != nil {
			return err
		}
		before := r
		before.State = RoundOpen
		return s.record(ctx, tx, Entry{Class: r.Class, Actor: by.Person, ActorAs: by.As, Act: act, Object: "round",
			ObjectID: r.ID, Before: asJSON(before), After: asJSON(r)})
	})
}

// Round returns one of a class, or ErrNotFound.
func (s *Store) Round(ctx context.Context, class, id string) (Round, error) {
	r, err := scanRound(s.db.QueryRowContext(ctx, roundColumns+` FROM live l WHERE l.class_id = $1 AND l.id = $2`,
		class, id))
	return r, missing(err)
}

// RoundRow is a round with what came of it: guesses that count, and, once it is over, those of them that were right
// then.
type RoundRow struct {
	Round
	Guesses, Hits int
}

// Rounds lists the latest of a class, at most limit, the newest first.
func (s *Store) Rounds(ctx context.Context, class string, limit int) ([]RoundRow, error) {
	return query(ctx, s.db, func(r *sql.Rows) (row RoundRow, err error) {
		row.Round, err = scanRound(r, &row.Guesses, &row.Hits)
		return row, err
	}, roundColumns+`, CASE WHEN l.state = 'open' THEN (SELECT COUNT(*) FROM live_guesses g WHERE g.live_id = l.id AND
		g.counted = 1) ELSE l.guesses END, l.hits FROM live l
		WHERE l.class_id = $1 ORDER BY l.at_ms DESC, l.id DESC LIMIT $2`, class, limit)
}

// Standing is how a round stands that is the latest of a class or of a group. Guesses and learners are counted while it
// is open.
type Standing struct {
	Class, Group, Round, State string
	Version, AtMS              int64
	Guesses, Learners          int
}

// Standings gives the latest round of each of the classes, and of each of their groups, in no order.
func (s *Store) Standings(ctx context.Context, classes []string) ([]Standing, error) {
	if len(classes) == 0 {
		return nil, nil
	}
	args, places := make([]any, len(classes)), make([]string, len(classes))
	for i, id := range classes {
		args[i], places[i] = id, "$"+strconv.Itoa(i+1)
	}
	return query(ctx, s.db, func(r *sql.Rows) (v Standing, err error) {
		err = r.Scan(&v.Class, &v.Group, &v.Round, &v.State, &v.Version, &v.AtMS, &v.Guesses, &v.Learners)
		v.Learners = max(v.Learners, v.Guesses) // who has guessed may have left the class or the group
		return v, err
	}, `SELECT l.class_id, COALESCE(l.group_id, ''), l.id, l.state, l.version, l.at_ms,
		CASE WHEN l.state = 'open' THEN (SELECT COUNT(*) FROM live_guesses g WHERE g.live_id = l.id AND g.counted = 1)
			ELSE 0 END,
		CASE WHEN l.state = 'open' THEN (SELECT COUNT(*) FROM enrolments e WHERE e.class_id = l.class_id AND
			e.role = 'learner' AND e.state = 'active' AND (l.group_id IS NULL OR e.group_id = l.group_id)) ELSE 0 END
		FROM (SELECT id, class_id, group_id, state, version, at_ms, ROW_NUMBER() OVER (PARTITION BY class_id, group_id
			ORDER BY at_ms DESC, id DESC) AS place FROM live WHERE class_id IN (`+strings.Join(places, ", ")+`)) l
		WHERE l.place = 1`, args...)
}
