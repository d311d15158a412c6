package writecache

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalAck    = 1.0
	goalLost   = 600.0
	goalWrites = 60.0
	goalCopies = 0.0
)

// challenge is the like counter: fast, cheap for the database, and with a loss that is bounded.
var challenge = &sims.Challenge{
	Text: "A viral post gets 10,000 likes a second. The cache crashes at a moment you do not know. Choose strategy, " +
		"flush and log so that on hidden seeds every goal holds.",
	Goals: []string{
		"99 of 100 likes are answered within 1 ms",
		"the crash loses at most 600 acknowledged likes",
		"the database gets at most 60 writes a second",
		"the copies agree in the end",
	},
	Preset: url.Values{"strategy": {"through"}, "write_rate": {"10000"}, "keys": {"1"}, "zipf": {"0"}, "flush_s": {"1"},
		"durable": {"none"}, "db_ms": {"5"}, "db_capacity": {"20000"}, "cache_ms": {"0.5"},
		"fsync_ms": {"1"}, "crash_at_s": {"20"}, "crash": {"cache"}, "down_s": {"1"}, "coalesce": {"on"},
		"read_pct": {"0"}},
	Fixed: []string{"write_rate", "keys", "zipf", "db_ms", "db_capacity", "cache_ms", "fsync_ms", "crash_at_s", "crash",
		"down_s", "read_pct"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("ack", "99th percentile of the answer", goalAck, value("ack_p99_ms"), "ms", "challenge"),
			sims.AtMost("lost", "acknowledged likes lost", goalLost, value("lost_acked_writes"), "likes", "challenge"),
			sims.AtMost("writes", "writes of the database", goalWrites, value("db_writes_per_s"), "per s", "challenge"),
			sims.AtMost("copies", "keys whose copies differ", goalCopies, value("inconsistent_keys"), "keys",
				"challenge"),
		}
	},
}
