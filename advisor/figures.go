package advisor

import (
	"fmt"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// hues gives every family the colour it has in the whole lab.
var hues = map[string]figure.Hue{"relational": figure.Blue, "key-value": figure.Orange, "document": figure.Green,
	"wide-column": figure.Purple, "graph": figure.Vermillion, "search": figure.Sky,
	"time-series": figure.Yellow, "olap": figure.Purple, "vector": figure.Sky, "cache": figure.Orange,
	"object-storage": figure.Green, "stream": figure.Vermillion}

// architecture draws the stores with their machines, and what goes between them.
func architecture(q quantities, a Advice) figure.Figure {
	flow := &figure.Flow{Boxes: []figure.FlowBox{
		{ID: "application", Label: "application", Sub: say.Short(q.Total) + " ops/s", Col: 0, Row: 0}}}
	for i, s := range a.Design.Stores {
		box := figure.FlowBox{ID: s.Family, Label: s.Name, Sub: s.standsOn(), Col: 1, Row: i,
			Store: s.Kind != kindMemory ||
				i == 0, Cache: s.Kind == kindMemory && i > 0, Hue: hues[s.Family]}
		if i == 0 {
			box.Col = 2
		}
		flow.Boxes = append(flow.Boxes, box)
		if s.Kind == kindLogged && i > 0 && s.Reads > 0 {
			flow.Boxes = append(flow.Boxes, figure.FlowBox{ID: "consumers", Label: "consumers", Col: 2, Row: i})
		}
	}
	truth := a.Design.Stores[0]
	if (truth.Kind == kindSingleWriter || truth.Kind == kindMemory) && truth.Copies > 1 {
		flow.Boxes = append(flow.Boxes, figure.FlowBox{ID: "replicas", Label: "replicas",
			Sub: say.Short(truth.Copies-1) + eachShard(truth.Shards), Col: 3, Row: 0, Store: true,
			Hue: hues[truth.Family]})
		flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: truth.Family, To: "replicas",
			Label: say.Short(truth.Writes) + "/s, log", Async: truth.Replication.Mode == "async"})
	}
	type way struct{ from, to string }
	labels, async := map[way][]string{}, map[way]bool{}
	var order []way
	for _, f := range a.Design.Flows {
		w := way{f.From, f.To}
		if labels[w] == nil {
			order = append(order, w)
		}
		what, _, _ := strings.Cut(f.How, ",")
		if strings.HasPrefix(what, "deletes") {
			continue // the table beside the figure has them
		}
		labels[w] = append(labels[w], say.Short(f.PerS)+"/s "+what)
		async[w] = async[w] || f.Async
	}
	for _, w := range order {
		flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: w.from, To: w.to, Label: strings.Join(labels[w], ", "),
			Async: async[w]})
	}
	said := fmt.Sprintf("The application keeps its truth in one %s store and reads from %s beside it.",
		say.Lower(a.Primary.Name), say.Word(len(a.Secondaries)))
	if len(a.Secondaries) == 0 {
		said = fmt.Sprintf("The application keeps its truth in one %s store and needs nothing beside it.",
			say.Lower(a.Primary.Name))
	}
	return figure.Figure{ID: "architecture", Title: "The architecture", Takeaway: said,
		Caption: "Rates are those of the busiest time. Dashed: what arrives later.",
		Alt:     "Boxes of the application and its stores with arrows between them. " + said, Flow: flow}
}

// standsOn is what a store stands on, short enough for a box.
func (s Store) standsOn() string {
	switch {
	case s.Kind == kindMemory:
		return say.Short(s.Nodes) + " × " + say.Short(s.Node.MemoryGB) + " GB"
	case s.Kind != kindObject && s.Kind != kindEmbedded && !s.model.Metered && s.model.Sold != "units":
		return say.Short(s.Nodes) + " × " + say.Short(s.Node.Cores) + " cores"
	case s.GBYear > 0:
		return say.Short(s.GBYear) + " GB"
	}
	return ""
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
