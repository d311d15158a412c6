package pipeline

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
)

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
		want := 100 * lateShare(d.X, p.DelayS, p.Rate)
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
	to := from + 4*max(p.DelayS, p.WindowS)
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
		newest = max(newest, e.at)
	}
	sentence := "Events below the watermark are late: the processor has already reckoned that everything until there " +
		"has arrived."
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
		"half as many on average.", say.Number(p.Rate*p.Checkpoint, 0))
	return figure.Figure{ID: "replays", Title: "Events since the last checkpoint, over 2,000 failures",
		Takeaway: sentence,
		Caption:  "Line: λC/2, the mean that theory gives.", Alt: "A flat histogram with a line in its middle. " +
			sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "events since the checkpoint"},
			Y: figure.Axis{Label: "failures", Unit: "%"},
			Series: []figure.Series{{Identity: figure.Identity{Name: "failures", Hue: figure.Ink,
				Shape: figure.Disc}, X: x, Y: y}},
			Thresholds: []figure.Threshold{{Label: "λC/2", Value: meanReplay(p.Rate, p.Checkpoint), Vertical: true}}}}
}
