package web

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

type joinView struct {
	kit.Shell
	Code, Name string // as typed
	Known      string // name of who is signed in
	Wrong      map[string]string
	Once       string // the same for each sending of one form; worth nothing without the cookie of the browser
}

// joinPage serves GET /join?code=CODE.
func (s *Server) joinPage(c echo.Context) error { return s.showJoin(c, http.StatusOK, nil) }

func (s *Server) showJoin(c echo.Context, status int, wrong map[string]string) error {
	at, err := s.visit(c, "Join a class", "classes")
	if err != nil {
		return err
	}
	once := cmp.Or(c.Request().PostFormValue("once"), store.NewToken())
	s.invite(c)
	own, err := s.session(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, status, joinPage(joinView{at.Shell, c.FormValue("code"), c.FormValue("name"), own.Name, wrong,
		once}))
}

type joinedView struct {
	kit.Shell
	Class store.Class
	Name  string
	Code  string // return code, "" where there is one already
}

// join serves POST /join: a guest becomes somebody with a name and keeps what was done.
func (s *Server) join(c echo.Context) error {
	ctx := c.Request().Context()
	if s.unknown(c) {
		return s.showJoin(c, http.StatusTooManyRequests, map[string]string{"code": tooOften})
	}
	form := s.formSent(c)
	again, err := s.sentBefore(c, form)
	if err != nil {
		return err
	}
	own, err := s.session(c)
	if err != nil {
		return err
	}
	wrong := map[string]string{}
	class, err := s.Store.ClassByCode(ctx, classes.ReadCode(c.FormValue("code")))
	if errors.Is(err, store.ErrNotFound) {
		s.failed(c, "class code")
		wrong["code"] = "This code opens no class. It has eight letters and digits. Teachers can close a class or " +
			"change its code: ask yours for the present one."
	} else if err != nil {
		return err
	}
	name := own.Name
	if name == "" {
		var why string
		if name, why = readName(c.FormValue("name")); why != "" {
			wrong["name"] = why
		}
	}
	if len(wrong) > 0 {
		return s.showJoin(c, http.StatusUnprocessableEntity, wrong)
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	_, err = s.Store.Enrol(ctx, store.Enrolment{Class: class.ID, Person: person, Role: string(classes.Learner),
		Name: name, State: store.Active, Source: store.ByCode}, store.By{Person: person, As: "learner"})
	if errors.Is(err, store.ErrLeft) {
		return s.showJoin(c, http.StatusUnprocessableEntity, map[string]string{"code": "You were taken out of this " +
			"class. Its teacher can take you in again on the roster."})
	}
	if err != nil {
		return err
	}
	if own.Name != "" && !again {
		return c.Redirect(http.StatusSeeOther, "/classes/"+class.ID+"?done=joined")
	}
	if !again {
		if form != "" {
			if err := s.Store.RememberForm(ctx, person, form); err != nil {
				return err
			}
		}
		if err := s.renew(c, person, "class code", s.now()); err != nil {
			return err
		}
	}
	code, err := s.returnCode(ctx, person)
	if err != nil {
		return err
	}
	at, err := s.visit(c, "You are in", "classes")
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, joinedPage(joinedView{at.Shell, class, name, code}))
}

// formSent tells one form to join, in one browser, from all others; "" where there is nothing to tell it by. The number
// in the form alone would not do: whoever plants it in somebody's form could send it too.
func (s *Server) formSent(c echo.Context) string {
	once, cookie := c.Request().PostFormValue("once"), s.token(c)
	if once == "" || cookie == "" {
		return ""
	}
	return once + " " + cookie
}

// sentBefore says whether this very form to join has made somebody already, as when its button is pressed twice, and
// then signs the browser in as them: the first answer, with the new secret, may have been lost.
func (s *Server) sentBefore(c echo.Context, form string) (bool, error) {
	if form == "" {
		return false, nil
	}
	a, err := s.Store.ByForm(c.Request().Context(), form)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, s.renew(c, a.ID, "class code", s.now())
}
