package trees

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/lsm"
)

// levelsFigure draws what lies on each level.
func levelsFigure(p Params, r lsmRun) figure.Figure {
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
		data.Rows = append(data.Rows, []string{name, say.Int(l.Entries), say.Int(l.Room),
			fmt.Sprint(l.Runs), say.Int(l.Written)})
		if l.Entries > levels[fullest].Entries {
			fullest = i
		}
	}
	f := figure.Figure{ID: "levels", Title: "Entries on each level", Bars: bars, Data: data,
		Takeaway: "Everything is still in the memtable.",
		Caption: fmt.Sprintf("After %s writes of %d B, with a memtable of %s. Each level has room for %d times "+
			"the one above.", say.Int(p.N), p.rowBytes(), say.Count(r.Memtable, "entry"), p.Ratio),
		Alt: fmt.Sprintf("Bars of the entries on %s.", say.Count(len(levels), "level"))}
	if r.Tree.Flushes > 0 {
		f.Caption += fmt.Sprintf(" Counted after every flush, there were %s runs on average and %d at most.",
			say.Number(r.Tree.MeanRuns(), 1), r.Tree.Most)
	}
	if len(bars.Bars) == 0 {
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: figure.Identity{Name: "memtable", Hue: figure.Orange,
			Shape: figure.Square}, Value: float64(r.Live), Note: "in memory"})
	}
	if len(levels) > 0 {
		f.Takeaway = fmt.Sprintf("Level %d holds %s of what is on disk, in %s.", fullest+1,
			say.Percent(percentOf(float64(levels[fullest].Entries), float64(r.stored()))),
			say.Count(levels[fullest].Runs, "run"))
	}
	return f
}

// ratios are the size ratios of the writes figure, each with the flushes of a full odometer: ratio^levels.
var ratios = []struct{ ratio, levels int }{{2, 8}, {3, 5}, {4, 4}, {6, 3}, {8, 2}, {10, 2}, {14, 2}, {20, 2}}

// writesFigure measures how often an entry is written on each level it passes, for several size ratios.
func writesFigure(b *model.Budget, p Params, r lsmRun) figure.Figure {
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
			b.Spend(oneTreeSteps)
			tree := lsm.New(lsm.Config{Memtable: memtable, Ratio: x.ratio, Policy: policy})
			for k := range memtable * int(math.Round(calc.Pow(t, float64(x.levels)))) {
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
func bloomFigure(b *model.Budget, p Params, r lsmRun) figure.Figure {
	const keys, trials = 4_000, 12_000
	measured := figure.Series{Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc},
		Dots: true}
	law := figure.Series{Identity: figure.Identity{Name: "(1 − e^(−k/b))^k", Hue: figure.Grey}, Theory: true}
	rng := model.Stream(p.Seed, "filters")
	for _, bits := range []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12} {
		b.Spend((keys + trials) * bloomSteps)
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
		Caption: fmt.Sprintf("%s trials on filters of %s keys with k = b·ln 2 hash functions, rounded.",
			say.Int(trials),
			say.Int(keys)),
		Alt: "False positives against bits a key on a log scale: measured dots along a falling line.",
		Chart: &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "bits a key"},
			Y: figure.Axis{Label: "admitted", Unit: "%", Log: true}, Series: []figure.Series{law, measured}}}
	if p.Bits > 0 && r.Admitted > 0 {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: p.Bits, Y: r.falsePct()}}
	}
	return f
}
