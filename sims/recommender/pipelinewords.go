package recommender

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

func pipelineTakeaway(p Params, r Pipeline) string {
	head := fmt.Sprintf("Half of the requests are answered within %s ms and 99 %% within %s ms", say.Short(r.P50),
		say.Short(r.P99))
	switch {
	case p.TimeoutMs == 0 && p.Sources == 1:
		return head + "."
	case p.TimeoutMs == 0:
		return head + fmt.Sprintf("; the slowest source alone answers 99 %% within %s ms.", say.Short(r.Slowest))
	}
	return head + fmt.Sprintf("; %s %% of all requests go without a source.", say.Short(100*r.Fallback))
}

// span prints a time of so many seconds, one below a second in ms.
func span(s float64) string {
	if s < 1 {
		return say.Short(model.Tidy(1000*s)) + " ms"
	}
	return say.Short(s) + " s"
}

// secondDigits is how many decimals a number of seconds needs: a time below a second is one of ms.
func secondDigits(s float64) int {
	if s < 1 {
		return 4
	}
	return 1
}

func pipelineCoach(p Params, r Pipeline) string {
	switch {
	case p.TimeoutMs == 0 && p.Sources == 1:
		return "Ask three sources and wait for all. Say first what becomes of the 99th percentile."
	case p.TimeoutMs == 0:
		return fmt.Sprintf("The 99th percentile of all %d is %s ms, that of the slowest alone %s. Why is it more? "+
			"Set a time limit of 80 ms and say which share of the requests will lack a source.", p.Sources,
			say.Short(r.P99),
			say.Short(r.Slowest))
	case r.Fresh.Load >= 1:
		return fmt.Sprintf("New items come faster than one writer inserts them: %s %% of what it can do. How long "+
			"does the line grow in a day?", say.Number(100*r.Fresh.Load, 0))
	case r.Fallback > 0.5:
		return fmt.Sprintf("%s %% of the requests go without a source: what it finds is computed and thrown away. "+
			"Would you rather raise the limit, or compute it beforehand?", say.Short(100*r.Fallback))
	case len(p.SourceMs) == 1:
		return "Give the sources times of their own: 20,150,5 for a vector search, a walk over a graph and a popular " +
			"list. Can 99 % be answered within 100 ms, and who pays for it?"
	case r.Fresh.P99 > p.TTL/2 && p.TTL > 60:
		return fmt.Sprintf("A new item is seen after %s on the mean. Which part of that is the index, and which "+
			"the list that is kept? Halve one of them.", span(r.Fresh.Mean))
	}
	return fmt.Sprintf("%s requests are under way. Double the rate and then the times of the sources: which of both "+
		"doubles it?", say.Short(r.InFlight))
}

func pipelineMetrics(p Params, r Pipeline) []sims.Metric {
	laws := p.laws()
	law := laws.quantile(0.99)
	mean, _ := laws.moments(p.TimeoutMs)
	if p.TimeoutMs > 0 {
		law = min(law, p.TimeoutMs)
	}
	ms := []sims.Metric{
		{ID: "fanout_p99_ms", Label: "Answered, 99th percentile", Value: r.P99, Unit: "ms", Better: "lower",
			Decimals: 1,
			Compare:  "law " + say.Number(law, 1)},
		{ID: "fanout_p50_ms", Label: "Answered, median", Value: r.P50, Unit: "ms", Better: "lower", Decimals: 1},
		{ID: "fallback_pct", Label: "Requests that lack a source", Value: 100 * r.Fallback, Unit: "%", Better: "lower",
			Decimals: 2},
		{ID: "in_flight", Label: "Requests under way", Value: r.InFlight, Better: "lower", Decimals: 0,
			Compare: "rate × mean time: " + say.Number(p.RPS*mean/1000, 0)},
		{ID: "freshness_s", Label: "A new item is seen after", Value: r.Fresh.Mean, Unit: "s", Better: "lower",
			Decimals: secondDigits(r.Fresh.Mean), Compare: "99 % within " + span(r.Fresh.P99)},
		{ID: "freshness_p99_s", Label: "A new item is seen, 99th percentile", Value: r.Fresh.P99, Unit: "s",
			Better: "lower", Decimals: secondDigits(r.Fresh.P99)},
		{ID: "slowest_p99_ms", Label: "Slowest source alone, 99th percentile", Value: r.Slowest, Unit: "ms",
			Better: "lower", Decimals: 1, Compare: "without a time limit"},
		{ID: "late_calls_pct", Label: "Calls not answered in time", Value: 100 * r.Late, Unit: "%", Better: "lower",
			Decimals: 2},
		{ID: "empty_pct", Label: "Requests that lack every source", Value: 100 * r.Empty, Unit: "%", Better: "lower",
			Decimals: 3, Compare: "they show popular items alone"},
		{ID: "writer_load_pct", Label: "Load of the index writer", Value: 100 * r.Fresh.Load, Unit: "%", Decimals: 1},
	}
	for i := range ms {
		ms[i].Value = model.Tidy(ms[i].Value)
	}
	return ms
}

