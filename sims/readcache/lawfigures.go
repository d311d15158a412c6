package readcache

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// keysFigure draws the hit ratio of keys by how often they are read within one TTL: theory as a line, ranges of keys of
// this run as dots.
func keysFigure(b *model.Budget, p Params, r Result) figure.Figure {
	var sum, want, got, number [groupCount]float64
	b.Blocks(p.Keys, groupSteps, func(from, to int) {
		for k := from; k < to; k++ {
			g, rate := groupOf(k, p.Keys), r.spread.rate(k, p.RPS)
			h, _, _ := p.keyLaw(rate)
			sum[g] += rate
			want[g] += rate * h
			number[g]++
		}
	})
	data := &figure.Table{Columns: []figure.Column{{Label: "Reads of one key per TTL", Numeric: true},
		{Label: "Keys", Numeric: true}, {Label: "Theory", Unit: "%", Numeric: true},
		{Label: "Measured", Unit: "%", Numeric: true, Strong: true}}}
	var x, law, dots, low, high []float64
	good := 0
	for g := groupCount - 1; g >= 0; g-- {
		c := r.Groups[g]
		if number[g] == 0 || c.Requests() < 30 {
			continue
		}
		w := want[g] / sum[g]
		got[g] = c.HitPct() / 100
		// Misses of a key come at least a TTL apart, so their number strays no more than a Poisson number does.
		room := (4*math.Sqrt((1-w)*float64(c.Requests()))+4)/float64(c.Requests()) + 2*(p.DBms+p.PauseMs)/1000/p.TTLs
		x = append(x, sum[g]/number[g]*p.TTLs)
		law, dots = append(law, 100*w), append(dots, 100*got[g])
		low, high = append(low, 100*max(0, w-room)), append(high, 100*min(1, w+room))
		if math.Abs(w-got[g]) <= room {
			good++
		}
		data.Rows = append(data.Rows, []string{say.Short(x[len(x)-1]), say.Number(number[g], 0),
			say.Number(100*w, 2), say.Number(100*got[g], 2)})
	}
	f := figure.Figure{ID: "keys", Title: "Hit ratio of a key by its reads within one TTL", Panel: true, Data: data,
		Caption: "Each dot is a range of keys of like popularity. The scale of reads is logarithmic.",
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "reads of one key within one TTL", Log: true},
			Y: figure.Axis{Label: "hit ratio", Unit: "%", Min: 0, Max: 100}}}
	if len(x) == 0 {
		x, dots, law, low, high = []float64{1}, []float64{0}, []float64{0}, []float64{0}, []float64{0}
	}
	last := len(x) - 1
	f.Takeaway = fmt.Sprintf("Keys that are read %s within one TTL hit in %s %% of their reads",
		say.Amount(x[0], "time"), say.Short(dots[0]))
	if last > 0 {
		f.Takeaway += fmt.Sprintf(", keys that are read %s in %s %%", say.Amount(x[last], "time"),
			say.Short(dots[last]))
	}
	f.Takeaway += "."
	f.Alt = "A curve that rises with the number of reads. " + f.Takeaway
	if p.lawful(r) && len(data.Rows) > 0 {
		f.Caption += " Line: " + p.lawText() + "; band: four standard errors."
		f.Badge = &figure.Badge{OK: good == len(x),
			Text: fmt.Sprintf("%d of %d ranges within four standard errors of theory", good, len(x))}
		f.Chart.Bands = []figure.Band{{Label: "four standard errors", X: x, Low: low, High: high}}
		f.Chart.Series = append(f.Chart.Series, figure.Series{Identity: theoryLine, X: x, Y: law, Theory: true})
	} else {
		f.Caption += " Rare keys are put out before they expire, or the run is not in its steady state: the law of " +
			"the TTL alone does not apply."
	}
	f.Chart.Series = append(f.Chart.Series, figure.Series{Identity: measuredDots, X: x, Y: dots, Dots: true})
	return f
}

// lawful says whether the law of one key describes the run.
func (p Params) lawful(r Result) bool {
	return !r.explicitRead && !r.Cut && !p.Cold && p.load(r) <= 0.9 && (p.Jitter == 0 || p.Strategy == "aside" ||
		p.Strategy == "read_through")
}

func (p Params) lawText() string {
	switch p.Strategy {
	case "invalidate":
		return "rE/(1 + rE) with E, the mean life of an entry, (1 − e^(−wT))/w"
	case "refresh_ahead":
		return "1 − e^(−r(1 − f)T)/(1 + rfT)"
	}
	return "rT/(1 + rT)"
}

// The small store behind the chart of stale reads: few keys, each read often, so that every dot takes little time.
const (
	staleKeys  = 100
	staleReads = 20.0 // of one key per TTL
)

var staleWrites = []float64{0.1, 0.2, 0.5, 1, 2, 5, 10, 30}

// staleStore is that store, with so many loads seen that a dot is off by few percent.
func staleStore(seed int, writes float64) Params {
	q := defaults
	q.Keys, q.Zipf, q.TTLs, q.Seed, q.WindowS, q.Pool = staleKeys, 0, 30, seed, 30, 1000
	q.RPS, q.Writes = staleReads*staleKeys/q.TTLs, writes*staleKeys/q.TTLs
	q.loads, q.cells = 1500, 1
	return q
}

