package families

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// drill is what the part of designing from queries shows: the design chosen, and the one with the least work.
type drill struct {
	judged
	best judged
}

// designModel is the part of designing from queries.
var designModel = sims.Model[Params, drill]{
	Knobs: modelKnobs, Cost: func(Params) float64 { return drillSteps }, Run: sims.Sure(runDrill),
	Takeaway: drillTakeaway, Coach: drillCoach, Metrics: drillMetrics, Checks: drillChecks,
	Figures: []sims.Picture[Params, drill]{
		{ID: "queries", Draw: queriesFigure},
		{ID: "work", Draw: workFigure},
	},
}

// yardsticks remembers the world of each seed with its best design: no other knob changes them.
var yardsticks = model.NewMemo[int, yardstick](16)

type yardstick struct {
	w    *world
	best judged
}

func runDrill(b *model.Budget, p Params) drill {
	y := yardsticks.Of(b, p.Seed, func(b *model.Budget) yardstick {
		w := newWorld(p.Seed)
		b.Spend(worldSteps)
		return yardstick{w, w.best(b, p.Seed)}
	})
	b.Spend(judgeSteps)
	return drill{y.w.judge(design{p.Family, p.Partition, p.Cluster, p.Copies, p.Friends}, p.Seed), y.best}
}

func drillTakeaway(_ Params, r drill) string {
	byKey := len(queries) - r.Whole
	return fmt.Sprintf("%d of the ten queries %s by a key; all ten cost %s a second, %s times the least.", byKey,
		say.Either(byKey, "finds its rows", "find their rows"), say.Amount(r.Work, "page"),
		say.Short(r.Work/r.best.Work))
}

func drillMetrics(_ Params, r drill) []sims.Metric {
	return []sims.Metric{
		{ID: "work", Label: "Work of the ten queries", Value: r.Work, Unit: "pages/s", Better: "lower",
			Compare: "least possible here " + say.Short(r.best.Work)},
		{ID: "over_best", Label: "Times the least work", Value: r.Work / r.best.Work, Unit: "×", Better: "lower",
			Decimals: 2},
		{ID: "whole_reads", Label: "Queries that read everything", Value: float64(r.Whole), Unit: "of 10",
			Better: "lower"},
		{ID: "largest_pct", Label: "Messages in the largest partition", Value: 100 * r.Largest, Unit: "%",
			Better: "lower", Decimals: 2},
		{ID: "copies_written", Label: "Tables that a message is written to", Value: float64(r.Writes),
			Better: "lower"},
		{ID: "fan_out", Label: "Nodes asked for the newest messages", Value: r.Touch[0].Nodes,
			Unit: fmt.Sprintf("of %d", nodes), Better: "lower", Decimals: 1},
		{ID: "partitions_read", Label: "Partitions read for the newest messages", Value: r.Touch[0].Partitions,
			Better: "lower", Decimals: 1},
	}
}

func drillChecks(p Params, r drill) []sims.Check {
	out := []sims.Check{
		sims.AtMost("least", "No design of this list costs less than the least", r.Work, r.best.Work, "pages/s",
			"all 160 designs of the message table tried"),
		sims.Within("writes", "Tables written to: the message table and its copies", float64(len(r.Design.tables())),
			r.Touch[3].Partitions, 0, "partitions", "each copy is written once"),
	}
	if p.Partition == "message" || p.Copies == "id" || p.Copies == "user_and_id" {
		byID, _ := r.touch("message")
		out = append(out, sims.Within("by_id", "A message by its id: one partition and one row", rowBytes,
			byID.Bytes, 0, "B", "the partition key is the id"))
	}
	if p.Friends == "adjacency" {
		circle, _ := r.touch("circle")
		out = append(out, sims.Within("circle", "Friends of friends: own list and one for each friend",
			1+friendsOf, circle.Partitions, 0, "partitions", "1 + d lists"))
	}
	return out
}

func (j judged) touch(id string) (touch, float64) {
	for i, q := range queries {
		if q.ID == id {
			return j.Touch[i], q.Rate
		}
	}
	return touch{}, 0
}

