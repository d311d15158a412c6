package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/store"
)

// doorPath is the short address that stands on the wall: it leads everybody to the rounds of their own class.
const doorPath = "/live"

// shortAddress is an address as people type one.
func shortAddress(link string) string {
	_, rest, _ := strings.Cut(link, "://")
	return rest
}

type liveDoorView struct {
	classView
	All []store.Enrolled
}

// liveDoor serves GET /live: it leads to the question that is open before the reader, or to the class where one will
// be. Who is in several classes chooses.
func (s *Server) liveDoor(c echo.Context) error {
	ctx := c.Request().Context()
	own, err := s.session(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if own.Name == "" {
		return needSignIn{doorPath}
	}
	all, err := s.Store.Enrolled(ctx, own.Person)
	if err != nil {
		return err
	}
	var ids []string
	for _, e := range all {
		ids = append(ids, e.Class.ID)
	}
	standings, err := s.Store.Standings(ctx, ids)
	if err != nil {
		return err
	}
	var open []store.Enrolled
	for _, e := range all {
		here := slices.DeleteFunc(slices.Clone(standings), func(v store.Standing) bool { return v.Class != e.Class.ID })
		if newRoom(member{Enrolled: e, role: classes.Role(e.As.Role)}).asked(here) {
			open = append(open, e)
		}
	}
	if len(open) == 0 {
		open = all
	}
	if len(open) == 1 {
		return c.Redirect(http.StatusSeeOther, "/classes/"+open[0].Class.ID+"/live")
	}
	at, err := s.visit(c, "Live", "classes")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, liveDoorPage(liveDoorView{classView{Shell: at.Shell}, open}))
}

// liveScreenView is what a projector shows.
type liveScreenView struct {
	liveView
	Scheme  string // "light", "dark", or "" for what the machine prefers
	Joining string // where people join the class
}

// liveScreen serves GET /classes/:id/live/screen: the round that stands before the class, or before one group, for a
// projector. It names nobody.
func (s *Server) liveScreen(c echo.Context) error {
	ctx := c.Request().Context()
	if _, err := s.member(c, classes.ToSee); err != nil {
		return err
	}
	w, err := s.watch(c)
	if err != nil {
		return err
	}
	v := liveScreenView{Joining: s.absolute(c, "/join")}
	if v.liveView, err = s.liveView(c, w.room, w.Class.Title); err != nil {
		return err
	}
	if scheme := c.QueryParam("scheme"); scheme == "light" || scheme == "dark" {
		v.Scheme = scheme
	}
	v.Group = ""
	if w.group != "" {
		v.Group = v.groupName(w.group)
	}
	all, err := s.Store.Standings(ctx, []string{w.Class.ID})
	if err != nil {
		return err
	}
	v.Seat = w.seatFor(all, c.Request().URL.RequestURI())
	v.Style = s.sheet("screen")
	if now, ok := latest(all, w.shows); ok {
		round, err := s.Store.Round(ctx, w.Class.ID, now.Round)
		if err != nil {
			return err
		}
		v.Round, v.Now, v.Guesses, v.Learners = &round, true, now.Guesses, now.Learners
		if err := s.liveOutcome(ctx, &v.liveView); err != nil {
			return err
		}
	}
	if fragment(c) == liveID {
		return s.render(c, http.StatusOK, screenPanel(v))
	}
	return s.render(c, http.StatusOK, screenPage(v))
}
