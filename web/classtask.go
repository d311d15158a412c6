package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/exercises"
	"tradeofflab/store"
)

type taskView struct {
	classView
	Exercises  []exercises.Exercise // that can be set
	Assignment store.Assignment     // as stored, zero for a new one
	Form       url.Values
	Errors     map[string]string // by field
	Stale      bool              // somebody else changed it meanwhile; Assignment is what they left
	Changes    []change          // what the form would do to cells, to be confirmed
	Seen       string            // names the fields that Changes are of
	Rows       []setCellRow
	Groups     []store.Group
	Extensions []store.Extension // of groups
	Regrades   []store.Regrade   // of its exercise in the class
	Manages    bool              // may change the assignment
}

// change is something that is not what it was: the cell of a learner, a field of a row.
type change struct{ What, Before, After string }

// setCellRow is a learner of the assignment for staff.
type setCellRow struct {
	store.Enrolment
	Cell book.Cell
}

// newTask serves GET /classes/:id/assignments/new.
func (s *Server) newTask(c echo.Context) error {
	m, err := s.member(c, classes.ToManage)
	if err != nil {
		return err
	}
	v := taskView{Exercises: s.Exercises, Manages: true, Form: url.Values{"points": {"10"}, "counts": {classes.Best},
		"solution": {solutionSolved}, "show": {"now"}, "grace": {"5"}, "exercise": {c.QueryParam("exercise")}}}
	if v.classView, err = s.classPage(c, m, "Set an assignment"); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, newTaskPage(v))
}

// setTask serves POST /classes/:id/assignments.
func (s *Server) setTask(c echo.Context) error {
	m, err := s.member(c, classes.ToManage)
	if err != nil {
		return err
	}
	v := taskView{Exercises: s.Exercises, Manages: true}
	if v.classView, err = s.classPage(c, m, "Set an assignment"); err != nil {
		return err
	}
	if v.Form, err = c.FormParams(); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	a := store.Assignment{Class: m.Class.ID, Exercise: v.Form.Get("exercise")}
	e, ok := exercises.Find(s.Exercises, a.Exercise)
	v.Errors = m.readTask(v.Form, &a)
	if !ok {
		v.Errors["exercise"] = "Choose what they are to do."
	} else if v.Form.Get("title") == "" {
		delete(v.Errors, "title")
		a.Title = e.Title
	}
	if len(v.Errors) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, newTaskPage(v))
	}
	id, err := s.Store.AddAssignment(c.Request().Context(), a, m.by())
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, m.path("/assignments/"+id+"?done=set"))
}

// taskPage serves GET /classes/:id/assignments/:aid: the task for a learner, and for staff how it is set and how it
// stands. With as=learner staff see the task as one of their own.
func (s *Server) taskPage(c echo.Context) error {
	m, err := s.member(c, classes.ToAttend)
	if err != nil {
		return err
	}
	if !m.role.Staff() || c.QueryParam("as") == "learner" || c.QueryParam("attempt") != "" {
		return s.exercise(c)
	}
	v, err := s.taskView(c, m)
	if err != nil {
		return err
	}
	v.Form = v.In.taskForm(v.Assignment)
	return s.render(c, http.StatusOK, taskPage(v))
}

