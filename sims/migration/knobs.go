package migration

import "tradeofflab/sims"

// storyPlan is the plan as the scaling story tells it: it never copies what was there before.
const storyPlan = "0:dual_write;3:shadow_read;6:ramp=10;8:ramp=50;10:flip;14:decommission"

// storySteps is the most moments that the story of a run can have.
const storySteps = fewLooks + mostEntries + mostEntries + 8

// defaults are the knobs of a run that sets none.
var defaults = Params{Part: runPart, Mechanism: dual, Send: "sequential", Form: "change", Delivery: "in_order",
	WriteRate: 1000, ReadsPer: 9, Keys: 100_000_000, Zipf: 0.9, DeletePct: 1, Kind: "update", StoreMs: 5, LoadPct: 40,
	CrashPerDay: 10, Versions: true, BackfillRate: 5000, Rule: "if_newer", GapMs: 1000, RelayMs: 500,
	CatchUp: 5, DuplicatePct: 0.1, Compare: "keys", ComparePct: 1, OutageAtDay: 4, BugAtDay: 2, Follow: 4000, U: 0.1,
	Trials: 100_000, Seed: 1}

// sendKnobs are those that all parts have.
func sendKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Choice(&p.Send, "send", "The two writes go out", "sequential", "parallel").
			Labelled("Sequential: the new store is asked when the old one has answered.", "one after the other",
				"at once"),
		sims.Bool(&p.Versions, "versions", "Rows carry a version").
			With("", "On: an older version never replaces a newer one, and a deleted row leaves a tombstone."),
	}
}

func orderKnobs(p *Params) []sims.Knob {
	return append(sendKnobs(p),
		sims.Float(&p.U, "u", "Rate of the key × mean latency", 0.001, 5, 0.001).LogScale().
			With("", "20 writes a second to one key and 5 ms make 0.1."),
		sims.Int(&p.Trials, "trials", "Repetitions", 1000, 500_000).LogScale(),
		sims.Seed(&p.Seed))
}

func runKnobs(p *Params) []sims.Knob {
	out := append(planKnobs(p), sendKnobs(p)...)
	out = append(append(out, copyKnobs(p)...), loadKnobs(p)...)
	return append(append(out, faultKnobs(p)...), sims.Seed(&p.Seed), sims.Step(&p.Step, storySteps))
}

func planKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Parsed(&p.Plan, "plan", "Plan", storyPlan, 1200, parsePlan).
			With("", "DAY:PHASE;DAY:PHASE … Phases: dual_write, backfill, shadow_read, ramp=PERCENT, flip, reverse, "+
				"pause, repair, rollback, decommission."),
		sims.Choice(&p.Mechanism, "mechanism", "Changes reach the new store by", noFeed, dual, outbox, cdc).
			Labelled("From dual_write on. Outbox: a second row in the same transaction. Log: change data capture.",
				"nothing", "a second write of the application", "an outbox", "the log of the old store"),
		sims.Choice(&p.Form, "dual_form", "The application writes", "change", "row").
			Labelled("An UPDATE finds nothing where the row is not there. Log and outbox carry the whole row.",
				"only what changes", "the whole row"),
		sims.Choice(&p.Delivery, "delivery", "Log and outbox deliver", "in_order", "any_order").
			Labelled("In any order: several workers, each change late by chance.", "in order", "in any order"),
		sims.Float(&p.RelayMs, "relay_ms", "Log and outbox take", 0, 5000, 10).
			With("ms", "From commit to delivery."),
		sims.Float(&p.DuplicatePct, "duplicate_pct", "Deliveries that come twice", 0, 10, 0.1).
			With("%", "Of log and outbox: both deliver at least once unless exactly-once is switched on."),
		sims.Float(&p.CatchUp, "catch_up", "After an outage they deliver", 1.1, 100, 0.1).LogScale().
			With("× the writes", "Log and outbox work off what has waited, in order, at so many times the rate of "+
				"the writes."),
		sims.Float(&p.Hours, "hours", "Writes go on for", 0, 24*lastDay, 1).
			With("h", "0: until a day after the last entry of the plan."),
	}
}

func copyKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Float(&p.BackfillRate, "backfill_rate", "Rows copied", 10, 1e6, 10).LogScale().
			With("per s", "At most; with the reads and writes of before never above 95 % of the old store's "+
				"capacity. Comparisons and an outbox come on top, up to 99 %."),
		sims.Choice(&p.Rule, "backfill_rule", "A copied row is written", "overwrite", "if_absent", "if_newer").
			Labelled("If newer needs versions; without them it overwrites.", "always", "where there is none",
				"where it is newer"),
		sims.Bool(&p.Watermark, "watermark", "Copies go through the log").
			With("", "Only with the log: a row that changes between reading and writing its chunk is left out."),
		sims.Float(&p.GapMs, "gap_ms", "From reading a chunk to writing it", 0, 60_000, 10).With("ms", ""),
		sims.Choice(&p.Compare, "compare", "Comparisons", "off", "keys", "reads").
			Labelled("From shadow_read on. Rows: drawn evenly. Reads: as the application reads, so cold rows are "+
				"hardly met; the old store is not read for them again.",
				"none", "of rows", "of reads"),
		sims.Float(&p.ComparePct, "compare_pct", "Share compared", 0, 100, 0.01).
			With("% a day", "Of the rows, or of the reads."),
		sims.Int(&p.CompareN, "compare_n", "Comparisons", 0, 10_000_000).
			With("a day", "0: by the share."),
		sims.Int(&p.Follow, "follow", "Rows followed one by one", 1000, 200_000).LogScale().
			With("", "The busiest, a sample of the others, and samples of rows that a copy or a rare loss meets."),
	}
}

func loadKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Int(&p.Keys, "keys", "Rows before the plan", 1000, 1_000_000_000).LogScale(),
		sims.Float(&p.WriteRate, "write_rate", "Writes", 1, 10_000, 1).LogScale().With("per s", ""),
		sims.Float(&p.ReadsPer, "reads_per_write", "Reads for each write", 0, 100, 0.5).
			With("", "For the load of the old store and for comparisons of reads."),
		sims.Choice(&p.Kind, "kind", "Writes", "insert", "update").Labelled("",
			"make new rows", "go to rows there are"),
		sims.Float(&p.Zipf, "zipf", "Zipf exponent of the rows", 0, 1.4, 0.05).With("", "0: all are used alike."),
		sims.Float(&p.DeletePct, "delete_pct", "Writes that delete", 0, 20, 0.5).
			With("%", "The next write to the row makes it anew."),
		sims.Float(&p.StoreMs, "store_ms", "Response of a store", 0.1, 100, 0.1).LogScale().
			With("ms", "Mean of an exponential time, without the migration."),
		sims.Float(&p.LoadPct, "source_load_pct", "Load of the old store", 1, 90, 1).
			With("%", "By reads and writes, before the migration."),
	}
}

func faultKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Float(&p.CrashPerDay, "crash_per_day", "Crashes of the application", 0, 1000, 1).
			With("a day", "A second write that waits for the answer to the first is never sent."),
		sims.Float(&p.CrashBetween, "crash_between", "Second writes that fail", 0, 0.01, 0.0001).
			With("of 1", "Time-out or refusal, and nobody tries again."),
		sims.Float(&p.OutageMin, "outage_min", "Outage of the new store", 0, 600, 1).With("min", ""),
		sims.Float(&p.OutageAtDay, "outage_at_day", "The outage begins on day", 0, lastDay, 0.1),
		sims.Float(&p.DefectRate, "defect_rate", "Rows that a wrong transform spoils", 0, 0.1, 0.0001).
			With("of 1", "In the way to the new store, until the first repair after it began."),
		sims.Float(&p.BugAtDay, "bug_at_day", "The transform is wrong from day", 0, lastDay, 0.1),
		sims.Float(&p.JitterH, "fault_jitter_h", "Outage and wrong transform come later by up to", 0, 48, 1).
			With("h", "By the seed."),
	}
}
