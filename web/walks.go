package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/advisor"
	"tradeofflab/course"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/web/kit"
)

// walksView lists the guided walks.
type walksView struct {
	kit.Shell
	Walks []advisor.Walk
}

// walkView is one step of a walk.
type walkView struct {
	kit.Shell
	Walk   advisor.Walk
	Node   advisor.WalkNode
	Way    []advisor.Given
	Figure figure.Figure
	Lesson lessonLink
	Run    string // name of the simulation of the advice, "" without one
}

// lessonLink is a lesson to read on; URL is empty while it is coming.
type lessonLink struct{ Title, URL string }

// Known lets the walks see lessons and simulations, so that the advisor imports neither.
func Known(lessons *course.Course, all sims.Catalogue) advisor.Known {
	return advisor.Known{
		Lesson: func(slug string) bool {
			_, ok := lessons.Stage(slug)
			return ok
		},
		Run: func(path string) error {
			u, err := url.Parse(path)
			if err != nil {
				return err
			}
			sim, ok := all.Find(strings.TrimPrefix(u.Path, "/sims/"))
			if !ok || !strings.HasPrefix(u.Path, "/sims/") {
				return fmt.Errorf("unknown simulation %q", u.Path)
			}
			_, err = sim.Parse(u.Query())
			return err
		},
	}
}

// walkList serves GET /advisor/walks.
func (s *Server) walkList(c echo.Context) error {
	at, err := s.visit(c, "Guided walks", "advisor")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, walksPage(walksView{Shell: at.Shell, Walks: s.walks}))
}

// walk serves GET /advisor/walks/:slug?at=NODE. The node says which answers were given, so every step is a link.
func (s *Server) walk(c echo.Context) error {
	i := slices.IndexFunc(s.walks, func(w advisor.Walk) bool { return w.Slug == c.Param("slug") })
	if i < 0 {
		return errNotFound
	}
	at, err := s.visit(c, s.walks[i].Title, "advisor")
	if err != nil {
		return err
	}
	v := walkView{Shell: at.Shell, Walk: s.walks[i]}
	node := v.Walk.Nodes[0].ID
	if c.QueryParams().Has("at") {
		node = c.QueryParam("at")
	}
	var ok bool
	if v.Node, v.Way, ok = v.Walk.At(node); !ok {
		return errNotFound
	}
	v.Figure = v.Walk.Figure(node)
	v.Lesson, v.Run = s.readOn(v.Node.Lesson), s.runName(v.Node.Run)
	return s.render(c, http.StatusOK, walkPage(v))
}

// readOn names a lesson, with its address when it is written.
func (s *Server) readOn(slug string) lessonLink {
	st, ok := s.Course.Stage(slug)
	if !ok {
		return lessonLink{}
	}
	l := lessonLink{Title: st.Title}
	if st.Written() {
		l.URL = "/lessons/" + slug
	}
	return l
}

// runName is the title of the simulation at a path.
func (s *Server) runName(path string) string {
	slug, _, _ := strings.Cut(strings.TrimPrefix(path, "/sims/"), "?")
	sim, _ := s.Sims.Find(slug)
	return sim.Title
}

// stepURL is the address of a node; the root needs no query.
func (v walkView) stepURL(id string) string {
	if id == v.Walk.Nodes[0].ID {
		return "/advisor/walks/" + v.Walk.Slug
	}
	return "/advisor/walks/" + v.Walk.Slug + "?at=" + url.QueryEscape(id)
}

// back is the address of the question before this node.
func (v walkView) back() string { return v.stepURL(v.Way[len(v.Way)-1].Node.ID) }

// walkSize tells how long a walk is.
func walkSize(w advisor.Walk) string {
	return fmt.Sprintf("At most %s, %d pieces of advice", say.Count(w.Longest(), "question"), w.Leaves())
}
