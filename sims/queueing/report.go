package queueing

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
)

// settledLengths is how many times the mean number in the system a run must serve before it is held against theory: who
// is in the system at either end of the run then makes less than half a percent.
const settledLengths = 200

const (
	littleLaw = "Little, Operations Research 1961"
	textbook  = "Kleinrock, Queueing Systems I, 1975"
	erlang    = "Erlang C; Kleinrock, Queueing Systems I, 1975"
	pollaczek = "Pollaczek–Khinchine formula"
	poisson   = "binomial count"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: Params{Model: "mm1", ArrivalRate: 80, ServiceMs: 10, Servers: 2, Buffer: 10, Customers: 200_000, Seed: 1},
	Knobs:    knobs,
	Cost:     cost,
	Run:      sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, Result]{
		{ID: "curve", Work: curveFigure},
		{ID: sims.MotionID, If: hasMotion, Draw: motionFigure},
		{ID: "number", Draw: numberFigure},
		{ID: "distribution", Draw: distributionFigure},
	},
})

var about = sims.About{
	Slug: "queueing", Title: "Queueing", Version: "4", Lesson: 0,
	Question: "A server gets busier. How long do requests wait, and when does the wait run away?",
	Doc: "One queue, event by event, beside the closed forms: how waiting grows with utilisation, servers, " +
		"constant service and a finite buffer.",
	LeavesOut: []string{
		"Arrivals are a Poisson process. Real traffic comes in bursts and by the hour of the day.",
		"Clients never give up and never try again. Here each request comes once.",
		"All requests wait in one line, first come first served.",
		"Service times do not depend on the load. Here a busy server is as fast as an idle one.",
	},
	Sources: []sims.Source{
		{Label: "Little, A proof for the queuing formula L = λW, Operations Research 1961",
			URL: "https://doi.org/10.1287/opre.9.3.383",
			For: "number in the system = arrival rate × time in the system"},
		{Label: "Kleinrock, Queueing Systems, volume I, 1975", For: "M/M/1, M/M/c, M/M/1/K and M/D/1"},
		{Label: "Whitt, Planning queueing simulations, Management Science 1989",
			URL: "https://doi.org/10.1287/mnsc.35.11.1341", For: "how far a run of this length may stray"},
	},
	Headline: []string{"utilisation_pct", "wait_ms", "sojourn_ms", "p99_ms", "in_system", "dropped_pct"},
	First:    []string{"model", "arrival_rate", "service_ms"},
	Predict: &sims.Predict{Question: "Service takes 10 ms and the server is busy 80 % of the time. How long is a " +
		"request in the system on average?", Metric: "sojourn_ms", Min: 10, Max: 200, Step: 1, Unit: "ms",
		Hides: []string{"curve"}},
}

func knobs(p *Params) []sims.Knob {
	model := sims.Choice(&p.Model, "model", "Model", "mm1", "mmc", "md1", "mm1k")
	model.Labels = []string{"one server", "several servers", "constant service", "finite buffer"}
	return []sims.Knob{
		model.With("", "M/M/1, M/M/c, M/D/1 and M/M/1/K in Kendall's notation."),
		sims.Float(&p.ArrivalRate, "arrival_rate", "Arrival rate", 0.1, 100_000, 0.1).LogScale().With("per s",
			"Mean of a Poisson process."),
		sims.Float(&p.ServiceMs, "service_ms", "Mean service time", 0.01, 1000, 0.01).LogScale().
			With("ms", "Exponential, except in the model with constant service."),
		sims.Int(&p.Servers, "servers", "Servers", 1, 64).With("", "Several servers only."),
		sims.Int(&p.Buffer, "buffer", "Places to wait", 0, 1000).
			With("", "Finite buffer only; who finds none free is turned away."),
		sims.Int(&p.Customers, "customers", "Requests", 10_000, 10_000_000).LogScale().
			With("", "The first tenth warms the queue up and is not counted."),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, logEvents),
	}
}

// cost counts the customers of the run and of the short runs behind the curve.
func cost(p Params) float64 {
	return customerSteps * float64(p.Customers+len(curveLoads)*curveCustomers)
}

func metrics(p Params, r Result) []sims.Metric {
	th, stable := theoryOf(p)
	seen := float64(max(r.Served+r.Dropped, 1))
	m := []sims.Metric{
		{ID: "utilisation_pct", Label: "Utilisation", Value: 100 * r.Busy, Unit: "%", Decimals: 1},
		{ID: "wait_ms", Label: "Mean wait", Value: 1000 * r.Wait, Unit: "ms", Better: "lower", Decimals: 2},
		{ID: "sojourn_ms", Label: "Mean time in the system", Value: 1000 * r.Sojourn, Unit: "ms", Better: "lower",
			Decimals: 2},
		{ID: "p99_ms", Label: "99th percentile", Value: 1000 * r.P99, Unit: "ms", Better: "lower", Decimals: 1},
		{ID: "in_system", Label: "Number in the system", Value: r.InSystem, Unit: "requests", Better: "lower",
			Decimals: 2},
		{ID: "dropped_pct", Label: "Turned away", Value: 100 * float64(r.Dropped) / seen, Unit: "%", Better: "lower",
			Decimals: 2},
		{ID: "offered_pct", Label: "Load offered", Value: 100 * p.offered(), Unit: "%", Decimals: 1},
		{ID: "sojourn_over_service", Label: "Time in the system over service time",
			Value: 1000 * r.Sojourn / p.ServiceMs, Unit: "×", Better: "lower", Decimals: 2},
		{ID: "served", Label: "Requests counted", Value: float64(r.Served), Unit: "requests"},
	}
	if !stable {
		return m
	}
	for i, want := range []float64{100 * th.busy, 1000 * th.wait, 1000 * th.sojourn, 1000 * th.p99, th.inSystem,
		100 * th.dropped} {
		if !math.IsNaN(want) {
			m[i].Compare = "theory " + say.Short(want) + " " + m[i].Unit
		}
	}
	return m
}

