package journey

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// series collects one number of every month.
func (g game) series(of func(month) float64) (x, y []float64) {
	for _, m := range g.Months {
		x, y = append(x, float64(m.M)), append(y, of(m))
	}
	return x, y
}

func monthAxis(g game) figure.Axis {
	return figure.Axis{Label: "month", Min: 1, Max: float64(max(2, len(g.Months)))}
}

// responseFigure draws the response month by month, with the line of theory where there is one.
func responseFigure(p Params, g game) figure.Figure {
	x, p99 := g.series(func(m month) float64 { return max(m.P99, 0.01) })
	_, mean := g.series(func(m month) float64 { return max(1000*m.Run.mean(), 0.01) })
	var lineX, line []float64
	for _, m := range g.Months {
		if v, _ := m.Flow.line(); v > 0 {
			lineX, line = append(lineX, float64(m.M)), append(line, 1000*v)
		}
	}
	var grey []figure.Series
	if len(lineX) > 0 {
		grey = []figure.Series{{Identity: figure.Identity{Name: "mean, by the line", Hue: figure.Grey}, X: lineX,
			Y:      line,
			Theory: true}}
	}
	said := fmt.Sprintf("%d of %s meet both goals.", g.MetMonths, say.Count(len(g.Months), "month"))
	return figure.Figure{ID: "response", Title: "Response month by month", Panel: true, Takeaway: said,
		Caption: fmt.Sprintf("Each month %s requests of the fullest node are simulated: processors, then disks for "+
			"what is not in memory. Grey: mean by M/M/c, where nothing is overloaded. A 99th percentile has no such "+
			"line: those of two lines in a row do not add up.", say.Int(p.Sampled)),
		Alt: "Mean and 99th percentile over the months on a log scale, with the goal as a line. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: monthAxis(g),
			Y:          figure.Axis{Label: "response", Unit: "ms", Log: true},
			Thresholds: []figure.Threshold{{Label: "goal", Value: p.SLOMs}},
			Series: append(grey,
				figure.Series{Identity: figure.Identity{Name: "mean", Hue: figure.Ink, Shape: figure.Disc}, X: x,
					Y:    mean,
					Dots: true},
				figure.Series{Identity: figure.Identity{Name: "99th percentile", Hue: figure.Vermillion,
					Shape: figure.Square}, X: x, Y: p99, Dots: true})}}
}

// bottleneckFigure draws how far each resource is used in each month.
func bottleneckFigure(p Params, g game) figure.Figure {
	c := &figure.Chart{Kind: figure.Heat, X: figure.Axis{Label: "month"},
		Y: figure.Axis{Label: "resource", Unit: "%", Categories: resourceNames[:]}}
	for r := range resources {
		row := make([]float64, len(g.Months))
		for i, m := range g.Months {
			row[i] = min(100*m.Flow.Use[r], 200)
		}
		c.Heat = append(c.Heat, row)
	}
	data := &figure.Table{Columns: []figure.Column{{Label: "Month", Numeric: true}, {Label: "Fullest"},
		{Label: "Used", Unit: "%", Numeric: true, Strong: true}}}
	count := [resources]int{}
	for _, m := range g.Months {
		c.X.Categories = append(c.X.Categories, fmt.Sprint(m.M))
		use, which := m.Flow.highest()
		count[which]++
		data.Rows = append(data.Rows, []string{fmt.Sprint(m.M), resourceNames[which], say.Number(100*use, 1)})
	}
	most := 0
	for i := range count {
		if count[i] > count[most] {
			most = i
		}
	}
	said := fmt.Sprintf("In %s %s %s the fullest resource of a node.", say.Count(count[most], "month"),
		resourceNames[most], areOf(most))
	return figure.Figure{ID: "bottleneck", Title: "Which resource is the bottleneck", Takeaway: said, Data: data,
		Caption: "Use of each resource of the fullest node, and of the team's hours, in percent; 200 stands for " +
			"more. At 100 there is no more to be had.",
		Alt: "A grid of months and resources, darker where more is used. " + said, Chart: c}
}

