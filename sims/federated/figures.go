package federated

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
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
	centralLook  = figure.Identity{Name: "all data", Hue: figure.Green, Shape: figure.Triangle,
		Dash: "6 4"}
	aloneLook = figure.Identity{Name: "a site alone", Hue: figure.Vermillion, Shape: figure.Square, Dash: "2 3"}
)

// aucFigure draws the AUC of the three ways against the rounds.
func aucFigure(p Params, r Result) figure.Figure {
	across := "a model that knows the two classes"
	if p.Shift > 0 {
		across = "the best that one model for all sites can do, since each has signs of its own"
	}
	said := r.three(p)
	f := figure.Figure{ID: "auc", Title: "AUC against rounds, three ways", Takeaway: said,
		Caption: fmt.Sprintf("AUC on %s held-out patients, half of them ill, spread evenly over the line that tells "+
			"the classes apart. Line across: %s, among all patients there could be; a sample strays from that by a "+
			"deviation of %s at most. All ways take equally many passes over the patients; the two others without "+
			"clip and noise.", say.Int(2*heldOut), across, say.Number(r.data.stray(r.model, r.law), 3)),
		Alt: "AUC over the rounds, three lines. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "rounds"}, Y: figure.Axis{Label: "AUC", Max: 1},
			Series: []figure.Series{series(togetherLook, r.fed.Round, r.fed.AUC),
				series(centralLook, r.whole.Round, r.whole.AUC)},
			Thresholds: []figure.Threshold{{Label: p.idealWord() + " " + say.Number(r.ideal, 3),
				Value: tidy(r.ideal)}}}}
	if r.LocalSites > 0 {
		f.Chart.Series = append(f.Chart.Series, series(aloneLook, r.alone.Round, r.alone.AUC))
	} else {
		f.Alt = "AUC over the rounds, two lines. " + said
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

// hidden says what the guarantee hides.
func (p Params) hidden() string {
	if p.Unit == "record" {
		return "Of one patient, with or without it."
	}
	return "Of one site, its vectors or zeros in their place."
}

// epsilonFigure draws what the accounts say after each round.
func epsilonFigure(p Params, r Result) figure.Figure {
	var x []float64
	var ys [4][]float64
	for t := 1; t <= p.Rounds; t++ {
		if !p.looked(t) {
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
	if r.saves(p) {
		tight = "with sampling"
	}
	said := fmt.Sprintf("After %s the sum says %s, advanced composition %s, zCDP %s; what is spent is %s.",
		say.Count(p.Rounds, "round"), epsText(end.naive), epsText(end.advanced), epsText(end.zcdp),
		epsText(end.tight))
	if r.saves(p) {
		said = fmt.Sprintf("After %s zCDP says %s; since each %s is in a round by chance only, %s is enough.",
			say.Count(p.Rounds, "round"), epsText(end.zcdp), p.unitWord(), epsText(end.tight))
	}
	looks := []figure.Identity{
		{Name: "added up", Hue: figure.Vermillion, Shape: figure.Square, Dash: "6 4"},
		{Name: "advanced", Hue: figure.Orange, Shape: figure.Triangle, Dash: "2 3"},
		{Name: "zCDP", Hue: figure.Blue, Shape: figure.Diamond, Dash: "8 3 2 3"},
		{Name: tight, Hue: figure.Ink, Shape: figure.Disc}}
	counts := ""
	if p.q() < 1 && !r.saves(p) {
		counts = fmt.Sprintf(" That each %s is drawn by chance counts for nothing here: the account of sampling, "+
			"which is no exact one, says more.", p.unitWord())
	}
	sums := "The smaller of these two holds: the second beats the first only for many rounds of little each."
	each := epsText(r.plan.step) + " a round"
	switch {
	case r.plan.claimed:
		each += ", as claimed,"
		sums = "Neither is better than that claim, which nothing here checks."
	case p.Noise == "distributed":
		each = "the textbook's epsilon of the noise that each round had,"
	}
	f := figure.Figure{ID: "epsilon", Title: "Epsilon against rounds, four accounts", Takeaway: said,
		Caption: fmt.Sprintf("%s zCDP and the last: at a delta of %s. Added up: %s at a delta of %s, so %s in "+
			"all (Dwork and Roth, theorem 3.16); advanced composition (theorem 3.20) has %s more. %s%s",
			p.hidden(), say.Plain(p.Delta), each, say.Plain(r.plan.stepDt), epsText(float64(p.Rounds)*r.plan.stepDt),
			say.Plain(p.Delta), sums, counts),
		Alt: "Four rising lines of epsilon over the rounds on a logarithmic axis. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "rounds"},
			Y: figure.Axis{Label: "epsilon", Log: true}}}
	for i, look := range looks {
		f.Chart.Series = append(f.Chart.Series, series(look, x, ys[i]))
	}
	if p.Z == 0 {
		f.Chart.Thresholds = []figure.Threshold{{Label: "asked for " + epsText(p.TargetEps), Value: p.TargetEps}}
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
