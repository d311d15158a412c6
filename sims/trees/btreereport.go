package trees

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/trees/btree"
)

const (
	bayer = "Bayer and McCreight, Acta Informatica 1972"
	yao   = "Yao, Acta Informatica 1978"
)

// btreeModel is the B+ tree.
var btreeModel = sims.Model[Params, btreeRun]{
	Knobs: btreeKnobs, Valid: validFanout, Cost: btreeCost, Run: sims.Sure(runBTree), Takeaway: btreeTakeaway,
	Coach: btreeCoach, Metrics: btreeMetrics, Checks: btreeChecks,
	Story: func(_ Params, r btreeRun) *sims.Story { return r.story },
	Figures: []sims.Picture[Params, btreeRun]{
		{ID: "tree", Draw: func(_ Params, r btreeRun) figure.Figure { return r.drawn }},
		{ID: sims.MotionID, If: hasMotion, Draw: motionFigure},
		{ID: "fill", Draw: fillFigure},
		{ID: "height", Work: heightFigure},
		{ID: "levels", Draw: levelFigure},
		{ID: "widths", Draw: widthFigure},
		{ID: "reach", Draw: func(p Params, _ btreeRun) figure.Figure { return reachFigure(p) }},
		comparing[btreeRun](),
	},
}

func btreeMetrics(p Params, r btreeRun) []sims.Metric {
	n, f := p.N, p.fanout()
	big, best := r.big, btree.ColdReads(r.sizes(), float64(p.PoolPages))
	return []sims.Metric{
		{ID: "height", Label: "Levels", Value: float64(r.Tree.Height()), Unit: "levels", Better: "lower",
			Compare: fmt.Sprintf("least possible %d", btree.LeastHeight(n, f))},
		{ID: "pages", Label: "Pages", Value: float64(r.Tree.Pages()), Unit: "pages", Better: "lower",
			Compare: fmt.Sprintf("least possible %s", say.Number(leastPages(n, f), 0))},
		{ID: "fill_pct", Label: "Leaf fill", Value: 100 * r.Fill, Unit: "%", Better: "higher", Decimals: 1,
			Compare: "mean room of a row over the last doubling"},
		{ID: "splits", Label: "Page splits", Value: float64(r.Tree.Splits), Unit: "splits", Better: "lower"},
		{ID: "page_reads", Label: "Pages of a cold lookup", Value: r.Visits, Unit: "pages", Better: "lower",
			Compare: "nothing in memory"},
		{ID: "pool_reads", Label: "Pages read with the pool", Value: r.PoolReads, Unit: "pages", Better: "lower",
			Decimals: 2, Compare: "upper levels held: " + say.Number(best, 2)},
		{ID: "write_amplification", Label: "Page bytes written for an entry byte", Value: r.writeAmplification(p),
			Unit: "×", Better: "lower", Decimals: 1, Compare: "through the pool, entries of " +
				bytes(float64(p.entryBytes()))},
		{ID: "probes", Label: "Keys compared by a lookup", Value: r.Compared, Unit: "keys", Better: "lower",
			Decimals: 1, Compare: "log₂ n = " + say.Number(calc.Log2(float64(n)), 1)},
		{ID: "fill_now_pct", Label: "Leaf fill at this size", Value: 100 * r.Tree.LeafFill(), Unit: "%",
			Better: "higher", Decimals: 1},
		{ID: "pool_hit_pct", Label: "Page visits the pool serves", Value: 100 * r.PoolHits, Unit: "%", Better: "higher",
			Decimals: 1},
		{ID: "range_reads", Label: fmt.Sprintf("Pages of a range of %d rows", rangeLength), Value: r.RangePages,
			Unit: "pages", Better: "lower", Decimals: 1},
		{ID: "fanout_used", Label: "Fan-out", Value: float64(f), Unit: "entries", Better: "higher"},
		{ID: "reach_tb", Label: "Reached by four levels of full pages, a page behind each pointer",
			Value: calc.Pow(float64(f), 4) * float64(p.pageBytes()) / 1e12, Unit: "TB", Decimals: 2},
		{ID: "projected_height", Label: "Levels of the projected index", Value: float64(len(big.Sizes)), Unit: "levels",
			Better: "lower"},
		{ID: "projected_pool_reads", Label: "Pages a warm lookup of it reads", Value: big.PoolReads, Unit: "pages",
			Better: "lower", Decimals: 3},
		{ID: "projected_gb", Label: "Size of the projected index", Value: big.Bytes / 1e9, Unit: "GB", Better: "lower",
			Decimals: 1},
		{ID: "projected_cold_kib", Label: "Read by a cold lookup of it", Value: big.ColdBytes / 1024, Unit: "KiB",
			Better: "lower"},
	}
}

