package replication

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// dayEvery thins the day to one point in five minutes: 288 points.
const dayEvery = 30

const slowLag = 200.0 // ms, the threshold of the lag chart

func replicaName(i int) string { return "replica " + figure.NodeName(i) }

// lagFigure draws the lag of each replica over the day. Each point is the largest of its five minutes, so that no spike
// falls between two.
func lagFigure(p Params, r Result) figure.Figure {
	d := r.Day
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "hour of the day", Unit: "h", Min: 0, Max: 24},
		Y:          figure.Axis{Label: "lag", Unit: "ms", Log: true},
		Thresholds: []figure.Threshold{{Label: "200 ms", Value: slowLag}}}
	data := &figure.Table{Columns: []figure.Column{{Label: "Hour", Numeric: true}, {Label: "Writes", Unit: "per s",
		Numeric: true}}}
	lines := [][]float64{}
	for i, lag := range d.Lag {
		if i > 0 && slices.Equal(lag, d.Lag[i-1]) {
			continue // the same line
		}
		var x, y []float64
		for k := 0; k < len(lag); k += dayEvery {
			x, y = append(x, d.Hour[k]), append(y, slices.Max(lag[k:k+dayEvery]))
		}
		id := figure.Node(i)
		id.Name = replicaName(i)
		chart.Series = append(chart.Series, figure.Series{Identity: id, X: x, Y: y})
		data.Columns = append(data.Columns, figure.Column{Label: "Lag of " + id.Name, Unit: "ms", Numeric: true})
		lines = append(lines, y)
	}
	if len(chart.Series) == 1 {
		chart.Series[0].Name, data.Columns[2].Label = "every replica", "Lag"
		chart.Series[0].Hue = figure.Ink
	} else if len(chart.Series) == 2 && len(d.Lag) > 2 {
		chart.Series[1].Name = "the others"
		if p.FarRTTms > 0 && p.QueryMin == 0 {
			chart.Series[0].Name, chart.Series[1].Name = "the others", replicaName(p.Replicas-1)
		}
	}
	for k := 0; k < len(lines[0]); k += 12 {
		row := []string{say.Number(d.Hour[k*dayEvery], 0), say.Number(d.Rate[k*dayEvery], 0)}
		for _, y := range lines {
			row = append(row, say.Short(y[k]))
		}
		data.Rows = append(data.Rows, row)
	}
	worst := d.slowest()
	over, top := 0, 0
	for k, v := range worst {
		if v > slowLag {
			over++
		}
		if v > worst[top] {
			top = k
		}
	}
	hours := float64(over) * dayTick / 3600
	sentence := fmt.Sprintf("The lag stays below 200 ms all day, at most %s.", span24(worst[top]))
	if over > 0 {
		sentence = fmt.Sprintf("The lag is above 200 ms for %s hours of the day and largest at %s: %s.",
			say.Number(hours, 1), clock(d.Hour[top]), span24(worst[top]))
	}
	return figure.Figure{ID: "lag", Title: "Lag over a day", Panel: true, Chart: chart, Data: data, Takeaway: sentence,
		Caption: "Age of the newest write that a replica shows, the largest of each five minutes, on a logarithmic " +
			"scale. Fluid model: writes flow in at the rate of the hour and out at the apply rate.",
		Alt: "Lag in milliseconds over 24 hours on a logarithmic scale, with a line at 200 ms. " + sentence}
}

// clock prints an hour of the day, 0 to 24.
func clock(hour float64) string {
	minutes := int(math.Round(hour * 60))
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// rateFigure is the twin of the lag chart: what comes in against what can be applied.
func rateFigure(p Params, r Result) figure.Figure {
	d := r.Day
	var x, y []float64
	top := 0
	for k := 0; k < len(d.Rate); k += dayEvery {
		x, y = append(x, d.Hour[k]), append(y, d.Rate[k])
	}
	for k, v := range d.Rate {
		if v > d.Rate[top] {
			top = k
		}
	}
	apply := effectiveRate(p)
	sentence := fmt.Sprintf("At most %s writes a second come in, at %s; a replica applies %s.",
		say.Number(d.Rate[top], 0), clock(d.Hour[top]), say.Number(apply, 0))
	data := &figure.Table{Columns: []figure.Column{{Label: "Hour", Numeric: true}, {Label: "Writes", Unit: "per s",
		Numeric: true, Strong: true}}}
	for k := 0; k < len(y); k += 12 {
		data.Rows = append(data.Rows, []string{say.Number(x[k], 0), say.Number(y[k], 0)})
	}
	return figure.Figure{ID: "rate", Title: "Writes over the same day", Takeaway: sentence, Data: data,
		Caption: fmt.Sprintf("Writes of all users. Apply rate of a replica: %s a worker, %d of them, Amdahl's law "+
			"with %s of the work shared.", say.Short(p.ApplyRate), p.Workers, say.Short(p.Parallel)),
		Alt: "Write rate over 24 hours with a horizontal line at the apply rate. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "hour of the day", Unit: "h", Min: 0, Max: 24},
			Y:          figure.Axis{Label: "writes", Unit: "per s", Min: 0, Max: 1.1 * max(d.Rate[top], apply)},
			Series:     []figure.Series{{Identity: figure.Identity{Name: "writes", Hue: figure.Ink}, X: x, Y: y}},
			Thresholds: []figure.Threshold{{Label: "apply rate", Value: apply}}}}
}

// logFigure draws how many writes each replica has not applied.
func logFigure(p Params, r Result) figure.Figure {
	w := r.Window
	bars := &figure.Bars{Unit: "writes"}
	when := "at the end of the window"
	if w.Fail != nil {
		when = "when the primary dies"
	}
	data := &figure.Table{Columns: []figure.Column{{Label: "Node"}, {Label: "Applied up to write", Numeric: true,
		Strong: true}, {Label: "Behind", Unit: "writes", Numeric: true}, {Label: "Of these received", Unit: "writes",
		Numeric: true}}}
	row := func(name string, hue figure.Hue, lsn, behind, stored int64) {
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: figure.Identity{Name: name, Hue: hue},
			Value: float64(lsn), Note: "−" + say.Int(behind)})
		data.Rows = append(data.Rows, []string{name, say.Int(lsn), say.Int(behind), say.Int(stored)})
	}
	row("primary", figure.Green, w.Head, 0, 0)
	bars.Bars[0].Note = "head of the log"
	worst := int64(0)
	for i, behind := range w.Behind {
		row(replicaName(i), figure.Node(i).Hue, max(0, w.Head-behind), behind, w.Stored[i])
		worst = max(worst, behind)
	}
	sentence := fmt.Sprintf("%s the last replica is %s writes behind.", say.Upper(when), say.Int(worst))
	return figure.Figure{ID: "logs", Title: "Log of each node " + when, Bars: bars, Data: data, Takeaway: sentence,
		Caption: "Number of the last write each node shows (log sequence number). The log of a replica is a prefix " +
			"of that of the primary." + r.unseenWords(p),
		Alt: "Horizontal bars, the primary's the longest. " + sentence}
}
