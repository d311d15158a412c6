package migration

import (
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// pct is a share of all rows, in percent.
func (r Result) pct(rows, all float64) float64 { return 100 * (rows / math.Max(1, all)) }

// atRest is what all rows are after the last write has arrived.
func (r Result) atRest() look { return look{Count: r.Rest} }

// gate is what all rows are when the first reads go over, or when the plan ends without.
func (r Result) gate() look { return r.Looks[r.Line.look(min(r.Line.Cut, r.Line.Retire, r.Line.End))] }

// last is what all rows are when the writes end.
func (r Result) last() look { return r.Looks[len(r.Looks)-1] }

// early says whether reads go over while rows differ for good.
func (r Result) early() bool { return r.Line.Cut <= r.Line.End && r.gate().differs() > 0.5 }

// days is how long the migration takes: to the last entry of the plan, or to the end of the last copy.
func (r Result) days() float64 {
	e := r.Line.Entries
	d := e[len(e)-1].Day
	for _, s := range r.Line.Scans {
		if s.done() >= 1 {
			d = math.Max(d, daysOf(s.ends()))
		}
	}
	return d
}

// copyHours is how long the first copy takes, pauses included; 0 where none gets to the end.
func (r Result) copyHours() float64 {
	if len(r.Line.Scans) == 0 || r.Line.Scans[0].done() < 1 {
		return 0
	}
	return 24 * daysOf(r.Line.Scans[0].ends()-r.Line.Scans[0].begins())
}

// delayHours is the time from the first row that differs to the first comparison that shows one, or to the end.
func (r Result) delayHours() (hours float64, found bool) {
	if r.Seen.Begun == never {
		return 0, r.Seen.Found != never
	}
	until := min(r.Seen.Found, r.Line.Retire, r.Line.End)
	return 24 * daysOf(max(0, until-r.Seen.Begun)), r.Seen.Found != never
}

// bugHours is the time from when the transform goes wrong to the first comparison that meets a spoilt row, or to the
// end; 0 where it does not go wrong.
func (r Result) bugHours() float64 {
	until := min(r.Seen.Spoilt, r.Line.Retire, r.Line.End)
	if r.Line.Bug >= until {
		return 0
	}
	return 24 * daysOf(until-r.Line.Bug)
}

// readTimes is how often each row is read by copies and comparisons.
func (r Result) readTimes(p Params) float64 {
	n := 0.0
	for _, s := range r.Line.Scans {
		n += s.done()
	}
	compared := daysOf(max(0, min(r.Line.End, r.Line.Retire)-r.Line.Shadow)) * r.Seen.Each / float64(p.Keys)
	return n + compared
}

func metrics(p Params, r Result) []sims.Metric {
	rest := r.atRest()
	all := math.Max(1, rest.rows())
	delay, found := r.delayHours()
	extraPct := 100 * (r.Work.Second + r.Work.Outbox + r.Work.Copied + r.Work.Back) / math.Max(1, r.Work.Live)
	return []sims.Metric{
		{ID: "missing_rows", Label: "Rows missing", Value: rounded(rest.Count[missing]), Unit: "rows", Better: "lower"},
		{ID: "mismatch_at_rest_pct", Label: "Rows that differ at rest", Value: r.pct(rest.differs(), all), Unit: "%",
			Better: "lower", Decimals: 3},
		{ID: "mismatch_seen_pct", Label: "Comparisons that differ", Value: 100 * r.Seen.Share, Unit: "%",
			Decimals: 3, Compare: "rows that do " + say.Short(100*r.Seen.Truth) + " %"},
		{ID: "rollback_loss_rows", Label: "Rows lost on the way back", Value: rounded(r.Loss), Unit: "rows",
			Better: "lower"},
		{ID: "added_p99_ms", Label: "Added to a write, 99th percentile", Value: r.Wait.Added(), Unit: "ms",
			Better: "lower", Decimals: 2},
		{ID: "days", Label: "Days to the end of the plan", Value: r.days(), Unit: "days", Better: "lower", Decimals: 1},
		{ID: "missing_earlier_pct", Label: "Earlier rows that are missing", Value: r.pct(r.Lacking, r.Earlier),
			Unit: "%", Better: "lower", Decimals: 2},
		{ID: "earlier_rows", Label: "Rows from before the plan at its end", Value: rounded(r.Earlier), Unit: "rows"},
		{ID: "stale_rows", Label: "Rows with another version", Value: rounded(rest.Count[stale]), Unit: "rows",
			Better: "lower"},
		{ID: "extra_rows", Label: "Rows that were deleted and are back", Value: rounded(rest.Count[extra]),
			Unit: "rows", Better: "lower"},
		{ID: "wrong_rows", Label: "Rows spoilt by the transform", Value: rounded(rest.Count[wrong]), Unit: "rows",
			Better: "lower"},
		{ID: "mismatch_true_pct", Label: "Rows that differ when the writes end",
			Value: r.pct(r.last().differs(), r.last().rows()), Unit: "%", Better: "lower", Decimals: 3},
		{ID: "gate_mismatch_rows", Label: "Rows that differ when reads go over", Value: rounded(r.gate().differs()),
			Unit: "rows", Better: "lower"},
		{ID: "cut_over_too_early", Label: "Reads went over while rows differed", Value: model.Indicator(r.early()),
			Better: "lower"},
		{ID: "order_differs_pct", Label: "Writes taken in another order",
			Value: r.pct(r.Inverted, r.Writes), Unit: "%", Better: "lower", Decimals: 4},
		{ID: "lost_second_writes", Label: "Second writes lost", Value: rounded(r.Lost), Unit: "writes",
			Better: "lower"},
		{ID: "duplicates_applied", Label: "Duplicates applied", Value: rounded(r.Repeated), Unit: "writes",
			Better: "lower"},
		{ID: "detect_pct", Label: "A day of comparisons shows a difference", Value: 100 * r.Seen.Detected, Unit: "%",
			Better: "higher", Decimals: 1},
		{ID: "detection_delay_h", Label: "From the first difference to its detection", Value: delay, Unit: "h",
			Better: "lower", Decimals: 1},
		{ID: "bug_found_h", Label: "From the first spoilt row to its detection", Value: r.bugHours(), Unit: "h",
			Better: "lower", Decimals: 1},
		{ID: "detected", Label: "A comparison has shown a difference", Value: model.Indicator(found)},
		{ID: "extra_write_pct", Label: "Writes beyond those of the application", Value: extraPct, Unit: "%",
			Better: "lower", Decimals: 1},
		{ID: "backfill_h", Label: "First copy of all rows", Value: r.copyHours(), Unit: "h", Better: "lower",
			Decimals: 2},
		{ID: "rows_read_x", Label: "Times each row is read to copy and compare", Value: r.readTimes(p), Unit: "×",
			Better: "lower", Decimals: 2},
		{ID: "source_busy_pct", Label: "Busiest load of the old store", Value: r.Wait.BusyPct, Unit: "%",
			Better: "lower", Decimals: 1},
		{ID: "retired", Label: "The old store is retired", Value: model.Indicator(r.Line.Retire <= r.Line.End)},
		{ID: "rows_followed", Label: "Rows followed one by one", Value: float64(r.Parts), Unit: "rows"},
	}
}

func orderMetrics(p Params, o Order) []sims.Metric {
	n := float64(max(1, o.Trials))
	return []sims.Metric{
		{ID: "order_differs_pct", Label: "The stores end in another order", Value: 100 * float64(o.Differ) / n,
			Unit: "%", Better: "lower", Decimals: 3, Compare: "theory " + say.Short(100*p.orderLaw()) + " %"},
		{ID: "mismatch_at_rest_pct", Label: "Keys that differ at rest", Value: 100 * float64(o.Mismatch) / n,
			Unit: "%", Better: "lower", Decimals: 3},
		{ID: "writes", Label: "Writes simulated", Value: float64(o.Writes), Unit: "writes"},
		{ID: "trials_run", Label: "Repetitions", Value: n},
	}
}

func rounded(v float64) float64 { return math.Round(math.Max(0, v)) }
