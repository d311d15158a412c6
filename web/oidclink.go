package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/signon"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

type leaveView struct {
	kit.Shell
	Name, Title, To string
}

// leaveToLink serves POST /me/providers/:name. The page that it gives holds the link to the provider: the content
// policy lets no form go there, and whoever reads it knows what will be linked.
func (s *Server) leaveToLink(c echo.Context) error {
	p, err := s.provider(c)
	if err != nil {
		return err
	}
	own, err := s.changer(c, loginsPath)
	if err != nil {
		return err
	}
	t := trip{Provider: p.Name, For: toLink}
	to, err := s.leave(c, p, t, own.Person)
	if err != nil {
		return s.turnedBack(c, t, err)
	}
	at, err := s.visit(c, "Add an account", "classes")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, leavePage(leaveView{at.Shell, own.Name, p.Title, to}))
}

// link gives who is signed in their account at the provider as a login. They proved who they are when they left; that
// must hold still.
func (s *Server) link(c echo.Context, p *signon.Provider, own store.Session, who signon.Identity) error {
	if !s.proved(own) {
		return needProof{loginsPath}
	}
	err := s.Store.AddLogin(c.Request().Context(), store.Login{Person: own.Person, Kind: store.OIDC, Issuer: who.Issuer,
		Subject: who.Subject, Name: loginName(who)}, by(own))
	switch {
	case errors.Is(err, store.ErrTaken):
		s.failed(c, "provider", "provider", p.Name, "code", "taken", "person", own.Person)
		return s.showLogins(c, http.StatusUnprocessableEntity, "This account at "+p.Title+" signs in somebody else "+
			"here. Sign out there and use another one.")
	case errors.Is(err, store.ErrTooMany):
		return s.showLogins(c, http.StatusUnprocessableEntity, "You have added twenty accounts. Remove one that you "+
			"no longer use first.")
	case err != nil:
		return err
	}
	s.Log.Info("login added", "person", own.Person, "kind", store.OIDC, "provider", p.Name, "address", c.RealIP())
	return c.Redirect(http.StatusSeeOther, loginsPath+"?done=linked")
}
