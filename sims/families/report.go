package families

import (
	"fmt"
	"strings"

	"tradeofflab/sims"
)

// Defaults are the knobs of a run that sets none.
var Defaults = Params{Part: "anomaly", Scenario: "write_skew", Level: "si", Engine: "model", People: 1000,
	Degree: 5, Hops: 3,
	Family: "key_value", Partition: "message", Cluster: "none", Copies: "none", Friends: "join_scan", Records: 2000,
	Ops: 2000, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.New(about, Defaults, knobs, report, sims.Valid(valid), sims.Cost(costLimit, cost),
	sims.Measured(measured))

var about = sims.About{
	Slug: "families", Title: "Stores and their families", Version: "1", Lesson: 2,
	Question: "What does an isolation level let through, what does a walk of k hops touch, which keys answer your " +
		"ten queries, and what do embedded engines do on this machine?",
	Doc: "Two transactions turn by turn on a model and on real SQLite, self-joins against neighbour lists, a " +
		"drill in designing from queries, and YCSB workloads on real engines.",
	LeavesOut: []string{
		"Two transactions of a few steps. Real anomalies also need three, and retries after a refusal.",
		"The model of an engine waits for ever; real ones give up after a time-out.",
		"SQLite is run with its rollback journal. With a write-ahead log readers and a writer do not wait for " +
			"each other.",
		"Hops are counted, not timed. A graph store also saves the descent in the index, some steps for each hop.",
		"The drill counts partitions and bytes. Memory, compression and the network are left out, and its rates " +
			"are invented.",
		"The engines run in one process with one client and are never forced to disk, so nothing here ranks servers.",
	},
	Sources: []sims.Source{
		{Label: "Kleppmann and others, Hermitage: testing transaction isolation levels",
			URL: "https://github.com/ept/hermitage", For: "which level of which system prevents which anomaly"},
		{Label: "Berenson et al., A critique of ANSI SQL isolation levels, SIGMOD 1995",
			URL: "https://doi.org/10.1145/223784.223785", For: "lost update, write skew, first committer wins"},
		{Label: "SQLite, File locking and concurrency", URL: "https://www.sqlite.org/lockingv3.html",
			For: "shared, reserved, pending and exclusive locks"},
		{Label: "SQLite, Shared-cache mode", URL: "https://www.sqlite.org/sharedcache.html", For: "read_uncommitted"},
		{Label: "Cooper et al., Benchmarking cloud serving systems with YCSB, SoCC 2010",
			URL: "https://doi.org/10.1145/1807128.1807152",
			For: "the workloads A to E; F is from the project's workload files"},
		{Label: "Gray et al., Quickly generating billion-record synthetic databases, SIGMOD 1994",
			URL: "https://doi.org/10.1145/191839.191886", For: "Zipf's law with exponent 0.99"},
	},
	Headline: []string{"anomaly", "bad_orders", "serial_equivalent", "waits", "rolled_back", "hermitage_differences"},
	First: []string{"part", "scenario", "level", "engine", "order", "people", "degree", "hops", "family",
		"partition", "cluster", "copies", "friends", "records", "ops"},
	Predict: &sims.Predict{Question: "Two doctors go off call, each if the other is still on. Under snapshot " +
		"isolation, in how many of the 70 interleavings is nobody on call?",
		Metric: "bad_orders", Min: 0, Max: 70, Step: 1, Unit: "of 70",
		Hides: []string{"levels", "share"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	part := sims.Choice(&p.Part, "part", "Part", "anomaly", "khop", "model", "engines")
	part.Labels = []string{"anomalies of two transactions", "walks of k hops", "design from queries",
		"embedded engines"}
	var ids, titles, names []string
	for _, s := range scenarios {
		ids, titles = append(ids, s.ID), append(titles, s.Title)
	}
	for _, l := range levels {
		names = append(names, levelNames[l])
	}
	scenario := sims.Choice(&p.Scenario, "scenario", "Scenario", ids...)
	scenario.Labels = titles
	level := sims.Choice(&p.Level, "level", "Isolation level", levels...)
	level.Labels = names
	engine := sims.Choice(&p.Engine, "engine", "Engine", "model", "sqlite")
	engine.Labels = []string{"model with locks and versions", "real SQLite"}
	family := sims.Choice(&p.Family, "family", "Family of the message store", familyChoices...)
	family.Labels = []string{"key-value", "document", "wide-column", "relational"}
	partition := sims.Choice(&p.Partition, "partition", "Partition key", partitionChoices...)
	partition.Labels = []string{"message id", "channel", "channel and day", "user", "day"}
	cluster := sims.Choice(&p.Cluster, "cluster", "Order inside a partition", clusterChoices...)
	cluster.Labels = []string{"none", "by time"}
	copies := sims.Choice(&p.Copies, "copies", "Copies of the messages", copyChoices...)
	copies.Labels = []string{"none", "by user", "by id", "by user and by id"}
	friends := sims.Choice(&p.Friends, "friends", "Friends are kept as", friendChoices...)
	friends.Labels = []string{"rows without an index", "rows with an index", "one list a user"}
	return []sims.Knob{
		part,
		scenario.OnlyAt("part", "anomaly"),
		level.With("", "SQLite has two of its own: read uncommitted in a shared cache, and serialisable for "+
			"all others.").OnlyAt("part", "anomaly"),
		engine.OnlyAt("part", "anomaly"),
		sims.Text(&p.Order, "order", "Turns", 24, checkOrder).
			With("", "Whose turn it is: 1 and 2, for instance 11221122. Empty takes the order of the textbooks.").
			OnlyAt("part", "anomaly"),
		sims.Int(&p.People, "people", "People", 30, 5000).LogScale().OnlyAt("part", "khop"),
		sims.Int(&p.Degree, "degree", "Everybody follows", 1, 20).With("", "That many others.").OnlyAt("part", "khop"),
		sims.Int(&p.Hops, "hops", "Hops", 1, 4).OnlyAt("part", "khop"),
		family.OnlyAt("part", "model"), partition.With("", "Rows with one key lie together on one node.").OnlyAt("part",
			"model"), cluster.OnlyAt("part", "model"),
		copies.With("", "The same messages under another key; each is written again.").OnlyAt("part", "model"),
		friends.OnlyAt("part", "model"),
		sims.Int(&p.Records, "records", "Records", 100, 20_000).LogScale().With("", "1 kB each.").
			OnlyAt("part", "engines"),
		sims.Int(&p.Ops, "ops", "Operations per workload", 500, 20_000).LogScale().OnlyAt("part", "engines"),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, 16),
	}
}

// checkOrder reads whose turn it is.
func checkOrder(text string) error {
	if strings.Trim(text, "12") != "" {
		return fmt.Errorf("write turns as 1 and 2, for instance 11221122")
	}
	return nil
}

// valid refuses more followed people than there are.
func valid(p Params) error {
	if p.Part == "khop" && p.Degree >= p.People {
		return &sims.ParamError{Fields: []sims.FieldError{{Knob: "degree",
			Message: "degree is below the number of people"}}}
	}
	return nil
}

// costLimit is the number of rows that a walk, a load or a workload may have; a walk of so many takes about a second.
const costLimit = 250_000

func cost(p Params) float64 {
	switch p.Part {
	case "khop":
		return float64(Walked(p.Degree, p.Hops) + p.People*p.Degree)
	case "engines":
		return float64(p.Records + 6*p.Ops)
	}
	return 0
}

func report(p Params) (sims.Report, error) {
	switch p.Part {
	case "khop":
		return khopReport(p)
	case "model":
		return modelReport(p)
	case "engines":
		return enginesReport(p)
	}
	return anomalyReport(p)
}
