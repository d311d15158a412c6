package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/store"
	"tradeofflab/web/kit"
)

type linkView struct {
	kit.Shell
	Link  store.Link
	Class store.Class
	Name  string // of who reads, "" where it has to be asked for
	Whose string // whom the link signs in
	Other bool   // who reads is somebody else
	Typed string
	Wrong string
}

// linkPage serves GET /link/:token. It uses nothing: programs that look through mail open links, too.
func (s *Server) linkPage(c echo.Context) error { return s.showLink(c, http.StatusOK, "") }

func (s *Server) showLink(c echo.Context, status int, wrong string) error {
	ctx := c.Request().Context()
	l, err := s.Store.Link(ctx, c.Param("token"))
	if errors.Is(err, store.ErrNotFound) || err == nil && l.Purpose != store.LinkSignIn &&
		l.Purpose != store.LinkStaff {
		s.failed(c, "link")
		return echo.NewHTTPError(http.StatusGone, "This link was used already, or its time is over. Ask whoever sent "+
			"it for a new one.")
	}
	if err != nil {
		return err
	}
	at, err := s.visit(c, "Open the link", "classes")
	if err != nil {
		return err
	}
	own, err := s.session(c)
	if err != nil {
		return err
	}
	v := linkView{Shell: at.Shell, Link: l, Name: own.Name, Typed: c.FormValue("name"), Wrong: wrong}
	if l.Person != "" {
		a, err := s.Store.Account(ctx, l.Person)
		if err != nil {
			return err
		}
		v.Whose, v.Other = a.Name, own.Name != "" && own.Person != a.ID
	}
	if l.Class != "" {
		if v.Class, err = s.Store.Class(ctx, l.Class); err != nil {
			return err
		}
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, status, linkPage(v))
}

// useLink serves POST /link/:token.
func (s *Server) useLink(c echo.Context) error {
	ctx := c.Request().Context()
	own, err := s.session(c)
	if err != nil {
		return err
	}
	l, err := s.Store.Link(ctx, c.Param("token"))
	if err != nil || l.Purpose != store.LinkSignIn && l.Purpose != store.LinkStaff {
		return s.showLink(c, http.StatusGone, "")
	}
	name := own.Name
	if l.By != "" && l.By == own.Person {
		return echo.NewHTTPError(http.StatusForbidden, "You made this link for somebody else. It still "+
			"works: send it to them.")
	}
	if l.Purpose == store.LinkStaff && name == "" {
		var wrong string
		if name, wrong = readName(c.FormValue("name")); wrong != "" {
			return s.showLink(c, http.StatusUnprocessableEntity, wrong)
		}
	}
	if l, err = s.Store.UseLink(ctx, c.Param("token")); err != nil {
		return s.showLink(c, http.StatusGone, "")
	}
	switch l.Purpose {
	case store.LinkSignIn:
		return s.openByLink(c, l.Person)
	case store.LinkStaff:
		person, err := s.writer(c)
		if err != nil {
			return err
		}
		_, err = s.Store.Enrol(ctx, store.Enrolment{Class: l.Class, Person: person, Role: l.Role, Name: name,
			State: store.Active, Source: store.StaffLink}, store.By{Person: person, As: l.Role})
		if err != nil {
			return err
		}
		proved := s.now()
		if own.Name != "" { // whoever has a link for staff did not prove that they are who is signed in here
			proved = own.ProvedMS
		}
		if err := s.renew(c, person, "staff link", proved); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, "/classes/"+l.Class)
	}
	return errNotFound
}

// openByLink signs in the person of a link.
func (s *Server) openByLink(c echo.Context, person string) error {
	ctx := c.Request().Context()
	a, err := s.Store.Account(ctx, person)
	if err != nil {
		return err
	}
	if a.OffMS > 0 {
		s.failed(c, "sign-in link", "code", switchedOff.Code, "person", a.ID)
		return echo.NewHTTPError(http.StatusForbidden, switchedOff.Message)
	}
	logins, err := s.Store.Logins(ctx, a.ID)
	if err != nil {
		return err
	}
	next := "/classes"
	if len(logins) == 0 { // the next time there may be no link
		next = loginsPath
	}
	return s.open(c, a, "sign-in link", next)
}
