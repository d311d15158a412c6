package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// request is what a reader asks a page for. It is taken from the request before the page is drawn: several readers may
// wait for one drawing, which then outlives the request that began it, and echo hands the context of a request that is
// over to the next one.
type request struct {
	query    url.Values
	fragment string   // part of the page that the script asks for, "" for the whole page
	parts    []string // parts in sight, while a slider moves; nil for all
	asker    string   // whose runs these are, for a fair share of the machine
}

// visit is what every page begins with: who reads, what is asked, where that person is in the course, and what stands
// around the page.
type visit struct {
	kit.Shell
	request
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
	at := s.arrive(c, person, title, area)
	return &at, s.place(c.Request().Context(), &at)
}

// arrive begins a page with what its request says.
func (s *Server) arrive(c echo.Context, person, title, area string) visit {
	parts, _ := inSight(c)
	return visit{Shell: s.shell(c, title, area), person: person,
		request: request{query: c.QueryParams(), fragment: fragment(c), parts: parts, asker: asker(c, person)}}
}

// place looks up how far the reader is. A part of a page has no head that says it.
func (s *Server) place(ctx context.Context, at *visit) (err error) {
	if at.fragment != "" {
		return nil
	}
	if at.standing, err = s.standing(ctx, at.person); err != nil {
		return err
	}
	if at.person != "" {
		at.Place = done(at.standing.Done, at.standing.Of)
	}
	return nil
}

// builder makes a page for whoever visits it. It knows the request by its visit alone (see request).
type builder func(ctx context.Context, at *visit) (templ.Component, error)

// page answers with a page that is the same for all of whom nothing is kept. They get it from the page cache; it is
// made anew for the others.
func (s *Server) page(c echo.Context, title, area string, build builder) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	arrived := s.arrive(c, person, title, area)
	draw := func(ctx context.Context) (body []byte, public bool, err error) {
		at := arrived
		if err := s.place(ctx, &at); err != nil {
			return nil, false, err
		}
		component, err := build(ctx, &at)
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
	if known, ok := c.Get(sessionKey).(store.Session); ok {
		sh.Name = known.Name
	}
	switch current {
	case "advisor", "cases", "claims", "classes", "reading", "sims":
		sh.Style = s.sheet(current)
	}
	return sh
}

// sheet is the URL of the style sheet of one part of the site.
func (s *Server) sheet(part string) string { return s.assets.URL("css/pages/" + part + ".css") }

// done says how far a reader is.
func done(n, of int) string { return fmt.Sprintf("%d of %d lessons", n, of) }
