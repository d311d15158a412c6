package web

import (
	"fmt"

	"github.com/labstack/echo/v4"
)

// shell is what stands around every page.
type shell struct {
	Title   string
	Current string // part of the site: course, sims, claims
	Place   string // "5 of 11 lessons"
	CSS, JS string
	Style   string // style sheet of this part of the site alone, "" for none
	Fonts   []string
	Icon    string
	Version string
	Path    string // of this page, for forms that come back to it
	Find    string // text in the search field
}

func (s *Server) shell(c echo.Context, title, current string) shell {
	sh := shell{Title: title, Current: current, CSS: s.assets.URL("lab.css"), JS: s.assets.URL("lab.js"),
		Icon:    s.assets.URL("icons/mark.svg"),
		Fonts:   []string{s.assets.URL("fonts/source-sans-3.woff2"), s.assets.URL("fonts/jetbrains-mono.woff2")},
		Version: s.Version, Path: c.Request().URL.RequestURI()}
	if current == "advisor" || current == "reading" {
		sh.Style = s.assets.URL("css/pages/" + current + ".css")
	}
	return sh
}

func done(n, of int) string { return fmt.Sprintf("%d of %d lessons", n, of) }
