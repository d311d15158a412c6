package journey

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// The short runs behind the curve of response against load.
const curveRequests = 10_000

var curveLoads = []float64{.1, .2, .3, .4, .5, .6, .7, .8, .85, .9, .95}

var measured = figure.Identity{Name: "sampled", Hue: figure.Ink, Shape: figure.Disc}

// curveFigure draws the mean response against the load: M/M/c as a line, short runs as dots.
func curveFigure(b *model.Budget, p Params, q queue) figure.Figure {
	var x, line, dots []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Load", Unit: "%", Numeric: true},
		{Label: "Requests", Unit: "per s", Numeric: true}, {Label: "M/M/c", Unit: "ms", Numeric: true},
		{Label: "Measured", Unit: "ms", Numeric: true, Strong: true}}}
	for i, load := range curveLoads {
		rate := load * q.Capacity
		r := serve(b, server{rate: rate, cpu: q.Line}, curveRequests, p.Seed, fmt.Sprintf("curve %d", i))
		x, line, dots = append(x, 100*load), append(line, 1000*q.Line.sojourn(rate)), append(dots, 1000*r.mean())
		data.Rows = append(data.Rows, []string{say.Number(100*load, 0), say.Short(rate), say.Short(line[i]),
			say.Short(dots[i])})
	}
	f := figure.Figure{ID: "curve", Title: "Mean response against load", Panel: true, Data: data,
		Takeaway: fmt.Sprintf("From 50 %% to 95 %% load the mean goes from %s to %s ms by theory.", say.Short(line[4]),
			say.Short(line[10])),
		Caption: fmt.Sprintf("Line: M/M/c with %s. Dots: one run of %s requests each.", say.Count(p.Nodes, "server"),
			say.Int(curveRequests)),
		Alt: fmt.Sprintf("A curve that climbs from %s ms at 10 %% load to %s ms at 95 %%.", say.Short(line[0]),
			say.Short(line[10])),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "load", Unit: "%", Min: 0, Max: 100},
			Y: figure.Axis{Label: "mean response", Unit: "ms"},
			Series: []figure.Series{
				{Identity: figure.Identity{Name: "M/M/c", Hue: figure.Grey}, X: x, Y: line, Theory: true},
				{Identity: measured, X: x, Y: dots, Dots: true}}}}
	if load := q.Line.load(q.Rate); load < 0.96 {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: 100 * load, Y: 1000 * q.Run.mean()}}
	}
	return f
}

// scaleFigure draws what n nodes do together.
func scaleFigure(p Params, q queue) figure.Figure {
	best := p.Nodes // of what the picture shows
	if q.Peak > 0 {
		best = q.Peak
	}
	last := max(2*q.Peak, 2*p.Nodes, 16)
	last = min(last, mostNodes)
	var x, together, alone []float64
	for i := range 121 {
		n := 1 + i*(last-1)/120
		if len(x) > 0 && float64(n) == x[len(x)-1] {
			continue
		}
		x, together = append(x, float64(n)), append(together, speedup(n, p.Sigma, p.Kappa))
		alone = append(alone, float64(n))
	}
	said := p.workOf(p.Nodes) + "; with κ at 0 there is no peak."
	if q.Peak > 0 {
		said = p.workOf(p.Nodes) + ". At the peak " + p.workOf(q.Peak) + "."
	}
	f := figure.Figure{ID: "scale", Title: "What nodes do together", Takeaway: said,
		Caption: "Universal scalability law: n/(1 + σ(n − 1) + κn(n − 1)). Grey: each node does all the work " +
			"that it does alone.",
		Alt: "A curve over the number of nodes that rises less and less. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "nodes"},
			Y:      figure.Axis{Label: "work", Unit: "× one node", Max: 1.25 * speedup(best, p.Sigma, p.Kappa)},
			Series: []figure.Series{{Identity: figure.Identity{Name: "together", Hue: figure.Blue}, X: x, Y: together}},
			Marks:  []figure.Mark{{Label: "this run", Shape: figure.Circle, X: float64(p.Nodes), Y: q.Speedup}}}}
	if q.Peak == 0 {
		f.Chart.Y.Max = 0
	}
	if q.Peak > 0 && q.Peak <= last {
		f.Chart.Thresholds = []figure.Threshold{{Label: "peak", Value: float64(q.Peak), Vertical: true}}
	}
	short := 0
	for i := range x { // the straight line only as far as the picture goes
		if f.Chart.Y.Max == 0 || alone[i] <= f.Chart.Y.Max {
			short = i + 1
		}
	}
	f.Chart.Series = append(f.Chart.Series, figure.Series{Identity: figure.Identity{Name: "without loss",
		Hue: figure.Grey, Dash: "6 4"}, X: x[:short], Y: alone[:short]})
	return f
}
