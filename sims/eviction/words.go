package eviction

import (
	"strconv"

	"tradeofflab/say"
	"tradeofflab/sims/eviction/policy"
)

// label is what a reader sees of a policy.
func label(name string) string { return policy.Find(name).Label }

// traceWords names a trace in a sentence.
func traceWords(p Params) string {
	switch p.Trace {
	case "uniform":
		return "uniform requests"
	case "loop":
		return "a loop over " + say.Count(p.Objects, "key")
	case "scan":
		return "Zipf requests with a scan"
	case "shift":
		return "a hot spot that moves"
	case "upload":
		return "the uploaded requests"
	}
	return "Zipf requests with exponent " + strconv.FormatFloat(p.Zipf, 'g', -1, 64)
}
