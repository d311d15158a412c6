package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/signon"
	"tradeofflab/store"
)

// questionLasts is how long a device has to answer.
const questionLasts = 5 * time.Minute

// Purposes of a step of a sign-on.
const (
	usesPasskey = "use a passkey"
	addsPasskey = "add a passkey"
)

// noPasskeys says why the lab has none, "" where it has.
func (s *Server) noPasskeys() string {
	switch {
	case s.passkeys != nil:
		return ""
	case s.Site == "":
		return "This lab has no passkeys, since it does not know at which address it is reached. Whoever runs it " +
			"names the address with --url."
	}
	return "Browsers keep passkeys for a name at https, or for localhost, and this lab is at " + s.Site + "."
}

// ask keeps a question and sends it to the script of the page, which gives it to the device.
func (s *Server) ask(c echo.Context, q signon.Question, purpose, person string) error {
	browser := s.invite(c)
	err := s.Store.KeepStep(c.Request().Context(), q.Challenge, store.Step{Purpose: purpose, Person: person,
		Holder: browser, Browser: browser, Address: network(c.RealIP()), Data: q.Kept}, questionLasts)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSONBlob(http.StatusOK, []byte(q.Options))
}

// answered is the question that the answer of a form belongs to. What is wrong comes back as a *signon.Refusal.
func (s *Server) answered(c echo.Context, purpose string) (signon.Answer, store.Step, error) {
	a, err := signon.ReadAnswer(c.FormValue("answer"))
	if err != nil {
		return a, store.Step{}, err
	}
	step, err := s.Store.SpendStep(c.Request().Context(), a.Challenge, purpose, s.token(c))
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrOtherBrowser) {
		err = &signon.Refusal{Code: signon.OtherAnswer, Detail: err.Error(), Message: "The lab did not ask this " +
			"browser for that, or more than five minutes ago, or it had its answer already. Press the button again."}
	}
	return a, step, err
}

// askPasskey serves POST /signin/passkey/ask.
func (s *Server) askPasskey(c echo.Context) error {
	if s.passkeys == nil {
		return errNotFound
	}
	q, err := s.passkeys.AskAny()
	if err != nil {
		return err
	}
	return s.ask(c, q, usesPasskey, "")
}

// usePasskey serves POST /signin/passkey: a passkey signs somebody in, or proves who they are.
func (s *Server) usePasskey(c echo.Context) error {
	if s.passkeys == nil {
		return errNotFound
	}
	show := s.showSignIn
	if c.FormValue("again") != "" {
		show = s.showAgain
	}
	a, err := s.byPasskey(c)
	var refusal *signon.Refusal
	switch {
	case errors.As(err, &refusal):
		s.failed(c, "passkey", "code", refusal.Code, "detail", refusal.Detail, "person", a.ID)
		if refusal.Code == signon.OtherAnswer && s.unknown(c) {
			return show(c, http.StatusTooManyRequests, tooOften)
		}
		return show(c, http.StatusUnprocessableEntity, refusal.Message)
	case err != nil:
		return err
	case c.FormValue("again") != "":
		return s.prove(c, a, "passkey", s.now())
	}
	return s.open(c, a, "passkey", ahead(c.FormValue("next"), "/classes"))
}

// byPasskey is the person whom the passkey of a form signs in. What is wrong with it comes back as a *signon.Refusal;
// the person beside it is the one that it is about, if any.
func (s *Server) byPasskey(c echo.Context) (store.Account, error) {
	ctx := c.Request().Context()
	answer, step, err := s.answered(c, usesPasskey)
	if err != nil {
		return store.Account{}, err
	}
	for range 5 {
		login, err := s.Store.FindLogin(ctx, store.Passkey, s.passkeys.Site, answer.Passkey)
		if errors.Is(err, store.ErrNotFound) {
			return store.Account{}, &signon.Refusal{Code: signon.UnknownLogin, Message: "The lab does not know this " +
				"passkey: it was removed, or its person was deleted. Sign in another way. You can take it off your " +
				"device."}
		}
		if err != nil {
			return store.Account{}, err
		}
		a, err := s.Store.Account(ctx, login.Person)
		if err != nil {
			return a, err
		}
		used, err := s.passkeys.CheckAny(signon.Owner{ID: a.ID, Name: a.Name}, signon.Passkey{ID: login.Subject,
			Data: login.Data}, step.Data, answer)
		if used.Data == "" {
			return a, err
		}
		// Somebody else may have used it at the same time: then the count that was read is old, and is looked at again.
		if fresh, failure := s.Store.UseLogin(ctx, login, used.Data); failure != nil {
			return a, failure
		} else if !fresh {
			continue
		}
		if err == nil && a.OffMS > 0 {
			err = switchedOff
		}
		return a, err
	}
	return store.Account{}, echo.NewHTTPError(http.StatusTooManyRequests) // it is used in many places at once
}

