package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/exercises"
	"tradeofflab/store"
)

type analysisView struct {
	classView
	Assignment store.Assignment
	Parts      []exercises.Part
	Items      []classes.Item
	Seen       int // learners
}

// analysis serves GET /classes/:id/analysis/:aid: how hard each part is, whether it tells learners apart, and what goes
// wrong in it.
func (s *Server) analysis(c echo.Context) error {
	ctx := c.Request().Context()
	m, err := s.member(c, classes.ToSee)
	if err != nil {
		return err
	}
	v := analysisView{}
	if v.Assignment, err = s.Store.Assignment(ctx, m.Class.ID, c.Param("aid")); err != nil {
		return err
	}
	e, ok := exercises.Find(s.Exercises, v.Assignment.Exercise)
	if !ok {
		return errNotFound
	}
	task, err := e.Task(0)
	if err != nil {
		return err
	}
	v.Parts = task.Parts
	if v.classView, err = s.classPage(c, m, "Analysis of "+v.Assignment.Title); err != nil {
		return err
	}
	b, err := book.Load(ctx, s.Store, m.Class, "", m.now)
	if err != nil {
		return err
	}
	sees := func(e store.Enrolment) bool { return m.reach == classes.Numbers || m.sees(e) }
	for _, e := range b.Learners {
		if e.State == store.Active && sees(e) {
			v.Seen++
		}
	}
	v.Items = b.Analyse(v.Assignment, v.Parts, sees)
	return s.render(c, http.StatusOK, analysisPage(v))
}

// figureWords write a number of an analysis, or what keeps it from being known.
func figureWords(f classes.Figure, form string, scale float64) string {
	if f.State != classes.Known {
		return string(f.State)
	}
	return strings.Replace(fmt.Sprintf(form, f.Value*scale), "-", "−", 1)
}

// groupWords say what learners of a group got wrong, after their number.
func (v analysisView) groupWords(part string, g classes.Group) string {
	if g.Answer != "" {
		if i := slices.IndexFunc(v.Parts, func(p exercises.Part) bool { return p.ID == part }); i >= 0 {
			if ask, ok := v.Parts[i].Ask.(*exercises.Choice); ok {
				return "answered “" + label(ask.Options, g.Answer) + "”"
			}
		}
		return "answered “" + g.Answer + "”"
	}
	if len(g.Checks) == 0 {
		return "lost points"
	}
	return "failed “" + strings.Join(g.Checks, "”, “") + "”"
}
