package stampede

import (
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

// The names of the goals, which are the names of the checks.
const (
	goalP99      = "99th percentile during a rebuild"
	goalRebuilds = "Rebuild queries per expiry"
	goalStale    = "Served after expiry, at most"
	goalKeys     = "Expiries of the other keys in one second"
	goalAge      = "Oldest value served"
	goalLegal    = "Legal values"
)

func fix(t task, w exercises.PartWords) exercises.Asked {
	num := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	stale := 3 * t.querySec
	age := float64(t.ttlSec) + 8 + 3.5*t.querySec
	w = w.With(map[string]string{"keys": say.Int(t.keys)})
	ask := &exercises.Params{Sim: "stampede", Free: []string{"protection", "early", "beta", "lock_ttl_s", "jitter_s"},
		Preset: map[string]string{"protection": "none", "early": "off", "beta": "1", "lock_ttl_s": "10",
			"jitter_s": "0", "rps": strconv.Itoa(t.clients), "recompute_s": num(t.querySec),
			"ttl_s":   strconv.Itoa(t.ttlSec),
			"db_pool": "20", "crash": "on", "keys": strconv.Itoa(t.keys), "grace_s": "30", "timeout_s": "10"},
		Goals: []exercises.Goal{
			{Name: goalP99, Metric: "p99_ms", Limit: 50, Unit: "ms", Hint: w.Get("hint p99")},
			{Name: goalRebuilds, Metric: "recomputes_per_cycle", Limit: 3, Unit: "queries",
				Hint: w.Get("hint rebuilds")},
			{Name: goalStale, Metric: "stale_s", Limit: stale, Unit: "s", Hint: w.Get("hint stale")},
			{Name: goalKeys, Metric: "keys_peak_per_s", Limit: float64(t.keys) / 8, Unit: "keys",
				Hint: w.Get("hint keys")},
			{Name: goalAge, Metric: "age_max_s", Limit: age, Unit: "s", Hint: w.Get("hint age")},
		}}
	set := exercises.Knobs
	lock := num(1.5 * t.querySec)
	return exercises.Asked{
		Part:     w.Part(3, "design", ask),
		Solution: set("protection", "lock_stale", "lock_ttl_s", lock, "jitter_s", "10"),
		Wrong: []exercises.WrongAnswer{
			{Name: "no protection", Checks: []string{goalP99, goalRebuilds, goalKeys},
				Value: set("protection", "none")},
			{Name: "jitter alone", Checks: []string{goalP99, goalRebuilds}, Value: set("protection", "none",
				"jitter_s", "10")},
			{Name: "stale values without jitter", Checks: []string{goalKeys}, Value: set("protection", "lock_stale",
				"lock_ttl_s", lock)},
			{Name: "a long lock", Checks: []string{goalStale, goalAge}, Value: set("protection", "lock_stale",
				"lock_ttl_s", "20", "jitter_s", "10")},
			{Name: "a lock that all wait for", Checks: []string{goalP99}, Value: set("protection", "lock", "lock_ttl_s",
				lock, "jitter_s", "10")},
			{Name: "everything at maximum", Checks: []string{goalLegal, goalP99, goalRebuilds, goalStale, goalKeys,
				goalAge}, Value: set("protection", "lock_stale", "early", "on", "beta", "4", "lock_ttl_s", "60",
				"jitter_s", "3600")},
		},
	}
}
