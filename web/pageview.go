package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/course"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// pageView is a page of the course with what its blocks show.
type pageView struct {
	kit.Shell
	Page    *course.Page
	Query   url.Values
	Guesses map[string]store.Prediction
	Checks  map[string]store.QuickCheck

	// What the blocks show, made before anything is rendered.
	Runs  map[string]blockRun        // by block id
	Loops map[string]blockLoop       // by block id
	Drawn map[string]string          // markup of figures and tables, by place in the file
	Notes map[string][]*course.Claim // by place in the file
	noted map[string]bool            // claims that stand beside a block already
}

// blockLoop is a causal loop in one of its modes, at rest or nudged.
type blockLoop struct {
	Views  []course.LoopView
	Mode   int
	Nudged bool
}

// blocks makes what the blocks of a page show. Where one block alone is asked for, it gives that.
func (s *Server) blocks(ctx context.Context, at *visit, v *pageView) (part templ.Component, err error) {
	show := blockMaker{s, v, at.asker}
	if id, ok := strings.CutPrefix(at.fragment, "out-"); ok {
		b, found := v.Page.Block(id)
		if !found {
			return nil, errNotFound
		}
		if err := show.block(ctx, b); err != nil {
			return nil, err
		}
		return blockOutput(v, b), nil
	}
	for _, section := range v.Page.Sections {
		for _, b := range section.Blocks {
			if err := show.block(ctx, b); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

// pageView is a page for its reader: with the guesses and answers that are kept.
func (s *Server) pageView(ctx context.Context, at *visit, p *course.Page) (*pageView, error) {
	v := &pageView{Shell: at.Shell, Page: p, Query: at.query, Guesses: map[string]store.Prediction{},
		Checks: map[string]store.QuickCheck{}, Runs: map[string]blockRun{}, Loops: map[string]blockLoop{},
		Drawn: map[string]string{}, Notes: map[string][]*course.Claim{}, noted: map[string]bool{}}
	if at.person == "" {
		return v, nil
	}
	guesses, err := s.Store.Predictions(ctx, at.person)
	if err != nil {
		return nil, err
	}
	for _, g := range guesses {
		v.Guesses[g.Place] = g
	}
	checks, err := s.Store.Checks(ctx, at.person)
	if err != nil {
		return nil, err
	}
	for _, k := range checks {
		v.Checks[k.Place] = k
	}
	return v, nil
}

// points are those of the assignment that a page ends with, 0 without one.
func (s *Server) points(call *course.Call) int {
	if call == nil {
		return 0
	}
	e, ok := s.findExercise(call.Slug)
	if !ok {
		return 0
	}
	t, err := e.Task(0)
	if err != nil {
		return 0
	}
	return t.Max
}

// answerCheck serves POST /lessons/:slug/check: one answer to a quick check of the page above it.
func (s *Server) answerCheck(c echo.Context) error {
	p, ok := s.Course.Page(strings.TrimSuffix(c.Request().URL.Path, "/check"))
	if !ok {
		return errNotFound
	}
	b, _ := p.Block(c.FormValue("id"))
	quick, ok := b.Body.(*course.QuickCheck)
	if !ok {
		return errNotFound
	}
	choice, err := strconv.Atoi(c.FormValue("choice"))
	if err != nil || choice < 0 || choice >= len(quick.Options) {
		return c.Redirect(http.StatusSeeOther, p.Path+"?unanswered="+url.QueryEscape(b.ID)+"#"+b.ID)
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	ctx, place, right := c.Request().Context(), p.Place(b.ID), quick.Options[choice].Right
	check := store.QuickCheck{Place: place, Choice: choice, Correct: right}
	if err := s.Store.SaveCheck(ctx, person, check); err != nil {
		return err
	}
	if !right {
		if err := s.Store.AddReview(ctx, person, place); err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, p.Path+"#"+b.ID)
}
