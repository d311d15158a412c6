package pipeline

import (
	"slices"

	"tradeofflab/exercises"
)

// The names of the sketch's constraints.
const (
	sketchLog    = "Events enter through a log that can be read again, and only there"
	sketchFresh  = "A stream processor leads from the log to the dashboards"
	sketchReplay = "What passes through the log also reaches a table store for the long term"
	sketchReport = "Reports read the table store"
	sketchOLTP   = "Nobody analyses on the transactional database, and no click goes into it"
)

// The parts that may fill a place of the pipeline.
var (
	logs    = []string{"kafka", "pulsar"}
	streams = []string{"flink", "kstreams"}
	tables  = []string{"iceberg", "delta"}
)

func sketch(t task) exercises.Asked {
	ask := &exercises.Build{
		Palette: []exercises.Option{{ID: "web", Label: "Web and app events"}, {ID: "rabbit", Label: "RabbitMQ queue"},
			{ID: "kafka", Label: "Apache Kafka"}, {ID: "pulsar", Label: "Apache Pulsar"},
			{ID: "flink", Label: "Apache Flink"},
			{ID: "kstreams", Label: "Kafka Streams"}, {ID: "spark", Label: "Apache Spark, batch"},
			{ID: "iceberg", Label: "Iceberg tables on object storage"},
			{ID: "delta", Label: "Delta Lake tables on object storage"},
			{ID: "snowflake", Label: "Snowflake warehouse"}, {ID: "postgres", Label: "PostgreSQL, orders and accounts"},
			{ID: "debezium", Label: "Debezium (CDC)"}, {ID: "dashboard", Label: "Dashboards"},
			{ID: "report", Label: "Monthly reports"}},
		Constraints: []exercises.Constraint{
			{Name: sketchLog, Want: "an edge from the events to a durable log, and none past it",
				Hint: "A second reader that joins next year wants last week's events. What keeps them after the " +
					"first one has read them?", Judge: judgeLog},
			{Name: sketchFresh, Want: "an edge from the log to a stream processor, and one from there to " +
				"the dashboards", Hint: "A batch is as old as its interval. Who can update a count every few seconds?",
				Judge: judgeFresh},
			{Name: sketchReplay, Want: "a path from the log to tables on cheap storage",
				Hint:  "The log keeps days, the reports want a month. Where do events go before the log forgets them?",
				Judge: judgeReplay},
			{Name: sketchReport, Want: "a path from the tables to the reports",
				Hint: "Which store holds 30 days in columns?", Judge: judgeReport},
			{Name: sketchOLTP, Want: "changes leave the transactional database through its log only, and clicks " +
				"stay out of it", Hint: "What does a scan of a month do to the database that takes the orders?",
				Judge: judgeOLTP},
		}}
	e := func(from, to string) []string { return []string{from, to} }
	graph := func(nodes []string, edges ...[]string) []byte {
		return exercises.Value(exercises.Graph{Nodes: nodes, Edges: edges})
	}
	all := []string{"web", "kafka", "flink", "spark", "iceberg", "postgres", "debezium", "dashboard", "report"}
	base := [][]string{e("web", "kafka"), e("kafka", "flink"), e("flink", "dashboard"), e("kafka", "spark"),
		e("spark", "iceberg"), e("iceberg", "report"), e("postgres", "debezium"), e("debezium", "kafka")}
	with := func(more ...[]string) [][]string { return append(slices.Clone(base), more...) }
	every := []string{sketchLog, sketchFresh, sketchReplay, sketchReport, sketchOLTP}
	return exercises.Asked{
		Part: exercises.Part{ID: "sketch", Points: 3, Section: "design", Ask: ask, Title: "Draw the pipeline",
			Text: "Choose parts and join them; edges point the way the data goes. Several answers are right.",
			Learn: "Events go into a log and nowhere else. A stream processor reads it for the dashboards; the same " +
				"log fills tables on object storage, by stream or by batch, and reports read those. The " +
				"transactional database hands its changes to the log and serves no scan."},
		Solution: graph(all, base...),
		Wrong: []exercises.WrongAnswer{
			{Name: "a queue for a log", Checks: []string{sketchLog, sketchFresh, sketchReplay},
				Value: graph([]string{"web", "rabbit", "flink", "spark", "iceberg", "dashboard", "report"},
					e("web", "rabbit"), e("rabbit", "flink"), e("flink", "dashboard"), e("rabbit", "spark"),
					e("spark", "iceberg"), e("iceberg", "report"))},
			{Name: "dashboards from the batch", Checks: []string{sketchFresh},
				Value: graph([]string{"web", "kafka", "spark", "iceberg", "dashboard", "report"},
					e("web", "kafka"), e("kafka", "spark"), e("spark", "iceberg"), e("iceberg", "dashboard"),
					e("iceberg", "report"))},
			{Name: "no history", Checks: []string{sketchReplay, sketchReport},
				Value: graph([]string{"web", "kafka", "flink", "dashboard", "report"}, e("web", "kafka"),
					e("kafka", "flink"), e("flink", "dashboard"), e("flink", "report"))},
			{Name: "reports from the orders", Checks: []string{sketchOLTP},
				Value: graph(all, with(e("postgres", "report"))...)},
			{Name: "clicks into the orders", Checks: []string{sketchLog, sketchOLTP},
				Value: graph(all, with(e("web", "postgres"))...)},
			{Name: "reports past the tables", Checks: []string{sketchReport}, Value: graph(all, e("web", "kafka"),
				e("kafka", "flink"), e("flink", "dashboard"), e("kafka", "spark"), e("spark", "iceberg"),
				e("spark", "report"))},
			{Name: "an unknown part", Checks: append([]string{"Known parts and edges"}, every...),
				Value: graph(append(slices.Clone(all), "cloud"), base...)},
		},
	}
}

