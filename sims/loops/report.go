package loops

import (
	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, study]{
	Defaults: defaults,
	Knobs:    knobs,
	Valid:    valid,
	Cost:     cost,
	Run:      newStudy,
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, study]{
		{ID: "loop", Draw: func(_ Params, s study) figure.Figure { return s.diagram(-1) }},
		{ID: "time", Work: timeFigure},
		{ID: "stocks", Draw: stocksFigure},
		{ID: "phase", Draw: phaseFigure},
		{ID: "law", Work: lawFigure},
		{ID: "parameters", Work: parametersFigure},
	},
})

var defaults = Params{Loop: "writecache", Gain: 1, Delay: 1, Push: 1, PushAt: 10, Method: "rk4", Dt: 0.1, Horizon: 120}

var about = sims.About{
	Slug: "loops", Title: "Feedback loops", Version: "4", Lesson: 1,
	Question: "What feeds back on what, how strongly and how late? Push a system once: does it settle, swing or run " +
		"away, and which one number decides?",
	Doc: "Eleven feedback loops of the course as stocks and flows with gains, delays and units, held against " +
		"the roots of their characteristic equations.",
	LeavesOut: []string{
		"Stocks are smooth quantities: half a shard and a third of a consumer exist here. Single requests, queues " +
			"and chance do not.",
		"Gains are constants of a mid-sized invented system. Their ratios carry over; their values do not.",
		"People decide by one rule each. Real teams learn, argue and change the rule.",
		"Each loop stands alone. In a real system the loop of retries and that of scaling meet.",
		"The theory is one of small deviations. After a large push a loop can end elsewhere, as the retry storm does.",
		"Nothing is drawn at random, so there is no seed: equal knobs give equal runs.",
	},
	Sources: []sims.Source{
		{Label: "Forrester, Industrial Dynamics, MIT Press 1961", For: "stocks, flows and pipeline delays"},
		{Label: "Hayes, Roots of the transcendental equation associated with a certain difference-differential " +
			"equation, J. London Math. Soc. 25, 1950", URL: "https://doi.org/10.1112/jlms/s1-25.3.226",
			For: "a delayed balancing loop swings for ever at gain × delay = π/2"},
		{Label: "Bronson et al., Metastable failures in distributed systems, HotOS 2021",
			URL: "https://doi.org/10.1145/3458336.3465286",
			For: "retries that keep a system down after the push is gone"},
		{Label: "Fiddaman, on diagrams without units, metasd.com 2017", URL: "https://metasd.com",
			For: "why each link here has a gain, a delay and a unit"},
	},
	Headline: []string{"before", "peak", "after", "swing_pct", "growth_rate", "period"},
	First:    []string{"loop", "gain", "delay", "push", "change"},
	Predict: &sims.Predict{Question: "An application sends 10,000 writes a second to a write-behind cache that " +
		"flushes 8,000 a second. Writers are slowed by the stock they see, 5 s late. How many writes are pending at " +
		"the worst moment?",
		Metric: "peak", Min: 1000, Max: 250_000, Step: 1000, Unit: "writes",
		Hides: []string{"after", "loop", "time", "stocks", "phase", sims.StoryID}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	var slugs, titles []string
	for _, m := range models {
		slugs, titles = append(slugs, m.Slug), append(titles, m.Title)
	}
	loop := sims.Choice(&p.Loop, "loop", "Loop", slugs...)
	loop.Labels = titles
	method := sims.Choice(&p.Method, "method", "Method", "rk4", "euler")
	method.Labels = []string{"Runge–Kutta, fourth order", "Euler"}
	return []sims.Knob{
		loop.With("", "One a lesson. Each keeps time in a clock of its own: seconds, minutes, weeks or months."),
		sims.Float(&p.Gain, "gain", "Gain", 0, 10, 0.05).With("× own",
			"Factor of the parameter that closes the loop; the table of parameters names it."),
		sims.Float(&p.Delay, "delay", "Delay", 0, 10, 0.05).With("× own",
			"Factor of the time that the loop's signal is under way."),
		sims.Float(&p.Push, "push", "Push", 0, 10, 0.1).With("× own",
			"Factor of the disturbance; 0 leaves the system alone."),
		sims.Parsed(&p.Change, "change", "Other parameters", "", 200, parseChange).With("",
			"name=value with the names of the table of parameters, for instance notice=1."),
		sims.Float(&p.PushFor, "push_for", "The push lasts", -1, 400, 1).With("clock",
			"0: as long as the loop has it; -1: for good."),
		sims.Float(&p.PushAt, "push_at", "The push begins at", 0, 100, 1).With("clock", ""),
		method.With("", "How the stocks are stepped on."),
		sims.Float(&p.Dt, "dt", "Step dt", 0.01, 0.5, 0.01).LogScale().With("clock", "No delay may be shorter."),
		sims.Float(&p.Horizon, "horizon", "Horizon", 20, 400, 10).With("clock", ""),
		sims.Step(&p.Step, told),
	}
}

// valid compiles the run, so that a wrong parameter is refused before anything is drawn.
func valid(p Params) error {
	_, err := p.system()
	return err
}

func metrics(_ Params, s study) []sims.Metric {
	r, unit := s.r, s.r.sys.unit(s.r.sys.index(s.r.Model.Watch))
	if unit == "1" {
		unit = ""
	}
	clock := r.Model.Clock
	watched := lower(r.sys.label(r.sys.index(r.Model.Watch)))
	peak, _ := s.peak()
	sign, swings := "below 0 it dies out", "0: it does not swing"
	if !s.atRest {
		sign, swings = "no resting state to deviate from", "no resting state to deviate from"
	}
	ms := []sims.Metric{
		{ID: "before", Label: "Before the push: " + watched, Value: r.Watch[0], Unit: unit, Decimals: 1},
		{ID: "peak", Label: "Farthest from there", Value: peak, Unit: unit, Decimals: 1},
		{ID: "after", Label: "At the end", Value: r.Watch[len(r.Watch)-1], Unit: unit, Decimals: 1},
		{ID: "swing_pct", Label: "Swing over the last quarter", Value: s.swing(), Unit: "%", Better: "lower",
			Decimals: 2, Compare: "of the mean"},
		{ID: "growth_rate", Label: "Growth of a small deviation", Value: s.own.Theory.Growth, Unit: "per " + clock,
			Better: "lower", Decimals: 4, Compare: sign},
		{ID: "period", Label: "Period of a small swing", Value: s.own.Theory.period(), Unit: clock, Decimals: 1,
			Compare: swings},
		{ID: "growth_measured", Label: "Growth measured on a small deviation", Value: s.own.Growth, Unit: "per " +
			clock, Decimals: 4},
		{ID: "period_measured", Label: "Period measured on a small deviation", Value: s.own.Period, Unit: clock,
			Decimals: 1},
		{ID: "rests", Label: "There is a resting state", Value: model.Indicator(r.Rest != nil), Better: "higher"},
		{ID: "stable", Label: "Small deviations from it die out",
			Value: model.Indicator(s.atRest && s.own.Theory.Growth < 0), Better: "higher"},
		{ID: "settle", Label: "Settled after the push within", Value: s.settle(), Unit: clock, Better: "lower",
			Decimals: 1, Compare: "until within 5 % of the end"},
		{ID: "diverged", Label: "Ran away", Value: model.Indicator(r.Diverged), Better: "lower"},
		{ID: "halving_error_pct", Label: "Change with half the step", Value: 100 * s.halving(), Unit: "%",
			Better: "lower", Decimals: 4},
		{ID: "conservation_error_pct", Label: "Stock less inflow plus outflow", Value: 100 * r.Leak, Unit: "%",
			Better: "lower", Decimals: 6},
		{ID: "in_transit", Label: "Under way in pipelines at the end", Value: r.InTransit, Decimals: 1},
		{ID: "changed", Label: "Parameters changed", Value: float64(r.Changed), Better: "lower"},
	}
	for i, v := range r.sys.m.Params {
		switch v.ID {
		case r.Model.Gain:
			ms = append(ms, sims.Metric{ID: "gain_value", Label: "Gain: " + lower(v.Label), Value: r.sys.own[i],
				Unit: v.Unit, Decimals: 6})
		case r.Model.Delay:
			ms = append(ms, sims.Metric{ID: "delay_value", Label: "Delay: " + lower(v.Label), Value: r.sys.own[i],
				Unit: v.Unit, Decimals: 2})
		}
	}
	for i, id := range s.names() {
		if id != r.Model.Watch {
			ms = append(ms, sims.Metric{ID: "end_" + id, Label: "At the end: " + lower(r.sys.label(i)),
				Value: r.Rows[len(r.Rows)-1][i], Unit: r.sys.unit(i), Decimals: 2},
				sims.Metric{ID: "late_" + id, Label: "Mean of the last quarter: " + lower(r.sys.label(i)),
					Value: s.late(i), Unit: r.sys.unit(i), Decimals: 2})
		}
	}
	return ms
}
