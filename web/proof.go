package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// proofLasts is how long somebody who proved who they are may change how they sign in (OWASP ASVS 5.0, 7.5.1): a
// browser that was left open changes nothing.
const proofLasts = 10 * time.Minute

// proved says whether who is signed in proved it just now.
func (s *Server) proved(own store.Session) bool {
	return own.Name != "" && own.ProvedMS > 0 && s.now()-own.ProvedMS < proofLasts.Milliseconds()
}

// needProof is returned for a change of how somebody signs in that they have to prove themselves for first.
type needProof struct{ back string }

func (needProof) Error() string { return "sign in again first" }

// changer is the session of somebody who may change how they sign in. Back is the page from which they go on once they
// have proved themselves.
func (s *Server) changer(c echo.Context, back string) (store.Session, error) {
	own, err := s.session(c)
	switch {
	case err != nil:
		return own, err
	case own.Name == "":
		return own, needSignIn{back}
	case !s.proved(own):
		return own, needProof{back}
	}
	return own, nil
}

// askForProof answers a change that needs proof, and reports whether err was that.
func (s *Server) askForProof(err error, c echo.Context) bool {
	var need needProof
	if !errors.As(err, &need) {
		return false
	}
	if strings.Contains(c.Request().Header.Get("Accept"), "application/json") {
		body, _ := json.Marshal(problem{Type: "about:blank", Title: http.StatusText(http.StatusUnauthorized),
			Status: http.StatusUnauthorized, Detail: "Sign in again first: you did so more than ten minutes ago."})
		c.Blob(http.StatusUnauthorized, "application/problem+json", body)
		return true
	}
	c.Redirect(http.StatusSeeOther, againLink(need.back))
	return true
}

// againLink is the address at which somebody proves who they are and then goes on.
func againLink(next string) string { return "/signin/again?" + url.Values{"next": {next}}.Encode() }

type againView struct {
	kit.Shell
	Name  string
	Ways  waysView
	Code  bool   // has a return code
	LMS   string // a course leads here, "" for none
	Wrong string
}

// againPage serves GET /signin/again.
func (s *Server) againPage(c echo.Context) error { return s.showAgain(c, http.StatusOK, "") }

func (s *Server) showAgain(c echo.Context, status int, wrong string) error {
	next := nextOf(c, loginsPath)
	own, err := s.session(c)
	if err != nil {
		return err
	}
	if own.Name == "" {
		return needSignIn{next}
	}
	at, err := s.visit(c, "Sign in again", "classes")
	if err != nil {
		return err
	}
	logins, err := s.Store.Logins(c.Request().Context(), own.Person)
	if err != nil {
		return err
	}
	v := againView{Shell: at.Shell, Name: own.Name, Wrong: wrong, Ways: waysView{Next: next, Again: true, Site: s.Site}}
	logins = slices.DeleteFunc(logins, func(l store.Login) bool {
		return !s.usable(l) || framed(c) && (l.Kind == store.Passkey || l.Kind == store.OIDC)
	})
	for _, l := range logins {
		switch l.Kind {
		case store.ReturnCode:
			v.Code = true
		case store.Passkey:
			v.Ways.Passkeys = true
		case store.OIDC:
			p := s.providerOf(l.Issuer)
			way := providerWay{p.Title, s.providerLink(p, toProve, next)}
			if !slices.Contains(v.Ways.Providers, way) {
				v.Ways.Providers = append(v.Ways.Providers, way)
			}
		case store.LTI:
			if v.LMS, err = s.lmsName(c.Request().Context(), l.Issuer); err != nil {
				return err
			}
		}
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, status, againPage(v))
}

// any says whether there is a way at all.
func (v againView) any() bool {
	return v.Code || v.LMS != "" || v.Ways.Passkeys || len(v.Ways.Providers) > 0
}

// signInAgain serves POST /signin/again: somebody who is signed in proves it by a return code.
func (s *Server) signInAgain(c echo.Context) error {
	a, refused, err := s.byCode(c)
	if refused != "" {
		return s.showAgain(c, refusedCode[refused], refused)
	}
	if err != nil {
		return err
	}
	return s.prove(c, a, "return code", s.now())
}

// prove gives who is signed in a new secret when they proved themselves as a person, and goes on.
func (s *Server) prove(c echo.Context, a store.Account, how string, proved int64) error {
	own, err := s.session(c)
	if err != nil {
		return err
	}
	if own.Person != a.ID {
		s.failed(c, how, "code", "other-person", "person", own.Person)
		return s.showAgain(c, http.StatusUnprocessableEntity, "This signs in somebody else than "+own.Name+". Use "+
			"what signs you in, or sign out first.")
	}
	if err := s.renew(c, a.ID, how, proved); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, nextOf(c, loginsPath))
}
