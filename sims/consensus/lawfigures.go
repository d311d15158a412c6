package consensus

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

var (
	theoryLine   = figure.Identity{Name: "theory", Hue: figure.Grey}
	measuredDots = figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}
)

// mostPoints of a distribution are drawn.
const mostPoints = 120

// rising gives the points of a distribution function: times in ms and the share, in percent, that takes no longer.
func rising(sorted []int64) (x, y []float64) {
	n := len(sorted)
	every := max(1, n/mostPoints)
	for i := every - 1; i < n; i += every {
		x, y = append(x, inMs(sorted[i])), append(y, 100*float64(i+1)/float64(n))
	}
	if len(x) > 0 && x[len(x)-1] < inMs(sorted[n-1]) {
		x, y = append(x, inMs(sorted[n-1])), append(y, 100)
	}
	return x, y
}

// quantileTable lists what a distribution is read for.
func quantileTable(what string, sorted []int64) *figure.Table {
	t := &figure.Table{Columns: []figure.Column{{Label: what, Unit: "%", Numeric: true}, {Label: "Within", Unit: "ms",
		Numeric: true, Strong: true}}}
	for _, q := range []float64{0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999} {
		t.Rows = append(t.Rows, []string{say.Number(100*q, 1), say.Short(quantile(sorted, q))})
	}
	return t
}

// downtimeFigure draws how long the faults of the statistics left the cluster without a leader.
func downtimeFigure(p Params, r Result) figure.Figure {
	t := r.Trials
	x, y := rising(t.Down)
	said := t.words()
	f := figure.Figure{ID: "downtime", Title: "Time without a leader", Takeaway: said,
		Caption: "Share of the faults that leave no leader for at most the time on the horizontal axis. Each " +
			"strikes a cluster of its own, without clients, at a random moment between two heartbeats.",
		Alt:  "A curve that rises from the shortest time to the longest. " + said,
		Data: quantileTable("Faults", t.Down),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time without a leader", Unit: "ms"},
			Y:      figure.Axis{Label: "faults", Unit: "%", Min: 0, Max: 100},
			Series: []figure.Series{{Identity: figure.Identity{Name: "faults", Hue: figure.Ink}, X: x, Y: y}}}}
	if p.lawful() {
		f.Chart.Thresholds = []figure.Threshold{{Label: "law of the mean " + say.Short(p.law().mean) + " ms",
			Value: p.law().mean, Vertical: true}}
	}
	return f
}

// words tells how long the faults left no leader: what was asked for, what was simulated, and what has no end.
func (t trials) words() string {
	n := len(t.Down)
	said := ""
	if n < t.Asked {
		said = fmt.Sprintf("Of %s asked for, %s simulated. ", say.Count(t.Asked, "fault"), say.Int(n)+
			say.Either(n, " was", " were"))
	}
	if t.Unmet > 0 {
		return fmt.Sprintf("%s%s had no leader when %s ended, at the latest after %s.", said,
			say.Count(t.Unmet, "cluster"), say.Either(t.Unmet, "it was", "they were"), span(inMs(t.Down[n-1])))
	}
	rest := "the longest for " + span(inMs(t.Down[n-1]))
	if n >= 200 {
		rest = "99 of 100 for at most " + span(quantile(t.Down, 0.99))
	}
	return fmt.Sprintf("%sHalf of %s leave no leader for at most %s, %s.", said, say.Count(n, "fault"),
		span(quantile(t.Down, 0.5)), rest)
}

// spreadTrials is how many faults each point has, and spreadEvents how many events a trial may take for each node.
const (
	spreadTrials = 60
	spreadEvents = 40
)

// spreads are the spreads of the timeout that the chart tries, as parts of the shortest timeout.
var spreads = []float64{0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2}

// crashed is the setting of the charts that compare: the leader crashes.
func (p Params) crashed() Params {
	p.Fault, p.CrashNodes = "crash", 1
	return p
}

