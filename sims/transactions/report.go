package transactions

import (
	"tradeofflab/sims"
)

// defaults are the knobs of a run that sets none.
var defaults = Params{Protocol: twoPhase, Shards: 16, Span: 2, Rate: 1000, Keys: 10_000, RTTms: 10, FsyncMs: 2,
	Place: "apart", Coordinators: 1, Store: "local", TakeoverMs: 1000, Answer: "decision", Style: "orchestrated",
	Conflict: "wait", LockMs: 1000, OrderKeys: true, TimeoutMs: 2000, Isolation: "locks", ReadsPerS: 50, FailPct: 1,
	RelayMs: 500, DuplicatePct: 1, Dedupe: true, Crash: "none", CrashAtS: 2, RecoverS: 3, DurationS: 6, ShardUp: 0.999,
	CoordUp: 0.999, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: defaults, Knobs: knobs, Valid: valid, Cost: cost, Run: sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, Result]{
		{ID: "messages", Draw: messagesFigure},
		{ID: sims.MotionID, If: hasMotion, Draw: motionFigure},
		{ID: "trouble", If: hasTrouble, Draw: troubleFigure},
		{ID: "blocked", If: lockMatters, Draw: blockedFigure},
		{ID: "money", If: moneyMoves, Draw: moneyFigure},
		{ID: "answers", Draw: answersFigure},
		{ID: "compare", Work: compareFigure},
		{ID: "conflicts", If: overShards, Work: conflictFigure},
		{ID: "availability", Draw: upFigure},
	},
})

var about = sims.About{
	Slug: "transactions", Title: "Transactions over several shards", Version: "4", Lesson: 3,
	Question: "Money moves between accounts on several shards. What does it cost that all of them change or none, " +
		"who sees half of it, and who waits when the coordinator dies?",
	Doc: "Two-phase commit, a saga, an outbox and one shard at the same load: messages, log forces and locks, with " +
		"crashes, readers and duplicates.",
	LeavesOut: []string{
		"Every message takes half a round trip and every forced log write the same time. None is lost, except " +
			"those to a node that is down.",
		"Shards have as much capacity as they are asked for: nobody queues for a processor, a disk or a " +
			"connection.",
		"Locks are on whole accounts and are asked for with the first message. With unequal links, locks asked " +
			"for all at once would not reach every shard in the same order; a real system then asks in the order of " +
			"the keys, one after another, or gives each transfer a number.",
		"One node dies once. Two-phase commit survives any number of crashes, as long as every node comes back " +
			"with its log.",
		"A coordinator that is replicated is one that another replica replaces after a fixed time. The election " +
			"is not simulated, and shards are not replicated.",
		"A transfer never fails for want of money: accounts may go below 0. A compensation of a saga is repeated " +
			"until it succeeds; in a real bank the payee may have spent the money.",
		"Readers look at transfers of the last second, as a customer does. Readers of anything meet half a " +
			"transfer less often.",
		"A snapshot is a moment on a clock that all nodes share. Real clocks differ, and databases wait for it " +
			"or ask one server for the time.",
		"A PostgreSQL server keeps a prepared transaction and its locks until someone decides, and takes none by " +
			"default (max_prepared_transactions is 0). MySQL 8.0 keeps one too, until XA COMMIT or XA ROLLBACK.",
		"CockroachDB does not wait for a coordinator: who finds a transaction in the state STAGING works out " +
			"whether it has committed. Spanner makes each party of two-phase commit a Paxos group, which survives a " +
			"crash.",
	},
	Sources: []sims.Source{
		{Label: "Gray and Reuter, Transaction Processing: Concepts and Techniques, 1993, chapters 7 and 10",
			For: "locks, logs, two-phase commit, and how often transactions wait"},
		{Label: "Mohan, Lindsay and Obermarck, Transaction management in the R* distributed database management " +
			"system, ACM TODS 11(4), 1986", URL: "https://doi.org/10.1145/7239.7266",
			For: "two-phase commit with presumed abort: its messages, its forced log writes, parties that only read"},
		{Label: "Garcia-Molina and Salem, Sagas, SIGMOD 1987", URL: "https://doi.org/10.1145/38713.38742",
			For: "steps and compensations"},
		{Label: "Debezium, Outbox Event Router",
			URL: "https://debezium.io/documentation/reference/stable/transformations/outbox-event-router.html",
			For: "an outbox delivers at least once, and the id of the event lets a receiver leave duplicates"},
		{Label: "Little, A proof for the queuing formula L = λW, Operations Research 9(3), 1961",
			URL: "https://doi.org/10.1287/opre.9.3.383", For: "transfers in doubt at a moment"},
		{Label: "PostgreSQL 18, PREPARE TRANSACTION, and Resource consumption",
			URL: "https://www.postgresql.org/docs/18/sql-prepare-transaction.html",
			For: "a prepared transaction keeps its locks; it is meant for transaction managers, not for applications"},
		{Label: "MySQL 8.0 Reference Manual, Restrictions on XA transactions",
			URL: "https://dev.mysql.com/doc/refman/8.0/en/xa-restrictions.html",
			For: "a prepared transaction stays until it is committed or rolled back"},
		{Label: "CockroachDB, RFC Parallel commit, 2018",
			URL: "https://github.com/cockroachdb/cockroach/blob/master/docs/RFCS/20180324_parallel_commit.md",
			For: "the state STAGING and its recovery by others"},
		{Label: "Citus, pull request 6489, 2022", URL: "https://github.com/citusdata/citus/pull/6489",
			For: "two-phase commit without a common snapshot: a query may see a transaction that is committed on " +
				"some nodes only"},
		{Label: "Brewer, Spanner, TrueTime and the CAP theorem, Google, 2017",
			URL: "https://research.google/pubs/spanner-truetime-and-the-cap-theorem/",
			For: "two-phase commit among Paxos groups"},
	},
	Headline: []string{"commit_p50_ms", "commit_p99_ms", "abort_pct", "in_doubt_s", "half_done_reads", "conserved"},
	First:    []string{"protocol", "span", "rtt_ms", "crash", "isolation"},
	Predict: &sims.Predict{Question: "A transfer changes an account on each of two shards with two-phase commit. A " +
		"round trip takes 10 ms and a forced log write 2 ms. After how many ms can the coordinator answer the client?",
		Metric: "commit_p50_ms", Min: 0, Max: 100, Step: 1, Unit: "ms",
		Hides: []string{sims.MotionID, "messages", "blocked", "compare", "commit_p99_ms", "settle_p50_ms",
			"settle_p99_ms", sims.StoryID}},
	Challenge: challenge, Pair: pairFigure,
}
