package web

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/open-spaced-repetition/go-fsrs/v4"

	"tradeofflab/course"
	"tradeofflab/say"
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

// guessed is what a guess is held against. A guess at most Within off is near.
type guessed struct {
	Text           string
	Answer         float64
	Unit           string
	Min, Max, Step float64
	Within         float64
	Anchor         string
}

// guessAt gives the prediction at a place; errNotFound where there is none.
func (s *Server) guessAt(ctx context.Context, place string) (guessed, error) {
	parts := strings.Split(place, "/")
	switch {
	case len(parts) == 2 && parts[0] == "sims":
		sim, ok := s.Sims.Find(parts[1])
		if !ok || sim.Predict == nil {
			break
		}
		r, err := s.Runs.Report(ctx, "", sim.Default())
		if err != nil {
			return guessed{}, err
		}
		if m, ok := r.Metric(sim.Predict.Metric); ok {
			p := sim.Predict
			return guessed{p.Question, m.Value, m.Unit, p.Min, p.Max, p.Step, (p.Max - p.Min) / 20, "results"}, nil
		}
	default:
		_, b, _ := s.Course.Placed(place)
		if p, ok := b.Body.(*course.Predict); ok {
			answer, err := p.Answer(s.World)
			within := p.Within
			if within == 0 {
				within = (p.Max - p.Min) / 20
			}
			return guessed{p.Question, answer, p.Unit, p.Min, p.Max, p.Step, within, b.ID}, err
		}
	}
	return guessed{}, errNotFound
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
func (g guessed) parse(text string) (guess float64, ok bool) {
	guess, err := say.ParseNumber(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	return guess, err == nil && guess >= g.Min && guess <= g.Max
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
