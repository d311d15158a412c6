package web

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// ahead is the address that a page goes on to; only addresses of this site are followed.
func ahead(to, fallback string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsFunc(to,
		func(r rune) bool { return r < ' ' || r == '\\' }) {
		return fallback
	}
	return to
}

type signInView struct {
	kit.Shell
	Session store.Session
	Next    string
	Wrong   string
}

// signInPage serves GET /signin.
func (s *Server) signInPage(c echo.Context) error { return s.showSignIn(c, http.StatusOK, "") }

func (s *Server) showSignIn(c echo.Context, status int, wrong string) error {
	at, err := s.visit(c, "Sign in", "classes")
	if err != nil {
		return err
	}
	s.invite(c)
	v := signInView{Shell: at.Shell, Next: ahead(c.FormValue("next"), ""), Wrong: wrong}
	if v.Session, err = s.session(c); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, status, signInPage(v))
}

// signIn serves POST /signin: a return code opens the work that it was made for.
func (s *Server) signIn(c echo.Context) error {
	if !s.knock(c) {
		return s.showSignIn(c, http.StatusTooManyRequests, tooOften)
	}
	code := classes.ReadCode(c.FormValue("code"))
	a, err := s.Store.ByLogin(c.Request().Context(), store.ReturnCode, "", code)
	if errors.Is(err, store.ErrNotFound) {
		s.failed(c, "return code")
		return s.showSignIn(c, http.StatusUnprocessableEntity, "This code opens nothing. It has "+
			"26 letters and digits; hyphens and small letters do not matter. A code that was replaced by a newer one "+
			"no longer works.")
	}
	if err != nil {
		return err
	}
	return s.open(c, a, "return code", ahead(c.FormValue("next"), "/classes"))
}

// open signs somebody in: the browser gets a new secret, and what was done in it as a guest may be brought along.
func (s *Server) open(c echo.Context, a store.Account, how, next string) error {
	ctx := c.Request().Context()
	before, err := s.session(c)
	if err != nil {
		return err
	}
	if err := s.renew(c, a.ID, how); err != nil {
		return err
	}
	s.Log.Info("signed in", "person", a.ID, "how", how, "address", c.RealIP())
	if before.Kind == store.GuestSession && before.Person != a.ID {
		if n, err := s.Store.Kept(ctx, before.Person); err != nil {
			return err
		} else if n > 0 {
			token, err := s.Store.NewLink(ctx, store.Link{Purpose: store.LinkBring, Person: before.Person}, time.Hour)
			if err != nil {
				return err
			}
			next = "/me/bring?" + url.Values{"link": {token}, "next": {next}}.Encode()
		}
	}
	return c.Redirect(http.StatusSeeOther, next)
}

// renew gives the browser a session of a person with a new secret, so that one that somebody planted or saw before
// opens nothing.
func (s *Server) renew(c echo.Context, person, how string) error {
	ctx := c.Request().Context()
	before, err := s.session(c)
	if err != nil {
		return err
	}
	kind := store.SignedSession
	staff, err := s.Store.Staff(ctx, person)
	switch {
	case err != nil:
		return err
	case before.Kind == store.LTISession: // in the frame of an LMS no other cookie is kept
		kind = store.LTISession
	case staff:
		kind = store.StaffSession
	}
	token, err := s.Store.StartSession(ctx, s.token(c), store.Session{Person: person, Kind: kind, How: how,
		Device: device(c.Request().UserAgent()), Frame: before.Frame})
	if err != nil {
		return err
	}
	s.setToken(c, token, kind)
	c.Set(sessionKey, nil)
	return nil
}

// signOut serves POST /signout.
func (s *Server) signOut(c echo.Context) error {
	own, err := s.session(c)
	if err != nil {
		return err
	}
	if own.Kind == store.GuestSession { // its cookie is all that leads to its work
		return c.Redirect(http.StatusSeeOther, "/me/sessions")
	}
	if own.Person != "" {
		if err := s.Store.EndSession(c.Request().Context(), own.Person, own.ID); err != nil {
			return err
		}
	}
	s.dropToken(c)
	return c.Redirect(http.StatusSeeOther, "/signin")
}

// longestName is how many characters a name may have.
const longestName = 80

// readName reads a name as somebody typed it, or says what is wrong with it.
func readName(text string) (name, wrong string) {
	name = strings.Join(strings.Fields(text), " ")
	switch {
	case name == "":
		return "", "Type your name, as your teacher knows it."
	case utf8.RuneCountInString(name) > longestName:
		return "", "A name has at most 80 characters."
	case strings.ContainsFunc(name, unprintable):
		return "", "This holds signs that nobody can see, or < or >. Type it anew."
	}
	return name, ""
}

// unprintable tells signs that hide in a name: control signs, directions, marks without width, and those of markup.
func unprintable(r rune) bool {
	return r == '<' || r == '>' || r == '\u034f' || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl,
		unicode.Zp)
}

// newReturnCode serves POST /me/return-code: the code is shown once.
func (s *Server) newReturnCode(c echo.Context) error {
	own, err := s.session(c)
	if err != nil {
		return err
	}
	if own.Name == "" {
		return c.Redirect(http.StatusSeeOther, "/me/sessions")
	}
	code, err := s.returnCode(c.Request().Context(), own.Person)
	if err != nil {
		return err
	}
	at, err := s.visit(c, "Your return code", "classes")
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, returnCodePage(at.Shell, code))
}

// returnCode makes a code that opens a person's work, and gives it in the form in which it is shown.
func (s *Server) returnCode(ctx context.Context, person string) (string, error) {
	code := classes.NewCode(classes.ReturnLength)
	return classes.ShowCode(code), s.Store.SetReturnCode(ctx, person, code)
}

// askToSignIn answers a request that needs somebody who is signed in, and reports whether err was that. A page is
// opened after signing in; of a form that was sent nothing is lost: it stands on the page, to be sent again.
func (s *Server) askToSignIn(err error, c echo.Context) bool {
	var need needSignIn
	if !errors.As(err, &need) {
		return false
	}
	if c.Request().Method == http.MethodGet || c.Request().Method == http.MethodHead {
		c.Redirect(http.StatusSeeOther, "/signin?"+url.Values{"next": {need.back}}.Encode())
		return true
	}
	form, _ := c.FormParams() // a form that cannot be read has nothing to keep
	if strings.Contains(c.Request().Header.Get("Accept"), "application/json") || fragment(c) != "" {
		body, _ := json.Marshal(problem{Type: "about:blank", Title: http.StatusText(http.StatusUnauthorized),
			Status: http.StatusUnauthorized, Detail: "Your session is over. Sign in in another tab, then go on here."})
		c.Blob(http.StatusUnauthorized, "application/problem+json", body)
		return true
	}
	v := sendAgainView{Shell: s.shell(c, "Sign in first", "classes"), To: need.back}
	for _, k := range sortedKeys(form) {
		for _, value := range form[k] {
			v.Fields = append(v.Fields, [2]string{k, value})
		}
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if err := s.render(c, http.StatusUnauthorized, sendAgainPage(v)); err != nil {
		s.Log.Error("render the page to sign in", "error", err)
	}
	return true
}

type sendAgainView struct {
	kit.Shell
	To     string
	Fields [][2]string
}

// sortedKeys are the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
