package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/store"
	"tradeofflab/web/kit"
)

type bringView struct {
	kit.Shell
	Token, Next string
	Kept        int
}

// bringPage serves GET /me/bring: what was done in this browser before somebody signed in.
func (s *Server) bringPage(c echo.Context) error {
	ctx, token, next := c.Request().Context(), c.QueryParam("link"), ahead(c.QueryParam("next"), "/me")
	l, err := s.Store.Link(ctx, token)
	if err != nil || l.Purpose != store.LinkBring {
		return c.Redirect(http.StatusSeeOther, next)
	}
	at, err := s.visit(c, "Bring your work", "classes")
	if err != nil {
		return err
	}
	v := bringView{Shell: at.Shell, Token: token, Next: next}
	if v.Kept, err = s.Store.Kept(ctx, l.Person); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, bringPage(v))
}

// bring serves POST /me/bring.
func (s *Server) bring(c echo.Context) error {
	ctx, next := c.Request().Context(), ahead(c.FormValue("next"), "/me")
	own, err := s.session(c)
	if err != nil {
		return err
	}
	l, err := s.Store.UseLink(ctx, c.FormValue("link"))
	if own.Name == "" || l.Purpose != store.LinkBring || errors.Is(err, store.ErrNotFound) {
		return c.Redirect(http.StatusSeeOther, next)
	}
	if err != nil {
		return err
	}
	if err := s.Store.Bring(ctx, l.Person, own.Person); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, next)
}
