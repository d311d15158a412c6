package federated

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// series makes a line of a chart of rounded values.
func series(look figure.Identity, x, y []float64) figure.Series {
	out := figure.Series{Identity: look}
	for i := range x {
		out.X, out.Y = append(out.X, tidy(x[i])), append(out.Y, tidy(y[i]))
	}
	return out
}

var (
	togetherLook = figure.Identity{Name: "federated", Hue: figure.Ink, Shape: figure.Disc}
	centralLook  = figure.Identity{Name: "all data in one place", Hue: figure.Green, Shape: figure.Triangle,
		Dash: "6 4"}
	aloneLook = figure.Identity{Name: "a site alone", Hue: figure.Vermillion, Shape: figure.Square, Dash: "2 3"}
)

// aucFigure draws the AUC of the three ways against the rounds.
func aucFigure(p Params, r Result) figure.Figure {
	said := fmt.Sprintf("Together the sites reach %s; all data in one place would give %s, and a site alone gets %s.",
		say.Number(r.AUC, 3), say.Number(r.Central, 3), say.Number(r.Local, 3))
	f := figure.Figure{ID: "auc", Title: "AUC against rounds, three ways", Takeaway: said,
		Caption: fmt.Sprintf("AUC on %s held-out patients, half of them ill, spread evenly over the line that tells "+
			"the classes apart. Line across: a model that knows the two "+
			"classes. All ways take equally many passes over the patients; the two others without clip and noise.",
			say.Int(2*heldOut)),
		Alt: "Three rising lines over the rounds. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "rounds"}, Y: figure.Axis{Label: "AUC", Max: 1},
			Series: []figure.Series{series(togetherLook, r.fed.Round, r.fed.AUC),
				series(centralLook, r.whole.Round, r.whole.AUC)},
			Thresholds: []figure.Threshold{{Label: "ideal " + say.Number(idealAUC(p), 3), Value: tidy(idealAUC(p))}}}}
	if len(r.alone.Round) > 0 {
		f.Chart.Series = append(f.Chart.Series, series(aloneLook, r.alone.Round, r.alone.AUC))
	}
	f.Chart.Y.Min = 0.4
	for _, s := range f.Chart.Series {
		f.Chart.Y.Min = min(f.Chart.Y.Min, math.Floor(10*slices.Min(s.Y))/10)
	}
	ok, of := 0, 0
	for _, c := range aucChecks(p, r) {
		of++
		if c.OK {
			ok++
		}
	}
	f.Badge = &figure.Badge{OK: ok == of, Text: fmt.Sprintf("%d of %d models score as their law says", ok, of)}
	return f
}

// epsilonFigure draws what the accounts say after each round.
func epsilonFigure(p Params, r Result) figure.Figure {
	var x []float64
	var ys [4][]float64
	every := p.every()
	for t := 1; t <= p.Rounds; t++ {
		if t%every != 0 && t != 1 && t != p.Rounds {
			continue
		}
		a := r.spent(p, t)
		x = append(x, float64(t))
		for i, v := range []float64{a.naive, a.advanced, a.zcdp, a.tight} {
			ys[i] = append(ys[i], max(v, 1e-6))
		}
	}
	end := r.spent(p, p.Rounds)
	tight := "exact"
	if p.q() < 1 {
		tight = "Rényi, with sampling"
	}
	said := fmt.Sprintf("After %s the sum says %s, advanced composition %s, zCDP %s; what is spent is %s.",
		say.Count(p.Rounds, "round"), say.Short(end.naive), say.Short(end.advanced), say.Short(end.zcdp),
		say.Short(end.tight))
	if p.q() < 1 {
		said = fmt.Sprintf("After %s zCDP says %s; since each %s is in a round by chance only, %s is enough.",
			say.Count(p.Rounds, "round"), say.Short(end.zcdp), p.unitWord(), say.Short(end.tight))
	}
	looks := []figure.Identity{
		{Name: "added up", Hue: figure.Vermillion, Shape: figure.Square, Dash: "6 4"},
		{Name: "advanced", Hue: figure.Orange, Shape: figure.Triangle, Dash: "2 3"},
		{Name: "zCDP", Hue: figure.Blue, Shape: figure.Diamond, Dash: "8 3 2 3"},
		{Name: tight, Hue: figure.Ink, Shape: figure.Disc}}
	f := figure.Figure{ID: "epsilon", Title: "Epsilon against rounds, four accounts", Takeaway: said,
		Caption: fmt.Sprintf("Of one %s, with or without it. zCDP and the last: at a delta of %s. Added up: %s a "+
			"round "+
			"at a delta of %s, so %s in all (Dwork and Roth, theorem 3.16); advanced composition (theorem 3.20) has "+
			"%s more. The smaller of these two holds: the second beats the first only for many rounds of little each.",
			p.unitWord(), say.Plain(p.Delta), say.Short(r.plan.step), say.Plain(r.plan.stepDt),
			say.Short(float64(p.Rounds)*r.plan.stepDt), say.Plain(p.Delta)),
		Alt: "Four rising lines of epsilon over the rounds on a logarithmic axis. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "rounds"},
			Y: figure.Axis{Label: "epsilon", Log: true}}}
	for i, look := range looks {
		f.Chart.Series = append(f.Chart.Series, series(look, x, ys[i]))
	}
	if p.Z == 0 {
		f.Chart.Thresholds = []figure.Threshold{{Label: "asked for " + say.Short(p.TargetEps), Value: p.TargetEps}}
	}
	return f
}

