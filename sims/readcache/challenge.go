package readcache

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalP99    = 15.0
	goalQPS    = 300.0
	goalStale  = 0.5
	goalMemory = 100.0
	goalPool   = 20.0
)

// challenge is the lesson's product page: fast, fresh and small.
var challenge = &sims.Challenge{
	Text: "10,000 reads and 2 writes a second over 50,000 products of 2 KB. The cache is as small as the business " +
		"was told, and an old price is an expensive mistake. Choose strategy, memory, TTL and connections so that on " +
		"hidden seeds every goal holds.",
	Goals: []string{
		"the 99th percentile of a read is at most 15 ms",
		"at most 300 queries a second reach the database",
		"at most 0.5 % of the reads are stale",
		"at most 100 MB are bought",
		"at most 20 database connections",
	},
	Preset: url.Values{"strategy": {"aside"}, "rps": {"10000"}, "keys": {"50000"}, "zipf": {"0.92"}, "object_kb": {"2"},
		"writes_per_s": {"2"}, "cache_mb": {"20"}, "ttl_s": {"3600"},
		"db_ms": {"5"}, "db_pool": {"10"}, "cache_ms": {"0.5"}, "cold": {"off"}, "outage_at_s": {"0"}, "race": {"off"}},
	Fixed: []string{"rps", "keys", "zipf", "object_kb", "writes_per_s", "db_ms", "cache_ms", "cold",
		"outage_at_s", "race"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("p99", "99th percentile of a read", goalP99, value("p99_ms"), "ms", "challenge"),
			sims.AtMost("queries", "queries per second", goalQPS, value("db_qps"), "per s", "challenge"),
			sims.AtMost("stale", "stale reads", goalStale, value("stale_read_pct"), "%", "challenge"),
			sims.AtMost("memory", "memory bought", goalMemory, value("bought_mb"), "MB", "challenge"),
			sims.AtMost("pool", "database connections", goalPool, value("db_pool_size"), "connections", "challenge"),
		}
	},
}
