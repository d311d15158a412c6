package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/store"
)

// setTask is an assignment of a class as one member works on it.
type setTask struct {
	member
	assignment store.Assignment
	cell       book.Cell
}

// classSitting is where a member of a class works on an assignment: with the draw of their own.
func (s *Server) classSitting(c echo.Context) (sitting, error) {
	ctx := c.Request().Context()
	m, err := s.member(c, classes.ToAttend)
	if err != nil {
		return sitting{}, err
	}
	if m.Class.ArchivedMS > 0 && !reads(c) {
		return sitting{}, store.ErrArchived
	}
	a, err := s.Store.Assignment(ctx, m.Class.ID, c.Param("aid"))
	if err != nil {
		return sitting{}, err
	}
	e, ok := exercises.Find(s.Exercises, a.Exercise)
	if !ok {
		return sitting{}, errNotFound
	}
	b, err := book.Load(ctx, s.Store, m.Class, m.As.ID, m.now)
	if err != nil {
		return sitting{}, err
	}
	task := &setTask{m, a, b.Of(a.ID, m.As.ID)}
	at := sitting{exercise: e.InClass(), variant: book.Draw(m.Class, m.As, a.ID), receipt: m.now,
		base: m.path("/assignments/" + a.ID), class: task, area: "classes", home: s.assignmentHome(e)}
	if task.cell.Window.OpensMS > m.now && !m.role.Staff() {
		return at, notOpen{at}
	}
	return at, nil
}

// notOpen is returned for an assignment before it opens.
type notOpen struct{ at sitting }

func (n notOpen) Error() string { return n.at.class.windowWords(n.at.class.cell.Window) }

// released says whether the learner may see the results.
func (t *setTask) released(now int64) bool { return t.role.Staff() || released(t.assignment, now) }

// modelShown says whether the model answer may be read.
func (t *setTask) modelShown(solved bool, now int64) bool {
	if !t.released(now) {
		return false
	}
	switch t.assignment.Solution {
	case solutionSolved:
		return solved
	case solutionAfterClose:
		return t.cell.Window.ClosesMS > 0 && now > t.cell.Window.ClosesMS
	}
	return false
}

// When the model answer of an assignment may be read.
const (
	solutionSolved     = "solved"
	solutionAfterClose = "after_close"
	solutionNever      = "never"
)

// rules say to the learner what counts.
func (t *setTask) rules() []string {
	w, a := t.cell.Window, t.assignment
	out := []string{t.windowWords(w)}
	if w.Extended {
		out[0] += " You have an extension."
	}
	rules, err := book.Rules(a)
	if err == nil && w.DueMS > 0 {
		out = append(out, lateWords(rules))
	}
	if w.Tries > 0 {
		used := 0
		for _, attempt := range t.cell.Attempts {
			if (attempt.Grade == nil || !attempt.Grade.Fault) && (w.ClosesMS == 0 || attempt.ReceivedMS <= w.ClosesMS) {
				used++
			}
		}
		first := "The first " + say.Count(w.Tries, "attempt") + " count"
		if w.Tries == 1 {
			first = "The first attempt counts"
		}
		out = append(out, first+"; you have used "+strconv.Itoa(min(used, w.Tries))+". More are practice.")
	}
	switch {
	case w.Tries == 1:
	case a.Counts == classes.Latest:
		out = append(out, "The latest attempt counts.")
	default:
		out = append(out, "The best attempt counts.")
	}
	if w.ClosesMS > 0 && t.now > w.ClosesMS {
		out = append(out, "What you hand in now is graded as practice and does not count.")
	}
	return out
}

// lateWords say what late work is worth.
func lateWords(a classes.Assignment) string {
	grace := ""
	if a.GraceMin > 0 {
		grace = "A delay of up to " + classes.Span(int64(a.GraceMin)*60_000) + " costs nothing. "
	}
	if len(a.Late) == 0 {
		return grace + "Later work does not count."
	}
	var steps []string
	for _, step := range a.Late {
		steps = append(steps, strconv.Itoa(step.Percent)+" % of the points up to "+
			classes.Span(int64(step.Hours)*3_600_000)+" late")
	}
	return grace + "Late work counts less: " + strings.Join(steps, ", ") + ", nothing after that."
}

// results are the reasons of the cell, once they may be seen.
func (t *setTask) results() []classes.Line {
	if !t.released(t.now) {
		return nil
	}
	return t.cell.Lines
}

// notOpenYet answers for an assignment before it opens, and reports whether err was that. What was typed into a page
// that was open before the date was moved is kept as a draft.
func (s *Server) notOpenYet(err error, c echo.Context) bool {
	var early notOpen
	if !errors.As(err, &early) {
		return false
	}
	kept := false
	if c.Request().Method == http.MethodPost {
		answers, err := formAnswers(c, early.at.exercise, early.at.variant)
		if err == nil && answers != "{}" {
			_, err = s.saveDraft(c, early.at.class.As.Person, early.at, answers)
			kept = err == nil
		}
	}
	v, err := s.classPage(c, early.at.class.member, early.at.class.assignment.Title)
	if err == nil {
		err = s.render(c, http.StatusOK, notOpenPage(v, early.at.class, kept))
	}
	if err != nil {
		s.Log.Error("render the page of an assignment that is not open", "error", err)
	}
	return err == nil
}
