package replication

import (
	"slices"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// Defaults are the knobs of a run that sets none.
var Defaults = Params{Mode: "async", Replicas: 3, WriteRate: 800, Peak: 4, ApplyRate: 1500, Workers: 1, Parallel: 0.6,
	RTTms: 0.5, Jitter: 20, Acks: 1, WaitFor: "receipt",
	Routing: "random", WindowS: 5, LimitMs: 200, ReadPct: 95, OwnPct: 60, ThinkMs: 250, CommitMs: 2, Heartbeat: 50,
	DetectS: 8, Buffer: 100_000_000, TimeoutS: 10,
	Start: "level", Hour: 11, SpikeHour: 11, SpikeX: 2, QueryHour: 3, CancelS: 30, Ops: 20_000, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: Defaults, Knobs: knobs, Cost: cost, Run: sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, Result]{
		{ID: "lag", If: hasReplicas, Draw: lagFigure},
		{ID: sims.MotionID, If: hasMotion, Draw: motionFigure},
		{ID: "rate", Draw: rateFigure},
		{ID: "history", Draw: historyFigure},
		{ID: "failover", If: func(_ Params, r Result) bool { return r.Window.Fail != nil }, Draw: failFigure},
		{ID: "logs", If: hasReplicas, Draw: logFigure},
		{ID: "stale", If: hasReplicas, Work: notYetFigure},
		{ID: "wait", If: hasReplicas, Work: waitFigure},
		{ID: "capacity", If: hasReplicas, Work: capacityFigure},
		{ID: "available", If: hasReplicas, Draw: upFigure},
	},
})

func hasReplicas(p Params, _ Result) bool { return p.Replicas > 0 }

