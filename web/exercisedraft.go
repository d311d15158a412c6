package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/exercises"
	"tradeofflab/store"
)

// draft serves POST /exercises/:slug/draft. Script gets JSON; a plain form comes back to the page.
func (s *Server) draft(c echo.Context) error {
	at, err := s.sitting(c)
	if err != nil {
		return err
	}
	answers, err := formAnswers(c, at.exercise, at.variant)
	if err != nil {
		return err
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	script := c.Request().Header.Get("Accept") == "application/json"
	version, err := s.saveDraft(c, person, at, answers)
	var conflict *store.ConflictError
	switch {
	case errors.As(err, &conflict) && script:
		return c.JSON(http.StatusConflict, map[string]any{"version": conflict.Stored.Version,
			"stored": stored(at, conflict.Stored)})
	case errors.As(err, &conflict):
		return s.showConflict(c, conflict.Stored)
	case err != nil:
		return err
	case script:
		return c.JSON(http.StatusOK, map[string]any{"version": version})
	}
	return c.Redirect(http.StatusSeeOther, at.link())
}

// saveDraft keeps the answers of a form as the draft that follows the version it names. The error is a
// *store.ConflictError where a newer one is stored.
func (s *Server) saveDraft(c echo.Context, person string, at sitting, answers string) (int64, error) {
	version, _ := strconv.ParseInt(c.FormValue("version"), 10, 64)
	exercise, variant := at.draftKey()
	return s.Store.SaveDraft(c.Request().Context(), person, store.Draft{Exercise: exercise, Variant: variant,
		Version: version, Answers: answers})
}

// keepTyped saves what stands in the form of a page that is shown again, so that a reload or another address finds it.
// A newer draft from elsewhere stays; the page then still holds what was typed.
func (s *Server) keepTyped(c echo.Context, v *exerciseView) error {
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	answers, err := formAnswers(c, v.Exercise, v.Task.Variant)
	if err != nil {
		return err
	}
	version, err := s.saveDraft(c, person, v.At, answers)
	var conflict *store.ConflictError
	if errors.As(err, &conflict) {
		v.Conflict, v.Draft.Version = &conflict.Stored, conflict.Stored.Version
		return nil
	}
	v.Draft.Version, v.Draft.AtMS = version, time.Now().UnixMilli()
	return err
}

// stored gives a stored draft as form fields, for script to show beside the newer text.
func stored(at sitting, d store.Draft) url.Values {
	var answers exercises.Answers
	task, err := at.exercise.Task(at.variant)
	if err != nil || json.Unmarshal([]byte(d.Answers), &answers) != nil {
		return nil
	}
	return exercises.ToForm(task.Parts, answers)
}

// showConflict shows the form with what was typed, and the newer stored draft beside it.
func (s *Server) showConflict(c echo.Context, newer store.Draft) error {
	v, err := s.postedView(c)
	if err != nil {
		return err
	}
	v.Conflict = &newer
	v.Draft.Version = newer.Version
	return s.render(c, http.StatusConflict, exercisePage(v))
}

// triable says whether a part is tried out before it is handed in: what is run, not what is known.
func triable(p exercises.Part) bool {
	return p.Kind() == exercises.KindCode || p.Kind() == exercises.KindSQL
}

// tryPart serves POST /exercises/:slug/try/:part: one code or SQL part is run without handing in.
func (s *Server) tryPart(c echo.Context) error {
	v, err := s.postedView(c)
	if err != nil {
		return err
	}
	part, ok := v.Task.Part(c.Param("part"))
	if !ok || !triable(part) || v.At.held() {
		return errNotFound
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), 20*time.Second)
	defer cancel()
	verdict, err := exercises.GradePart(ctx, v.Exercise, v.Task.Variant, part.ID, exercises.FromForm(v.Task.Parts,
		v.Form), s.env(person))
	if err != nil {
		return err
	}
	if fragment(c) != "" {
		return s.render(c, http.StatusOK, partChecks(v, part, verdict, true))
	}
	if err := s.keepTyped(c, &v); err != nil {
		return err
	}
	v.Tried = map[string]exercises.PartVerdict{part.ID: verdict}
	return s.render(c, http.StatusOK, exercisePage(v))
}

// giveUp serves POST /exercises/:slug/give-up: the model answer of this variant may be read from now on.
func (s *Server) giveUp(c echo.Context) error {
	at, err := s.sitting(c)
	if err != nil {
		return err
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	if err := s.Store.GiveUp(c.Request().Context(), person, at.exercise.Slug, at.variant); err != nil {
		return err
	}
	answers, err := formAnswers(c, at.exercise, at.variant)
	if err != nil {
		return err
	}
	if answers != "{}" { // what was typed is still there beside the model answer
		var conflict *store.ConflictError
		_, err := s.saveDraft(c, person, at, answers)
		switch {
		case errors.As(err, &conflict):
			return s.showConflict(c, conflict.Stored)
		case err != nil:
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, at.link()+"#model")
}
