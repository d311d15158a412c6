package journey

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

const (
	littleLaw = "Little, Operations Research 9(3), 1961"
	erlangLaw = "M/M/c; Kleinrock, Queueing Systems I, 1975"
	uslLaw    = "Gunther, Guerrilla Capacity Planning, 2007, chapter 4; every number of nodes tried"
)

// deviations is how many standard deviations a run may stray from its law.
const deviations = 5

// settledLengths is how many times the mean number in the system must come before a run is held against theory.
const settledLengths = 200

func queueMetrics(p Params, q queue) []sims.Metric {
	r := q.Run
	m := []sims.Metric{
		{ID: "util_pct", Label: "Load", Value: 100 * q.Line.load(q.Rate), Unit: "%", Better: "lower", Decimals: 1},
		{ID: "mean_ms", Label: "Mean response", Value: 1000 * r.mean(), Unit: "ms", Better: "lower", Decimals: 2},
		{ID: "p50_ms", Label: "Median response", Value: r.Times.Quantile(.5) / 1e6, Unit: "ms", Better: "lower",
			Decimals: 2},
		{ID: "p99_ms", Label: "99th percentile", Value: r.Times.Quantile(.99) / 1e6, Unit: "ms", Better: "lower",
			Decimals: 1},
		{ID: "in_system", Label: "In the system", Value: r.InSystem, Unit: "requests", Better: "lower", Decimals: 2},
		{ID: "usl_peak_nodes", Label: "Most useful nodes, 0 for no limit", Value: float64(q.Peak), Unit: "nodes"},
		{ID: "speedup", Label: "Work of one node that they do together", Value: q.Speedup, Unit: "×",
			Better: "higher", Decimals: 2},
		{ID: "capacity_per_s", Label: "Served at most", Value: q.Capacity, Unit: "per s", Better: "higher",
			Decimals: 1},
		{ID: "arrivals_per_s", Label: "Requests", Value: q.Rate, Unit: "per s", Decimals: 1},
		{ID: "slo_met", Label: "Within the goal, 1 for yes", Value: model.Indicator(q.stable() &&
			r.Times.Quantile(.99)/1e6 <= p.SLOMs)},
	}
	if q.stable() {
		m[1].Compare = "line " + say.Short(1000*q.lineMean()) + " ms"
		m[3].Compare = "line " + say.Short(1000*q.lineP99()) + " ms"
	}
	return m
}

func queueChecks(p Params, q queue) []sims.Check {
	out := []sims.Check{sims.Within("peak", "No number of nodes does more work than the peak", 0,
		moreThanPeak(p.Sigma, p.Kappa, q.Peak), 0, "nodes", uslLaw), q.Run.little("little")}
	if !q.stable() || float64(q.Run.Asked) < settledLengths*q.Rate*q.lineMean() {
		return out
	}
	mean, room := 1000*q.lineMean(), deviations*q.stray()
	return append(out,
		sims.Within("mean", "Mean response", mean, 1000*q.Run.mean(), mean*room, "ms", erlangLaw),
		sims.Within("p99", "99th percentile of the response", 1000*q.lineP99(), q.Run.Times.Quantile(.99)/1e6,
			1000*q.lineP99()*calc.Hypot(2*room, 0.01+deviations*tailStray(q.Run.Asked)), "ms", erlangLaw))
}

// tailStray is the standard deviation of a 99th percentile of n independent times with an exponential tail, as a part
// of it: √(0.99/0.01/n) over ln 100.
func tailStray(n int) float64 { return math.Sqrt(99/float64(n)) / calc.Log(100) }

// little holds the number in the node, added up by the clock, against the rate times the mean time of those who came,
// added up by request. They differ by who was there before the run, and by what was left after it.
func (r served) little(id string) sims.Check {
	return sims.Within(id, "Number in the node = rate × time in it, both measured", r.Spent/r.Span, r.InSystem,
		r.Edge/r.Span+1e-9*r.InSystem, "requests", littleLaw)
}

// moreThanPeak counts the numbers of nodes up to a thousand that do more work than the peak.
func moreThanPeak(sigma, kappa float64, peak int) (more float64) {
	for n := 1; n <= mostNodes && peak > 0; n++ {
		if speedup(n, sigma, kappa) > speedup(peak, sigma, kappa) {
			more++
		}
	}
	return more
}

func queueTakeaway(p Params, q queue) string {
	if !q.stable() {
		return fmt.Sprintf("%s requests a second come to %s that %s %s: the line grows for as long as the run lasts.",
			say.Short(q.Rate), say.Count(p.Nodes, "node"), say.Either(p.Nodes, "serves", "serve"),
			say.Short(q.Capacity))
	}
	return fmt.Sprintf("At %s %% load a request takes %s ms on average, and one in a hundred more than %s ms; %s.",
		say.Number(100*q.Line.load(q.Rate), 1), say.Short(1000*q.Run.mean()),
		say.Short(q.Run.Times.Quantile(.99)/1e6), p.workOf(p.Nodes))
}

// workOf says how many nodes' work so many do together.
func (p Params) workOf(nodes int) string {
	return fmt.Sprintf("%s %s the work of %s", say.Count(nodes, "node"), say.Either(nodes, "does", "do"),
		say.Short(speedup(nodes, p.Sigma, p.Kappa)))
}

func queueCoach(p Params, q queue) string {
	switch {
	case !q.stable() && q.Peak > 0 && p.Nodes >= q.Peak:
		return fmt.Sprintf("More nodes do less here: the peak is at %d. Lower κ, which is what each pair of nodes "+
			"costs, and say first where the peak goes.", q.Peak)
	case !q.stable():
		return fmt.Sprintf("%s times what the nodes serve is asked of them. How many nodes would be enough? Say a "+
			"number, then move the knob.", say.Short(q.Line.load(q.Rate)))
	case q.Line.load(q.Rate) < 0.5:
		return fmt.Sprintf("The nodes are busy for %s %% of the time. At what arrival rate does the 99th percentile "+
			"double? Say a number, then move the knob.", say.Number(100*q.Line.load(q.Rate), 1))
	}
	return fmt.Sprintf("Take a tenth of the requests away from %s a second: by how much does the 99th percentile "+
		"fall? Say a number, then move the knob.", say.Short(q.Rate))
}
