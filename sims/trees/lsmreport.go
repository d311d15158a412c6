package trees

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/lsm"
)

const (
	luo      = "Luo and Carey, VLDB Journal 2020"
	bloomed  = "Bloom, CACM 1970"
	counting = "flushes counted in base T"
)

func lsmReport(p Params) sims.Report {
	r := RunLSM(p)
	wa := r.writeAmplification()
	out := sims.Report{Metrics: lsmMetrics(p, r), Checks: lsmChecks(p, r), Later: []sims.Drawing{
		{ID: "levels", Make: func() figure.Figure { return levelsFigure(p, r) }},
		{ID: "writes", Make: func() figure.Figure { return writesFigure(p, r) }},
		{ID: "bloom", Make: func() figure.Figure { return bloomFigure(p, r) }},
	}}
	out.Takeaway = fmt.Sprintf("%s writes became %s and %s. Each entry is written %s times, and a key that is not "+
		"there costs %s page reads.", whole(float64(p.N)), say.Count(r.Tree.Flushes, "flush"),
		say.Count(r.Tree.Runs(), "run"), times(wa), say.Number(r.NoReads, 2))
	switch {
	case r.Tree.Flushes == 0:
		out.Takeaway = fmt.Sprintf("All %s writes fit in the memtable of %s MiB: nothing is on disk yet.",
			whole(float64(p.N)), say.Short(p.MemtableMB))
		out.Coach = "Nothing has been flushed. Make the memtable smaller, or write more rows, and watch the " +
			"levels appear."
	case p.Bits == 0:
		out.Coach = fmt.Sprintf("Without a filter a key that is not there costs %s page reads. Give each key 10 "+
			"bits: how many are left? Say a number, then move it.", say.Number(r.NoReads, 2))
	case p.Policy == "leveled":
		out.Coach = fmt.Sprintf("Leveled compaction writes each entry %s times and leaves %s. Choose tiered: what "+
			"falls, and what rises?", times(wa), say.Count(r.Tree.Runs(), "run"))
	default:
		out.Coach = fmt.Sprintf("Tiered compaction leaves %s to ask. Take the filters away: what does a key that is "+
			"not there cost then?", say.Count(r.Tree.Runs(), "run"))
	}
	return out
}

// usedLevels is the number of levels that hold entries.
func (r LSMRun) usedLevels() int {
	n := 0
	for _, l := range r.Tree.Levels() {
		if l.Entries > 0 {
			n++
		}
	}
	return n
}

func (r LSMRun) falsePct() float64 { return percentOf(float64(r.Admitted), float64(r.Denied)) }

func lsmMetrics(p Params, r LSMRun) []sims.Metric {
	stored := float64(r.stored())
	onDisk := math.Ceil(stored * float64(p.rowBytes()) / float64(p.pageBytes()))
	live := 100.0
	if stored > 0 {
		live = math.Min(100, 100*float64(r.Live)/stored)
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
			Compare: fmt.Sprintf("of %d", r.Tree.Runs())},
		{ID: "height", Label: "Levels with entries", Value: float64(r.usedLevels()), Unit: "levels", Better: "lower"},
		{ID: "pages", Label: "Pages on disk", Value: onDisk, Unit: "pages", Better: "lower"},
		{ID: "fill_pct", Label: "Stored entries that are live, at most", Value: live, Unit: "%", Better: "higher",
			Decimals: 1, Compare: "the rest are old versions"},
		{ID: "range_reads", Label: fmt.Sprintf("Pages of a range of %d rows", rangeLength), Value: r.Ranged,
			Unit: "pages", Better: "lower", Decimals: 1},
		{ID: "runs", Label: "Runs on disk", Value: float64(r.Tree.Runs()), Unit: "runs", Better: "lower"},
		{ID: "flushes", Label: "Flushes", Value: float64(r.Tree.Flushes), Unit: "flushes"},
		{ID: "merges", Label: "Merges", Value: float64(r.Tree.Merges), Unit: "merges"},
		{ID: "filter_kib", Label: "Memory of the filters", Value: stored * p.Bits / 8 / 1024, Unit: "KiB",
			Better: "lower", Decimals: 1},
	}
}

// minFiltered is the smallest run whose filter is held against the formula, which takes bits for independent.
const minFiltered = 500

