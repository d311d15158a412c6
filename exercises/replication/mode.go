package replication

import (
	"math"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

// The names of the goals, which are the names of the checks.
const (
	goalOwn     = "Reads that miss an own write"
	goalLost    = "Confirmed writes lost"
	goalPrimary = "Reads served by the primary"
	goalWrite   = "99th percentile of a write"
	goalLegal   = "Legal values"
)

func mode(t task, w exercises.PartWords) exercises.Asked {
	// Of three confirmations the first comes below this bound, and the second above it.
	limit := math.Round(1.5 * float64(t.practical))
	ask := &exercises.Params{Sim: "replication", Free: []string{"mode", "acks", "routing", "window_s", "lag_limit_ms"},
		Preset: map[string]string{"mode": "async", "acks": "1", "routing": "random", "window_s": "5",
			"lag_limit_ms": "200", "replicas": "3", "write_rate": strconv.Itoa(t.modeRate), "peak": "1",
			"apply_rate":    "450",
			"apply_workers": "1", "rtt_ms": strconv.Itoa(t.practical), "jitter_pct": "20", "think_ms": "40",
			"read_pct": "85", "own_pct": "60", "commit_ms": "1", "kill_at_s": "300", "hour": "3",
			"ops": "3000"},
		Goals: []exercises.Goal{
			{Name: goalOwn, Metric: "own_write_violations", Limit: 0, Unit: "reads", Hint: w.Get("hint own")},
			{Name: goalLost, Metric: "lost_acked_writes", Limit: 0, Unit: "writes", Hint: w.Get("hint lost")},
			{Name: goalPrimary, Metric: "primary_read_pct", Limit: 25, Unit: "%", Hint: w.Get("hint primary")},
			{Name: goalWrite, Metric: "write_p99_ms", Limit: limit, Unit: "ms", Hint: w.Get("hint write")},
		}}
	set := exercises.Knobs
	return exercises.Asked{
		Part:     w.With(map[string]string{"rate": say.Int(t.modeRate)}).Part(2, "modes", ask),
		Solution: set("mode", "semi", "acks", "1", "routing", "token"),
		Wrong: []exercises.WrongAnswer{
			{Name: "async with tokens", Checks: []string{goalLost}, Value: set("routing", "token")},
			{Name: "everything at maximum", Checks: []string{goalPrimary, goalWrite},
				Value: set("mode", "sync", "routing", "primary_window", "window_s", "600")},
			{Name: "all replicas with tokens", Checks: []string{goalWrite},
				Value: set("mode", "sync", "routing", "token")},
			{Name: "one confirmation, any replica", Checks: []string{goalOwn},
				Value: set("mode", "semi", "routing", "random")},
			{Name: "another cluster", Checks: []string{goalLegal, goalOwn, goalLost, goalPrimary, goalWrite},
				Value: set("replicas", "1")},
		},
	}
}
