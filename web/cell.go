package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/exercises"
	"tradeofflab/store"
)

type cellView struct {
	classView
	Assignment store.Assignment
	Learner    store.Enrolment
	Cell       book.Cell
	Own        bool // it is the reader's own
	Held       bool // and its results are not released
	Marks      bool // may set points and extend
	Parts      []exercises.Part
	Answers    exercises.Answers // of the shown attempt
	Verdict    *exercises.Verdict
	Shown      *store.ClassAttempt
	Names      map[string]string // of staff, by person
	Flags      []store.Flag
	Form       url.Values
}

// cellPage serves GET /classes/:id/cells/:aid/:eid: why a cell is what it is.
func (s *Server) cellPage(c echo.Context) error {
	v, err := s.cellView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, cellPage(v))
}

// cellView looks a cell up for who may see it: staff, and the learner whose it is.
func (s *Server) cellView(c echo.Context) (cellView, error) {
	ctx := c.Request().Context()
	v := cellView{Form: url.Values{}, Names: map[string]string{}}
	m, err := s.member(c, classes.ToAttend)
	if err != nil {
		return v, err
	}
	if v.Assignment, err = s.Store.Assignment(ctx, m.Class.ID, c.Param("aid")); err != nil {
		return v, err
	}
	if v.Learner, err = s.Store.Enrolment(ctx, m.Class.ID, c.Param("eid")); err != nil {
		return v, err
	}
	v.Own = v.Learner.ID == m.As.ID
	v.Marks = v.Learner.Person != "" && m.may(m.can(classes.ToMark), v.Learner)
	if !v.Own && !m.may(m.can(classes.ToSee), v.Learner) ||
		classes.Role(v.Learner.Role) != classes.Learner {
		return v, errNotFound
	}
	if v.classView, err = s.classPage(c, m, v.Assignment.Title+", "+v.Learner.Name); err != nil {
		return v, err
	}
	b, err := book.Load(ctx, s.Store, m.Class, v.Learner.ID, m.now)
	if err != nil {
		return v, err
	}
	v.Cell = b.Of(v.Assignment.ID, v.Learner.ID)
	if v.Own && !released(v.Assignment, m.now) {
		v.Held, v.Cell.Mark, v.Cell.Overrides = true, classes.Mark{State: "not released", Max: v.Cell.Max}, nil
		for i := range v.Cell.Attempts {
			v.Cell.Attempts[i].Grade = nil
		}
	}
	e, ok := exercises.Find(s.Exercises, v.Assignment.Exercise)
	if !ok {
		return v, nil
	}
	task, err := e.InClass().Task(book.Draw(m.Class, v.Learner, v.Assignment.ID))
	if err != nil {
		return v, err
	}
	v.Parts = task.Parts
	if v.Flags, err = s.flagsOf(ctx, m, v.Learner.ID, v.Assignment.ID); err != nil {
		return v, err
	}
	roster, err := s.Store.Roster(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	for _, one := range roster {
		v.Names[one.Person] = one.Name
	}
	return v, v.show(c.QueryParam("attempt"))
}

// show picks the attempt whose answers the page shows: the one that is asked for, else the one that counts, else the
// latest.
func (v *cellView) show(id string) error {
	all := v.Cell.Attempts
	if len(all) == 0 {
		return nil
	}
	at := len(all) - 1
	for _, wanted := range []string{v.Cell.Attempt, id} {
		if i := slices.IndexFunc(all, func(t store.ClassAttempt) bool { return t.ID == wanted }); i >= 0 {
			at = i
		}
	}
	v.Shown = &all[at]
	if err := json.Unmarshal([]byte(v.Shown.Answers), &v.Answers); err != nil {
		v.Answers = nil // answers that cannot be read are shown as none
	}
	if g := v.Shown.Grade; g != nil {
		var verdict exercises.Verdict
		if json.Unmarshal([]byte(g.Verdict), &verdict) == nil && len(verdict.Parts) > 0 {
			v.Verdict = &verdict
		}
	}
	return nil
}

// maxDays is by how many days an extension may move a time.
const maxDays = 366

// maxReason is how many characters a reason may have.
const maxReason = 500

// readReason reads a reason, which the learner sees and which stands in the record.
func readReason(text string) (string, string) {
	reason := strings.Join(strings.Fields(text), " ")
	switch {
	case reason == "":
		return "", "Say why. The learner sees the reason."
	case utf8.RuneCountInString(reason) > maxReason:
		return "", fmt.Sprintf("A reason has at most %d characters.", maxReason)
	}
	return reason, ""
}

// setCell serves POST /classes/:id/cells/:aid/:eid: more time, points by hand, or one of these taken back.
func (s *Server) setCell(c echo.Context) error {
	ctx := c.Request().Context()
	v, err := s.cellView(c)
	if err != nil {
		return err
	}
	if !v.Marks {
		return v.In.refusal(classes.ToMark)
	}
	if v.Form, err = c.FormParams(); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	class, done := v.In.Class.ID, ""
	switch act := v.Form.Get("act"); act {
	case "extend":
		var x store.Extension
		if x, v.Wrong = v.In.readExtension(v.Form, v.Cell.Window); v.Wrong == "" {
			x.Assignment, x.Enrolment = v.Assignment.ID, v.Learner.ID
			err, done = s.Store.Extend(ctx, class, x, v.In.by()), "extended"
		}
	case "set":
		var o store.Override
		if o, v.Wrong = v.readOverride(); v.Wrong == "" {
			o.Assignment, o.Enrolment = v.Assignment.ID, v.Learner.ID
			err, done = s.Store.SetByHand(ctx, class, o, v.In.by()), "points"
		}
	case "end-extension":
		x := slices.IndexFunc(v.Cell.Extensions, func(x store.Extension) bool { return x.ID == v.Form.Get("what") })
		if x < 0 || v.Cell.Extensions[x].Enrolment == "" {
			return errNotFound
		}
		err, done = s.Store.EndExtension(ctx, class, v.Assignment.ID, v.Form.Get("what"), v.In.by()), "ended"
	case "end-override":
		if !slices.ContainsFunc(v.Cell.Overrides, func(o store.Override) bool { return o.ID == v.Form.Get("what") }) {
			return errNotFound
		}
		err, done = s.Store.EndOverride(ctx, class, v.Assignment.ID, v.Form.Get("what"), v.In.by()), "ended"
	default:
		v.Wrong = "Choose what to do."
	}
	if err != nil {
		return err
	}
	if v.Wrong != "" {
		return s.render(c, http.StatusUnprocessableEntity, cellPage(v))
	}
	return c.Redirect(http.StatusSeeOther, v.path()+"?done="+done)
}

func (v cellView) path() string { return v.In.path("/cells/" + v.Assignment.ID + "/" + v.Learner.ID) }

// shownPath is the address of the cell with the attempt that is shown.
func (v cellView) shownPath() string {
	if v.Shown == nil {
		return v.path()
	}
	return v.path() + "?attempt=" + v.Shown.ID
}

// readExtension reads more time and more tries for one learner or group, who have a window now, or says what is wrong.
func (m member) readExtension(form url.Values, now classes.Window) (x store.Extension, wrong string) {
	if x.Reason, wrong = readReason(form.Get("reason")); wrong != "" {
		return x, wrong
	}
	days, err := readWhole(form.Get("days"), 0, maxDays, "days")
	if err != nil {
		return x, sentenceOf(err)
	}
	if x.DueMS, err = m.readTime(form.Get("due")); err != nil {
		return x, sentenceOf(err)
	}
	if x.ClosesMS, err = m.readTime(form.Get("closes")); err != nil {
		return x, sentenceOf(err)
	}
	if x.Tries, err = readWhole(form.Get("tries"), 0, maxTries, "attempts"); err != nil {
		return x, sentenceOf(err)
	}
	if days > 0 && x.DueMS == 0 && now.DueMS > 0 {
		later, err := classes.Later(timeIn(now.DueMS, m.zone), days)
		if err != nil {
			return x, sentenceOf(err)
		}
		x.DueMS = later.UnixMilli()
	}
	// Closing moves as far on the clocks as the time when it is due, so that late work has as long as it had.
	if x.ClosesMS == 0 && now.ClosesMS > 0 && (x.DueMS > now.DueMS && now.DueMS > 0 || days > 0 && now.DueMS == 0) {
		closes := timeIn(now.ClosesMS, m.zone)
		moved, err := classes.Later(closes, days)
		if days == 0 || now.DueMS > 0 {
			moved, err = classes.Moved(closes, timeIn(now.DueMS, m.zone), timeIn(x.DueMS, m.zone))
		}
		if err != nil {
			return x, sentenceOf(err)
		}
		x.ClosesMS = moved.UnixMilli()
	}
	switch {
	case x.DueMS > 0 && now.DueMS == 0:
		return x, "It is due at no time, so there is nothing to extend. Give a later time for closing, or more " +
			"attempts."
	case x.ClosesMS > 0 && now.ClosesMS == 0:
		return x, "It never closes, so closing cannot be later."
	case x.Tries > 0 && now.Tries == 0:
		return x, "All attempts count already."
	case x.DueMS <= now.DueMS && x.ClosesMS <= now.ClosesMS && x.Tries <= now.Tries:
		return x, "An extension gives more than there is now: a later time, or more attempts."
	}
	return x, ""
}

// readOverride reads points that are set by hand, or says what is wrong.
func (v cellView) readOverride() (o store.Override, wrong string) {
	if o.Reason, wrong = readReason(v.Form.Get("reason")); wrong != "" {
		return o, wrong
	}
	if v.Form.Get("excused") != "" {
		o.Excused = true
		return o, ""
	}
	most := classes.Points(v.Assignment.Points)
	if o.Part = v.Form.Get("part"); o.Part != "" {
		i := slices.IndexFunc(v.Parts, func(p exercises.Part) bool { return p.ID == o.Part })
		if i < 0 {
			return o, "There is no such part."
		}
		most = classes.Points(v.Parts[i].Points) * 100
		if v.Form.Get("only") != "" && v.Shown != nil {
			o.Submission = v.Shown.ID
		}
	}
	points, err := classes.ReadPoints(v.Form.Get("points"), most)
	if err != nil {
		return o, sentenceOf(err)
	}
	o.Points = int64(points)
	return o, ""
}
