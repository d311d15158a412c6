package writecache

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

var (
	theoryLine   = figure.Identity{Name: "theory", Hue: figure.Grey}
	measuredDots = figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}
)

func drawings(p Params, r Result, rates []float64) []sims.Drawing {
	return []sims.Drawing{
		{ID: "loss", Make: func() figure.Figure { return lossFigure(p, r) }},
		{ID: "pending", Make: func() figure.Figure { return pendingFigure(p, r, rates) }},
		{ID: "coalescing", Make: func() figure.Figure { return coalesceFigure(p, r, rates) }},
		{ID: "race", Make: func() figure.Figure { return raceFigure() }},
		{ID: "orders", Make: func() figure.Figure { return ordersFigure() }},
		{ID: "strategies", Make: func() figure.Figure { return strategiesFigure(p) }},
	}
}

// lossFigure draws what a crash of the cache would lose, against the time of the crash.
func lossFigure(p Params, r Result) figure.Figure {
	var x, y []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Time", Unit: "s", Numeric: true},
		{Label: "Acknowledged and not in the database", Unit: "writes", Numeric: true, Strong: true}}}
	most := 0.0
	from, to := r.Start, r.End
	if p.Strategy == "behind" { // six flushes, around the crash where there is one
		if p.CrashAt > 0 {
			from = math.Max(from, p.CrashAt-4*p.FlushS)
		}
		to = math.Min(to, from+6*p.FlushS)
	}
	for _, s := range r.Samples {
		if s.At < from || s.At > to {
			continue
		}
		x, y = append(x, s.At), append(y, float64(s.Unsafe))
		most = math.Max(most, float64(s.Unsafe))
		data.Rows = append(data.Rows, []string{say.Number(s.At, 2), say.Int(s.Unsafe)})
	}
	sentence := "Every acknowledged write is in the database: a crash of the cache loses none, whenever it comes."
	if p.Strategy == "behind" {
		sentence = fmt.Sprintf("A crash loses what the database does not have yet: %s writes on average, at most %s.",
			say.Short(math.Round(r.UnsafeMean)), say.Int(r.UnsafeMax))
		if p.Durable != "none" {
			sentence = fmt.Sprintf("%s acknowledged writes on average are not in the database yet. What the "+
				"log of the "+
				"cache has of them survives a crash.", say.Short(math.Round(r.UnsafeMean)))
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
func pendingFigure(p Params, r Result, rates []float64) figure.Figure {
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
	in := p.flushedRate(rates)
	noun := "keys"
	if !p.Coalesce {
		noun = "writes"
	}
	sentence := fmt.Sprintf("The flusher sends %s %s a second and the database takes %s: at most %s wait.",
		say.Short(math.Round(in)), noun, say.Short(p.Capacity), say.Int(r.PendingMax))
	if p.Strategy != "behind" {
		sentence = "Nothing waits behind an answer: clients wait themselves."
	} else if in > p.Capacity {
		sentence = fmt.Sprintf("The flusher sends %s %s a second and the database takes %s: the stock grows "+
			"for as long "+
			"as that lasts, here to %s.", say.Short(math.Round(in)), noun, say.Short(p.Capacity),
			say.Int(r.PendingMax))
	}
	f := figure.Figure{ID: "pending", Title: "Stock of dirty " + noun, Data: data, Takeaway: sentence,
		Caption: "What is in the cache and not yet in the database, waiting for a flush or on its way.",
		Alt:     "A line of the stock over time. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: "s"},
			Y:      figure.Axis{Label: "dirty", Unit: noun},
			Series: []figure.Series{{Identity: figure.Identity{Name: "dirty", Hue: figure.Ink}, X: x, Y: y}}}}
	if p.Strategy == "behind" && !p.Coalesce && p.Rate > p.Capacity && p.CrashAt == 0 {
		law := []float64{0, Backlog(p.Rate, p.Capacity, r.End-r.Start) + p.Capacity*(r.Phase-r.Start)}
		f.Caption += " Grey line: (λ − μ)·t and what came before the first flush."
		f.Chart.Series = append([]figure.Series{{Identity: theoryLine, X: []float64{r.Start, r.End}, Y: law,
			Theory: true}}, f.Chart.Series...)
	}
	return f
}

// coalesceFigure draws how many writes go into one write of the database, by how often a key is written in an interval.
func coalesceFigure(p Params, r Result, rates []float64) figure.Figure {
	var sum, flushed, number [groupCount]float64
	for k, rate := range rates {
		g := groupOf(k, p.Keys)
		sum[g] += rate
		flushed[g] -= math.Expm1(-rate*p.FlushS) / p.FlushS
		number[g]++
	}
	length := r.End - r.Start
	var x, law, dots, low, high []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Writes of one key per flush", Numeric: true},
		{Label: "Theory", Unit: "×", Numeric: true}, {Label: "Measured", Unit: "×", Numeric: true, Strong: true}}}
	good := 0
	for g := groupCount - 1; g >= 0; g-- {
		c := r.Groups[g]
		if number[g] == 0 || c.Commits < 3 {
			continue
		}
		want, got := sum[g]/flushed[g], float64(c.Writes)/float64(c.Commits)
		room := want * (5/math.Sqrt(float64(c.Commits)) + 1.2*(p.FlushS+p.DBms/1000+p.flushedRate(rates)*p.FlushS/
			p.Capacity)/length)
		x, law, dots = append(x, sum[g]/number[g]*p.FlushS), append(law, want), append(dots, got)
		low, high = append(low, math.Max(0.5, want-room)), append(high, want+room)
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
	f.Takeaway = fmt.Sprintf("Keys that are written %s times per flush save the most: %s of their writes become one. "+
		"Rare keys save nothing.", say.Short(x[last]), say.Short(dots[last]))
	f.Alt = "A line that stays at one for rare keys and then rises in proportion. " + f.Takeaway
	f.Caption = "Dots: ranges of keys of like popularity. Both scales are logarithmic."
	switch {
	case p.Strategy != "behind" || !p.Coalesce:
		f.Takeaway = "Each write of a client is a write of the database: nothing is coalesced."
		f.Alt = "Dots at one. " + f.Takeaway
	case p.CrashAt == 0 && p.flushedRate(rates) < 0.8*p.Capacity && p.flushedRate(rates)*p.FlushS < float64(p.Batch) &&
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
func raceFigure() figure.Figure {
	all := Explore("cache", "db", false)
	var bad Schedule
	for _, s := range all {
		if s.Diverged() {
			bad = s
			break
		}
	}
	d := &figure.SpaceTime{Unit: "steps", Lanes: []string{"writer A", "cache", "database", "writer B"}}
	lane := map[string]int{"cache": 1, "db": 2}
	for i, step := range bad.Steps {
		at, from, name := float64(i+1), 3*step.Writer, figure.NodeName(step.Writer)
		d.Messages = append(d.Messages, figure.SpaceMessage{From: from, Sent: at, To: lane[step.Store], Got: at + 0.6,
			Label: name})
		d.Events = append(d.Events, figure.SpaceEvent{Lane: lane[step.Store], At: at + 0.6, Label: "holds " + name})
	}
	names := func(v int) string { return figure.NodeName(v - 1) }
	d.Events = append(d.Events, figure.SpaceEvent{Lane: 1, At: 5.6, Label: "stays " + names(bad.Cache), Bad: true},
		figure.SpaceEvent{Lane: 2, At: 5.6, Label: "stays " + names(bad.DB), Bad: true})
	sentence := fmt.Sprintf("The cache takes A and then B, the database B and then A. In %d of the %d orders of these "+
		"four steps the copies differ until somebody writes again.", diverged(all), len(all))
	return figure.Figure{ID: "race", Title: "Two writers of one key, cache first", Panel: true, SpaceTime: d,
		Takeaway: sentence,
		Caption:  "Found by running every order in which the steps of both writers can fall. Time in steps.",
		Alt:      "Lanes of two writers, the cache and the database. " + sentence}
}

// ordersFigure counts the orders that leave different copies.
func ordersFigure() figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Each writer"}, {Label: "Orders that leave different copies",
		Numeric: true, Strong: true}}}
	row := func(name string, all []Schedule) {
		t.Rows = append(t.Rows, []string{name, fmt.Sprintf("%d of %d", diverged(all), len(all))})
	}
	row("sets the cache, then the database", Explore("cache", "db", false))
	row("sets the database, then the cache", Explore("db", "cache", false))
	row("sets the database, then deletes the key", Explore("db", "cache", true))
	return figure.Figure{ID: "orders", Title: "Orders of two writers", Table: t, Takeaway: "Beginning with the " +
		"database does not end the race between two writers. Deleting instead of setting does.",
		Caption: "Two writers, two steps each. A reader that fills the cache in between is another race; see " +
			"read caching.", Alt: "A table with one row for each way to write."}
}

