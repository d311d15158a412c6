package stampede

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

func queriesFigure(p Params, r Result) figure.Figure {
	return overTime(p, r, "queries", "Queries open on the database over one expiry", "queries open",
		func(r Result) series { return r.Open })
}

func waitingFigure(p Params, r Result) figure.Figure {
	return overTime(p, r, "waiting", "Reads without an answer over one expiry", "reads waiting",
		func(r Result) series { return r.Waiting })
}

// look is the identity of a protection: none and XFetch, the ends of the comparison, own a hue.
func look(protection string) figure.Identity {
	id := map[string]figure.Identity{
		"none":          {Hue: figure.Vermillion, Shape: figure.Square},
		"single_flight": {Hue: figure.Purple, Shape: figure.Triangle, Dash: "2 3"},
		"lock":          {Hue: figure.Blue, Shape: figure.Diamond, Dash: "10 3"},
		"lease":         {Hue: figure.Sky, Shape: figure.Plus, Dash: "8 3 2 3"},
		"lock_stale":    {Hue: figure.Orange, Shape: figure.Cross, Dash: "6 4"},
		"xfetch":        {Hue: figure.Green, Shape: figure.Disc},
	}[protection]
	id.Name = protectionNames[protection]
	return id
}

// overTime draws a count after the first query of a cycle, one line a protection. Both scales are logarithmic; a line
// pauses where the count is 0.
func overTime(p Params, r Result, id, title, label string, of func(Result) series) figure.Figure {
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "since the first query", Unit: "s", Log: true},
		Y: figure.Axis{Label: label, Log: true}}
	most, least, mostName, leastName, own := 0.0, math.Inf(1), "", "", 0.0
	table := &figure.Table{Columns: []figure.Column{{Label: "Protection"}, {Label: "At most", Numeric: true},
		{Label: "Last above 0", Unit: "s", Numeric: true}}}
	for _, c := range r.beside.compared {
		line, peak, last := of(c.Result), 0.0, 0.0
		one := figure.Series{Identity: look(c.Protection)}
		for i, y := range line.Y {
			if y > 0 {
				one.X, one.Y = append(one.X, line.At[i]), append(one.Y, y)
				peak, last = max(peak, y), line.At[i]
			}
		}
		table.Rows = append(table.Rows, []string{one.Name, say.Number(peak, 0), say.Short(last)})
		if peak > most {
			most, mostName = peak, one.Name
		}
		if peak < least {
			least, leastName = peak, one.Name
		}
		if c.Protection == p.Protection {
			own = peak
		}
		if len(one.X) > 0 {
			chart.Series = append(chart.Series, one)
		}
	}
	chart.Series = slices.DeleteFunc(chart.Series, func(one figure.Series) bool { // six lines hide each other
		return one.Name != mostName && one.Name != leastName && one.Name != protectionNames[p.Protection]
	})
	if len(chart.Series) == 0 { // stale values alone: a flat line says so
		chart.Y.Log = false
		chart.Series = []figure.Series{{Identity: look(p.Protection), X: []float64{0.01, 1}, Y: []float64{0, 0}}}
	}
	sentence := fmt.Sprintf("With %s there are %s at the peak.", protectionNames[p.Protection], say.Number(own, 0))
	if mostName != leastName {
		sentence = fmt.Sprintf("At the peak there are %s with %s and %s with %s, from the same reads.",
			say.Number(most, 0), mostName, say.Number(least, 0), leastName)
	}
	f := figure.Figure{ID: id, Title: title, Takeaway: sentence, Chart: chart, Data: table, Panel: true,
		Caption: "The protection of this run and the two extremes; all six are in the table. Each point is the " +
			"largest count since the point before it; both axes are logarithmic, and a count of 0 is not drawn.",
		Alt: "One line a protection over logarithmic time. " + sentence}
	if id == "queries" {
		chart.Thresholds = []figure.Threshold{{Label: "can run at once", Value: float64(p.DBPool)}}
	}
	return f
}

func compareFigure(p Params, r Result) figure.Figure {
	s := r.beside
	t := &figure.Table{Columns: []figure.Column{{Label: "Protection"}, {Label: "Queries", Numeric: true, Strong: true},
		{Label: "Open at once", Numeric: true}, {Label: "Reads waiting", Numeric: true},
		{Label: "p99", Unit: "ms", Numeric: true}, {Label: "Failed", Numeric: true},
		{Label: "Stale by", Unit: "s", Numeric: true}, {Label: "Recovery", Unit: "s", Numeric: true}}}
	for _, c := range s.compared {
		r := c.Result
		t.Rows = append(t.Rows, []string{protectionNames[c.Protection], say.Int(r.Rebuilds),
			say.Int(r.PeakOpen), say.Int(r.PeakWaiting),
			say.Short(1000 * r.P99), say.Int(r.Errors), say.Short(r.Stale),
			say.Short(r.Recovery)})
	}
	sentence := "No protection is free: queries, waiting and old values trade against each other."
	if p.Crash {
		sentence = "When the first rebuilder dies, a lock is held until its time is over. Only those who " +
			"serve something " +
			"meanwhile do not wait."
	}
	f := figure.Figure{ID: "protections", Title: "One expiry under each protection", Takeaway: sentence, Table: t,
		Caption: "One cycle each, on the same reads. p99 is over the reads that come until the value is stored again.",
		Alt:     "A table with one row a protection. " + sentence}
	if len(s.compared) < len(protections) {
		f.Caption += " Protections that let too many reads through for a quick run are left out."
	}
	return f
}