// costFigure draws the bill by line.
func costFigure(p Params, g game) figure.Figure {
	hues := [billLines]figure.Hue{figure.Blue, figure.Orange, figure.Purple, figure.Green, figure.Vermillion,
		figure.Sky}
	c := &figure.Chart{Kind: figure.Line, X: monthAxis(g), Y: figure.Axis{Label: "bill of a month", Unit: "USD",
		Log: true}}
	data := &figure.Table{Columns: []figure.Column{{Label: "Line"}, {Label: "All months", Unit: "USD", Numeric: true},
		{Label: "Last month", Unit: "USD", Numeric: true}, {Label: "Share", Unit: "%", Numeric: true}}}
	x, total := g.series(func(m month) float64 { return max(m.Bill.total(), 1) })
	c.Series = append(c.Series, figure.Series{Identity: figure.Identity{Name: "all", Hue: figure.Ink}, X: x, Y: total})
	most := 0
	for i, name := range lineNames {
		if g.Lines[i] > g.Lines[most] {
			most = i
		}
		data.Rows = append(data.Rows, []string{name, say.Number(g.Lines[i], 0), say.Number(g.last().Bill[i], 0),
			say.Number(100*g.Lines[i]/max(g.Total, 1e-9), 1)})
		var lx, ly []float64
		for _, m := range g.Months {
			if m.Bill[i] >= 1 {
				lx, ly = append(lx, float64(m.M)), append(ly, m.Bill[i])
			}
		}
		if len(lx) > 0 {
			c.Series = append(c.Series, figure.Series{Identity: figure.Identity{Name: name, Hue: hues[i], Dash: "6 4"},
				X: lx, Y: ly})
		}
	}
	data.Rows = append(data.Rows, []string{"all", say.Number(g.Total, 0), say.Number(g.last().Bill.total(), 0),
		"100.0"})
	said := fmt.Sprintf("The game costs %s; %s %% of it is for %s.", usd(g.Total),
		say.Number(100*g.Lines[most]/max(g.Total, 1e-9), 0), lineNames[most])
	return figure.Figure{ID: "cost", Title: "What each month costs", Takeaway: said, Data: data,
		Caption: "List prices of the catalogue, " + shop.Region + ": " + shop.Date + ". Log scale.",
		Alt:     "Lines of the bill over the months on a log scale. " + said, Chart: c}
}

// storageFigure draws what is kept, and what the disks hold.
func storageFigure(p Params, g game) figure.Figure {
	x, kept := g.series(func(m month) float64 { return max(m.StoredGB, 1e-6) })
	_, disk := g.series(func(m month) float64 { return max(m.Flow.DiskGB, 1e-6) })
	_, room := g.series(func(m month) float64 {
		return 1000 * shop.node(p.Node).MostTB * float64(m.System.Nodes)
	})
	last := g.last()
	said := fmt.Sprintf("%s are kept in the end; the disks hold %s with all copies.", size(last.StoredGB),
		size(last.Flow.DiskGB))
	f := figure.Figure{ID: "storage", Title: "Kept, and on the disks", Takeaway: said,
		Caption: "Kept: the sum of what came in and has not expired. On the disks: that of the store, times " +
			"copies, over compression. Room: what the lab puts on the nodes that there are. Log scale.",
		Alt: "Bytes over the months on a log scale. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: monthAxis(g), Y: figure.Axis{Label: "bytes", Unit: "GB", Log: true},
			Series: []figure.Series{
				{Identity: figure.Identity{Name: "kept", Hue: figure.Ink}, X: x, Y: kept},
				{Identity: figure.Identity{Name: "on the disks", Hue: figure.Blue, Dash: "6 4"}, X: x, Y: disk},
				{Identity: figure.Identity{Name: "room", Hue: figure.Grey, Dash: "2 3"}, X: x, Y: room}}}}
	if top := last.StoredGB; top >= petabyteGB/2 {
		f.Chart.Thresholds = []figure.Threshold{{Label: "1 PB", Value: petabyteGB}}
	}
	return f
}

