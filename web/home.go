package web

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/course"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/web/kit"
)

// homeView is the first page: one sentence, one live run, the path through the course.
type homeView struct {
	kit.Shell
	Standing standing
	Parts    []course.Part
	Cases    []*course.Case
	Run      sims.Report
	Knobs    []sims.Knob
	Query    string
	Claims   map[course.Status]int
	Of       int
}

// homeKnobs are the knobs of the run on the first page; the others keep these values.
var homeKnobs = []string{"op", "vnodes", "nodes"}

// home serves GET /.
func (s *Server) home(c echo.Context) error {
	s.invite(c)
	return s.page(c, "", "", func(ctx context.Context, at *visit) (templ.Component, error) {
		v, err := s.homeView(ctx, at)
		if err != nil {
			return nil, err
		}
		if at.fragment != "" {
			return homeRun(v), nil
		}
		return homePage(v), nil
	})
}

func (s *Server) homeView(ctx context.Context, at *visit) (homeView, error) {
	v := homeView{Shell: at.Shell, Standing: at.standing, Parts: s.Course.Parts, Cases: s.Course.Cases,
		Claims: map[course.Status]int{}}
	v.Shell.Style = s.sheet("home")
	for _, claim := range s.Course.Claims {
		v.Claims[claim.Status]++
		v.Of++
	}
	sim, ok := s.Sims.Find("hashing")
	if !ok {
		return v, errors.New("the first page shows the simulation hashing, which is not in the catalogue")
	}
	q := url.Values{"vnodes": {"8"}, "seed": {"9"}}
	for _, id := range homeKnobs {
		if value := at.query.Get(id); value != "" {
			q.Set(id, value)
		}
	}
	run, err := sim.Parse(q)
	if err != nil {
		// A refused value on the first page falls back to the run it opens with; the simulation's page explains ranges.
		if run, err = sim.Parse(url.Values{"vnodes": {"8"}, "seed": {"9"}}); err != nil {
			return v, err
		}
	}
	for _, id := range homeKnobs {
		for _, k := range run.Knobs {
			if k.ID == id {
				if id == "op" {
					k.Choices = []string{"add", "remove"}
				}
				k.Help = "" // the full simulation explains
				v.Knobs = append(v.Knobs, k)
			}
		}
	}
	v.Query = run.Query
	v.Run, err = s.Runs.Partial(ctx, at.asker, run, func(id string) bool {
		return id == "ring" || id == "strip"
	})
	return v, err
}

// rows are the small results beside the ring.
func (v homeView) rows() []sims.Metric {
	var out []sims.Metric
	for _, id := range []string{"max_over_mean", "load_cv", "least_pct"} {
		if m, ok := v.Run.Metric(id); ok {
			out = append(out, m)
		}
	}
	return out
}

func (v homeView) figure(id string) figure.Figure {
	f, _ := v.Run.Figure(id)
	f.Takeaway = ""
	return f
}

func (v homeView) continueLink() string {
	if v.Standing.Last == nil {
		return ""
	}
	return "/lessons/" + v.Standing.Last.Lesson + "#" + v.Standing.Last.Section
}

func (v homeView) lastLesson() *course.Stage {
	for _, p := range v.Parts {
		for _, l := range p.Lessons {
			if v.Standing.Last != nil && l.Slug == v.Standing.Last.Lesson {
				return l
			}
		}
	}
	return nil
}

// firstWritten is the lesson to start with.
func (v homeView) firstWritten() *course.Stage {
	for _, p := range v.Parts {
		for _, l := range p.Lessons {
			if l.Written() {
				return l
			}
		}
	}
	return nil
}

// state says how a lesson stands on the path: done, current, ahead or coming.
func (v homeView) state(l *course.Stage) string {
	st := v.Standing.Lessons[l.Slug]
	switch {
	case !l.Written():
		return "coming"
	case st.Solved:
		return "done"
	case st.Read > 0 || st.Score > 0:
		return "current"
	}
	return "ahead"
}

// needs names the lessons to know before, "lessons 3 and 4"; "" for none.
func (v homeView) needs(l *course.Stage) string {
	if !l.Written() {
		return ""
	}
	var numbers []string
	for _, slug := range l.Lesson.Needs {
		for _, p := range v.Parts {
			for _, other := range p.Lessons {
				if other.Slug == slug {
					numbers = append(numbers, strconv.Itoa(other.Number))
				}
			}
		}
	}
	if len(numbers) == 0 {
		return ""
	}
	return say.Plural(len(numbers), "lesson") + " " + strings.Join(numbers, " and ")
}

func homeQuestion(v homeView) string {
	for _, k := range v.Knobs {
		if k.ID == "op" && k.Text == "remove" {
			return "A cache node leaves. Which keys change owner?"
		}
	}
	return "A cache node joins. Which keys change owner?"
}
