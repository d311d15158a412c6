package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"tradeofflab/web/kit"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// visit is what every page begins with: who reads, where that person is in the course, and what stands around the page.
type visit struct {
	kit.Shell
	person   string // "" for one of whom nothing is kept
	standing standing
	public   bool // the page is a pure function of its address; its builder says so
}

// visit begins a page that is made anew for each reader.
func (s *Server) visit(c echo.Context, title, area string) (*visit, error) {
	person, err := s.reader(c)
	if err != nil {
		return nil, err
	}
	return s.visitOf(c.Request().Context(), c, person, title, area)
}

// visitOf begins a page for a reader who is known. A part of a page has no head, so nobody asks how far the reader is.
func (s *Server) visitOf(ctx context.Context, c echo.Context, person, title, area string) (*visit, error) {
	at := &visit{Shell: s.shell(c, title, area), person: person}
	if fragment(c) != "" {
		return at, nil
	}
	var err error
	if at.standing, err = s.standing(ctx, person); err != nil {
		return nil, err
	}
	if person != "" {
		at.Place = done(at.standing.Done, at.standing.Of)
	}
	return at, nil
}

// builder makes a page for whoever visits it.
type builder func(ctx context.Context, at *visit) (templ.Component, error)

// page answers with a page that is the same for all of whom nothing is kept. They get it from the page cache; it is
// made anew for the others.
func (s *Server) page(c echo.Context, title, area string, build builder) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	draw := func(ctx context.Context) (body []byte, public bool, err error) {
		at, err := s.visitOf(ctx, c, person, title, area)
		if err != nil {
			return nil, false, err
		}
		component, err := build(ctx, at)
		if err != nil {
			return nil, false, err
		}
		var b bytes.Buffer
		err = component.Render(ctx, &b)
		return b.Bytes(), at.public, err
	}
	if person == "" {
		return s.cached(c, draw)
	}
	body, _, err := draw(c.Request().Context())
	if err != nil {
		return err
	}
	return sendOwn(c, http.StatusOK, body)
}

// shell names the style sheets, scripts and fonts of a page, and the page itself. Some parts of the site have a
// style sheet of their own.
func (s *Server) shell(c echo.Context, title, current string) kit.Shell {
	sh := kit.Shell{Title: title, Current: current, CSS: s.assets.URL("lab.css"), JS: s.assets.URL("lab.js"),
		Icon:    s.assets.URL("icons/mark.svg"),
		Fonts:   []string{s.assets.URL("fonts/source-sans-3.woff2"), s.assets.URL("fonts/jetbrains-mono.woff2")},
		Version: s.Version, Path: c.Request().URL.RequestURI()}
	switch current {
	case "advisor", "claims", "glossary", "reading":
		sh.Style = s.assets.URL("css/pages/" + current + ".css")
	}
	return sh
}

// done says how far a reader is.
func done(n, of int) string { return fmt.Sprintf("%d of %d lessons", n, of) }
