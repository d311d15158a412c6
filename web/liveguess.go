package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/say"
	"tradeofflab/store"
)

// guessLive serves POST /classes/:id/live/:lid/guess: what one member guesses, in the place of an earlier guess.
func (s *Server) guessLive(c echo.Context) error {
	ctx := c.Request().Context()
	m, err := s.member(c, classes.ToAttend)
	if err != nil {
		return err
	}
	r := newRoom(m)
	round, err := s.round(ctx, r, c.Param("lid"))
	if err != nil {
		return err
	}
	typed := c.FormValue("guess")
	guess, wrong := readGuess(round, typed)
	status := http.StatusUnprocessableEntity
	if round.State != store.RoundOpen || !r.taught() {
		wrong, status = tooLate(r, round, typed), http.StatusConflict
	}
	if wrong == "" {
		err := s.Store.SaveGuess(ctx, round.ID, m.As.ID, guess, r.role == classes.Learner)
		if err == nil {
			return c.Redirect(http.StatusSeeOther, r.seat(round))
		}
		if !errors.Is(err, store.ErrRoundClosed) {
			return err
		}
		if round, err = s.round(ctx, r, round.ID); err != nil {
			return err
		}
		wrong, status = tooLate(r, round, typed), http.StatusConflict
	}
	v, err := s.liveView(c, r, "Live")
	if err != nil {
		return err
	}
	if r.role == classes.Learner {
		all, err := s.Store.Standings(ctx, []string{r.Class.ID})
		if err != nil {
			return err
		}
		v.Seat = watch{room: r}.seatFor(all, r.path("/live"))
	}
	if err := s.learnerRound(ctx, &v, round.ID); err != nil {
		return err
	}
	v.WrongText, v.Typed = wrong, typed
	return s.renderLive(c, status, v)
}

// seat is where this member guesses.
func (r room) seat(round store.Round) string {
	if r.role == classes.Learner {
		return r.path("/live")
	}
	return r.path("/live/" + round.ID + "?as=learner")
}

// readGuess reads a guess, or says what is wrong with it.
func readGuess(r store.Round, typed string) (guess float64, wrong string) {
	a := ask{Min: r.Lowest, Max: r.Highest}
	guess, ok := a.parse(typed)
	if ok {
		return guess, ""
	}
	return 0, "A guess is a number from " + spanText(r.Lowest, r.Highest, r.Unit) + "; you wrote “" +
		say.Clip(typed, 40) + "”."
}

// tooLate says why a round takes no guess any more.
func tooLate(r room, round store.Round, typed string) string {
	why := "The answer was shown " + r.moment(round.ShownMS)
	switch {
	case !r.taught():
		return "This class is an archive, so your guess of “" + say.Clip(typed, 40) + "” is not taken."
	case round.State == store.RoundDropped:
		why = "This question was closed"
	}
	return why + ", so your guess of “" + say.Clip(typed, 40) + "” came too late and does not count."
}