// leadFigure draws how long before expiry the first refresh begins, beside the density of the law.
func leadFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	leads := firstLeads(b, p)
	const bins = 36
	scale := p.Beta * p.RecomputeS
	low, high := math.Inf(1), 0.0
	early := 0
	for _, x := range leads {
		if x > 0 {
			early++
			low, high = min(low, x), max(high, x)
		}
	}
	none := 100 * float64(len(leads)-early) / float64(len(leads))
	sentence := fmt.Sprintf("With β = %s the first refresh begins on average %s s before expiry; %s %% of the cycles "+
		"expire unrefreshed.", say.Short(p.Beta), say.Short(mean(leads, early)), say.Short(none))
	f := figure.Figure{ID: "leads", Title: "First early refresh before expiry", Takeaway: sentence,
		Caption: fmt.Sprintf("Dots: %s simulated cycles at these reads and this rebuild time, without a lock. Line: "+
			"theory, a count of refreshing reads whose rate grows as e^(−x/βδ).",
			say.Int(len(leads))),
		Alt: "A histogram of the lead of the first refresh beside its density. " + sentence}
	if early < 2 {
		low, high = 0, scale
	}
	if high <= low {
		high = low + scale
	}
	width := (high - low) / bins
	counts := make([]float64, bins)
	for _, x := range leads {
		if x > 0 {
			counts[min(bins-1, int((x-low)/width))]++
		}
	}
	theory := figure.Series{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, Theory: true}
	dots := figure.Series{Identity: figure.Identity{Name: "cycles", Hue: figure.Ink, Shape: figure.Disc}, Dots: true}
	for i, c := range counts {
		from := low + float64(i)*width
		share := leadBelow(from+width, p.RPS, p.Beta, p.RecomputeS, p.TTLS) - leadBelow(from, p.RPS, p.Beta,
			p.RecomputeS, p.TTLS)
		theory.X, theory.Y = append(theory.X, from+width/2), append(theory.Y, 100*share)
		dots.X, dots.Y = append(dots.X, from+width/2), append(dots.Y, 100*c/float64(len(leads)))
	}
	f.Chart = &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "before expiry", Unit: "s"},
		Y: figure.Axis{Label: "cycles", Unit: "%"}, Series: []figure.Series{theory, dots}}
	return f
}

func mean(leads []float64, n int) float64 {
	sum := 0.0
	for _, x := range leads {
		sum += x
	}
	return sum / float64(max(n, 1))
}

// lawFigure draws rebuilds over β.
func lawFigure(p Params, r Result) figure.Figure {
	theory := figure.Series{Identity: figure.Identity{Name: "e^(1/β)", Hue: figure.Grey}, Theory: true}
	band := figure.Band{Label: "± 3 %"}
	for b := 0.25; b <= 4.001; b += 0.125 {
		y := rebuildsEarly(b)
		theory.X, theory.Y = append(theory.X, b), append(theory.Y, y)
		band.X, band.Low, band.High = append(band.X, b), append(band.Low, 0.97*y), append(band.High, 1.03*y)
	}
	dots := figure.Series{Identity: figure.Identity{Name: "simulated", Hue: figure.Ink, Shape: figure.Disc}, Dots: true}
	inside := 0
	for _, d := range r.beside.law {
		dots.X, dots.Y = append(dots.X, d.Beta), append(dots.Y, d.Mean)
		if math.Abs(d.Mean/rebuildsEarly(d.Beta)-1) <= 0.03 {
			inside++
		}
	}
	sentence := "Early refresh rebuilds a value e^(1/β) times an expiry, however many reads there are: 2.72 " +
		"times at β = " +
		"1, not once."
	f := figure.Figure{ID: "law", Title: "Rebuilds per expiry with early refresh", Takeaway: sentence, Panel: true,
		Caption: "12,000 cycles a dot (8,000 at β = 0.25), 10,000 reads per rebuild time, no lock. The line is " +
			"theory, not a fit.",
		Alt: "Dots for eight values of β lie on the falling curve e^(1/β). " + sentence,
		Badge: &figure.Badge{OK: inside == len(r.beside.law), Text: fmt.Sprintf("%d of %d points within 3 %% of theory",
			inside, len(r.beside.law))},
		Chart: &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "β"},
			Y: figure.Axis{Label: "rebuilds per expiry", Log: true}, Series: []figure.Series{theory, dots},
			Bands: []figure.Band{band}}}
	if p.early() {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: p.Beta,
			Y: float64(r.Rebuilds) / float64(r.Cycles)}}
	}
	return f
}
