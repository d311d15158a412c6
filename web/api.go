package web

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/advisor"
	"tradeofflab/exercises"
	"tradeofflab/sims"
)

//go:embed openapi.json
var openAPIText []byte

func (s *Server) openAPI(c echo.Context) error {
	return c.Blob(http.StatusOK, "application/json", openAPIText)
}

type apiKnob struct {
	ID      string    `json:"id"`
	Kind    sims.Kind `json:"kind"`
	Label   string    `json:"label"`
	Unit    string    `json:"unit,omitempty"`
	Min     float64   `json:"min,omitempty"`
	Max     float64   `json:"max,omitempty"`
	Choices []string  `json:"choices,omitempty"`
	Default any       `json:"default"`
	Help    string    `json:"help,omitempty"`
}

type apiSim struct {
	Slug     string    `json:"slug"`
	Title    string    `json:"title"`
	Version  string    `json:"version"`
	Lesson   int       `json:"lesson"`
	Question string    `json:"question"`
	Knobs    []apiKnob `json:"knobs"`
}

// apiSims serves GET /api/v1/sims.
func (s *Server) apiSims(c echo.Context) error {
	out := struct {
		Sims []apiSim `json:"sims"`
	}{}
	for _, sim := range s.Sims {
		one := apiSim{sim.Slug, sim.Title, sim.Version, sim.Lesson, sim.Question, nil}
		for _, k := range sim.Knobs() {
			one.Knobs = append(one.Knobs, apiKnob{k.ID, k.Kind, k.Label, k.Unit, k.Min, k.Max, k.Choices,
				k.Value(), k.Help})
		}
		out.Sims = append(out.Sims, one)
	}
	return writeJSON(c, out)
}

// apiSim serves GET /api/v1/sims/{slug}?knob=value, the same bytes as lab sim SLUG --json; format=csv gives CSV, and
// format=replay the run as a file that can be played again.
func (s *Server) apiSim(c echo.Context) error {
	sim, ok := s.Sims.Find(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	q := c.QueryParams()
	if err := unknownKnobs(sim, q); err != nil {
		return err
	}
	run, err := sim.Parse(q)
	if err != nil {
		return err
	}
	if q.Get("format") == "replay" {
		return sendReplay(c, run)
	}
	return s.sendRun(c, run, q.Get("format"))
}

// sendRun answers with a run as JSON, or as CSV.
func (s *Server) sendRun(c echo.Context, run sims.Run, format string) error {
	report, err := s.Runs.Report(c.Request().Context(), asker(c, ""), run)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	kind := "application/json"
	if format == "csv" {
		kind = "text/csv; charset=utf-8"
		err = run.WriteCSV(&b, report)
	} else {
		err = run.Encode(report).WriteJSON(&b)
	}
	if err != nil {
		return err
	}
	if c.Request().Method == http.MethodGet {
		c.Response().Header().Set("Cache-Control", "public, max-age=3600")
	}
	return c.Blob(http.StatusOK, kind, b.Bytes())
}

// unknownKnobs refuses names that are no knob: in the API a typing mistake must not give a run of something else.
func unknownKnobs(sim sims.Sim, q url.Values) error {
	known := map[string]bool{"format": true}
	var names []string
	for _, k := range sim.Knobs() {
		known[k.ID] = true
		names = append(names, k.ID)
	}
	e := &sims.ParamError{}
	for id := range q {
		if !known[id] {
			e.Fields = append(e.Fields, sims.FieldError{Knob: id, Got: q.Get(id), Message: id + " is no knob of " +
				sim.Slug + "; it has " + strings.Join(names, ", ")})
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// apiExercises serves GET /api/v1/exercises.
func (s *Server) apiExercises(c echo.Context) error {
	type item struct {
		Slug    string `json:"slug"`
		Title   string `json:"title"`
		Lesson  int    `json:"lesson,omitempty"`
		Case    string `json:"case,omitempty"`
		Version string `json:"version"`
		Summary string `json:"summary"`
	}
	out := struct {
		Exercises []item `json:"exercises"`
	}{Exercises: []item{}}
	for _, e := range s.Exercises {
		out.Exercises = append(out.Exercises, item{e.Slug, e.Title, e.Lesson, e.Case, e.Version, e.Summary})
	}
	return writeJSON(c, out)
}

// apiExercise serves GET /api/v1/exercises/{slug}?variant=N.
func (s *Server) apiExercise(c echo.Context) error {
	e, ok := s.findExercise(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	variant, err := variantOf(c)
	if err != nil {
		return err
	}
	task, err := e.Task(variant)
	if err != nil {
		return err
	}
	return writeJSON(c, task)
}

// apiGrade serves POST /api/v1/exercises/{slug}/grade. Nothing is kept, so the verdict is that of a first attempt.
func (s *Server) apiGrade(c echo.Context) error {
	e, ok := s.findExercise(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	sub, err := exercises.ParseSubmission(body)
	if err != nil {
		return err
	}
	variant := 0
	if sub.Variant != nil {
		variant = *sub.Variant
	}
	verdict, err := exercises.Grade(c.Request().Context(), e, variant, sub.Answers, s.env("api "+c.RealIP()))
	if err != nil && !verdict.Fault {
		return err
	}
	if err != nil {
		s.Log.Error("grader fault", "exercise", e.Slug, "variant", variant, "error", err)
	}
	task, err := e.Task(variant)
	if err != nil {
		return err
	}
	return writeJSON(c, verdict.Reserved(task.Parts))
}

// apiClaims serves GET /api/v1/claims.
func (s *Server) apiClaims(c echo.Context) error { return writeJSON(c, s.Course.Ledger()) }

func writeJSON(c echo.Context, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "application/json", b.Bytes())
}

// apiAdvise serves POST /api/v1/advise: a workload as JSON or YAML.
func (s *Server) apiAdvise(c echo.Context) error {
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	w, err := advisor.Parse(body)
	if err != nil {
		return err
	}
	a, err := s.Advisor.Advise(w)
	if err != nil {
		return err
	}
	return writeJSON(c, a)
}