func pipelineChecks(p Params, r Pipeline) []sims.Check {
	laws, n := p.laws(), float64(r.N)
	if r.N == 0 {
		return nil
	}
	out := []sims.Check{sims.AtMost("curve",
		"Largest difference of the shares answered within a time from their product",
		100*math.Sqrt(model.Seldom/(2*n)), 100*r.farthest, "%",
		"Dvoretzky, Kiefer and Wolfowitz, with Massart's constant")}
	if want := laws.quantile(0.99); p.TimeoutMs == 0 || want < p.TimeoutMs {
		if off := model.BernsteinShare(0.01, n); off < 0.01 {
			high, low := laws.quantile(0.99+off), laws.quantile(0.99-off)
			out = append(out, sims.Within("p99", "99th percentile of the slowest of all", want, model.Tidy(r.P99),
				max(high-want, want-low), "ms", "the product of the sources' laws is 0.99"))
		}
	}
	if p.TimeoutMs > 0 {
		want := 1 - laws.within(p.TimeoutMs)
		out = append(out, sims.Within("fallback", "Requests that lack a source", 100*want, 100*r.Fallback,
			100*model.BernsteinShare(want, n), "%", "1 − product of the chances to answer in time"))
	}
	out = append(out, p.littleCheck(r, laws)...)
	f := r.Fresh
	out = append(out, sims.Within("list", "Age of a list when an item comes = half of what it is kept", p.TTL/2,
		model.Tidy(f.List), p.TTL*math.Sqrt(model.Seldom/2/float64(f.N)), "s", "evenly distributed; Hoeffding"))
	if p.InsertPS > 0 && f.Load <= busiest {
		want, room := f.waitLaw()
		out = append(out, sims.Within("writer", "Wait for the writer", 1000*want, model.Tidy(1000*f.Wait), 1000*room,
			"ms",
			"M/D/1: ρ·S/(2(1 − ρ)); Kleinrock, Queueing Systems I, 1975"))
	}
	return out
}

// littleCheck holds the requests under way against rate × mean time. Over a window T the mean of their number has
// variance rate × E[S²]/T; a request adds its time at most, which the limit bounds, or which falls off exponentially.
// Without limit a lognormal time has no such bound.
func (p Params) littleCheck(r Pipeline, laws fan) []sims.Check {
	longest := p.TimeoutMs
	if longest == 0 {
		if p.Dist != "exp" {
			return nil
		}
		for _, l := range laws {
			longest = max(longest, 3*l.mean)
		}
	}
	mean, square := laws.moments(p.TimeoutMs)
	n := r.window * p.RPS / r.Thin
	want := p.RPS * mean / 1000
	room := model.Bernstein(square, longest, n)/mean*want + 1e-4*want
	return []sims.Check{sims.Within("little", "Requests under way = rate × mean time", want, model.Tidy(r.InFlight),
		room, "",
		"Little 1961")}
}
