package recommender

import (
	"fmt"
	"math"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

// The names of the goals, which are the names of the checks.
const (
	goalP99     = "Wait for the sources, 99th percentile"
	goalLacking = "Requests that lack a source"
)

// promise asks for the time limit of a page that awaits a source whose mean is the time that is left: without a limit
// the page is late, with half of it most requests lack the source. Responses are exponential, so that the walk misses
// the limit in 1/e of the requests; each of the two others, eight times as fast, misses it in 1/e⁸, one in 3,000.
func promise(t task, w exercises.PartWords) exercises.Asked {
	left := float64(t.left())
	w = w.With(map[string]string{"latePct": say.Number(100*math.Exp(-1), 1)})
	ask := &exercises.Params{Sim: "recommender", Free: []string{"timeout_ms"},
		Preset: map[string]string{"part": "pipeline", "sources": "3",
			"source_ms":   fmt.Sprintf("%g,%g,%g", left/8, left, left/8),
			"source_dist": "exp", "requests": "5000", "timeout_ms": "0"},
		Goals: []exercises.Goal{
			{Name: goalP99, Metric: "fanout_p99_ms", Limit: left, Unit: "ms", Hint: w.Get("hint p99")},
			{Name: goalLacking, Metric: "fallback_pct", Limit: 42, Unit: "%", Hint: w.Get("hint lacking")},
		}}
	set := exercises.Knobs
	limit := func(share float64) string { return strconv.Itoa(int(share * left)) }
	return exercises.Asked{
		Part:     w.Part(1, "run", ask),
		Solution: set("timeout_ms", limit(.98)),
		Wrong: []exercises.WrongAnswer{
			{Name: "no limit", Checks: []string{goalP99}, Value: set("timeout_ms", "0")},
			{Name: "the whole page's limit", Checks: []string{goalP99},
				Value: set("timeout_ms", strconv.Itoa(t.limit))},
			{Name: "half of it", Checks: []string{goalLacking},
				Value: set("timeout_ms", limit(.5))},
			{Name: "a source less", Checks: []string{goalLegal, goalP99, goalLacking},
				Value: set("sources", "2")},
		},
	}
}
