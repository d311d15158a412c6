package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
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
	m.reach = classes.May(m.role, act)
	if errors.Is(err, store.ErrNotFound) || err == nil && m.reach == classes.None {
		s.Log.Info("kept out of a class", "person", own.Person, "role", m.role, "act", act, "route", c.Path())
		return m, errNotFound
	}
	if err != nil {
		return m, err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	m.zone, err = classes.Zone(m.Class.Zone)
	return m, err
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
}

type classListView struct {
	kit.Shell
	Name    string // "" for one who is not signed in
	Teaches bool   // may make classes
	All     []store.Enrolled
	Form    classForm
	Wrong   map[string]string
}

// classForm is a class as it is typed.
type classForm struct{ Title, Zone string }

// classList serves GET /classes.
func (s *Server) classList(c echo.Context) error {
	return s.showClasses(c, http.StatusOK, classForm{Zone: "UTC"}, nil)
}

func (s *Server) showClasses(c echo.Context, status int, form classForm, wrong map[string]string) error {
	at, err := s.visit(c, "Classes", "classes")
	if err != nil {
		return err
	}
	own, err := s.session(c)
	if err != nil {
		return err
	}
	v := classListView{Shell: at.Shell, Name: own.Name, Teaches: own.Can != "", Form: form, Wrong: wrong}
	if own.Person != "" {
		if v.All, err = s.Store.Enrolled(c.Request().Context(), own.Person); err != nil {
			return err
		}
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, status, classesPage(v))
}

// check says what is wrong with the fields.
func (f classForm) check() map[string]string {
	wrong := map[string]string{}
	if _, why := readName(f.Title); why != "" {
		wrong["title"] = "Give the class a title of at most 80 characters."
	}
	if _, err := classes.Zone(f.Zone); err != nil {
		wrong["zone"] = sentenceOf(err)
	}
	return wrong
}

// makeClass serves POST /classes.
func (s *Server) makeClass(c echo.Context) error {
	own, err := s.session(c)
	if err != nil {
		return err
	}
	if own.Can == "" {
		return errNotFound
	}
	form := classForm{c.FormValue("title"), c.FormValue("zone")}
	if wrong := form.check(); len(wrong) > 0 {
		return s.showClasses(c, http.StatusUnprocessableEntity, form, wrong)
	}
	title, _ := readName(form.Title)
	id, err := s.Store.AddClass(c.Request().Context(), NewClass(title, form.Zone),
		store.Account{ID: own.Person, Name: own.Name}, store.By{Person: own.Person, As: own.Can})
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/classes/"+id+"?done=made")
}

// NewClass is a class whose door stands open, with a code of its own.
func NewClass(title, zone string) store.Class {
	return store.Class{Title: title, Zone: zone, Code: classes.NewCode(classes.JoinLength), CodeOpen: true}
}

type joinView struct {
	kit.Shell
	Code, Name string // as typed
	Known      string // name of who is signed in
	Wrong      map[string]string
	Once       string // the same for each sending of one form
}

// joinPage serves GET /join?code=CODE.
func (s *Server) joinPage(c echo.Context) error { return s.showJoin(c, http.StatusOK, nil) }

func (s *Server) showJoin(c echo.Context, status int, wrong map[string]string) error {
	at, err := s.visit(c, "Join a class", "classes")
	if err != nil {
		return err
	}
	s.invite(c)
	own, err := s.session(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, status, joinPage(joinView{at.Shell, c.FormValue("code"), c.FormValue("name"), own.Name, wrong,
		cmp.Or(c.FormValue("once"), store.NewToken())}))
}

type joinedView struct {
	kit.Shell
	Class store.Class
	Name  string
	Code  string // return code, "" where there is one already
}

// join serves POST /join: a guest becomes somebody with a name and keeps what was done.
func (s *Server) join(c echo.Context) error {
	ctx := c.Request().Context()
	if !s.knock(c) {
		return s.showJoin(c, http.StatusTooManyRequests, map[string]string{"code": tooOften})
	}
	again, err := s.sentBefore(c)
	if err != nil {
		return err
	}
	own, err := s.session(c)
	if err != nil {
		return err
	}
	wrong := map[string]string{}
	class, err := s.Store.ClassByCode(ctx, classes.ReadCode(c.FormValue("code")))
	if errors.Is(err, store.ErrNotFound) {
		s.failed(c, "class code")
		wrong["code"] = "This code opens no class. It has eight letters and digits. Teachers can close a class or " +
			"change its code: ask yours for the present one."
	} else if err != nil {
		return err
	}
	name := own.Name
	if name == "" {
		var why string
		if name, why = readName(c.FormValue("name")); why != "" {
			wrong["name"] = why
		}
	}
	if len(wrong) > 0 {
		return s.showJoin(c, http.StatusUnprocessableEntity, wrong)
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	_, err = s.Store.Enrol(ctx, store.Enrolment{Class: class.ID, Person: person, Role: string(classes.Learner),
		Name: name, State: store.Active, Source: store.ByCode}, store.By{Person: person, As: "learner"})
	if errors.Is(err, store.ErrLeft) {
		return s.showJoin(c, http.StatusUnprocessableEntity, map[string]string{"code": "You were taken out of this " +
			"class. Its teacher can take you in again on the roster."})
	}
	if err != nil {
		return err
	}
	if own.Name != "" && !again {
		return c.Redirect(http.StatusSeeOther, "/classes/"+class.ID+"?done=joined")
	}
	if !again {
		if err := s.Store.RememberForm(ctx, person, c.FormValue("once")); err != nil {
			return err
		}
		if err := s.renew(c, person, "class code"); err != nil {
			return err
		}
	}
	code, err := s.returnCode(ctx, person)
	if err != nil {
		return err
	}
	at, err := s.visit(c, "You are in", "classes")
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, joinedPage(joinedView{at.Shell, class, name, code}))
}

// sentBefore says whether this very form to join has made somebody already, as when its button is pressed twice, and
// then signs the browser in as them: the first answer, with the new secret, may have been lost.
func (s *Server) sentBefore(c echo.Context) (bool, error) {
	once := c.FormValue("once")
	if once == "" {
		return false, nil
	}
	a, err := s.Store.ByLogin(c.Request().Context(), store.JoinForm, "", once)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, s.renew(c, a.ID, "class code")
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
	Due     []dueRow       // for learners
	Set     []setRow       // for staff
	Active  int            // learners in the class
	Signs   []classes.Sign // of learners who may be stuck
	JoinURL string         // where learners type the code
	HasCode bool
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
	v.HasCode, err = s.Store.HasReturnCode(ctx, m.As.Person)
	if err != nil {
		return err
	}
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
		if e.State == store.Active && m.may(classes.May(m.role, classes.ToSee), e) {
			seen = append(seen, e)
		}
	}
	v.Active = len(seen)
	if v.Signs, err = b.Stuck(ctx, s.Store, m.now, func(e store.Enrolment) bool {
		return m.may(classes.May(m.role, classes.ToSee), e)
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

// pageOf cuts a list into pages of 100 and reads which is asked for, from 1.
func pageOf[T any](c echo.Context, all []T) (shown []T, page, pages int) {
	const size = 100
	pages = max(1, (len(all)+size-1)/size)
	page, _ = strconv.Atoi(c.QueryParam("page"))
	page = min(max(page, 1), pages)
	return slices.Clone(all[(page-1)*size : min(page*size, len(all))]), page, pages
}
