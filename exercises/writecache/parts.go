package writecache

import (
	"fmt"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/writecache"
)

func loss(t task) exercises.Asked {
	mean := writecache.MeanLoss(float64(t.rate), t.flush)
	low, high := exercises.Near(mean, .01)
	n := t.counter.noun
	ask := &exercises.Number{Unit: n, Low: low, High: high, Want: "the mean over all times at which the crash may come",
		Hint: "Just after a flush nothing is at risk, just before the next a whole interval. Where does a random " +
			"crash fall on average?",
		Common: []exercises.Common{
			{Value: 2 * mean, Why: "That is the most: what comes in a whole interval. A crash at a random time meets " +
				"the middle of it on average.", Claim: "s09-04"},
			{Value: 0, Why: "The cache has answered, and only the cache has them."},
			{Value: float64(t.rate) / 1000 * t.flush / 2,
				Why: "That is a thousandth of it: look at the unit of time again."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "loss", Points: 2, Section: "loss", Ask: ask,
			Title: fmt.Sprintf("How many acknowledged %s does a crash lose on average?", n),
			Text: fmt.Sprintf("%s a second, a flush every %s s, no log, and a crash of the cache at a random time. A "+
				"flush takes no time.", number(t.rate), say.Short(t.flush)),
			Learn: fmt.Sprintf("λF/2 = %s × %s / 2 = %s. The most is %s, one interval. The loss is proportional to "+
				"the time between flushes, and so is what coalescing saves.",
				number(t.rate), say.Short(t.flush), say.Number(mean, 0), say.Number(2*mean, 0))},
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
// moment of the interval.al.
func config(t task) exercises.Asked {
	lost := 0.08 * float64(t.rate)
	writes := float64(30 * t.keys)
	preset := map[string]string{"strategy": "through", "order": "db_first", "flush_s": "1", "durable": "none",
		"coalesce": "on", "write_rate": strconv.Itoa(t.rate), "keys": strconv.Itoa(t.keys), "zipf": "1",
		"db_ms": "5", "db_capacity": "20000", "cache_ms": "0.5", "fsync_ms": "1", "crash_at_s": "30", "crash": "cache",
		"down_s": "1", "read_pct": "0"}
	ask := &exercises.Params{Sim: "writecache", Free: []string{"strategy", "order", "flush_s", "durable", "coalesce"},
		Preset: preset,
		Goals: []exercises.Goal{
			{Name: goalAck, Metric: "ack_p99_ms", Limit: 1, Unit: "ms", Hint: "Which steps does a client wait for? " +
				"Memory answers in half a millisecond; a disk and a database do not."},
			{Name: goalLost, Metric: "lost_acked_writes", Limit: lost, Unit: "writes", Hint: "At worst a crash takes " +
				"what came since the last flush, or since the last sync of the log. How long may that be?"},
			{Name: goalWrites, Metric: "db_writes_per_s", Limit: writes, Unit: "per s",
				Hint: fmt.Sprintf("A flush writes each of the %d counters once. How many flushes a second does the "+
					"budget pay for?", t.keys)},
		}}
	set := func(pairs ...string) []byte {
		knobs := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			knobs[pairs[i]] = pairs[i+1]
		}
		return exercises.Value(knobs)
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "config", Points: 3, Section: "design", Ask: ask,
			Title: fmt.Sprintf("Configure the cache for %d counters", t.keys),
			Text: fmt.Sprintf("%s writes a second go to %d counters by Zipf's law. The cache crashes once, at a "+
				"moment of the flush interval that you do not know. Choose so that every goal holds on five seeds "+
				"that you do not see.", number(t.rate), t.keys),
			Learn: fmt.Sprintf("A crash takes at most what came since the last flush: %s × F must stay below %s, so "+
				"F is at most about 0.07 s. Each flush writes %d counters: %d/F must stay below %s, so F is at least "+
				"about 0.034 s. "+
				"In between, 0.05 s holds both. A log synced before each answer loses nothing and doubles the wait; "+
				"one synced each second allows the loss of a second.", number(t.rate), say.Number(lost, 0), t.keys,
				t.keys, say.Number(writes, 0))},
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
