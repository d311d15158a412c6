package trees

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/btree"
)

// fillFigure draws how full the leaves were while the tree grew.
func fillFigure(p Params, r btreeRun) figure.Figure {
	x, y := make([]float64, len(r.Sizes)), make([]float64, len(r.Sizes))
	for i, n := range r.Sizes {
		x[i], y[i] = float64(n), 100*r.Fills[i]
	}
	takeaway := fmt.Sprintf("Keys in %s order leave the leaves %s full; over the last doubling the fill went from %s "+
		"to %s.", orderWords[p.Order], say.Percent(100*r.Fill), say.Percent(100*r.Low), say.Percent(100*r.High))
	if r.Tree.Height() == 1 {
		takeaway = fmt.Sprintf("All %s fit in one leaf and fill %s of it.", say.Count(p.N, "row"),
			say.Percent(100*r.Tree.LeafFill()))
	}
	f := figure.Figure{ID: "fill", Title: "Leaf fill while the tree grows", Panel: true,
		Takeaway: takeaway,
		Caption: fmt.Sprintf("Entries over room of all leaves, measured at %s; pages of %s. Leaves that were split "+
			"together fill up nearly in step, so the fill swings as the tree doubles. The mean is that of the room a "+
			"row takes over the last doubling, each equal factor of growth counting alike.", say.Count(len(x), "size"),
			say.Count(p.fanout(), "entry")),
		Alt: fmt.Sprintf("Leaf fill in percent against rows on a log scale; the mean over the last "+
			"doubling is %s.", say.Percent(100*r.Fill)),
		Chart: &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "rows inserted", Log: true},
			Y: figure.Axis{Label: "leaf fill", Unit: "%", Min: min(40, math.Floor(1000*r.Low)/10), Max: 100},
			Series: []figure.Series{{Identity: figure.Identity{Hue: figure.Ink, Shape: figure.Disc, Name: "measured"},
				X: x, Y: y, Dots: true}}}}
	law, _, ok := fillLaw(p)
	if !ok {
		f.Chart.Thresholds = []figure.Threshold{{Label: "ln 2, 69.3 %: random keys", Value: 100 * math.Ln2}}
		return f
	}
	ends := []float64{x[0], x[len(x)-1]}
	if ends[0] == ends[1] {
		ends = ends[:1]
	}
	room := fillTolerance(p)
	points := say.Number(room, 1) + " points"
	line, below, above := flat(100*law, len(ends)), flat(100*law-room, len(ends)), flat(100*law+room, len(ends))
	f.Chart.Series = append([]figure.Series{{Identity: figure.Identity{Name: "theory " + say.Percent(100*law),
		Hue: figure.Grey}, X: ends, Y: line, Theory: true}}, f.Chart.Series...)
	f.Chart.Bands = []figure.Band{{Label: "theory ± " + points, X: ends, Low: below, High: above}}
	if settled(p) {
		within := 100*math.Abs(r.Fill-law) <= room
		f.Badge = &figure.Badge{OK: within, Text: fmt.Sprintf("mean of a doubling %s %s of theory",
			pick(within, "within", "outside"), points)}
	}
	return f
}

