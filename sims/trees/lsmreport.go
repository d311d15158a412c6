package trees

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/trees/lsm"
)

const (
	luo      = "Luo and Carey, VLDB Journal 2020"
	bloomed  = "Bloom, CACM 1970"
	counting = "flushes counted in base T"
)

// lsmModel is the LSM tree.
var lsmModel = sims.Model[Params, lsmRun]{
	Knobs: lsmKnobs, Cost: lsmCost, Run: sims.Sure(runLSM), Takeaway: lsmTakeaway, Coach: lsmCoach, Metrics: lsmMetrics,
	Checks: lsmChecks,
	Figures: []sims.Picture[Params, lsmRun]{
		{ID: "levels", Draw: levelsFigure},
		{ID: "writes", Work: writesFigure},
		{ID: "bloom", Work: bloomFigure},
		comparing[lsmRun](),
	},
}

func lsmTakeaway(p Params, r lsmRun) string {
	if r.Tree.Flushes == 0 {
		return fmt.Sprintf("All %s writes fit in the memtable of %s MiB: nothing is on disk yet.",
			say.Int(p.N), say.Short(p.MemtableMB))
	}
	return fmt.Sprintf("%s writes became %s and %s%s. Each entry is written %s times, and a key that is not "+
		"there costs %s page reads.", say.Int(p.N), say.Count(r.Tree.Flushes, "flush"),
		say.Count(r.Tree.Runs(), "run"), r.moment(), times(r.writeAmplification()), say.Number(r.NoReads, 2))
}

func lsmCoach(p Params, r lsmRun) string {
	switch {
	case r.Tree.Flushes == 0:
		return "Nothing has been flushed. Make the memtable smaller, or write more rows, and watch the " +
			"levels appear."
	case p.Bits == 0:
		return fmt.Sprintf("Without a filter a key that is not there costs %s page reads. Give each key 10 "+
			"bits: how many are left? Say a number, then move it.", say.Number(r.NoReads, 2))
	case p.Policy == "leveled":
		return fmt.Sprintf("Leveled compaction writes each entry %s times and keeps %s runs on average. Choose "+
			"tiered: what falls, and what rises?", times(r.writeAmplification()), say.Number(r.Tree.MeanRuns(), 1))
	}
	return fmt.Sprintf("Tiered compaction keeps %s runs to ask on average and %d at most. Take the filters away: "+
		"what does a key that is not there cost then?", say.Number(r.Tree.MeanRuns(), 1), r.Tree.Most)
}

// luckyShare is the part of the mean number of runs below which the end of a run is called a lucky moment; above the
// mean over it, an unlucky one.
const luckyShare = 0.75

// moment says how the runs at the end stand to those of the whole run, where they are few or many by chance: lookups
// are measured at the end.
func (r lsmRun) moment() string {
	luck, runs, mean := "", float64(r.Tree.Runs()), r.Tree.MeanRuns()
	switch {
	case runs < luckyShare*mean:
		luck = "a lucky"
	case luckyShare*runs > mean:
		luck = "an unlucky"
	default:
		return ""
	}
	return fmt.Sprintf(", %s moment for lookups: there were %s on average", luck, say.Number(mean, 1))
}

// usedLevels is the number of levels that hold entries.
func (r lsmRun) usedLevels() int {
	n := 0
	for _, l := range r.Tree.Levels() {
		if l.Entries > 0 {
			n++
		}
	}
	return n
}

func (r lsmRun) falsePct() float64 { return percentOf(float64(r.Admitted), float64(r.Denied)) }

