package web

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"

	"github.com/labstack/echo/v4"

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
	own, err := s.session(c)
	if err != nil {
		return err
	}
	if own.Name != "" { // a browser that was left open deletes nobody's work
		if own, err = s.changer(c, "/me"); err != nil {
			return err
		}
	}
	if own.Person != "" {
		err := book.Forget(c.Request().Context(), s.Store, own.Person, s.now())
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
