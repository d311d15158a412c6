package eviction

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalHit    = 46.0
	goalMemory = 100.0 // kB: objects of 128 B and what the policy needs
)

// challenge asks for a policy and a capacity under a memory budget that counts the policy's own memory.
var challenge = &sims.Challenge{
	Text: "Keys are asked for with Zipf exponent 0.8, and an object takes 128 B. Choose one policy and a capacity so " +
		"that on hidden seeds every goal holds. The policy's links, counters and remembered keys count, too.",
	Goals: []string{
		"at least 46 % of the requests are served from the cache",
		"objects and policy fit in 100 kB",
		"one policy is chosen, and it does not know the future",
	},
	Preset: url.Values{"policy": {"lru"}, "capacity": {"0.05"}, "trace": {"zipf"}, "zipf": {"0.8"},
		"objects": {"10000"}, "requests": {"100000"}, "warmup_pct": {"30"}},
	Fixed: []string{"trace", "zipf", "objects", "requests", "warmup_pct"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		chosen := value("policies")
		if value("regret_pp") == 0 {
			chosen++ // OPT itself
		}
		return []sims.Check{
			atLeast("hit", "requests served from the cache", goalHit, value("hit_pct"), "%"),
			sims.AtMost("memory", "memory of objects and policy", goalMemory, value("memory_kb"), "kB", "challenge"),
			sims.AtMost("one", "policies chosen; one that knows the future counts twice", 1, chosen, "policies",
				"challenge"),
		}
	},
}

// atLeast is a check that passes when got ≥ limit.
func atLeast(id, name string, limit, got float64, unit string) sims.Check {
	return sims.Check{ID: id, Name: name, Want: limit, Got: got, Unit: unit, OK: got >= limit, Source: "challenge"}
}