// spreadFigure draws the mean time without a leader against the spread of the timeouts.
func spreadFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	p = p.crashed()
	low, _, _ := p.timing()
	data := &figure.Table{Columns: []figure.Column{{Label: "Spread", Unit: "ms", Numeric: true},
		{Label: "Law", Unit: "ms", Numeric: true}, {Label: "First term won", Unit: "ms", Numeric: true, Strong: true},
		{Label: "All faults", Unit: "ms", Numeric: true}, {Label: "No winner at first", Unit: "%", Numeric: true}}}
	var x, law, lawX, dots, dotsX, all, below, above []float64
	good, tried, lawful := 0, 0, true
	for _, part := range spreads {
		p.TimeoutMin = int(low / ms)
		p.TimeoutMax = p.TimeoutMin + max(1, int(part*float64(p.TimeoutMin)+0.5))
		t := sampleFor(b, p, spreadTrials, trialRounds, spreadEvents)
		if len(t.Down) == 0 {
			continue
		}
		spread := float64(p.TimeoutMax - p.TimeoutMin)
		x, all = append(x, spread), append(all, meanMs(t.Down))
		row := []string{say.Int(p.TimeoutMax - p.TimeoutMin), "–", "–", say.Short(meanMs(t.Down)),
			say.Short(100 * float64(t.Split) / float64(max(1, len(t.Down))))}
		if len(t.Smooth) > 0 {
			dotsX, dots = append(dotsX, spread), append(dots, meanMs(t.Smooth))
			row[2] = say.Short(meanMs(t.Smooth))
		}
		if lawful = lawful && p.lawful(); lawful {
			want := p.law()
			room := deviations*want.sd/math.Sqrt(float64(max(1, len(t.Smooth)))) + want.room.mean
			lawX, law, below, above = append(lawX, spread), append(law, want.mean), append(below, want.mean-room),
				append(above, want.mean+room)
			tried += flagInt(len(t.Smooth) > 0)
			good += flagInt(len(t.Smooth) > 0 && math.Abs(meanMs(t.Smooth)-want.mean) <= room)
			row[1] = say.Short(want.mean)
		}
		data.Rows = append(data.Rows, row)
	}
	if len(x) == 0 {
		return figure.Figure{ID: "spread", Title: "Time without a leader against the spread of the timeouts",
			Takeaway: "With these delays and timeouts no cluster finds a leader in the time that is simulated.",
			Alt:      "An empty table.", Table: data}
	}
	said := fmt.Sprintf("With a spread of %s ms the leader's crash costs %s on average, with %s ms %s.",
		say.Short(x[0]), span(all[0]), say.Short(x[len(x)-1]), span(all[len(all)-1]))
	f := figure.Figure{ID: "spread", Title: "Time without a leader against the spread of the timeouts", Data: data,
		Takeaway: said,
		Caption: fmt.Sprintf("Mean of %d crashes of the leader for each spread, with the shortest timeout of this "+
			"run. Squares: all of them. Dots: those whose first term has a winner.", spreadTrials),
		Alt: "Dots that rise with the spread, and boxes above them where it is small. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "longest − shortest timeout", Unit: "ms"},
			Y: figure.Axis{Label: "mean time without a leader", Unit: "ms"},
			Series: []figure.Series{{Identity: figure.Identity{Name: "all faults", Hue: figure.Vermillion,
				Shape: figure.Box}, X: x, Y: all, Dots: true}}}}
	if len(dots) > 0 {
		f.Chart.Series = append(f.Chart.Series, figure.Series{Identity: measuredDots, X: dotsX, Y: dots, Dots: true})
	}
	if lawful {
		f.Caption += " Line: a + w·E(least of m) − h/2 + the time of the votes; band: five standard errors."
		f.Chart.Series = append([]figure.Series{{Identity: theoryLine, X: lawX, Y: law, Theory: true}},
			f.Chart.Series...)
		f.Chart.Bands = []figure.Band{{Label: "five standard errors", X: lawX, Low: below, High: above}}
		if tried > 0 {
			f.Badge = &figure.Badge{OK: good == tried,
				Text: fmt.Sprintf("%d of %d points within five standard errors of theory", good, tried)}
		}
	} else {
		f.Caption += " Delays are not constant here, or a timeout is too short for an election: there is no theory " +
			"line."
	}
	return f
}

// commitFigure draws how long commits took.
func commitFigure(p Params, r Result) figure.Figure {
	commit := slices.Sorted(slices.Values(r.Commit))
	law := p.commitLaw(0)
	if len(commit) == 0 {
		return figure.Figure{ID: "commit", Title: "Time to commit a write",
			Takeaway: "No write was committed.", Alt: "An empty table.", Table: quantileTable("Writes", nil)}
	}
	x, y := rising(commit)
	said := fmt.Sprintf("Half of the writes are committed within %s ms and 99 of 100 within %s ms.",
		say.Short(quantile(commit, 0.5)), say.Short(quantile(commit, 0.99)))
	times := p.followerTimes(0)
	return figure.Figure{ID: "commit", Title: "Time to commit a write", Takeaway: said,
		Caption: fmt.Sprintf("From the moment the leader takes a write until it knows that a majority has stored "+
			"it. The line is the law for a write that meets no other: the leader's disk, %s ms, and beside it "+
			"follower number %d of %d by speed, %s ms.%s", say.Short(inMs(p.fsync())), p.Nodes/2, p.Nodes-1,
			say.Short(times[p.Nodes/2-1]), p.slower()),
		Alt: "A curve that begins at the law. " + said, Data: quantileTable("Writes", commit),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time to commit", Unit: "ms"},
			Y:          figure.Axis{Label: "writes", Unit: "%", Min: 0, Max: 100},
			Thresholds: []figure.Threshold{{Label: "law " + say.Short(law) + " ms", Value: law, Vertical: true}},
			Series:     []figure.Series{{Identity: figure.Identity{Name: "writes", Hue: figure.Ink}, X: x, Y: y}}}}
}

// slower says what may hold a commit up beyond the law.
func (p Params) slower() string {
	var why []string
	if p.fsync() > 0 {
		why = append(why, "waited for a busy disk")
	}
	if p.JitterMs > 0 {
		why = append(why, "met a late message")
	}
	if p.LossPct > 0 {
		why = append(why, "met a lost message")
	}
	if p.Regions != "one" {
		why = append(why, "had a leader elsewhere")
	}
	if len(why) == 0 {
		return ""
	}
	return " What lies above " + strings.Join(why, ", or ") + "."
}
