package readcache

import (
	"strconv"

	"tradeofflab/exercises"
)

// The names of the goals, which are the names of the checks.
const (
	goalP99     = "99th percentile of a read"
	goalQueries = "Queries to the database"
	goalStale   = "Stale reads"
	goalMemory  = "Memory bought"
	goalLegal   = "Legal values"
)

// config asks for a configuration of the simulation. Everything in memory is the only way under the limit of queries;
// what is bought beyond that fails the budget, and a lifetime alone fails the freshness.
func config(t task, w exercises.PartWords) exercises.Asked {
	all := t.megabytes(100)
	// A time to live of about 150 s reaches this; 60 s asks for twice as much.
	limit := float64(10 * (t.keys * 6 / 1000 / 10))
	preset := map[string]string{"strategy": "aside", "ttl_s": "3600", "cache_mb": strconv.FormatFloat(all/5, 'f', -1,
		64), "jitter_pct": "0", "refresh_factor": "0.83", "rps": strconv.Itoa(t.rps), "keys": strconv.Itoa(t.keys),
		"zipf": "0.92", "object_kb": strconv.Itoa(t.sizeKB), "writes_per_s": strconv.Itoa(t.writes), "db_ms": "5",
		"db_pool": "20", "cache_ms": "0.5", "cold": "off", "outage_at_s": "0", "race": "off"}
	ask := &exercises.Params{Sim: "readcache", Free: []string{"strategy", "ttl_s", "cache_mb", "jitter_pct",
		"refresh_factor"}, Preset: preset,
		Goals: []exercises.Goal{
			{Name: goalP99, Metric: "p99_ms", Limit: 15, Unit: "ms", Hint: w.Get("hint p99")},
			{Name: goalQueries, Metric: "db_qps", Limit: limit, Unit: "per s", Hint: w.Get("hint queries")},
			{Name: goalStale, Metric: "stale_read_pct", Limit: 0.5, Unit: "%", Hint: w.Get("hint stale")},
			{Name: goalMemory, Metric: "bought_mb", Limit: all, Unit: "MB", Hint: w.Get("hint memory")},
		}}
	set := func(strategy, ttl string, mb float64) []byte {
		return exercises.Value(map[string]string{"strategy": strategy, "ttl_s": ttl, "cache_mb": strconv.FormatFloat(mb,
			'f', -1, 64)})
	}
	return exercises.Asked{
		Part:     w.Part(2, "design", ask),
		Solution: set("invalidate", "600", all),
		Wrong: []exercises.WrongAnswer{
			{Name: "only the hot part", Checks: []string{goalP99, goalQueries}, Value: set("invalidate", "600", all/5)},
			{Name: "a time to live alone", Checks: []string{goalStale}, Value: set("aside", "7200", all)},
			{Name: "a minute", Checks: []string{goalQueries}, Value: set("invalidate", "60", all)},
			{Name: "everything at maximum", Checks: []string{goalMemory}, Value: set("invalidate", "86400", 100_000)},
			{Name: "another database", Checks: []string{goalLegal, goalP99, goalQueries, goalStale, goalMemory},
				Value: exercises.Value(map[string]string{"db_pool": "1000"})},
		},
	}
}
