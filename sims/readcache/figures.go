package readcache

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/calc"
)

var (
	theoryLine   = figure.Identity{Name: "theory", Hue: figure.Grey}
	measuredDots = figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}
)

// timePoints is about how many points a time line shows.
const timePoints = 100

// grouped joins cells so that about timePoints remain.
func grouped(r Result) (out []Cell) {
	n := max(1, (len(r.Cells)+timePoints-1)/timePoints)
	for from := 0; from < len(r.Cells); from += n {
		g := r.Cells[from]
		for _, c := range r.Cells[from+1 : min(from+n, len(r.Cells))] {
			g.add(c.Count)
			g.To = c.To
		}
		out = append(out, g)
	}
	return out
}

func timeTable(columns ...figure.Column) *figure.Table {
	return &figure.Table{Columns: append([]figure.Column{{Label: "Time", Unit: "s", Numeric: true}}, columns...)}
}

// timeFigure draws the hit ratio over time, and after an empty start what theory says of it.
func timeFigure(p Params, r Result) figure.Figure {
	s := r.spectrum
	var x, y, tx, ty []float64
	data := timeTable(figure.Column{Label: "Hit ratio", Unit: "%", Numeric: true, Strong: true},
		figure.Column{Label: "Reads", Numeric: true})
	least, empty, che := 100.0, math.Inf(1), cheTime(s, p.objects())
	switch {
	case p.OutageAt > 0:
		empty = p.OutageAt + p.OutageS
	case p.Cold:
		empty = r.Start
	}
	for _, c := range grouped(r) {
		if c.Requests() == 0 {
			continue
		}
		mid := (c.From + c.To) / 2
		x, y = append(x, mid), append(y, c.HitPct())
		least = min(least, c.HitPct())
		data.Rows = append(data.Rows, []string{say.Number(mid, 1), say.Number(c.HitPct(), 2),
			say.Number(float64(c.Requests()), 0)})
		if mid > empty && mid-empty < p.TTLs*(1-p.Jitter/100) {
			tx, ty = append(tx, mid), append(ty, 100*hitLRU(s, min(mid-empty, che)))
		}
	}
	if len(x) == 0 {
		x, y = []float64{r.Start}, []float64{0}
	}
	sentence := fmt.Sprintf("The hit ratio stays between %s and 100 %%.", percentText(math.Floor(10*least)/10))
	switch {
	case r.OutSpan > 0 && r.Recovered:
		sentence = fmt.Sprintf("The cache comes back empty and needs %s until it has 95 %% of its hit ratio again.",
			span(r.Recovery))
	case r.OutSpan > 0:
		sentence = "After the outage the hit ratio does not come back within the simulated time."
	case p.Cold:
		sentence = fmt.Sprintf("An empty cache needs %s until it has 95 %% of its hit ratio.", span(r.Warm))
	}
	f := figure.Figure{ID: "time", Title: "Hit ratio over time", Panel: true, Data: data, Takeaway: sentence,
		Caption: "Reads that hit in each cell of time, in seconds.", Alt: "A line of the hit ratio over time. " +
			sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: "s"},
			Y:      figure.Axis{Label: "hit ratio", Unit: "%", Min: 0, Max: 100},
			Series: []figure.Series{{Identity: figure.Identity{Name: "hit ratio", Hue: figure.Ink}, X: x, Y: y}}}}
	if len(tx) > 0 {
		f.Caption += " Grey line: each key hits once it was read since the cache was empty, Σ p(1 − e^(−rt)); drawn " +
			"until entries begin to expire. Loads that queue in the database lag behind it."
		f.Chart.Series = append([]figure.Series{{Identity: theoryLine, X: tx, Y: ty, Theory: true}}, f.Chart.Series...)
	}
	return f
}

func percentText(v float64) string { return say.Number(v, 1) + " %" }

// loadFigure draws the queries a second over time against what the database can serve.
func loadFigure(p Params, r Result) figure.Figure {
	var x, y []float64
	data := timeTable(figure.Column{Label: "Queries", Unit: "per s", Numeric: true, Strong: true})
	most := 0.0
	for _, c := range grouped(r) {
		q := float64(c.Queries) / (c.To - c.From)
		mid := (c.From + c.To) / 2
		x, y = append(x, mid), append(y, q)
		most = max(most, q)
		data.Rows = append(data.Rows, []string{say.Number(mid, 1), say.Short(q)})
	}
	qps, capacity := float64(r.Queries)/r.Span, float64(p.Pool)/p.DBms*1000
	sentence := fmt.Sprintf("The database gets about %s, where it can serve %s.", perSecond(qps), perSecond(capacity))
	if r.OutSpan > 0 {
		down := float64(r.Out.Queries) / r.OutSpan
		sentence = fmt.Sprintf("With the cache the database gets %s, without it %s. It can serve %s.", perSecond(qps),
			perSecond(down), perSecond(capacity))
	}
	f := figure.Figure{ID: "load", Title: "Queries to the database over time", Data: data, Takeaway: sentence,
		Caption: fmt.Sprintf("Queries sent a second. Capacity: %s at once over a mean of %s ms.",
			say.Count(p.Pool, "query"), say.Short(p.DBms)),
		Alt: "A line of the queries a second. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: "s"},
			Y:      figure.Axis{Label: "queries", Unit: "per s"},
			Series: []figure.Series{{Identity: figure.Identity{Name: "queries", Hue: figure.Ink}, X: x, Y: y}}}}
	if capacity < 3*most {
		f.Chart.Thresholds = []figure.Threshold{{Label: "capacity " + say.Short(capacity), Value: capacity}}
	}
	return f
}

func perSecond(v float64) string { return say.Short(v) + " queries a second" }

// latencyFigure draws the share of reads that take longer than a time.
func latencyFigure(p Params, r Result) figure.Figure {
	var x, y []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Longer than", Unit: "ms", Numeric: true},
		{Label: "Share of the reads", Unit: "%", Numeric: true, Strong: true}}}
	top := max(r.Times.Quantile(0.9999), 2*p.CacheMs*1e6)
	for i := range 40 {
		t := p.CacheMs * 1e6 * calc.Pow(1.02*top/(p.CacheMs*1e6), float64(i)/39) * 1.01
		share := 100 * r.Times.Above(t)
		if share <= 0 {
			continue
		}
		x, y = append(x, t/1e6), append(y, share)
		data.Rows = append(data.Rows, []string{say.Short(t / 1e6), say.Short(share)})
	}
	if len(x) == 0 {
		x, y = []float64{p.CacheMs}, []float64{100}
	}
	p99 := r.Times.Quantile(.99) / 1e6
	sentence := fmt.Sprintf("%s %% of the reads take longer than the %s ms of the cache, and one in a hundred longer "+
		"than %s ms.", say.Short(100-r.HitPct()), say.Short(p.CacheMs), say.Short(p99))
	return figure.Figure{ID: "latency", Title: "Share of reads that take longer", Data: data, Takeaway: sentence,
		Caption: "Hits take the round trip to the cache. Misses add the wait for a database connection and the " +
			"query. Both scales are logarithmic.",
		Alt: "A falling curve with a step at the time of a hit. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time of a read", Unit: "ms", Log: true},
			Y:      figure.Axis{Label: "share that takes longer", Unit: "%", Log: true},
			Series: []figure.Series{{Identity: measuredDots, X: x, Y: y}}}}
}
