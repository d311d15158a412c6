package writecache

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
)

var (
	theoryLine   = figure.Identity{Name: "theory", Hue: figure.Grey}
	measuredDots = figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}
)

// lossFigure draws what a crash of the cache would lose, against the time of the crash.
func lossFigure(p Params, r Result) figure.Figure {
	var x, y []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Time", Unit: "s", Numeric: true},
		{Label: "Acknowledged and not in the database", Unit: "writes", Numeric: true, Strong: true}}}
	most := 0.0
	from, to := r.Start, r.End
	if p.Strategy == "behind" { // six flushes, around the crash where there is one
		if p.CrashAt > 0 {
			from = max(from, p.CrashAt-4*p.FlushS)
		}
		to = min(to, from+6*p.FlushS)
	}
	for _, s := range r.Samples {
		if s.At < from || s.At > to {
			continue
		}
		x, y = append(x, s.At), append(y, float64(s.Unsafe))
		most = max(most, float64(s.Unsafe))
		data.Rows = append(data.Rows, []string{say.Number(s.At, 2), say.Int(s.Unsafe)})
	}
	sentence := "Every acknowledged write is in the database: a crash of the cache loses none, whenever it comes."
	if p.Strategy == "behind" {
		sentence = fmt.Sprintf("A crash loses what the database does not have yet: %s on average, at most %s.",
			say.Amount(math.Round(r.UnsafeMean), "write"), say.Int(r.UnsafeMax))
		if p.Durable != "none" {
			sentence = fmt.Sprintf("The database does not have %s yet, on average. What the log of the cache has of "+
				"them survives a crash.", say.Amount(math.Round(r.UnsafeMean), "acknowledged write"))
		}
	}
	f := figure.Figure{ID: "loss", Title: "Acknowledged writes that only the cache has", Panel: true, Data: data,
		Takeaway: sentence,
		Caption:  "Time in seconds. The line rises with each write and falls as the database takes what a flush sends.",
		Alt:      "A sawtooth that climbs between flushes and drops at each. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: "s"},
			Y:      figure.Axis{Label: "only in the cache", Unit: "writes"},
			Series: []figure.Series{{Identity: figure.Identity{Name: "writes", Hue: figure.Ink}, X: x, Y: y}}}}
	if half := MeanLoss(p.Rate, p.FlushS); p.Strategy == "behind" && half < 2*most {
		f.Chart.Thresholds = append(f.Chart.Thresholds, figure.Threshold{Label: "λF/2 = " + say.Short(half),
			Value: half})
	}
	if p.CrashAt > 0 {
		f.Chart.Thresholds = append(f.Chart.Thresholds, figure.Threshold{Label: "crash", Value: p.CrashAt,
			Vertical: true})
	}
	return f
}

// pendingFigure draws the stock of what waits for the database.
func pendingFigure(p Params, r Result) figure.Figure {
	var x, y []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Time", Unit: "s", Numeric: true},
		{Label: "Waiting", Numeric: true, Strong: true}}}
	for i, s := range r.Samples {
		if i%2 == 1 && p.Strategy == "behind" {
			continue
		}
		x, y = append(x, s.At), append(y, float64(s.Pending))
		data.Rows = append(data.Rows, []string{say.Number(s.At, 2), say.Int(s.Pending)})
	}
	in := r.Flushed
	noun := "key"
	if !p.Coalesce {
		noun = "write"
	}
	sent := fmt.Sprintf("The flusher sends %s a second and the database takes %s", say.Amount(math.Round(in), noun),
		say.Short(p.Capacity))
	if most := float64(p.Batch) / p.FlushS; most < in {
		sent = fmt.Sprintf("A flush sends at most %s, which is %s a second, and %s a second are due",
			say.Amount(float64(p.Batch), noun), say.Short(most), say.Short(math.Round(in)))
	}
	sentence := fmt.Sprintf("%s: at most %s.", sent, say.Int(r.PendingMax)+say.Either(r.PendingMax, " waits", " wait"))
	noun = say.Plural(2, noun)
	if p.Strategy != "behind" {
		sentence = "Nothing waits behind an answer: clients wait themselves."
	} else if in > p.outflow() {
		until := "for as long as that lasts"
		if p.Coalesce {
			until = "until every key waits"
		}
		sentence = fmt.Sprintf("%s: the stock grows %s, here to %s.", sent, until, say.Int(r.PendingMax))
	}
	f := figure.Figure{ID: "pending", Title: "Stock of dirty " + noun, Data: data, Takeaway: sentence,
		Caption: "What is in the cache and not yet in the database, waiting for a flush or on its way.",
		Alt:     "A line of the stock over time. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: "s"},
			Y:      figure.Axis{Label: "dirty", Unit: noun},
			Series: []figure.Series{{Identity: figure.Identity{Name: "dirty", Hue: figure.Ink}, X: x, Y: y}}}}
	if p.Strategy == "behind" && !p.Coalesce && p.Rate > p.outflow() && p.CrashAt == 0 {
		law := []float64{0, grown(p, r)}
		f.Caption += " Grey line: (λ − μ)·t and what came before the first flush."
		f.Chart.Series = append([]figure.Series{{Identity: theoryLine, X: []float64{r.Start, r.End}, Y: law,
			Theory: true}}, f.Chart.Series...)
	}
	return f
}

