package hashing

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// The law figure measures many rings: at most lawRings at each number of points, fewer where that would sort more than
// lawPoints points. Many nodes on one ring average among themselves, so few rings are then enough. A number of points
// at which even lawFewest rings would sort twice as many is left out: it would hold up a moving slider for little news.
const (
	lawRings, lawFewest = 300, 2
	lawPoints           = 80_000
	lawDraws            = 400
)

// drawSteps is the work of drawing the share of one node, ns.
const drawSteps = 20

var lawVNodes = []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000}

// lawDot is the spread of many rings at one number of points a node.
type lawDot struct {
	vnodes, rings     int
	theory, measured  float64 // root mean square spread
	low, high, stderr float64 // 95 % of single rings; standard error of measured
}

// knownLaws remembers measured laws by what they depend on. Most knobs change nothing in them, and while a slider moves
// they would be the larger half of the work. The dots are never written to.
var knownLaws = model.NewMemo[string, []lawDot](64)

// knownLaw is measureLaw from memory: a pure function of the seed, the nodes and their weights.
func knownLaw(b *model.Budget, p Params, nodes []Node) []lawDot {
	ids := make([]int, len(nodes))
	for i, n := range nodes {
		ids[i] = n.ID
	}
	return knownLaws.Of(b, fmt.Sprint(p.Seed, p.Weights, ids),
		func(b *model.Budget) []lawDot { return measureLaw(b, p, nodes) })
}

// measureLaw builds rings of the cluster after the change at every number of points, from a random stream of their own.
func measureLaw(b *model.Budget, p Params, nodes []Node) []lawDot {
	rng := model.Stream(p.Seed, "law rings")
	var dots []lawDot
	var sorted sorter
	var points []point
	share := make([]float64, nodes[len(nodes)-1].ID+1)
	for _, v := range lawVNodes {
		p.VNodes = v
		some := make([]Node, len(nodes))
		for i, n := range nodes {
			some[i] = newNode(p, n.ID, meanWeight(nodes))
		}
		l, _ := lawOf(Params{Algo: "ring"}, some, nil)
		if l.points*lawFewest > 2*lawPoints {
			break
		}
		dot := lawDot{vnodes: v, theory: l.cv(0), rings: max(lawFewest, min(lawRings, lawPoints/l.points))}
		square := 0.0
		for range dot.rings {
			points = points[:0]
			for i := range some {
				some[i].key = rng.Uint64()
				points = appendPoints(points, some[i])
			}
			arcShares(sorted.sort(points), share)
			b.Spend(pointSteps * len(points))
			cv := spreadOf(share, some).cv
			square += cv * cv / float64(dot.rings)
		}
		dot.measured = math.Sqrt(square)
		b.Spend(drawSteps * lawDraws * len(some))
		single := l.draws(0, lawDraws, rng)
		slices.Sort(single)
		dot.low, dot.high = single[lawDraws/40], single[lawDraws-1-lawDraws/40]
		dot.stderr = deviation(single) / math.Sqrt(float64(dot.rings))
		dots = append(dots, dot)
	}
	return dots
}

// arcShares writes the part of the circle that each node owns, by node number, from its sorted points.
func arcShares(points []point, share []float64) {
	clear(share)
	last := points[len(points)-1].at
	for _, p := range points {
		share[p.node] += float64(p.at-last) / (1 << 32) / (1 << 32)
		last = p.at
	}
}

// shares gives the part of the circle that each node owns, by node number.
func (r *ring) shares() []float64 {
	out := make([]float64, slices.Max(r.node)+1)
	last := r.at[r.points()-1]
	for i, at := range r.at[:r.points()] {
		out[r.node[i]] += float64(at-last) / (1 << 32) / (1 << 32)
		last = at
	}
	if r.points() == 1 {
		out[r.node[0]] = 1
	}
	return out
}

// lawFigure draws the spread against the number of points a node, theory beside measured rings.
func lawFigure(b *model.Budget, p Params, r Result) figure.Figure {
	dots := knownLaw(b, p, r.After)
	own := spreadOf(r.ring().shares(), r.After).cv
	n := len(dots)
	x, theory, measured := make([]float64, n), make([]float64, n), make([]float64, n)
	low, high := make([]float64, n), make([]float64, n)
	data := figure.Table{Columns: []figure.Column{{Label: "Points per node", Numeric: true},
		{Label: "Theory", Unit: "%", Numeric: true},
		{Label: "Measured", Unit: "%", Numeric: true, Strong: true}, {Label: "95 % of single rings", Unit: "%",
			Numeric: true}, {Label: "Rings", Numeric: true}}}
	close := 0
	for i, d := range dots {
		x[i], theory[i], measured[i], low[i], high[i] = float64(d.vnodes), 100*d.theory, 100*d.measured,
			100*d.low, 100*d.high
		if math.Abs(d.measured-d.theory) <= 4*d.stderr {
			close++
		}
		data.Rows = append(data.Rows, []string{say.Number(x[i], 0), say.Short(theory[i]),
			say.Short(measured[i]),
			say.Short(low[i]) + "–" + say.Short(high[i]), say.Int(d.rings)})
	}
	f := figure.Figure{ID: "law", Title: "Spread of load against points per node", Panel: true, Data: &data,
		Takeaway: fmt.Sprintf("Ten times the points cut the spread to about a third: this ring has %s at %s per node.",
			fraction(own), say.Count(p.VNodes, "point")),
		Caption: fmt.Sprintf("Spread of the circle's shares over %s, in %% of the fair share, log scales. A dot is "+
			"the root mean square of %d–%d rings; "+
			"line: √((N − 1)/(NV + 1)), weights included; band: 95 %% of single rings.",
			say.Count(len(r.After), "node"), dots[n-1].rings, dots[0].rings),
		Alt: fmt.Sprintf("A falling straight line on log scales, from %s %% at one point per node to %s %% at 2,000, "+
			"with the measured dots on it.",
			say.Short(theory[0]), say.Short(theory[n-1])),
		Badge: &figure.Badge{OK: close == n, Text: fmt.Sprintf("%d of %d dots within 4 standard errors of theory",
			close, n)},
		Chart: &figure.Chart{Kind: figure.Line,
			X: figure.Axis{Label: "points per node V", Log: true, Min: 1, Max: 2000},
			Y: figure.Axis{Label: "spread of load", Unit: "%", Log: true},
			Series: []figure.Series{
				{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, X: x, Y: theory, Theory: true},
				{Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}, X: x, Y: measured,
					Dots: true}},
			Bands:      []figure.Band{{Label: "95 % of single rings", X: x, Low: low, High: high}},
			Thresholds: []figure.Threshold{{Label: "10 %, often wanted", Value: 10}},
		}}
	if own > 0 {
		f.Chart.Marks = []figure.Mark{{Label: fmt.Sprintf("this run, V = %s", say.Int(p.VNodes)),
			Shape: figure.Circle, X: float64(p.VNodes), Y: 100 * own}}
	}
	if _, bound := r.placedAfter.(*bounded); bound && p.Zipf == 0 {
		f.Takeaway = fmt.Sprintf("This ring of %s per node spreads by %s; the bound leaves %s.",
			say.Count(p.VNodes, "point"), fraction(own), fraction(r.now.cv))
	}
	return f
}
