package replication

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

var theoryLine = figure.Identity{Name: "theory", Hue: figure.Grey}

var measuredDots = figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}

// survivors are the points of the staleness chart, in mean lags.
var survivors = []float64{0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4}

// notYetFigure draws which part of the writes a replica does not show yet, against the time since they arrived.
func notYetFigure(b *model.Budget, p Params, r Result) figure.Figure {
	w := r.Window
	m := lagMean(windowRate(p), effectiveRate(p))
	unit := m
	if m == 0 || w.Queued > 0 || !steady(p, w) {
		m, unit = 0, max(average(w.Delay[0]), 1e-6)
	}
	var x, law, dots, low, high []float64
	scale, scaled := 1000.0, "ms"
	if unit > 120 {
		scale, scaled = 1.0/60, "min"
	}
	data := &figure.Table{Columns: []figure.Column{{Label: "Time since arrival", Unit: scaled, Numeric: true},
		{Label: "Not yet shown", Unit: "%", Numeric: true, Strong: true}, {Label: "Theory", Unit: "%", Numeric: true}}}
	good := 0
	var later []float64
	for _, k := range survivors {
		later = later[:0]
		for _, d := range w.Delay {
			for _, v := range d {
				later = append(later, model.Indicator(v > k*unit))
			}
		}
		b.Spend(delaySteps * len(later))
		got, se := average(later), 0.0
		if len(later) > 100 {
			_, se = batched(later)
		}
		want := calc.Exp(-k)
		x, dots, law = append(x, scale*k*unit), append(dots, 100*got), append(law, 100*want)
		room := 100 * (4*se*math.Sqrt(float64(len(w.Delay))) + 0.02 + astray(p, k))
		low, high = append(low, max(0, 100*want-room)), append(high, min(100, 100*want+room))
		row := []string{say.Short(scale * k * unit), say.Number(100*got, 1), "–"}
		if m > 0 {
			row[2] = say.Number(100*want, 1)
			if math.Abs(100*(got-want)) <= room {
				good++
			}
		}
		data.Rows = append(data.Rows, row)
	}
	sentence := fmt.Sprintf("%s after a write has arrived, %s %% of such writes are not visible on the replica.",
		say.Short(x[4])+" "+scaled, say.Number(dots[4], 1))
	f := figure.Figure{ID: "stale", Title: "Writes a replica does not show yet", Panel: true, Data: data,
		Takeaway: sentence,
		Caption: "Dots: writes of the window on all replicas, from the moment each arrived. A read sent so long " +
			"after an own write misses it with this chance.",
		Alt: "A falling curve. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time since arrival", Unit: scaled},
			Y:      figure.Axis{Label: "not yet shown", Unit: "%", Min: 0, Max: 100},
			Series: []figure.Series{{Identity: measuredDots, X: x, Y: dots, Dots: true}}}}
	if m > 0 {
		f.Caption += fmt.Sprintf(" Line: e^(−d/m) with mean lag m = 1/(apply rate − write rate) = %s ms; band: four "+
			"standard errors.", say.Short(1000*m))
		f.Badge = &figure.Badge{OK: good == len(x),
			Text: fmt.Sprintf("%d of %d points within four standard errors of theory", good, len(x))}
		f.Chart.Bands = []figure.Band{{Label: "four standard errors", X: x, Low: low, High: high}}
		f.Chart.Series = append([]figure.Series{{Identity: theoryLine, X: x, Y: law, Theory: true}}, f.Chart.Series...)
	} else {
		why := "Writes come faster than they are applied"
		switch {
		case w.Queued > 0:
			why = "A backlog is left from before on at least one replica"
		case lagMean(windowRate(p), effectiveRate(p)) > 0:
			why = "Too many of the writes are the observed clients', one after the other"
		}
		f.Caption += " " + why + ": there is no steady lag and no theory line."
	}
	return f
}

// drawnWrites is how many writes the latency chart draws.
const drawnWrites = 4000

