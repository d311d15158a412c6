package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/store"
)

// regradeLease is how long a process has a regrade to itself; another goes on with it when that one has died.
const regradeLease = 2 * time.Minute

// beginRegrade serves POST /classes/:id/assignments/:aid/regrade: the verdicts of a mended grader are made and looked
// at, and nothing changes yet.
func (s *Server) beginRegrade(c echo.Context) error {
	ctx := c.Request().Context()
	m, err := s.member(c, classes.ToManage)
	if err != nil {
		return err
	}
	a, err := s.Store.Assignment(ctx, m.Class.ID, c.Param("aid"))
	if err != nil {
		return err
	}
	e, ok := exercises.Find(s.Exercises, a.Exercise)
	if !ok {
		return errNotFound
	}
	known, err := s.Store.Regrades(ctx, m.Class.ID)
	if err != nil {
		return err
	}
	for _, r := range known { // one at a time: pressed again the button leads to the one that runs
		if r.Exercise == a.Exercise && r.State == store.RegradeRunning {
			return c.Redirect(http.StatusSeeOther, m.path("/regrades/"+r.ID))
		}
	}
	id, err := s.Store.AddRegrade(ctx, store.Regrade{Exercise: a.Exercise, Class: m.Class.ID, Version: e.Version,
		KeepHigher: c.FormValue("keep_higher") != ""}, m.by())
	if err != nil {
		return err
	}
	s.busy.Go(func() {
		if err := s.RegradePending(s.grading); err != nil && s.grading.Err() == nil {
			s.Log.Error("regrade", "regrade", id, "error", err)
		}
	})
	return c.Redirect(http.StatusSeeOther, m.path("/regrades/"+id))
}

// RegradePending makes the verdicts of all regrades that run and that no other process makes, one after the other.
func (s *Server) RegradePending(ctx context.Context) error {
	for {
		r, err := s.Store.ClaimRegrade(ctx, regradeLease)
		if errors.Is(err, store.ErrNotFound) || ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		left, err := s.Store.RegradeLeft(ctx, r, 100)
		if err != nil {
			return err
		}
		for _, sub := range left {
			if err := s.regradeOne(ctx, r, sub); err != nil {
				return err // the lease ends, and the next look goes on
			}
		}
		if len(left) == 0 {
			err = s.Store.FinishRegrade(ctx, r.ID)
		} else {
			err = s.Store.ReleaseRegrade(ctx, r.ID)
		}
		if err != nil {
			return err
		}
	}
}

// regradeOne makes the new verdict of one submission. One that cannot be made within the time of a grade is a fault,
// which changes nothing, so that a regrade ends.
func (s *Server) regradeOne(ctx context.Context, r store.Regrade, sub store.Submission) error {
	bounded, cancel := context.WithTimeout(ctx, gradeTime)
	defer cancel()
	g, err := s.judge(bounded, sub)
	if err != nil && (ctx.Err() != nil || errors.Is(err, sandbox.ErrBusy)) {
		return err
	}
	if err != nil {
		g.Fault = true
	}
	return s.Store.SaveRegrade(ctx, r.ID, g)
}

type regradeView struct {
	classView
	Regrade  store.Regrade
	Exercise exercises.Exercise
	Done, Of int
	Same     int // attempts with the same points
	Rows     []book.RegradeRow
	Reason   string // as typed
}

// cell is the address of the cell of an attempt.
func (v regradeView) cell(row book.RegradeRow) string {
	return v.In.path("/cells/" + row.Row.Assignment + "/" + row.Learner.ID)
}

// regrade serves GET /classes/:id/regrades/:rid.
func (s *Server) regrade(c echo.Context) error {
	v, err := s.regradeView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, regradePage(v))
}

func (s *Server) regradeView(c echo.Context) (regradeView, error) {
	ctx := c.Request().Context()
	v := regradeView{}
	m, err := s.member(c, classes.ToManage)
	if err != nil {
		return v, err
	}
	if v.Regrade, err = s.Store.Regrade(ctx, c.Param("rid")); err != nil || v.Regrade.Class != m.Class.ID {
		return v, errors.Join(errNotFound, err)
	}
	v.Exercise, _ = exercises.Find(s.Exercises, v.Regrade.Exercise)
	if v.classView, err = s.classPage(c, m, "Grade anew: "+v.Exercise.Title); err != nil {
		return v, err
	}
	if v.Done, v.Of, err = s.Store.RegradeProgress(ctx, v.Regrade); err != nil ||
		v.Regrade.State == store.RegradeRunning {
		return v, err
	}
	rows, err := s.Store.RegradeRows(ctx, v.Regrade.ID)
	if err != nil {
		return v, err
	}
	b, err := book.Load(ctx, s.Store, m.Class, "", m.now)
	if err != nil {
		return v, err
	}
	v.Rows, v.Same, err = b.Regraded(v.Regrade, rows, m.now)
	return v, err
}

// turnRegrade serves POST /classes/:id/regrades/:rid: the verdicts are put in place, or taken back.
func (s *Server) turnRegrade(c echo.Context) error {
	ctx := c.Request().Context()
	v, err := s.regradeView(c)
	if err != nil {
		return err
	}
	if v.In.can(classes.ToMark) != classes.Everyone {
		return v.In.refusal(classes.ToMark)
	}
	by := v.In.by()
	switch c.FormValue("act") {
	case "apply":
		var reason string
		if reason, v.Wrong = readReason(c.FormValue("reason")); v.Wrong == "" {
			_, err = s.Store.ApplyRegrade(ctx, v.Regrade, reason, by)
		}
	case "undo":
		_, err = s.Store.UndoRegrade(ctx, v.Regrade, by)
	default:
		v.Wrong = "Choose what to do."
	}
	if err != nil {
		return err
	}
	if v.Wrong != "" {
		v.Reason = c.FormValue("reason")
		return s.render(c, http.StatusUnprocessableEntity, regradePage(v))
	}
	return c.Redirect(http.StatusSeeOther, v.In.path("/regrades/"+v.Regrade.ID+"?done=changed"))
}
