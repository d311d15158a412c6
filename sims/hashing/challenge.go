package hashing

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalShare  = 1.10
	goalMoved  = 11.0
	goalMemory = 64 * 1024
	goalSteps  = 8.0
)

// challenge asks for a cluster of unequal machines that is even, cheap to grow and small in memory.
var challenge = &sims.Challenge{
	Text: "Ten nodes, three with four times the memory. Choose an algorithm and its knobs so that on hidden seeds " +
		"every goal holds.",
	Goals: []string{
		"the busiest node carries at most 1.10 × its fair share",
		"adding a node moves at most 11 % of the keys",
		"the rule fits in 64 KiB of memory",
		"a lookup takes at most 8 steps",
	},
	Preset: url.Values{"algo": {"ring"}, "nodes": {"10"}, "vnodes": {"24"}, "weights": {"4, 4, 4, 1, 1, 1, 1, 1, 1, 1"},
		"op": {"add"}, "keys": {"100000"},
		"zipf": {"0"}, "positions": {""}},
	Fixed: []string{"nodes", "weights", "op", "keys", "zipf", "positions"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("share", "busiest node against its fair share", goalShare, value("max_over_share"), "×",
				"challenge"),
			sims.AtMost("moved", "keys moved by adding a node", goalMoved, value("moved_pct"), "%", "challenge"),
			sims.AtMost("memory", "memory of the rule", goalMemory, value("memory_bytes"), "B", "challenge"),
			sims.AtMost("steps", "steps of a lookup", goalSteps, value("lookup_steps"), "steps", "challenge"),
		}
	},
}
