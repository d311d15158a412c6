package sharding

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalScatter  = 60.0
	goalWrites   = 1.20
	goalStale    = 1000.0
	goalRequests = 4.0
)

// challenge asks for an index that answers fast without making writes dear.
var challenge = &sims.Challenge{
	Text: "100 million users lie on 16 shards by user. Half of the 1,000 writes a second change the city. Find users " +
		"by city so that on hidden seeds every goal holds.",
	Goals: []string{
		"the 99th percentile of a query by city is at most 60 ms",
		"one write causes at most 1.20 shard writes",
		"the index is at most 1 s behind for 99 of 100 changes",
		"a query by city sends at most 4 requests",
	},
	Preset: url.Values{"strategy": {"hash"}, "shards": {"16"}, "rows": {"100000000"}, "keygen": {"uniform"},
		"fanout": {"0"}, "index": {"local"}, "hedge": {"off"},
		"service_ms": {"5"}, "tail": {"10"}, "indexed_pct": {"50"}, "writes_s": {"1000"}, "flush_ms": {"10"},
		"target_shards": {"16"}},
	Fixed: []string{"shards", "rows", "keygen", "fanout", "service_ms", "tail", "indexed_pct", "writes_s"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("scatter", "99th percentile of a query by city", goalScatter, value("scatter_p99_ms"), "ms",
				"challenge"),
			sims.AtMost("writes", "shard writes for one write", goalWrites, value("write_amplification"), "×",
				"challenge"),
			sims.AtMost("stale", "age of the index, 99th percentile", goalStale, value("staleness_p99_ms"), "ms",
				"challenge"),
			sims.AtMost("requests", "requests of a query by city", goalRequests, value("requests_per_query"),
				"requests", "challenge"),
		}
	},
}
