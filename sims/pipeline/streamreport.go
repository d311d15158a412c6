package pipeline

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

func streamReport(p Params, s Stream) sims.Report {
	n := float64(s.Events)
	oracle, sink := 0, 0
	for _, w := range s.Windows {
		oracle, sink = oracle+w.Oracle, sink+w.Sink
	}
	mean, spread := 0.0, 0.0
	for _, r := range s.Replays {
		mean += r / float64(len(s.Replays))
	}
	for _, r := range s.Replays {
		spread += (r - mean) * (r - mean) / float64(len(s.Replays))
	}
	dropped := 100 * float64(s.Dropped) / n
	out := sims.Report{
		Takeaway: fmt.Sprintf("%s %% of the events are dropped as late, and a window's result is out %s s after its "+
			"end. The failure touches %s, and the sink holds %s of the %s that were counted without it.",
			say.Short(dropped), say.Short(s.Result), say.Count(s.Replayed, "event"), whole(float64(sink)),
			whole(float64(oracle))),
		Coach: streamCoach(p, s),
		Metrics: []sims.Metric{
			{ID: "late_dropped_pct", Label: "Dropped as late", Value: dropped, Unit: "%", Better: "lower", Decimals: 2},
			{ID: "events_per_s", Label: "Events a second, mean", Value: p.Rate, Unit: "events/s", Decimals: 1},
			{ID: "mb_per_s", Label: "Data a second, mean", Value: p.Rate * p.EventBytes / 1e6, Unit: "MB/s",
				Decimals: 3},
			{ID: "late_pct", Label: "Behind the watermark", Value: 100 * float64(s.Late) / n, Unit: "%",
				Better: "lower", Decimals: 2, Compare: "e^(−L/m) = " + say.Short(100*math.Exp(-p.LagS/p.DelayS)) +
					" %"},
			{ID: "replayed_events", Label: "Events since the last checkpoint", Value: float64(s.Replayed),
				Unit: "events", Better: "lower", Compare: "λC/2 = " + whole(MeanReplay(p.Rate, p.Checkpoint)) +
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
		},
		Story: streamStory(p, s),
	}
	out.Checks = streamChecks(p, s, oracle, sink, mean, math.Sqrt(spread/float64(len(s.Replays))))
	out.Figures = []figure.Figure{windowFigure(p, s), lateFigure(p, s), markFigure(p, s), replayFigure(p, s)}
	return out
}

func streamChecks(p Params, s Stream, oracle, sink int, mean, stray float64) []sims.Check {
	n := float64(s.Events)
	bound := func(share float64) float64 { return 400*math.Sqrt(share*(1-share)/n) + 100/n }
	out := []sims.Check{sims.Within("monotone", "Times that the watermark went back", 0, float64(s.Backward), 0,
		"times", "Akidau et al. 2015"),
		sims.Within("batch", "Mean age of the batch report: T/2 + p", BatchStaleness(p.BatchMin, p.BatchRun),
			s.Batch/60, 0.001*p.BatchMin+1e-9, "min", "uniform readers")}
	// The run has ends: delays must be short against it for the law, and several events on the way for the watermark.
	if p.DurationS > 20*p.DelayS && p.Rate*p.DelayS > 50 {
		late := LateShare(p.LagS, p.DelayS, p.Rate)
		// The age of the newest event varies; that adds to the count's own spread.
		off := 100*late*math.Sqrt(1/(p.Rate*p.DelayS)) + 100*p.DelayS/p.DurationS*late
		out = append(out, sims.Within("late", "Events behind the watermark: e^(−L/m), the newest event's age included",
			100*late, 100*float64(s.Late)/n, bound(late)+off, "%", "exponential delays"))
		if p.LateRule == "event" {
			drop := LateShare(p.LagS+p.LatenessS, p.DelayS, p.Rate)
			out = append(out, sims.Within("dropped", "Events dropped: e^(−(L + allowed)/m)", 100*drop,
				100*float64(s.Dropped)/n, bound(drop)+off, "%", "exponential delays"))
		} else if p.SlideS <= 0 {
			// An event also has what is left of its window, a uniform part of it.
			drop := LateShare(p.LagS+p.LatenessS, p.DelayS, p.Rate) * p.DelayS / p.WindowS *
				(1 - math.Exp(-p.WindowS/p.DelayS))
			out = append(out, sims.Within("dropped", "Events dropped: e^(−(L + allowed)/m)·(m/w)(1 − e^(−w/m))",
				100*drop, 100*float64(s.Dropped)/n, bound(drop)+off, "%",
				"exponential delays, uniform places in a window"))
		}
	}
	if p.DurationS >= 3*p.Checkpoint && p.DurationS > 20*p.DelayS {
		want := MeanReplay(p.Rate, p.Checkpoint)
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

func windowFigure(p Params, s Stream) figure.Figure {
	truth := figure.Series{Identity: figure.Identity{Name: "happened", Hue: figure.Grey}}
	oracle := figure.Series{Identity: figure.Identity{Name: "counted, no failure", Hue: figure.Blue,
		Shape: figure.Disc}}
	sink := figure.Series{Identity: figure.Identity{Name: "in the sink", Hue: figure.Vermillion, Shape: figure.Square,
		Dash: "6 4"}}
	every := (len(s.Windows) + 119) / 120
	twice, lost := 0, 0
	for i, w := range s.Windows {
		twice += max(0, w.Sink-w.Oracle)
		lost += max(0, w.Oracle-w.Sink)
		if i%every != 0 || w.True == 0 {
			continue
		}
		for k, one := range []*figure.Series{&truth, &oracle, &sink} {
			one.X, one.Y = append(one.X, w.Start), append(one.Y, float64([]int{w.True, w.Oracle, w.Sink}[k]))
		}
	}
	sentence := "The sink holds what a processor without failures would have counted."
	switch {
	case twice > 0:
		sentence = fmt.Sprintf("%s were read again after the failure and stand twice in the sink.",
			say.Count(twice, "event"))
	case lost > 0:
		sentence = fmt.Sprintf("%s between the last checkpoint and the failure are in no window.",
			say.Count(lost, "event"))
	}
	f := figure.Figure{ID: "windows", Title: "Counts of the windows", Takeaway: sentence, Panel: true,
		Caption: "By start of the window in event time. What happened and was not counted came too late.",
		Alt:     "Three lines of counts over time. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "start of the window", Unit: "s"},
			Y: figure.Axis{Label: "events"}, Series: []figure.Series{truth, oracle, sink}}}
	if p.FailAtS > 0 && p.FailAtS < p.DurationS {
		f.Chart.Thresholds = []figure.Threshold{{Label: "failure", Value: p.FailAtS, Vertical: true}}
	}
	return f
}

func lateFigure(p Params, s Stream) figure.Figure {
	theory := figure.Series{Identity: figure.Identity{Name: "e^(−L/m)", Hue: figure.Grey}, Theory: true}
	dots := figure.Series{Identity: figure.Identity{Name: "run", Hue: figure.Ink, Shape: figure.Disc}, Dots: true}
	inside := 0
	for _, d := range s.Lateness {
		want := 100 * LateShare(d.X, p.DelayS, p.Rate)
		theory.X, theory.Y = append(theory.X, d.X), append(theory.Y, want)
		dots.X, dots.Y = append(dots.X, d.X), append(dots.Y, d.Y)
		if math.Abs(d.Y-want) <= 0.1*want+0.5 {
			inside++
		}
	}
	sentence := "Each mean delay that the watermark waits longer divides the late events by 2.7, and delays " +
		"every result " +
		"by as much."
	return figure.Figure{ID: "late", Title: "Late events over the lag of the watermark", Takeaway: sentence,
		Panel: true,
		Badge: &figure.Badge{OK: inside == len(dots.X),
			Text: fmt.Sprintf("%d of %d points within a tenth of theory or half a percent", inside, len(dots.X))},
		Caption: "The line is theory: an event is late when its delay is longer than the lag, and the newest " +
			"event's own age.", Alt: "Dots on a falling exponential. " + sentence,
		Chart: &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "lag of the watermark", Unit: "s"},
			Y: figure.Axis{Label: "late", Unit: "%"}, Series: []figure.Series{theory, dots},
			Marks: []figure.Mark{{Label: "this run", Shape: figure.Circle, X: p.LagS,
				Y: 100 * float64(s.Late) / float64(s.Events)}}}}
}

