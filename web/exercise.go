package web

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/exercises"
	"tradeofflab/sims"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// exerciseView is an assignment's page.
type exerciseView struct {
	kit.Shell
	At         sitting
	Exercise   exercises.Exercise
	Task       exercises.Task
	Form       url.Values
	Draft      store.Draft
	Conflict   *store.Draft // a newer draft than the one that was sent
	Attempts   []store.Attempt
	Shown      *store.Attempt
	Number     int // of the shown attempt, from 1
	Verdict    *exercises.Verdict
	Tried      map[string]exercises.PartVerdict
	Solution   exercises.Answers // set when solved or given up
	Revealed   bool              // solved, given up, or tried often enough: what is right may be told
	Best       float64
	Reader     string // whose order of statements is shown
	Submission string // id of the next submission
	NextDraw   int
	Queue      int
	Sims       map[string][]sims.Knob
	Flags      []store.Flag // in a class: what was said of the verdicts
	FlagPart   string       // a doubt as it was typed, and what is wrong with it
	FlagText   string
	FlagWrong  string
}

// exercise serves GET /exercises/:slug?variant=N&attempt=ID, and the task of a class for a learner.
func (s *Server) exercise(c echo.Context) error {
	v, err := s.exerciseView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, exercisePage(v))
}

func (s *Server) exerciseView(c echo.Context) (exerciseView, error) {
	where, err := s.sitting(c)
	if err != nil {
		return exerciseView{}, err
	}
	task, err := where.exercise.Task(where.variant)
	if err != nil {
		return exerciseView{}, err
	}
	v := exerciseView{At: where, Exercise: where.exercise, Task: task, Form: url.Values{}, Reader: s.invite(c),
		Submission: store.NewSubmissionID()}
	at, err := s.visit(c, task.Title, where.area)
	if err != nil {
		return v, err
	}
	v.Shell, v.NextDraw = at.Shell, nextVariant(at.person, where.exercise.Slug, where.variant)
	v.Shell.Style = s.sheet("exercise")
	if at.person != "" {
		if err := s.history(c, &v, at.person); err != nil {
			return v, err
		}
	}
	s.paramKnobs(&v)
	return v, nil
}

