package conflicts

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// rateFigure draws measured conflict rates over the delay on the line of the law.
func rateFigure(p Params, r Result) figure.Figure {
	measured := figure.Series{Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc},
		Dots: true}
	theory := figure.Series{Identity: figure.Identity{Name: "2·d·λ²·Σp²", Hue: figure.Grey}, Theory: true}
	band := figure.Band{Label: "four standard deviations"}
	inside := 0
	for _, c := range r.Curve {
		theory.X, theory.Y = append(theory.X, c.DelayMs), append(theory.Y, c.Theory)
		expected := max(float64(c.Pairs), 1) // of this point's simulated time
		room := 4 / math.Sqrt(expected)
		hot := r.hottest * p.WriteRate * float64(p.Sites) * c.DelayMs / 1000
		room *= math.Sqrt(1 + 4*hot)
		band.X, band.Low, band.High = append(band.X, c.DelayMs), append(band.Low, c.Theory*max(1-room, .01)),
			append(band.High, c.Theory*(1+room))
		if c.Rate > 0 { // a log axis has no zero
			measured.X, measured.Y = append(measured.X, c.DelayMs), append(measured.Y, c.Rate)
		}
		if math.Abs(c.Rate/c.Theory-1) <= room {
			inside++
		}
	}
	series := []figure.Series{theory}
	if len(measured.X) > 0 {
		series = append(series, measured)
	}
	return figure.Figure{ID: "rate", Title: "Conflicts and the delay between sites",
		Takeaway: "Twice the delay gives twice the conflicts; twice the writes would give four times as many.",
		Caption:  "Each dot is a run of its own. Both axes are logarithmic.",
		Alt:      "A rising straight line of the law with five measured dots near it.",
		Badge: &figure.Badge{OK: inside == len(r.Curve),
			Text: fmt.Sprintf("%d of %d points within four standard deviations of theory", inside, len(r.Curve))},
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "one-way delay", Unit: "ms", Log: true},
			Y:      figure.Axis{Label: "conflicts", Unit: "per s", Log: true},
			Series: series, Bands: []figure.Band{band}, Marks: []figure.Mark{{Label: "this run", Shape: figure.Circle,
				X: p.DelayMs, Y: max(r.perSecond(r.Pairs), r.Law.Conflicts/100)}}}}
}

// typesFigure compares the four ways over the same first writes.
func typesFigure(_ Params, r Result) figure.Figure {
	y := r.Replay
	rows := [][]string{
		{"last writer wins", say.Count(y.Lost, "write") + " lost", "one value",
			"nothing; the loss is silent", "caches, last-seen times"},
		{"keep siblings", "none lost", "up to " + say.Count(y.Versions, "value"), "read all values and write one",
			"carts, documents with an owner"},
		{"counter (CRDT)", "none lost", "every increment: " + say.Int(y.Kept), "nothing",
			"likes, views"},
		{"set (CRDT)", "none lost", "an add outlived a remove " + say.Count(y.Outlived, "time"), "accept that adds win",
			"carts, tags, members"},
	}
	return figure.Figure{ID: "types", Title: "The same writes, settled in four ways",
		Takeaway: fmt.Sprintf("Among %s %s met; last-writer-wins lost %s of them and the other three none.",
			say.Count(y.Writes, "write"), pairs(y.Pairs), say.Int(y.Lost)),
		Caption: "The first writes of this run, carried out on replicas that exchange messages. After the last " +
			"message all sites agree in all four ways.",
		Alt: "A table of four rows: what each way loses, what a reader finds, and what the application has to do.",
		Table: &figure.Table{Columns: []figure.Column{{Label: "Rule", Strong: true}, {Label: "Writes"},
			{Label: "A reader finds"}, {Label: "The application must"}, {Label: "Fits"}}, Rows: rows}}
}

func pairs(n int) string {
	if n == 1 {
		return "one pair"
	}
	return say.Int(n) + " pairs"
}

// quorumFigure is the table of stale first reads for every W and R.
func quorumFigure(p Params, r Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "W", Strong: true}}}
	for read := 1; read <= p.N; read++ {
		t.Columns = append(t.Columns, figure.Column{Label: fmt.Sprintf("R = %d", read), Unit: "%", Numeric: true})
	}
	for w, line := range r.Quorum.Grid {
		row := []string{fmt.Sprintf("W = %d", w+1)}
		for _, v := range line {
			if v < 0 {
				row = append(row, "no answer")
				continue
			}
			row = append(row, say.Number(v, 1))
		}
		t.Rows = append(t.Rows, row)
	}
	return figure.Figure{ID: "quorum", Title: "First reads that miss the write, by W and R",
		Takeaway: fmt.Sprintf("From R + W = %d on no read misses the write; each further acknowledgement is "+
			"waited for.", p.N+1),
		Caption: fmt.Sprintf("N = %d, %d down; %s writes a cell. No answer: more replicas asked than are up.", p.N,
			p.Down, say.Number(gridTries, 0)),
		Alt: "A square table; the cells below the diagonal R + W > N are zero.", Table: t}
}

// readsFigure follows eight reads after a write.
func readsFigure(p Params, r Result) figure.Figure {
	measured := figure.Series{Identity: figure.Identity{Name: "this run", Hue: figure.Ink, Shape: figure.Disc}}
	for k := range reads {
		measured.X, measured.Y = append(measured.X, float64(k+1)), append(measured.Y, r.stale(k))
	}
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "read after the write"},
		Y: figure.Axis{Label: "reads that miss it", Unit: "%", Min: 0, Max: 100}, Series: []figure.Series{measured}}
	if p.Down > 0 {
		chart.Thresholds = []figure.Threshold{{Label: "replicas return", Value: returnAt + .5, Vertical: true}}
	}
	said := fmt.Sprintf("The first read misses the write in %s of the cases, the eighth in %s.",
		say.Percent(r.stale(0)), say.Percent(r.stale(reads-1)))
	if !r.Quorum.Writable || !r.Quorum.Readable {
		said = "Nothing is answered: a quorum is larger than the number of replicas that are up."
	}
	return figure.Figure{ID: "reads", Title: "Eight reads after one write", Takeaway: said,
		Caption: fmt.Sprintf("%s writes, each followed by eight reads, one every %s ms.", say.Number(trials, 0),
			say.Short(p.NodeMs)),
		Alt: "A line over eight reads. " + said, Chart: chart}
}
