package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/course"
	"tradeofflab/sims"
	"tradeofflab/store"
)

// liveOffer is a stretch of the lab with the questions that it asks, for a teacher to choose from.
type liveOffer struct {
	Title string // "Lesson 6, Consistent hashing"
	Asks  []ask
}

// liveOffers lists what can be asked: the predictions of the lessons in their order, and those of the simulations.
func (s *Server) liveOffers() []liveOffer {
	var out []liveOffer
	for _, l := range s.Course.Lessons {
		offer := liveOffer{Title: l.Label + ", " + l.Title}
		for _, section := range l.Sections {
			for _, b := range section.Blocks {
				if _, ok := b.Body.(*course.Predict); !ok {
					continue
				}
				if a, ok := s.askAt(l.Place(b.ID)); ok {
					offer.Asks = append(offer.Asks, a)
				}
			}
		}
		if len(offer.Asks) > 0 {
			out = append(out, offer)
		}
	}
	offer := liveOffer{Title: "Simulations"}
	for _, sim := range s.Sims {
		if a, ok := s.askAt("sims/" + sim.Slug); ok {
			offer.Asks = append(offer.Asks, a)
		}
	}
	if len(offer.Asks) > 0 {
		out = append(out, offer)
	}
	return out
}

// askLive serves POST /classes/:id/live: a question is put to the class or to a group.
func (s *Server) askLive(c echo.Context) error {
	r, err := s.driver(c)
	if err != nil {
		return err
	}
	v, err := s.liveHomeView(c, r)
	if err != nil {
		return err
	}
	again := func(status int, wrong string) error {
		v.Wrong = wrong
		return s.renderLive(c, status, v)
	}
	v.Asked = c.FormValue("group")
	if r.driving == classes.OwnGroup {
		if v.Asked = r.As.Group; v.Asked == "" {
			return again(http.StatusUnprocessableEntity,
				"You are in no group yet, and an assistant asks the own group. A teacher puts you into one on the "+
					"roster.")
		}
	}
	if v.Asked != "" && !slices.ContainsFunc(v.Groups, func(g store.Group) bool { return g.ID == v.Asked }) {
		return again(http.StatusUnprocessableEntity, "Choose whom to ask: the whole class, or one of its groups.")
	}
	a, ok := s.askAt(c.FormValue("place"))
	if !ok {
		return again(http.StatusUnprocessableEntity, "Choose what to ask: open a lesson below, and press the button "+
			"beside a question.")
	}
	ctx := c.Request().Context()
	answer, err := s.numberOf(ctx, r.As.Person, a.number)
	if why, ok := unfinished(err); ok {
		c.Response().Header().Set("Retry-After", retryAfter)
		return again(http.StatusServiceUnavailable, sentenceOf(why)+" Nothing was asked.")
	}
	if err != nil {
		return err
	}
	id, err := s.Store.OpenRound(ctx, a.round(r.Class.ID, v.Asked, answer), r.by())
	if errors.Is(err, store.ErrRoundOpen) {
		return again(http.StatusConflict, "A question is open already. Show its answer or close it first.")
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, r.path("/live/"+id))
}

// driver is a member who drives rounds of this class.
func (s *Server) driver(c echo.Context) (room, error) {
	if _, err := s.member(c, classes.ToMark); err != nil {
		return room{}, err
	}
	return s.room(c)
}

// round is the question as a class is asked it.
func (a ask) round(class, group string, answer float64) store.Round {
	run := a.number.run
	return store.Round{Class: class, Group: group, Place: a.Place, Question: a.Text, Sim: run.Sim.Slug,
		SimVersion: run.Sim.Version, Query: run.Query, Metric: a.number.metric, Seeds: a.number.seeds, Actual: answer,
		Unit: a.Unit, Lowest: a.Min, Highest: a.Max, Stride: a.Step, Near: a.Within}
}

// closeLive serves POST /classes/:id/live/:lid: a round is revealed, or closed without that.
func (s *Server) closeLive(c echo.Context) error {
	ctx := c.Request().Context()
	r, err := s.driver(c)
	if err != nil {
		return err
	}
	v, err := s.liveRoundView(c, r)
	if err != nil {
		return err
	}
	if !r.drives(v.Round.Group) {
		return errNotFound
	}
	again := func(status int, wrong string) error {
		v.Wrong = wrong
		return s.renderLive(c, status, v)
	}
	round := *v.Round
	switch c.FormValue("act") {
	case "reveal":
		round.State = store.RoundShown
		err := s.refreshed(ctx, r.As.Person, &round)
		if why, ok := unfinished(err); ok {
			c.Response().Header().Set("Retry-After", retryAfter)
			return again(http.StatusServiceUnavailable, sentenceOf(why)+" The answer is not shown yet.")
		}
		if err != nil {
			return err
		}
	case "drop":
		round.State = store.RoundDropped
	default:
		return again(http.StatusUnprocessableEntity, "Choose what to do: show the answer, or close the question.")
	}
	round.Version, _ = strconv.ParseInt(c.FormValue("version"), 10, 64)
	err = s.Store.CloseRound(ctx, round, r.by())
	if changed := new(store.StaleError); errors.As(err, &changed) {
		return s.closedMeanwhile(c, r, round.State)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, r.path("/live/"+round.ID))
}

// closedMeanwhile answers somebody who closes a round that somebody else has closed. Two who reveal it want the same.
func (s *Server) closedMeanwhile(c echo.Context, r room, wanted string) error {
	v, err := s.liveRoundView(c, r)
	if err != nil {
		return err
	}
	switch {
	case v.Round.State == wanted:
		return c.Redirect(http.StatusSeeOther, r.path("/live/"+v.Round.ID))
	case v.Round.State == store.RoundShown:
		v.Wrong = "Somebody else showed the answer meanwhile, so the question could not be closed without it."
	case v.Round.State == store.RoundDropped:
		v.Wrong = "Somebody else closed this question meanwhile, so its answer was not shown. Ask it again."
	default:
		v.Wrong = "This form is not of this question. Nothing was changed; do it again."
	}
	return s.renderLive(c, http.StatusConflict, v)
}

// refreshed takes the number of a round anew where its simulation has another version than when it was opened. One that
// does not know the run any more leaves the number as it was.
func (s *Server) refreshed(ctx context.Context, asker string, r *store.Round) error {
	n, ok := s.numberOfRound(*r)
	if !ok || n.run.Sim.Version == r.SimVersion {
		return nil
	}
	answer, err := s.numberOf(ctx, asker, n)
	var gone *noNumber
	if errors.As(err, &gone) {
		return nil
	}
	if err == nil {
		r.Actual, r.SimVersion = answer, n.run.Sim.Version
	}
	return err
}

// numberOfRound is what the answer of a round is taken from, as the present simulations have it; ok is false where they
// do not have it any more.
func (s *Server) numberOfRound(r store.Round) (n number, ok bool) {
	sim, ok := s.Sims.Find(r.Sim)
	if !ok {
		return number{}, false
	}
	run, err := parsed(sim, r.Query)
	return number{run, r.Metric, r.Seeds}, err == nil
}

// parsed is the run of a canonical query.
func parsed(sim sims.Sim, query string) (sims.Run, error) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return sims.Run{}, err
	}
	return sim.Parse(q)
}