// staleShares remembers the share of stale reads, in %, at each number of writes by the seed: no other knob changes it.
var staleShares = model.NewMemo[int, []float64](64)

func measureStale(b *model.Budget, seed int) []float64 {
	var out []float64
	for _, writes := range staleWrites {
		r := Run(b, staleStore(seed, writes))
		out = append(out, percent(r.Stale, r.Requests()))
	}
	return out
}

// staleFigure draws the stale reads of a TTL cache against the writes of a key within one TTL.
func staleFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	data := &figure.Table{Columns: []figure.Column{{Label: "Writes of a key per TTL", Numeric: true},
		{Label: "Theory", Unit: "%", Numeric: true}, {Label: "Measured", Unit: "%", Numeric: true, Strong: true}}}
	var x, law, dots, low, high []float64
	good := 0
	measured := staleShares.Of(b, p.Seed, func(b *model.Budget) []float64 { return measureStale(b, p.Seed) })
	for i, writes := range staleWrites {
		q, got := staleStore(p.Seed, writes), measured[i]
		_, want, _ := q.keyLaw(staleReads / q.TTLs)
		// each load is stale or fresh for a stretch of its own
		room := 100 * 4 * math.Sqrt(want*(1-want)/float64(q.loads))
		x, law, dots = append(x, writes), append(law, 100*want), append(dots, got)
		low, high = append(low, max(0, 100*want-room)), append(high, min(100, 100*want+room))
		if math.Abs(got-100*want) <= room {
			good++
		}
		data.Rows = append(data.Rows, []string{say.Short(writes), say.Number(100*want, 1), say.Number(got, 1)})
	}
	f := figure.Figure{ID: "stale", Title: "Stale reads of a TTL cache by writes within one TTL", Data: data,
		Takeaway: fmt.Sprintf("With one write of the key per TTL %s %% of the reads are stale, with ten %s %%. What "+
			"counts is the writes, not their ratio to the reads.", say.Number(dots[3], 0),
			say.Number(dots[6], 0)),
		Caption: fmt.Sprintf("Cache-aside with a TTL alone, each key read %s times per TTL. Line: share of hits "+
			"times 1 − (1 − e^(−wT))/(wT); band: four standard errors.", say.Short(staleReads)),
		Alt: "A curve that rises from few stale reads to nearly all of them.",
		Badge: &figure.Badge{OK: good == len(x),
			Text: fmt.Sprintf("%d of %d points within four standard errors of theory", good, len(x))},
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "writes of a key within one TTL", Log: true},
			Y:     figure.Axis{Label: "stale reads", Unit: "%", Min: 0, Max: 100},
			Bands: []figure.Band{{Label: "four standard errors", X: x, Low: low, High: high}},
			Series: []figure.Series{{Identity: theoryLine, X: x, Y: law, Theory: true},
				{Identity: measuredDots, X: x, Y: dots, Dots: true}}}}
	return f
}

// sizeFigure draws the hit ratio that memory buys: with the most popular objects held for good, and with LRU.
func sizeFigure(b *model.Budget, p Params, r Result) figure.Figure {
	s := r.spectrum
	var x, best, lru []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Memory", Unit: "MB", Numeric: true},
		{Label: "Objects", Numeric: true}, {Label: "Most popular held", Unit: "%", Numeric: true},
		{Label: "LRU", Unit: "%", Numeric: true, Strong: true}}}
	shares := []float64{.01, .02, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1}
	for _, share := range shares {
		b.Spend(cheSteps)
		n := int(math.Round(share * float64(p.Keys)))
		x, best = append(x, p.megabytes(n)), append(best, 100*hitTop(s, n))
		lru = append(lru, 100*hitLRU(s, cheTime(s, n)))
		i := len(x) - 1
		data.Rows = append(data.Rows, []string{say.Short(x[i]), say.Int(n),
			say.Number(best[i], 1), say.Number(lru[i], 1)})
	}
	sentence := fmt.Sprintf("A fifth of the objects takes %s MB. The most popular fifth answers %s %% of the reads, "+
		"LRU %s %%. "+
		"All of them take %s MB.", say.Short(x[4]), say.Number(best[4], 1), say.Number(lru[4], 1),
		say.Short(x[len(x)-1]))
	f := figure.Figure{ID: "size", Title: "Hit ratio that memory buys", Data: data, Takeaway: sentence,
		Caption: "Computed for entries that do not expire. Upper line: the most popular objects are held and never " +
			"lost, the best for independent reads without knowing the future. Lower line: LRU by Che's approximation.",
		Alt: "Two curves that rise steeply and then flatten, the most popular above LRU. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "memory", Unit: "MB"},
			Y: figure.Axis{Label: "hit ratio", Unit: "%", Min: 0, Max: 100},
			Series: []figure.Series{{Identity: figure.Identity{Name: "most popular", Hue: figure.Green}, X: x, Y: best},
				{Identity: figure.Identity{Name: "LRU", Hue: figure.Grey, Dash: "6 4"}, X: x, Y: lru, Theory: true}}}}
	if p.CacheMB <= 1.5*x[len(x)-1] {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: p.CacheMB, Y: r.HitPct()}}
	}
	return f
}
