package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/say"
	"tradeofflab/store"
)

// liveView is a page of live rounds.
type liveView struct {
	classView
	Room      room
	Group     string // name of the group that is asked, "" for the whole class
	Round     *store.Round
	Now       bool // the round is the one that stands before the reader
	AsLearner bool // as who guesses sees it
	Guesses   int  // that count, so far
	Learners  int  // who are asked
	Own       *float64
	Typed     string // a guess that was not taken
	WrongText string // why
	Result    *liveResult
	Rows      []liveRow
	Offers    []liveOffer
	Groups    []store.Group // that can be asked apart
	Asked     string        // ID of the group as chosen
	Door      string        // the short address
	Open      []store.Round // that stand before the class and its groups
	Seat      liveSeat      // how the page follows the rounds; its Events is "" for a page that does not
}

// liveRow is a round in the list.
type liveRow struct {
	store.RoundRow
	Group string   // name
	Own   *float64 // what the reader guessed
}

// share is the share of right guesses in words.
func (r liveRow) share() string {
	if r.Guesses == 0 {
		return "–"
	}
	return say.Percent(100 * float64(r.Hits) / float64(r.Guesses))
}

// liveHome serves GET /classes/:id/live: who guesses sees the question that stands there, and staff what can be asked.
func (s *Server) liveHome(c echo.Context) error {
	r, err := s.room(c)
	if err != nil {
		return err
	}
	v, err := s.liveHomeView(c, r)
	if err != nil {
		return err
	}
	return s.renderLive(c, http.StatusOK, v)
}

func (s *Server) liveHomeView(c echo.Context, r room) (liveView, error) {
	ctx := c.Request().Context()
	v, err := s.liveView(c, r, "Live")
	if err != nil {
		return v, err
	}
	all, err := s.Store.Standings(ctx, []string{r.Class.ID})
	if err != nil {
		return v, err
	}
	if r.role == classes.Learner {
		v.Seat = watch{room: r}.seatFor(all, r.path("/live"))
		if now, ok := latest(all, r.reaches); ok {
			if err := s.learnerRound(ctx, &v, now.Round); err != nil {
				return v, err
			}
		}
		if fragment(c) == "" {
			err = s.liveRows(ctx, &v)
		}
		return v, err
	}
	for _, one := range all {
		if one.State == store.RoundOpen && r.reaches(one.Group) {
			round, err := s.Store.Round(ctx, r.Class.ID, one.Round)
			if err != nil {
				return v, err
			}
			v.Open = append(v.Open, round)
		}
	}
	if r.driving > classes.None {
		v.Offers = s.offers()
	}
	return v, s.liveRows(ctx, &v)
}

// liveView begins a page of live rounds.
func (s *Server) liveView(c echo.Context, r room, title string) (liveView, error) {
	v := liveView{Room: r, Door: s.absolute(c, doorPath)}
	var err error
	if v.classView, err = s.classPage(c, r.member, title); err != nil {
		return v, err
	}
	if r.seeing > classes.None {
		v.Groups, err = s.Store.Groups(c.Request().Context(), r.Class.ID)
	}
	return v, err
}

// groupName is the name of a group of the class.
func (v liveView) groupName(id string) string {
	for _, g := range v.Groups {
		if g.ID == id {
			return g.Name
		}
	}
	return v.Room.As.Grouped // who guesses knows no other
}