func drillCoach(_ Params, j drill) string {
	worst, most := 0, 0.0
	for i, t := range j.Touch {
		if v := queries[i].Rate * t.work(); v > most {
			worst, most = i, v
		}
	}
	switch {
	case j.Whole > 0:
		for i, t := range j.Touch {
			if t.Whole {
				return fmt.Sprintf("“%s” finds no key and reads everything. Which partition key, or which copy, "+
					"would lead it to its rows?", queries[i].Text)
			}
		}
	case j.Largest > 0.02:
		return fmt.Sprintf("One partition holds %s %% of all messages and grows for ever. Which second part of the "+
			"key bounds it, and what does the newest page then cost?", say.Short(100*j.Largest))
	case j.Writes > 2:
		return "Every message is written three times. Which copy saves less than it costs?"
	}
	return fmt.Sprintf("The dearest query is “%s”, with %s of %s pages a second. Can another key serve it without "+
		"hurting the rest?", queries[worst].Text, say.Short(most), say.Short(j.Work))
}

func queriesFigure(_ Params, j drill) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Query"}, {Label: "Per s", Numeric: true},
		{Label: "Partitions", Numeric: true}, {Label: "Nodes", Numeric: true}, {Label: "Read or written", Unit: "kB",
			Numeric: true}, {Label: "Pages/s", Numeric: true, Strong: true}, {Label: "Way"}}}
	for i, q := range queries {
		c, way := j.Touch[i], "by key"
		switch {
		case c.Whole:
			way = "reads everything"
		case c.Nodes == nodes && c.Partitions >= nodes:
			way = "asks every node"
		}
		t.Rows = append(t.Rows, []string{q.Text, say.Number(q.Rate, 0), say.Number(c.Partitions, 1),
			say.Number(c.Nodes, 1), say.Number(c.Bytes/1000, 1), say.Number(q.Rate*c.work(), 0), way})
	}
	return figure.Figure{ID: "queries", Title: "The ten queries on this design",
		Takeaway: fmt.Sprintf("%d of 10 %s everything; the design costs %s a second and the best %s.", j.Whole,
			say.Either(j.Whole, "reads", "read"), say.Amount(j.Work, "page"), say.Short(j.best.Work)),
		Table: t, Panel: true,
		Caption: fmt.Sprintf("Means of %d times that each query is asked, on %s messages in %d channels over %d "+
			"days. A page is %d bytes; each partition is at least one. Rates are those of an invented chat.", sampled,
			say.Number(messages, 0), channels, days, pageBytes),
		Alt: "A table of ten queries with partitions, nodes and bytes."}
}

func workFigure(_ Params, j drill) figure.Figure {
	b := &figure.Bars{Unit: "pages/s"}
	for i, q := range queries {
		look := good
		if j.Touch[i].Whole {
			look = bad
		}
		b.Bars = append(b.Bars, figure.BarRow{Identity: named(look, q.Text), Value: q.Rate * j.Touch[i].work(),
			Before: q.Rate * j.best.Touch[i].work()})
	}
	return figure.Figure{ID: "work", Title: "Work by query", Takeaway: "A design is as good as its dearest query.",
		Bars: b,
		Caption: "Pages a second. The whisker is the same query on the design with the least work of all: " +
			j.best.Design.words() + ".", Alt: "One bar a query, beside the design with the least work."}
}

var familyNames = map[string]string{"key_value": "key-value", "document": "document", "wide_column": "wide-column",
	"relational": "relational"}

func (d design) words() string {
	text := familyNames[d.Family] + " store, partitioned by " + map[string]string{"message": "message",
		"channel": "channel", "channel_day": "channel and day", "user": "user", "day": "day"}[d.Partition]
	if d.Cluster == "time" {
		text += ", in order of time"
	}
	return text + map[string]string{"none": ", no copy", "user": ", a copy by user", "id": ", a copy by id",
		"user_and_id": ", copies by user and by id"}[d.Copies]
}
