package indexes

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge, on 20,000 orders.
const (
	goalIndexes = 2
	goalBytes   = 600_000
	goalPages   = 160
	goalInsert  = 2
)

// challenge asks for a pair of indexes that serve three queries and stay small.
var challenge = &sims.Challenge{
	Text: "Three queries run on 20,000 orders: the pending orders of a user, newest first; all orders of a user, " +
		"newest first; the pending orders of half a percent of the time, oldest first. Find indexes so that on " +
		"hidden seeds every goal holds.",
	Goals: []string{
		"at most two indexes",
		"all indexes together take at most 600,000 bytes",
		"no plan has a sort step",
		"the three queries read at most 160 pages",
		"an insert takes at most twice the engine steps it takes without an index",
	},
	Preset: url.Values{"query": {three}, "sql": {""}, "rows": {"20000"}, "per_user": {"33"}, "cache": {"2000"},
		"index": {""}, "analyze": {"off"}, "inserts": {"500"}},
	Fixed: []string{"query", "sql", "rows", "per_user", "cache", "inserts"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("indexes", "indexes", goalIndexes, value("indexes"), "indexes", "challenge"),
			sims.AtMost("bytes", "bytes of all indexes", goalBytes, value("index_bytes"), "B", "challenge"),
			sims.AtMost("sorts", "plans with a sort step", 0, value("sorts"), "", "challenge"),
			sims.AtMost("pages", "pages the three queries read", goalPages, value("pages_read"), "pages", "challenge"),
			sims.AtMost("insert", "engine steps of an insert against no index", goalInsert, value("insert_steps_x"),
				"×", "challenge"),
		}
	},
}
