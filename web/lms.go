package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/lti"
	"tradeofflab/store"
)

type lmsView struct {
	classView
	Courses []lmsCourse
}

// lmsCourse is a course that is linked to the class, with what became of its scores.
type lmsCourse struct {
	store.Context
	Issuer  string
	Links   int
	Sent    int
	Waiting int
	Failed  []failedScore
}

type failedScore struct{ Learner, Assignment, Why string }

// lmsPage serves GET /classes/:id/lms: the courses of an LMS that use the class.
func (s *Server) lmsPage(c echo.Context) error {
	v, err := s.lmsView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, lmsPage(v))
}

func (s *Server) lmsView(c echo.Context) (lmsView, error) {
	ctx := c.Request().Context()
	v := lmsView{}
	m, err := s.member(c, classes.ToManage)
	if err != nil {
		return v, err
	}
	if v.classView, err = s.classPage(c, m, "LMS of "+m.Class.Title); err != nil {
		return v, err
	}
	courses, err := s.Store.Contexts(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	links, err := s.Store.ResourceLinks(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	scores, err := s.Store.Outgoings(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	roster, err := s.Store.Roster(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	tasks, err := s.Store.Assignments(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	names, titles := map[string]string{}, map[string]string{}
	for _, e := range roster {
		names[e.ID] = e.Name
	}
	for _, a := range tasks {
		titles[a.ID] = a.Title
	}
	for _, course := range courses {
		p, err := s.Store.Platform(ctx, course.Platform)
		if err != nil {
			return v, err
		}
		one := lmsCourse{Context: course, Issuer: p.Issuer}
		for _, l := range links {
			if l.Context != course.ID {
				continue
			}
			one.Links++
			for _, o := range scores {
				switch {
				case o.Link != l.ID:
				case o.Error != "" && o.NextMS == 0:
					one.Failed = append(one.Failed, failedScore{names[o.Enrolment], titles[l.Assignment], o.Error})
				case o.NextMS > 0:
					one.Waiting++
				default:
					one.Sent++
				}
			}
		}
		v.Courses = append(v.Courses, one)
	}
	return v, nil
}

// setLMS serves POST /classes/:id/lms: read the roster of a course, or send again what failed.
func (s *Server) setLMS(c echo.Context) error {
	ctx := c.Request().Context()
	v, err := s.lmsView(c)
	if err != nil {
		return err
	}
	switch c.FormValue("act") {
	case "send":
		err = s.Store.SendAgain(ctx, v.In.Class.ID)
	case "roster":
		for _, course := range v.Courses {
			if course.ID == c.FormValue("course") {
				v.Wrong, err = s.readRoster(ctx, v.In, course.Context)
			}
		}
	default:
		v.Wrong = "Choose what to do."
	}
	if err != nil {
		return err
	}
	if v.Wrong != "" {
		return s.render(c, http.StatusUnprocessableEntity, lmsPage(v))
	}
	return c.Redirect(http.StatusSeeOther, v.In.path("/lms?done=changed"))
}

// readRoster brings the class in line with the roster of a course: who is new is enrolled, and who is missing has left.
// Nobody is taken from the class unless the roster was read to its end; staff never are; and the work stays.
func (s *Server) readRoster(ctx context.Context, m member, course store.Context) (wrong string, err error) {
	if s.tool == nil || course.RosterURL == "" {
		return "The course gives the lab no roster.", nil
	}
	row, err := s.Store.Platform(ctx, course.Platform)
	if err != nil {
		return "", err
	}
	members, complete, err := s.tool.Roster(ctx, lti.Access{Platform: platformOf(row), Deployment: course.Deployment},
		course.RosterURL)
	var reply *lti.Reply
	if errors.As(err, &reply) {
		return "The roster could not be read: " + reply.Message, nil
	}
	if err != nil {
		return "", err
	}
	present := map[string]bool{}
	for _, one := range members {
		person, err := s.Store.NeedLogin(ctx, store.Login{Kind: store.LTI, Issuer: row.ID, Subject: one.Subject},
			store.Account{Name: foreignName(one.Name), Email: one.Email}, m.by())
		if errors.Is(err, store.ErrNotFound) {
			continue // switched off here
		}
		if err != nil {
			return "", err
		}
		if !one.Active || one.Role == lti.NoRole {
			continue
		}
		present[person.ID] = true
		if err := s.enrolLaunched(ctx, m.Class.ID, person, one.Role); err != nil {
			return "", err
		}
	}
	if !complete || len(members) == 0 {
		return "", nil
	}
	roster, err := s.Store.Roster(ctx, m.Class.ID)
	if err != nil {
		return "", err
	}
	for _, e := range roster {
		if e.Source != store.ByLMS || e.State != store.Active || classes.Role(e.Role) != classes.Learner ||
			present[e.Person] {
			continue
		}
		e.State = store.Left
		if err := s.Store.SetEnrolment(ctx, e, "leave", "not in the roster of the LMS", m.by()); err != nil {
			return "", err
		}
	}
	return "", nil
}
