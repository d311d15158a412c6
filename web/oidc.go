package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/signon"
	"tradeofflab/store"
)

// viaProvider is the purpose of the step of a sign-on at a provider.
const viaProvider = "provider"

// tripLasts is how long somebody may be away at a provider.
const tripLasts = 10 * time.Minute

// What somebody goes to a provider for.
const (
	toSignIn = ""
	toProve  = "again"
	toLink   = "link"
)

// trip is what is kept while somebody is at a provider.
type trip struct {
	Provider string `json:"provider"`
	For      string `json:"for"`
	Next     string `json:"next"`
	Kept     string `json:"kept"`
}

// leaveFor serves GET /auth/oidc/:name: it sends somebody to a provider. Another site cannot begin that: who is signed
// in at the provider, perhaps by a trick, would be signed in here without a word.
func (s *Server) leaveFor(c echo.Context) error {
	p, err := s.provider(c)
	if err != nil {
		return err
	}
	next := ahead(c.QueryParam("next"), "")
	if site := c.Request().Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return c.Redirect(http.StatusSeeOther, "/signin?"+url.Values{"next": {next}}.Encode())
	}
	t := trip{Provider: p.Name, Next: next}
	person := ""
	if c.QueryParam("for") == toProve {
		own, err := s.session(c)
		if err != nil {
			return err
		}
		if own.Name == "" {
			return needSignIn{ahead(next, loginsPath)}
		}
		t.For, person = toProve, own.Person
	}
	to, err := s.leave(c, p, t, person)
	if err != nil {
		return s.turnedBack(c, t, err)
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// leave keeps what the way back needs, and gives the address at the provider.
func (s *Server) leave(c echo.Context, p *signon.Provider, t trip, person string) (string, error) {
	d, err := p.Leave(c.Request().Context(), t.For == toProve)
	if err != nil {
		return "", err
	}
	t.Kept = d.Kept
	text, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	err = s.Store.KeepStep(c.Request().Context(), d.State, store.Step{Purpose: viaProvider, Person: person,
		Holder: s.invite(c), Browser: d.Secret, Address: network(c.RealIP()), Data: string(text)}, tripLasts)
	if err != nil {
		return "", err
	}
	c.SetCookie(tripCookie(d.Cookie, d.Secret, int(tripLasts.Seconds())))
	c.Response().Header().Set("Cache-Control", "no-store")
	return d.Redirect, nil
}

// tripCookie binds a sign-on to the browser that began it. Lax lets it come along when another site sends the browser
// back by a link or a redirect, and in no other way.
func tripCookie(name, value string, seconds int) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: true,
		SameSite: http.SameSiteLaxMode, MaxAge: seconds}
}

// comeBack serves GET /auth/oidc/:name/back, to which the provider sends people.
func (s *Server) comeBack(c echo.Context) error {
	p, err := s.provider(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	t, step, err := s.returned(c, p)
	var refusal *signon.Refusal
	if errors.As(err, &refusal) && refusal.Code == signon.UnknownState && s.unknown(c) {
		return s.showSignIn(c, http.StatusTooManyRequests, tooOften)
	}
	if err != nil {
		return s.turnedBack(c, t, err)
	}
	own, err := s.session(c)
	if err != nil {
		return err
	}
	if step.Person != "" && own.Person != step.Person {
		return s.turnedBack(c, trip{}, &signon.Refusal{Code: signon.OtherPerson, Message: "While you were at " +
			p.Title + ", somebody else signed in or out in this browser. Nothing was changed. Begin again."})
	}
	who, err := p.Arrive(c.Request().Context(), t.Kept, c.QueryParams())
	if err != nil {
		return s.turnedBack(c, t, err)
	}
	if t.For == toLink {
		return s.link(c, p, own, who)
	}
	a, err := s.byProvider(c, p, own, who)
	if err != nil {
		return s.turnedBack(c, t, err)
	}
	proved := int64(0)
	if !who.At.IsZero() {
		proved = who.At.UnixMilli()
	}
	if t.For == toProve {
		c.Set(nextKey, t.Next)
		return s.prove(c, a, p.Title, proved)
	}
	return s.openAt(c, a, p.Title, ahead(t.Next, "/classes"), proved)
}

// returned is the sign-on that the address belongs to, which is spent with that. What is wrong comes back as a
// *signon.Refusal.
func (s *Server) returned(c echo.Context, p *signon.Provider) (t trip, step store.Step, err error) {
	state := c.QueryParam("state")
	cookie := signon.CookieOf(state)
	secret := ""
	if k, err := c.Cookie(cookie); err == nil {
		secret = k.Value
		c.SetCookie(tripCookie(cookie, "", -1))
	}
	step, err = s.Store.SpendStep(c.Request().Context(), state, viaProvider, secret)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return t, step, &signon.Refusal{Code: signon.UnknownState, Message: "The lab did not send you to " + p.Title +
			", or more than ten minutes ago, or you are back already: each time counts once. Begin again."}
	case errors.Is(err, store.ErrOtherBrowser):
		return t, step, &signon.Refusal{Code: signon.OtherBrowser, Message: "This sign-in began in another browser, " +
			"or this one keeps no cookies. Begin again here."}
	case err != nil:
		return t, step, err
	}
	if err := json.Unmarshal([]byte(step.Data), &t); err != nil {
		return t, step, err
	}
	if t.Provider != p.Name { // two providers must not be taken for one another (RFC 9700, 4.4)
		return trip{}, step, &signon.Refusal{Code: signon.WrongIssuer, Message: "You were sent to another provider " +
			"than " +
			p.Title + ". Begin again."}
	}
	return t, step, nil
}