// markFigure draws events by arrival and event time, and the watermark below them.
func markFigure(p Params, s Stream) figure.Figure {
	from := p.DurationS / 3
	to := from + 4*math.Max(p.DelayS, p.WindowS)
	on := figure.Series{Identity: figure.Identity{Name: "events", Hue: figure.Blue, Shape: figure.Disc}, Dots: true}
	late := figure.Series{Identity: figure.Identity{Name: "late", Hue: figure.Vermillion, Shape: figure.Cross},
		Dots: true}
	mark := figure.Series{Identity: figure.Identity{Name: "watermark", Hue: figure.Ink}}
	every := max(1, int(p.Rate*(to-from)/160))
	newest := math.Inf(-1)
	for i, e := range s.events {
		if e.arrives >= from && e.arrives < to && i%every == 0 {
			one := &on
			if e.at < newest-p.LagS {
				one = &late
			}
			one.X, one.Y = append(one.X, e.arrives), append(one.Y, e.at)
			if !math.IsInf(newest, 0) {
				mark.X, mark.Y = append(mark.X, e.arrives), append(mark.Y, newest-p.LagS)
			}
		}
		newest = math.Max(newest, e.at)
	}
	sentence := "Events below the watermark have come too late: the processor has already said that it has seen " +
		"everything until there."
	f := figure.Figure{ID: "watermark", Title: "Event time and arrival", Takeaway: sentence,
		Caption: "A sample of the events. On the diagonal an event would arrive the moment it happens.",
		Alt:     "A cloud of dots above a rising line, and some below it. " + sentence}
	f.Chart = &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "arrival", Unit: "s", Min: from, Max: to},
		Y: figure.Axis{Label: "event time", Unit: "s"}}
	for _, one := range []figure.Series{mark, on, late} {
		if len(one.X) > 0 {
			f.Chart.Series = append(f.Chart.Series, one)
		}
	}
	if len(f.Chart.Series) == 0 {
		f.Chart.Series = []figure.Series{{Identity: mark.Identity, X: []float64{from, to},
			Y: []float64{from - p.LagS, to - p.LagS}}}
	}
	return f
}

