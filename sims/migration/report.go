package migration

import (
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Parts(about, defaults, sims.Chooser[Params]{ID: "part", Label: "Part",
	Help:  "A whole migration, or only the order of two writes, or of a stream of them, to one key.",
	Field: func(p *Params) *string { return &p.Part }},
	sims.Part(runPart, "migration", runModel), sims.Part(pairsPart, "two writes to a key", orderModel),
	sims.Part(streamPart, "a stream of writes to a key", orderModel))

var runModel = sims.Model[Params, Result]{
	Knobs: runKnobs, Valid: valid, Cost: cost, Run: sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, Result]{
		{ID: "states", Draw: statesFigure},
		{ID: "phases", Draw: phasesFigure},
		{ID: "inversion", If: func(p Params, _ Result) bool { return p.Kind != "insert" }, Work: inversionFigure},
		{ID: "ways", Work: waysFigure},
		{ID: "detect", Draw: detectFigure},
		{ID: "waits", Draw: waitsFigure},
	},
}

var orderModel = sims.Model[Params, Order]{
	Knobs: orderKnobs, Cost: orderCost,
	Run: func(b *model.Budget, p Params) (Order, error) {
		return runOrder(b, p), nil
	},
	Takeaway: orderTakeaway, Coach: orderCoach, Metrics: orderMetrics, Checks: orderChecks,
	Figures: []sims.Picture[Params, Order]{
		{ID: "order", Work: orderFigure},
		{ID: "inversion", If: func(_ Params, o Order) bool { return o.Example.Found }, Draw: exampleFigure},
	},
}

// valid refuses a plan that is not over when the writes are.
func valid(p Params) error {
	if last := p.Plan[len(p.Plan)-1]; p.Hours > 0 && p.Hours < 24*last.Day {
		return sims.Refuse("hours", "", "hours is at least as long as the plan, whose last entry is on day %g, or 0",
			last.Day)
	}
	return nil
}

var about = sims.About{
	Slug: "migration", Title: "Moving to another store", Version: "3", Lesson: 0,
	Question: "A table of 100 million rows moves to another store while it is read and written. Which rows differ in " +
		"the end, who notices, and what does the move cost?",
	Doc: "Two writes, an outbox or the log, a copy beside live writes, comparisons, switches and faults: every row " +
		"has a version, and the stores are compared at rest.",
	LeavesOut: []string{
		"Rows do not depend on each other. Foreign keys, unique indexes and transactions over several rows do not " +
			"occur.",
		"Of the rows a sample is followed, the busiest each for itself, and samples of those that are written beside " +
			"their copy or meet a rare loss. Of the writes between two looks at a row the last 8 are, and three " +
			"times as many as are under way, up to 256. Numbers of rows are estimates from that; where no followed " +
			"row differs, some others may.",
		"A write is lost for good when the application dies before it has sent the second half, or when the new " +
			"store is down. A real application may write such losses down and repeat them.",
		"The old store never fails. While the new one is down, what is sent to it is refused, and reads do not go to " +
			"the old store instead.",
		"Versions come from the application or the commit order. Where clocks give them, as in Cassandra, a clock " +
			"that is behind loses writes.",
		"Copies and comparisons slow the old store down as more work slows a queue with one server, one for each " +
			"partition. Which of two writes overtakes the other does not follow from that here. An outbox costs the " +
			"old store one write more; reading it, or the log, costs it nothing.",
		"Outage and wrong transform come once each. Repair mends the transform and reads both stores to the end.",
		"A comparison that differs is repeated after the longest delay; a row on its way does not count as different.",
		"Log and outbox never lose a change, and the log keeps what the new store has not yet taken.",
		"Every row takes the same time to copy. Discord's copy stood still just before its end, at ranges full of " +
			"tombstones.",
	},
	Sources: []sims.Source{
		{Label: "Xu, Online migrations at scale, Stripe, 2017", URL: "https://stripe.com/blog/online-migrations",
			For: "the common pattern of four steps: two writes, then reads, then writes, then the end of " +
				"the old table"},
		{Label: "Ingram, How Discord stores trillions of messages, 2023",
			URL: "https://discord.com/blog/how-discord-stores-trillions-of-messages",
			For: "two writes, an estimate of 3 months that became 9 days, up to 3.2 million rows a second, and a " +
				"small share of the reads compared"},
		{Label: "Debezium documentation, Incremental snapshots, read in November 2026",
			URL: "https://debezium.io/documentation/reference/stable/connectors/postgresql.html",
			For: "chunks between watermarks: a row that changes in the window is dropped from its chunk"},
		{Label: "gh-ost, go/sql/builder.go, read in November 2026",
			URL: "https://github.com/github/gh-ost/blob/master/go/sql/builder.go",
			For: "INSERT IGNORE under a share lock for the copy; UPDATE, DELETE and, since 2026, INSERT IGNORE for " +
				"what comes from the log, REPLACE before"},
		{Label: "Debezium documentation, Exactly once delivery, read in November 2026",
			URL: "https://debezium.io/documentation/reference/stable/configuration/eos.html",
			For: "log and outbox deliver at least once; some connectors can take part in exactly-once delivery"},
		{Label: "DataStax, Query timestamps in Cassandra drivers, read in November 2026",
			URL: "https://docs.datastax.com/en/datastax-drivers/developing/query-timestamps.html",
			For: "the latest timestamp wins, and drivers give it"},
		{Label: "Little, A proof for the queuing formula L = λW, Operations Research 9(3), 1961",
			URL: "https://doi.org/10.1287/opre.9.3.383", For: "writes between their two halves at a crash"},
		{Label: "Kleinrock, Queueing Systems, volume I, 1975", For: "the response of a store under load"},
	},
	Headline: []string{"missing_rows", "mismatch_at_rest_pct", "mismatch_seen_pct", "rollback_loss_rows",
		"added_p99_ms", "days"},
	First: []string{"part", "plan", "mechanism", "send", "backfill_rate", "versions", "u"},
	Predict: &sims.Predict{Question: "An application writes every change to both stores, an UPDATE to each; reads go " +
		"over from day 6 on, the new store is the store of record from day 10, the old one is retired on day 14. 100 " +
		"million rows were there before. What share of those that have not been deleted meanwhile is missing from " +
		"the new store?",
		Metric: "missing_earlier_pct", Min: 0, Max: 100, Step: 1, Unit: "%",
		Hides: []string{"states", "phases", "detect", "missing_rows", "mismatch_at_rest_pct", "mismatch_true_pct",
			"mismatch_seen_pct", "gate_mismatch_rows", "ways", sims.StoryID}},
	Challenge: challenge,
	Pair:      pairFigure,
}