func lsmChecks(p Params, r LSMRun) []sims.Check {
	out := []sims.Check{sims.Within("oracle", fmt.Sprintf("Values that differ from the last one written, of %s",
		whole(lookups)), 0, float64(r.Wrong), 0, "keys", "map of all writes")}
	if r.Tree.Flushes == 0 {
		return out
	}
	if p.UpdatePct == 0 {
		want := r.Memtable * lsm.MemtablesWritten(r.Tree.Flushes, p.Ratio, p.policy())
		out = append(out, sims.Within("writes", "Entries written, by counting flushes as digits to base T",
			float64(want), float64(r.Tree.Written), 0, "entries", counting))
	}
	out = append(out, sims.AtMost("bound", "At most size ratio × levels", float64(p.Ratio*len(r.Tree.Levels())),
		r.writeAmplification(), "×", luo))
	if p.Bits > 0 && r.Smallest >= minFiltered {
		want := lsm.FalsePositive(p.Bits, lsm.Hashes(p.Bits))
		// Four standard errors of the lookups, and one part in thirty for double hashing and the rounding of bits.
		tolerance := 4*math.Sqrt(want*(1-want)/float64(max(r.Denied, 1))) + want/30
		out = append(out, sims.Within("bloom",
			fmt.Sprintf("Absent keys a filter admits: (1 − e^(−k/b))^k at b = %s bits, k = %d", say.Short(p.Bits),
				lsm.Hashes(p.Bits)), 100*want, r.falsePct(), 100*tolerance, "%", bloomed))
	}
	return out
}

// levelsFigure draws what lies on each level.
func levelsFigure(p Params, r LSMRun) figure.Figure {
	levels := r.Tree.Levels()
	bars := &figure.Bars{Unit: "entries"}
	data := &figure.Table{Columns: []figure.Column{{Label: "Level"}, {Label: "Entries", Numeric: true, Strong: true},
		{Label: "Room", Numeric: true}, {Label: "Runs", Numeric: true}, {Label: "Entries written to it",
			Numeric: true}}}
	inMemory := p.N
	for _, l := range levels {
		inMemory -= l.Entries
	}
	if p.UpdatePct == 0 {
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: figure.Identity{Name: "memtable", Hue: figure.Orange,
			Shape: figure.Square}, Value: float64(inMemory), Note: "in memory"})
	}
	fullest := 0
	for i, l := range levels {
		name := fmt.Sprintf("level %d", i+1)
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: figure.Identity{Name: name, Hue: figure.Blue,
			Shape: figure.Disc}, Value: float64(l.Entries), Note: say.Count(l.Runs, "run")})
		data.Rows = append(data.Rows, []string{name, whole(float64(l.Entries)), whole(float64(l.Room)),
			fmt.Sprint(l.Runs), whole(float64(l.Written))})
		if l.Entries > levels[fullest].Entries {
			fullest = i
		}
	}
	f := figure.Figure{ID: "levels", Title: "Entries on each level", Bars: bars, Data: data,
		Takeaway: "Everything is still in the memtable.",
		Caption: fmt.Sprintf("After %s writes of %d B, with a memtable of %s. Each level has room for %d times "+
			"the one above.", whole(float64(p.N)), p.rowBytes(), say.Count(r.Memtable, "entry"), p.Ratio),
		Alt: fmt.Sprintf("Bars of the entries on %s.", say.Count(len(levels), "level"))}
	if len(bars.Bars) == 0 {
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: figure.Identity{Name: "memtable", Hue: figure.Orange,
			Shape: figure.Square}, Value: float64(r.Live), Note: "in memory"})
	}
	if len(levels) > 0 {
		f.Takeaway = fmt.Sprintf("Level %d holds %s of what is on disk, in %s.", fullest+1,
			percent(percentOf(float64(levels[fullest].Entries), float64(r.stored()))),
			say.Count(levels[fullest].Runs, "run"))
	}
	return f
}

// ratios are the size ratios of the writes figure, each with the flushes of a full odometer: ratio^levels.
var ratios = []struct{ ratio, levels int }{{2, 8}, {3, 5}, {4, 4}, {6, 3}, {8, 2}, {10, 2}, {14, 2}, {20, 2}}

