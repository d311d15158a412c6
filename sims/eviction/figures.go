package eviction

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// drawings lists the pictures of a run in the order of the page.
func drawings(p Params, r Result) []sims.Drawing {
	out := []sims.Drawing{
		{ID: "hits", Make: func() figure.Figure { return hitFigure(p, r) }},
		{ID: "mrc", Make: func() figure.Figure { return curveFigure(p, r) }},
	}
	if len(r.Held) > 0 {
		out = append(out, sims.Drawing{ID: "held", Make: func() figure.Figure { return heldFigure(r) }})
	}
	return append(out, []sims.Drawing{
		{ID: "traces", Make: func() figure.Figure { return heatFigure(p, r) }},
		{ID: "frames", Make: func() figure.Figure { return framesFigure(p) }},
		{ID: "policies", Make: func() figure.Figure { return policyTable(p, r) }},
	}...)
}

// hitFigure draws the hit ratio of each policy under the line of OPT.
func hitFigure(p Params, r Result) figure.Figure {
	chart := &figure.Chart{Kind: figure.Bar, X: figure.Axis{Label: ""}, Y: figure.Axis{Label: "hit ratio",
		Unit: "%", Max: 100},
		Thresholds: []figure.Threshold{{Label: "best possible " + percent(r.OPT.HitPct()), Value: r.OPT.HitPct()}}}
	series := figure.Series{Identity: figure.Identity{Name: "served from the cache", Hue: figure.Blue,
		Shape: figure.Disc}, Values: true}
	data := &figure.Table{Columns: []figure.Column{{Label: "Policy"}, {Label: "Hit ratio", Unit: "%", Numeric: true,
		Strong: true}, {Label: "Below OPT", Unit: "points", Numeric: true}}}
	for i, name := range p.Policies {
		hit := r.Counts[i].HitPct()
		chart.X.Categories = append(chart.X.Categories, labels[name])
		series.X, series.Y = append(series.X, float64(i)), append(series.Y, hit)
		data.Rows = append(data.Rows, []string{labels[name], say.Number(hit, 2),
			say.Number(r.OPT.HitPct()-hit, 2)})
	}
	chart.Series = []figure.Series{series}
	chart.X.Categories = append(chart.X.Categories, "") // room for the labels of the lines
	caption := fmt.Sprintf("Share of %s served from the cache after a warm-up of %s. No policy that takes every key "+
		"in can pass the upper line.",
		say.Count(r.OPT.Requests, "request"), whole(r.Warm))
	if r.Law != nil && r.CheLRU < 1 {
		chart.Thresholds = append(chart.Thresholds, figure.Threshold{Label: "LRU in theory " + percent(100*r.CheLRU),
			Value: 100 * r.CheLRU})
		data.Rows = append(data.Rows, []string{"LRU in theory (Che)", say.Number(100*r.CheLRU, 2), "–"},
			[]string{"FIFO and Random in theory", say.Number(100*r.CheFIFO, 2), "–"})
		caption += " The theory of LRU is Che's approximation."
	}
	data.Rows = append(data.Rows, []string{"best possible (OPT)", say.Number(r.OPT.HitPct(), 2), "0.00"})
	said := takeaway(p, r)
	return figure.Figure{ID: "hits", Title: "Hit ratio of each policy", Takeaway: said, Caption: caption, Panel: true,
		Data: data, Chart: chart,
		Alt: fmt.Sprintf("%s, between 0 and the best possible, %s. %s", say.Count(len(p.Policies), "bar"),
			percent(r.OPT.HitPct()), said)}
}

// heldFigure draws which of the keys asked for last each policy still holds.
func heldFigure(r Result) figure.Figure {
	strip := &figure.Strip{}
	data := &figure.Table{Columns: []figure.Column{{Label: "Policy"}, {Label: "Most recent keys held", Unit: "%",
		Numeric: true, Strong: true}}}
	for _, h := range r.Held {
		strip.Rows = append(strip.Rows, figure.StripRow{Label: labels[h.name], Tall: h.held,
			Value: percent(100 * h.recent)})
		data.Rows = append(data.Rows, []string{labels[h.name], say.Number(100*h.recent, 1)})
	}
	first := r.Held[0]
	said := fmt.Sprintf("At the end %s holds %s of the keys that were asked for most recently.", labels[first.name],
		percent(100*first.recent))
	return figure.Figure{ID: "held", Title: "Which of the keys asked for last are held", Takeaway: said,
		Caption: fmt.Sprintf("Keys in the order of their last request, the longest idle on the left, the most recent "+
			"on the right; twice as many as fit, of which %d are drawn. A tall line is a key that is held. The "+
			"number is the share of the right half that is held; LRU holds all of it and nothing else.",
			len(first.held)),
		Alt:   fmt.Sprintf("%s of %d keys each. %s", say.Count(len(r.Held), "strip"), len(first.held), said),
		Strip: strip, Data: data}
}

// policyTable lists what each policy costs and does.
func policyTable(p Params, r Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Policy"}, {Label: "Misses", Numeric: true, Strong: true},
		{Label: "Evictions", Numeric: true},
		{Label: "Mean stay", Unit: "requests", Numeric: true}, {Label: "Memory an object", Unit: "B", Numeric: true}}}
	least, name := 0.0, ""
	for i, policy := range p.Policies {
		n := r.Counts[i]
		stay, memory := "–", "–"
		if n.Evictions > 0 {
			stay = say.Number(float64(n.Held)*float64(n.Requests)/float64(n.Evictions), 0)
		}
		if policy != "opt" {
			memory = say.Number(metadata(n, r), 1)
			if name == "" || metadata(n, r) < least {
				least, name = metadata(n, r), labels[policy]
			}
		}
		t.Rows = append(t.Rows, []string{labels[policy], whole(n.Misses()), whole(n.Evictions), stay, memory})
	}
	said := "OPT needs to know the future, so it has no memory to compare."
	if name != "" {
		said = fmt.Sprintf("%s needs the least memory: %s B for an object.", name, say.Number(least, 1))
	}
	return figure.Figure{ID: "policies", Title: "What each policy does and takes", Takeaway: said, Table: t,
		Caption: "A key stays for capacity divided by miss ratio requests on average (Little's law). Memory is that " +
			"of the policy's own links, counters and remembered keys with 4-byte links; the index of the keys and " +
			"the objects come on top.",
		Alt: fmt.Sprintf("A table of %s with misses, evictions, mean stay and memory.",
			say.Count(len(p.Policies), "row"))}
}