// waitFigure draws the mean wait for k of n replicas.
func waitFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	got := confirmations(b, p, drawnWrites)
	var x, want, low, high []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Confirmations", Numeric: true}, {Label: "Mode"},
		{Label: "Theory", Unit: "ms", Numeric: true}, {Label: "Measured", Unit: "ms", Numeric: true, Strong: true}}}
	equal, good := p.FarRTTms == 0, 0
	for k := 1; k <= p.Replicas; k++ {
		law := p.RTTms*(1-p.Jitter/100) + p.RTTms*p.Jitter/100*OrderMean(k, p.Replicas)
		// The variance of the k-th smallest is the sum of the squares of the terms of its mean; k terms of at most 1.
		room := 4*p.RTTms*p.Jitter/100*math.Sqrt(math.Pi*math.Pi/6/drawnWrites) + 1e-9*p.RTTms
		x, want, low, high = append(x, float64(k)), append(want, law), append(low, law-room), append(high, law+room)
		if math.Abs(got[k-1]-law) <= room {
			good++
		}
		row := []string{fmt.Sprint(k), modesAt(p, k), say.Short(law), say.Short(got[k-1])}
		if !equal {
			row[2] = "–"
		}
		data.Rows = append(data.Rows, row)
	}
	sentence := fmt.Sprintf("Waiting for one of %s takes %s ms on average, for all of them %s ms.",
		say.Count(p.Replicas, "replica"), say.Short(got[0]), say.Short(got[p.Replicas-1]))
	if p.Replicas == 1 {
		sentence = fmt.Sprintf("Waiting for the replica takes %s ms on average.", say.Short(got[0]))
	}
	f := figure.Figure{ID: "wait", Title: "Wait for confirmations", Data: data, Takeaway: sentence,
		Caption: fmt.Sprintf("Mean time from the local commit until so many replicas have confirmed its receipt, %s "+
			"writes. Least round trip over the 664 km of fibre from Jakarta to Surabaya: %s ms.",
			say.Number(drawnWrites, 0), say.Number(LightFloor(664), 1)),
		Alt: "A rising line from one confirmation to all. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "confirmations waited for"},
			Y:      figure.Axis{Label: "mean wait", Unit: "ms"},
			Series: []figure.Series{{Identity: measuredDots, X: x, Y: got, Dots: true}}}}
	if k := confirmed(p, p.Replicas); k > 0 {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: float64(k), Y: got[k-1]}}
	}
	if equal {
		f.Caption += " Line: fixed part + random part × (1/n + … + 1/(n − k + 1)): the mean over n for one, times " +
			"H_n for all."
		f.Badge = &figure.Badge{OK: good == p.Replicas,
			Text: fmt.Sprintf("%d of %d points within four standard errors of theory", good, p.Replicas)}
		f.Chart.Bands = []figure.Band{{Label: "four standard errors", X: x, Low: low, High: high}}
		f.Chart.Series = append([]figure.Series{{Identity: theoryLine, X: x, Y: want, Theory: true}}, f.Chart.Series...)
	}
	return f
}

func modesAt(p Params, k int) string {
	s := ""
	for _, m := range []string{"semi", "quorum", "sync"} {
		q := p
		q.Mode = m
		if confirmed(q, p.Replicas) == k {
			if s != "" {
				s += ", "
			}
			s += m
		}
	}
	if s == "" {
		return "–"
	}
	return s
}

// capacityWrites is how many writes each point of the capacity chart simulates.
const capacityWrites = 5000

