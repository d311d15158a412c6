package migration

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/calc"
)

// detectFigure draws the chance to meet a difference against the number of rows compared.
func detectFigure(p Params, r Result) figure.Figure {
	share := r.Seen.Truth
	f := figure.Figure{ID: "detect", Title: "Chance that comparisons meet a difference",
		Caption: "Line: 1 − (1 − r)^n for n comparisons, r the share that differs when the first reads go over.",
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "comparisons", Log: true},
			Y: figure.Axis{Label: "chance", Unit: "%", Min: 0, Max: 100}}}
	far := 1e6
	if share > 0 {
		far = math.Min(1e12, math.Max(100, 10/share))
	}
	far = math.Max(far, 10*r.Seen.Each)
	var x, y []float64
	for i := range 41 {
		n := calc.Pow(far, float64(i)/40)
		x, y = append(x, n), append(y, 100*Detects(share, n))
	}
	f.Chart.Series = []figure.Series{{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, X: x, Y: y,
		Theory: true}}
	if r.Seen.Each >= 1 && r.Seen.Trials > 0 {
		f.Chart.Marks = []figure.Mark{{Label: "this run, a day", Shape: figure.Circle, X: r.Seen.Each,
			Y: 100 * r.Seen.Detected}}
	}
	switch {
	case share == 0 && r.gate().Count[behind].Sum > 0.5:
		f.Takeaway = fmt.Sprintf("When the first reads go over, the changes of %s wait behind the outage: no "+
			"comparison counts them.", rowsOf(r.shown(r.gate(), behind, behind)))
	case share == 0:
		f.Takeaway = "When the first reads go over, " + p.none(r, r.Exact) + "."
	case !r.Seen.AtGate:
		f.Takeaway = fmt.Sprintf("%s %% differ, and nothing is compared before the first reads go over.",
			say.Short(100*share))
	case share >= 0.95:
		f.Takeaway = "So many differ that the first comparison shows it."
	default:
		f.Takeaway = fmt.Sprintf("%s %% differ: it takes %s to meet one with 95 %% chance.",
			say.Short(100*share), say.Amount(math.Ceil(SampleFor(share, 0.95)), "comparison"))
	}
	f.Alt = "A rising curve on a logarithmic scale of comparisons. " + f.Takeaway
	return f
}

// waitsFigure draws what a write waits.
func waitsFigure(p Params, r Result) figure.Figure {
	w := r.Wait
	bar := func(name string, v float64, hue figure.Hue, shape figure.Shape) figure.BarRow {
		return figure.BarRow{Identity: figure.Identity{Name: name, Hue: hue, Shape: shape}, Value: v,
			Note: "+" + say.Short(math.Max(0, v-w.Before)) + " ms"}
	}
	said := fmt.Sprintf("At the 99th percentile a write takes %s ms before the migration and %s ms at its busiest.",
		say.Short(w.Before), say.Short(math.Max(w.Twice, w.Copying)))
	data := &figure.Table{Columns: []figure.Column{{Label: "Write"},
		{Label: "99th percentile", Unit: "ms", Numeric: true},
		{Label: "Added", Unit: "ms", Numeric: true, Strong: true}}}
	bars := []figure.BarRow{bar("before", w.Before, figure.Ink, figure.Disc),
		bar("changes go to both stores", w.Twice, figure.Blue, figure.Square),
		bar("and rows are copied and compared", w.Copying, figure.Orange, figure.Triangle)}
	for _, b := range bars {
		data.Rows = append(data.Rows, []string{b.Name, say.Short(b.Value), say.Short(b.Value - w.Before)})
	}
	return figure.Figure{ID: "waits", Title: "What a write waits", Takeaway: said,
		Caption: fmt.Sprintf("99th percentile of %s writes through a queue with one server, a partition of the old "+
			"store, and the new store behind it. The copy reads %s a second, comparisons %s.",
			say.Int(timedWrites-warmWrites), say.Amount(w.Copied, "row"), say.Amount(w.Compared, "row")),
		Alt: "Three bars. " + said, Data: data, Bars: &figure.Bars{Unit: "ms", Bars: bars}}
}