// byProvider is the person whom an identity signs in. Somebody who comes for the first time becomes a person where the
// provider may make people, and is nobody's elsewhere: an address of mail, which anybody can claim, links nobody.
func (s *Server) byProvider(c echo.Context, p *signon.Provider, own store.Session, who signon.Identity) (store.Account,
	error) {
	ctx := c.Request().Context()
	login, err := s.Store.FindLogin(ctx, store.OIDC, who.Issuer, who.Subject)
	if err == nil {
		a, err := s.Store.Account(ctx, login.Person)
		if err == nil {
			err = s.used(ctx, login)
		}
		if err == nil && a.OffMS > 0 {
			err = switchedOff
		}
		if !errors.Is(err, store.ErrNotFound) { // else it was removed, or its person was deleted, just now
			return a, err
		}
	}
	if !errors.Is(err, store.ErrNotFound) {
		return store.Account{}, err
	}
	unknown := &signon.Refusal{Code: signon.UnknownLogin}
	switch {
	case own.Name != "":
		unknown.Message = "You are signed in as " + own.Name + ", and your account at " + p.Title + " signs in " +
			"nobody here yet. Add it under How you sign in, or sign out first."
		return store.Account{}, unknown
	case !p.SignUp:
		unknown.Message = "Your account at " + p.Title + " signs in nobody here yet. Sign in another way, or by a " +
			"link from your teacher or from whoever runs the lab, and add it under How you sign in."
		return store.Account{}, unknown
	}
	a, err := s.Store.NeedLogin(ctx, store.Login{Kind: store.OIDC, Issuer: who.Issuer, Subject: who.Subject,
		Name: loginName(who)}, store.Account{Name: foreignName(who.Name), Email: who.Email}, store.By{As: themselves})
	if errors.Is(err, store.ErrNotFound) {
		err = switchedOff
	}
	if err == nil {
		s.Log.Info("signed up", "person", a.ID, "provider", p.Name, "address", c.RealIP())
	}
	return a, err
}

// loginName is what tells somebody's account at a provider from another one.
func loginName(who signon.Identity) string {
	for _, text := range []string{who.Email, who.Name} {
		if name, wrong := readName(text); wrong == "" {
			return name
		}
	}
	return ""
}

// turnedBack shows why a provider signed nobody in, on the page that somebody left from.
func (s *Server) turnedBack(c echo.Context, t trip, err error) error {
	var refusal *signon.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	s.failed(c, "provider", "provider", c.Param("name"), "code", refusal.Code, "detail", refusal.Detail)
	c.Set(nextKey, t.Next)
	switch t.For {
	case toProve:
		return s.showAgain(c, http.StatusForbidden, refusal.Message)
	case toLink:
		return s.showLogins(c, http.StatusForbidden, refusal.Message)
	}
	return s.showSignIn(c, http.StatusForbidden, refusal.Message)
}
