package web

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sort"
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
		return s.simGlance(ctx, c, v, person, sight)
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

// inSight gives the names of the parts that the script asks for while a slider moves. ok is false when it asks for all.
func inSight(c echo.Context) (names []string, ok bool) {
	asked := c.Request().Header.Values("X-Parts")
	if len(asked) == 0 || fragment(c) == "" || len(c.QueryParams()) == 0 {
		return nil, false
	}
	return strings.Fields(asked[0]), true
}

// simGlance is the view of the parts in sight of a run that a slider passes through.
func (s *Server) simGlance(ctx context.Context, c echo.Context, v simView, person string, sight []string) (simView, error) {
	report, err := s.Runs.Glance(v.Sim, c.QueryParams(), func(id string) bool { return slices.Contains(sight, id) })
	if err != nil {
		return v, err
	}
	report.Figures = slices.DeleteFunc(slices.Clone(report.Figures), func(f figure.Figure) bool { return !slices.Contains(sight, f.ID) })
	v.Report, v.Query, v.Glance = report, v.Sim.Canonical(c.QueryParams()), true
	v.Guess, err = s.guess(ctx, person, v.Sim)
	c.Response().Header().Set("X-Parts", "some")
	return v, err
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

// comparison is a second run on common random numbers: the same seed, other knobs.
type comparison struct {
	Changed []sims.Knob // knobs of B that differ from A
	Err     string
	Rows    []comparedMetric
	Strips  *figure.Figure
	Query   string
}

type comparedMetric struct {
	Label, A, B, Diff, Unit string
	AtA, AtB                string // positions of the marks, in percent
}

// comparison runs B: the knobs of A with every b.KNOB of the query in their place. It gives nil without any.
func (s *Server) comparison(sim sims.Sim, q url.Values, a sims.Report) *comparison {
	other := url.Values{}
	changed := map[string]bool{}
	for k, v := range q {
		if id, ok := strings.CutPrefix(k, "b."); ok {
			other[id], changed[id] = v, true
		} else if _, replaced := q["b."+k]; !replaced {
			other[k] = v
		}
	}
	if len(changed) == 0 {
		return nil
	}
	cmp := &comparison{}
	delete(changed, "knob")
	delete(changed, "value")
	if k, v := q.Get("b.knob"), q.Get("b.value"); k != "" {
		other.Set(k, v)
		changed[k] = true
	}
	knobs, err := sim.Form(other)
	for _, k := range knobs {
		if changed[k.ID] {
			cmp.Changed = append(cmp.Changed, k)
			delete(changed, k.ID)
		}
	}
	if len(changed) > 0 {
		unknown := slices.Sorted(maps.Keys(changed))
		cmp.Err = fmt.Sprintf("%s has no knob %q; choose one from the list", sim.Title, unknown[0])
		return cmp
	}
	if err != nil {
		cmp.Err = err.Error()
		return cmp
	}
	b, err := s.Runs.Run(sim, other)
	if err != nil {
		cmp.Err = explain(err).Detail
		return cmp
	}
	cmp.Query = sim.Canonical(other)
	for _, id := range sim.Headline {
		x, okA := a.Metric(id)
		y, okB := b.Metric(id)
		if okA && okB {
			cmp.Rows = append(cmp.Rows, compare(x, y))
		}
	}
	cmp.Strips = pairStrips(a, b)
	return cmp
}

func compare(x, y sims.Metric) comparedMetric {
	diff := figure.Number(y.Value-x.Value, x.Decimals)
	if y.Value > x.Value {
		diff = "+" + diff
	}
	lo, hi := min(x.Value, y.Value, 0), max(x.Value, y.Value, 0)
	at := func(v float64) string {
		if hi == lo {
			return "5%"
		}
		return number(float64(int(5+90*(v-lo)/(hi-lo)))) + "%"
	}
	return comparedMetric{Label: x.Label, A: figure.Number(x.Value, x.Decimals), B: figure.Number(y.Value, y.Decimals), Diff: diff, Unit: x.Unit, AtA: at(x.Value), AtB: at(y.Value)}
}

// pairStrips puts the first key strips of two runs below each other.
func pairStrips(a, b sims.Report) *figure.Figure {
	x, okA := a.Figure("strip")
	y, okB := b.Figure("strip")
	if !okA || !okB || x.Strip == nil || y.Strip == nil || len(x.Strip.Rows)*len(y.Strip.Rows) == 0 {
		return nil
	}
	rowA, rowB := x.Strip.Rows[0], y.Strip.Rows[0]
	rowA.Label, rowB.Label = "A", "B"
	return &figure.Figure{ID: "pair", Title: "Keys of both runs in hash order", Alt: "A moves " + rowA.Value + ", B moves " + rowB.Value + " of the keys.",
		Caption: "Keys in hash order; tall lines moved.", Strip: &figure.Strip{Rows: []figure.StripRow{rowA, rowB}}}
}

// knobsFor gives the knobs that a comparison may change, by label.
func knobsFor(knobs []sims.Knob) []sims.Knob {
	var out []sims.Knob
	for _, k := range knobs {
		if k.Kind != sims.StepKnob {
			out = append(out, k)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Label < out[j].Label })
	return out
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

// gallery serves GET /sims: every simulation with a picture drawn from its default run.
func (s *Server) gallery(c echo.Context) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	build := func(ctx context.Context) (templ.Component, error) {
		v := galleryView{shell: s.shell(c, "Simulations", "sims")}
		if err := s.progress(ctx, &v.shell, person); err != nil {
			return nil, err
		}
		for _, sim := range s.Sims {
			r, err := s.Runs.Run(sim, url.Values{})
			if err != nil {
				return nil, err
			}
			v.Sims = append(v.Sims, galleryItem{sim, r})
		}
		return galleryPage(v), nil
	}
	return s.page(c, person, false, build)
}

type galleryView struct {
	shell
	Sims []galleryItem
}

type galleryItem struct {
	Sim    sims.Sim
	Report sims.Report
}
