package migration

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalDays  = 14.0
	goalAdded = 5.0
	goalLoss  = 1000.0
	goalReads = 3.0
	goalFound = 24.0
	goalBack  = 2.0
	noneAtAll = 1000.0 // stands for never among days and hours
)

// challenge asks for a whole migration through an outage and a wrong transform.
var challenge = &sims.Challenge{
	Text: "100 million rows, 1,000 writes a second. On day 2, or up to 12 h later, the transform begins to spoil one " +
		"row in 2,000; on day 4, or up to 12 h later, the new store is down for 2 h. Choose plan, way of sending, " +
		"copy and comparisons so that on hidden seeds every goal holds.",
	Goals: []string{
		"all reads and writes are at the new store, and the old one is retired, within 14 days",
		"after the last flip every change goes back to the old store for at least 2 days",
		"no followed row differs at rest",
		"no read goes over while followed rows differ or the new store is down",
		"no read or write is refused",
		"a write takes at most 5 ms longer at the 99th percentile",
		"a loss of the new store would cost at most 1,000 rows until the old one is retired",
		"comparisons meet a spoilt row within 24 h of the wrong transform",
		"each row is read at most 3 times to copy and compare",
	},
	Preset: url.Values{"part": {"run"}, "plan": {storyPlan}, "mechanism": {dual}, "send": {"sequential"},
		"keys": {"100000000"}, "write_rate": {"1000"}, "reads_per_write": {"9"}, "zipf": {"0.9"}, "delete_pct": {"1"},
		"kind": {"update"}, "store_ms": {"5"}, "source_load_pct": {"40"}, "crash_per_day": {"10"},
		"crash_between": {"0"}, "defect_rate": {"0.0005"}, "bug_at_day": {"2"}, "outage_at_day": {"4"},
		"outage_min": {"120"}, "fault_jitter_h": {"12"}, "relay_ms": {"500"}, "duplicate_pct": {"0.1"}, "hours": {"0"},
		"follow": {"20000"}, "dual_form": {"change"}, "gap_ms": {"1000"}},
	Fixed: []string{"part", "keys", "write_rate", "reads_per_write", "zipf", "delete_pct", "kind", "store_ms",
		"source_load_pct", "crash_per_day", "crash_between", "defect_rate", "bug_at_day", "outage_at_day", "outage_min",
		"fault_jitter_h", "relay_ms", "duplicate_pct", "hours", "follow", "gap_ms"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		late := value("days")
		if value("retired") == 0 {
			late = noneAtAll
		}
		found := value("bug_found_h")
		if value("bug_found") == 0 {
			found = noneAtAll
		}
		return []sims.Check{
			sims.AtMost("days", "days until the old store is retired, 1,000 for never", goalDays, late, "days",
				"challenge"),
			sims.AtMost("back", "days without a way back of the 2 after the flip", 0,
				max(0, goalBack-value("way_back_days")), "days",
				"challenge"),
			sims.AtMost("refused", "reads and writes refused", 0, value("refused_writes")+value("refused_reads"), "",
				"challenge"),
			sims.AtMost("rest", "rows that differ at rest", 0, value("mismatch_at_rest_pct"), "%", "challenge"),
			sims.AtMost("early", "reads went over too early", 0, value("cut_over_too_early"), "", "challenge"),
			sims.AtMost("added", "added to a write, 99th percentile", goalAdded, value("added_p99_ms"), "ms",
				"challenge"),
			sims.AtMost("loss", "rows lost with the new store", goalLoss, value("rollback_loss_rows"), "rows",
				"challenge"),
			sims.AtMost("found", "hours until a comparison meets a spoilt row", goalFound, found, "h",
				"challenge"),
			sims.AtMost("reads", "times each row is read", goalReads, value("rows_read_x"), "×", "challenge"),
		}
	},
}

// reference is a plan that meets every goal of the challenge.
const reference = "0:dual_write;0.2:shadow_read;0.5:backfill;5:repair;7:ramp=10;8:ramp=100;9:flip;9:reverse;" +
	"13:decommission"
