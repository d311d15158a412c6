package web

import (
	"errors"
	"iter"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/store"
)

// cookie names the secret of a browser's session. The __Host- prefix binds it to this host and to https, so it is used
// only there.
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
	for _, t := range s.tokens(c) {
		return t
	}
	return ""
}

// tokens gives the cookies that hold secrets of sessions, by name. That of a frame comes first: a launch opens a window
// of the lab's own, too, where the other cookie may be there from before.
func (s *Server) tokens(c echo.Context) iter.Seq2[string, string] {
	return func(yield func(name, token string) bool) {
		for _, name := range []string{frameCookie, s.cookie()} {
			if k, err := c.Cookie(name); err == nil && len(k.Value) == 32 && !yield(name, k.Value) {
				return
			}
		}
	}
}

// frameCookie holds the session of a browser in which an LMS shows the lab within a frame of its own page. It is kept
// apart for each LMS by the browser (Partitioned), and is the only one that a frame gets.
const frameCookie = "__Host-lab-frame"

// invite gives a first-time reader a cookie. Nothing is stored until there is something to keep.
func (s *Server) invite(c echo.Context) string {
	if t := s.token(c); t != "" {
		return t
	}
	t := store.NewToken()
	s.setToken(c, t, store.GuestSession)
	return t
}

// setToken puts the secret of a session into the cookie. A second look in the same request finds it.
func (s *Server) setToken(c echo.Context, token, kind string) {
	c.Set(s.cookie(), token)
	if kind == store.LTISession {
		c.SetCookie(&http.Cookie{Name: frameCookie, Value: token, Path: "/", HttpOnly: true, Secure: true,
			SameSite: http.SameSiteNoneMode, Partitioned: true, MaxAge: int(store.Lasts(kind).Seconds())})
		return
	}
	c.SetCookie(&http.Cookie{Name: s.cookie(), Value: token, Path: "/", HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteLaxMode, MaxAge: int(store.Lasts(kind).Seconds())})
}

// dropToken takes the cookie of the session of this request from the browser.
func (s *Server) dropToken(c echo.Context) {
	for name, token := range s.tokens(c) {
		if token == s.token(c) {
			s.dropCookie(c, name)
		}
	}
}

// dropCookie takes one cookie of a session from the browser.
func (s *Server) dropCookie(c echo.Context, name string) {
	gone := &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteLaxMode}
	if name == frameCookie {
		gone.Secure, gone.SameSite, gone.Partitioned = true, http.SameSiteNoneMode, true
	}
	c.SetCookie(gone)
}

// leaveFrame ends the sessions of all cookies that the browser sent, and takes that of a frame from it.
func (s *Server) leaveFrame(c echo.Context) error {
	for name, token := range s.tokens(c) {
		v, err := s.Store.Peek(c.Request().Context(), token)
		if err == nil {
			err = s.Store.EndSession(c.Request().Context(), v.Person, v.ID)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if name == frameCookie {
			s.dropCookie(c, name)
		}
	}
	return nil
}

// sessionKey is where a request keeps the session that was looked up for it.
const sessionKey = "session"

// session is the reader's, the zero Session for one of whom nothing is kept.
func (s *Server) session(c echo.Context) (store.Session, error) {
	if known, ok := c.Get(sessionKey).(store.Session); ok {
		return known, nil
	}
	known := []string{s.token(c)}
	if _, set := c.Get(s.cookie()).(string); !set {
		known = nil
		for _, t := range s.tokens(c) {
			known = append(known, t)
		}
	}
	for _, t := range known { // the session of a launch ends earlier than the one beside it
		found, err := s.Store.Session(c.Request().Context(), t)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err == nil {
			c.Set(s.cookie(), t)
			c.Set(sessionKey, found)
			frameable(c, found.Frame)
		}
		return found, err
	}
	return store.Session{}, nil
}

// reader returns the id of the person who reads, or "" for one of whom nothing is kept.
func (s *Server) reader(c echo.Context) (string, error) {
	found, err := s.session(c)
	return found.Person, err
}

// writer returns the id of the person who sends something to keep, and makes the person if need be.
func (s *Server) writer(c echo.Context) (string, error) {
	found, err := s.Store.Guest(c.Request().Context(), s.invite(c), device(c.Request().UserAgent()))
	if err == nil {
		c.Set(sessionKey, found)
	}
	return found.Person, err
}

// device says in words which browser a request came from, "" where it does not say.
func device(agent string) string {
	find := func(among ...[2]string) string {
		for _, a := range among {
			if strings.Contains(agent, a[0]) {
				return a[1]
			}
		}
		return ""
	}
	browser := find([2]string{"Edg/", "Edge"}, [2]string{"OPR/", "Opera"}, [2]string{"Firefox/", "Firefox"},
		[2]string{"FxiOS/", "Firefox"}, [2]string{"CriOS/", "Chrome"}, [2]string{"Chrome/", "Chrome"},
		[2]string{"Safari/", "Safari"})
	system := find([2]string{"Windows", "Windows"}, [2]string{"Android", "Android"}, [2]string{"iPhone", "iPhone"},
		[2]string{"iPad", "iPad"}, [2]string{"Mac OS X", "macOS"}, [2]string{"CrOS", "ChromeOS"},
		[2]string{"Linux", "Linux"})
	switch {
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + " on " + system
}

// asker names who asks for a run, for the limit on large ones: the person, or the address of one of whom nothing is
// kept.
func asker(c echo.Context, person string) string {
	if person != "" {
		return person
	}
	return network(c.RealIP())
}

// back redirects after a change to the page it came from; only addresses of this site are followed.
func back(c echo.Context, fallback string) error {
	return c.Redirect(http.StatusSeeOther, ahead(c.FormValue("back"), fallback))
}
