package consensus

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalCommitMs = 100.0
	goalMeanMs   = 420.0
	goalWorstMs  = 1300.0
	goalMessages = 1120.0
)

// challenge asks for quick elections that nobody starts without need, on a network that delays and loses messages, at a
// price in heartbeats.
var challenge = &sims.Challenge{
	Text: "Five nodes in three regions, 6 to 9 ms apart. Each message takes 10 ms more at random, and 3 of 100 are " +
		"lost. The leader crashes. Choose the timeouts, the heartbeat, PreVote, CheckQuorum, how reads are " +
		"served and how writes go to disk, so that on hidden seeds every goal holds.",
	Goals: []string{
		"the 99th percentile of a commit is at most 100 ms",
		"100 crashes leave no leader for 420 ms on average, at most",
		"and the 99th percentile of them is at most 1,300 ms",
		"no leader is replaced that could commit",
		"at most 1,120 messages a second",
		"the history is linearizable",
	},
	Preset: url.Values{"regions": {"near"}, "nodes": {"5"}, "jitter_ms": {"10"}, "jitter": {"exp"}, "loss_pct": {"3"},
		"fault": {"crash"}, "crash_nodes": {"1"}, "logs": {"equal"}, "crashes": {"100"}, "fault_at_s": {"10"},
		"fault_s": {"10"}, "duration_s": {"60"}, "write_rate": {"100"}, "read_rate": {"50"}, "fsync_ms": {"4"},
		"durable": {"on"}, "batch": {"off"}, "prevote": {"off"}, "check_quorum": {"off"}, "reads": {"leader"},
		"clock_drift_pct": {"0"}, "keys": {"10"}, "client_timeout_ms": {"1000"}},
	Fixed: []string{"regions", "nodes", "jitter_ms", "jitter", "loss_pct", "fault", "crash_nodes", "logs", "crashes",
		"fault_at_s", "fault_s", "duration_s", "write_rate", "read_rate", "fsync_ms", "durable", "clock_drift_pct",
		"keys", "client_timeout_ms"},
	Judge: judgeChallenge,
}

// solution is a setting that meets the challenge, for the tests.
var solution = url.Values{"timeout_min_ms": {"200"}, "timeout_max_ms": {"400"}, "heartbeat_ms": {"40"},
	"batch": {"on"}, "prevote": {"on"}, "check_quorum": {"on"}, "reads": {"read_index"}}

func judgeChallenge(r sims.Report) []sims.Check {
	value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
	return []sims.Check{
		sims.AtMost("commit", "commit, 99th percentile", goalCommitMs, value("commit_p99_ms"), "ms", "challenge"),
		sims.AtMost("mean", "no leader, mean of 100 crashes", goalMeanMs, value("unavailable_mean_ms"), "ms",
			"challenge"),
		sims.AtMost("worst", "no leader, 99th percentile", goalWorstMs, value("unavailable_p99_ms"), "ms", "challenge"),
		sims.AtMost("needless", "leaders replaced that could commit", 0, value("needless_elections"), "leaders",
			"challenge"),
		sims.AtMost("messages", "messages between nodes", goalMessages, value("messages_per_s"), "per s", "challenge"),
		sims.Within("history", "history is linearizable", 1, value("linearizable"), 0, "", "challenge"),
	}
}