// direct says whether an edge leads from one of some parts to one of others.
func direct(g exercises.Graph, from, to []string) bool {
	return slices.ContainsFunc(g.Edges, func(e []string) bool {
		return slices.Contains(from, e[0]) &&
			slices.Contains(to, e[1])
	})
}

// leads says whether a path leads from one of some parts to one of others.
func leads(g exercises.Graph, from, to []string) bool {
	return slices.ContainsFunc(from, func(a string) bool {
		return slices.ContainsFunc(to, func(b string) bool { return g.Reaches(a, b) })
	})
}

func sentence(ok bool, yes, no string) (bool, string) {
	if ok {
		return true, yes
	}
	return false, no
}

func judgeLog(g exercises.Graph) (bool, string) {
	past := slices.ContainsFunc(g.Edges, func(e []string) bool { return e[0] == "web" && !slices.Contains(logs, e[1]) })
	return sentence(direct(g, []string{"web"}, logs) && !past, "the events go into a log",
		"events that do not go into a log, or that go past it")
}

func judgeFresh(g exercises.Graph) (bool, string) {
	for _, s := range streams {
		if direct(g, logs, []string{s}) && direct(g, []string{s}, []string{"dashboard"}) {
			return true, "log, stream processor, dashboards"
		}
	}
	return false, "no stream processor between a log and the dashboards"
}

func judgeReplay(g exercises.Graph) (bool, string) {
	return sentence(leads(g, logs, tables), "the log leads to the tables", "no path from a log to tables")
}

func judgeReport(g exercises.Graph) (bool, string) {
	return sentence(leads(g, tables, []string{"report"}), "the tables lead to the reports",
		"no path from tables to the reports")
}

func judgeOLTP(g exercises.Graph) (bool, string) {
	read := slices.ContainsFunc(g.Edges, func(e []string) bool { return e[0] == "postgres" && e[1] != "debezium" })
	return sentence(!read && !g.Reaches("web", "postgres"), "only changes leave it, and no click enters",
		"somebody reads the database, or clicks go into it")
}
