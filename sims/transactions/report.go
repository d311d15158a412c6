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
		{ID: "trouble", If: hasTrouble, Draw: troubleFigure},
		{ID: "blocked", Draw: blockedFigure},
		{ID: "money", Draw: moneyFigure},
		{ID: "answers", Draw: answersFigure},
		{ID: "compare", Work: compareFigure},
		{ID: "conflicts", If: overShards, Work: conflictFigure},
		{ID: "availability", Draw: upFigure},
	},
})

var about = sims.About{
	Slug: "transactions", Title: "Transactions over several shards", Version: "1", Lesson: 3,
	Question: "Money moves between accounts on several shards. What does it cost that all of them change or none, who " +
		"sees half of it, and who waits when the coordinator dies?",
	Doc: "Two-phase commit, a saga, an outbox and one shard at the same load: messages, log forces and locks, with " +
		"crashes, readers and duplicates.",
	LeavesOut: []string{
		"Every message takes half a round trip. None is lost, except those to a node that is down.",
	},
	Sources: []sims.Source{
		{Label: "Mohan, Lindsay and Obermarck, Transaction management in the R* distributed database management " +
			"system, ACM TODS 11(4), 1986", URL: "https://doi.org/10.1145/7239.7266",
			For: "two-phase commit with presumed abort: its messages and forced log writes"},
	},
	Headline: []string{"commit_p50_ms", "commit_p99_ms", "abort_pct", "in_doubt_s", "half_done_reads", "conserved"},
	First:    []string{"protocol", "span", "rtt_ms", "crash", "isolation"},
	Predict: &sims.Predict{Question: "A transfer changes an account on each of two shards with two-phase commit. A round " +
		"trip takes 10 ms and a forced log write 2 ms. After how many ms can the coordinator answer the client?",
		Metric: "commit_p50_ms", Min: 0, Max: 100, Step: 1, Unit: "ms",
		Hides: []string{"messages", "compare", "commit_p99_ms", "settle_p50_ms", "settle_p99_ms"}},
	Challenge: challenge, Pair: pairFigure,
}