// capacityFigure draws what replicas can read against the share of their time that applying takes.
func capacityFigure(b *model.Budget, p Params, r Result) figure.Figure {
	w := r.Window
	n := float64(p.Replicas)
	var x, law, got, low, high []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Writes over apply rate", Unit: "%", Numeric: true},
		{Label: "n(1 − a)", Unit: "servers", Numeric: true}, {Label: "Measured", Unit: "servers", Numeric: true,
			Strong: true}}}
	good := 0
	for k := 0; k <= 10; k++ {
		a := max(float64(k)/10, 0.001)
		one := n * (1 - utilisation(b, p, a*effectiveRate(p), capacityWrites))
		room := 4 * n * a * math.Sqrt(2.0/capacityWrites)
		if k >= 9 { // near full load the queue is not empty at the end: the time has work in it that is still to come
			room += 4 * n / math.Sqrt(capacityWrites)
		}
		x, law, got = append(x, 100*a), append(law, ReadCapacity(p.Replicas, a)), append(got, one)
		low, high = append(low, max(0, law[k]-room)), append(high, law[k]+room)
		if math.Abs(one-law[k]) <= room {
			good++
		}
		data.Rows = append(data.Rows, []string{say.Number(100*a, 0), say.Number(law[k], 2),
			say.Number(one, 2)})
	}
	a := 100 * min(w.rate(p)/effectiveRate(p), 1)
	if w.Queued > 0 { // the replicas also apply what is left from before
		a = 100 * (1 - w.capacity()/n)
	}
	they, full := say.Either(p.Replicas, "it", "they"), say.Short(n)+" times the reads of one server"
	if p.Replicas == 1 {
		full = "as many reads as one server"
	}
	sentence := fmt.Sprintf("%s would serve %s if %s had nothing to apply; in this window %s %s times.",
		say.Count(p.Replicas, "replica"), full, they, they+say.Either(p.Replicas, " serves", " serve"),
		say.Number(w.capacity(), 2))
	return figure.Figure{ID: "capacity", Title: "Read capacity of the replicas", Data: data, Takeaway: sentence,
		Badge: &figure.Badge{OK: good == len(x),
			Text: fmt.Sprintf("%d of %d points within four standard errors of theory", good, len(x))},
		Caption: fmt.Sprintf("Idle time of all replicas in servers. Line: n(1 − a) with apply load a. Dots: queues "+
			"of %s writes.", say.Number(capacityWrites, 0)),
		Alt: "A line that falls from the number of replicas to zero. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "writes over apply rate", Unit: "%", Min: 0,
			Max: 100}, Y: figure.Axis{Label: "read capacity", Unit: "servers"},
			Bands: []figure.Band{{Label: "four standard errors", X: x, Low: low, High: high}},
			Series: []figure.Series{{Identity: theoryLine, X: x, Y: law, Theory: true},
				{Identity: measuredDots, X: x, Y: got, Dots: true}},
			Marks: []figure.Mark{{Label: "this run", Shape: figure.Circle, X: max(a, 0), Y: w.capacity()}}}}
}

// upFigure is the table of how often each mode can take a write when replicas fail independently.
func upFigure(p Params, _ Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Mode"}, {Label: "Replicas that must be up", Numeric: true},
		{Label: "Each up 99 %", Unit: "%", Numeric: true, Strong: true}, {Label: "Each up 99.9 %", Unit: "%",
			Numeric: true}}}
	all := 0.0
	for _, m := range []string{"async", "semi", "quorum", "sync"} {
		q := p
		q.Mode = m
		k := confirmed(q, p.Replicas)
		t.Rows = append(t.Rows, []string{m, fmt.Sprintf("%d of %d", k, p.Replicas),
			say.Number(100*available(k, p.Replicas, .99), 4), say.Number(100*available(k, p.Replicas, .999), 4)})
		all = 100 * available(k, p.Replicas, .99)
	}
	return figure.Figure{ID: "available", Title: "Chance that enough replicas are up for a write", Table: t,
		Takeaway: fmt.Sprintf("With %s up 99 %% of the time, waiting for %s works %s %% of the time.",
			say.Either(p.Replicas, "one replica that is", say.Int(p.Replicas)+" replicas that are each"),
			say.Either(p.Replicas, "it", "all of them"), say.Number(all, 2)),
		Caption: "Computed: at least k of n independent replicas are up; for all of them that is aⁿ. The primary " +
			"has to be up too.",
		Alt: "A table with one row a mode: how many replicas must be up and how often they are."}
}
