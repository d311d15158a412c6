package pipeline

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
)

// streamModel is the part of the stream processor.
var streamModel = sims.Model[Params, Stream]{
	Knobs: streamKnobs, Cost: streamCost, Run: sims.Sure(runStream), Takeaway: streamTakeaway, Coach: streamCoach,
	Metrics: streamMetrics, Checks: streamChecks, Story: streamStory,
	Figures: []sims.Picture[Params, Stream]{
		{ID: "windows", Draw: windowFigure},
		{ID: "late", Draw: lateFigure},
		{ID: "watermark", Draw: markFigure},
		{ID: "replays", Draw: replayFigure},
	},
}

// counted is how many events all windows hold without a failure, and how many the sink holds with it. An event of
// several windows counts in each.
func (s Stream) counted() (oracle, sink int) {
	for _, w := range s.Windows {
		oracle, sink = oracle+w.Oracle, sink+w.Sink
	}
	return oracle, sink
}

// replayed is the mean and the variance of the events since the last checkpoint, over the random failures.
func (s Stream) replayed() (mean, variance float64) {
	n := float64(len(s.Replays))
	for _, r := range s.Replays {
		mean += r / n
	}
	for _, r := range s.Replays {
		variance += (r - mean) * (r - mean) / n
	}
	return mean, variance
}

// droppedPct is the share of the events that were dropped as late, %.
func (s Stream) droppedPct() float64 { return 100 * float64(s.Dropped) / float64(s.Events) }

func streamTakeaway(_ Params, s Stream) string {
	oracle, sink := s.counted()
	return fmt.Sprintf("%s %% of the events are dropped, and a window's result is out %s s after its "+
		"end. The failure touches %s, and the sink holds %s of the %s that were counted without it.",
		say.Short(s.droppedPct()), say.Short(s.Result), say.Count(s.Replayed, "event"), say.Int(sink),
		say.Int(oracle))
}

func streamMetrics(p Params, s Stream) []sims.Metric {
	n := float64(s.Events)
	oracle, sink := s.counted()
	mean, _ := s.replayed()
	return []sims.Metric{
		{ID: "late_dropped_pct", Label: "Dropped", Value: s.droppedPct(), Unit: "%", Better: "lower",
			Decimals: 2},
		{ID: "events_per_s", Label: "Events a second, mean", Value: p.Rate, Unit: "events/s", Decimals: 1},
		{ID: "mb_per_s", Label: "Data a second, mean", Value: p.Rate * p.EventBytes / 1e6, Unit: "MB/s",
			Decimals: 3},
		{ID: "late_pct", Label: "Behind the watermark", Value: 100 * float64(s.Late) / n, Unit: "%",
			Better: "lower", Decimals: 2, Compare: "e^(−L/m) = " + say.Short(100*calc.Exp(-p.LagS/p.DelayS)) +
				" %"},
		{ID: "replayed_events", Label: "Events since the last checkpoint", Value: float64(s.Replayed),
			Unit: "events", Better: "lower", Compare: "λC/2 = " + say.Number(meanReplay(p.Rate, p.Checkpoint), 0) +
				" on average"},
		{ID: "replayed_mean", Label: "… over 2,000 failures", Value: mean, Unit: "events", Better: "lower",
			Decimals: 0},
		{ID: "result_delay_s", Label: "Result after the end of its window", Value: s.Result, Unit: "s",
			Better: "lower", Decimals: 2},
		{ID: "events_per_window", Label: "Events of a window", Value: s.PerWin, Unit: "events"},
		{ID: "sink_difference", Label: "Sink less oracle", Value: float64(sink - oracle), Unit: "events"},
		{ID: "batch_staleness_min", Label: "Mean age of the batch report", Value: s.Batch / 60, Unit: "min",
			Better: "lower", Decimals: 1},
		{ID: "events", Label: "Events", Value: n, Unit: "events"},
	}
}

