package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/doctor"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

type operatorView struct {
	kit.Shell
	Name    string
	Lines   []doctor.Line // what the doctor says; none where nobody asks one
	People  []store.Account
	Page    int
	Pages   int
	Search  string // part of a name or of an address of mail
	LMS     []store.Platform
	Classes []store.Class
	Purge   store.Purge
	Class   string // that is to be entered, and why, as typed
	Reason  string
	Wrong   string
	Done    string
}

// operator is who asks for a page of those who run the lab. Whoever is none is told that there is no such page.
func (s *Server) operator(c echo.Context) (store.Session, error) {
	own, err := s.session(c)
	switch {
	case err != nil:
		return own, err
	case own.Name == "":
		return own, needSignIn{c.Request().URL.RequestURI()}
	case own.Can != store.Operator:
		s.Log.Info("kept out of operation", "person", own.Person, "route", c.Path())
		return own, errNotFound
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return own, nil
}

// examineTime bounds how long the page waits for the doctor.
const examineTime = 10 * time.Second

// operatorPage serves GET /operator.
func (s *Server) operatorPage(c echo.Context) error {
	v, err := s.operatorView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, operatorPage(v))
}

func (s *Server) operatorView(c echo.Context) (v operatorView, err error) {
	ctx := c.Request().Context()
	own, err := s.operator(c)
	if err != nil {
		return v, err
	}
	at, err := s.visit(c, "Operation", "classes")
	if err != nil {
		return v, err
	}
	v.Shell, v.Name, v.Done = at.Shell, own.Name, operatorDone[c.QueryParam("done")]
	if s.Doctor != nil {
		bounded, cancel := context.WithTimeout(ctx, examineTime)
		v.Lines = s.Doctor(bounded)
		cancel()
	}
	people, err := s.Store.Accounts(ctx)
	if err != nil {
		return v, err
	}
	v.Search = strings.TrimSpace(c.QueryParam("search"))
	var found []store.Account
	for _, p := range people {
		if contains(p.Name, v.Search) || contains(p.Email, v.Search) {
			found = append(found, p)
		}
	}
	v.People, v.Page, v.Pages = pageOf(c, found)
	if v.LMS, err = s.Store.Platforms(ctx, ""); err != nil {
		return v, err
	}
	if v.Classes, err = s.Store.Classes(ctx); err != nil {
		return v, err
	}
	v.Purge, err = s.Store.Overdue(ctx)
	return v, err
}

// contains says whether a text holds another, whatever the case of the letters.
func contains(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

var operatorDone = map[string]string{"off": "They are signed out everywhere and cannot sign in.",
	"on": "They can sign in again.", "lms": "The LMS is let in.", "left": "You left the class."}

// operate serves POST /operator.
func (s *Server) operate(c echo.Context) error {
	ctx := c.Request().Context()
	own, err := s.operator(c)
	if err != nil {
		return err
	}
	var wrong, class, reason string
	by, what, act := store.By{Person: own.Person, As: store.Operator}, c.FormValue("what"), c.FormValue("act")
	switch act {
	case "off", "on":
		if what == own.Person {
			wrong = "You cannot switch yourself off here: “lab user off” does it."
			break
		}
		if _, err := s.Store.Account(ctx, what); err != nil {
			return err
		}
		err = s.Store.SwitchOff(ctx, what, act == "on", by)
	case "lms":
		if _, err := s.Store.Platform(ctx, what); err != nil {
			return err
		}
		err = s.Store.ConfirmPlatform(ctx, what, by)
	case "enter":
		class = what
		if reason, wrong = readReason(c.FormValue("reason")); wrong != "" {
			reason, wrong = c.FormValue("reason"), "Say why you enter the class. Its owner sees the reason."
			break
		}
		if err := s.Store.Enter(ctx, what, own.Person, reason, visitLasts); err != nil {
			return err
		}
		s.Log.Info("operator entered a class", "person", own.Person, "class", what)
		return c.Redirect(http.StatusSeeOther, "/classes/"+what)
	default:
		wrong = "Choose what to do."
	}
	if err != nil {
		return err
	}
	if wrong == "" {
		return c.Redirect(http.StatusSeeOther, "/operator?done="+act)
	}
	v, err := s.operatorView(c)
	if err != nil {
		return err
	}
	v.Wrong, v.Class, v.Reason = wrong, class, reason
	return s.render(c, http.StatusUnprocessableEntity, operatorPage(v))
}

// visitLasts is how long an operator may be in a class for one reason.
const visitLasts = 8 * time.Hour

// visitsShown is how long its owner sees on the overview that an operator was in a class; the record keeps it.
const visitsShown = 30 * 24 * time.Hour

// leaveClass serves POST /classes/:id/leave: an operator ends the visit.
func (s *Server) leaveClass(c echo.Context) error {
	m, err := s.member(c, classes.ToAttend)
	if err != nil {
		return err
	}
	if m.role != classes.Visitor {
		return errNotFound
	}
	if err := s.Store.Leave(c.Request().Context(), m.Class.ID, m.As.Person); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/operator?done=left")
}
