package sharding

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

const (
	heatRows = 16 // shards of the heat map
	barRows  = 12 // shards of the load bars and of the reshard table
)

var pictures = []sims.Picture[Params, Result]{
	{ID: "load", Draw: loadFigure},
	{ID: sims.MotionID, If: hasMotion, Draw: motionFigure},
	{ID: "heat", Draw: heatFigure},
	{ID: "fanout", Work: fanFigure},
	{ID: "waterfall", Draw: waterfallFigure},
	{ID: "reshard", Draw: reshardFigure},
	{ID: "timeline", Draw: timelineFigure},
}

func shardName(s int) string { return fmt.Sprintf("shard %d", s) }

// busiest lists at most n shards with most first; equal ones by number.
func busiest(load []int, n int) []int {
	order := make([]int, len(load))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return load[b] - load[a] })
	return order[:min(n, len(order))]
}

// loadFigure draws the rows of the fullest shards against the mean.
func loadFigure(p Params, r Result) figure.Figure {
	top, hot := hottest(r.Count, p.Shards)
	scale := r.stretch(p) / 1e6
	unit := "million rows"
	if p.Rows < 10_000_000 {
		scale, unit = r.stretch(p), "rows"
	}
	bars := &figure.Bars{Unit: unit, Mean: scale * float64(r.Sampled) / float64(p.Shards)}
	data := &figure.Table{Columns: []figure.Column{{Label: "Shard"}, {Label: "Rows", Unit: "sampled", Numeric: true,
		Strong: true}, {Label: "Times the mean", Numeric: true}, {Label: "New rows", Unit: "%", Numeric: true}},
		Total: p.Shards}
	for _, s := range busiest(r.Count[:p.Shards], barRows) {
		over := float64(r.Count[s]) * float64(p.Shards) / float64(r.Sampled)
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: figure.Identity{Name: shardName(s), Hue: figure.Ink},
			Value: scale * float64(r.Count[s]), Note: say.Number(over, 2) + "×"})
		data.Rows = append(data.Rows, []string{shardName(s), say.Int(r.Count[s]),
			say.Number(over, 2), say.Number(share(r.Inserts[s], newRows), 1)})
	}
	f := figure.Figure{ID: "load", Title: "Rows on the fullest shards", Bars: bars, Data: data,
		Takeaway: fmt.Sprintf("Shard %d holds %s of the rows, %s × the mean.", top,
			say.Percent(share(r.Count[top], r.Sampled)), say.Number(hot, 2)),
		Caption: fmt.Sprintf("Fullest of %s, in %s; %s rows were placed and stand for %s.",
			say.Count(p.Shards, "shard"), unit, say.Int(r.Sampled),
			say.Int(p.Rows)),
		Alt: fmt.Sprintf("Horizontal bars of the fullest shards against the mean; the longest is %s × the mean.",
			say.Number(hot, 2))}
	if p.KeyGen == "zipf" {
		f.Takeaway += fmt.Sprintf(" The largest tenant owns %s and lies on %s.", say.Percent(share(r.Top, r.Sampled)),
			say.Count(r.TopShards, "shard"))
	}
	return f
}

// heatFigure draws where the inserts of a day go.
func heatFigure(p Params, r Result) figure.Figure {
	shown := busiest(r.Inserts, heatRows)
	top := shown[0]
	slices.Sort(shown)
	chart := &figure.Chart{Kind: figure.Heat, X: figure.Axis{Label: "hour of the day"}, Y: figure.Axis{Label: "shard"}}
	for slot := range slots {
		chart.X.Categories = append(chart.X.Categories, fmt.Sprint(slot*24/slots))
	}
	cold := 0
	for _, s := range shown {
		chart.Y.Categories = append(chart.Y.Categories, fmt.Sprint(s))
		line := make([]float64, slots)
		for slot, n := range r.Heat[s] {
			line[slot] = float64(n)
		}
		chart.Heat = append(chart.Heat, line)
	}
	for _, n := range r.Inserts {
		if n == 0 {
			cold++
		}
	}
	f := figure.Figure{ID: "heat", Title: "New rows per shard over a day", Chart: chart,
		Takeaway: fmt.Sprintf("Shard %d takes in %s of the new rows; an even share is %s.", top,
			say.Percent(share(r.Inserts[top], newRows)), say.Percent(100/float64(p.Shards))),
		Caption: fmt.Sprintf("%s new rows in parts of two hours; the busiest %d of %s.", say.Number(newRows, 0),
			len(shown), say.Count(p.Shards, "shard")),
		Alt: fmt.Sprintf("A grid of %s by twelve parts of a day; the darkest row is shard %d.",
			say.Count(len(shown), "shard"), top)}
	if cold > 0 {
		f.Takeaway += " " + say.Count(cold, "shard") + say.Either(cold, " gets none.", " get none.")
	}
	return f
}

// reshardFigure is the table of what each machine sends and receives.
func reshardFigure(p Params, r Result) figure.Figure {
	machines := len(r.Sent)
	traffic := make([]int, machines)
	for m := range traffic {
		traffic[m] = max(r.Sent[m], r.Got[m])
	}
	gb := r.stretch(p) * float64(p.RowBytes) / 1e9
	t := &figure.Table{Columns: []figure.Column{{Label: "Machine"}, {Label: "Rows before", Unit: "%", Numeric: true},
		{Label: "Sends", Unit: "GB", Numeric: true}, {Label: "Receives", Unit: "GB", Numeric: true},
		{Label: "Rows after", Unit: "%", Numeric: true}, {Label: "Copies for", Unit: "min", Numeric: true,
			Strong: true}}, Total: machines}
	for _, m := range busiest(traffic, barRows) {
		t.Rows = append(t.Rows, []string{shardName(m), say.Number(share(r.Count[m], r.Sampled), 1),
			say.Short(float64(r.Sent[m]) * gb), say.Short(float64(r.Got[m]) * gb),
			say.Number(share(r.CountAfter[m], r.Sampled), 1),
			say.Short(60 * CopyHours(float64(traffic[m])*gb*1e9, p.CopyMBs, 1))})
	}
	_, fullest := hottest(r.CountAfter, p.Target)
	beside := "if rows lay evenly before and after, at least " + say.Percent(100*(1-stayMost(p.Shards, p.Target))) +
		" would"
	switch {
	case p.Strategy == "hash_range":
		beside = "the fullest shard then holds " + say.Number(fullest, 2) + " × the mean"
	case p.KeyGen == "zipf" && p.Strategy != "range" && p.Strategy != "directory" && p.Shards != p.Target:
		beside = r.usual(p)
	}
	return figure.Figure{ID: "reshard", Title: fmt.Sprintf("Move from %s to %s", say.Count(p.Shards, "shard"),
		say.Count(p.Target, "shard")), Table: t,
		Takeaway: fmt.Sprintf("%s GB move, %s of the rows, in %s; %s.", say.Short(r.movedGB(p)),
			say.Percent(share(r.Moved, r.Sampled)), duration(r.hours(p)), beside),
		Caption: fmt.Sprintf("Machines with most to copy, of %s. All copy at once, each sending and receiving at %s "+
			"MB/s; the busiest one ends last.", say.Int(machines), say.Short(p.CopyMBs)),
		Alt: "A table with one row a machine: its share of the rows before and after, what it sends and " +
			"receives, and for how long."}
}