// coalesceFigure draws how many writes go into one write of the database, by how often a key is written in an interval.
func coalesceFigure(p Params, r Result) figure.Figure {
	length := r.End - r.Start
	var x, law, dots, low, high []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Writes of one key per flush", Numeric: true},
		{Label: "Theory", Unit: "×", Numeric: true}, {Label: "Measured", Unit: "×", Numeric: true, Strong: true}}}
	good := 0
	for g := groupCount - 1; g >= 0; g-- {
		c := r.Groups[g]
		if c.Keys == 0 || c.Commits < 3 {
			continue
		}
		want, got := c.Rate/c.Flushed, float64(c.Writes)/float64(c.Commits)
		room := want * (5/math.Sqrt(float64(c.Commits)) + 1.2*(p.FlushS+p.DBms/1000+r.Flushed*p.FlushS/
			p.Capacity)/length)
		x, law, dots = append(x, c.Rate/float64(c.Keys)*p.FlushS), append(law, want), append(dots, got)
		low, high = append(low, max(0.5, want-room)), append(high, want+room)
		if math.Abs(got-want) <= room {
			good++
		}
		i := len(x) - 1
		data.Rows = append(data.Rows, []string{say.Short(x[i]), say.Short(want), say.Short(got)})
	}
	f := figure.Figure{ID: "coalescing", Title: "Writes that go into one write of the database", Data: data,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "writes of one key per flush", Log: true},
			Y: figure.Axis{Label: "writes for one", Unit: "×", Log: true}}}
	if len(x) == 0 {
		x, law, dots, low, high = []float64{1}, []float64{1}, []float64{1}, []float64{1}, []float64{1}
	}
	last := len(x) - 1
	f.Takeaway = fmt.Sprintf("Keys that are written %s per flush save the most: one write of the database for %s. "+
		"Rare keys save nothing.", say.Amount(x[last], "time"), say.Short(dots[last]))
	f.Alt = "A line that stays at one for rare keys and then rises in proportion. " + f.Takeaway
	f.Caption = "Dots: ranges of keys of like popularity. Both scales are logarithmic."
	switch {
	case p.Strategy != "behind" || !p.Coalesce:
		f.Takeaway = "Each write of a client is a write of the database: nothing is coalesced."
		f.Alt = "Dots at one. " + f.Takeaway
	case p.CrashAt == 0 && r.Flushed < 0.8*p.Capacity && r.Flushed*p.FlushS < float64(p.Batch) &&
		len(data.Rows) > 0:
		f.Caption += " Line: λF/(1 − e^(−λF)); band: what chance and the last, unfinished interval allow."
		f.Badge = &figure.Badge{OK: good == len(x), Text: fmt.Sprintf("%d of %d ranges within the band", good, len(x))}
		f.Chart.Bands = []figure.Band{{Label: "allowed", X: x, Low: low, High: high}}
		f.Chart.Series = append(f.Chart.Series, figure.Series{Identity: theoryLine, X: x, Y: law, Theory: true})
	}
	f.Chart.Series = append(f.Chart.Series, figure.Series{Identity: measuredDots, X: x, Y: dots, Dots: true})
	return f
}

// raceFigure draws two writers whose steps cross.
func raceFigure(Params, Result) figure.Figure {
	all := explore("cache", "db", false)
	var bad schedule
	for _, s := range all {
		if s.diverged() {
			bad = s
			break
		}
	}
	d := &figure.SpaceTime{Unit: "steps", Lanes: []string{"writer A", "cache", "database", "writer B"}}
	lane := map[string]int{"cache": 1, "db": 2}
	for i, at := range bad.steps {
		sent, from, name := float64(i+1), 3*at.writer, figure.NodeName(at.writer)
		d.Messages = append(d.Messages, figure.SpaceMessage{From: from, Sent: sent, To: lane[at.store], Got: sent + 0.6,
			Label: name})
		d.Events = append(d.Events, figure.SpaceEvent{Lane: lane[at.store], At: sent + 0.6, Label: "holds " + name})
	}
	names := func(v int) string { return figure.NodeName(v - 1) }
	d.Events = append(d.Events, figure.SpaceEvent{Lane: 1, At: 5.6, Label: "stays " + names(bad.cache), Bad: true},
		figure.SpaceEvent{Lane: 2, At: 5.6, Label: "stays " + names(bad.db), Bad: true})
	sentence := fmt.Sprintf("The cache takes A and then B, the database B and then A. In %d of the %d orders of these "+
		"four steps the copies differ until somebody writes again.", apart(all), len(all))
	return figure.Figure{ID: "race", Title: "Two writers of one key, cache first", Panel: true, SpaceTime: d,
		Takeaway: sentence,
		Caption:  "Found by running every order in which the steps of both writers can fall. Time in steps.",
		Alt:      "Lanes of two writers, the cache and the database. " + sentence}
}

// ordersFigure counts the orders that leave different copies.
func ordersFigure(Params, Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Each writer"}, {Label: "Orders that leave different copies",
		Numeric: true, Strong: true}}}
	row := func(name string, all []schedule) {
		t.Rows = append(t.Rows, []string{name, fmt.Sprintf("%d of %d", apart(all), len(all))})
	}
	row("sets the cache, then the database", explore("cache", "db", false))
	row("sets the database, then the cache", explore("db", "cache", false))
	row("sets the database, then deletes the key", explore("db", "cache", true))
	return figure.Figure{ID: "orders", Title: "Orders of two writers", Table: t, Takeaway: "Beginning with the " +
		"database does not end the race between two writers. Deleting instead of setting does.",
		Caption: "Two writers, two steps each. A reader that fills the cache in between is another race; see " +
			"read caching.", Alt: "A table with one row for each way to write."}
}