func lsmMetrics(p Params, r lsmRun) []sims.Metric {
	stored := float64(r.stored())
	onDisk := math.Ceil(stored * float64(p.rowBytes()) / float64(p.pageBytes()))
	live := 100.0
	if stored > 0 {
		live = min(100, 100*float64(r.Live)/stored)
	}
	return []sims.Metric{
		{ID: "write_amplification", Label: "Times an entry is written", Value: r.writeAmplification(), Unit: "×",
			Better: "lower", Decimals: 2, Compare: fmt.Sprintf("bound T × levels = %d", p.Ratio*len(r.Tree.Levels()))},
		{ID: "page_reads", Label: "Pages of a cold lookup", Value: r.HitReads, Unit: "pages", Better: "lower",
			Decimals: 3, Compare: "key there; fences and filters in memory"},
		{ID: "miss_page_reads", Label: "Pages of a key that is not there", Value: r.NoReads, Unit: "pages",
			Better: "lower", Decimals: 3},
		{ID: "false_positive_pct", Label: "Runs read in vain", Value: r.falsePct(), Unit: "%", Better: "lower",
			Decimals: 3, Compare: "theory " + say.Short(100*lsm.FalsePositive(p.Bits, lsm.Hashes(p.Bits))) + " %"},
		{ID: "probes", Label: "Runs asked by a lookup", Value: r.HitAsked, Unit: "runs", Better: "lower", Decimals: 2,
			Compare: fmt.Sprintf("of %s now; %s runs on average", say.Count(r.Tree.Runs(), "run"),
				say.Number(r.Tree.MeanRuns(), 1))},
		{ID: "height", Label: "Levels with entries", Value: float64(r.usedLevels()), Unit: "levels", Better: "lower"},
		{ID: "pages", Label: "Pages on disk", Value: onDisk, Unit: "pages", Better: "lower"},
		{ID: "fill_pct", Label: "Stored entries that are live, at most", Value: live, Unit: "%", Better: "higher",
			Decimals: 1, Compare: "the rest are old versions"},
		{ID: "range_reads", Label: fmt.Sprintf("Pages of a range of %d rows", rangeLength), Value: r.Ranged,
			Unit: "pages", Better: "lower", Decimals: 1},
		{ID: "runs", Label: "Runs on disk", Value: float64(r.Tree.Runs()), Unit: "runs", Better: "lower"},
		{ID: "runs_mean", Label: "Runs after a flush, on average", Value: r.Tree.MeanRuns(), Unit: "runs",
			Better: "lower", Decimals: 2},
		{ID: "runs_max", Label: "Runs after a flush, at most", Value: float64(r.Tree.Most), Unit: "runs",
			Better: "lower"},
		{ID: "flushes", Label: "Flushes", Value: float64(r.Tree.Flushes), Unit: "flushes"},
		{ID: "merges", Label: "Merges", Value: float64(r.Tree.Merges), Unit: "merges"},
		{ID: "filter_kib", Label: "Memory of the filters", Value: stored * p.Bits / 8 / 1024, Unit: "KiB",
			Better: "lower", Decimals: 1},
	}
}

// minFiltered is the smallest run whose filter is held against the formula, which takes bits for independent.
const minFiltered = 500

func lsmChecks(p Params, r lsmRun) []sims.Check {
	out := []sims.Check{sims.Within("oracle", fmt.Sprintf("Values that differ from the last one written, of %s",
		say.Int(lookups)), 0, float64(r.Wrong), 0, "keys", "map of all writes")}
	if r.Tree.Flushes == 0 {
		return out
	}
	if p.UpdatePct == 0 {
		want := r.Memtable * lsm.MemtablesWritten(r.Tree.Flushes, p.Ratio, p.policy())
		out = append(out, sims.Within("writes", "Entries written, by counting flushes as digits to base T",
			float64(want), float64(r.Tree.Written), 0, "entries", counting))
	}
	if most, mean := lsm.RunsKept(r.Tree.Flushes, p.Ratio, p.policy()); p.UpdatePct == 0 || p.Policy == "tiered" {
		out = append(out, sims.Within("runs", "Runs after a flush, on average, by the same digits", mean,
			r.Tree.MeanRuns(), 0, "runs", counting), sims.Within("most", "Runs after a flush, at most, by the "+
			"same digits", float64(most), float64(r.Tree.Most), 0, "runs", counting))
	}
	out = append(out, sims.AtMost("bound", "At most size ratio × levels", float64(p.Ratio*len(r.Tree.Levels())),
		r.writeAmplification(), "×", luo))
	if p.Bits > 0 && r.Smallest >= minFiltered {
		want := lsm.FalsePositive(p.Bits, lsm.Hashes(p.Bits))
		// Lookups ask the same absent keys again, so that fewer pairs of key and run than are counted are independent.
		// Four standard errors and four pairs, since few may be admitted, and one part in thirty for double hashing
		// and the rounding of bits.
		pairs := max(1, float64(r.Denied)/(1+lookups/float64(r.Live)))
		tolerance := 4*math.Sqrt(want*(1-want)/pairs) + 4/pairs + want/30
		out = append(out, sims.Within("bloom",
			fmt.Sprintf("Absent keys a filter admits: (1 − e^(−k/b))^k at b = %s bits, k = %d", say.Short(p.Bits),
				lsm.Hashes(p.Bits)), 100*want, r.falsePct(), 100*tolerance, "%", bloomed))
	}
	return out
}