func flat(v float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// heightRows bounds the trees that the staircase figure grows.
const heightRows = 16_384

// heightFigure grows trees of several fan-outs and draws their height beside the least possible.
func heightFigure(b *model.Budget, p Params, _ btreeRun) figure.Figure {
	sizes := sampleSteps(16, min(p.N, heightRows), 2)
	f := figure.Figure{ID: "height", Title: "Levels against rows for several fan-outs",
		Caption: "Dots are trees grown in this run's order and split; grey steps are ⌈log_f n⌉, all pages full.",
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "rows", Log: true},
			Y: figure.Axis{Label: "levels", Unit: "levels"}}}
	keys := p.keys(sizes[len(sizes)-1])
	looks := []figure.Identity{{Hue: figure.Vermillion, Shape: figure.Triangle},
		{Hue: figure.Orange, Shape: figure.Square}, {Hue: figure.Blue, Shape: figure.Disc},
		{Hue: figure.Green, Shape: figure.Diamond}}
	said := ""
	for i, fanout := range []int{4, 16, 64, 256} {
		tree := btree.New(btree.Config{Fanout: fanout, RightEdge: p.Split == "right", Fill: p.RightFill / 100})
		b.Spend(len(keys) * grownSteps)
		looks[i].Name = fmt.Sprintf("fan-out %d", fanout)
		line := figure.Series{Identity: looks[i], Dots: true}
		at := 0
		for k, key := range keys {
			tree.Insert(key)
			if k+1 == sizes[at] {
				line.X, line.Y = append(line.X, float64(k+1)), append(line.Y, float64(tree.Height()))
				at++
			}
		}
		theory := figure.Series{Identity: figure.Identity{Name: fmt.Sprintf("least, fan-out %d", fanout),
			Hue: figure.Grey}, Theory: true}
		for _, n := range sampleSteps(16, sizes[len(sizes)-1], 12) {
			theory.X, theory.Y = append(theory.X, float64(n)), append(theory.Y, float64(btree.LeastHeight(n, fanout)))
		}
		f.Chart.Series = append(f.Chart.Series, theory, line)
		said += fmt.Sprintf("%s%d%s with fan-out %d", pick(i > 0, ", ", ""), tree.Height(), pick(i == 0, " levels", ""),
			fanout)
	}
	f.Takeaway = fmt.Sprintf("%s rows take %s.", say.Int(len(keys)), said)
	f.Alt = "Levels against rows on a log scale: staircases that rise slower the larger the fan-out. " + f.Takeaway
	return f
}

func levelName(i, height int) string {
	switch i {
	case height - 1:
		return "leaves"
	case 0:
		return "root"
	}
	return fmt.Sprintf("level %d", i+1)
}

// levelFigure draws where the reads of a lookup go, with the best any pool of this size could do.
func levelFigure(p Params, r btreeRun) figure.Figure {
	h := r.Tree.Height()
	names, at := make([]string, h), make([]float64, h)
	best, ones := make([]float64, h), flat(1, h)
	left := float64(p.PoolPages)
	data := &figure.Table{Columns: []figure.Column{{Label: "Level"}, {Label: "Pages", Numeric: true},
		{Label: "Fill", Unit: "%", Numeric: true},
		{Label: "Cold reads", Numeric: true}, {Label: "Reads with the pool", Numeric: true, Strong: true},
		{Label: "Upper levels held", Numeric: true}}}
	for i, l := range r.Levels {
		names[i], at[i] = levelName(i, h), float64(i)
		held := min(left, float64(l.Pages))
		best[i], left = 1-held/float64(l.Pages), left-held
		data.Rows = append(data.Rows, []string{names[i], say.Int(l.Pages), say.Number(100*l.Fill(), 1), "1",
			say.Number(r.LevelReads[i], 3), say.Number(best[i], 3)})
	}
	return figure.Figure{ID: "levels", Title: "Pages a lookup reads from disk, by level",
		Takeaway: fmt.Sprintf("A pool of %s turns %s of a lookup into %s.", say.Count(p.PoolPages, "page"),
			say.Count(h, "read"), say.Number(r.PoolReads, 2)),
		Caption: fmt.Sprintf("Mean of %s lookups of random keys; the pool drops the least recently used page. Best: "+
			"the pool holds whole levels from the root down.", say.Int(lookups)),
		Alt: fmt.Sprintf("Bars for %s: reads of a cold lookup, with the pool and at best.",
			say.Count(h, "level")),
		Data: data,
		Chart: &figure.Chart{Kind: figure.Bar, X: figure.Axis{Categories: names},
			Y: figure.Axis{Label: "reads", Unit: "pages", Max: 1.05},
			Series: []figure.Series{
				{Identity: figure.Identity{Name: "cold", Hue: figure.Grey, Shape: figure.Box}, X: at, Y: ones},
				{Identity: figure.Identity{Name: "with the pool", Hue: figure.Blue, Shape: figure.Disc}, X: at,
					Y: r.LevelReads, Values: true},
				{Identity: figure.Identity{Name: "best possible", Hue: figure.Green, Shape: figure.Diamond},
					X: at, Y: best},
			}}}
}

