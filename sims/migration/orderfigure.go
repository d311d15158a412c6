package migration

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// curveRates are the rates of the key at which the curve is measured.
var curveRates = []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5}

// orderFigure draws the share of another order against the rate of the key.
func orderFigure(b *model.Budget, p Params, o Order) figure.Figure {
	var x, dots, theory []float64
	for _, u := range curveRates {
		q := p
		q.U, q.Trials = u, curveTrials
		got := runOrder(b, q)
		x = append(x, u)
		dots = append(dots, 100*float64(got.Differ)/float64(got.Trials))
		theory = append(theory, 100*q.orderLaw())
	}
	here := 100 * float64(o.Differ) / float64(max(1, o.Trials))
	said := fmt.Sprintf("At u = 0.1 theory says %s %%, at u = 1 %s %%.", say.Short(theory[3]), say.Short(theory[6]))
	return figure.Figure{ID: "order", Title: "Share whose stores end in another order", Takeaway: said, Panel: true,
		Caption: fmt.Sprintf("Line: theory. Dots: %s repetitions each. u is the rate of the key times the mean "+
			"latency of a store.", say.Int(curveTrials)),
		Alt: "A curve that rises with the rate of the key, with measured dots on it. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "u = rate × mean latency", Log: true},
			Y: figure.Axis{Label: "another order", Unit: "%"},
			Series: []figure.Series{{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, X: x, Y: theory,
				Theory: true}, {Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}, X: x,
				Y: dots, Dots: true}},
			Marks: []figure.Mark{{Label: "this run", Shape: figure.Circle, X: p.U, Y: here}}}}
}