// learnerRound fills in a round as who guesses sees it. Before the reveal it holds nothing of what others guessed.
func (s *Server) learnerRound(ctx context.Context, v *liveView, id string) error {
	round, err := s.Store.Round(ctx, v.Room.Class.ID, id)
	if err != nil {
		return err
	}
	v.Round, v.AsLearner = &round, true
	if round.Group != "" {
		v.Group = v.groupName(round.Group)
	}
	own, err := s.Store.OwnGuess(ctx, round.ID, v.Room.As.ID)
	switch {
	case err == nil:
		v.Own = &own
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	return s.liveOutcome(ctx, v)
}

// liveOutcome fills in what came of a round that was revealed.
func (s *Server) liveOutcome(ctx context.Context, v *liveView) error {
	if v.Round.State != store.RoundShown {
		return nil
	}
	result, err := s.liveResult(ctx, v.Room.As.Person, *v.Round, v.Own)
	v.Result = &result
	return err
}

// liveRound serves GET /classes/:id/live/:lid: a round to whoever drives or watches it, and to who guessed once it is
// closed.
func (s *Server) liveRound(c echo.Context) error {
	r, err := s.room(c)
	if err != nil {
		return err
	}
	v, err := s.liveRoundView(c, r)
	if err != nil {
		return err
	}
	if r.role == classes.Learner && v.Round.State == store.RoundOpen {
		return c.Redirect(http.StatusSeeOther, r.path("/live"))
	}
	return s.renderLive(c, http.StatusOK, v)
}

func (s *Server) liveRoundView(c echo.Context, r room) (liveView, error) {
	ctx := c.Request().Context()
	round, err := s.round(ctx, r, c.Param("lid"))
	if err != nil {
		return liveView{}, err
	}
	v, err := s.liveView(c, r, "Live: "+say.Clip(round.Question, 60))
	if err != nil {
		return v, err
	}
	if asLearner := c.QueryParam("as") == "learner" && r.role.Staff(); asLearner || r.role == classes.Learner {
		return v, s.learnerRound(ctx, &v, round.ID)
	}
	v.Round = &round
	if round.Group != "" {
		v.Group = v.groupName(round.Group)
	}
	all, err := s.Store.Standings(ctx, []string{r.Class.ID})
	if err != nil {
		return v, err
	}
	w := watch{r, round.Group}
	if now, ok := latest(all, w.shows); ok && now.Round == round.ID {
		v.Now, v.Guesses, v.Learners = true, now.Guesses, now.Learners
		v.Seat = w.seatFor(all, r.path("/live/"+round.ID))
	}
	return v, s.liveOutcome(ctx, &v)
}

// maxRounds is how many rounds the list of a class shows.
const maxRounds = 200

// liveRows fills in the list of rounds. Who guesses sees what came of those that were revealed.
func (s *Server) liveRows(ctx context.Context, v *liveView) error {
	all, err := s.Store.Rounds(ctx, v.Room.Class.ID, maxRounds)
	if err != nil {
		return err
	}
	own := map[string]float64{}
	if v.Room.role == classes.Learner {
		guesses, err := s.Store.GuessesOf(ctx, v.Room.As.ID)
		if err != nil {
			return err
		}
		for _, g := range guesses {
			own[g.ID] = g.Guess
		}
	}
	for _, one := range all {
		if !v.Room.reaches(one.Round.Group) || !v.Room.counts() && one.State == store.RoundOpen {
			continue
		}
		row := liveRow{RoundRow: one}
		if one.Round.Group != "" {
			row.Group = v.groupName(one.Round.Group)
		}
		if guess, ok := own[one.ID]; ok {
			row.Own = &guess
		}
		v.Rows = append(v.Rows, row)
	}
	return nil
}

// renderLive answers with the page, or with the part of it that its script asks for.
func (s *Server) renderLive(c echo.Context, status int, v liveView) error {
	if fragment(c) == liveID {
		return s.render(c, status, livePanel(v))
	}
	return s.render(c, status, livePage(v))
}

// liveID is the part of a page that follows a round.
const liveID = "live"

// lookAgain is where the page stands anew, for who has no script.
func (v liveView) lookAgain() templ.SafeURL {
	if v.Round != nil && v.Room.role != classes.Learner {
		return templ.SafeURL(v.Room.seat(*v.Round))
	}
	return templ.SafeURL(v.In.path("/live"))
}

// counted says whether a guess of the reader is one of those that are counted.
func (v liveView) counted() bool { return v.Room.role == classes.Learner }

// screen is the address of the projector that follows the rounds of the same people.
func (v liveView) screen(scheme string) templ.SafeURL {
	q := url.Values{}
	if v.Round.Group != "" {
		q.Set("group", v.Round.Group)
	}
	if scheme != "" {
		q.Set("scheme", scheme)
	}
	link := v.In.path("/live/screen")
	if len(q) > 0 {
		link += "?" + q.Encode()
	}
	return templ.SafeURL(link)
}

// askedBefore says when the class was last asked the question of a place, "" for never.
func (v liveView) askedBefore(place string) string {
	for _, row := range v.Rows { // the newest first
		if row.Place == place {
			return v.In.moment(row.AtMS)
		}
	}
	return ""
}
