package trees

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/inverted"
)

// compareRows is the number of rows on which all five structures are compared, whatever the run has.
const compareRows = 10_000

// compareSteps is the work of the comparison, which is always the same, ns.
const compareSteps = 15_000_000

// comparisons remembers the comparison by its seed: no other knob changes it.
var comparisons = model.NewMemo[int, figure.Figure](64)

// compareFigure is the table of five structures on the same number of rows.
func compareFigure(b *model.Budget, p Params) figure.Figure {
	return comparisons.Of(b, p.Seed, func(b *model.Budget) figure.Figure { return measureFive(b, p.Seed) })
}

func measureFive(budget *model.Budget, seed int) figure.Figure {
	p := Params{N: compareRows, PageKB: 4, KeyBytes: 8, Order: "random", Split: "mid", RightFill: 100, PerMs: 10,
		PoolPages: 16, Rows: 1e9, PoolMB: 64,
		Collision: "linear", Load: 0.7, Query: inverted.Terms("disk page"), Kind: "rtree", RadiusKm: 5,
		Policy: "leveled", MemtableMB: 0.05, Ratio: 10, Bits: 10, ValueBytes: 8, Seed: seed}
	b, h, l := runBTree(nil, p), runHash(nil, p), runLSM(nil, p)
	budget.Spend(compareSteps / 2)
	v, s := runInverted(nil, p), runSpatial(nil, p)
	budget.Spend(compareSteps / 2)
	t := &figure.Table{Columns: []figure.Column{{Label: "Structure"}, {Label: "Question"},
		{Label: "Pages of one answer", Numeric: true, Strong: true},
		{Label: fmt.Sprintf("Pages of a range of %d", rangeLength), Numeric: true}, {Label: "In order"},
		{Label: "Cost of a write"}}}
	hashWrites := float64(h.Writes) * float64(p.pageBytes()) / (float64(p.N) * float64(p.entryBytes()))
	inner := b.Tree.Height() - 1 // pages above the leaf: in memory, as the fences and filters of the LSM tree are
	t.Rows = [][]string{
		{"B+ tree", "key = ?", fmt.Sprint(b.Tree.Height() - inner), say.Number(b.RangePages-float64(inner), 1), "yes",
			times(b.writeAmplification(p)) + " B a byte"},
		{"hash", "key = ?", say.Number(h.HitPages, 2), fmt.Sprintf("%d, all of them", h.Table.Pages()), "no",
			times(hashWrites) + " B a byte"},
		{"LSM tree", "key = ?", say.Number(l.HitReads, 2), say.Number(l.Ranged, 1), "yes, by merging",
			times(l.writeAmplification()) + " B a byte"},
		{"inverted", "holds both words?", fmt.Sprint(v.QueryPages), "–", "no", say.Number(v.entriesPerDocument(),
			1) + " entries a row"},
		{"R-tree", "within 5 km?", say.Number(s.Mean.pages, 1), "–", "no", "boxes up to the root"},
	}
	return figure.Figure{ID: "compare", Title: "Five structures on the same rows", Table: t,
		Takeaway: fmt.Sprintf("For one key the hash index reads %s pages and the B+ tree 1, but only ordered "+
			"structures answer a range without reading everything.", say.Number(h.HitPages, 2)),
		Caption: fmt.Sprintf("%s rows in random order on pages of 4 KiB, written through a pool of %d pages. In "+
			"memory are the inner pages of the B+ tree, which would add %d, and fences and filters of the LSM tree, "+
			"which has a memtable of 51 KiB. The last two are read cold.", say.Int(compareRows), p.PoolPages, inner),
		Alt: "A table of B+ tree, hash, LSM tree, inverted index and R-tree with the question each answers, pages " +
			"read and write cost."}
}

// comparing is the figure as the last one of a structure.
func comparing[R any]() sims.Picture[Params, R] {
	return sims.Picture[Params, R]{ID: "compare", Work: func(b *model.Budget, p Params, _ R) figure.Figure {
		return compareFigure(b, p)
	}}
}
