package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/store"
)

type rosterView struct {
	classView
	All     []store.Enrolment
	Groups  []store.Group
	Manages bool // may change the roster
	Governs bool // may change staff
	Form    url.Values
	Link    string // a link that was just made, shown once
	LinkFor string
}

// roster serves GET /classes/:id/roster.
func (s *Server) roster(c echo.Context) error {
	v, err := s.rosterView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, rosterPage(v))
}

func (s *Server) rosterView(c echo.Context) (rosterView, error) {
	ctx := c.Request().Context()
	v := rosterView{Form: url.Values{}}
	m, err := s.member(c, classes.ToSee)
	if err != nil {
		return v, err
	}
	if m.reach == classes.Numbers {
		return v, errNotFound
	}
	v.Manages = m.can(classes.ToManage) == classes.Everyone
	v.Governs = m.can(classes.ToGovern) == classes.Everyone
	if v.classView, err = s.classPage(c, m, "Roster of "+m.Class.Title); err != nil {
		return v, err
	}
	all, err := s.Store.Roster(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	for _, e := range all {
		if m.sees(e) {
			v.All = append(v.All, e)
		}
	}
	v.Groups, err = s.Store.Groups(ctx, m.Class.ID)
	return v, err
}

// proposal is the one who was invited under the name of somebody who joined by the code, if there is one. Only a
// teacher can say that they are the same.
func (v rosterView) proposal(e store.Enrolment) (store.Enrolment, bool) {
	if e.State != store.Active || e.Source != store.ByCode {
		return store.Enrolment{}, false
	}
	for _, other := range v.All {
		if other.State == store.Invited && strings.EqualFold(other.Name, e.Name) {
			return other, true
		}
	}
	return store.Enrolment{}, false
}

// setRoster serves POST /classes/:id/roster.
func (s *Server) setRoster(c echo.Context) error {
	ctx := c.Request().Context()
	v, err := s.rosterView(c)
	if err != nil {
		return err
	}
	if !v.Manages {
		return v.In.refusal(classes.ToManage)
	}
	if v.Form, err = c.FormParams(); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	m, done := v.In, "changed"
	by := m.by()
	switch v.Form.Get("act") {
	case "invite":
		var list []store.Enrolment
		if list, v.Wrong = ReadList(v.Form.Get("list")); v.Wrong == "" {
			err = InviteAll(ctx, s.Store, m.Class.ID, list, by)
			var taken *store.TakenError
			if errors.As(err, &taken) {
				v.Wrong, err = fmt.Sprintf("Line %d: this number or address is on the list already. Nobody was added.",
					taken.At+1), nil
			}
			done = "invited"
		}
	case "recognise":
		err = s.Store.Recognise(ctx, m.Class.ID, v.Form.Get("invited"), v.Form.Get("who"), by)
	case "change":
		err = s.changeEnrolment(c, &v)
	case "uninvite":
		err = s.Store.Uninvite(ctx, m.Class.ID, v.Form.Get("who"), by)
	case "slip":
		return s.slip(c, v)
	case "staff-link":
		role := classes.Role(v.Form.Get("role"))
		if !v.Governs || role == classes.Learner || !slices.Contains(classes.Roles, role) {
			return errNotFound
		}
		token, err := s.Store.NewRecordedLink(ctx, store.Link{Purpose: store.LinkStaff, Class: m.Class.ID,
			Role: string(role)}, 7*24*time.Hour, store.Entry{Class: m.Class.ID, Act: "make",
			Object: "link for " + string(role)}, by)
		if err != nil {
			return err
		}
		v.Link, v.LinkFor = s.absolute(c, "/link/"+token), "a new "+string(role)+", once within seven days"
		return s.render(c, http.StatusOK, rosterPage(v))
	case "code":
		class := m.Class
		switch v.Form.Get("code") {
		case "open", "close":
			class.CodeOpen = v.Form.Get("code") == "open"
		default:
			class.Code = classes.NewCode(classes.JoinLength)
		}
		err = s.Store.SetClass(ctx, class, "change code", by)
	default:
		v.Wrong = "Choose what to do."
	}
	switch {
	case errors.Is(err, store.ErrLastOwner):
		v.Wrong = "A class keeps at least one owner. Make somebody else an owner first."
	case err != nil:
		return err
	}
	if v.Wrong != "" {
		return s.render(c, http.StatusUnprocessableEntity, rosterPage(v))
	}
	return c.Redirect(http.StatusSeeOther, m.path("/roster?done="+done))
}

// absolute is an address of this lab, to be sent to somebody or typed from a wall. It is the one that people reach the
// lab by where that is known: a proxy need not pass on the host that they asked for.
func (s *Server) absolute(c echo.Context, path string) string {
	if s.Site != "" {
		return s.Site + path
	}
	scheme := "http"
	if s.Secure {
		scheme = "https"
	}
	return scheme + "://" + c.Request().Host + path
}

// maxNumber is how many characters a number or the name of a group has.
const maxNumber = 40

// changeEnrolment reads role, state, group, name and number of one row.
func (s *Server) changeEnrolment(c echo.Context, v *rosterView) error {
	ctx, f := c.Request().Context(), v.Form
	e, err := s.Store.Enrolment(ctx, v.In.Class.ID, f.Get("who"))
	if err != nil {
		return err
	}
	if classes.Role(e.Role) != classes.Learner && !v.Governs {
		return errNotFound
	}
	if f.Has("name") && e.State != store.Left {
		var wrong string
		if e.Name, wrong = readName(f.Get("name")); wrong != "" {
			v.Wrong = wrong
			return nil
		}
	}
	if f.Has("number") {
		e.Number = strings.TrimSpace(f.Get("number"))
	}
	if utf8.RuneCountInString(e.Number) > maxNumber || utf8.RuneCountInString(f.Get("group")) > maxNumber {
		v.Wrong = "A number and a group have at most 40 characters."
		return nil
	}
	if f.Has("group") {
		e.Group = ""
		if name := strings.TrimSpace(f.Get("group")); name != "" {
			if e.Group, err = s.Store.NeedGroup(ctx, v.In.Class.ID, name); err != nil {
				return err
			}
		}
	}
	if role := classes.Role(f.Get("role")); role != "" && string(role) != e.Role {
		if !v.Governs || !slices.Contains(classes.Roles, role) {
			return errNotFound
		}
		e.Role = string(role)
	}
	switch f.Get("state") {
	case store.Left:
		e.State = store.Left
	case store.Active:
		if e.Person != "" {
			e.State = store.Active
		}
	}
	for _, other := range v.All {
		if other.ID != e.ID && e.Number != "" && other.Number == e.Number {
			v.Wrong = "The number " + e.Number + " is that of " + other.Name + "."
			return nil
		}
	}
	return s.Store.SetEnrolment(ctx, e, "change", "", v.In.by())
}

// slip makes a link that signs a learner in once within a day, to be printed or read out.
func (s *Server) slip(c echo.Context, v rosterView) error {
	ctx := c.Request().Context()
	e, err := s.Store.Enrolment(ctx, v.In.Class.ID, v.Form.Get("who"))
	if err != nil {
		return err
	}
	if e.State != store.Active || classes.Role(e.Role) != classes.Learner {
		return errNotFound
	}
	other, err := s.Store.Elsewhere(ctx, e.Person, v.In.Class.ID)
	if err != nil {
		return err
	}
	if other { // the link opens the whole account
		v.Wrong = e.Name + " is in another class, too, or has other rights. Only whoever runs the lab can make this " +
			"link, with “lab user link”."
		return s.render(c, http.StatusUnprocessableEntity, rosterPage(v))
	}
	token, err := s.Store.NewRecordedLink(ctx, store.Link{Purpose: store.LinkSignIn, Person: e.Person}, 24*time.Hour,
		store.Entry{Class: v.In.Class.ID, Act: "make", Object: "sign-in link", ObjectID: e.ID, Subject: e.ID},
		v.In.by())
	if err != nil {
		return err
	}
	v.Link, v.LinkFor = s.absolute(c, "/link/"+token), e.Name+", once within a day"
	return s.render(c, http.StatusOK, rosterPage(v))
}