var about = sims.About{
	Slug: "replication", Title: "Replication", Version: "9", Lesson: 4,
	Question: "A primary copies its writes to replicas. How far do they lag, who reads something old, what does it " +
		"cost to wait for them, and what is lost when the primary dies?",
	Doc: "Lag over a day, four ways to confirm a write, five ways to route reads, and a failover, with a " +
		"checker that finds the smallest broken history.",
	LeavesOut: []string{
		"The day is a fluid: it has no lag from chance. The window beside it simulates each write and shows that part.",
		"The window keeps the write rate of its hour, and starts with replicas that have caught up unless start is " +
			"day. Where the primary dies, it lies around that moment and starts with the backlog of the day. No " +
			"query holds a replica up within the window, and no client waits for a write from before it.",
		"Reads take no time on a replica and do not slow its apply down. Read capacity is counted from the idle time.",
		"The apply workers of a replica act as one server with the speed of Amdahl's law. Real workers also wait for " +
			"transactions that touch the same rows.",
		"A write is visible on the primary before replicas confirm it, and confirmations return independently of " +
			"each other.",
		"What had not arrived when the primary died counts as lost. Part of it may still be on the wire.",
		"The line to a replica has room for the whole log. What is not sent waits for room on the replica.",
		"Every query of the given length conflicts with the log. Most do not, and MySQL's plain reads set no row " +
			"locks by default.",
		"The old primary stays dead. If it came back and took writes, there would be two histories.",
		"The router hears of a promotion at once, and clients do not send a failed operation again.",
	},
	Sources: []sims.Source{
		{Label: "Kleppmann and Riccomini, Designing Data-Intensive Applications, second edition, 2026, chapter 6",
			For: "modes, lag and the guarantees that remedy it"},
		{Label: "PostgreSQL 15, Log-shipping standby servers",
			URL: "https://www.postgresql.org/docs/15/warm-standby.html",
			For: "what is received is applied before a promotion; a commit waits until it is confirmed"},
		{Label: "PostgreSQL 15, Replication settings",
			URL: "https://www.postgresql.org/docs/15/runtime-config-replication.html",
			For: "a query that conflicts is cancelled after 30 s"},
		{Label: "Terry et al., Session guarantees for weakly consistent replicated data, PDIS 1994",
			URL: "https://doi.org/10.1109/PDIS.1994.331722", For: "own writes and monotonic reads"},
		{Label: "Herlihy and Wing, Linearizability, ACM TOPLAS 12(3), 1990", URL: "https://doi.org/10.1145/78969.78972",
			For: "linearizability of a register, key by key"},
		{Label: "Gibbons and Korach, Testing shared memories, SIAM Journal on Computing 26(4), 1997",
			URL: "https://doi.org/10.1137/S0097539794279614", For: "two versions suffice to show a violation"},
		{Label: "MySQL 8.4 Reference Manual, Configuring semisynchronous replication",
			URL: "https://dev.mysql.com/doc/refman/8.4/en/replication-semisync-interface.html",
			For: "semi-sync: k replicas confirm that they received the write; after 10 s the source goes on alone"},
		{Label: "Amdahl, Validity of the single processor approach, AFIPS 1967",
			URL: "https://doi.org/10.1145/1465482.1465560", For: "apply rate with several workers"},
	},
	Headline: []string{"lag_max_ms", "stale_read_pct", "own_write_violations", "write_p99_ms", "primary_read_pct",
		"lost_acked_writes"},
	First: []string{"mode", "routing", "peak", "apply_workers", "kill_at_s"},
	Predict: &sims.Predict{Question: "Replicas apply 1,500 writes a second. Writes reach four times their base rate " +
		"of 800 a second at 11:00 and 20:00. How far behind do the replicas fall at most?",
		Metric: "lag_max_ms", Min: 0, Max: 5_000_000, Step: 1000, Unit: "ms",
		Hides: []string{"lag"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	mode := sims.Choice(&p.Mode, "mode", "A write is confirmed by", "async", "semi", "sync", "quorum")
	mode.Labels = []string{"the primary (async)", "k replicas (semi-sync)", "all replicas (sync)",
		"a majority (quorum)"}
	waits := sims.Choice(&p.WaitFor, "wait_for", "A replica confirms a write that it", "receipt", "apply")
	waits.Labels = []string{"has received", "has applied"}
	routing := sims.Choice(&p.Routing, "routing", "Reads go to", "random", "sticky", "primary_window",
		"lag_aware", "token")
	routing.Labels = []string{"any replica", "one replica per client", "the primary for a while after a write",
		"replicas with little lag", "a replica that has the client's token"}
	start := sims.Choice(&p.Start, "start", "The window starts with", "level", "day")
	start.Labels = []string{"replicas that have caught up", "the backlog of the day"}
	return []sims.Knob{
		mode,
		sims.Int(&p.Replicas, "replicas", "Replicas", 0, 8),
		sims.Float(&p.WriteRate, "write_rate", "Writes away from the peaks", 10, 50_000, 10).LogScale().
			With("per s", ""),
		sims.Float(&p.Peak, "peak", "Peak factor", 1, 10, 0.5).With("×", "Of the writes at 11:00 and at 20:00."),
		sims.Float(&p.ApplyRate, "apply_rate", "Writes one worker applies", 100, 50_000, 100).LogScale().With("per s",
			"On each replica."),
		sims.Int(&p.Workers, "apply_workers", "Apply workers of a replica", 1, 32).LogScale(),
		sims.Float(&p.Parallel, "parallel", "Apply work that workers can share", 0, 1, 0.05).
			With("", "Amdahl's law: with 0.6 any number of workers is at most 2.5 times one."),
		sims.Float(&p.RTTms, "rtt_ms", "Round trip to a replica", 0.2, 300, 0.1).LogScale().
			With("ms", "We take 0.5 between zones of a city, 12 from Jakarta to Surabaya, 15 to Singapore. Light in "+
				"fibre needs 6.5 for the 664 km to Surabaya and back."),
		sims.Float(&p.FarRTTms, "far_rtt_ms", "Round trip to the last replica", 0, 300, 1).
			With("ms", "0: as to the others."),
		sims.Float(&p.Jitter, "jitter_pct", "Random part of the round trip", 0, 100, 5).
			With("%", "Exponential, drawn for each confirmation."),
		sims.Int(&p.Acks, "acks", "k of semi-sync", 1, 8).With("replicas", "At most all of them."),
		waits.With("", "PostgreSQL: synchronous_commit on, or remote_apply. MySQL's semi-sync waits for receipt."),
		routing.With("", "A token is the number of the newest write the client made or read."),
		sims.Float(&p.WindowS, "window_s", "Reads stay at the primary after a write for", 0, 600, 0.1).
			With("s", "Routing by window only."),
		sims.Float(&p.LimitMs, "lag_limit_ms", "Largest lag of a replica that is read", 1, 10_000, 1).LogScale().
			With("ms", "Routing by lag only."),
		sims.Float(&p.ReadPct, "read_pct", "Reads among the operations", 0, 99, 1).With("%", ""),
		sims.Float(&p.OwnPct, "own_pct", "Reads of the client's own record", 0, 100, 5).
			With("%", "The others read any client's record."),
		sims.Float(&p.ThinkMs, "think_ms", "Mean pause between a client's operations", 1, 10_000, 1).LogScale().
			With("ms", ""),
		sims.Float(&p.CommitMs, "commit_ms", "Mean local commit", 0.1, 50, 0.1).LogScale().With("ms", ""),
		sims.Float(&p.Heartbeat, "heartbeat_ms", "Replicas report every", 1, 10_000, 1).LogScale().
			With("ms", "What the router knows of a replica is this old."),
		sims.Float(&p.KillAtS, "kill_at_s", "The primary dies at second of the day", 0, 86_400, 10).
			With("s", "0: it lives. Else the window lies around this moment, with the writes and the backlog of the "+
				"day."),
		sims.Float(&p.DetectS, "detect_s", "Time until that is noticed", 1, 60, 1).With("s", ""),
		sims.Float(&p.TimeoutS, "timeout_s", "Semi-sync waits at most", 0, 3600, 1).
			With("s", "Then the primary goes on alone, as MySQL does after 10 s. 0: it waits for ever, as PostgreSQL."),
		sims.Int(&p.Buffer, "buffer", "Writes a replica stores unapplied", 1, 100_000_000).LogScale().
			With("", "What has no room waits on the primary and dies with it. By default there is room for all, as in "+
				"PostgreSQL and MySQL."),
		sims.Float(&p.Hour, "hour", "Hour of the window", 0, 24, 0.25).
			With("h", "It fixes the write rate of the window and the backlog that it may start with, unless the "+
				"primary dies."),
		start.With("", "Of its hour. Where the primary dies, always the backlog: the window lies around that moment."),
		sims.Float(&p.SpikeHour, "spike_hour", "Spike starts at", 0, 23.75, 0.25).With("h", ""),
		sims.Float(&p.SpikeMin, "spike_min", "Spike lasts", 0, 120, 1).With("min", "0: there is none."),
		sims.Float(&p.SpikeX, "spike_x", "Spike factor", 1, 20, 0.5).With("×", ""),
		sims.Float(&p.QueryHour, "query_hour", "Long query on replica A starts at", 0, 23.75, 0.25).With("h", ""),
		sims.Float(&p.QueryMin, "query_min", "Long query lasts", 0, 60, 1).
			With("min", "While it runs, replica A applies nothing: it conflicts with the log."),
		sims.Float(&p.CancelS, "cancel_after_s", "Such a query is cancelled after", 0, 3600, 1).
			With("s", "PostgreSQL: 30 s. 0: never."),
		sims.Int(&p.Ops, "ops", "Observed operations", 1000, 50_000).LogScale(),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, storySteps),
	}
}

// slowest gives the lag of the replica that is furthest behind, tick by tick.
func (d Day) slowest() []float64 {
	out := make([]float64, len(d.Hour))
	for _, lag := range d.Lag {
		for k, v := range lag {
			out[k] = max(out[k], v)
		}
	}
	return out
}

// capacity is the idle time of all replicas.
func (w Window) capacity() float64 {
	sum := 0.0
	for _, busy := range w.Busy {
		sum += max(0, 1-busy)
	}
	return sum
}

func share(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

func metrics(p Params, r Result) []sims.Metric {
	w := r.Window
	lag := r.Day.slowest()
	slices.Sort(lag)
	lost, down := 0.0, 0.0
	if w.Fail != nil {
		lost, down = float64(w.Fail.Lost), w.Fail.Ready-w.Fail.Killed
	}
	lags, stored, whose := w.atLast()
	floor := ""
	if confirmed(p, p.Replicas) > 0 {
		floor = "round trip " + say.Short(p.RTTms) + " ms"
	}
	return slices.DeleteFunc([]sims.Metric{
		{ID: "lag_max_ms", Label: "Largest lag of the day", Value: quantile(lag, 1), Unit: "ms", Better: "lower"},
		{ID: "stale_read_pct", Label: "Stale reads in the window", Value: share(w.Stale, w.Reads), Unit: "%",
			Better: "lower", Decimals: 2},
		{ID: "own_write_violations", Label: "Reads that miss the reader's own write", Value: float64(len(w.Own)),
			Unit: "reads", Better: "lower", Compare: "of " + say.Int(w.Reads) + " reads"},
		{ID: "write_p99_ms", Label: "99th percentile of a write", Value: quantile(w.WriteMs, 0.99), Unit: "ms",
			Better: "lower", Decimals: 1, Compare: floor},
		{ID: "primary_read_pct", Label: "Reads served by the primary", Value: share(w.ReadsAt, w.Reads), Unit: "%",
			Better: "lower", Decimals: 1},
		{ID: "lost_acked_writes", Label: "Confirmed writes lost", Value: lost, Unit: "writes", Better: "lower"},
		{ID: "lag_p50_ms", Label: "Median lag of the day", Value: quantile(lag, 0.5), Unit: "ms", Better: "lower",
			Decimals: 1},
		{ID: "lag_p95_ms", Label: "95th percentile of the day's lag", Value: quantile(lag, 0.95), Unit: "ms",
			Better: "lower", Decimals: 1},
		{ID: "monotonic_violations", Label: "Reads that go back in time", Value: float64(len(w.Monotonic)),
			Unit: "reads", Better: "lower"},
		{ID: "unlinearizable_keys", Label: "Records whose history is not linearizable", Value: float64(w.Broken),
			Unit: "records", Better: "lower"},
		{ID: "lost_own_reads", Label: "Reads that miss an own write the failover lost", Value: float64(w.OwnLost),
			Unit: "reads", Better: "lower"},
		{ID: "unavailable_s", Label: "No writes possible for", Value: down, Unit: "s", Better: "lower", Decimals: 2},
		{ID: "read_capacity", Label: "Read capacity of all replicas", Value: w.capacity(), Unit: "servers",
			Better: "higher", Decimals: 2, Compare: "of " + say.Int(p.Replicas)},
		{ID: "write_p50_ms", Label: "Median of a write", Value: quantile(w.WriteMs, 0.5), Unit: "ms", Better: "lower",
			Decimals: 1},
		{ID: "alone_write_pct", Label: "Writes answered without the replica waited for", Value: share(w.Alone, w.Tried),
			Unit: "%", Better: "lower", Decimals: 1},
		{ID: "failed_ops", Label: "Operations sent to a dead primary", Value: float64(w.Failed), Unit: "operations",
			Better: "lower"},
		{ID: "window_writes", Label: "Writes simulated one by one", Value: float64(w.Writes), Unit: "writes"},
		{ID: "backlog_writes", Label: "Received and not yet applied", Value: float64(stored), Unit: "writes",
			Better: "lower", Compare: whose},
		{ID: "send_lag_ms", Label: "Age of the newest write sent", Value: 1000 * lags.Sent, Unit: "ms", Better: "lower",
			Decimals: 1, Compare: whose},
		{ID: "receive_lag_ms", Label: "Age of the newest write received", Value: 1000 * lags.Received, Unit: "ms",
			Better: "lower", Decimals: 1, Compare: whose},
		{ID: "apply_lag_ms", Label: "Age of the newest write applied", Value: 1000 * lags.Applied, Unit: "ms",
			Better: "lower", Decimals: 1, Compare: whose},
	}, w.lacks)
}

// lacks says whether the window has no such number: the time of a write where none is confirmed, and the length of an
// outage that nobody ends.
func (w Window) lacks(m sims.Metric) bool {
	switch m.ID {
	case "write_p50_ms", "write_p99_ms":
		return len(w.WriteMs) == 0
	case "unavailable_s":
		return w.Fail != nil && w.Fail.Promoted < 0
	}
	return false
}

// atLast gives the lags and the backlog of one replica: the promoted one when the primary dies, else the one that is
// farthest behind at the end of the window, of equals the last.
func (w Window) atLast() (lags Lags, stored int64, whose string) {
	i, whose := len(w.Lags)-1, "of the replica that is farthest behind, at the end"
	for k, behind := range slices.Backward(w.Behind) {
		if behind > w.Behind[i] {
			i = k
		}
	}
	if w.Fail != nil {
		i, whose = w.Fail.Promoted, "of the promoted replica, when the primary dies"
	}
	if i < 0 {
		return Lags{}, 0, ""
	}
	return w.Lags[i], w.Stored[i], whose
}

// span24 prints milliseconds in the unit a reader would use.
func span24(v float64) string {
	switch {
	case v < 1000:
		return say.Short(v) + " ms"
	case v < 120_000:
		return say.Short(v/1000) + " s"
	case v < 7_200_000:
		return say.Number(v/60_000, 1) + " min"
	}
	return say.Number(v/3_600_000, 1) + " h"
}
