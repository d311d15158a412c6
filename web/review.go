package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/open-spaced-repetition/go-fsrs/v4"

	"tradeofflab/course"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// recalled is a prediction or a quick check as the review asks it again.
type recalled struct {
	Place string
	From  string // where it stands: "Lesson 6, Consistent hashing"
	Link  string
	Check *course.QuickCheck // nil for a prediction
	guessed
}

func (s *Server) questionAt(ctx context.Context, place string) (recalled, error) {
	q := recalled{Place: place, Link: placeLink(place)}
	if p, b, ok := s.Course.Placed(place); ok {
		q.From = p.Label + ", " + p.Title
		if quick, ok := b.Body.(*course.QuickCheck); ok {
			q.Check = quick
			return q, nil
		}
	} else if sim, ok := s.Sims.Find(strings.TrimPrefix(place, "sims/")); ok {
		q.From = "Simulation " + sim.Title
	}
	var err error
	q.guessed, err = s.guessAt(ctx, place)
	return q, err
}

// schedule gives the state of a question after an answer, by FSRS with its published default weights and a wanted
// recall of 90 %. Fuzz is off, so that the same answers at the same times give the same dates.
func schedule(r store.Review, now time.Time, rating fsrs.Rating) (store.Review, error) {
	scheduler := fsrs.NewFSRS(fsrs.DefaultParam())
	card := fsrs.NewCard(now)
	if r.Card != "" && json.Unmarshal([]byte(r.Card), &card) != nil || card.LastReview.After(now) {
		card = fsrs.NewCard(now)
	}
	next, err := scheduler.Next(card, now, rating)
	if err != nil { // an imported state that makes no sense begins anew
		next, err = scheduler.Next(fsrs.NewCard(now), now, rating)
	}
	if err != nil {
		return r, err
	}
	text, err := json.Marshal(next.Card)
	r.Card, r.DueMS = string(text), next.Card.Due.UnixMilli()
	return r, err
}

type reviewView struct {
	kit.Shell
	Now     int64
	Ask     *recalled // the question that is due; nil when none is
	Wrong   string    // why an answer was not taken
	Typed   string
	Shown   *answered
	Waiting []waiting // all questions on the list
	Due     int
}

// answered is a question with the answer given to it just now.
type answered struct {
	recalled
	Choice int
	Guess  float64
	Rating fsrs.Rating
	DueMS  int64
}

type waiting struct {
	recalled
	DueMS int64
}

// review serves GET /review: the question that is due, or after an answer (shown=PLACE&got=ANSWER) what was right.
func (s *Server) review(c echo.Context) error {
	return s.showReview(c, http.StatusOK, "", "", "")
}

func (s *Server) showReview(c echo.Context, status int, place, wrong, typed string) error {
	at, err := s.visit(c, "Review", "review")
	if err != nil {
		return err
	}
	s.invite(c)
	v := reviewView{Shell: at.Shell, Now: time.Now().UnixMilli(), Wrong: wrong, Typed: typed}
	if at.person != "" {
		ctx, shown, got := c.Request().Context(), c.QueryParam("shown"), c.QueryParam("got")
		if err := s.fillReview(ctx, &v, at.person, place, shown, got); err != nil {
			return err
		}
	}
	return s.render(c, status, reviewPage(v))
}

func (s *Server) fillReview(ctx context.Context, v *reviewView, person, place, shown, got string) error {
	all, err := s.Store.Reviews(ctx, person)
	if err != nil {
		return err
	}
	for _, r := range all {
		q, err := s.questionAt(ctx, r.Place)
		if err != nil {
			continue // the question has gone from the course
		}
		v.Waiting = append(v.Waiting, waiting{q, r.DueMS})
		if r.DueMS <= v.Now {
			v.Due++
		}
		if v.Ask == nil && shown == "" && (r.Place == place || place == "" && r.DueMS <= v.Now) {
			v.Ask = &q
		}
		if r.Place == shown {
			v.Shown = q.answered(got, r.DueMS)
		}
	}
	return nil
}

// answered reads an answer back from an address; nil when it is none.
func (q recalled) answered(text string, due int64) *answered {
	a := &answered{recalled: q, DueMS: due}
	if q.Check != nil {
		i, err := strconv.Atoi(text)
		if err != nil || i < 0 || i >= len(q.Check.Options) {
			return nil
		}
		a.Choice, a.Rating = i, fsrs.Again
		if q.Check.Options[i].Right {
			a.Rating = fsrs.Good
		}
		return a
	}
	guess, ok := q.parse(text)
	if !ok {
		return nil
	}
	a.Guess, a.Rating = guess, q.rating(guess)
	return a
}

// answerReview serves POST /review: place and answer.
func (s *Server) answerReview(c echo.Context) error {
	ctx := c.Request().Context()
	place, text := c.FormValue("place"), strings.TrimSpace(c.FormValue("answer"))
	q, err := s.questionAt(c.Request().Context(), place)
	if err != nil {
		return err
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	a := q.answered(text, 0)
	if a == nil {
		wrong := "Choose one of the options first."
		if q.Check == nil {
			wrong = "A guess is a number from " + spanText(q.Min, q.Max, q.Unit) + "; you wrote “" + text + "”."
		}
		return s.showReview(c, http.StatusUnprocessableEntity, place, wrong, text)
	}
	all, err := s.Store.Reviews(ctx, person)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Place != place {
			continue
		}
		next, err := schedule(r, time.Now(), a.Rating)
		if err != nil {
			return err
		}
		if err := s.Store.SaveReview(ctx, person, next); err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, "/review?"+url.Values{"shown": {place}, "got": {text}}.Encode())
}

// until words the time to a moment.
func until(now, due int64) string {
	switch d := time.Duration(due-now) * time.Millisecond; {
	case d <= 0:
		return "now"
	case d < 90*time.Minute:
		return "in " + strconv.Itoa(max(1, int(d.Minutes()+0.5))) + " min"
	case d < 36*time.Hour:
		return "in " + strconv.Itoa(int(d.Hours()+0.5)) + " h"
	default:
		return "in " + strconv.Itoa(int(d.Hours()/24+0.5)) + " days"
	}
}
