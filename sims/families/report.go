package families

import "tradeofflab/sims"

// defaults are the knobs of a run that sets none.
var defaults = Params{Part: "anomaly", Scenario: "write_skew", Level: "si", Engine: "model", People: 1000,
	Degree: 5, Hops: 3,
	Family: "key_value", Partition: "message", Cluster: "none", Copies: "none", Friends: "join_scan", Records: 2000,
	Ops: 2000, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Parts(about, defaults,
	sims.Chooser[Params]{ID: "part", Label: "Part", Field: func(p *Params) *string { return &p.Part }},
	sims.Part("anomaly", "anomalies of two transactions", anomalyModel),
	sims.Part("khop", "walks of k hops", khopModel),
	sims.Part("model", "design from queries", designModel),
	sims.Part("engines", "embedded engines", enginesModel))

var about = sims.About{
	Slug: "families", Title: "Stores and their families", Version: "4", Lesson: 2,
	Question: "What does an isolation level let through, what does a walk of k hops touch, which keys answer your " +
		"ten queries, and what do embedded engines do on this machine?",
	Doc: "Two transactions turn by turn on a model and on real SQLite, self-joins against neighbour lists, a " +
		"drill in designing from queries, and YCSB workloads on real engines.",
	LeavesOut: []string{
		"Two transactions of a few steps. Real anomalies also need three, and retries after a refusal.",
		"The model of an engine waits for ever; real ones give up after a time-out.",
		"Of two that wait for each other the later one is rolled back. Real engines may choose either.",
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
		{Label: "PostgreSQL documentation, 13.2, Transaction isolation",
			URL: "https://www.postgresql.org/docs/current/transaction-iso.html",
			For: "its three levels, which the tests compare with a real server order by order"},
		{Label: "Ports and Grittner, Serializable snapshot isolation in PostgreSQL, PVLDB 5(12), 2012",
			URL: "https://doi.org/10.14778/2367502.2367523", For: "which of two transactions is refused, and when"},
		{Label: "MySQL Reference Manual, 17.7.2.1, Transaction isolation levels",
			URL: "https://dev.mysql.com/doc/refman/9.5/en/innodb-transaction-isolation-levels.html",
			For: "consistent reads and the updates that do not use them; reads that lock at serializable"},
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
