package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/signon"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// loginsPath is the page on which somebody sees and changes how they sign in.
const loginsPath = "/me/logins"

// themselves is what the record says of somebody who changes what is theirs.
const themselves = "themselves"

// by says for the record that somebody changed what is theirs.
func by(own store.Session) store.By { return store.By{Person: own.Person, As: themselves} }

type loginsView struct {
	kit.Shell
	Name    string
	Proved  bool // may change something
	All     []loginRow
	Code    bool // one of them is a return code
	Others  int  // other browsers that are signed in
	Ways    waysView
	More    []*signon.Provider // accounts at these can be added
	New     string             // name of a passkey, as typed or proposed
	Message string
	Wrong   string
}

type loginRow struct {
	store.Login
	What string // what it is, in words
	Note string // why it does not work now, "" where it does
	Kept bool   // cannot be removed here
}

// loginsPage serves GET /me/logins.
func (s *Server) loginsPage(c echo.Context) error { return s.showLogins(c, http.StatusOK, "") }

func (s *Server) showLogins(c echo.Context, status int, wrong string) error {
	ctx := c.Request().Context()
	own, err := s.session(c)
	if err != nil {
		return err
	}
	if own.Name == "" {
		return needSignIn{loginsPath}
	}
	at, err := s.visit(c, "How you sign in", "classes")
	if err != nil {
		return err
	}
	v := loginsView{Shell: at.Shell, Name: own.Name, Proved: s.proved(own), Wrong: wrong, Ways: s.ways(c, ""),
		New: cmp.Or(c.FormValue("name"), device(c.Request().UserAgent()), "Passkey")}
	if !framed(c) {
		v.More = s.providers
	}
	v.Message = map[string]string{"passkey": "The passkey is kept. Next time it signs you in.",
		"linked":  "It is added. Next time it signs you in.",
		"removed": "It is removed, and signs nobody in any more."}[c.QueryParam("done")]
	all, err := s.Store.Logins(ctx, own.Person)
	if err != nil {
		return err
	}
	for _, l := range all {
		row, err := s.loginRow(ctx, l)
		if err != nil {
			return err
		}
		v.All, v.Code = append(v.All, row), v.Code || l.Kind == store.ReturnCode
	}
	browsers, err := s.Store.Sessions(ctx, own.Person)
	if err != nil {
		return err
	}
	v.Others = len(browsers) - 1
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, status, loginsPage(v))
}

// loginRow puts a login into words.
func (s *Server) loginRow(ctx context.Context, l store.Login) (loginRow, error) {
	row := loginRow{Login: l}
	switch l.Kind {
	case store.Passkey:
		row.What = "Passkey"
		switch {
		case s.copied(l):
			row.Note = "It may have been copied, so that it opens nothing any more. Remove it."
		case !s.usable(l):
			row.Note = "It was made for the lab at " + l.Issuer + " and does not work here."
		}
	case store.ReturnCode:
		row.What = "Return code"
	case store.OIDC:
		if p := s.providerOf(l.Issuer); p != nil {
			row.What = "Account at " + p.Title
		} else {
			row.What, row.Note = "Account at "+originOf(l.Issuer), "The lab signs nobody in with it any more."
		}
	case store.LTI:
		row.Kept = true
		name, err := s.lmsName(ctx, l.Issuer)
		if err != nil {
			return row, err
		}
		row.What = "Course at " + name
	}
	return row, nil
}

func (s *Server) copied(l store.Login) bool {
	return signon.Passkey{ID: l.Subject, Data: l.Data}.Copied()
}

// usable says whether somebody can sign in with a login as the lab is now.
func (s *Server) usable(l store.Login) bool {
	switch l.Kind {
	case store.Passkey:
		return s.passkeys != nil && l.Issuer == s.passkeys.Site && !s.copied(l)
	case store.ReturnCode:
		return true
	case store.OIDC:
		return s.providerOf(l.Issuer) != nil
	case store.LTI:
		return s.tool != nil
	}
	return false
}

// lmsName is what people call the LMS that a login comes from.
func (s *Server) lmsName(ctx context.Context, platform string) (string, error) {
	p, err := s.Store.Platform(ctx, platform)
	if errors.Is(err, store.ErrNotFound) {
		return "an LMS that is gone", nil
	}
	return originOf(p.Issuer), err
}

// Reasons why a login stays.
var (
	errOfCourse = errors.New("a course keeps this login")
	errLastWay  = errors.New("this is the last way in")
)

// removeLogin serves POST /me/logins. Nobody removes the last way in: nobody could let them in again but an operator.
func (s *Server) removeLogin(c echo.Context) error {
	own, err := s.changer(c, loginsPath)
	if err != nil {
		return err
	}
	err = s.Store.RemoveLogin(c.Request().Context(), own.Person, c.FormValue("login"),
		func(gone store.Login, left []store.Login) error {
			if gone.Kind == store.LTI {
				return errOfCourse
			}
			if !s.usable(gone) {
				return nil
			}
			for _, l := range left {
				if s.usable(l) {
					return nil
				}
			}
			return errLastWay
		}, by(own))
	switch {
	case errors.Is(err, errOfCourse):
		return s.showLogins(c, http.StatusUnprocessableEntity, "Your course leads here. Whoever runs it can take you "+
			"out of it.")
	case errors.Is(err, errLastWay):
		return s.showLogins(c, http.StatusUnprocessableEntity, "This is the only way in which you can sign in. Add "+
			"another one first: a passkey or a return code.")
	case errors.Is(err, store.ErrNotFound): // sent twice
		return c.Redirect(http.StatusSeeOther, loginsPath+"?done=removed")
	case err != nil:
		return err
	}
	s.Log.Info("login removed", "person", own.Person, "address", c.RealIP())
	return c.Redirect(http.StatusSeeOther, loginsPath+"?done=removed")
}

// inText names a login within a sentence.
func (l loginRow) inText() string {
	what := map[string]string{store.Passkey: "passkey", store.ReturnCode: "return code", store.OIDC: "account"}[l.Kind]
	if l.Name != "" {
		what += " " + l.Name
	}
	return what
}
