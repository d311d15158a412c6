package web

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

type signInView struct {
	kit.Shell
	Session store.Session
	Ways    waysView
	Wrong   string
}

// waysView is what somebody can sign in with on a page, beside a return code.
type waysView struct {
	Next       string
	Again      bool   // who is signed in signs in once more
	Passkeys   bool   // offer one
	NoPasskeys string // why the lab has none, where that is worth saying
	Site       string // address at which passkeys work
	Providers  []providerWay
}

// ways are what the lab offers in the window in which a page is read.
func (s *Server) ways(c echo.Context, next string) waysView {
	v := waysView{Next: next, Passkeys: s.passkeys != nil, NoPasskeys: s.noPasskeys(), Site: s.Site}
	if framed(c) {
		v.Passkeys = false
		v.NoPasskeys = "Passkeys and accounts elsewhere work in a window of the lab's own, at " + s.Site +
			", and not within the page of a course."
	}
	return v
}

// framed says whether a page is read within the page of an LMS, where browsers and providers let nobody sign in.
func framed(c echo.Context) bool { return c.Request().Header.Get("Sec-Fetch-Dest") == "iframe" }

// providerWay is a link to sign in with a provider.
type providerWay struct{ Title, Link string }

// nextKey is where a request keeps the address that its page goes on to, when that is not in its form.
const nextKey = "next"

// nextOf is the address that a page goes on to.
func nextOf(c echo.Context, fallback string) string {
	if known, ok := c.Get(nextKey).(string); ok {
		return ahead(known, fallback)
	}
	return ahead(c.FormValue("next"), fallback)
}

// signInPage serves GET /signin.
func (s *Server) signInPage(c echo.Context) error { return s.showSignIn(c, http.StatusOK, "") }

func (s *Server) showSignIn(c echo.Context, status int, wrong string) error {
	at, err := s.visit(c, "Sign in", "classes")
	if err != nil {
		return err
	}
	s.invite(c)
	v := signInView{Shell: at.Shell, Wrong: wrong, Ways: s.ways(c, nextOf(c, ""))}
	for _, p := range s.providers {
		if framed(c) {
			break
		}
		v.Ways.Providers = append(v.Ways.Providers, providerWay{p.Title, s.providerLink(p, toSignIn, v.Ways.Next)})
	}
	if v.Session, err = s.session(c); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, status, signInPage(v))
}

const wrongCode = "This code opens nothing. It has 26 letters and digits; hyphens and small letters do not matter. A " +
	"code that was replaced by a newer one no longer works."

// signIn serves POST /signin: a return code opens the work that it was made for.
func (s *Server) signIn(c echo.Context) error {
	if !s.knock(c) {
		return s.showSignIn(c, http.StatusTooManyRequests, tooOften)
	}
	a, err := s.byCode(c)
	if errors.Is(err, store.ErrNotFound) {
		return s.showSignIn(c, http.StatusUnprocessableEntity, wrongCode)
	}
	if err != nil {
		return err
	}
	return s.open(c, a, "return code", ahead(c.FormValue("next"), "/classes"))
}

// byCode is the person whom the return code of a form opens, or store.ErrNotFound.
func (s *Server) byCode(c echo.Context) (store.Account, error) {
	ctx, code := c.Request().Context(), classes.ReadCode(c.FormValue("code"))
	a, err := s.Store.ByLogin(ctx, store.ReturnCode, "", code)
	if err == nil {
		var l store.Login
		if l, err = s.Store.FindLogin(ctx, store.ReturnCode, "", code); err == nil {
			_, err = s.Store.UseLogin(ctx, l, l.Data)
		}
	}
	if errors.Is(err, store.ErrNotFound) {
		s.failed(c, "return code")
	}
	return a, err
}

// open signs somebody in: the browser gets a new secret, and what was done in it as a guest may be brought along.
func (s *Server) open(c echo.Context, a store.Account, how, next string) error {
	return s.openAt(c, a, how, next, s.now())
}

// openAt is open for somebody who proved who they are at another time than now, 0 for one that is not known.
func (s *Server) openAt(c echo.Context, a store.Account, how, next string, proved int64) error {
	ctx := c.Request().Context()
	before, err := s.session(c)
	if err != nil {
		return err
	}
	if err := s.renew(c, a.ID, how, proved); err != nil {
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
// opens nothing. Proved is when the person proved who they are.
func (s *Server) renew(c echo.Context, person, how string, proved int64) error {
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
		Device: device(c.Request().UserAgent()), Frame: before.Frame, ProvedMS: proved})
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
