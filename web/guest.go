package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/store"
)

// cookie names the guest's secret. The __Host- prefix binds it to this host and to https, so it is used only there.
func (s *Server) cookie() string {
	if s.Secure {
		return "__Host-lab"
	}
	return "lab"
}

// token returns the secret of the reader's cookie, or "".
func (s *Server) token(c echo.Context) string {
	if t, ok := c.Get(s.cookie()).(string); ok {
		return t
	}
	k, err := c.Cookie(s.cookie())
	if err != nil || len(k.Value) != 32 {
		return ""
	}
	return k.Value
}

// invite gives a first-time reader a cookie. Nothing is stored until there is something to keep.
func (s *Server) invite(c echo.Context) string {
	if t := s.token(c); t != "" {
		return t
	}
	t := store.NewToken()
	c.Set(s.cookie(), t) // a second look in the same request finds it
	c.SetCookie(&http.Cookie{Name: s.cookie(), Value: t, Path: "/", HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteLaxMode, MaxAge: int((400 * 24 * time.Hour).Seconds())})
	return t
}

// reader returns the id of the person who reads, or "" for one of whom nothing is kept.
func (s *Server) reader(c echo.Context) (string, error) {
	t := s.token(c)
	if t == "" {
		return "", nil
	}
	id, err := s.Store.Person(c.Request().Context(), t)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return id, err
}

// writer returns the id of the person who sends something to keep, and makes the person if need be.
func (s *Server) writer(c echo.Context) (string, error) {
	return s.Store.Guest(c.Request().Context(), s.invite(c))
}

// asker names who asks for a run, for the limit on large ones: the person, or the address of one of whom nothing is
// kept.
func asker(c echo.Context, person string) string {
	if person != "" {
		return person
	}
	return c.RealIP()
}

// back redirects after a change to the page it came from; only addresses of this site are followed.
func back(c echo.Context, fallback string) error {
	to := c.FormValue("back")
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsFunc(to,
		func(r rune) bool { return r < ' ' || r == '\\' }) {
		to = fallback
	}
	return c.Redirect(http.StatusSeeOther, to)
}
