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
	sketchFlow   = "Data flow from where they arise to those who read them"
)

// The parts that may fill a place of the pipeline.
var (
	logs    = []string{"kafka", "pulsar"}
	streams = []string{"flink", "kstreams"}
	tables  = []string{"iceberg", "delta", "snowflake"}
	origins = []string{"web", "postgres"}
	readers = []string{"dashboard", "report"}
)

func sketch(w exercises.PartWords) exercises.Asked {
	ask := &exercises.Build{Palette: w.Options(), Constraints: []exercises.Constraint{
		w.Constraint("log", sketchLog, entersLog),
		w.Constraint("fresh", sketchFresh, isFresh),
		w.Constraint("replay", sketchReplay, func(g exercises.Graph) bool { return leads(g, logs, tables) }),
		w.Constraint("report", sketchReport,
			func(g exercises.Graph) bool { return leads(g, tables, []string{"report"}) }),
		w.Constraint("oltp", sketchOLTP, sparesOLTP),
		w.Constraint("flow", sketchFlow, func(g exercises.Graph) bool {
			return !slices.ContainsFunc(g.Edges, func(e []string) bool {
				return e[1] == "web" || slices.Contains(readers, e[0]) ||
					slices.Contains(origins, e[0]) && slices.Contains(readers, e[1])
			})
		}),
	}}
	e := func(from, to string) []string { return []string{from, to} }
	graph := func(nodes []string, edges ...[]string) []byte {
		return exercises.Value(exercises.Graph{Nodes: nodes, Edges: edges})
	}
	all := []string{"web", "kafka", "flink", "spark", "iceberg", "postgres", "debezium", "dashboard", "report"}
	base := [][]string{e("web", "kafka"), e("kafka", "flink"), e("flink", "dashboard"), e("kafka", "spark"),
		e("spark", "iceberg"), e("iceberg", "report"), e("postgres", "debezium"), e("debezium", "kafka")}
	with := func(more ...[]string) [][]string { return append(slices.Clone(base), more...) }
	every := []string{sketchLog, sketchFresh, sketchReplay, sketchReport, sketchOLTP, sketchFlow}
	return exercises.Asked{
		Part:     w.Part(3, "design", ask),
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
			{Name: "tables that feed the clicks", Checks: []string{sketchFlow},
				Value: graph(all, with(e("iceberg", "web"))...)},
			{Name: "reports from the orders", Checks: []string{sketchOLTP, sketchFlow},
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

// entersLog says whether the events go into a log, and none past it.
func entersLog(g exercises.Graph) bool {
	past := slices.ContainsFunc(g.Edges, func(e []string) bool { return e[0] == "web" && !slices.Contains(logs, e[1]) })
	return direct(g, []string{"web"}, logs) && !past
}

// isFresh says whether a stream processor stands between a log and the dashboards. Its results may reach them through a
// log too, as a topic of their own.
func isFresh(g exercises.Graph) bool {
	shown := []string{"dashboard"}
	return slices.ContainsFunc(streams, func(s string) bool {
		return direct(g, logs, []string{s}) && (direct(g, []string{s}, shown) ||
			direct(g, []string{s}, logs) && direct(g, logs, shown))
	})
}

// sparesOLTP says whether only changes leave the transactional database and no click enters it.
func sparesOLTP(g exercises.Graph) bool {
	read := slices.ContainsFunc(g.Edges, func(e []string) bool { return e[0] == "postgres" && e[1] != "debezium" })
	return !read && !g.Reaches("web", "postgres")
}
