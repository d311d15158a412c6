package stampede

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// jitterFigure draws the expiries of keys that were stored at the same moment.
func jitterFigure(_ Params, r Result) figure.Figure {
	a, b := r.beside.jitter[0], r.beside.jitter[len(r.beside.jitter)-1]
	if a.Jitter > b.Jitter {
		a, b = b, a
	}
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "since they were stored", Unit: "s"},
		Y: figure.Axis{Label: "expiries in a second", Unit: "keys", Log: true}}
	table := &figure.Table{Columns: []figure.Column{{Label: "Jitter", Unit: "s", Numeric: true},
		{Label: "Most expiries in a second", Numeric: true}, {Label: "Queries open at once", Numeric: true},
		{Label: "Longest wait", Unit: "s", Numeric: true}, {Label: "Worked off in", Unit: "s", Numeric: true}}}
	for i, x := range []spread{a, b} {
		id := figure.Identity{Name: "jitter " + say.Short(x.Jitter) + " s", Hue: figure.Vermillion,
			Shape: figure.Square}
		if i == 1 {
			id.Hue, id.Shape = figure.Green, figure.Disc
		}
		one := figure.Series{Identity: id, Dots: len(x.PerS) == 1, Values: len(x.PerS) == 1}
		every := (len(x.PerS) + 299) / 300
		for k := 0; k < len(x.PerS); k += every {
			if x.PerS[k] > 0 {
				one.X, one.Y = append(one.X, x.From+float64(k)+min(0.5, x.Jitter/2)), append(one.Y, x.PerS[k])
			}
		}
		if x.Jitter != a.Jitter || i == 0 {
			chart.Series = append(chart.Series, one)
			table.Rows = append(table.Rows, []string{say.Short(x.Jitter), say.Number(x.Peak, 0),
				say.Int(x.PeakOpen), say.Short(x.Wait), say.Short(x.Drained)})
		}
	}
	sentence := fmt.Sprintf("Stored together, the keys expire together: %s in one second. Jitter of %s s "+
		"leaves at most "+
		"%s, and a query waits at most %s s instead of %s s.",
		say.Number(a.Peak, 0), say.Short(b.Jitter), say.Number(b.Peak, 0), say.Short(b.Wait),
		say.Short(a.Wait))
	return figure.Figure{ID: "jitter", Title: "Expiries of keys that were stored together", Takeaway: sentence,
		Chart: chart,
		Data:  table,
		Caption: "Jitter spreads many keys. It does nothing for one hot key, which has one expiry however its time " +
			"is drawn. The mean time to live stays the same.",
		Alt: "Two distributions of expiries over time, a spike and a plateau. " + sentence}
}

// stormFigure draws the goodput of other requests without a burst and after one.
func stormFigure(p Params, r Result) figure.Figure {
	var x, calm, burst []float64
	for _, d := range r.beside.storms {
		x, calm, burst = append(x, 100*d.Load), append(calm, 100*d.Calm), append(burst, 100*d.Burst)
	}
	sentence := fmt.Sprintf("Without retries the database recovers from the burst at every load. With %d it "+
		"would not: "+
		"see what the line after the burst does.", 3)
	switch at := stuckAt(r.beside); {
	case at > 0:
		sentence = fmt.Sprintf("With %s a client, a burst that is long over still keeps the database down at "+
			"loads of %s "+
			"%% and more, where it was well before. Only less load lets it return.", say.Count(p.Retries, "retry"),
			say.Short(100*at))
	case p.Retries > 0 && p.Cancel:
		sentence = "Retries multiply the queries, but what would end too late is dropped, so the database returns at " +
			"every load."
	case p.Retries > 0:
		sentence = "At every load drawn here the database returns after the burst."
	}
	return figure.Figure{ID: "hysteresis", Title: "Other reads, before and long after a burst of rebuilds",
		Takeaway: sentence, Panel: true,
		Caption: fmt.Sprintf("Share of the clients of other pages that are answered in time. Scaled down: %d "+
			"connections, clients wait for %d query times, the burst is work for %d times as long, and the line is "+
			"taken %d patience times later. "+
			"The boundary is theory: a client that fails sends 1 + retries queries.", stormPool, stormTimeout,
			stormBurst(p.Retries), stormSpan*3/5),
		Alt: "Two lines of goodput over load, one without and one after a burst. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "load by other reads", Unit: "%", Min: 0,
			Max: 100}, Y: figure.Axis{Label: "answered in time", Unit: "%", Max: 100},
			Series: []figure.Series{{Identity: figure.Identity{Name: "no burst", Hue: figure.Green,
				Shape: figure.Disc}, X: x, Y: calm},
				{Identity: figure.Identity{Name: "after a burst", Hue: figure.Vermillion, Shape: figure.Square,
					Dash: "6 4"}, X: x, Y: burst}},
			Thresholds: []figure.Threshold{{Label: "1/(1 + retries)", Value: 100 * stuckFrom(p.Retries),
				Vertical: true}}}}
}