// sizes is the pages of each level, root first.
func (r btreeRun) sizes() []float64 {
	out := make([]float64, len(r.Levels))
	for i, l := range r.Levels {
		out[i] = float64(l.Pages)
	}
	return out
}

// leastPages is the pages of a tree that is full.
func leastPages(n, fanout int) float64 {
	sum := 0.0
	for _, pages := range btree.Sizes(float64(n), float64(fanout)) {
		sum += pages
	}
	return sum
}

// mostHeight is the height of the tallest tree of n inserted keys: every page half full but the last of each level,
// which may hold one.
func mostHeight(n, fanout int) int {
	half := (fanout + 1) / 2
	height := 1
	for pages := (n-1)/half + 1; pages > 1; pages = (pages-1)/half + 1 {
		height++
	}
	return height
}

// fillLaw is the fill that theory expects of this order and split, and whether there is one.
func fillLaw(p Params) (fill float64, name string, ok bool) {
	f := p.fanout()
	half, full := float64((f+1)/2)/float64(f), float64(max(int(math.Round(p.RightFill/100*float64(f))), (f+1)/2))/
		float64(f)
	switch {
	case (p.Order == "random" || p.Order == "uuid4") && p.Split == "mid":
		return btree.RandomFill(f), "Random keys fill the leaves to ln 2 = 69.3 %", true
	case p.Order == "sequential" && p.Split == "mid":
		return half, "Ascending keys split in the middle leave half full leaves", true
	case p.Order == "sequential":
		return full, "Ascending keys split at the right edge leave leaves as full as they are kept", true
	}
	return 0, "", false
}

// fillTolerance is what the mean fill of 100 leaves or more may be off, in points. Of random keys 100,000 rows stray by
// 0.2 and fewer by more, as one over the root of their number: 300 rows in pages of three by up to 3.
func fillTolerance(p Params) float64 {
	if p.Order == "sequential" {
		return 1
	}
	return 1 + 60/math.Sqrt(float64(p.N))
}

// settled says that the tree has enough leaves for a law of large numbers.
func settled(p Params) bool { return p.N >= 100*p.fanout() }

func btreeChecks(p Params, r btreeRun) []sims.Check {
	n, f := p.N, p.fanout()
	least, most := btree.LeastHeight(n, f), mostHeight(n, f)
	if p.Order == "sequential" && p.Split == "right" && p.RightFill == 100 {
		most = least
	}
	faults := 0.0
	if r.Tree.Check() != nil {
		faults = 1
	}
	out := []sims.Check{
		sims.Within("height", "Height is ⌈log_f n⌉ when pages are full, and bounded when half full", float64(least),
			float64(r.Tree.Height()), float64(most-least), "levels", bayer),
		sims.Within("shape", "Keys in order, leaves at one depth and linked, pages half full", 0, faults, 0, "faults",
			"invariant"),
		sims.Within("path", "A lookup reads one page a level", float64(r.Tree.Height()), r.Visits, 0, "pages",
			"invariant"),
	}
	if fill, name, ok := fillLaw(p); ok && settled(p) {
		source := "split rule"
		if p.Order != "sequential" {
			source = yao
		}
		out = append(out, sims.Within("fill", name, 100*fill, 100*r.Fill, fillTolerance(p), "%", source))
	}
	return out
}