// priceFigure trains again for a few targets of epsilon, with all else as it is.
func priceFigure(b *model.Budget, p Params, r Result) figure.Figure {
	var x, y []float64
	fresh := newCohort(b, p)
	for _, eps := range sweepEps {
		q := p
		q.Z, q.TargetEps = 0, eps
		again := Result{data: fresh, plan: newPlan(q)}
		train(b, q, &again, nil)
		x, y = append(x, eps), append(y, fresh.auc(b, again.model))
	}
	said := fmt.Sprintf("At an epsilon of %s the common model reaches an AUC of %s, and at %s one of %s.",
		say.Short(x[0]),
		say.Number(y[0], 3), say.Short(x[len(x)-1]), say.Number(y[len(y)-1], 3))
	f := figure.Figure{ID: "price", Title: "AUC against epsilon", Takeaway: said,
		Caption: fmt.Sprintf("The same patients and the same random numbers, trained again with the noise that each "+
			"epsilon asks for, for one %s at a delta of %s. One seed: a step of a few hundredths is chance.",
			p.unitWord(), say.Plain(p.Delta)),
		Alt: "AUC over epsilon on a logarithmic axis. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "epsilon of all rounds", Log: true},
			Y: figure.Axis{Label: "AUC"}, Series: []figure.Series{series(togetherLook, x, y)},
			Thresholds: []figure.Threshold{{Label: "all data in one place", Value: tidy(r.Central)},
				{Label: "a site alone", Value: tidy(r.Local)}}}}
	if r.guaranteed() {
		if a := r.spent(p, p.Rounds); a.tight >= x[0] && a.tight <= x[len(x)-1] {
			f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: tidy(a.tight), Y: r.AUC}}
		}
	}
	return f
}

