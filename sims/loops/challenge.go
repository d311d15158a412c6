package loops

import (
	"net/url"

	"tradeofflab/sims"
)

// The bounds of the challenge. A smaller gain settles the loop and lets the backlog grow; more planned consumers keep
// the backlog low and cost money; a shorter delay does neither.
const (
	goalSwingPct  = 2
	goalPeak      = 150_000
	goalConsumers = 9 // what the pushed events need
	goalChanged   = 1
)

var challenge = &sims.Challenge{
	Text: "Half as many events again arrive for good, and consumers are started and stopped in swings that grow. " +
		"Find the one parameter whose change settles the loop, without a larger backlog and without more consumers " +
		"than the events need.",
	Goals: []string{"over the last quarter the unread events move by at most 2 %",
		"at most 150,000 events are ever unread", "9 consumers, give or take 0.5, run on average over the last " +
			"quarter: what the events need at today's speed of a consumer", "at most one parameter is changed"},
	Preset: url.Values{"loop": {"pipeline"}, "gain": {"1"}, "delay": {"1"}, "push": {"1"}, "push_at": {"10"},
		"push_for": {"0"}, "method": {"rk4"}, "dt": {"0.1"}, "horizon": {"240"},
		"change": {""}},
	Fixed: []string{"loop", "push", "push_at", "push_for", "method", "dt", "horizon"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("swing", "swing over the last quarter", goalSwingPct, value("swing_pct"), "%", "challenge"),
			sims.AtMost("peak", "most unread events", goalPeak, value("peak"), "events", "challenge"),
			sims.Within("consumers", "consumers on average", goalConsumers, value("late_consumers"), 0.5, "consumers",
				"challenge"),
			sims.AtMost("changed", "parameters changed", goalChanged, value("changed"), "", "challenge"),
		}
	},
}
