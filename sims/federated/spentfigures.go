package federated

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// priceFigure trains again for a few targets of epsilon, with all else as it is, drop-outs too: each run has
// a guarantee where this one does. What is spent can be more than the target: parts of the noise go missing.
func priceFigure(b *model.Budget, p Params, r Result) figure.Figure {
	var x, y []float64
	over := false
	fresh := newCohort(b, p)
	for _, eps := range sweepEps {
		q := p
		q.Z, q.TargetEps = 0, eps
		again := Result{data: fresh, plan: newPlan(q)}
		train(b, q, &again, nil)
		spent := again.spent(q, q.Rounds).tight
		over = over || spent > eps*(1+1e-9)
		x, y = append(x, tidy(spent)), append(y, fresh.auc(b, again.model))
	}
	said := fmt.Sprintf("At an epsilon of %s the common model reaches an AUC of %s, and at %s one of %s.",
		epsText(x[0]), say.Number(y[0], 3), epsText(x[len(x)-1]), say.Number(y[len(y)-1], 3))
	f := figure.Figure{ID: "price", Title: "AUC against epsilon", Takeaway: said,
		Caption: fmt.Sprintf("The same patients and the same random numbers, trained again with the noise for an "+
			"epsilon of 0.5, 1, 2, 4 and 8, for one %s at a delta of %s. One seed: a step of a few hundredths is "+
			"chance.", p.unitWord(), say.Plain(p.Delta)),
		Alt: "AUC over epsilon on a logarithmic axis. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "epsilon of all rounds", Log: true},
			Y: figure.Axis{Label: "AUC"}, Series: []figure.Series{series(togetherLook, x, y)},
			Thresholds: []figure.Threshold{{Label: "all data in one place", Value: tidy(r.Central)}}}}
	if over {
		f.Caption += " Each model stands at the epsilon that was spent: parts of the noise asked for are missing."
	}
	if r.LocalSites > 0 {
		f.Chart.Thresholds = append(f.Chart.Thresholds, figure.Threshold{Label: "a site alone", Value: tidy(r.Local)})
	}
	if a := r.spent(p, p.Rounds); a.tight >= x[0] && a.tight <= x[len(x)-1]*(1+1e-9) {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: tidy(a.tight), Y: r.AUC}}
	}
	return f
}

// attackFigure draws how often the best test names releases with the unit in them, and those without.
func attackFigure(p Params, r Result) figure.Figure {
	a := r.spent(p, p.Rounds)
	rounds, square := r.released()
	mu := math.Sqrt(square)
	var x, exact, pure []float64
	for i := range 41 {
		fp := float64(i) / 40
		x = append(x, 100*fp)
		exact = append(exact, 100*normal(quantile(fp)+mu))
		grown := calc.Exp(min(a.tight, 50))
		pure = append(pure, 100*max(0, min(1, grown*fp+p.Delta, 1-(1-p.Delta-fp)/grown)))
	}
	what, pulls := "the site's clipped vector", "it points"
	if p.Unit == "record" {
		what, pulls = "the patient's clipped gradient", "that points"
	}
	said := fmt.Sprintf("The best test says \"with\" in %s %% of the draws with %s and in %s %% of those without.",
		say.Number(100*r.mia.True, 1), what, say.Number(100*r.mia.False, 1))
	dots := figure.Series{Identity: figure.Identity{Name: "draws", Hue: figure.Ink, Shape: figure.Disc}, Dots: true}
	for i := range r.mia.With {
		dots.X, dots.Y = append(dots.X, tidy(100*r.mia.Out[i])), append(dots.Y, tidy(100*r.mia.With[i]))
	}
	drawn := fmt.Sprintf("%s draws of the noise of all %s together, with and without %s in it.", say.Int(r.mia.Draws),
		say.Count(rounds, "round"), what)
	if p.q() < 1 {
		drawn = fmt.Sprintf("%s times the noise of %s, with and without %s in those for which it is drawn.",
			say.Int(r.mia.Draws), say.Count(rounds, "round"), what)
	}
	if rounds < p.Rounds {
		drawn += fmt.Sprintf(" The %s lost released nothing.", say.Count(p.Rounds-rounds, "round"))
	}
	f := figure.Figure{ID: "attack", Title: "What a test of membership makes of the releases", Takeaway: said,
		Caption: drawn + fmt.Sprintf(" Nothing is trained for it. The test knows everyone else's data and "+
			"which way %s, and asks only whether it is in: harder to resist than any real attack, and the same "+
			"for all data. On the diagonal it could as well toss a coin. Dashed: what epsilon and delta alone "+
			"allow.", pulls),
		Alt: "True against false positives of a test. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "false positives", Unit: "%", Max: 100},
			Y: figure.Axis{Label: "true positives", Unit: "%", Max: 100}}}
	if p.q() >= 1 {
		theory := series(figure.Identity{Name: "no test does better", Hue: figure.Grey}, x, exact)
		theory.Theory = true
		f.Chart.Series = append(f.Chart.Series, theory)
	}
	f.Chart.Series = append(f.Chart.Series, series(figure.Identity{Name: "bound",
		Hue: figure.Vermillion, Dash: "6 4"}, x, pure), dots)
	c := attackCheck(p, r, a)
	bound := "law " + say.Number(gainOf(mu), 3)
	if p.q() < 1 {
		bound = "bound " + say.Number(r.tightBound(p, a.tight), 3)
	}
	f.Badge = &figure.Badge{OK: c.OK, Text: fmt.Sprintf("gain %s, %s", say.Number(c.Got, 3), bound)}
	return f
}
