package web

import (
	"context"
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
	a, refused, err := s.byCode(c)
	if refused != "" {
		return s.showSignIn(c, refusedCode[refused], refused)
	}
	if err != nil {
		return err
	}
	return s.open(c, a, "return code", ahead(c.FormValue("next"), "/classes"))
}

// refusedCode is the status of a page that refuses a return code with a sentence.
var refusedCode = map[string]int{wrongCode: http.StatusUnprocessableEntity, tooOften: http.StatusTooManyRequests}

// byCode is the person whom the return code of a form opens; refused says why there is none. A browser that tried too
// many learns nothing more; of an address, which many share, the wrong ones alone are too many.
func (s *Server) byCode(c echo.Context) (a store.Account, refused string, err error) {
	browser, address := s.knock(c)
	if !browser {
		return a, tooOften, nil
	}
	ctx, code := c.Request().Context(), classes.ReadCode(c.FormValue("code"))
	if a, err = s.Store.ByLogin(ctx, store.ReturnCode, "", code); err == nil {
		var l store.Login
		if l, err = s.Store.FindLogin(ctx, store.ReturnCode, "", code); err == nil {
			err = s.used(ctx, l)
		}
	}
	if !errors.Is(err, store.ErrNotFound) {
		return a, "", err
	}
	s.failed(c, "return code")
	if !address {
		return store.Account{}, tooOften, nil
	}
	return store.Account{}, wrongCode, nil
}

// used writes down that somebody signs in with a login. The error is store.ErrNotFound for one that was removed since
// it was looked up.
func (s *Server) used(ctx context.Context, l store.Login) error {
	fresh, err := s.Store.UseLogin(ctx, l, l.Data)
	if err == nil && !fresh {
		err = store.ErrNotFound
	}
	return err
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
	own := store.Session{Person: person, Kind: store.SignedSession, How: how,
		Device: device(c.Request().UserAgent()), ProvedMS: proved}
	staff, err := s.Store.Staff(ctx, person)
	switch {
	case err != nil:
		return err
	// In the frame of an LMS no other cookie is kept. A window of the lab's own is one whoever came by the LMS may have
	// left open: nobody else gets a session there that other sites can show in a frame.
	case before.Kind == store.LTISession && (framed(c) || before.Person == person):
		own.Kind, own.Frame = store.LTISession, before.Frame
	case staff:
		own.Kind = store.StaffSession
	}
	token, err := s.Store.StartSession(ctx, s.token(c), own)
	if err != nil {
		return err
	}
	if own.Kind != store.LTISession {
		if err := s.leaveFrame(c); err != nil {
			return err
		}
	}
	s.setToken(c, token, own.Kind)
	c.Set(sessionKey, nil)
	s.Log.Info("signed in", "person", person, "how", how, "again", before.Person == person, "address", c.RealIP())
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
	for name, token := range s.tokens(c) {
		other, err := s.Store.Peek(c.Request().Context(), token)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if other.Kind == store.GuestSession { // the cookie beside that of a frame
			continue
		}
		if err := s.Store.EndSession(c.Request().Context(), other.Person, other.ID); err != nil {
			return err
		}
		s.dropCookie(c, name)
	}
	return c.Redirect(http.StatusSeeOther, "/signin")
}
