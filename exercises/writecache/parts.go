package writecache

import (
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/writecache"
)

func loss(t task, w exercises.PartWords) exercises.Asked {
	mean := writecache.MeanLoss(float64(t.rate), t.flush)
	low, high := exercises.Near(mean, .01)
	w = w.With(map[string]string{"mean": say.Number(mean, 0), "most": say.Number(2*mean, 0)})
	ask := &exercises.Number{Unit: t.counter.noun, Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: 2 * mean, Why: w.Get("why most"), Claim: "s09-04"},
			{Value: 0, Why: w.Get("why none")},
			{Value: float64(t.rate) / 1000 * t.flush / 2, Why: w.Get("why unit")},
		}}
	return exercises.Asked{
		Part:     w.Part(2, "loss", ask),
		Solution: exercises.Value(mean),
		Wrong: []exercises.WrongAnswer{
			{Name: "a whole interval", Checks: []string{"Value"}, Note: "whole interval",
				Value: exercises.Value(2 * mean)},
			{Name: "none", Checks: []string{"Value"}, Note: "only the cache", Value: exercises.Value(0)},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("5 ms")},
		},
	}
}

// The names of the goals, which are the names of the checks.
const (
	goalAck    = "99th percentile of the answer"
	goalLost   = "Acknowledged writes lost"
	goalWrites = "Writes of the database"
	goalLegal  = "Legal values"
)

// config asks for a cache that writes behind. Flushes are bounded from both sides: rare ones lose too much, frequent
// ones write too much. The time of the first flush is drawn from the seed, so each hidden seed crashes at another
// moment of the interval.
func config(t task, w exercises.PartWords) exercises.Asked {
	lost := 0.08 * float64(t.rate)
	writes := float64(30 * t.keys)
	preset := map[string]string{"strategy": "through", "order": "db_first", "flush_s": "1", "durable": "none",
		"coalesce": "on", "write_rate": strconv.Itoa(t.rate), "keys": strconv.Itoa(t.keys), "zipf": "1",
		"db_ms": "5", "db_capacity": "20000", "cache_ms": "0.5", "fsync_ms": "1", "crash_at_s": "30", "crash": "cache",
		"down_s": "1", "read_pct": "0"}
	ask := &exercises.Params{Sim: "writecache", Free: []string{"strategy", "order", "flush_s", "durable", "coalesce"},
		Preset: preset,
		Goals: []exercises.Goal{
			{Name: goalAck, Metric: "ack_p99_ms", Limit: 1, Unit: "ms", Hint: w.Get("hint ack")},
			{Name: goalLost, Metric: "lost_acked_writes", Limit: lost, Unit: "writes", Hint: w.Get("hint lost")},
			{Name: goalWrites, Metric: "db_writes_per_s", Limit: writes, Unit: "per s",
				Hint: w.Get("hint writes")},
		}}
	set := exercises.Knobs
	return exercises.Asked{
		Part: w.With(map[string]string{"lost": say.Number(lost, 0), "writes": say.Number(writes, 0)}).
			Part(3, "design", ask),
		Solution: set("strategy", "behind", "flush_s", "0.05", "durable", "none"),
		Wrong: []exercises.WrongAnswer{
			{Name: "through", Checks: []string{goalAck, goalWrites}, Value: set("strategy", "through")},
			{Name: "rare flushes", Checks: []string{goalLost}, Value: set("strategy", "behind", "flush_s", "2")},
			{Name: "a log each second", Checks: []string{goalLost}, Value: set("strategy", "behind", "flush_s", "2",
				"durable", "everysec")},
			{Name: "as often as possible", Checks: []string{goalWrites}, Value: set("strategy", "behind",
				"flush_s", "0.01")},
			{Name: "as safe as possible", Checks: []string{goalAck}, Value: set("strategy", "behind", "flush_s", "10",
				"durable", "always")},
			{Name: "another load", Checks: []string{goalLegal, goalAck, goalLost, goalWrites},
				Value: set("write_rate", "10")},
		},
	}
}
