package conflicts

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalWriteMs = 60.0
	goalReadMs  = 60.0
)

// challenge asks for quorums that overlap and still answer with one replica down, and for a type that loses no write.
var challenge = &sims.Challenge{
	Text: "Two sites keep one shopping cart each for their users, on three replicas of which one is down. Choose W, " +
		"R and what becomes of conflicts so that on hidden seeds every goal holds.",
	Goals: []string{
		"reads and writes are answered",
		"no read misses an acknowledged write, before and after the third replica is back",
		"the 99th percentile of a write is at most 60 ms",
		"the 99th percentile of a read is at most 60 ms",
		"no acknowledged write is lost in silence",
		"a reader finds one value, not several",
	},
	Preset: url.Values{"sites": {"2"}, "delay_ms": {"25"}, "write_rate": {"100"}, "keys": {"10000"}, "zipf": {"1"},
		"skew_ms": {"5"}, "resolver": {"lww"},
		"n": {"3"}, "w": {"1"}, "r": {"1"}, "down": {"1"}, "spread": {"off"}, "node_ms": {"10"}, "gap_ms": {"0"},
		"repair": {"off"}, "handoff": {"off"}},
	Fixed: []string{"sites", "delay_ms", "write_rate", "keys", "zipf", "skew_ms", "n", "down", "spread", "node_ms",
		"gap_ms", "repair", "handoff"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.Within("available", "reads and writes answered", 100, value("available_pct"), 0, "%", "challenge"),
			sims.AtMost("stale", "reads that miss the write", 0, value("stale_worst_pct"), "%", "challenge"),
			sims.AtMost("write", "write, 99th percentile", goalWriteMs, value("write_p99_ms"), "ms", "challenge"),
			sims.AtMost("read", "read, 99th percentile", goalReadMs, value("read_p99_ms"), "ms", "challenge"),
			sims.AtMost("lost", "writes lost", 0, value("lost_writes_per_s"), "per s", "challenge"),
			sims.AtMost("versions", "versions found", 1, value("siblings_per_key"), "", "challenge"),
		}
	},
}