// writesFigure measures how often an entry is written on each level it passes, for several size ratios.
func writesFigure(p Params, r LSMRun) figure.Figure {
	const memtable = 8
	leveled := figure.Series{Identity: figure.Identity{Name: "leveled", Hue: figure.Blue, Shape: figure.Disc},
		Dots: true}
	tiered := figure.Series{Identity: figure.Identity{Name: "tiered", Hue: figure.Orange, Shape: figure.Square},
		Dots: true}
	lawL := figure.Series{Identity: figure.Identity{Name: "(T − 1)/2", Hue: figure.Grey}, Theory: true}
	lawT := figure.Series{Identity: figure.Identity{Name: "(T − 1)/T", Hue: figure.Grey}, Theory: true}
	bound := figure.Series{Identity: figure.Identity{Name: "bound T", Hue: figure.Vermillion, Dash: "6 4"}}
	agree := 0
	for _, x := range ratios {
		t := float64(x.ratio)
		for _, policy := range []lsm.Policy{lsm.Leveled, lsm.Tiered} {
			tree := lsm.New(lsm.Config{Memtable: memtable, Ratio: x.ratio, Policy: policy})
			for k := range memtable * int(math.Round(math.Pow(t, float64(x.levels)))) {
				tree.Put(model.Mix64(uint64(k)), 0)
			}
			// the last level was written once so far
			each := (float64(tree.Written)/float64(tree.Taken) - 1) / float64(x.levels)
			line, law := &leveled, &lawL
			if policy == lsm.Tiered {
				line, law = &tiered, &lawT
			}
			want := lsm.LevelWrites(x.ratio, policy)
			line.X, line.Y = append(line.X, t), append(line.Y, each)
			law.X, law.Y = append(law.X, t), append(law.Y, want)
			if math.Abs(each-want) < 1e-9 {
				agree++
			}
		}
		bound.X, bound.Y = append(bound.X, t), append(bound.Y, t)
	}
	at := lsm.LevelWrites(p.Ratio, p.policy())
	return figure.Figure{ID: "writes", Title: "Writes of an entry on each level against the size ratio",
		Takeaway: fmt.Sprintf("At size ratio %d an entry is written %s times a level leveled and %s tiered. T × "+
			"levels, often quoted, is a bound: the mean is half of it.", p.Ratio,
			say.Number(lsm.LevelWrites(p.Ratio, lsm.Leveled), 1),
			say.Number(lsm.LevelWrites(p.Ratio, lsm.Tiered), 2)),
		Caption: fmt.Sprintf("Trees of T^L flushes, the first write not counted. This run: %s writes an entry in all.",
			times(r.writeAmplification())),
		Alt: "Writes on each level against the size ratio: leveled rises as half of it, tiered stays below one.",
		Badge: &figure.Badge{OK: agree == 2*len(ratios), Text: fmt.Sprintf("%d of %d points on the line", agree,
			2*len(ratios))},
		Chart: &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "size ratio T"},
			Y: figure.Axis{Label: "writes a level", Unit: "×"}, Series: []figure.Series{lawL, lawT, bound,
				leveled, tiered},
			Marks: []figure.Mark{{Label: "this ratio", Shape: figure.Circle, X: float64(p.Ratio), Y: at}}}}
}

// bloomFigure measures filters of several sizes.
func bloomFigure(p Params, r LSMRun) figure.Figure {
	const keys, trials = 4_000, 12_000
	measured := figure.Series{Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc},
		Dots: true}
	law := figure.Series{Identity: figure.Identity{Name: "(1 − e^(−k/b))^k", Hue: figure.Grey}, Theory: true}
	rng := model.Stream(p.Seed, "filters")
	for _, bits := range []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12} {
		f := lsm.NewBloom(keys, bits)
		for range keys {
			f.Add(rng.Uint64())
		}
		wrong := 0
		for range trials {
			if f.MayHold(rng.Uint64()) {
				wrong++
			}
		}
		law.X, law.Y = append(law.X, bits), append(law.Y, 100*lsm.FalsePositive(bits, lsm.Hashes(bits)))
		if wrong > 0 { // none in so many trials has no place on a log axis
			measured.X, measured.Y = append(measured.X, bits), append(measured.Y, percentOf(float64(wrong), trials))
		}
	}
	f := figure.Figure{ID: "bloom", Title: "Absent keys that a Bloom filter admits", Panel: true,
		Takeaway: "10 bits a key admit 0.82 % of absent keys, whatever the size of the keys.",
		Caption: fmt.Sprintf("%s trials on filters of %s keys with k = b·ln 2 hash functions, rounded.", whole(trials),
			whole(keys)),
		Alt: "False positives against bits a key on a log scale: measured dots along a falling line.",
		Chart: &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "bits a key"},
			Y: figure.Axis{Label: "admitted", Unit: "%", Log: true}, Series: []figure.Series{law, measured}}}
	if p.Bits > 0 && r.Admitted > 0 {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: p.Bits, Y: r.falsePct()}}
	}
	return f
}
