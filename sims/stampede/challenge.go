package stampede

import (
	"net/url"

	"tradeofflab/sims"
)

// The bounds of the challenge. Thrown away early is what keeps β from being turned to its maximum: a value of 60 s that
// is rebuilt 40 s early lives 20 s.
const (
	goalP99Ms    = 50
	goalRebuilds = 3
	goalStaleS   = 5
	goalEarlyS   = 30
)

var challenge = &sims.Challenge{
	Text: "A flash sale: 50,000 reads a second of one product, a rebuild of 2 s, 20 database connections, and the " +
		"process that rebuilds first dies each time. Keep the page quick and fresh.",
	Goals: []string{"99 of 100 reads have an answer within 50 ms", "at most 3 rebuilds an expiry",
		"no value is served more than 5 s after its expiry", "no value is thrown away more than 30 s before it"},
	Preset: url.Values{"protection": {"lock"}, "rps": {"50000"}, "recompute_s": {"2"}, "ttl_s": {"60"},
		"db_pool": {"20"}, "crash": {"on"}, "lock_ttl_s": {"10"}, "timeout_s": {"10"},
		"retries": {"0"}, "cancel": {"off"}, "spread_pct": {"0"}, "crowd_s": {"0"}, "jitter_s": {"0"}, "cycles": {"0"},
		"instances": {"10"}},
	Fixed: []string{"rps", "recompute_s", "ttl_s", "db_pool", "crash", "timeout_s", "retries", "cancel", "spread_pct",
		"crowd_s", "jitter_s", "cycles", "instances"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("p99", "99th percentile during a rebuild", goalP99Ms, value("p99_ms"), "ms", "challenge"),
			sims.AtMost("rebuilds", "rebuilds an expiry", goalRebuilds, value("recomputes_per_cycle"), "queries",
				"challenge"),
			sims.AtMost("stale", "served after expiry", goalStaleS, value("stale_s"), "s", "challenge"),
			sims.AtMost("early", "first refresh before expiry", goalEarlyS, value("early_s"), "s", "challenge"),
		}
	},
}
