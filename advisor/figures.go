package advisor

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// hues gives every family the colour it has in the whole lab.
var hues = map[string]figure.Hue{"relational": figure.Blue, "key-value": figure.Orange, "document": figure.Green,
	"wide-column": figure.Purple, "graph": figure.Vermillion, "search": figure.Sky,
	"time-series": figure.Yellow, "olap": figure.Purple, "vector": figure.Sky, "cache": figure.Orange,
	"object-storage": figure.Green, "stream": figure.Vermillion}

// architecture draws who asks which store for what.
func architecture(q, left quantities, a Advice) figure.Figure {
	flow := &figure.Flow{Boxes: []figure.FlowBox{
		{ID: "app", Label: "application", Sub: say.Short(q.Total) + " ops/s", Col: 0, Row: 0},
		{ID: "primary", Label: a.Primary.Name, Sub: say.Short(left.DataGB) + " GB", Col: 2, Row: 0, Store: true,
			Hue: hues[a.Primary.Family]},
	}}
	row := 1
	for _, s := range a.Secondaries {
		box := figure.FlowBox{ID: s.Family, Label: s.Name, Sub: say.Clip(s.Pattern, 40), Col: 1, Row: row,
			Store: s.Family != "cache", Cache: s.Family == "cache", Hue: hues[s.Family]}
		row++
		flow.Boxes = append(flow.Boxes, box)
		if s.Family == "object-storage" {
			flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: "app", To: s.Family, Label: "files"})
			continue
		}
		flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: "app", To: s.Family, Label: "reads"})
		if s.Family == "cache" {
			flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: s.Family, To: "primary", Label: "misses"})
		} else {
			flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: "primary", To: s.Family, Label: "changes",
				Async: true})
		}
	}
	direct := "reads, writes"
	if len(a.Secondaries) > 0 {
		direct = "the rest"
	}
	flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: "app", To: "primary", Label: direct})
	follows := a.Topology.Kind == kindSingleWriter || a.Topology.Kind == kindMemory
	if follows && a.Topology.Copies > 1 {
		flow.Boxes = append(flow.Boxes, figure.FlowBox{ID: "replicas", Label: "replicas",
			Sub: say.Short(a.Replication.Value), Col: 3, Row: 0, Store: true, Hue: hues[a.Primary.Family]})
		flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: "primary", To: "replicas", Label: "log",
			Async: a.Topology.Mode == "async"})
	}
	said := fmt.Sprintf("The application keeps its truth in one %s store and reads from %d beside it.", a.Primary.Name,
		len(a.Secondaries))
	if len(a.Secondaries) == 0 {
		said = fmt.Sprintf("The application keeps its truth in one %s store and needs nothing beside it.",
			a.Primary.Name)
	}
	return figure.Figure{ID: "architecture", Title: "The architecture", Takeaway: said,
		Caption: "Dashed: what arrives later.",
		Alt:     "Boxes of the application and its stores with arrows between them. " + said, Flow: flow}
}

// scores draws the ranking.
func scores(a Advice) figure.Figure {
	bars := &figure.Bars{}
	for _, r := range a.Ranking {
		note := "not vetoed, worse than nothing"
		if r.Score > 0 {
			note = say.Number(r.Score, 1)
		}
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: figure.Identity{Name: r.Name, Hue: hues[r.Family]},
			Value: max(r.Score, 0), Note: note})
	}
	said := fmt.Sprintf("%d of %d families are left after the vetoes, and %s scores highest.", len(a.Ranking),
		len(a.Ranking)+len(a.Vetoed), a.Primary.Name)
	return figure.Figure{ID: "scores", Title: "Scores of the families", Takeaway: said,
		Caption: "Fit of 0 to 10, and the terms that the working lists.", Alt: "Horizontal bars. " + said, Bars: bars}
}