// attackFigure draws how often the best test names a run with the unit, with and without it.
func attackFigure(p Params, r Result) figure.Figure {
	a := r.spent(p, p.Rounds)
	mu := math.Sqrt(r.square(p.Rounds))
	var x, exact, pure []float64
	for i := range 41 {
		fp := float64(i) / 40
		x = append(x, 100*fp)
		z := math.Sqrt2 * math.Erfinv(2*min(max(fp, 1e-9), 1-1e-9)-1)
		exact = append(exact, 100*normal(z+mu))
		grown := math.Exp(min(a.tight, 50))
		pure = append(pure, 100*max(0, min(1, grown*fp+p.Delta, 1-(1-p.Delta-fp)/grown)))
	}
	said := fmt.Sprintf("The best test says \"with\" in %s %% of the runs with the %s and in %s %% of those without.",
		say.Number(100*r.mia.True, 1), p.unitWord(), say.Number(100*r.mia.False, 1))
	dots := figure.Series{Identity: figure.Identity{Name: "runs", Hue: figure.Ink, Shape: figure.Disc}, Dots: true}
	for i := range r.mia.With {
		dots.X, dots.Y = append(dots.X, tidy(100*r.mia.Out[i])), append(dots.Y, tidy(100*r.mia.With[i]))
	}
	f := figure.Figure{ID: "attack", Title: "What a test of membership makes of the releases", Takeaway: said,
		Caption: fmt.Sprintf("%s runs of %s. The attacker sees every release, knows everyone else's data and which "+
			"way "+
			"the %s pulls, and asks only whether it was there: harder to resist than any real attack, and the same "+
			"for all data. On the diagonal it could as well toss a coin. Dashed: what epsilon and delta alone allow.",
			say.Int(attackWorlds), say.Count(p.Rounds, "round"), p.unitWord()),
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
	f.Badge = &figure.Badge{OK: c.OK, Text: fmt.Sprintf("gain %s, bound %s", say.Number(c.Got, 3),
		say.Number(r.tightBound(p, a.tight), 3))}
	return f
}

// mostSites is how many sites are drawn one by one.
const mostSites = 30

// sitesFigure draws the AUC of the common model at each site.
func sitesFigure(p Params, r Result) figure.Figure {
	mean := 0.0
	for _, h := range r.Home {
		mean += h / float64(len(r.Home))
	}
	spread := 2 * r.homeSpread()
	bars := &figure.Bars{Mean: tidy(mean), Low: tidy(mean - spread), High: tidy(mean + spread)}
	for k, h := range r.Home[:min(len(r.Home), mostSites)] {
		s := r.data.sites[k]
		look := figure.Node(k)
		note := fmt.Sprintf("%d, %.0f %% ill", len(s.y), 100*float64(s.sick)/float64(len(s.y)))
		if s.evil {
			note += ", poison"
		}
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: look, Value: tidy(h), Note: note})
	}
	said := fmt.Sprintf("Best and worst site lie %s apart; equal sites would, by chance, lie about %s apart.",
		say.Number(r.gap(), 3), say.Number(r.chanceGap(), 3))
	f := figure.Figure{ID: "sites", Title: "AUC of the common model, site by site", Takeaway: said, Bars: bars,
		Caption: fmt.Sprintf("On %d held-out patients of each site. Beside each bar: patients it trains on, and the "+
			"share of them that is ill. Band: mean ± two deviations of chance.", 2*heldOutHome),
		Alt: "A bar for each site. " + said,
		Data: &figure.Table{Columns: []figure.Column{{Label: "Site", Identity: true}, {Label: "AUC", Numeric: true,
			Strong: true}, {Label: "Patients", Numeric: true}, {Label: "Ill", Numeric: true}}}}
	if len(r.Home) > mostSites {
		f.Caption += fmt.Sprintf(" The first %d of %d sites.", mostSites, len(r.Home))
	}
	f.Data.Total = len(r.Home)
	for k, h := range r.Home[:min(len(r.Home), mostSites)] {
		s := r.data.sites[k]
		f.Data.Rows = append(f.Data.Rows, []string{figure.NodeName(k), say.Number(h, 3), say.Int(len(s.y)),
			say.Int(s.sick)})
	}
	return f
}

// pairFigure lays the AUC of two runs over each other.
func pairFigure(a, b sims.Report) (figure.Figure, bool) {
	x, okA := a.Figure("auc")
	y, okB := b.Figure("auc")
	if !okA || !okB || x.Chart == nil || y.Chart == nil {
		return figure.Figure{}, false
	}
	first, second := x.Chart.Series[0], y.Chart.Series[0]
	first.Identity = figure.Identity{Name: "A", Hue: figure.Ink, Shape: figure.Disc}
	second.Identity = figure.Identity{Name: "B", Hue: figure.Orange, Shape: figure.Square, Dash: "6 4"}
	chart := *x.Chart
	chart.Series, chart.Thresholds = []figure.Series{first, second}, nil
	said := fmt.Sprintf("The common model ends at %s in A and at %s in B.", say.Number(first.Y[len(first.Y)-1], 3),
		say.Number(second.Y[len(second.Y)-1], 3))
	return figure.Figure{ID: "pair", Title: "AUC against rounds in both runs", Takeaway: said,
		Alt: "Two lines over the rounds. " + said, Chart: &chart,
		Caption: "Where the seed is the same, both have the same patients, drop-outs and draws of the noise."}, true
}