// switchedOff is told to somebody who proved who they are.
var switchedOff = &signon.Refusal{Code: "switched-off", Message: "Your account is switched off. Ask whoever runs the " +
	"lab."}

// askNewPasskey serves POST /me/passkeys/ask.
func (s *Server) askNewPasskey(c echo.Context) error {
	if s.passkeys == nil {
		return errNotFound
	}
	own, err := s.changer(c, loginsPath)
	if err != nil {
		return err
	}
	known, err := s.knownPasskeys(c.Request().Context(), own.Person)
	if err != nil {
		return err
	}
	q, err := s.passkeys.AskNew(signon.Owner{ID: own.Person, Name: own.Name}, known)
	if err != nil {
		return err
	}
	return s.ask(c, q, addsPasskey, own.Person)
}

// knownPasskeys are those of a person that work at this address.
func (s *Server) knownPasskeys(ctx context.Context, person string) (known []signon.Passkey, err error) {
	all, err := s.Store.Logins(ctx, person)
	for _, l := range all {
		if l.Kind == store.Passkey && l.Issuer == s.passkeys.Site {
			known = append(known, signon.Passkey{ID: l.Subject, Data: l.Data})
		}
	}
	return known, err
}

// addPasskey serves POST /me/passkeys.
func (s *Server) addPasskey(c echo.Context) error {
	if s.passkeys == nil {
		return errNotFound
	}
	own, err := s.changer(c, loginsPath+"?"+url.Values{"name": {c.FormValue("name")}}.Encode())
	if err != nil {
		return err
	}
	name, wrong := readName(c.FormValue("name"))
	if wrong != "" {
		return s.showLogins(c, http.StatusUnprocessableEntity, "Give the passkey a name of at most 80 characters that "+
			"tells it from others, such as the device that keeps it.")
	}
	made, err := s.newPasskey(c, own)
	if err == nil {
		err = s.Store.AddLogin(c.Request().Context(), store.Login{Person: own.Person, Kind: store.Passkey,
			Issuer: s.passkeys.Site, Subject: made.ID, Name: name, Data: made.Data}, by(own))
	}
	var refusal *signon.Refusal
	switch {
	case errors.As(err, &refusal):
		s.Log.Warn("passkey refused", "person", own.Person, "code", refusal.Code, "detail", refusal.Detail)
		return s.showLogins(c, http.StatusUnprocessableEntity, refusal.Message)
	case errors.Is(err, store.ErrTaken):
		s.Log.Warn("passkey refused", "person", own.Person, "code", "taken")
		return s.showLogins(c, http.StatusUnprocessableEntity, "This passkey belongs to somebody else here. Make a "+
			"new one, on another device if need be.")
	case errors.Is(err, store.ErrTooMany):
		return s.showLogins(c, http.StatusUnprocessableEntity, "You have twenty passkeys. Remove one that you no "+
			"longer use first.")
	case err != nil:
		return err
	}
	s.Log.Info("login added", "person", own.Person, "kind", store.Passkey, "address", c.RealIP())
	return c.Redirect(http.StatusSeeOther, loginsPath+"?done=passkey")
}

// newPasskey checks the passkey of a form.
func (s *Server) newPasskey(c echo.Context, own store.Session) (signon.Passkey, error) {
	answer, step, err := s.answered(c, addsPasskey)
	if err != nil {
		return signon.Passkey{}, err
	}
	return s.passkeys.CheckNew(signon.Owner{ID: own.Person, Name: own.Name}, step.Data, answer)
}
