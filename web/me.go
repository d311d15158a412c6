package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/course"
	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

type meView struct {
	kit.Shell
	Standing standing
	Lessons  []*course.Lesson
	Cases    []*course.Case
	Attempts []store.Attempt
	Guesses  []store.Prediction
	Advices  []store.Advice
	Message  string
	Wrong    string
}

// me serves GET /me.
func (s *Server) me(c echo.Context) error { return s.showMe(c, http.StatusOK, "") }

func (s *Server) showMe(c echo.Context, status int, wrong string) error {
	ctx := c.Request().Context()
	at, err := s.visit(c, "My progress", "")
	if err != nil {
		return err
	}
	s.invite(c)
	v := meView{Shell: at.Shell, Standing: at.standing, Lessons: s.Course.Lessons, Cases: s.Course.Cases,
		Wrong: wrong}
	switch c.QueryParam("done") {
	case "import":
		v.Message = "Your file was read. Answers without a grade are graded now."
	case "delete":
		v.Message = "Everything kept of you was deleted."
	}
	if at.person != "" {
		if v.Attempts, err = s.Store.Attempts(ctx, at.person, ""); err != nil {
			return err
		}
		if v.Advices, err = s.Store.Advices(ctx, at.person); err != nil {
			return err
		}
		if v.Guesses, err = s.Store.Predictions(ctx, at.person); err != nil {
			return err
		}
	}
	return s.render(c, status, mePage(v))
}

// calibration draws guesses against what the runs gave. Both scales are logarithmic, so that a guess that is twice too
// high stands as far from the line in every unit.
func (v meView) calibration() figure.Figure {
	dots := figure.Series{Identity: figure.Identity{Hue: figure.Accent, Shape: figure.Disc}, Dots: true}
	low, top, left := math.Inf(1), 0.0, 0
	for _, g := range v.Guesses {
		if g.Actual <= 0 || g.Guess <= 0 {
			left++
			continue
		}
		dots.X, dots.Y = append(dots.X, g.Actual), append(dots.Y, g.Guess)
		low, top = min(low, g.Actual, g.Guess), max(top, g.Actual, g.Guess)
	}
	caption := "Each prediction in its own unit, on scales where equal factors are equal lengths."
	if left > 0 {
		caption += " Zeros have no place on them: " + say.Count(left, "guess") + say.Either(left, " is", " are") +
			" in the table only."
	}
	f := figure.Figure{ID: "calibration", Title: "Your guesses against the runs",
		Takeaway: "Above the line you guessed too high, below it too low.",
		Alt:      "A dot for each prediction; the line marks guesses that equal the run.", Caption: caption}
	if top > 0 {
		line := figure.Series{Identity: figure.Identity{Hue: figure.Grey}, X: []float64{low / 2, 2 * top},
			Y: []float64{low / 2, 2 * top}, Theory: true}
		f.Chart = &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "the run", Log: true},
			Y: figure.Axis{Label: "your guess", Log: true}, Series: []figure.Series{line, dots}}
	}
	return f
}