func replayFigure(p Params, s Stream) figure.Figure {
	const bins = 20
	most := p.Rate * p.Checkpoint * 1.05
	x, y := make([]float64, bins), make([]float64, bins)
	for i := range x {
		x[i] = most * (float64(i) + 0.5) / bins
	}
	for _, r := range s.Replays {
		y[min(bins-1, int(r/most*bins))] += 100 / float64(len(s.Replays))
	}
	sentence := fmt.Sprintf("A failure can come at any moment between two checkpoints, so up to %s events are "+
		"read again, "+
		"half as many on average.", whole(p.Rate*p.Checkpoint))
	return figure.Figure{ID: "replays", Title: "Events since the last checkpoint, over 2,000 failures",
		Takeaway: sentence,
		Caption:  "Line: λC/2, the mean that theory gives.", Alt: "A flat histogram with a line in its middle. " +
			sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "events since the checkpoint"},
			Y: figure.Axis{Label: "failures", Unit: "%"},
			Series: []figure.Series{{Identity: figure.Identity{Name: "failures", Hue: figure.Ink,
				Shape: figure.Disc}, X: x, Y: y}},
			Thresholds: []figure.Threshold{{Label: "λC/2", Value: MeanReplay(p.Rate, p.Checkpoint), Vertical: true}}}}
}

// streamStory tells some events in the middle of the run.
func streamStory(p Params, s Stream) *sims.Story {
	st := &sims.Story{At: min(p.Step, len(s.Log))}
	for _, l := range s.Log {
		st.Events = append(st.Events, fmt.Sprintf("At %s s %s.", say.Number(l.e.arrives, 3), l.text))
	}
	d := &figure.SpaceTime{Unit: "s", Lanes: []string{"source", "processor"}}
	said, mark, done := "Nothing has arrived yet.", "–", 0
	if st.At > 0 {
		now := s.Log[st.At-1]
		said, mark, done = st.Events[st.At-1], say.Number(now.mark, 2)+" s", now.emitted
		for _, l := range s.Log[max(0, st.At-8):st.At] {
			d.Messages = append(d.Messages, figure.SpaceMessage{From: 0, Sent: l.e.at, To: 1, Got: l.e.arrives})
		}
		d.Events = append(d.Events, figure.SpaceEvent{Lane: 0, At: math.Max(0, now.mark), Label: "watermark"})
	}
	st.State = [][2]string{{"Events told", fmt.Sprint(st.At)}, {"Watermark", mark},
		{"Windows with a result", fmt.Sprint(done)}}
	st.Figure = &figure.Figure{ID: "story", Title: "Events on their way", Takeaway: said, SpaceTime: d,
		Caption: "The last eight events: when they happened and when they arrived. Arrows that cross overtake " +
			"each other.", Alt: "Slanted arrows from source to processor. " + said}
	return st
}
