package replication

import (
	"fmt"
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

func mode(t task) exercises.Asked {
	// Of three confirmations the first comes well below this bound and the last well above it.
	limit := math.Round(1.3*float64(t.practical) + 4)
	ask := &exercises.Params{Sim: "replication", Free: []string{"mode", "acks", "routing", "window_s", "lag_limit_ms"},
		Preset: map[string]string{"mode": "async", "acks": "1", "routing": "random", "window_s": "5",
			"lag_limit_ms": "200", "replicas": "3", "write_rate": strconv.Itoa(t.modeRate), "peak": "1",
			"apply_rate":    "450",
			"apply_workers": "1", "rtt_ms": strconv.Itoa(t.practical), "jitter_pct": "20", "think_ms": "40",
			"read_pct": "85", "own_pct": "60", "commit_ms": "1", "kill_at_s": "300", "buffer": "2000", "hour": "3",
			"ops": "3000"},
		Goals: []exercises.Goal{
			{Name: goalOwn, Metric: "own_write_violations", Limit: 0, Unit: "reads",
				Hint: "A replica that is asked has to have what its reader wrote. Which routing knows that?"},
			{Name: goalLost, Metric: "lost_acked_writes", Limit: 0, Unit: "writes", Hint: "What was confirmed has to " +
				"be on a machine that outlives the primary. Who has to answer before the client hears of it?"},
			{Name: goalPrimary, Metric: "primary_read_pct", Limit: 25, Unit: "%",
				Hint: "Which reads need the primary? A time after each write is longer than most of them need."},
			{Name: goalWrite, Metric: "write_p99_ms", Limit: limit, Unit: "ms", Hint: "A write that waits for " +
				"several replicas waits for the slowest of them. How many have to confirm for one to survive?"},
		}}
	set := func(pairs ...string) []byte {
		knobs := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			knobs[pairs[i]] = pairs[i+1]
		}
		return exercises.Value(knobs)
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "mode", Points: 2, Section: "modes", Ask: ask,
			Title: "Choose how writes are confirmed and where reads go",
			Text: fmt.Sprintf("Three replicas %d ms away, %s writes a second, clients that read soon after they "+
				"write. The primary dies after 300 s. Choose so that every goal holds on five seeds that you "+
				"do not see.",
				t.practical, say.Int(t.modeRate)),
			Learn: "One confirmation is enough for one failure: the replica that has it is promoted. It costs the " +
				"fastest of three answers instead of the slowest. Confirmed does not mean applied, so reads " +
				"still need " +
				"the token, which sends to the primary only what no replica can answer yet."},
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