// comparedWrites is about how many writes each row of the comparison simulates.
const comparedWrites = 2000

// strategiesFigure runs every strategy on the same writes with a crash of the cache.
func strategiesFigure(p Params) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Strategy"}, {Label: "Median answer", Unit: "ms",
		Numeric: true}, {Label: "99th percentile", Unit: "ms", Numeric: true},
		{Label: "Writes of the database for one of a client", Numeric: true},
		{Label: "Lost in a crash", Unit: "writes", Numeric: true, Strong: true}, {Label: "Stale reads after a write",
			Unit: "%", Numeric: true}, {Label: "Reads after a write that miss", Unit: "%", Numeric: true}}}
	q := Defaults
	q.FlushS, q.DBms, q.CacheMs, q.Durable, q.FsyncMs, q.Seed = 0.5, p.DBms, p.CacheMs, p.Durable, p.FsyncMs, p.Seed
	q.Keys, q.Rate, q.Capacity, q.ReadPct, q.ReadAfter, q.CrashAt, q.DownS = 100, 500, 5000, 50, 0.05, 2, 0.1
	q.writes = comparedWrites
	lost := 0
	for _, s := range Strategies {
		q.Strategy = s
		r := Run(q)
		lost = max(lost, r.Lost)
		t.Rows = append(t.Rows, []string{s, say.Short(r.Times.Quantile(.5) / milli),
			say.Short(r.Times.Quantile(.99) / milli), say.Number(float64(r.Commits)/math.Max(float64(r.Acked), 1),
				2),
			say.Int(r.Lost), say.Number(percent(r.Stale, r.Reads), 0),
			say.Number(percent(r.Misses, r.Reads), 0)})
	}
	return figure.Figure{ID: "strategies", Title: "The same writes, four ways", Table: t,
		Takeaway: fmt.Sprintf("Only write-behind answers without the database, and only write-behind loses "+
			"acknowledged writes in a crash: here %s.", say.Int(lost)),
		Caption: "500 writes a second to 100 keys, half of which are cached at the start, flushes every 0.5 s, and a " +
			"crash of the cache. Times and log are those of this run.",
		Alt: "A table with one row a strategy: answer times, writes of the database, losses, stale reads " +
			"and misses."}
}
