package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/exercises"
)

// argueRows are the rows of an argument for the choice that stands in the form; nil while there is none.
func (v exerciseView) argueRows(ask *exercises.Argue) []exercises.ArgueRow {
	choice, ok := v.chosen(ask)
	if !ok {
		return nil
	}
	return ask.Rows(choice, v.Reader)
}

// chosen is the choice that an argument defends, as the form has it.
func (v exerciseView) chosen(ask *exercises.Argue) (string, bool) {
	return ask.Chosen(exercises.Answers{ask.Of: exercises.Value(v.Form.Get(exercises.Field(ask.Of)))})
}

// defended is the argument that is shown once it may be told: for the choice of the learner, or where there is none for
// that of the model answer.
func (v exerciseView) defended(ask *exercises.Argue) string {
	if choice, ok := v.chosen(ask); ok {
		return choice
	}
	choice, _ := ask.Chosen(v.Solution)
	return choice
}

// defence is the deciding statements of an argument as a paragraph, one for each row.
func defence(ask *exercises.Argue, choice string) string {
	var out []string
	for _, row := range ask.Rows(choice, "") {
		i := slices.IndexFunc(row.Statements, func(s exercises.Statement) bool { return s.Role == exercises.Decides })
		if i >= 0 {
			out = append(out, row.Statements[i].Text)
		}
	}
	return strings.Join(out, " ")
}

// roleWords say of a statement what it does in its row.
func roleWords(s exercises.Statement) string {
	switch s.Role {
	case exercises.Decides:
		return "decides"
	case exercises.Beside:
		return "true, does not decide"
	case exercises.Elsewhere:
		return "true elsewhere"
	}
	return "not so"
}

// argumentOf is the id of the part with the argument, "" where none of the task has it.
func (v exerciseView) argumentOf(ask *exercises.Argue) string {
	for _, p := range v.Task.Parts {
		if p.Ask == exercises.Question(ask) {
			return p.ID
		}
	}
	return ""
}

// partNumber is the number of a part on the page; "" for one without points, which belongs to the part before it.
func (v exerciseView) partNumber(p exercises.Part) string {
	n := 0
	for _, q := range v.Task.Parts {
		if q.Points > 0 {
			n++
		}
		if q.ID == p.ID && q.Points > 0 {
			return strconv.Itoa(n)
		}
	}
	return ""
}

// arguePart serves POST /exercises/:slug/argue/:part: the statements for the choice that stands in the form. Without
// script it is the whole page again, with all that was typed.
func (s *Server) arguePart(c echo.Context) error {
	v, err := s.postedView(c)
	if err != nil {
		return err
	}
	part, ok := v.Task.Part(c.Param("part"))
	if !ok {
		return errNotFound
	}
	ask, ok := part.Ask.(*exercises.Argue)
	if !ok {
		return errNotFound
	}
	if fragment(c) != "" {
		return s.render(c, http.StatusOK, argueRows(v, part, ask))
	}
	if err := s.keepTyped(c, &v); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, exercisePage(v))
}

// piece is a stretch of a text, and whether it is marked.
type piece struct {
	text   string
	marked bool
}

// evidence cuts a text at the words that may speak of a deciding statement. Spans are byte ranges of the text.
func evidence(text string, spans []exercises.Span) []piece {
	var out []piece
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End > len(text) || s.Start >= s.End {
			continue
		}
		out = append(out, piece{text[at:s.Start], false}, piece{text[s.Start:s.End], true})
		at = s.End
	}
	return append(out, piece{text[at:], false})
}