// taskView is an assignment for staff.
func (s *Server) taskView(c echo.Context, m member) (taskView, error) {
	ctx := c.Request().Context()
	v := taskView{Errors: map[string]string{}}
	var err error
	if v.Assignment, err = s.Store.Assignment(ctx, m.Class.ID, c.Param("aid")); err != nil {
		return v, err
	}
	if v.classView, err = s.classPage(c, m, v.Assignment.Title); err != nil {
		return v, err
	}
	v.Manages = m.can(classes.ToManage) == classes.Everyone
	if e, ok := exercises.Find(s.Exercises, v.Assignment.Exercise); ok {
		v.Exercises = []exercises.Exercise{e}
	}
	b, err := book.Load(ctx, s.Store, m.Class, "", m.now)
	if err != nil {
		return v, err
	}
	for _, e := range b.Learners {
		if e.State != store.Invited && m.may(m.can(classes.ToSee), e) {
			v.Rows = append(v.Rows, setCellRow{e, b.Of(v.Assignment.ID, e.ID)})
		}
	}
	groups, err := s.Store.Groups(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	for _, g := range groups {
		if v.marks(g.ID) {
			v.Groups = append(v.Groups, g)
		}
	}
	regrades, err := s.Store.Regrades(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	for _, r := range regrades {
		if r.Exercise == v.Assignment.Exercise {
			v.Regrades = append(v.Regrades, r)
		}
	}
	all, err := s.Store.Extensions(ctx, m.Class.ID)
	for _, x := range all {
		if x.Assignment == v.Assignment.ID && x.Group != "" && x.EndedMS == 0 && v.marks(x.Group) {
			v.Extensions = append(v.Extensions, x)
		}
	}
	return v, err
}

// marks says whether the reader may give more time to a group.
func (v taskView) marks(group string) bool {
	return v.In.may(v.In.can(classes.ToMark), store.Enrolment{Group: group})
}

// groupName is the name of a group of the class.
func (v taskView) groupName(id string) string {
	for _, g := range v.Groups {
		if g.ID == id {
			return g.Name
		}
	}
	return ""
}

// changeTask serves POST /classes/:id/assignments/:aid/settings. A change that makes cells others is shown first.
func (s *Server) changeTask(c echo.Context) error {
	ctx := c.Request().Context()
	m, err := s.member(c, classes.ToManage)
	if err != nil {
		return err
	}
	v, err := s.taskView(c, m)
	if err != nil {
		return err
	}
	if v.Form, err = c.FormParams(); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	a := v.Assignment
	a.Version, _ = strconv.ParseInt(v.Form.Get("version"), 10, 64)
	if v.Errors = m.readTask(v.Form, &a); len(v.Errors) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, taskPage(v))
	}
	// What is saved is what was looked at: other fields are looked at anew.
	if v.Seen = formHash(v.Form); v.Form.Get("sure") != v.Seen {
		before, err := book.Load(ctx, s.Store, m.Class, "", m.now)
		if err != nil {
			return err
		}
		after, err := before.With(a, m.now)
		if err != nil {
			return err
		}
		for _, e := range before.Learners {
			x, y := cellWords(before.Of(a.ID, e.ID)), cellWords(after.Of(a.ID, e.ID))
			if x != y {
				v.Changes = append(v.Changes, change{e.Name, x, y})
			}
		}
		if len(v.Changes) > 0 {
			return s.render(c, http.StatusOK, taskPage(v))
		}
	}
	err = s.Store.SetAssignment(ctx, a, "change", m.by())
	var stale *store.StaleError
	if errors.As(err, &stale) {
		v.Stale = true
		return s.render(c, http.StatusConflict, taskPage(v))
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, m.path("/assignments/"+a.ID+"?done=saved"))
}

// releaseTask serves POST /classes/:id/assignments/:aid/release: the results are shown from now on.
func (s *Server) releaseTask(c echo.Context) error {
	ctx := c.Request().Context()
	m, err := s.member(c, classes.ToManage)
	if err != nil {
		return err
	}
	a, err := s.Store.Assignment(ctx, m.Class.ID, c.Param("aid"))
	if err != nil {
		return err
	}
	if !released(a, m.now) {
		a.ReleasedMS = m.now
		if err := s.Store.SetAssignment(ctx, a, "release", m.by()); err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, m.path("/assignments/"+a.ID+"?done=released"))
}

// extendGroup serves POST /classes/:id/assignments/:aid/extend: more time for a group, or that taken back.
func (s *Server) extendGroup(c echo.Context) error {
	ctx := c.Request().Context()
	m, err := s.member(c, classes.ToMark)
	if err != nil {
		return err
	}
	v, err := s.taskView(c, m)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	v.Form = v.In.taskForm(v.Assignment)
	to := m.path("/assignments/" + v.Assignment.ID)
	if id := form.Get("end"); id != "" {
		for _, x := range v.Extensions {
			if x.ID == id && m.sees(store.Enrolment{Group: x.Group}) {
				if err := s.Store.EndExtension(ctx, m.Class.ID, v.Assignment.ID, id, m.by()); err != nil {
					return err
				}
				return c.Redirect(http.StatusSeeOther, to+"?done=ended")
			}
		}
		return errNotFound
	}
	group := form.Get("group")
	if v.groupName(group) == "" || !m.sees(store.Enrolment{Group: group}) {
		return errNotFound
	}
	rules, err := book.Rules(v.Assignment)
	if err != nil {
		return err
	}
	x, wrong := m.readExtension(form, classes.WindowOf(rules, nil))
	if wrong != "" {
		for _, k := range []string{"group", "days", "due", "closes", "tries", "reason"} {
			v.Form.Set("x."+k, form.Get(k))
		}
		v.Errors["extend"] = wrong
		return s.render(c, http.StatusUnprocessableEntity, taskPage(v))
	}
	x.Assignment, x.Group = v.Assignment.ID, group
	if err := s.Store.Extend(ctx, m.Class.ID, x, m.by()); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, to+"?done=extended")
}
