package trees

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/spatial"
)

var kindNames = map[string]string{"grid": "grid", "quadtree": "quadtree", "rtree": "R-tree", "geohash": "geohash"}

// spatialModel is the spatial index.
var spatialModel = sims.Model[Params, spatialRun]{
	Knobs: spatialKnobs, Valid: validSpatial, Cost: spatialCost, Run: sims.Sure(runSpatial), Takeaway: spatialTakeaway,
	Coach: spatialCoach, Metrics: spatialMetrics, Checks: spatialChecks,
	Figures: []sims.Picture[Params, spatialRun]{
		{ID: "map", Draw: mapFigure},
		{ID: "kinds", Work: kindsFigure},
		{ID: "radius", Work: radiusFigure},
		comparing[spatialRun](),
	},
}

func spatialTakeaway(p Params, r spatialRun) string {
	return fmt.Sprintf("Around a point of the data %s km reach %s of %s. The %s measures the distance of %s "+
		"and reads %s of %s.", say.Short(p.RadiusKm),
		say.Number(r.Mean.results, 0), say.Count(p.N, "point"), kindNames[p.Kind],
		say.Number(r.Mean.candidates, 0), say.Number(r.Mean.pages, 1), say.Count(r.Index.Pages(), "page"))
}

func spatialCoach(p Params, r spatialRun) string {
	switch {
	case p.Kind == "geohash":
		return fmt.Sprintf("Nine cells of a geohash are much larger than the circle: %s of the candidates are "+
			"outside. Move the radius to just above a cell size: does it rise or fall?", say.Percent(r.Mean.falsePct()))
	case p.Kind == "grid":
		return fmt.Sprintf("Cells as wide as the radius give %s false candidates; 1 − π/9 = 65 %% would be nine "+
			"full cells. Choose the R-tree: what is left?", say.Percent(r.Mean.falsePct()))
	}
	return fmt.Sprintf("%s of the candidates lie in the box but outside the circle. Choose geohash and say "+
		"first how many there will be.", say.Percent(r.Mean.falsePct()))
}

func spatialMetrics(p Params, r spatialRun) []sims.Metric {
	return []sims.Metric{
		{ID: "false_positive_pct", Label: "Candidates outside the radius", Value: r.Mean.falsePct(), Unit: "%",
			Better: "lower", Decimals: 1, Compare: "a square box around a circle: 21.5 %"},
		{ID: "page_reads", Label: "Pages of a radius query", Value: r.Mean.pages, Unit: "pages", Better: "lower",
			Decimals: 1, Compare: fmt.Sprintf("a scan reads %s",
				say.Number(math.Ceil(float64(p.N)/float64(p.pointsPerPage())), 0))},
		{ID: "probes", Label: "Boxes, cells and points tested", Value: r.Mean.tests, Unit: "tests", Better: "lower",
			Decimals: 1},
		{ID: "pages", Label: "Pages", Value: float64(r.Index.Pages()), Unit: "pages", Better: "lower"},
		{ID: "fill_pct", Label: "Leaf fill", Value: 100 * r.Index.Fill(), Unit: "%", Better: "higher", Decimals: 1},
		{ID: "height", Label: "Levels", Value: float64(r.Index.Depth()), Unit: "levels", Better: "lower",
			Compare: pick(r.Index.Depth() == 1, "cells are computed, not searched for", "root to leaf")},
		{ID: "splits", Label: "Page splits", Value: float64(r.Index.Splits()), Unit: "splits", Better: "lower",
			Compare: pick(r.Index.Splits() == 0, "cells have a fixed size", "")},
		{ID: "candidates", Label: "Candidates of a query", Value: r.Mean.candidates, Unit: "points", Better: "lower",
			Decimals: 1},
		{ID: "results", Label: "Points within the radius", Value: r.Mean.results, Unit: "points", Decimals: 1},
	}
}

func spatialChecks(_ Params, r spatialRun) []sims.Check {
	return []sims.Check{
		sims.Within("oracle", fmt.Sprintf("Points that differ from a scan, over %d queries", oracleQueries), 0,
			float64(r.Missing), 0, "points", "haversine distance to every point"),
		sims.AtMost("superset", "Every result is a candidate", r.Mean.candidates, r.Mean.results, "points",
			"invariant"),
	}
}

// kindRow is one kind of index on the same points and queries.
type kindRow struct {
	kind  string
	index spatial.Index
	mean  answerMean
}

