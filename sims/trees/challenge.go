package trees

import "tradeofflab/sims"

// Limits of the challenge.
const (
	goalLevels = 4.0
	goalWarm   = 1.0
	goalGB     = 26.0
	goalCold   = 40.0
)

// challenge asks for the key, the page and the order of an index over a billion rows.
var challenge = &sims.Challenge{
	Text: "A table has 1,000,000,000 rows, and its index 64 MiB of memory. The keys are random UUIDs on pages of 4 " +
		"KiB. Choose key, order, split and page so that on hidden seeds every goal holds.",
	Goals: []string{
		"a cold lookup reads at most 4 pages",
		"with 64 MiB of memory it reads at most 1 page",
		"the index takes at most 26 GB",
		"a cold lookup reads at most 40 KiB",
	},
	Preset: preset("structure", "btree", "n", "200000", "fanout", "0", "order", "uuid4", "split", "mid", "page_kb", "4",
		"key_bytes", "16", "rows", "1000000000", "pool_mb", "64"),
	Fixed: []string{"structure", "n", "fanout", "rows", "pool_mb"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("cold", "levels of the projected index", goalLevels, value("projected_height"), "pages",
				"challenge"),
			sims.AtMost("warm", "pages a warm lookup reads", goalWarm, value("projected_pool_reads"), "pages",
				"challenge"),
			sims.AtMost("size", "size of the projected index", goalGB, value("projected_gb"), "GB", "challenge"),
			sims.AtMost("bytes", "read by a cold lookup", goalCold, value("projected_cold_kib"), "KiB", "challenge"),
		}
	},
}
