package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/store"
)

// simView is a simulation's page: the present run A and, when one is asked for, a second run B.
type simView struct {
	shell
	Sim       sims.Sim
	Knobs     []sims.Knob
	Bad       bool // some value was refused; there is no run
	Glance    bool // while a slider moves: only the numbers and the figures in sight
	Report    sims.Report
	Query     string // canonical query of the run
	Command   string
	B         *comparison
	Guess     *store.Prediction
	Veiled    bool // the headline number waits for a guess
	Challenge *sims.Attempt
	Code      *exercises.Exercise // a challenge in code
	Reset     string
}

// simulation serves GET /sims/:slug. The query string is the whole state, so every run has a link.
func (s *Server) simulation(c echo.Context) error {
	sim, ok := s.findSim(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	build := func(ctx context.Context) (templ.Component, error) {
		v, err := s.simView(ctx, c, sim, person)
		if err != nil {
			return nil, err
		}
		switch {
		case v.Glance:
			return simGlance(v), nil
		case fragment(c) != "":
			return simResults(v), nil
		}
		return simPage(v), nil
	}
	if _, bad := sim.Form(c.QueryParams()); bad != nil {
		component, err := build(c.Request().Context())
		if err != nil {
			return err
		}
		return s.render(c, http.StatusUnprocessableEntity, component)
	}
	return s.page(c, person, len(c.QueryParams()) > 0, build) // without a query the page asks for a guess first
}

func (s *Server) simView(ctx context.Context, c echo.Context, sim sims.Sim, person string) (simView, error) {
	q := c.QueryParams()
	v := simView{shell: s.shell(c, sim.Title, "sims"), Sim: sim, Reset: "/sims/" + sim.Slug}
	knobs, bad := sim.Form(q)
	v.Knobs = knobs
	var params *sims.ParamError
	if errors.As(bad, &params) {
		v.Bad = true
		markKnobs(v.Knobs, params)
		return v, nil
	}
	if sight, ok := inSight(c); ok {
		return s.glance(ctx, c, v, person, sight)
	}
	report, err := s.Runs.Run(sim, q)
	if err != nil {
		return v, err
	}
	v.Report, v.Query, v.Command = report, sim.Canonical(q), command(sim, knobs)
	if err := s.progress(ctx, &v.shell, person); err != nil {
		return v, err
	}
	if v.Guess, err = s.guess(ctx, person, sim); err != nil {
		return v, err
	}
	if e, ok := s.findChallenge(sim.Slug); ok {
		v.Code = &e
	}
	v.Veiled = sim.Predict != nil && v.Guess == nil && len(q) == 0
	v.B = s.comparison(sim, q, report)
	if q.Get("challenge") == "on" && sim.Challenge != nil {
		attempt, err := sim.Try(q)
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
func command(sim sims.Sim, knobs []sims.Knob) string {
	var b strings.Builder
	b.WriteString("lab sim " + sim.Slug)
	for _, k := range knobs {
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
	q.Set("step", itoa(step))
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
