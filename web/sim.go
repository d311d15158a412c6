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

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// simView is a simulation's page: the present run A and, when one is asked for, a second run B.
type simView struct {
	kit.Shell
	Sim   sims.Sim
	Knobs []sims.Knob
	Bad   bool // some value was refused; there is no run

	Unfinished string // why a legal run has no results; "" for one that has them
	Partial    bool   // while a slider moves: only the numbers and the figures in sight
	Report     sims.Report
	Query      string // canonical query of the run
	Command    string
	B          *comparison
	Guess      *store.Prediction
	Veiled     bool // the headline number waits for a guess
	Challenge  *sims.Attempt
	Code       *exercises.Exercise // a challenge in code
	Reset      string
}

// simulation serves GET /sims/:slug. The query string is the whole state, so every run has a link.
func (s *Server) simulation(c echo.Context) error {
	sim, ok := s.Sims.Find(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	run, bad := sim.Parse(c.QueryParams())
	if bad != nil {
		return s.render(c, http.StatusUnprocessableEntity, noResults(c, s.refusedRun(c, run, bad)))
	}
	if _, ok := inSight(c); ok {
		c.Response().Header().Set(partsHeader, "some")
	}
	err := s.page(c, sim.Title, "sims", func(ctx context.Context, at *visit) (templ.Component, error) {
		at.public = len(at.query) > 0 // without a query the page asks for a guess first
		v, err := s.simView(ctx, run, at)
		if err != nil {
			return nil, err
		}
		switch {
		case v.Partial:
			return simPartial(v), nil
		case at.fragment != "":
			return simResults(v), nil
		}
		return simPage(v), nil
	})
	var refused *sims.ParamError
	if errors.As(err, &refused) { // what only the run could tell, as that a query takes too many steps
		c.Response().Header().Del(partsHeader)
		return s.render(c, http.StatusUnprocessableEntity, noResults(c, s.refusedRun(c, run, refused)))
	}
	if why, ok := unfinished(err); ok {
		return s.unfinishedRun(c, run, why)
	}
	return err
}

// refusedRun is the view of a run that was refused: the form, with what was typed and why it cannot be run.
func (s *Server) refusedRun(c echo.Context, run sims.Run, bad error) simView {
	v := simView{Shell: s.shell(c, run.Sim.Title, "sims"), Sim: run.Sim, Knobs: run.Knobs, Bad: true,
		Reset: "/sims/" + run.Sim.Slug}
	var params *sims.ParamError
	if errors.As(bad, &params) {
		markKnobs(v.Knobs, params)
	}
	return v
}

// unfinishedRun answers for a run that was ended or found no seat, with the form as it was.
func (s *Server) unfinishedRun(c echo.Context, run sims.Run, why error) error {
	v := s.refusedRun(c, run, nil)
	v.Bad = false
	v.Unfinished = sentenceOf(why)
	c.Response().Header().Del(partsHeader)
	c.Response().Header().Set("Retry-After", retryAfter)
	return s.render(c, http.StatusServiceUnavailable, noResults(c, v))
}

// noResults shows a run without results, for the whole page or the part of it that a script asked for.
func noResults(c echo.Context, v simView) templ.Component {
	if fragment(c) != "" {
		return simResults(v)
	}
	return simPage(v)
}

func (s *Server) simView(ctx context.Context, run sims.Run, at *visit) (simView, error) {
	q, sim := at.query, run.Sim
	v := simView{Shell: at.Shell, Sim: sim, Knobs: run.Knobs, Reset: "/sims/" + sim.Slug}
	if at.parts != nil {
		return s.partial(ctx, v, run, at)
	}
	report, err := s.Runs.Report(ctx, at.asker, run)
	if err != nil {
		return v, err
	}
	v.Report, v.Query, v.Command = report, run.Query, command(run)
	if v.Guess, err = s.guess(ctx, at.person, sim); err != nil {
		return v, err
	}
	if e, ok := s.findChallenge(sim.Slug); ok {
		v.Code = &e
	}
	v.Veiled = sim.Predict != nil && v.Guess == nil && len(q) == 0
	v.B = s.comparison(ctx, at.asker, sim, q, report)
	if q.Get("challenge") == "on" && sim.Challenge != nil {
		attempt, err := s.Runs.Try(ctx, at.asker, run, q)
		if err != nil {
			return v, err
		}
		v.Challenge = &attempt
	}
	return v, nil
}

// guess is the prediction that someone made on the simulation's page; nil for none.
func (s *Server) guess(ctx context.Context, person string, sim sims.Sim) (*store.Prediction, error) {
	if person == "" || sim.Predict == nil {
		return nil, nil
	}
	p, err := s.Store.Prediction(ctx, person, "sims/"+sim.Slug)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &p, err
}

// markKnobs shows errors that concern several knobs at the one to change.
func markKnobs(knobs []sims.Knob, e *sims.ParamError) {
	for _, f := range e.Fields {
		for i := range knobs {
			if knobs[i].ID == f.Knob && knobs[i].Err == "" {
				knobs[i].Err = f.Message
			}
		}
	}
}

// command is the run as a command line.
func command(run sims.Run) string {
	var b strings.Builder
	b.WriteString("lab sim " + run.Sim.Slug)
	for _, k := range run.Knobs {
		if k.Text == k.Default && k.ID != "seed" {
			continue
		}
		text := k.Text
		if strings.ContainsAny(text, " '\"$&;|<>()*?") || text == "" {
			text = "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
		}
		b.WriteString(" --" + k.ID + " " + text)
	}
	return b.String()
}

// stepLink is the address of the same run at another step.
func (v simView) stepLink(step int) string {
	q, _ := url.ParseQuery(v.Query)
	q.Set("step", strconv.Itoa(step))
	return "/sims/" + v.Sim.Slug + "?" + q.Encode() + "#story"
}

// turnLink is the address of the run that a turn leads to.
func (v simView) turnLink(t sims.Turn) string {
	q, _ := url.ParseQuery(v.Query)
	for _, k := range t.Set {
		q.Set(k[0], k[1])
	}
	return "/sims/" + v.Sim.Slug + "?" + q.Encode() + "#story"
}

// stepLess is the address of the run as asked for, without its step.
func (v simView) stepLess() string {
	path, query, _ := strings.Cut(v.Path, "?")
	q, _ := url.ParseQuery(query)
	q.Del("step")
	return path + "?" + q.Encode()
}

func (v simView) runLink() string {
	if v.Query == "" {
		return "/sims/" + v.Sim.Slug
	}
	return "/sims/" + v.Sim.Slug + "?" + v.Query
}

func (v simView) api(format string) string {
	link := "/api/v1/sims/" + v.Sim.Slug + "?" + v.Query
	if format != "" {
		link += "&format=" + format
	}
	return link
}

func (v simView) exploreLink(id string) string {
	return "/sims/" + v.Sim.Slug + "/explore/" + id + "?" + v.Query
}

// headline lists the metrics of the panel in their order.
func (v simView) headline() []sims.Metric {
	var out []sims.Metric
	for _, id := range v.Sim.Headline {
		if m, ok := v.Report.Metric(id); ok {
			out = append(out, m)
		}
	}
	if len(out) < 3 { // a part of the simulation that has other numbers than the headline
		out = v.Report.Metrics[:min(6, len(v.Report.Metrics))]
	}
	return out
}

// hides reports whether a metric or figure would give the awaited number away.
func (v simView) hides(id string) bool {
	return v.Veiled && (v.Sim.Predict.Metric == id || slices.Contains(v.Sim.Predict.Hides, id))
}

func figureByID(r sims.Report, ids ...string) []figure.Figure {
	var out []figure.Figure
	for _, id := range ids {
		if f, ok := r.Figure(id); ok {
			out = append(out, f)
		}
	}
	return out
}
