package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	"github.com/open-spaced-repetition/go-fsrs/v4"

	"tradeofflab/course"
	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/store"
)

// lessonView is a lesson's page.
type lessonView struct {
	shell
	Lesson  *course.Lesson
	Stage   *course.Stage
	Before  *course.Stage
	After   *course.Stage
	Needs   []*course.Stage
	Query   url.Values
	Guesses map[string]store.Prediction
	Checks  map[string]store.QuickCheck
	Read    map[string]bool
	Points  int // of the assignment
	Noted   map[string]bool
	Moving  bool // a slider of one block moves: its run is drawn and not kept
	Asker   string
	server  *Server
}

// lesson serves GET /lessons/:slug. The knobs of its simulations are named BLOCK.KNOB in the query.
func (s *Server) lesson(c echo.Context) error {
	l, ok := s.Course.Lesson(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	s.invite(c)
	build := func(ctx context.Context) (templ.Component, error) {
		v, err := s.lessonView(ctx, c, l, person)
		if err != nil {
			return nil, err
		}
		if id, ok := strings.CutPrefix(fragment(c), "out-"); ok {
			b, found := l.Block(id)
			if !found {
				return nil, errNotFound
			}
			v.Moving = true
			return blockOutput(v, b), nil
		}
		return lessonPage(v), nil
	}
	return s.page(c, person, false, build)
}

func (s *Server) lessonView(ctx context.Context, c echo.Context, l *course.Lesson, person string) (*lessonView, error) {
	v := &lessonView{shell: s.shell(c, l.Title, "course"), Asker: asker(c, person), Lesson: l, Query: c.QueryParams(),
		Guesses: map[string]store.Prediction{},
		Checks:  map[string]store.QuickCheck{}, Read: map[string]bool{}, Noted: map[string]bool{}, server: s}
	v.Stage, _ = s.Course.Stage(l.Slug)
	v.Before, v.After = s.Course.Around(l.Slug)
	for _, slug := range l.Needs {
		if st, ok := s.Course.Stage(slug); ok {
			v.Needs = append(v.Needs, st)
		}
	}
	if l.Exercise != nil {
		if e, ok := s.findExercise(l.Exercise.Slug); ok {
			if t, err := e.Task(0); err == nil {
				v.Points = t.Max
			}
		}
	}
	if person == "" {
		return v, nil
	}
	if err := s.progress(ctx, &v.shell, person); err != nil {
		return v, err
	}
	guesses, err := s.Store.Predictions(ctx, person)
	if err != nil {
		return v, err
	}
	for _, g := range guesses {
		v.Guesses[g.Place] = g
	}
	checks, err := s.Store.Checks(ctx, person)
	if err != nil {
		return v, err
	}
	for _, k := range checks {
		v.Checks[k.Place] = k
	}
	readings, err := s.Store.Readings(ctx, person)
	for _, r := range readings {
		if r.Lesson == l.Slug {
			v.Read[r.Section] = true
		}
	}
	return v, err
}

// place names a block for what is kept of it.
func (v *lessonView) place(id string) string { return "lessons/" + v.Lesson.Slug + "/" + id }

// blockRun is a simulation inside the text, run with the knobs of the query.
type blockRun struct {
	Sim    *course.Sim
	About  sims.Sim
	Knobs  []sims.Knob // the free ones
	Bad    bool
	Report sims.Report
	Query  string // canonical
	Words  course.HTML
}

// run runs a simulation block. A refused value keeps its text at its knob, with the reason.
func (v *lessonView) run(ctx context.Context, b *course.Sim) (blockRun, error) {
	out := blockRun{Sim: b}
	sim, ok := v.server.findSim(b.Sim)
	if !ok {
		return out, errNotFound
	}
	out.About = sim
	given := url.Values{}
	for k, value := range v.Query {
		if id, ok := strings.CutPrefix(k, b.ID+"."); ok {
			given[id] = value
		}
	}
	q := b.Query(given)
	run, bad := sim.Parse(q)
	free := b.Free
	if b.Sandbox {
		free = nil
		for _, k := range run.Knobs {
			if k.Kind != sims.StepKnob {
				free = append(free, k.ID)
			}
		}
	}
	var params *sims.ParamError
	if errors.As(bad, &params) {
		markKnobs(run.Knobs, params)
	}
	for _, id := range free {
		for _, k := range run.Knobs {
			if k.ID == id {
				out.Knobs = append(out.Knobs, k)
			}
		}
	}
	if bad != nil {
		out.Bad = true
		return out, nil
	}
	var err error
	if v.Moving {
		out.Report, err = v.server.Runs.Partial(ctx, v.Asker, run,
			func(id string) bool { return slices.Contains(b.Figures, id) })
	} else {
		out.Report, err = v.server.Runs.Report(ctx, v.Asker, run)
	}
	if err != nil {
		return out, err
	}
	out.Query = run.Query
	for _, k := range run.Knobs {
		if q.Get(k.ID) == "" {
			q.Set(k.ID, k.Text)
		}
	}
	out.Words, err = b.Sentence(runResult(out.Report), q)
	return out, err
}

// drawn gives the picture of a figure or table block. Blocks are pure, so each is drawn once in the life of the server.
func (v *lessonView) drawn(b course.Block, draw func(course.World) (figure.Figure, error)) (figure.Figure, error) {
	key := v.Lesson.Slug + "/" + b.Pos.String()
	if f, ok := v.server.drawings.Load(key); ok {
		return f.(figure.Figure), nil
	}
	f, err := draw(v.server.World)
	if err == nil {
		v.server.drawings.Store(key, f)
	}
	return f, err
}

// loop gives the views of a loop, the index of the one that the query asks for, and whether it is to be nudged.
func (v *lessonView) loop(l *course.Loop) (views []course.LoopView, mode int, nudged bool, err error) {
	key := v.Lesson.Slug + "/loop/" + l.ID
	if known, ok := v.server.drawings.Load(key); ok {
		views = known.([]course.LoopView)
	} else {
		if views, err = l.Draw(v.server.World); err != nil {
			return nil, 0, false, err
		}
		v.server.drawings.Store(key, views)
	}
	for i, m := range views {
		if m.ID == v.Query.Get(l.ID+".mode") {
			mode = i
		}
	}
	return views, mode, v.Query.Get(l.ID+".nudged") == "1", nil
}

// loopLink is the address at which a lesson shows a loop in one of its modes, as it is or nudged.
func (v *lessonView) loopLink(l *course.Loop, mode string, nudged bool) string {
	link := "/lessons/" + v.Lesson.Slug + "?" + l.ID + ".mode=" + mode
	if nudged {
		link += "&" + l.ID + ".nudged=1"
	}
	return link + "#" + l.ID
}

// notes are the claims whose evidence stands beside a block: those that are not simply right, at their first mention.
func (v *lessonView) notes(b course.Block) []*course.Claim {
	var out []*course.Claim
	for _, id := range b.Claims {
		c, ok := v.server.Course.Claim(id)
		if !ok || v.Noted[id] || c.Verdict == "holds" {
			continue
		}
		v.Noted[id] = true
		out = append(out, c)
	}
	return out
}

// readSection serves POST /lessons/:slug/read: the reader reached a section.
func (s *Server) readSection(c echo.Context) error {
	l, ok := s.Course.Lesson(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	wanted := c.FormValue("section")
	for _, sec := range l.Sections {
		if sec.ID == wanted || wanted == "all" {
			if err := s.Store.SaveReading(c.Request().Context(), person, l.Slug, sec.ID); err != nil {
				return err
			}
		}
	}
	if c.Request().Header.Get("Sec-Fetch-Mode") == "navigate" || wanted == "all" {
		return back(c, "/lessons/"+l.Slug)
	}
	return c.NoContent(http.StatusNoContent)
}

// answerCheck serves POST /lessons/:slug/check: one answer to a quick check.
func (s *Server) answerCheck(c echo.Context) error {
	l, ok := s.Course.Lesson(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	b, _ := l.Block(c.FormValue("id"))
	quick, ok := b.Body.(*course.QuickCheck)
	if !ok {
		return errNotFound
	}
	choice, err := strconv.Atoi(c.FormValue("choice"))
	if err != nil || choice < 0 || choice >= len(quick.Options) {
		return c.Redirect(http.StatusSeeOther, "/lessons/"+l.Slug+"?unanswered="+url.QueryEscape(b.ID)+"#"+b.ID)
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	ctx, place, right := c.Request().Context(), "lessons/"+l.Slug+"/"+b.ID, quick.Options[choice].Right
	check := store.QuickCheck{Place: place, Choice: choice, Correct: right}
	if err := s.Store.SaveCheck(ctx, person, check); err != nil {
		return err
	}
	if !right {
		if err := s.Store.AddReview(ctx, person, place); err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, "/lessons/"+l.Slug+"#"+b.ID)
}

// predict serves POST /predictions: a guess at a place, kept with what the run gives. Only the first guess counts.
func (s *Server) predict(c echo.Context) error {
	ctx, place := c.Request().Context(), c.FormValue("place")
	at, err := s.guessAt(ctx, place)
	if err != nil {
		return err
	}
	page := "/" + strings.Join(strings.Split(place, "/")[:2], "/")
	guess, ok := at.parse(c.FormValue("guess"))
	if !ok {
		q := url.Values{"guess": {c.FormValue("guess")}, "guess_at": {at.Anchor}}
		return c.Redirect(http.StatusSeeOther, page+"?"+q.Encode()+"#"+at.Anchor)
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	if err := s.Store.SavePrediction(ctx, person, store.Prediction{Place: place, Guess: guess, Actual: at.Answer,
		Unit: at.Unit}); err != nil {
		return err
	}
	if at.rating(guess) == fsrs.Again {
		if err := s.Store.AddReview(ctx, person, place); err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, page+"#"+at.Anchor)
}
