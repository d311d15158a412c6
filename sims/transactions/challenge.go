package transactions

import (
	"net/url"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalAnswerMs = 30.0
	goalDoubtS   = 1.0
	goalBlocked  = 1.5
	goalNodes    = 9.0
	goalNoEffect = 1.0
)

// challenge asks for a bank that never shows or leaves half a transfer and hardly stops when a coordinator dies.
var challenge = &sims.Challenge{
	Text: "400 transfers a second move money between two of 10,000 accounts on 16 shards. A coordinator dies after " +
		"2 s and is back after 8 s; a replica takes over after 0.8 s. Choose protocol, coordinators, locks and " +
		"readers so that on hidden seeds every goal holds.",
	Goals: []string{
		"no reader sees half a transfer, and every reader has an answer",
		"at rest the bank's money adds up",
		"at most 1 % of the transfers have no effect",
		"the 99th percentile of an answer is at most 30 ms, and somebody is answered",
		"no transfer is in doubt for more than 1 s",
		"at most 1.5 % of the transfers of the outage are held up",
		"the coordinators take at most 9 machines",
		"the accounts of a transfer stay on different shards",
	},
	Preset: url.Values{"protocol": {"2pc"}, "shards": {"16"}, "span": {"2"}, "rate": {"400"}, "keys": {"10000"},
		"zipf": {"0"}, "rtt_ms": {"8"}, "fsync_ms": {"2"}, "hold_ms": {"0"}, "read_only": {"0"},
		"crash": {"coordinator"}, "crash_at_s": {"2"}, "recover_s": {"8"}, "takeover_ms": {"800"}, "duration_s": {"6"},
		"reads_per_s": {"200"},
		"fail_pct":    {"1"}, "relay_ms": {"500"}, "duplicate_pct": {"1"}, "coordinator_place": {"apart"},
		"isolation": {"none"}, "coordinators": {"1"}, "coordinator_store": {"local"}},
	Fixed: []string{"shards", "span", "rate", "keys", "zipf", "rtt_ms", "fsync_ms", "hold_ms", "read_only", "crash",
		"crash_at_s", "recover_s", "takeover_ms", "duration_s", "reads_per_s", "fail_pct", "relay_ms", "duplicate_pct",
		"coordinator_place"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("half", "readers that saw half a transfer or had no answer", 0, value("half_done_reads")+
				value("reads_failed"), "reads", "challenge"),
			sims.Within("conserved", "the money adds up", 1, value("conserved"), 0, "", "challenge"),
			sims.AtMost("effect", "transfers without effect", goalNoEffect, value("abort_pct"), "%", "challenge"),
			ofSomebody(value("answered"), sims.AtMost("answer", "answer, 99th percentile", goalAnswerMs,
				value("commit_p99_ms"), "ms", "challenge")),
			sims.AtMost("doubt", "longest time in doubt", goalDoubtS, value("in_doubt_s"), "s", "challenge"),
			sims.AtMost("blocked", "held up by the crash", goalBlocked, value("blocked_pct"), "%", "challenge"),
			sims.AtMost("machines", "machines for coordinators", goalNodes, value("coordinator_nodes"), "machines",
				"challenge"),
			sims.Within("apart", "shards of a transfer", 2, value("shards_per_txn"), 0, "shards", "challenge"),
		}
	},
}

// ofSomebody fails a goal for a percentile where there is nobody of whom it could be one.
func ofSomebody(n float64, c sims.Check) sims.Check {
	if n == 0 {
		c.OK = false
		c.Name += ": nobody was answered"
	}
	return c
}

// pairFigure draws the accounts in doubt of two runs, or the money on its way where neither has any.
func pairFigure(a, b sims.Report) (f figure.Figure, ok bool) {
	for _, id := range []string{"blocked", "money"} {
		x, okA := a.Figure(id)
		y, okB := b.Figure(id)
		if !okA || !okB || flat(x) && flat(y) {
			continue
		}
		first, second := x.Chart.Series[0], y.Chart.Series[0]
		name := first.Name
		first.Identity = figure.Identity{Name: "A", Hue: figure.Blue}
		second.Identity = figure.Identity{Name: "B", Hue: figure.Orange, Dash: "6 4"}
		return figure.Figure{ID: "pair", Title: "Both runs over time: " + name,
			Takeaway: "A: " + x.Takeaway + " B: " + y.Takeaway, Alt: "Two lines over time, one for each run.",
			Chart: &figure.Chart{Kind: figure.Line, X: x.Chart.X, Y: x.Chart.Y,
				Series: []figure.Series{first, second}}}, true
	}
	return figure.Figure{}, false
}

// flat says whether the first line of a chart is zero throughout.
func flat(f figure.Figure) bool {
	for _, v := range f.Chart.Series[0].Y {
		if v != 0 {
			return false
		}
	}
	return true
}
