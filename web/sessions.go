package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/store"
	"tradeofflab/web/kit"
)

type sessionsView struct {
	kit.Shell
	Own     store.Session
	All     []store.Session
	Message string
}

// sessions serves GET /me/sessions: every browser in which the reader is known.
func (s *Server) sessions(c echo.Context) error {
	at, err := s.visit(c, "Your browsers", "classes")
	if err != nil {
		return err
	}
	own, err := s.session(c)
	if err != nil {
		return err
	}
	v := sessionsView{Shell: at.Shell, Own: own}
	if c.QueryParam("done") == "end" {
		v.Message = "It is signed out."
	}
	if own.Person != "" {
		if v.All, err = s.Store.Sessions(c.Request().Context(), own.Person); err != nil {
			return err
		}
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, sessionsPage(v))
}

// endSession serves POST /me/sessions: one browser, or all but this one, has to sign in again.
func (s *Server) endSession(c echo.Context) error {
	own, err := s.session(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.FormValue("id")
	switch {
	case own.Person == "":
	case c.FormValue("all") != "":
		err = s.Store.EndSessions(ctx, own.Person, own.ID)
	default:
		err = s.Store.EndSession(ctx, own.Person, id)
		if id == own.ID {
			s.dropToken(c)
		}
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/me/sessions?done=end")
}