// export serves GET /me/export: everything kept of the reader.
func (s *Server) export(c echo.Context) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	e := exportFile{Export: store.Export{Format: store.ExportFormat}}
	if person != "" {
		if e.Export, err = s.Store.Export(c.Request().Context(), person); err != nil {
			return err
		}
		if e.Account, e.Classes, err = s.classExports(c.Request().Context(), person); err != nil {
			return err
		}
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="tradeoff-lab.json"`)
	c.Response().Header().Set("Cache-Control", "private, no-store")
	return c.JSONPretty(http.StatusOK, e, "  ")
}

// exportFile is everything kept of a person. What they did in classes can be read, and not brought back: a school keeps
// its own.
type exportFile struct {
	store.Export
	Account *accountExport `json:"account,omitempty"`
	Classes []classExport  `json:"classes,omitempty"`
}

type accountExport struct {
	Name   string   `json:"name"`
	Email  string   `json:"email,omitempty"`
	Can    string   `json:"can,omitempty"`
	Logins []string `json:"logins"`
}

type classExport struct {
	Title       string             `json:"title"`
	Enrolment   store.Enrolment    `json:"enrolment"`
	Assignments []assignmentExport `json:"assignments"`
	Record      []store.Entry      `json:"record"`
}

type assignmentExport struct {
	Title      string            `json:"title"`
	Exercise   string            `json:"exercise"`
	Cell       classes.Mark      `json:"cell"`
	Attempts   []attemptExport   `json:"attempts"`
	Extensions []store.Extension `json:"extensions,omitempty"`
	Overrides  []store.Override  `json:"overrides,omitempty"`
	Flags      []store.Flag      `json:"flags,omitempty"`
}

// attemptExport is an attempt without the draw that it was made on.
type attemptExport struct {
	Number     int             `json:"number"`
	ReceivedMS int64           `json:"received_ms"`
	Answers    json.RawMessage `json:"answers"`
	Score      *float64        `json:"score,omitempty"`
	Max        float64         `json:"max,omitempty"`
}

// classExports is what is kept of a person in classes. What is held back from them is not in it either.
func (s *Server) classExports(ctx context.Context, person string) (*accountExport, []classExport, error) {
	a, err := s.Store.Account(ctx, person)
	if err != nil || a.Name == "" {
		return nil, nil, err
	}
	account := &accountExport{Name: a.Name, Email: a.Email, Can: a.Can}
	if account.Logins, err = s.Store.Logins(ctx, person); err != nil {
		return nil, nil, err
	}
	enrolled, err := s.Store.Enrolled(ctx, person)
	if err != nil {
		return nil, nil, err
	}
	var out []classExport
	for _, v := range enrolled {
		one := classExport{Title: v.Class.Title, Enrolment: v.As}
		if one.Record, err = s.Store.Audit(ctx, v.Class.ID, v.As.ID, maxEntries); err != nil {
			return nil, nil, err
		}
		b, err := book.Load(ctx, s.Store, v.Class, v.As.ID, s.now())
		if err != nil {
			return nil, nil, err
		}
		flags, err := s.Store.Flags(ctx, v.Class.ID, v.As.ID)
		if err != nil {
			return nil, nil, err
		}
		for _, a := range b.Assignments {
			one.Assignments = append(one.Assignments, exportOf(a, b.Of(a.ID, v.As.ID), flags, released(a, s.now())))
		}
		if slices.ContainsFunc(b.Assignments, func(a store.Assignment) bool { return !released(a, s.now()) }) {
			one.Record = slices.DeleteFunc(one.Record, func(e store.Entry) bool {
				return e.Object == "override" || e.Object == "regrade"
			})
		}
		out = append(out, one)
	}
	return account, out, nil
}

func exportOf(a store.Assignment, cell book.Cell, flags []store.Flag, shown bool) assignmentExport {
	x := assignmentExport{Title: a.Title, Exercise: a.Exercise, Extensions: cell.Extensions}
	for _, f := range flags {
		if f.Assignment == a.ID {
			x.Flags = append(x.Flags, f)
		}
	}
	if shown {
		x.Cell, x.Overrides = cell.Mark, cell.Overrides
	}
	for _, t := range cell.Attempts {
		one := attemptExport{Number: t.Number, ReceivedMS: t.ReceivedMS, Answers: json.RawMessage(t.Answers)}
		if shown && t.Grade != nil && !t.Grade.Fault {
			one.Score, one.Max = &t.Grade.Score, t.Grade.Max
		}
		x.Attempts = append(x.Attempts, one)
	}
	return x
}

// importFile serves POST /me/import.
func (s *Server) importFile(c echo.Context) error {
	ctx := c.Request().Context()
	file, err := c.FormFile("file")
	if err != nil {
		return s.showMe(c, http.StatusUnprocessableEntity, "Choose a file that this page exported.")
	}
	f, err := file.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return err
	}
	var e store.Export
	if json.Unmarshal(text, &e) != nil || e.Format != store.ExportFormat {
		return s.showMe(c, http.StatusUnprocessableEntity, "“"+file.Filename+
			"” is not an export of the lab. Choose the JSON file that Export gave you.")
	}
	if bad := s.foreign(e); bad != "" {
		return s.showMe(c, http.StatusUnprocessableEntity, bad)
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	if err := s.Store.Import(ctx, person, e); err != nil {
		return err
	}
	attempts, err := s.Store.Attempts(ctx, person, "")
	if err != nil {
		return err
	}
	for _, a := range attempts {
		if a.Grade == nil {
			s.enqueue(a.Submission)
		}
	}
	return c.Redirect(http.StatusSeeOther, "/me?done=import")
}

// foreign says what in an export this lab cannot hold, or "".
func (s *Server) foreign(e store.Export) string {
	if len(e.Submissions) > 2000 || len(e.Readings)+len(e.Predictions)+len(e.Checks)+len(e.Drafts)+len(e.Advices)+
		len(e.Reviews) > 5000 {
		return "The file holds more than one person can have done."
	}
	for _, sub := range e.Submissions {
		if !json.Valid([]byte(sub.Answers)) {
			return "A submission in the file holds answers that are not JSON."
		}
		if sub.Variant > exercises.MaxVariant {
			return "A submission in the file is to a variant that nobody can ask for."
		}
	}
	for _, d := range e.Drafts {
		if !json.Valid([]byte(d.Answers)) {
			return "A draft in the file holds answers that are not JSON."
		}
	}
	return ""
}

// deleteMe serves POST /me/delete.
func (s *Server) deleteMe(c echo.Context) error {
	if c.FormValue("sure") != "yes" {
		return s.showMe(c, http.StatusUnprocessableEntity, "Tick “I am sure” to delete everything kept of you.")
	}
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	if person != "" {
		err := book.Forget(c.Request().Context(), s.Store, person, s.now())
		if errors.Is(err, store.ErrLastOwner) {
			return s.showMe(c, http.StatusUnprocessableEntity, "You are the only owner of a class. Make somebody "+
				"else an owner on its roster first.")
		}
		if err != nil {
			return err
		}
	}
	s.dropToken(c)
	return c.Redirect(http.StatusSeeOther, "/me?done=delete")
}
