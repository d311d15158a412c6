package web

import (
	"context"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/course"
)

// lessonView is a lesson's page.
type lessonView struct {
	*pageView
	Lesson *course.Lesson
	Stage  *course.Stage
	Before *course.Stage
	After  *course.Stage
	Needs  []*course.Stage
	Read   map[string]bool
	Points int // of the assignment
	Of     int // lessons of the course
}

// lesson serves GET /lessons/:slug. The knobs of its simulations are named BLOCK.KNOB in the query.
func (s *Server) lesson(c echo.Context) error {
	l, ok := s.Course.Lesson(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	s.invite(c)
	return s.page(c, l.Title, "course", func(ctx context.Context, at *visit) (templ.Component, error) {
		v, err := s.lessonView(ctx, at, l)
		if err != nil {
			return nil, err
		}
		if part, err := s.blocks(ctx, at, v.pageView); part != nil || err != nil {
			return part, err
		}
		return lessonPage(v), nil
	})
}

func (s *Server) lessonView(ctx context.Context, at *visit, l *course.Lesson) (*lessonView, error) {
	page, err := s.pageView(ctx, at, &l.Page)
	if err != nil {
		return nil, err
	}
	v := &lessonView{pageView: page, Lesson: l, Of: len(s.Course.Stages()), Read: map[string]bool{}}
	v.Stage, _ = s.Course.Stage(l.Slug)
	v.Before, v.After = s.Course.Around(l.Slug)
	for _, slug := range l.Needs {
		if st, ok := s.Course.Stage(slug); ok {
			v.Needs = append(v.Needs, st)
		}
	}
	v.Points = s.points(l.Exercise)
	if at.person == "" {
		return v, nil
	}
	readings, err := s.Store.Readings(ctx, at.person)
	for _, r := range readings {
		if r.Lesson == l.Slug {
			v.Read[r.Section] = true
		}
	}
	return v, err
}

// readSection serves POST /lessons/:slug/read: the reader reached a section.
func (s *Server) readSection(c echo.Context) error {
	l, ok := s.Course.Lesson(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	wanted := c.FormValue("section")
	for _, sec := range l.Sections {
		if sec.ID == wanted || wanted == "all" {
			if err := s.Store.SaveReading(c.Request().Context(), person, l.Slug, sec.ID); err != nil {
				return err
			}
		}
	}
	if c.Request().Header.Get("Sec-Fetch-Mode") == "navigate" || wanted == "all" {
		return back(c, "/lessons/"+l.Slug)
	}
	return c.NoContent(http.StatusNoContent)
}

// lessons serves GET /lessons: the course is on the first page.
func (s *Server) lessons(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/#course") }
