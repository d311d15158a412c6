package replication

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalPrimary = 15.0
	goalWriteMs = 20.0
)

// challenge asks for safety without giving up the replicas or the speed of a write.
var challenge = &sims.Challenge{
	Text: "1,200 writes a second, three replicas at a round trip of 12 ms, clients that read soon after they write. " +
		"The primary dies after 300 s. Choose how writes are confirmed and where reads go, so that on hidden seeds " +
		"every goal holds.",
	Goals: []string{
		"no read misses an own write",
		"at most 15 % of the reads are served by the primary",
		"the 99th percentile of a write is at most 20 ms",
		"no confirmed write is lost",
	},
	Preset: url.Values{"mode": {"async"}, "routing": {"random"}, "write_rate": {"1200"}, "peak": {"1"},
		"replicas": {"3"}, "rtt_ms": {"12"}, "jitter_pct": {"20"},
		"apply_rate": {"1500"}, "apply_workers": {"1"}, "think_ms": {"50"}, "kill_at_s": {"300"}, "read_pct": {"95"},
		"own_pct": {"60"}, "commit_ms": {"1"}, "hour": {"11"}},
	Fixed: []string{"write_rate", "peak", "replicas", "rtt_ms", "jitter_pct", "apply_rate", "apply_workers", "think_ms",
		"kill_at_s", "read_pct", "own_pct", "commit_ms", "hour"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 {
			if m, ok := r.Metric(id); ok {
				return m.Value
			}
			return 1000 * windowS // no write of the window is confirmed
		}
		return []sims.Check{
			sims.AtMost("own", "reads that miss an own write, lost writes included", 0, value("own_write_violations")+
				value("lost_own_reads"), "reads", "challenge"),
			sims.AtMost("primary", "reads served by the primary", goalPrimary, value("primary_read_pct"), "%",
				"challenge"),
			sims.AtMost("write", "99th percentile of a write", goalWriteMs, value("write_p99_ms"), "ms", "challenge"),
			sims.AtMost("lost", "confirmed writes lost", 0, value("lost_acked_writes"), "writes", "challenge"),
		}
	},
}
