package consensus

import (
	"slices"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// quantile of an ascending list, in milliseconds; 0 for an empty one.
func quantile(sorted []int64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return inMs(sorted[min(len(sorted)-1, int(q*float64(len(sorted))))])
}

// meanMs is the mean in milliseconds; 0 for an empty list.
func meanMs(v []int64) float64 {
	sum := 0.0
	for _, t := range v {
		sum += inMs(t)
	}
	return sum / float64(max(1, len(v)))
}

func metrics(p Params, r Result) []sims.Metric {
	commit := slices.Sorted(slices.Values(r.Commit))
	t, h := r.Trials, r.History
	of, judged := "of "+say.Count(len(t.Down), "fault"), say.Count(h.Keys, "key")+" judged"
	if t.Asked == 1 {
		of = "in this run"
	}
	if t.Unmet > 0 {
		of += ", " + say.Int(t.Unmet) + " without an end"
	}
	if h.Unchecked > 0 {
		judged = "not checked: " + say.Count(h.Unchecked, "key") + " too busy"
	}
	return []sims.Metric{
		{ID: "unavailable_ms", Label: "No leader could commit for", Value: inMs(r.Down), Unit: "ms", Better: "lower",
			Decimals: 0},
		{ID: "commit_p50_ms", Label: "Median commit", Value: quantile(commit, 0.5), Unit: "ms", Better: "lower",
			Decimals: 1, Compare: "at least " + say.Short(p.commitLaw(p.leaderOf())) + " ms"},
		{ID: "commit_p99_ms", Label: "99th percentile of a commit", Value: quantile(commit, 0.99), Unit: "ms",
			Better: "lower", Decimals: 1},
		{ID: "lost_acked_writes", Label: "Confirmed writes lost", Value: float64(r.Lost), Unit: "writes",
			Better: "lower"},
		{ID: "stale_reads", Label: "Stale reads", Value: float64(r.Stale), Unit: "reads", Better: "lower",
			Compare: "of " + say.Count(r.Reads, "read")},
		{ID: "linearizable", Label: "History is linearizable", Value: model.Indicator(h.linearizable()),
			Better: "higher", Compare: judged},
		{ID: "elections", Label: "Terms with a candidate", Value: float64(r.Elections), Unit: "terms", Better: "lower"},
		{ID: "term", Label: "Largest term", Value: float64(r.Term)},
		{ID: "needless_elections", Label: "Leaders replaced that could commit", Value: float64(r.Needless),
			Unit: "leaders", Better: "lower"},
		{ID: "split_votes", Label: "Terms with a candidate and no winner", Value: float64(r.Split), Unit: "terms",
			Better: "lower"},
		{ID: "available", Label: "A leader could commit again during the fault", Value: model.Indicator(r.Survives),
			Better: "higher"},
		{ID: "unavailable_mean_ms", Label: "No leader could commit, mean", Value: meanMs(t.Down), Unit: "ms",
			Better: "lower", Decimals: 1, Compare: of},
		{ID: "unavailable_p99_ms", Label: "No leader could commit, 99th percentile", Value: quantile(t.Down, 0.99),
			Unit: "ms", Better: "lower", Decimals: 1, Compare: of},
		{ID: "split_vote_pct", Label: "Faults whose first term had no winner",
			Value: 100 * float64(t.Split) / float64(max(1, len(t.Down))), Unit: "%", Better: "lower", Decimals: 2,
			Compare: of},
		{ID: "rival_pct", Label: "Faults whose first term had two candidates",
			Value: 100 * float64(t.Rivals) / float64(max(1, len(t.Down))), Unit: "%", Decimals: 2, Compare: of},
		{ID: "messages_per_write", Label: "Messages that carry a write, and their answers",
			Value: float64(r.Carrying) / float64(max(1, r.Written)), Unit: "per write", Better: "lower", Decimals: 2,
			Compare: "2(n − 1) is " + say.Int(2*(p.Nodes-1))},
		{ID: "messages_per_s", Label: "All messages between nodes",
			Value: float64(r.Messages) / (float64(r.Span) / 1e9), Unit: "per s", Better: "lower"},
		{ID: "history_ops", Label: "Operations in the history", Value: float64(h.Ops), Unit: "operations"},
		{ID: "broken_keys", Label: "Keys whose history is not linearizable", Value: float64(h.Broken), Unit: "keys",
			Better: "lower"},
		{ID: "unchecked_keys", Label: "Keys too busy to judge", Value: float64(h.Unchecked), Unit: "keys"},
		{ID: "safety_violations", Label: "Violations of Raft's properties", Value: float64(r.violations()),
			Unit: "events", Better: "lower"},
		{ID: "committed_writes", Label: "Writes committed", Value: float64(r.Written), Unit: "writes"},
	}
}

// violations counts those of all four properties.
func (r Result) violations() int {
	sum := 0
	for _, n := range r.Broken {
		sum += n
	}
	return sum
}