// settled says whether a run is long enough to be held against theory.
func settled(r Result, th theory) bool { return float64(r.Served) >= settledLengths*th.inSystem }

// checks holds a stable run against the closed forms. Means may stray by four standard errors of a run of this length.
func checks(p Params, r Result) []sims.Check {
	th, stable := theoryOf(p)
	if !stable || !settled(r, th) {
		return nil
	}
	const tick = 1000 / second // ms; every time is a whole number of ticks
	stray := 4 * r.stderr(p)
	mean := 1000*th.sojourn*stray + tick
	source := map[string]string{"mm1": textbook, "mm1k": textbook, "mmc": erlang, "md1": pollaczek}[p.Model]
	little := float64(r.Served) / r.Span * r.Sojourn
	out := []sims.Check{
		sims.Within("little", "Little's law: number in the system = rate × time", little, r.InSystem, 0.01*little,
			"requests", littleLaw),
		sims.Within("sojourn", "Mean time in the system", 1000*th.sojourn, 1000*r.Sojourn, mean, "ms", source),
		sims.Within("wait", "Mean wait", 1000*th.wait, 1000*r.Wait, mean, "ms", source),
	}
	// The busy share of a run of n services of mean S strays like a mean of n arrivals and n services.
	busy := 4 * math.Sqrt(2/float64(max(r.Served, 1))) * th.busy
	if p.Model == "mm1k" {
		busy *= math.Sqrt(float64(p.Buffer + 1)) // correlated over about the time the buffer takes to empty
	}
	out = append(out, sims.Within("busy", "Utilisation", 100*th.busy, 100*r.Busy, 100*busy, "%", textbook))
	if !math.IsNaN(th.p99) {
		out = append(out, sims.Within("p99", "99th percentile of the time in the system", 1000*th.p99, 1000*r.P99,
			1000*th.p99*calc.Hypot(2*stray, 0.01)+tick, "ms", source))
	}
	if p.Model == "mm1k" {
		n := float64(r.Served + r.Dropped)
		// Refusals come in runs about as long as the buffer takes to empty: so many fewer independent trials.
		allowed := 4*math.Sqrt(th.dropped*(1-th.dropped)/n*float64(2*p.Buffer+2)) + 1/n
		out = append(out, sims.Within("dropped", "Share turned away", 100*th.dropped, 100*float64(r.Dropped)/n,
			100*allowed, "%", poisson))
	}
	return out
}

func takeaway(p Params, r Result) string {
	_, stable := theoryOf(p)
	times := say.Number(1000*r.Sojourn/p.ServiceMs, 1)
	switch {
	case !stable:
		return fmt.Sprintf("Requests come at %s %% of what the servers can do: the queue grows for as long as the "+
			"run lasts, and no mean is reached.", say.Number(100*p.offered(), 0))
	case p.Model == "mm1k":
		return fmt.Sprintf("%s %% of the requests are turned away; the others spend %s × the service time in "+
			"the system.",
			say.Number(100*float64(r.Dropped)/float64(max(r.Served+r.Dropped, 1)), 2), times)
	}
	return fmt.Sprintf("At %s %% utilisation a request spends %s × its service time in the system, and one in a "+
		"hundred more than %s ×.",
		say.Number(100*r.Busy, 1), times, say.Number(1000*r.P99/p.ServiceMs, 1))
}

func coach(p Params, r Result) string {
	th, stable := theoryOf(p)
	sojourn := say.Number(1000*r.Sojourn, 1) + " ms"
	switch {
	case !stable:
		return fmt.Sprintf("%s %% of capacity is offered. What is the smallest change that ends the growth: lower "+
			"the arrival rate, or choose the finite buffer?", say.Number(100*p.offered(), 0))
	case !settled(r, th):
		return fmt.Sprintf("%s requests are too few to compare with theory here, where %s are in the system at "+
			"once. Raise the number of requests.", say.Int(r.Served), say.Short(th.inSystem))
	case p.Model == "mm1k":
		return fmt.Sprintf("With %d places to wait the mean is %s. Double the places: what happens to the wait, and "+
			"what to the share turned away?", p.Buffer, sojourn)
	case p.Model == "md1":
		return fmt.Sprintf("Constant service waits %s ms. Say what exponential service waits at the same load, then "+
			"choose one server.", say.Number(1000*r.Wait, 2))
	case p.Model == "mmc":
		return fmt.Sprintf("%s take %s on average. Would one server, %d times as fast, do better? Say which, then try.",
			say.Count(p.Servers, "server"), sojourn, p.Servers)
	case p.offered() > 0.9:
		return fmt.Sprintf("A request takes %s. Take a tenth of the load away: by how much does the time fall? Say a "+
			"number, then move the knob.", sojourn)
	}
	return fmt.Sprintf("A request takes %s at %s %% load. At which load does it take twice as long? Say a number, "+
		"then move the arrival rate.", sojourn, say.Number(100*p.offered(), 0))
}