// widthFigure reckons the projected index for several key widths and page sizes.
func widthFigure(p Params, r btreeRun) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Key", Unit: "B", Numeric: true},
		{Label: "Page", Unit: "KiB", Numeric: true}, {Label: "Fan-out", Numeric: true},
		{Label: "Levels", Numeric: true, Strong: true}, {Label: "Pages above the leaves", Numeric: true},
		{Label: "Warm reads", Numeric: true, Strong: true}, {Label: "Size", Unit: "GB", Numeric: true}}}
	said := map[int]projection{}
	for _, key := range []int{4, 8, uuidBytes, 36} {
		for _, page := range []int{4, 8, 16} {
			fanout := page << 10 / (key + pointerBytes)
			big := project(float64(p.Rows), fanout, page<<10, r.Fill, float64(p.PoolMB<<20))
			inner := 0.0
			for _, pages := range big.Sizes[:len(big.Sizes)-1] {
				inner += pages
			}
			t.Rows = append(t.Rows, []string{fmt.Sprint(key), fmt.Sprint(page), say.Int(fanout),
				fmt.Sprint(len(big.Sizes)), say.Number(inner, 0), say.Number(big.PoolReads, 2),
				say.Number(big.Bytes/1e9, 1)})
			if page == 8 {
				said[key] = big
			}
		}
	}
	return figure.Figure{ID: "widths", Title: "The projected index by key and page", Table: t,
		Takeaway: fmt.Sprintf("On pages of 8 KiB a key of 8 B gives %s and %s warm reads, a UUID of 16 B %s and %s.",
			say.Count(len(said[8].Sizes), "level"), say.Number(said[8].PoolReads, 2),
			say.Count(len(said[uuidBytes].Sizes), "level"), say.Number(said[uuidBytes].PoolReads, 2)),
		Caption: fmt.Sprintf("%s rows, pages %s full as measured, %d MiB of memory that hold the levels from the "+
			"root down. 36 B is a UUID written as text.", say.Int(p.Rows), say.Percent(100*r.Fill), p.PoolMB),
		Alt: "A table of key width and page size with fan-out, levels, warm reads and size of the index."}
}

// reachFigure is the capacity table: what so many levels of full pages reach.
func reachFigure(p Params) figure.Figure {
	f, page := float64(p.fanout()), float64(p.pageBytes())
	t := &figure.Table{Columns: []figure.Column{{Label: "Levels", Numeric: true}, {Label: "Entries in the leaves",
		Numeric: true, Strong: true},
		{Label: "Leaf pages", Numeric: true}, {Label: "Size of the leaves"}, {Label: "If each entry leads to a page"}}}
	for level := 1; level <= 5; level++ {
		entries := calc.Pow(f, float64(level))
		t.Rows = append(t.Rows, []string{fmt.Sprint(level), say.Number(entries, 0), say.Number(entries/f, 0),
			bytes(entries / f * page), bytes(entries * page)})
	}
	return figure.Figure{ID: "reach", Title: "What a tree of full pages reaches", Table: t,
		Takeaway: fmt.Sprintf("Four levels of fan-out %s hold %s entries: %s of leaves, or %s if each entry leads to "+
			"one more page.", say.Number(f, 0), say.Number(calc.Pow(f, 4), 0), bytes(calc.Pow(f, 3)*page),
			bytes(calc.Pow(f, 4)*page)),
		Caption: fmt.Sprintf("Pages of %s, all full; 1 TB is 10¹² B. The textbook figure of 256 TB is 500⁴ × 4 KiB, "+
			"a page behind each of the entries of four levels.", kib(p.PageKB)),
		Alt: "A table of one to five levels with entries, leaf pages and sizes."}
}
