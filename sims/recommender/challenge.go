package recommender

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalRecall    = 0.95
	goalDistances = 450.0
	goalBytes     = 120.0
	goalBuild     = 900.0
)

var challenge = &sims.Challenge{
	Text: "3,000 items lie in one bell-shaped cloud of 16 dimensions. Find links, candidates and codes so that on " +
		"hidden seeds every goal holds. Memory is counted as hnswlib lays vector and links out; full vectors that " +
		"are compared again lie on disk and are not counted.",
	Goals: []string{"a recall of at least 0.95 of the 10 nearest", "at most 450 distances a query",
		"at most 120 bytes for vector and links of an item", "at most 900 distances to insert an item"},
	Preset: url.Values{"part": {indexPart}, "n": {"3000"}, "dim": {"16"}, "data": {"gauss"}, "k": {"10"},
		"queries": {"200"}, "filter_pct": {"100"}, "delete_pct": {"0"}, "filter_mode": {"post"}, "preset": {"own"}},
	Fixed: []string{"part", "n", "dim", "data", "k", "queries", "filter_pct", "delete_pct", "filter_mode", "preset"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			{ID: "recall", Name: "recall", Want: goalRecall, Got: value("recall"), OK: value("recall") >= goalRecall,
				Source: "challenge"},
			sims.AtMost("distances", "distances a query", goalDistances, value("distances"), "", "challenge"),
			sims.AtMost("bytes", "memory an item", goalBytes, value("bytes_per_vector"), "B", "challenge"),
			sims.AtMost("build", "distances to insert an item", goalBuild, value("build_distances"), "", "challenge"),
		}
	},
}

// solution is a setting that meets the challenge, for the tests.
var solution = url.Values{"m": {"10"}, "ef_construction": {"80"}, "ef": {"34"}, "quant": {"int8"}, "rerank": {"20"}}
