package families

import (
	"fmt"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// hopsMost is the number of hops that the chart by depth goes to, as far as the walk stays short.
const (
	hopsMost  = 4
	drawnMost = 20_000 // edges of a walk that is drawn beside the run
)

func khopReport(p Params) (sims.Report, error) {
	g := newGraph(p.People, p.Degree, p.Seed)
	list := g.walk(0, p.Hops)
	ways, err := g.ask(p.Hops)
	if err != nil {
		return sims.Report{}, err
	}
	law := Walked(p.Degree, p.Hops)
	same := 0
	for _, w := range ways {
		if !w.Refused && (w.Found.Walks != list.Walks || w.Found.Distinct != list.Distinct || w.Found.Sum != list.Sum) {
			same++
		}
	}
	indexed, own, scan := ways[0], ways[1], ways[2]
	scanned := Scanned(p.People, p.Degree, p.Hops)
	out := sims.Report{
		Takeaway: fmt.Sprintf("%s hops are %d self-joins. With an index they touch %s entries, as many as the "+
			"neighbour lists; without one, nested scans touch %s rows.", say.Int(p.Hops), p.Hops-1,
			say.Int(indexed.Found.Touched), say.Number(scanned, 0)),
		Coach: "Double the people and leave the degree: which of the three ways gets slower, and which does not " +
			"notice? Guess before you run it.",
		Metrics: []sims.Metric{
			{ID: "rows_touched", Label: "Index entries touched by SQL", Value: float64(indexed.Found.Touched),
				Unit: "entries", Better: "lower"},
			{ID: "edges_touched", Label: "Edges touched by neighbour lists", Value: float64(list.Touched),
				Unit: "edges", Better: "lower"},
			{ID: "rows_scanned", Label: "Rows touched by nested scans", Value: scanned, Unit: "rows", Better: "lower"},
			{ID: "rows_automatic", Label: "Rows touched without an index, SQLite's own choice",
				Value: float64(own.Found.Touched), Unit: "rows", Better: "lower"},
			{ID: "people_reached", Label: "People reached", Value: float64(list.Distinct),
				Compare: fmt.Sprintf("over %s walks", say.Int(list.Walks))},
			{ID: "steps_indexed", Label: "Steps of SQLite's machine, with the index", Value: float64(indexed.Steps),
				Unit: "steps", Better: "lower"},
		},
		Checks: []sims.Check{
			sims.Within("edges", "Neighbour lists touch d + d² + … + d^k", float64(law), float64(list.Touched), 0,
				"edges", "geometric series of the degree"),
			sims.Within("entries", "The index touches as many", float64(law-list.AtEnd), float64(indexed.Found.Touched),
				0, "entries", "counters of SQLite; a search that ends at the end of the index moves once less"),
			sims.Within("same", "Ways that reach other people than the neighbour lists", 0, float64(same), 0, "ways",
				"walks, people at their ends and the sum of their numbers"),
		},
	}
	if !scan.Refused {
		out.Checks = append(out.Checks, sims.Within("scans", "Nested scans touch n·d·(1 + d + … + d^(k−1))", scanned,
			float64(scan.Found.Touched), 0.001*scanned, "rows", "every row that is reached starts another scan"))
	}
	out.Figures = []figure.Figure{waysFigure(p, ways, list, scanned), depthFigure(p, g)}
	return out, nil
}

func waysFigure(p Params, ways []asked, list reached, scanned float64) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Way"}, {Label: "Touched", Numeric: true, Strong: true},
		{Label: "People", Numeric: true}, {Label: "Steps of the engine", Numeric: true}, {Label: "Plan"}}}
	t.Rows = append(t.Rows, []string{"neighbour lists", say.Int(list.Touched),
		say.Int(list.Distinct), "–", "each person points at those they follow"})
	for _, w := range ways {
		row := []string{w.Way, say.Int(w.Found.Touched), say.Int(w.Found.Distinct),
			say.Int(w.Steps), strings.Join(w.Plan, "; ")}
		if w.Refused {
			row = []string{w.Way, say.Number(scanned, 0) + " by the law", "–", "–",
				"left out: it would take seconds"}
		}
		t.Rows = append(t.Rows, row)
	}
	return figure.Figure{ID: "ways", Title: fmt.Sprintf("%d hops, four ways", p.Hops),
		Takeaway: "A graph store spares the search in the index, not the walk: both touch what the walk touches.",
		Table:    t, Panel: true,
		Caption: "It is often said that each join scans the whole table. That holds only without an index, and even " +
			"then SQLite first builds one for the statement. The last three rows are counters of the real engine.",
		Alt: "A table of four ways to walk the same hops, with what each touches."}
}

// depthFigure draws what each number of hops touches: theory as a line, the engine and the lists as marks.
func depthFigure(p Params, g graph) figure.Figure {
	var x, law, scan, lists []float64
	for k := 1; k <= hopsMost && Walked(p.Degree, k) <= drawnMost; k++ {
		x, law, scan = append(x, float64(k)), append(law, float64(Walked(p.Degree, k))),
			append(scan, Scanned(p.People, p.Degree, k))
		lists = append(lists, float64(g.walk(0, k).Touched))
	}
	return figure.Figure{ID: "depth", Title: "What k hops touch", Takeaway: "The walk grows with the degree to the " +
		"power of the hops, whatever the store; scans pay for the whole table at every step.",
		Caption: "Logarithmic scale. The grey line is d + d² + … + d^k, the dots are the neighbour lists, the " +
			"squares nested scans by n·d·(1 + d + …).", Alt: "Two rising lines; nested scans lie far above the walk.",
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "hops"}, Y: figure.Axis{Label: "touched",
			Log: true}, Series: []figure.Series{
			{Identity: figure.Identity{Name: "d + … + d^k", Hue: figure.Grey}, X: x, Y: law, Theory: true},
			{Identity: named(ink, "neighbour lists"), X: x, Y: lists, Dots: true},
			{Identity: named(bad, "nested scans"), X: x, Y: scan}}}}
}
