package migration

import (
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// pct is a share of all rows, in percent.
func (r Result) pct(rows, all float64) float64 { return 100 * (rows / math.Max(1, all)) }

// gate is what all rows are when the first reads go over, or when the plan ends without.
func (r Result) gate() look { return r.Looks[r.Line.look(min(r.Line.Cut, r.Line.Retire, r.Line.End))] }

// last is what all rows are when the writes end.
func (r Result) last() look { return r.Looks[len(r.Looks)-1] }

// early says whether reads go over while rows differ, or while nothing answers them.
func (r Result) early() bool {
	return r.Line.Cut <= r.Line.End && (r.gate().unready() > 0.5 || r.Line.isDown(r.Line.Cut))
}

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
	found = r.Seen.Found != never
	if r.Seen.Begun == never {
		return 0, found
	}
	until := min(r.Seen.Found, r.Line.Retire, r.Line.End)
	return 24 * daysOf(max(0, until-r.Seen.Begun)), found
}

// bugHours is the time from when a wrong transform can first spoil a row to the first comparison that meets one, or to
// the end; 0 where it spoils none.
func (r Result) bugHours() float64 {
	until := min(r.Seen.Spoilt, r.Line.Retire, r.Line.End)
	if r.Line.Bug == never || r.Line.bugBegins() >= until {
		return 0
	}
	return 24 * daysOf(until-r.Line.bugBegins())
}

// notFound is said beside a time to a detection that there was none of.
func notFound(found bool, hours float64) string {
	switch {
	case found:
		return ""
	case hours == 0:
		return "nothing to find"
	}
	return "not found until the end"
}

// readTimes is how often each row of the old store is read by copies and comparisons. A comparison of reads takes what
// the application has read.
func (r Result) readTimes(p Params) float64 {
	n := 0.0
	for _, s := range r.Line.Scans {
		n += s.done()
	}
	if p.Compare == "keys" {
		n += daysOf(max(0, min(r.Line.End, r.Line.Retire)-r.Line.Shadow)) * r.Seen.Each / float64(p.Keys)
	}
	return n
}

// wayBackDays is how long, after the last flip, the old store is there and gets every change.
func (r Result) wayBackDays() float64 {
	l := &r.Line
	if len(l.Spans) == 0 {
		return 0
	}
	s := l.Spans[len(l.Spans)-1]
	return daysOf(max(0, min(s.To, l.Retire, l.End)-max(s.From, l.Return)))
}

