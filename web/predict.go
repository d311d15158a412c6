package web

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/open-spaced-repetition/go-fsrs/v4"

	"tradeofflab/course"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/store"
)

// predict serves POST /predictions: a guess at a place, kept with what the run gives. Only the first guess counts.
func (s *Server) predict(c echo.Context) error {
	ctx, place := c.Request().Context(), c.FormValue("place")
	at, err := s.guessAt(ctx, place)
	if err != nil {
		return err
	}
	page := "/" + strings.Join(strings.Split(place, "/")[:2], "/")
	guess, ok := at.parse(c.FormValue("guess"))
	if !ok {
		q := url.Values{"guess": {c.FormValue("guess")}, "guess_at": {at.Anchor}}
		return c.Redirect(http.StatusSeeOther, page+"?"+q.Encode()+"#"+at.Anchor)
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	if err := s.Store.SavePrediction(ctx, person, store.Prediction{Place: place, Guess: guess, Actual: at.Answer,
		Unit: at.Unit}); err != nil {
		return err
	}
	if at.rating(guess) == fsrs.Again {
		if err := s.Store.AddReview(ctx, person, place); err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, page+"#"+at.Anchor)
}

// ask is a question whose answer is a number of a run: what a lesson or a simulation asks before it shows one. A guess
// at most Within off is near.
type ask struct {
	Place          string
	Text           string
	Unit           string
	Min, Max, Step float64
	Within         float64
	Anchor         string
	Body           *course.Predict // nil where a simulation asks
	number         number
}

// guessed is what a guess is held against.
type guessed struct {
	ask
	Answer float64
}

// number is a metric of a run, or its mean over the seeds 1 … seeds; 0 is the run itself.
type number struct {
	run    sims.Run
	metric string
	seeds  int
}

// askAt gives the question at a place, and whether there is one.
func (s *Server) askAt(place string) (ask, bool) {
	if parts := strings.Split(place, "/"); len(parts) == 2 && parts[0] == "sims" {
		sim, ok := s.Sims.Find(parts[1])
		if !ok || sim.Predict == nil {
			return ask{}, false
		}
		p := sim.Predict
		return ask{place, p.Question, p.Unit, p.Min, p.Max, p.Step, (p.Max - p.Min) / 20, "results", nil,
			number{sim.Default(), p.Metric, 0}}, true
	}
	_, b, _ := s.Course.Placed(place)
	p, ok := b.Body.(*course.Predict)
	if !ok {
		return ask{}, false
	}
	sim, ok := s.Sims.Find(p.Sim)
	if !ok {
		return ask{}, false
	}
	run, err := sim.Parse(p.Knobs.Query())
	if err != nil { // the check of the course finds it
		return ask{}, false
	}
	within := p.Within
	if within == 0 {
		within = (p.Max - p.Min) / 20
	}
	return ask{place, p.Question, p.Unit, p.Min, p.Max, p.Step, within, b.ID, p,
		number{run, p.Metric, p.Seeds}}, true
}

// guessAt gives the question at a place with its answer; errNotFound where there is none.
func (s *Server) guessAt(ctx context.Context, place string) (guessed, error) {
	a, ok := s.askAt(place)
	if !ok {
		return guessed{}, errNotFound
	}
	answer, err := s.numberOf(ctx, "", a.number)
	return guessed{a, answer}, err
}

// numberOf runs what a number is taken from. Asker is whose runs these are.
func (s *Server) numberOf(ctx context.Context, asker string, n number) (float64, error) {
	sum := 0.0
	for seed := 1; seed <= max(n.seeds, 1); seed++ {
		run, err := n.seeded(seed)
		if err != nil {
			return 0, err
		}
		r, err := s.Runs.Report(ctx, asker, run)
		if err != nil {
			return 0, err
		}
		m, ok := r.Metric(n.metric)
		if !ok {
			return 0, &noNumber{run.Sim.Slug, n.metric}
		}
		sum += m.Value
	}
	return sum / float64(max(n.seeds, 1)), nil
}

// noNumber is the error of a number that the present simulation does not give: it was kept of another version.
type noNumber struct{ sim, metric string }

func (e *noNumber) Error() string {
	return fmt.Sprintf("simulation %s has no number %q", e.sim, e.metric)
}

// seeded is one of the runs that the number is a mean of.
func (n number) seeded(seed int) (sims.Run, error) {
	if n.seeds == 0 {
		return n.run, nil
	}
	q, err := url.ParseQuery(n.run.Query)
	if err != nil {
		return sims.Run{}, err
	}
	q.Set("seed", strconv.Itoa(seed))
	return n.run.Sim.Parse(q)
}

// rating says how well a guess was known.
func (g guessed) rating(guess float64) fsrs.Rating {
	switch off := math.Abs(guess - g.Answer); {
	case off <= g.Within:
		return fsrs.Good
	case off <= 2*g.Within:
		return fsrs.Hard
	}
	return fsrs.Again
}

// parse reads a guess; ok is false for one that is no number of the range.
func (a ask) parse(text string) (guess float64, ok bool) {
	guess, err := say.ParseNumber(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	return guess, err == nil && guess >= a.Min && guess <= a.Max
}

// spanText says which numbers a guess may have.
func spanText(min, max float64, unit string) string {
	return say.Plain(min) + " to " + say.Plain(max) + " " + unit
}

// placeLink is the address of a prediction: "lessons/hashing/four" stands at /lessons/hashing#four. An imported file
// may name any place; one that this site cannot have leads back to this page.
func placeLink(place string) string {
	parts := strings.Split(place, "/")
	switch {
	case len(parts) == 3 && parts[0] == "lessons":
		return "/lessons/" + url.PathEscape(parts[1]) + "#" + url.PathEscape(parts[2])
	case len(parts) == 2 && parts[0] == "sims":
		return "/sims/" + url.PathEscape(parts[1])
	}
	return "/me"
}