// measureKinds asks the same queries of all four kinds. Beyond kindPoints they index a part of the points, in order.
func measureKinds(b *model.Budget, p Params, r spatialRun) []kindRow {
	points := r.Points[:min(len(r.Points), kindPoints)]
	asked := queryPoints(p, points)
	var out []kindRow
	for _, kind := range []string{"grid", "quadtree", "rtree", "geohash"} {
		k := p
		k.Kind = kind
		index := newSpatial(b, kind, points, p.RadiusKm, k.pointsPerPage())
		out = append(out, kindRow{kind, index, meanAnswer(b, index, asked, p.RadiusKm)})
	}
	return out
}

const kindPoints = 10_000

func kindsFigure(b *model.Budget, p Params, r spatialRun) figure.Figure {
	rows := measureKinds(b, p, r)
	t := &figure.Table{Columns: []figure.Column{{Label: "Index"}, {Label: "Pages", Numeric: true},
		{Label: "Leaf fill", Unit: "%", Numeric: true}, {Label: "Levels", Numeric: true},
		{Label: "Candidates", Numeric: true}, {Label: "Results", Numeric: true},
		{Label: "Outside", Unit: "%", Numeric: true, Strong: true}, {Label: "Pages read", Numeric: true, Strong: true}}}
	least := rows[0]
	for _, k := range rows {
		t.Rows = append(t.Rows, []string{kindNames[k.kind], say.Int(k.index.Pages()),
			say.Number(100*k.index.Fill(), 0), fmt.Sprint(k.index.Depth()),
			say.Number(k.mean.candidates, 1), say.Number(k.mean.results, 1), say.Number(k.mean.falsePct(), 1),
			say.Number(k.mean.pages, 1)})
		if k.mean.pages < least.mean.pages {
			least = k
		}
	}
	return figure.Figure{ID: "kinds", Title: "Four spatial indexes on the same points", Table: t,
		Takeaway: fmt.Sprintf("The %s reads fewest pages here, %s a query; all four find the same points.",
			kindNames[least.kind], say.Number(least.mean.pages, 1)),
		Caption: fmt.Sprintf("%s points, mean of %d queries of %s km. The grid's cells are as wide as the radius; a "+
			"geohash query reads nine prefixes.",
			say.Int(min(p.N, kindPoints)), radiusQueries, say.Short(p.RadiusKm)),
		Alt: "A table of grid, quadtree, R-tree and geohash with pages, candidates, results and pages read."}
}

// radiusFigureQueries is how many queries each radius of the figure is asked.
const radiusFigureQueries = 10

// radiusFigure draws the share of false candidates against the radius for the kinds that need no rebuilding.
func radiusFigure(budget *model.Budget, p Params, r spatialRun) figure.Figure {
	points := r.Points[:min(len(r.Points), kindPoints)]
	asked := queryPoints(p, points)[:radiusFigureQueries]
	geohash := spatial.NewGeohashes(points, p.pointsPerPage())
	g := figure.Series{Identity: figure.Identity{Name: "geohash", Hue: figure.Orange, Shape: figure.Square}}
	b := figure.Series{Identity: figure.Identity{Name: "grid", Hue: figure.Blue, Shape: figure.Disc, Dash: "6 4"}}
	for _, km := range []float64{0.7, 1, 1.4, 2, 2.8, 4, 5.6, 8, 11, 16, 22} {
		gm := meanAnswer(budget, geohash, asked, km)
		bm := meanAnswer(budget, spatial.NewGrid(points, km, p.pointsPerPage()), asked, km)
		g.X, g.Y = append(g.X, km), append(g.Y, gm.candidates/max(gm.results, 1))
		b.X, b.Y = append(b.X, km), append(b.Y, bm.candidates/max(bm.results, 1))
	}
	worst := 0
	for i := range g.Y {
		if g.Y[i] > g.Y[worst] {
			worst = i
		}
	}
	return figure.Figure{ID: "radius", Title: "Candidates for each result against the radius",
		Takeaway: fmt.Sprintf("Geohash cells come in steps of 32: at %s km a query measures %s points for each result.",
			say.Short(g.X[worst]), say.Number(g.Y[worst], 1)),
		Caption: fmt.Sprintf("Mean of %d queries on %s points. Nine evenly filled cells as wide as the radius would "+
			"give 9/π = 2.9.", len(asked), say.Int(len(points))),
		Alt: "Candidates for each result against the radius: the grid stays low, geohash jumps where its cells " +
			"change size.",
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "radius", Unit: "km", Log: true},
			Y:      figure.Axis{Label: "candidates for each result", Unit: "×"},
			Series: []figure.Series{b, g}, Thresholds: []figure.Threshold{{Label: "9/π", Value: 9 / math.Pi}}}}
}