// hitFigure draws sampled hits beside Che's line.
func hitFigure(p Params, g game) figure.Figure {
	x, got := g.series(func(m month) float64 { return 100 * m.Both })
	_, line := g.series(func(m month) float64 { return 100 * m.Flow.Hit })
	said := fmt.Sprintf("In the last month %s %% of the reads hit a cache, in the first %s %%.",
		say.Number(got[len(got)-1], 1), say.Number(got[0], 1))
	return figure.Figure{ID: "hits", Title: "Reads that hit a cache", Takeaway: said,
		Caption: "Dots: sampled reads. Line: Che's approximation over the objects that there are and the memory of " +
			"nodes and tier. The data grow, and the memory does not.",
		Alt: "Hit ratio over the months. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: monthAxis(g), Y: figure.Axis{Label: "reads", Unit: "%", Min: 0,
			Max: 100},
			Series: []figure.Series{
				{Identity: figure.Identity{Name: "Che", Hue: figure.Grey}, X: x, Y: line, Theory: true},
				{Identity: measured, X: x, Y: got, Dots: true}}}}
}

// movesFigure prints what is assumed of each move.
func movesFigure(p Params, g game) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Move"}, {Label: "What"}, {Label: "Works after",
		Unit: "months"},
		{Label: "Work", Unit: "h"}, {Label: "Goes wrong", Unit: "%"},
		{Label: "All down then", Unit: "h", Numeric: true}, {Label: "From"}}}
	pair := func(first, more float64) string {
		if first == more {
			return say.Short(first)
		}
		return say.Short(first) + ", again " + say.Short(more)
	}
	for _, k := range kinds {
		name := k.What
		if k.Most > 0 {
			name = fmt.Sprintf("%s=%d…%d", k.What, k.Least, k.Most)
		}
		t.Rows = append(t.Rows, []string{name, k.Label, pair(float64(k.Lead), float64(k.More)), pair(k.Work,
			k.MoreWork),
			pair(k.RiskPct, k.MoreRisk), say.Short(k.OutageH), k.Source})
	}
	return figure.Figure{ID: "moves", Title: "What moves take", Table: t,
		Takeaway: "A move works when its lead time is over; shards and another store run beside the old ones until " +
			"then.",
		Caption: fmt.Sprintf("An hour costs %s dollars, as in the scaling story. Each month that the team is behind "+
			"with delays a move by one, up to %d. A node holds at most: "+
			"%s.", say.Short(hourUSD), mostDelay, roomOfNodes()),
		Alt: "A table with lead time, work and risk of each move."}
}

func roomOfNodes() string {
	var out []string
	for _, n := range shop.Nodes {
		out = append(out, fmt.Sprintf("%s (%s) %s TB", n.ID, n.Instance, say.Short(n.MostTB)))
	}
	return say.List(out...)
}

// pairFigure draws the 99th percentile of two games.
func pairFigure(a, b sims.Report) (figure.Figure, bool) {
	of := func(r sims.Report) (x, y []float64) {
		for m := 1; m <= mostMonths; m++ {
			v, ok := r.Metric(fmt.Sprintf("p99_ms.%d", m))
			if !ok {
				break
			}
			x, y = append(x, float64(m)), append(y, max(v.Value, 0.01))
		}
		return x, y
	}
	ax, ay := of(a)
	bx, by := of(b)
	if len(ax) == 0 || len(bx) == 0 {
		return figure.Figure{}, false
	}
	return figure.Figure{ID: "pair", Title: "The 99th percentile of both games",
		Takeaway: fmt.Sprintf("In their last months A takes %s ms and B %s ms.", say.Short(ay[len(ay)-1]),
			say.Short(by[len(by)-1])),
		Caption: "99th percentile of each month; log scale.", Alt: "Two lines over the months.",
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "month", Min: 1,
			Max: float64(max(len(ax), len(bx), 2))}, Y: figure.Axis{Label: "99th percentile", Unit: "ms", Log: true},
			Series: []figure.Series{{Identity: figure.Identity{Name: "A", Hue: figure.Accent, Shape: figure.Circle},
				X: ax,
				Y: ay}, {Identity: figure.Identity{Name: "B", Hue: figure.Ink, Shape: figure.Box, Dash: "6 4"}, X: bx,
				Y: by}}}}, true
}