func metrics(p Params, r Result) []sims.Metric {
	rest, last, gate := r.Rest, r.last(), r.gate()
	delay, found := r.delayHours()
	atRest := func(id, label string, s state) sims.Metric {
		return r.rowsMetric(id, label, rest.sum(s, s), rest, p.sure(r) || s == wrong && p.DefectRate == 0)
	}
	share := func(id, label string, k look) sims.Metric {
		e := k.sum(missing, extra)
		all := math.Max(1, k.rows())
		return r.pctMetric(id, label, 100*e.Sum/all, 100*k.stray(e)/all)
	}
	seenPct := sims.Metric{ID: "mismatch_seen_pct", Label: "Comparisons that differ", Value: 100 * r.Seen.Share,
		Unit: "%", Decimals: decimals(100*r.Seen.Share, 100*math.Sqrt(r.Seen.Share/math.Max(1, r.Seen.Drawn)))}
	if seenPct.Compare = "rows that do " + say.Short(100*r.Seen.Truth) + " %"; !r.Seen.AtGate {
		seenPct.Compare = "nothing is compared when reads go over; " + seenPct.Compare
	}
	loss := r.rowsMetric("rollback_loss_rows", "Rows that a loss of the new store would cost", r.Loss.Rows, look{},
		r.Exact || len(r.Losses) == 0)
	earlier := r.pctMetric("missing_earlier_pct", "Earlier rows that are missing",
		100*r.Lacking.Sum/math.Max(1, r.Earlier.Sum), r.lackingStray())
	return []sims.Metric{
		atRest("missing_rows", "Rows missing", missing),
		share("mismatch_at_rest_pct", "Rows that differ at rest", rest),
		seenPct, loss,
		{ID: "added_p99_ms", Label: "Added to a write, 99th percentile", Value: r.Wait.Added(), Unit: "ms",
			Better: "lower", Decimals: 2},
		{ID: "days", Label: "Days to the end of the plan", Value: r.days(), Unit: "days", Better: "lower", Decimals: 1},
		earlier,
		{ID: "earlier_rows", Label: "Rows from before the plan at its end", Unit: "rows",
			Value: r.carried(r.Earlier.Sum, math.Sqrt(r.Earlier.Squares))},
		atRest("stale_rows", "Rows with another version", stale),
		atRest("extra_rows", "Rows that only the new store has", extra),
		atRest("wrong_rows", "Rows spoilt by the transform", wrong),
		share("mismatch_true_pct", "Rows that differ when the writes end", last),
		r.rowsMetric("gate_mismatch_rows", "Rows that differ when reads go over", gate.sum(behind, extra), gate,
			r.Exact),
		{ID: "cut_over_too_early", Label: "Reads went over while rows differed or the store was down",
			Value: model.Indicator(r.early()), Better: "lower"},
		{ID: "order_differs_pct", Label: "Changes that the stores take in another order",
			Value: r.Order.pct(), Unit: "%", Better: "lower", Decimals: decimals(r.Order.pct(), r.Order.stray()),
			Compare: "of those sent to both"},
		{ID: "lost_second_writes", Label: "Second writes lost", Value: rounded(r.lost()), Unit: "writes",
			Better: "lower"},
		{ID: "duplicates_applied", Label: "Duplicates applied", Value: estimated(r.Repeated), Unit: "writes",
			Better: "lower"},
		{ID: "detect_pct", Label: "A day of comparisons shows a difference", Value: 100 * r.Seen.Detected, Unit: "%",
			Better: "higher", Decimals: 1},
		{ID: "detection_delay_h", Label: "From the first difference to its detection", Value: delay, Unit: "h",
			Better: "lower", Decimals: decimals(delay, 0), Compare: notFound(found, delay)},
		{ID: "bug_found_h", Label: "From the wrong transform to the first spoilt row met", Value: r.bugHours(),
			Unit: "h", Better: "lower", Decimals: decimals(r.bugHours(), 0),
			Compare: notFound(r.Seen.Spoilt != never, r.bugHours())},
		{ID: "detected", Label: "A comparison has shown a difference", Value: model.Indicator(found)},
		{ID: "bug_found", Label: "A comparison has met a spoilt row",
			Value: model.Indicator(r.Seen.Spoilt != never)},
		{ID: "refused_writes", Label: "Writes refused by the new store", Value: rounded(r.Refused), Unit: "writes",
			Better: "lower"},
		{ID: "refused_reads", Label: "Reads refused by the new store", Value: rounded(r.RefusedReads), Unit: "reads",
			Better: "lower"},
		{ID: "way_back_days", Label: "Days after the last flip with a way back", Value: r.wayBackDays(), Unit: "days",
			Better: "higher", Decimals: 1},
		{ID: "raced_rows", Label: "Rows written beside a copy of them", Value: estimated(r.Races), Unit: "rows"},
		{ID: "extra_write_pct", Label: "Writes beyond those of the application", Value: r.Work.further(), Unit: "%",
			Better: "lower", Decimals: decimals(r.Work.further(), 0)},
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

// rowsMetric is a number of rows with the digits that it carries, beside its standard error or, where no followed row
// is one, how many there can be; sure says that none can.
func (r Result) rowsMetric(id, label string, e estimate, of look, sure bool) sims.Metric {
	stray := math.Sqrt(e.Squares)
	if of.rows() > 0 {
		stray = of.stray(e)
	}
	m := sims.Metric{ID: id, Label: label, Value: r.carried(e.Sum, stray), Unit: "rows", Better: "lower"}
	switch {
	case m.Value > 0 && stray >= 1:
		m.Compare = "standard error " + say.Number(estimated(stray), 0)
	case m.Value == 0 && !sure:
		m.Compare = "fewer than " + say.Number(estimated(r.bound()), 0) + " (95 %)"
	}
	return m
}

// pctMetric is a share of rows with the digits that it carries.
func (r Result) pctMetric(id, label string, v, stray float64) sims.Metric {
	n := decimals(v, stray)
	unit := calc.Pow(10, float64(n))
	return sims.Metric{ID: id, Label: label, Value: math.Round(v*unit) / unit, Unit: "%", Better: "lower", Decimals: n}
}

// lackingStray is the standard error of the share of earlier rows that are missing, in percent.
func (r Result) lackingStray() float64 {
	all := math.Max(1, r.Earlier.Sum)
	return 100 * math.Sqrt(r.Lacking.Squares*math.Max(0, 1-r.Lacking.Sum/all)) / all
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
