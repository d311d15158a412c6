package eviction

import (
	"fmt"
	"strconv"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/eviction/policy"
	"tradeofflab/sims/model"
)

// hitFigure draws the hit ratio of each policy under the line of OPT.
func hitFigure(p Params, r Result) figure.Figure {
	chart := &figure.Chart{Kind: figure.Bar, X: figure.Axis{Label: ""}, Y: figure.Axis{Label: "hit ratio",
		Unit: "%", Max: 100},
		Thresholds: []figure.Threshold{{Label: "best possible " + say.Percent(r.OPT.HitPct()), Value: r.OPT.HitPct()}}}
	series := figure.Series{Identity: figure.Identity{Name: "served from the cache", Hue: figure.Blue,
		Shape: figure.Disc}, Values: true}
	data := &figure.Table{Columns: []figure.Column{{Label: "Policy"}, {Label: "Hit ratio", Unit: "%", Numeric: true,
		Strong: true}, {Label: "Below OPT", Unit: "points", Numeric: true}}}
	for i, name := range p.Policies {
		hit := r.Counts[i].HitPct()
		chart.X.Categories = append(chart.X.Categories, label(name))
		series.X, series.Y = append(series.X, float64(i)), append(series.Y, hit)
		data.Rows = append(data.Rows, []string{label(name), say.Number(hit, 2),
			say.Number(r.OPT.HitPct()-hit, 2)})
	}
	chart.Series = []figure.Series{series}
	chart.X.Categories = append(chart.X.Categories, "") // room for the labels of the lines
	caption := fmt.Sprintf("Share of %s served from the cache after a warm-up of %s. No policy that takes every key "+
		"in can pass the upper line.",
		say.Count(r.OPT.Requests, "request"), say.Int(r.Warm))
	if r.Law != nil && r.CheLRU < 1 {
		chart.Thresholds = append(chart.Thresholds,
			figure.Threshold{Label: "LRU in theory " + say.Percent(100*r.CheLRU),
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
			say.Percent(r.OPT.HitPct()), said)}
}

// heldFigure draws which of the keys asked for last each policy still holds.
func heldFigure(_ Params, r Result) figure.Figure {
	strip := &figure.Strip{}
	data := &figure.Table{Columns: []figure.Column{{Label: "Policy"}, {Label: "Most recent keys held", Unit: "%",
		Numeric: true, Strong: true}}}
	for _, h := range r.Held {
		strip.Rows = append(strip.Rows, figure.StripRow{Label: label(h.name), Tall: h.held,
			Value: say.Percent(100 * h.recent)})
		data.Rows = append(data.Rows, []string{label(h.name), say.Number(100*h.recent, 1)})
	}
	first := r.Held[0]
	said := fmt.Sprintf("At the end %s holds %s of the keys that were asked for most recently.", label(first.name),
		say.Percent(100*first.recent))
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
	least, thrifty := 0.0, ""
	for i, name := range p.Policies {
		n := r.Counts[i]
		stay, memory := "–", "–"
		if n.Evictions > 0 {
			stay = say.Number(float64(n.Held)*float64(n.Requests)/float64(n.Evictions), 0)
		}
		if name != "opt" {
			memory = say.Number(metadata(n, r), 1)
			if thrifty == "" || metadata(n, r) < least {
				least, thrifty = metadata(n, r), label(name)
			}
		}
		t.Rows = append(t.Rows, []string{label(name), say.Int(n.Misses()), say.Int(n.Evictions), stay, memory})
	}
	said := "OPT needs to know the future, so it has no memory to compare."
	if thrifty != "" {
		said = fmt.Sprintf("%s needs the least memory: %s B for an object.", thrifty, say.Number(least, 1))
	}
	return figure.Figure{ID: "policies", Title: "What each policy does and takes", Takeaway: said, Table: t,
		Caption: "A key stays for capacity divided by miss ratio requests on average (Little's law). Memory is that " +
			"of the policy's own links, counters and remembered keys with 4-byte links; the index of the keys and " +
			"the objects come on top.",
		Alt: fmt.Sprintf("A table of %s with misses, evictions, mean stay and memory.",
			say.Count(len(p.Policies), "row"))}
}

// framesFigure counts the misses of the story at every capacity: under FIFO more room can mean more misses.
func framesFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	t := p.Story
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "capacity", Unit: "objects"},
		Y:          figure.Axis{Label: "misses"},
		Thresholds: []figure.Threshold{{Label: "first requests " + strconv.Itoa(t.Objects), Value: float64(t.Objects)}}}
	frames := min(maxFrames, max(2, t.Objects))
	names := []string{"fifo", "lru", "opt"}
	if lead := p.Policies[0]; lead != "fifo" && lead != "lru" && lead != "opt" {
		names = append(names, lead)
	}
	said := ""
	for _, name := range names {
		s := figure.Series{Identity: policy.Find(name).Identity(), Values: true}
		for c := 1; c <= frames; c++ {
			n := replay(b, p, name, t, c, 0)
			s.X, s.Y = append(s.X, float64(c)), append(s.Y, float64(n.Misses()))
			if c > 1 && s.Y[c-1] > s.Y[c-2] && said == "" {
				said = fmt.Sprintf("%s misses %g times with room for %d and %g times with room for %d: more room, "+
					"more misses.", label(name), s.Y[c-2], c-1, s.Y[c-1], c)
			}
		}
		chart.Series = append(chart.Series, s)
	}
	if said == "" {
		said = "On this sequence more room never means more misses."
	}
	return figure.Figure{ID: "frames", Title: "Misses of the story over capacity", Takeaway: said, Chart: chart,
		Caption: "Misses of the keys of the story, counted from an empty cache. What LRU or OPT holds with less room " +
			"it also holds with more, so their lines cannot rise; FIFO and its relatives give no such promise " +
			"(Belady, Nelson and Shedler, 1969).",
		Alt: fmt.Sprintf("Lines of the misses of %s at capacities 1 to %d. %s",
			say.List("FIFO", "LRU", "OPT"), frames, said)}
}
