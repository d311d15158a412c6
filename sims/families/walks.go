package families

import (
	"fmt"
	"math"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// hopsMost is the number of hops that the chart by depth goes to, as far as the walk stays short.
const (
	hopsMost  = 4
	drawnMost = 20_000 // edges of a walk that is drawn beside the run
)

// walks is what the part of k hops shows: the walk along the neighbour lists, and the ways of SQL.
type walks struct {
	list    reached
	ways    []asked
	scanned float64 // rows that nested scans touch, by the law
	depths  []int   // edges that a walk of 1, 2 … hops touches, as far as it is short
}

// khopModel is the part of walks.
var khopModel = sims.Model[Params, walks]{
	Knobs: khopKnobs, Cost: khopCost, Run: runWalks, Takeaway: khopTakeaway, Coach: khopCoach, Metrics: khopMetrics,
	Checks: khopChecks,
	Valid: func(p Params) error {
		if p.Degree >= p.People {
			return sims.Refuse("degree", "", "degree is below the number of people")
		}
		return nil
	},
	Figures: []sims.Picture[Params, walks]{
		{ID: "ways", Draw: waysFigure},
		{ID: "depth", Draw: depthFigure},
	},
}

func runWalks(b *model.Budget, p Params) (walks, error) {
	g := newGraph(b, p.People, p.Degree, p.Seed)
	w := walks{list: g.walk(b, 0, p.Hops), scanned: scanned(p.People, p.Degree, p.Hops)}
	for k := 1; k <= hopsMost && walked(p.Degree, k) <= drawnMost; k++ {
		w.depths = append(w.depths, g.walk(b, 0, k).Touched)
	}
	var err error
	w.ways, err = g.ask(b, p.Hops)
	return w, err
}

func khopTakeaway(p Params, w walks) string {
	return fmt.Sprintf("%s %s %s. With an index %s %s, as many as the neighbour lists; without one, nested "+
		"scans touch %s.", say.Count(p.Hops, "hop"), say.Either(p.Hops, "is", "are"), say.Count(p.Hops-1, "self-join"),
		say.Either(p.Hops, "it touches", "they touch"), say.Count(w.ways[0].Found.Touched, "entry"),
		say.Amount(math.Round(w.scanned), "row"))
}

func khopCoach(Params, walks) string {
	return "Double the people and leave the degree: which of the three ways gets slower, and which does not " +
		"notice? Guess before you run it."
}

func khopMetrics(_ Params, w walks) []sims.Metric {
	return []sims.Metric{
		{ID: "rows_touched", Label: "Index entries touched by SQL", Value: float64(w.ways[0].Found.Touched),
			Unit: "entries", Better: "lower"},
		{ID: "edges_touched", Label: "Edges touched by neighbour lists", Value: float64(w.list.Touched),
			Unit: "edges", Better: "lower"},
		{ID: "rows_scanned", Label: "Rows touched by nested scans", Value: w.scanned, Unit: "rows", Better: "lower"},
		{ID: "rows_automatic", Label: "Rows touched without an index, SQLite's own choice",
			Value: float64(w.ways[1].Found.Touched), Unit: "rows", Better: "lower"},
		{ID: "people_reached", Label: "People reached", Value: float64(w.list.Distinct),
			Compare: fmt.Sprintf("over %s walks", say.Int(w.list.Walks))},
		{ID: "steps_indexed", Label: "Steps of SQLite's machine, with the index", Value: float64(w.ways[0].Steps),
			Unit: "steps", Better: "lower"},
	}
}

func khopChecks(p Params, w walks) []sims.Check {
	unlike := 0
	for _, way := range w.ways {
		if f := way.Found; !way.Refused &&
			(f.Walks != w.list.Walks || f.Distinct != w.list.Distinct || f.Sum != w.list.Sum) {
			unlike++
		}
	}
	out := []sims.Check{
		sims.Within("edges", "Neighbour lists touch d + d² + … + d^k", float64(walked(p.Degree, p.Hops)),
			float64(w.list.Touched), 0,
			"edges", "geometric series of the degree"),
		sims.Within("entries", "The index touches as many", float64(walked(p.Degree, p.Hops)-w.list.AtEnd),
			float64(w.ways[0].Found.Touched),
			0, "entries", "counters of SQLite; a search that ends at the end of the index moves once less"),
		sims.Within("same", "Ways that reach other people than the neighbour lists", 0, float64(unlike), 0, "ways",
			"walks, people at their ends and the sum of their numbers"),
	}
	if scan := w.ways[2]; !scan.Refused {
		out = append(out, sims.Within("scans", "Nested scans touch n·d·(1 + d + … + d^(k−1))", w.scanned,
			float64(scan.Found.Touched), 0.001*w.scanned, "rows", "every row that is reached starts another scan"))
	}
	return out
}

func waysFigure(p Params, r walks) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Way"}, {Label: "Touched", Numeric: true, Strong: true},
		{Label: "People", Numeric: true}, {Label: "Steps of the engine", Numeric: true}, {Label: "Plan"}}}
	t.Rows = append(t.Rows, []string{"neighbour lists", say.Int(r.list.Touched),
		say.Int(r.list.Distinct), "–", "each person points at those they follow"})
	for _, w := range r.ways {
		row := []string{w.Way, say.Int(w.Found.Touched), say.Int(w.Found.Distinct),
			say.Int(w.Steps), strings.Join(w.Plan, "; ")}
		if w.Refused {
			row = []string{w.Way, say.Number(r.scanned, 0) + " by the law", "–", "–",
				"left out: it would take seconds"}
		}
		t.Rows = append(t.Rows, row)
	}
	return figure.Figure{ID: "ways", Title: say.Count(p.Hops, "hop") + ", four ways",
		Takeaway: "A graph store spares the search in the index, not the walk: both touch what the walk touches.",
		Table:    t, Panel: true,
		Caption: "A nested loop without an index scans the whole table for every row. SQLite builds an index for the " +
			"statement first, and PostgreSQL and MySQL take a hash join, which reads the table once for each hop. " +
			"The last three rows are counters of the real engine.",
		Alt: "A table of four ways to walk the same hops, with what each touches."}
}

// depthFigure draws what each number of hops touches: theory as a line, the engine and the lists as marks.
func depthFigure(p Params, r walks) figure.Figure {
	var x, law, scan, lists []float64
	for i, touched := range r.depths {
		k := i + 1
		x, law, scan = append(x, float64(k)), append(law, float64(walked(p.Degree, k))),
			append(scan, scanned(p.People, p.Degree, k))
		lists = append(lists, float64(touched))
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
