package transactions

import (
	"tradeofflab/say"
	"tradeofflab/sims"
)

// quantile of ascending values; 0 for none.
func quantile(v []float64, q float64) float64 {
	if len(v) == 0 {
		return 0
	}
	return v[min(len(v)-1, int(q*float64(len(v))))]
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(max(1, whole)) }

// blocked is the share of the transfers of an outage that were held up by it, %.
func (r Result) blocked() float64 { return percent(r.HeldUp, r.Outage) }

// conserved says whether the accounts hold at the end what they held at the start, and nothing is on its way.
func (r Result) conserved() bool { return r.Rest == r.Start && r.Sum == r.Start }

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func metrics(p Params, r Result) []sims.Metric {
	theory := func(v float64, unit string) string { return "theory " + say.Short(v) + " " + unit }
	answers := theory(answerLaw(p), "ms")
	if p.Protocol == outbox && p.Answer == "complete" {
		answers = "theory " + say.Short(answerLaw(p)) + " ms and the wait for the relay"
	}
	nobody, unsettled := "", ""
	if len(r.AnswerMs) == 0 {
		answers, nobody = "nobody was answered", "nobody was answered"
	}
	if len(r.SettleMs) == 0 {
		unsettled = "no transfer was settled"
	}
	return []sims.Metric{
		{ID: "commit_p50_ms", Label: "Answer, median", Value: quantile(r.AnswerMs, 0.5), Unit: "ms", Better: "lower",
			Decimals: 1, Compare: answers},
		{ID: "commit_p99_ms", Label: "Answer, 99th percentile", Value: quantile(r.AnswerMs, 0.99), Unit: "ms",
			Better: "lower", Decimals: 1, Compare: nobody},
		{ID: "abort_pct", Label: "Transfers without effect", Value: percent(r.Aborted, r.Begun), Unit: "%",
			Better: "lower", Decimals: 2, Compare: "of " + say.Count(r.Begun, "transfer")},
		{ID: "in_doubt_s", Label: "Longest time in doubt", Value: r.DoubtS, Unit: "s", Better: "lower", Decimals: 3},
		{ID: "half_done_reads", Label: "Reads that saw half a transfer", Value: float64(r.HalfDone), Unit: "reads",
			Better: "lower", Compare: "of " + say.Count(r.Reads, "read")},
		{ID: "conserved", Label: "The bank's money adds up", Value: one(r.conserved()), Better: "higher",
			Compare: "1: at rest nothing is lost or made"},
		{ID: "blocked_pct", Label: "Transfers held up by the crash, while it lasts", Value: r.blocked(), Unit: "%",
			Better: "lower", Decimals: 2, Compare: "of " + say.Count(r.Outage, "transfer") + " of the outage"},
		{ID: "messages_per_txn", Label: "Messages of a committed transfer", Value: r.Messages, Unit: "messages",
			Better: "lower", Decimals: 2, Compare: theory(messagesLaw(p), "")},
		{ID: "forced_writes_per_txn", Label: "Log forces of a committed transfer", Value: r.Forces, Unit: "forces",
			Better: "lower", Decimals: 2, Compare: theory(forcesLaw(p), "")},
		{ID: "compensations", Label: "Steps taken back", Value: float64(r.Compensations), Unit: "steps",
			Better: "lower", Compare: "of " + say.Count(r.Compensated, "saga")},
		{ID: "in_doubt_txns", Label: "In doubt when the node dies", Value: float64(r.InDoubt), Unit: "transfers",
			Better: "lower"},
		{ID: "stuck_txns", Label: "In doubt until " + p.outageEnds("the node"),
			Value: float64(r.Stuck), Unit: "transfers",
			Better: "lower"},
		{ID: "availability_pct", Label: "Transfers that find every node up they need for an answer",
			Value: percent(r.Up, r.Trials), Unit: "%", Better: "higher", Decimals: 2,
			Compare: theory(100*availabilityLaw(p), "%")},
		{ID: "settle_p99_ms", Label: "Every shard has its part for good, 99th percentile",
			Value: quantile(r.SettleMs, 0.99), Unit: "ms", Better: "lower", Decimals: 1, Compare: unsettled},
		{ID: "settle_p50_ms", Label: "Every shard has its part for good, median", Value: quantile(r.SettleMs, 0.5),
			Unit: "ms", Better: "lower", Decimals: 1, Compare: unsettled},
		{ID: "conflict_pct", Label: "Transfers that met a lock", Value: percent(r.Met, r.Begun), Unit: "%",
			Better: "lower", Decimals: 2},
		{ID: "deadlocks", Label: "Deadlocks over several shards", Value: float64(r.Deadlocks), Unit: "deadlocks",
			Better: "lower"},
		{ID: "lock_timeouts", Label: "Waits for a lock that took too long", Value: float64(r.LockTimeouts),
			Unit: "waits", Better: "lower"},
		{ID: "duplicates_delivered", Label: "Deliveries of what had arrived before", Value: float64(r.Duplicates),
			Unit: "deliveries", Better: "lower"},
		{ID: "applied_twice", Label: "Of these, applied again", Value: float64(r.AppliedTwice), Unit: "deliveries",
			Better: "lower"},
		{ID: "refused_pct", Label: "Transfers that found no coordinator", Value: percent(r.Refused, r.Refused+r.Begun),
			Unit: "%", Better: "lower", Decimals: 2},
		{ID: "unknown", Label: "Clients left without an answer by the crash", Value: float64(r.Unknown),
			Unit: "clients", Better: "lower"},
		{ID: "reads_failed", Label: "Reads without an answer", Value: float64(r.ReadsFailed), Unit: "reads",
			Better: "lower"},
		{ID: "reads_waited", Label: "Reads that waited for a transfer", Value: float64(r.ReadsWaited), Unit: "reads",
			Better: "lower"},
		{ID: "shards_per_txn", Label: "Shards of a transfer", Value: p.shardsOf(), Unit: "shards"},
		{ID: "half_done_at_rest", Label: "Transfers half done, at rest", Value: float64(r.HalfAtRest),
			Unit: "transfers", Better: "lower"},
		{ID: "committed", Label: "Transfers committed", Value: float64(r.Committed), Unit: "transfers"},
		{ID: "answered", Label: "Clients answered with yes", Value: float64(len(r.AnswerMs)), Unit: "clients",
			Better: "higher"},
		{ID: "coordinator_nodes", Label: "Machines for coordinators", Value: p.nodes(), Unit: "machines",
			Better: "lower"},
	}
}

// shardsOf is how many shards a transfer touches.
func (p Params) shardsOf() float64 {
	if p.oneShard() {
		return 1
	}
	return float64(p.Span)
}

// nodes is how many machines the coordinators take: three for each that is replicated, none on the shards.
func (p Params) nodes() float64 {
	switch {
	case p.local():
		return 0
	case p.replicated():
		return 3 * float64(p.Coordinators)
	}
	return float64(p.Coordinators)
}