func streamChecks(p Params, s Stream) []sims.Check {
	n := float64(s.Events)
	oracle, sink := s.counted()
	mean, variance := s.replayed()
	stray := math.Sqrt(variance / float64(len(s.Replays)))
	bound := func(share float64) float64 { return 400*math.Sqrt(share*(1-share)/n) + 100/n }
	out := []sims.Check{sims.Within("monotone", "Times that the watermark went back", 0, float64(s.Backward), 0,
		"times", "Akidau et al. 2015"),
		sims.Within("batch", "Mean age of the batch report: T/2 + p", meanStaleness(p.BatchMin, p.BatchRun),
			s.Batch/60, 0.001*p.BatchMin+1e-9, "min", "uniform readers")}
	// The run has ends: delays must be short against it for the law, and several events on the way for the watermark.
	if p.DurationS > 20*p.DelayS && p.Rate*p.DelayS > 50 {
		late := lateShare(p.LagS, p.DelayS, p.Rate)
		// The age of the newest event varies; that adds to the count's own spread.
		off := 100*late*math.Sqrt(1/(p.Rate*p.DelayS)) + 100*p.DelayS/p.DurationS*late
		out = append(out, sims.Within("late", "Events behind the watermark: e^(−L/m), the newest event's age included",
			100*late, 100*float64(s.Late)/n, bound(late)+off, "%", "exponential delays"))
		if p.LateRule == "event" {
			drop := lateShare(p.LagS+p.LatenessS, p.DelayS, p.Rate)
			out = append(out, sims.Within("dropped", "Events dropped: e^(−(L + allowed)/m)", 100*drop,
				100*float64(s.Dropped)/n, bound(drop)+off, "%", "exponential delays"))
		} else if p.SlideS <= 0 {
			// An event also has what is left of its window, a uniform part of it.
			drop := lateShare(p.LagS+p.LatenessS, p.DelayS, p.Rate) * p.DelayS / p.WindowS *
				(1 - calc.Exp(-p.WindowS/p.DelayS))
			out = append(out, sims.Within("dropped", "Events dropped: e^(−(L + allowed)/m)·(m/w)(1 − e^(−w/m))",
				100*drop, 100*float64(s.Dropped)/n, bound(drop)+off, "%",
				"exponential delays, uniform places in a window"))
		}
	}
	if p.DurationS >= 3*p.Checkpoint && p.DurationS > 20*p.DelayS {
		want := meanReplay(p.Rate, p.Checkpoint)
		out = append(out, sims.Within("replay", "Mean events replayed: λC/2", want, mean,
			4*stray+4*math.Sqrt(want*p.Checkpoint/p.DurationS)+1, "events",
			"a failure falls uniformly between checkpoints"))
	}
	if full := p.DurationS - p.WindowS; full > p.WindowS {
		want := p.Rate * p.WindowS
		out = append(out, sims.Within("window", "Events of a window: rate × length", want, s.PerWin,
			4*math.Sqrt(want*p.WindowS/full)*math.Sqrt(p.WindowS/p.slide())+1, "events", "Poisson"))
	}
	switch p.Semantics {
	case "exactly":
		out = append(out, sims.Within("exactly", "Exactly once: sink = oracle", float64(oracle), float64(sink), 0,
			"events", "Carbone et al. 2017"))
	case "at_least":
		out = append(out, sims.AtMost("at_least", "At least once: sink ≥ oracle", float64(sink), float64(oracle),
			"events", "nothing is lost"))
	default:
		out = append(out, sims.AtMost("at_most", "At most once: sink ≤ oracle", float64(oracle), float64(sink),
			"events", "nothing is counted twice"))
	}
	return out
}

func streamCoach(p Params, s Stream) string {
	switch {
	case p.Semantics == "at_least" && p.FailAtS > 0:
		return "Some events count twice. Halve the checkpoint interval: what happens to them, and can they become " +
			"none? Then commit with the checkpoint."
	case p.Semantics == "at_most" && p.FailAtS > 0:
		return "Some events are lost for ever. Is that worse than counting them twice? Say for which of a like " +
			"counter and an invoice, then read again instead."
	case p.LagS > 4*p.DelayS:
		return fmt.Sprintf("Almost nothing is late, and results are %s s old. How far can the watermark move up "+
			"before 1 %% is dropped?", say.Short(s.Result))
	case p.LateRule == "event":
		return fmt.Sprintf("The watermark stands %s s behind, and %s %% are dropped. Which lag drops one in a "+
			"thousand? Solve e^(−L/m) first, then try.", say.Short(p.LagS),
			say.Short(100*float64(s.Dropped)/float64(s.Events)))
	}
	return "An event is dropped only when its window has closed, so the place in the window matters. Shorten the " +
		"window: does the share rise or fall?"
}
