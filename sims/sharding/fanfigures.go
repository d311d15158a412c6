package sharding

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// fanFigure draws the 99th percentile of a query against the number of shards it asks.
func fanFigure(b *model.Budget, p Params, r Result) figure.Figure {
	l := lawOf(p)
	dots, slow := knownCurve(b, p)
	var x, theory, low, high []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Shards asked", Numeric: true},
		{Label: "Theory", Unit: "ms", Numeric: true}, {Label: "Measured", Unit: "ms", Numeric: true, Strong: true},
		{Label: "Meets a slow reply, theory", Unit: "%", Numeric: true}, {Label: "Meets a slow reply, measured",
			Unit: "%", Numeric: true}}}
	good := 0
	for i, n := range curveFans {
		law := func(part float64) float64 { return l.quantile(n, part) }
		want, room := law(.99), stray(law, .99, curveQueries)
		x, theory, low, high = append(x, float64(n)), append(theory, want), append(low, want-room),
			append(high, want+room)
		if dots[i] >= want-room && dots[i] <= want+room {
			good++
		}
		data.Rows = append(data.Rows, []string{fmt.Sprint(n), say.Short(want), say.Short(dots[i]),
			say.Number(100*l.slowAny(n), 2), say.Number(slow[i], 2)})
	}
	fan := slices.Index(curveFans, 100)
	f := figure.Figure{ID: "fanout", Title: "99th percentile against the shards asked", Panel: true, Data: data,
		Badge: &figure.Badge{OK: good == len(dots),
			Text: fmt.Sprintf("%d of %d points within four standard errors of theory", good, len(dots))},
		Takeaway: fmt.Sprintf("One shard answers 99 of 100 requests within %s ms; of queries over 100 shards %s %% "+
			"meet a reply later than %s ms, and the 99th percentile is %s ms.", say.Short(dots[0]),
			say.Number(slow[fan], 1), say.Short(l.ms(score99)), say.Short(dots[fan])),
		Caption: fmt.Sprintf("Grey: theory, F(t)^N = 0.99, with a band of four standard errors. Dots: %s sampled "+
			"queries. Replies of an indexed shard, without scans.", say.Number(curveQueries, 0)),
		Alt: fmt.Sprintf("A rising curve: %s ms for one shard, %s ms for 100, %s ms for 512.",
			say.Short(dots[0]), say.Short(dots[fan]), say.Short(dots[len(dots)-1])),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "shards asked", Log: true},
			Y:     figure.Axis{Label: "99th percentile", Unit: "ms"},
			Bands: []figure.Band{{Label: "four standard errors", X: x, Low: low, High: high}},
			Series: []figure.Series{{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, X: x, Y: theory,
				Theory: true},
				{Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}, X: x, Y: dots,
					Dots: true}}}}
	if p.Index != "none" && !p.fetches() {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: float64(r.Reads.Touched),
			Y: r.Reads.P99}}
	}
	return f
}

// waterLanes is how many shards the waterfall shows; the router takes a lane of its own.
const waterLanes = 11

// waterfallFigure draws one query: the shards of a round start together, and the slowest decides.
func waterfallFigure(p Params, r Result) figure.Figure {
	w := r.Reads.Waterfall
	slowest := slices.Index(w, last(w))
	var ends []float64
	for _, a := range w {
		ends = append(ends, a.end())
	}
	slices.Sort(ends)
	order := w[:min(len(w), waterLanes)]
	if slowest >= waterLanes {
		order = append(slices.Clone(w[:waterLanes-1]), w[slowest])
	}
	end := say.Short(w[slowest].end())
	space := &figure.SpaceTime{Unit: "ms", Lanes: []string{"router"},
		Events: []figure.SpaceEvent{{Lane: 0, At: 0, Label: "query"},
			{Lane: 0, At: w[slowest].end(), Label: end + " ms"}}}
	for i, a := range order {
		label := say.Short(a.took) + " ms"
		if a.hedged {
			label += ", asked twice"
		}
		slow := a == w[slowest]
		if slow {
			label += ", slowest"
		}
		name := shardName(a.shard)
		if p.fetches() && i == 0 {
			name = "index"
		}
		space.Lanes = append(space.Lanes, name)
		space.Events = append(space.Events, figure.SpaceEvent{Lane: i + 1, At: a.sent, To: a.end(), Label: label,
			Bad: slow})
		if slow || p.fetches() && i == 0 {
			space.Messages = append(space.Messages, figure.SpaceMessage{From: i + 1, Sent: a.end(), To: 0,
				Got: a.end()})
		}
	}
	f := figure.Figure{ID: "waterfall", Title: "One query without the key, reply by reply", SpaceTime: space,
		Takeaway: fmt.Sprintf("Half of the shards have replied after %s ms; the query ends with the slowest, "+
			"after %s ms.", say.Short(ends[(len(ends)-1)/2]), end),
		Caption: fmt.Sprintf("The third slowest of the first %d queries, about the 99th percentile; %d of %s.",
			keptQueries, len(order), say.Count(len(w), "shard")),
		Alt: fmt.Sprintf("Bars that start together, one a shard; the longest, %s ms, is the time of the query.", end)}
	switch {
	case p.fetches():
		f.Takeaway = fmt.Sprintf("The index names the rows after %s ms, and the slowest of %s with rows ends the "+
			"query after %s ms.", say.Short(w[0].took), say.Count(len(w)-1, "shard"), end)
		f.Caption = fmt.Sprintf("The third slowest of the first %d queries, about the 99th percentile; %d of %s.",
			keptQueries, len(order), say.Count(len(w), "request"))
		f.Alt = fmt.Sprintf("A bar for the index, then bars that start together when it ends, one for each shard that "+
			"holds rows; the query ends after %s ms.", end)
	case len(w) == 1:
		f.Takeaway = fmt.Sprintf("One shard is asked, and its reply after %s ms ends the query.", end)
	}
	return f
}
