package trees

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/trees/spatial"
)

var kindNames = map[string]string{"grid": "grid", "quadtree": "quadtree", "rtree": "R-tree", "geohash": "geohash"}

func spatialReport(p Params) sims.Report {
	r := RunSpatial(p)
	out := sims.Report{Metrics: spatialMetrics(p, r), Checks: spatialChecks(p, r), Later: []sims.Drawing{
		{ID: "map", Make: func() figure.Figure { return mapFigure(p, r) }},
		{ID: "kinds", Make: func() figure.Figure { return kindsFigure(p, measureKinds(p, r)) }},
		{ID: "radius", Make: func() figure.Figure { return radiusFigure(p, r) }},
	}}
	out.Takeaway = fmt.Sprintf("Around a point of the data %s km reach %s of %s points. The %s measures the distance "+
		"of %s and reads %s of %s pages.", say.Short(p.RadiusKm),
		say.Number(r.Mean.results, 0), whole(float64(p.N)), kindNames[p.Kind], say.Number(r.Mean.candidates, 0),
		say.Number(r.Mean.pages, 1), whole(float64(r.Index.Pages())))
	switch {
	case p.Kind == "geohash":
		out.Coach = fmt.Sprintf("Nine cells of a geohash are much larger than the circle: %s of the candidates are "+
			"outside. Move the radius to just above a cell size: does it rise or fall?", percent(r.Mean.falsePct()))
	case p.Kind == "grid":
		out.Coach = fmt.Sprintf("Cells as wide as the radius give %s false candidates; 1 − π/9 = 65 %% would be nine "+
			"full cells. Choose the R-tree: what is left?", percent(r.Mean.falsePct()))
	default:
		out.Coach = fmt.Sprintf("%s of the candidates lie in the box but outside the circle. Choose geohash and say "+
			"first how many there will be.", percent(r.Mean.falsePct()))
	}
	return out
}

func spatialMetrics(p Params, r SpatialRun) []sims.Metric {
	return []sims.Metric{
		{ID: "false_positive_pct", Label: "Candidates outside the radius", Value: r.Mean.falsePct(), Unit: "%",
			Better: "lower", Decimals: 1, Compare: "a square box around a circle: 21.5 %"},
		{ID: "page_reads", Label: "Pages of a radius query", Value: r.Mean.pages, Unit: "pages", Better: "lower",
			Decimals: 1, Compare: fmt.Sprintf("a scan reads %s",
				whole(math.Ceil(float64(p.N)/float64(p.pointsPerPage()))))},
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

func spatialChecks(p Params, r SpatialRun) []sims.Check {
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
func measureKinds(p Params, r SpatialRun) []kindRow {
	points := r.Points[:min(len(r.Points), kindPoints)]
	asked := queryPoints(p, points)
	var out []kindRow
	for _, kind := range []string{"grid", "quadtree", "rtree", "geohash"} {
		k := p
		k.Kind = kind
		index := newSpatial(kind, points, p.RadiusKm, k.pointsPerPage())
		out = append(out, kindRow{kind, index, meanAnswer(index, asked, p.RadiusKm)})
	}
	return out
}

const kindPoints = 10_000

func kindsFigure(p Params, rows []kindRow) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Index"}, {Label: "Pages", Numeric: true},
		{Label: "Leaf fill", Unit: "%", Numeric: true}, {Label: "Levels", Numeric: true},
		{Label: "Candidates", Numeric: true}, {Label: "Results", Numeric: true},
		{Label: "Outside", Unit: "%", Numeric: true, Strong: true}, {Label: "Pages read", Numeric: true, Strong: true}}}
	least := rows[0]
	for _, k := range rows {
		t.Rows = append(t.Rows, []string{kindNames[k.kind], whole(float64(k.index.Pages())),
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
			whole(float64(min(p.N, kindPoints))), radiusQueries, say.Short(p.RadiusKm)),
		Alt: "A table of grid, quadtree, R-tree and geohash with pages, candidates, results and pages read."}
}

// radiusFigure draws the share of false candidates against the radius for the kinds that need no rebuilding.
func radiusFigure(p Params, r SpatialRun) figure.Figure {
	points := r.Points[:min(len(r.Points), kindPoints)]
	asked := queryPoints(p, points)[:10]
	geohash := spatial.NewGeohashes(points, p.pointsPerPage())
	g := figure.Series{Identity: figure.Identity{Name: "geohash", Hue: figure.Orange, Shape: figure.Square}}
	b := figure.Series{Identity: figure.Identity{Name: "grid", Hue: figure.Blue, Shape: figure.Disc, Dash: "6 4"}}
	for _, km := range []float64{0.7, 1, 1.4, 2, 2.8, 4, 5.6, 8, 11, 16, 22} {
		gm := meanAnswer(geohash, asked, km)
		bm := meanAnswer(spatial.NewGrid(points, km, p.pointsPerPage()), asked, km)
		g.X, g.Y = append(g.X, km), append(g.Y, gm.candidates/math.Max(gm.results, 1))
		b.X, b.Y = append(b.X, km), append(b.Y, bm.candidates/math.Max(bm.results, 1))
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
			"give 9/π = 2.9.", len(asked), whole(float64(len(points)))),
		Alt: "Candidates for each result against the radius: the grid stays low, geohash jumps where its cells " +
			"change size.",
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "radius", Unit: "km", Log: true},
			Y:      figure.Axis{Label: "candidates for each result", Unit: "×"},
			Series: []figure.Series{b, g}, Thresholds: []figure.Threshold{{Label: "9/π", Value: 9 / math.Pi}}}}
}
