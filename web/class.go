package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// now is the server's clock in milliseconds of Unix time.
func (s *Server) now() int64 { return s.Now().UnixMilli() }

// needSignIn is returned for an address of a class when nobody is signed in.
type needSignIn struct{ back string }

func (needSignIn) Error() string { return "sign in first" }

// member is a request inside a class: who asks, as what, and when.
type member struct {
	store.Enrolled
	role  classes.Role
	reach classes.Reach // how far the act of this page goes
	zone  *time.Location
	now   int64
}

// member lets somebody into a page of a class that is for an act. Whoever may not is told that there is no such page,
// as is everybody about a class that does not exist.
func (s *Server) member(c echo.Context, act classes.Act) (member, error) {
	m := member{now: s.now()}
	own, err := s.session(c)
	if err != nil {
		return m, err
	}
	if own.Name == "" {
		return m, needSignIn{c.Request().URL.RequestURI()}
	}
	m.Enrolled, err = s.Store.Membership(c.Request().Context(), c.Param("id"), own.Person)
	m.role = classes.Role(m.As.Role)
	m.reach = m.can(act)
	if errors.Is(err, store.ErrNotFound) || err == nil && m.reach == classes.None {
		s.Log.Info("kept out of a class", "person", own.Person, "role", m.role, "act", act, "route", c.Path())
		return m, m.refusal(act)
	}
	if err != nil {
		return m, err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	m.zone, err = classes.Zone(m.Class.Zone)
	return m, err
}

// can says how far this member may go with an act, in a class that is taught or in an archive.
func (m member) can(act classes.Act) classes.Reach {
	if m.Class.ArchivedMS > 0 {
		return classes.MayStill(m.role, act)
	}
	return classes.May(m.role, act)
}

// refusal is the error for an act that this member may not: in an archive it says so.
func (m member) refusal(act classes.Act) error {
	if classes.May(m.role, act) > m.can(act) {
		return store.ErrArchived
	}
	return errNotFound
}

// by says who this is, for the record.
func (m member) by() store.By { return store.By{Person: m.As.Person, As: string(m.role)} }

// sees says whether the act of this page reaches a learner.
func (m member) sees(e store.Enrolment) bool { return m.may(m.reach, e) }

func (m member) may(reach classes.Reach, e store.Enrolment) bool {
	switch reach {
	case classes.Everyone:
		return true
	case classes.OwnGroup:
		return e.Group != "" && e.Group == m.As.Group
	}
	return false
}

// path is an address inside the class.
func (m member) path(rest string) string { return "/classes/" + m.Class.ID + rest }

// moment shows a time in the zone of the class.
func (m member) moment(ms int64) string { return classes.Moment(ms, m.zone) }

// classView is what every page of a class has.
type classView struct {
	kit.Shell
	In    member
	Wrong string
	Done  string
}

// classPage begins a page of a class.
func (s *Server) classPage(c echo.Context, m member, title string) (classView, error) {
	at, err := s.visit(c, title, "classes")
	return classView{Shell: at.Shell, In: m, Done: doneWords[c.QueryParam("done")]}, err
}

// doneWords say after a redirect what was done.
var doneWords = map[string]string{
	"saved": "It is saved.", "made": "The class is made.", "set": "The assignment is set.",
	"extended": "The extension holds from now on.", "ended": "It is taken back.", "points": "The points are set.",
	"released": "The results are shown.", "invited": "They are on the list.", "changed": "It is changed.",
	"joined": "You are in the class.", "answered": "The learner sees your answer.",
	"archived": "It is an archive now: nothing of it changes.", "opened": "It is taught again.",
}

// dueRow is an assignment as a learner sees it in the list.
type dueRow struct {
	store.Assignment
	Cell   book.Cell
	Window string // when it opens, is due and closes, in words
	Shown  bool   // the points may be seen
	Late   bool   // it is due, and nothing was handed in

	enrolment string
}

// setRow is an assignment as staff see it in the list.
type setRow struct {
	store.Assignment
	Handed, Of int // learners who handed something in, of those in the class
	Window     string
}

type classHomeView struct {
	classView
	Due      []dueRow       // for learners
	Set      []setRow       // for staff
	Active   int            // learners in the class
	Signs    []classes.Sign // of learners who may be stuck
	JoinURL  string         // where learners type the code
	Visits   []store.Visit  // of operators, for the owner
	HasLogin bool           // something beside this browser opens the work
	Live     bool           // a question of a live round stands before the reader
}

// classHome serves GET /classes/:id: what is due, or how the class stands.
func (s *Server) classHome(c echo.Context) error {
	ctx := c.Request().Context()
	m, err := s.member(c, classes.ToAttend)
	if errors.Is(err, errNotFound) && m.role == classes.Observer {
		return c.Redirect(http.StatusSeeOther, "/classes/"+c.Param("id")+"/gradebook")
	}
	if err != nil {
		return err
	}
	v := classHomeView{}
	if v.classView, err = s.classPage(c, m, m.Class.Title); err != nil {
		return err
	}
	if m.role != classes.Learner {
		v.JoinURL = s.absolute(c, "/join")
		if m.can(classes.ToGovern) == classes.Everyone {
			if v.Visits, err = s.Store.Visits(ctx, m.Class.ID, m.now-visitsShown.Milliseconds()); err != nil {
				return err
			}
		}
		if err := s.overview(ctx, &v); err != nil {
			return err
		}
		return s.render(c, http.StatusOK, classStaffPage(v))
	}
	b, err := book.Load(ctx, s.Store, m.Class, m.As.ID, m.now)
	if err != nil {
		return err
	}
	for _, a := range b.Assignments {
		cell := b.Of(a.ID, m.As.ID)
		v.Due = append(v.Due, dueRow{a, cell, m.windowWords(cell.Window), released(a, m.now),
			cell.Window.DueMS > 0 && m.now > cell.Window.DueMS && (cell.State == classes.Nothing ||
				cell.State == classes.Drafted), m.As.ID})
	}
	logins, err := s.Store.Logins(ctx, m.As.Person)
	if err != nil {
		return err
	}
	v.HasLogin = len(logins) > 0
	standings, err := s.Store.Standings(ctx, []string{m.Class.ID})
	if err != nil {
		return err
	}
	v.Live = newRoom(m).asked(standings)
	return s.render(c, http.StatusOK, classLearnerPage(v))
}

// released says whether learners may see the results of an assignment.
func released(a store.Assignment, now int64) bool { return a.ReleasedMS > 0 && a.ReleasedMS <= now }

// overview fills in how the class stands.
func (s *Server) overview(ctx context.Context, v *classHomeView) error {
	m := v.In
	b, err := book.Load(ctx, s.Store, m.Class, "", m.now)
	if err != nil {
		return err
	}
	seen := b.Learners[:0:0]
	for _, e := range b.Learners {
		if e.State == store.Active && m.may(m.can(classes.ToSee), e) {
			seen = append(seen, e)
		}
	}
	v.Active = len(seen)
	if v.Signs, err = b.Stuck(ctx, s.Store, m.now, func(e store.Enrolment) bool {
		return m.may(m.can(classes.ToSee), e)
	}); err != nil {
		return err
	}
	for _, a := range b.Assignments {
		row := setRow{Assignment: a, Of: len(seen)}
		rules, err := book.Rules(a)
		if err != nil {
			return err
		}
		row.Window = m.windowWords(classes.WindowOf(rules, nil))
		for _, e := range seen {
			if len(b.Of(a.ID, e.ID).Attempts) > 0 {
				row.Handed++
			}
		}
		v.Set = append(v.Set, row)
	}
	return nil
}

// windowWords say when an assignment opens, is due and closes, as the clocks of the class show it, and how long that is
// from now.
func (m member) windowWords(w classes.Window) string {
	switch {
	case w.OpensMS > m.now:
		return "Opens " + m.moment(w.OpensMS) + ", in " + classes.Span(w.OpensMS-m.now) + "."
	case w.ClosesMS > 0 && m.now > w.ClosesMS:
		return "Closed " + m.moment(w.ClosesMS) + "."
	}
	text := ""
	if w.DueMS == 0 && w.ClosesMS == 0 {
		text = "Open without a limit."
	}
	if w.DueMS > 0 {
		text = "Due " + m.moment(w.DueMS) + ", "
		if w.DueMS >= m.now {
			text += "in " + classes.Span(w.DueMS-m.now) + "."
		} else {
			text += classes.Span(m.now-w.DueMS) + " ago."
		}
	}
	if w.ClosesMS > 0 && w.ClosesMS != w.DueMS {
		text += " Closes " + m.moment(w.ClosesMS) + "."
	}
	return strings.TrimSpace(text)
}

// timeIn is a moment on the clocks of a zone.
func timeIn(ms int64, zone *time.Location) time.Time { return time.UnixMilli(ms).In(zone) }
