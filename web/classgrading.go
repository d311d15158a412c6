package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/exercises"
	"tradeofflab/store"
)

// maxFlag is how many characters a doubt or an answer to it may have.
const maxFlag = 2000

// readFlag reads a doubt or an answer, or says what is wrong with it.
func readFlag(text string) (string, string) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", "Type what you want to say."
	case utf8.RuneCountInString(text) > maxFlag:
		return "", "That is longer than 2,000 characters."
	}
	return text, ""
}

// raiseFlag serves POST /classes/:id/assignments/:aid/flag: a learner doubts the verdict of a part.
func (s *Server) raiseFlag(c echo.Context) error {
	at, err := s.sitting(c)
	if err != nil {
		return err
	}
	if at.class == nil {
		return errNotFound
	}
	v, err := s.exerciseView(c)
	if err != nil {
		return err
	}
	part, ok := v.Task.Part(c.FormValue("part"))
	if !ok || v.Verdict == nil {
		return errNotFound
	}
	text, wrong := readFlag(c.FormValue("text"))
	if wrong != "" {
		v.FlagWrong, v.FlagText, v.FlagPart = wrong, c.FormValue("text"), part.ID
		return s.render(c, http.StatusUnprocessableEntity, exercisePage(v))
	}
	if err := s.Store.RaiseFlag(c.Request().Context(), v.Shown.ID, part.ID, text); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, at.attempt(v.Shown.ID)+"#doubts")
}

// doubt is a flag, or a text in a learner's own words, with what is needed to answer it.
type doubt struct {
	store.Flag
	Learner    store.Enrolment
	Assignment store.Assignment
	Title      string // of the part
	Words      string // what the learner wrote in the part, for own words
	At         string // when, on the clocks of the class
}

// cell is the address of the cell inside the class, with the attempt that the doubt is about.
func (d doubt) cell() string {
	return "/cells/" + d.Flag.Assignment + "/" + d.Learner.ID + "?attempt=" + d.Submission
}

type gradingView struct {
	classView
	Doubts []doubt // that wait for an answer
	Words  []doubt // own words that nobody has answered
	More   int     // own words beyond those that are shown
	Typed  string
	For    string // submission and part that Typed is for
}

// typed is the answer to a doubt as it was sent before it was refused.
func (v gradingView) typed(d doubt) string {
	if v.For == d.Submission+" "+d.Part {
		return v.Typed
	}
	return ""
}

// maxWords is how many texts the page shows at once.
const maxWords = 50

// gradingQueue serves GET /classes/:id/grading: doubts, and texts in own words.
func (s *Server) gradingQueue(c echo.Context) error {
	v, err := s.gradingView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, gradingPage(v))
}

func (s *Server) gradingView(c echo.Context) (gradingView, error) {
	ctx := c.Request().Context()
	v := gradingView{}
	m, err := s.member(c, classes.ToMark)
	if err != nil {
		return v, err
	}
	if v.classView, err = s.classPage(c, m, "Questions and texts in "+m.Class.Title); err != nil {
		return v, err
	}
	b, err := book.Load(ctx, s.Store, m.Class, "", m.now)
	if err != nil {
		return v, err
	}
	flags, err := s.Store.Flags(ctx, m.Class.ID, "")
	if err != nil {
		return v, err
	}
	learners, assignments := map[string]store.Enrolment{}, map[string]store.Assignment{}
	for _, e := range b.Learners {
		if m.sees(e) {
			learners[e.ID] = e
		}
	}
	for _, a := range b.Assignments {
		assignments[a.ID] = a
	}
	answered := map[string]bool{}
	for _, f := range flags {
		answered[f.Submission+" "+f.Part] = true
		e, seen := learners[f.Enrolment]
		if f.ClosedMS > 0 || !seen {
			continue
		}
		a := assignments[f.Assignment]
		v.Doubts = append(v.Doubts, doubt{Flag: f, Learner: e, Assignment: a, Title: s.partTitle(a.Exercise, f.Part),
			At: m.moment(f.AtMS)})
	}
	for _, a := range b.Assignments {
		for _, e := range b.Learners {
			attempts := b.Of(a.ID, e.ID).Attempts
			if _, seen := learners[e.ID]; !seen || len(attempts) == 0 {
				continue
			}
			last := attempts[len(attempts)-1]
			for _, w := range s.ownWords(a, last) {
				if !answered[last.ID+" "+w.Part] {
					w.Learner, w.At = e, m.moment(last.ReceivedMS)
					v.Words = append(v.Words, w)
				}
			}
		}
	}
	if len(v.Words) > maxWords {
		v.More, v.Words = len(v.Words)-maxWords, v.Words[:maxWords]
	}
	return v, nil
}

// partTitle is the question of a part, in the words of the course's own variant; of own words, that of the part which
// they belong to.
func (s *Server) partTitle(slug, part string) string {
	e, ok := exercises.Find(s.Exercises, slug)
	if !ok {
		return part
	}
	task, err := e.Task(0)
	if err != nil {
		return part
	}
	return askedFor(task.Parts, part)
}

func askedFor(parts []exercises.Part, id string) string {
	i := slices.IndexFunc(parts, func(p exercises.Part) bool { return p.ID == id })
	if i > 0 {
		if own, ok := parts[i].Ask.(*exercises.Prose); ok && own.Argue != nil {
			return parts[i-1].Title // own words stand below the argument
		}
	}
	return titleOf(parts, id)
}

// ownWords are the texts of an attempt that no grader judges.
func (s *Server) ownWords(a store.Assignment, t store.ClassAttempt) (out []doubt) {
	e, ok := exercises.Find(s.Exercises, a.Exercise)
	if !ok {
		return nil
	}
	task, err := e.Task(0)
	var answers exercises.Answers
	if err != nil || json.Unmarshal([]byte(t.Answers), &answers) != nil {
		return nil
	}
	for _, p := range task.Parts {
		var text string
		if p.Kind() != exercises.KindProse || json.Unmarshal(answers[p.ID], &text) != nil ||
			strings.TrimSpace(text) == "" {
			continue
		}
		out = append(out, doubt{Flag: store.Flag{Submission: t.ID, Part: p.ID, Assignment: a.ID,
			Enrolment: t.Enrolment}, Assignment: a, Title: askedFor(task.Parts, p.ID), Words: text})
	}
	return out
}

// answerFlag serves POST /classes/:id/grading.
func (s *Server) answerFlag(c echo.Context) error {
	v, err := s.gradingView(c)
	if err != nil {
		return err
	}
	submission, part := c.FormValue("submission"), c.FormValue("part")
	for _, d := range append(v.Doubts, v.Words...) {
		if d.Submission != submission || d.Part != part {
			continue
		}
		if d.Answer, v.Wrong = readFlag(c.FormValue("answer")); v.Wrong != "" {
			v.Typed, v.For = c.FormValue("answer"), submission+" "+part
			return s.render(c, http.StatusUnprocessableEntity, gradingPage(v))
		}
		if err := s.Store.AnswerFlag(c.Request().Context(), v.In.Class.ID, d.Flag, v.In.by()); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, v.In.path("/grading?done=answered"))
	}
	return errNotFound
}

// flagsOf are what was said of the attempts of one cell, by submission and part.
func (s *Server) flagsOf(ctx context.Context, m member, enrolment, assignment string) ([]store.Flag, error) {
	all, err := s.Store.Flags(ctx, m.Class.ID, enrolment)
	var out []store.Flag
	for _, f := range all {
		if f.Assignment == assignment {
			out = append(out, f)
		}
	}
	return out, err
}
