package recommender

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

var graphLook = figure.Identity{Name: "the graph", Hue: figure.Ink, Shape: figure.Disc}

// recallFigure draws what more candidates bring and cost.
func recallFigure(p Params, r Index) figure.Figure {
	p = p.set()
	line := figure.Series{Identity: graphLook}
	data := &figure.Table{Columns: []figure.Column{{Label: "ef", Numeric: true}, {Label: "Recall", Numeric: true,
		Strong: true}, {Label: "Distances a query", Numeric: true}}}
	for _, at := range r.Sweep {
		line.X, line.Y = append(line.X, at.Distances), append(line.Y, at.Recall)
		data.Rows = append(data.Rows, []string{say.Short(at.Ef), say.Number(at.Recall, 3), say.Short(at.Distances)})
	}
	first, last := r.Sweep[0], r.Sweep[len(r.Sweep)-1]
	said := fmt.Sprintf("With ef %s a search finds %s with %s distances, with ef %s %s with %s.", say.Short(first.Ef),
		say.Number(first.Recall, 3), say.Short(first.Distances), say.Short(last.Ef), say.Number(last.Recall, 3),
		say.Short(last.Distances))
	return figure.Figure{ID: "recall", Title: "Recall against distances", Takeaway: said, Data: data,
		Caption: fmt.Sprintf("The same graph with other numbers of candidates, each twice the one before; %s. Line "+
			"across: all %s that may be returned, compared one by one.",
			say.Count(min(p.Queries, sweepQueries), "query"), say.Count(r.Allowed, "item")),
		Alt: "Recall rises with the distances that a search computes. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "distances a query", Log: true},
			Y: figure.Axis{Label: "recall", Max: 1}, Series: []figure.Series{line},
			Thresholds: []figure.Threshold{{Label: "one by one", Value: float64(r.Allowed), Vertical: true}},
			Marks:      []figure.Mark{{Label: "this run", Shape: figure.Circle, X: r.Distances, Y: r.Recall}}}}
}