// postedView is the page with what was posted in its fields, in the place of what is stored.
func (s *Server) postedView(c echo.Context) (exerciseView, error) {
	v, err := s.exerciseView(c)
	if err != nil {
		return v, err
	}
	if v.Form, err = c.FormParams(); err != nil {
		return v, echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	s.paramKnobs(&v)
	return v, nil
}

// history fills in what the person did: draft, attempts, the verdict to show and the model answer once it is earned.
func (s *Server) history(c echo.Context, v *exerciseView, person string) (err error) {
	ctx := c.Request().Context()
	exercise, variant := v.At.draftKey()
	if v.Draft, err = s.Store.Draft(ctx, person, exercise, variant); err != nil {
		return err
	}
	if v.Attempts, err = s.attempts(ctx, v.At, person); err != nil {
		return err
	}
	wanted := c.QueryParam("attempt")
	for i := range v.Attempts {
		a := &v.Attempts[i]
		if a.Grade != nil && !a.Grade.Fault {
			v.Best = max(v.Best, a.Grade.Score)
		}
		if a.Variant == v.Task.Variant && (wanted == "" || a.ID == wanted) {
			v.Shown, v.Number = a, i+1
		}
	}
	source := v.Draft.Answers
	if v.Shown != nil {
		if v.Shown.Grade != nil {
			var verdict exercises.Verdict
			if err := json.Unmarshal([]byte(v.Shown.Grade.Verdict), &verdict); err == nil && len(verdict.Parts) > 0 {
				v.Verdict = &verdict
			}
		} else {
			v.Queue = s.Pool.Place(person)
		}
		if source == "" || v.Draft.AtMS <= v.Shown.AtMS {
			source = v.Shown.Answers
		}
	}
	var answers exercises.Answers
	if source != "" && json.Unmarshal([]byte(source), &answers) == nil {
		v.Form = exercises.ToForm(v.Task.Parts, answers)
	}
	gave, err := s.Store.GaveUp(ctx, person, v.Exercise.Slug, v.Task.Variant)
	if err != nil {
		return err
	}
	solved := v.Verdict != nil && v.Verdict.Score == v.Verdict.Max
	v.Revealed = gave || solved || v.graded() >= attemptsToReveal
	model := gave || solved
	if task := v.At.class; task != nil {
		model = task.modelShown(solved, v.At.receipt)
		v.Revealed = solved || model
		if v.Flags, err = s.flagsOf(ctx, task.member, task.As.ID, task.assignment.ID); err != nil {
			return err
		}
	}
	if model {
		v.Solution, err = v.Exercise.Solution(v.Task.Variant)
	}
	if v.Verdict != nil && !v.Revealed {
		reserved := v.Verdict.Reserved(v.Task.Parts)
		v.Verdict = &reserved
	}
	return err
}

// attemptsToReveal is how many graded attempts on one variant show which answers of a part are right.
const attemptsToReveal = 3

// graded counts the attempts on the variant of the page that have a verdict.
func (v *exerciseView) graded() int {
	n := 0
	for _, a := range v.Attempts {
		if a.Variant == v.Task.Variant && a.Grade != nil && !a.Grade.Fault {
			n++
		}
	}
	return n
}

// paramKnobs looks up the knobs that params parts let the learner set, with what they typed in place.
func (s *Server) paramKnobs(v *exerciseView) {
	v.Sims = map[string][]sims.Knob{}
	for _, p := range v.Task.Parts {
		ask, ok := p.Ask.(*exercises.Params)
		if !ok {
			continue
		}
		sim, ok := s.Sims.Find(ask.Sim)
		if !ok {
			continue
		}
		q := url.Values{}
		for k, value := range ask.Preset {
			q.Set(k, value)
		}
		for _, id := range ask.Free {
			if text := v.Form.Get(exercises.Field(p.ID) + "." + id); text != "" {
				q.Set(id, text)
			}
		}
		run, _ := sim.Parse(q) // refused values stay at their knob with the reason
		for _, id := range ask.Free {
			for _, k := range run.Knobs {
				if k.ID == id {
					v.Sims[p.ID] = append(v.Sims[p.ID], k)
				}
			}
		}
	}
}

// attempts are what somebody has handed in at a sitting's exercise, oldest first.
func (s *Server) attempts(ctx context.Context, at sitting, person string) ([]store.Attempt, error) {
	if at.class == nil {
		return s.Store.Attempts(ctx, person, at.exercise.Slug)
	}
	var out []store.Attempt
	for _, t := range at.class.cell.Attempts {
		t.Attempt.AtMS = t.ReceivedMS
		if !at.class.released(at.receipt) {
			t.Attempt.Grade = nil
		}
		out = append(out, t.Attempt)
	}
	return out, nil
}

// submit serves POST /exercises/:slug and POST /classes/:id/assignments/:aid: the submission is durable before it is
// graded, and the page follows.
func (s *Server) submit(c echo.Context) error {
	ctx := c.Request().Context()
	at, err := s.sitting(c)
	if err != nil {
		return err
	}
	sub, err := s.submission(c, at)
	if err != nil {
		return err
	}
	if at.class != nil {
		sub.ID, err = s.Store.SaveAttempt(ctx, sub, at.class.assignment.ID, at.class.As.ID, at.receipt)
	} else {
		sub.ID, err = s.Store.SaveSubmission(ctx, sub)
	}
	if err != nil {
		return err
	}
	done := s.enqueue(sub)
	select {
	case <-done:
	case <-time.After(4 * time.Second):
	case <-ctx.Done():
	}
	return c.Redirect(http.StatusSeeOther, at.attempt(sub.ID))
}

// submission reads the form into what is stored.
func (s *Server) submission(c echo.Context, at sitting) (store.Submission, error) {
	answers, err := formAnswers(c, at.exercise, at.variant)
	if err != nil {
		return store.Submission{}, err
	}
	person, err := s.writer(c)
	if err != nil {
		return store.Submission{}, err
	}
	id := c.FormValue("submission")
	if len(id) < 16 || len(id) > 64 {
		id = store.NewSubmissionID()
	}
	return store.Submission{ID: id, Person: person, Exercise: at.exercise.Slug, Version: at.exercise.Version,
		Variant: at.variant, Answers: answers, AtMS: at.receipt}, nil
}

func formAnswers(c echo.Context, e exercises.Exercise, variant int) (string, error) {
	task, err := e.Task(variant)
	if err != nil {
		return "", err
	}
	form, err := c.FormParams()
	if err != nil {
		return "", echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	text, err := json.Marshal(exercises.FromForm(task.Parts, form))
	return string(text), err
}

func variantOf(c echo.Context) (int, error) {
	text := c.QueryParam("variant")
	if text == "" {
		text = c.FormValue("variant")
	}
	if text == "" {
		return 0, nil
	}
	v, err := strconv.Atoi(text)
	if err != nil {
		return 0, &exercises.InputError{Field: "variant", Message: "variant is a whole number from 0 to " +
			strconv.Itoa(exercises.MaxVariant) + "; got " + strconv.Quote(text)}
	}
	return v, nil
}

// nextVariant is the variant offered after this one: other numbers, the same for the same person each time.
func nextVariant(person, slug string, variant int) int {
	h := fnv.New64a()
	h.Write([]byte(person + "\x00" + slug + "\x00" + strconv.Itoa(variant)))
	return 1 + int(h.Sum64()%exercises.MaxVariant)
}
