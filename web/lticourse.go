package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/lti"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

type ltiCourseView struct {
	kit.Shell
	Course  store.Context
	Key     string           // lets a teacher of the course link it; "" for others
	Classes []store.Enrolled // that the teacher may link
	Form    classForm
	Wrong   map[string]string
}

// courseKeyLasts is how long a teacher has to link a course after a launch.
const courseKeyLasts = time.Hour

// courseOf is a course for somebody whom its LMS signed in, with the key of a teacher.
func (s *Server) courseOf(c echo.Context) (course store.Context, own store.Session, key string, err error) {
	ctx := c.Request().Context()
	if own, err = s.session(c); err != nil {
		return course, own, "", err
	}
	if course, err = s.Store.Context(ctx, c.Param("cid")); err != nil {
		return course, own, "", err
	}
	p, err := s.Store.Platform(ctx, course.Platform)
	if err != nil {
		return course, own, "", err
	}
	if own.Kind != store.LTISession || own.Frame != originOf(p.Issuer) {
		return course, own, "", errNotFound
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	l, err := s.Store.Link(ctx, c.FormValue("key"))
	if errors.Is(err, store.ErrNotFound) {
		return course, own, "", nil
	}
	if err == nil && l.Purpose == store.LinkCourse && l.Person == own.Person && l.Role == course.ID {
		key = c.FormValue("key")
	}
	return course, own, key, err
}

// ltiCourse serves GET /lti/courses/:cid: a course that is not linked to a class yet.
func (s *Server) ltiCourse(c echo.Context) error {
	return s.showCourse(c, http.StatusOK, classForm{Zone: "UTC"}, nil)
}

func (s *Server) showCourse(c echo.Context, status int, form classForm, wrong map[string]string) error {
	course, own, key, err := s.courseOf(c)
	if err != nil {
		return err
	}
	if course.Class != "" {
		return c.Redirect(http.StatusSeeOther, "/classes/"+course.Class)
	}
	at, err := s.visit(c, course.Title, "classes")
	if err != nil {
		return err
	}
	v := ltiCourseView{Shell: at.Shell, Course: course, Key: key, Form: form, Wrong: wrong}
	if v.Classes, err = s.ownedClasses(c.Request().Context(), own.Person); err != nil {
		return err
	}
	return s.render(c, status, ltiCoursePage(v))
}

// ownedClasses are the classes whose owner somebody is.
func (s *Server) ownedClasses(ctx context.Context, person string) ([]store.Enrolled, error) {
	all, err := s.Store.Enrolled(ctx, person)
	return slices.DeleteFunc(all, func(v store.Enrolled) bool {
		return classes.May(classes.Role(v.As.Role), classes.ToGovern) != classes.Everyone
	}), err
}

// ltiLinkCourse serves POST /lti/courses/:cid: a teacher of the course links it to a class of theirs, or makes one.
func (s *Server) ltiLinkCourse(c echo.Context) error {
	ctx := c.Request().Context()
	course, own, key, err := s.courseOf(c)
	if err != nil {
		return err
	}
	if key == "" || course.Class != "" {
		return errNotFound
	}
	class := c.FormValue("class")
	if class == "" {
		form := classForm{c.FormValue("title"), c.FormValue("zone")}
		if wrong := form.check(); len(wrong) > 0 {
			return s.showCourse(c, http.StatusUnprocessableEntity, form, wrong)
		}
		title, _ := readName(form.Title)
		made := NewClass(title, form.Zone)
		made.CodeOpen = false // the LMS brings the learners
		class, err = s.Store.AddClass(ctx, made, store.Account{ID: own.Person, Name: own.Name},
			store.By{Person: own.Person, As: "LMS"})
		if err != nil {
			return err
		}
	} else {
		owned, err := s.ownedClasses(ctx, own.Person)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(owned, func(v store.Enrolled) bool { return v.Class.ID == class }) {
			return errNotFound
		}
	}
	if _, err := s.Store.UseLink(ctx, key); err != nil {
		return err
	}
	if err := s.Store.LinkContext(ctx, course.ID, class, store.By{Person: own.Person, As: "owner"}); err != nil {
		return err
	}
	if course.Choice != "" {
		return c.Redirect(http.StatusSeeOther, "/lti/choose/"+course.ID)
	}
	return c.Redirect(http.StatusSeeOther, "/classes/"+class)
}

type ltiChooseView struct {
	kit.Shell
	Course   store.Context
	Class    store.Class
	Tasks    []store.Assignment
	Multiple bool
	Wrong    string
}

// choosing is a course in which a teacher began to choose links.
func (s *Server) choosing(c echo.Context) (v ltiChooseView, d lti.DeepLinking, err error) {
	ctx := c.Request().Context()
	var own store.Session
	if v.Course, own, _, err = s.courseOf(c); err != nil {
		return v, d, err
	}
	m, err := s.Store.Membership(ctx, v.Course.Class, own.Person)
	if errors.Is(err, store.ErrNotFound) || err == nil && classes.May(classes.Role(m.As.Role), classes.ToManage) !=
		classes.Everyone || v.Course.Choice == "" {
		return v, d, errNotFound
	}
	if err != nil {
		return v, d, err
	}
	if err := json.Unmarshal([]byte(v.Course.Choice), &d); err != nil {
		return v, d, err
	}
	v.Class, v.Multiple = m.Class, d.Multiple
	if v.Tasks, err = s.Store.Assignments(ctx, m.Class.ID); err != nil {
		return v, d, err
	}
	at, err := s.visit(c, "Choose assignments", "classes")
	if err != nil {
		return v, d, err
	}
	v.Shell = at.Shell
	return v, d, nil
}

// ltiChoose serves GET /lti/choose/:cid: which assignments the course links to.
func (s *Server) ltiChoose(c echo.Context) error {
	v, _, err := s.choosing(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, ltiChoosePage(v))
}

// ltiChosen serves POST /lti/choose/:cid: the choice goes back to the LMS, signed.
func (s *Server) ltiChosen(c echo.Context) error {
	ctx := c.Request().Context()
	v, d, err := s.choosing(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	var items []lti.Item
	for _, a := range v.Tasks {
		if slices.Contains(form["task"], a.ID) {
			items = append(items, lti.Item{Title: a.Title,
				URL:    s.Site + "/classes/" + v.Class.ID + "/assignments/" + a.ID,
				Custom: map[string]string{"assignment": a.ID},
				Column: &lti.LineItem{Label: a.Title, Max: float64(a.Points) / 100, ResourceID: a.ID}})
		}
	}
	p, err := s.Store.Platform(ctx, v.Course.Platform)
	if err != nil {
		return err
	}
	answer, err := s.tool.DeepLink(ctx, platformOf(p), v.Course.Deployment, d, items)
	var refusal *lti.Refusal
	if errors.As(err, &refusal) {
		v.Wrong = refusal.Message
		return s.render(c, http.StatusUnprocessableEntity, ltiChoosePage(v))
	}
	if err != nil {
		return err
	}
	if err := s.Store.EndChoice(ctx, v.Course.ID); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", strings.Replace(c.Response().Header().Get(
		"Content-Security-Policy"), "form-action 'self'", "form-action 'self' "+originOf(d.ReturnURL), 1))
	return s.render(c, http.StatusOK, ltiAnswerPage(v.Shell, d.ReturnURL, answer))
}
