package families

import (
	"net/url"

	"tradeofflab/sims"
)

// The bounds of the challenge. The largest partition is what rules out the cheapest design, which keeps a channel for
// ever in one partition; the number of tables is what rules out a copy for everything.
const (
	goalWork    = 66_000
	goalLargest = 2
	goalTables  = 2
)

var challenge = &sims.Challenge{
	Text: "Choose family, keys and copies for a chat with ten main queries. Every query has to find its rows by a " +
		"key or an index, no channel may outgrow its node, and writers will not write a message three times.",
	Goals: []string{"the ten queries cost at most 66,000 pages a second", "no query reads everything",
		"no partition holds more than 2 % of the messages", "a message is written to at most 2 tables"},
	Preset: url.Values{"part": {"model"}, "family": {"key_value"}, "partition": {"message"}, "cluster": {"none"},
		"copies": {"none"}, "friends": {"join_scan"}},
	Fixed: []string{"part"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("work", "work of the ten queries", goalWork, value("work"), "pages/s", "challenge"),
			sims.AtMost("whole", "queries that read everything", 0, value("whole_reads"), "queries", "challenge"),
			sims.AtMost("largest", "messages in the largest partition", goalLargest, value("largest_pct"), "%",
				"challenge"),
			sims.AtMost("tables", "tables written to", goalTables, value("copies_written"), "tables", "challenge"),
		}
	},
}
