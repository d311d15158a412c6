package hashing

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

const (
	maxBars    = 20  // rows of the load figure; more nodes are drawn as a sorted curve
	stripKeys  = 220 // keys in hash order
	maxColumns = 20  // hashes in the residue grid
	maxRows    = 20  // rows of the table of moves
)

// pictures lists the figures of a run in the order of the page.
var pictures = []sims.Picture[Params, Result]{
	{ID: "ring", Draw: ringFigure, If: func(_ Params, r Result) bool { return r.ring() != nil }},
	{ID: sims.MotionID, If: hasMotion, Draw: motionFigure},
	{ID: "load", Draw: loadFigure},
	{ID: "residues", Draw: residueFigure, If: func(p Params, _ Result) bool {
		return p.rule().periodic && p.Op != "none"
	}},
	{ID: "strip", Draw: stripFigure, If: changed},
	{ID: "flows", Draw: flowsFigure, If: changed},
	{ID: "law", Work: lawFigure, If: func(p Params, r Result) bool {
		return !p.drawn() && r.ring() != nil && len(r.After) > 1
	}},
	{ID: "change", Work: changeFigure, If: func(p Params, r Result) bool { return !p.drawn() && changed(p, r) }},
	{ID: "algorithms", Work: algorithmsFigure, If: func(p Params, _ Result) bool { return !p.drawn() }},
}

func changed(p Params, _ Result) bool { return p.Op != "none" }

// loadFigure draws the load of every node after the change.
func loadFigure(p Params, r Result) figure.Figure {
	mean := float64(p.Keys) / float64(len(r.After))
	unit := "keys"
	if p.Zipf > 0 {
		unit = fmt.Sprintf("requests of %s", say.Int(p.Keys))
	}
	weight := totalWeight(r.After)
	ratio := func(n Node) float64 { return r.LoadAfter[n.ID] / float64(p.Keys) / n.Weight * weight }
	busy, idle := r.After[r.now.busiest], r.After[r.now.idlest]
	f := figure.Figure{ID: "load", Title: "Load per node after the change",
		Takeaway: fmt.Sprintf("%s carries %s × its fair share, %s carries %s ×.", figure.NodeName(busy.ID),
			say.Number(ratio(busy), 2),
			figure.NodeName(idle.ID), say.Number(ratio(idle), 2)),
		Alt: fmt.Sprintf("Load of %s: from %s %s on %s to %s on %s, relative to their shares; the mean is %s.",
			say.Count(len(r.After), "node"),
			say.Number(r.LoadAfter[idle.ID], 0), unit, figure.NodeName(idle.ID), say.Number(r.LoadAfter[busy.ID],
				0), figure.NodeName(busy.ID), say.Number(mean, 0)),
		Data: loadTable(r, ratio)}
	if len(r.After) == 1 {
		f.Takeaway = figure.NodeName(busy.ID) + " carries everything."
	}
	caption := fmt.Sprintf("Load per node after the change, in %s; the number beside it is the multiple of the "+
		"fair share.", unit)
	if len(r.After) > maxBars {
		f.Caption, f.Chart = caption, sortedLoad(r, mean, unit)
		return f
	}
	bars := &figure.Bars{Unit: unit}
	for _, n := range r.After {
		row := figure.BarRow{Identity: figure.Node(n.ID), Value: r.LoadAfter[n.ID],
			Note: say.Number(ratio(n), 2) + "×"}
		if p.Op != "none" && n.ID != r.Joined {
			row.Before = r.LoadBefore[n.ID]
		}
		bars.Bars = append(bars.Bars, row)
	}
	if p.Op != "none" {
		caption += " Whisker: load before."
	}
	if evenWeights(r.After) {
		bars.Mean = mean
		if r.hasLaw && r.theory > 0 {
			bars.Low, bars.High = max(0, mean*(1-r.theory)), mean*(1+r.theory)
			caption += fmt.Sprintf(" Band: mean ± one expected spread, %s.", fraction(r.theory))
		}
	}
	f.Caption, f.Bars = caption, bars
	return f
}

func loadTable(r Result, ratio func(Node) float64) *figure.Table {
	t := &figure.Table{Columns: []figure.Column{{Label: "Node", Identity: true}, {Label: "Before", Numeric: true},
		{Label: "After", Numeric: true, Strong: true}, {Label: "Of its fair share", Numeric: true},
		{Label: "Keys gained", Numeric: true}, {Label: "Keys lost", Numeric: true}}}
	gained, lost := make([]int, len(r.KeysAfter)), make([]int, len(r.KeysAfter))
	for _, m := range r.Moves {
		gained[m.To] += m.Keys
		lost[m.From] += m.Keys
	}
	row := func(n Node, before, after, share string) {
		t.Rows = append(t.Rows, []string{figure.NodeName(n.ID), before, after, share,
			say.Int(gained[n.ID]), say.Int(lost[n.ID])})
	}
	for _, n := range r.Before {
		if n.ID == r.Left {
			row(n, say.Number(r.LoadBefore[n.ID], 0), "–", "–")
		}
	}
	for _, n := range r.After {
		before := say.Number(r.LoadBefore[n.ID], 0)
		if n.ID == r.Joined {
			before = "–"
		}
		row(n, before, say.Number(r.LoadAfter[n.ID], 0), say.Number(ratio(n), 2)+"×")
	}
	return t
}

// sortedLoad is the load of many nodes, largest first.
func sortedLoad(r Result, mean float64, unit string) *figure.Chart {
	load, rank := make([]float64, len(r.After)), make([]float64, len(r.After))
	for i, n := range r.After {
		load[i], rank[i] = r.LoadAfter[n.ID], float64(i+1)
	}
	slices.SortFunc(load, func(a, b float64) int { return cmp.Compare(b, a) })
	return &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "nodes, busiest first"},
		Y:          figure.Axis{Label: "load", Unit: unit},
		Series:     []figure.Series{{Identity: figure.Identity{Name: "load", Hue: figure.Ink}, X: rank, Y: load}},
		Thresholds: []figure.Threshold{{Label: "mean " + say.Number(mean, 0), Value: mean}}}
}

// stripFigure draws the first keys in hash order, tall where the owner changed, with modulo below as contrast.
func stripFigure(p Params, r Result) figure.Figure {
	sample := make([]int, min(stripKeys, p.Keys))
	for i := range sample {
		sample[i] = i * p.Keys / len(sample)
	}
	slices.SortFunc(sample, func(a, b int) int { return cmp.Compare(r.Hash[a], r.Hash[b]) })
	own, mod := make([]bool, len(sample)), make([]bool, len(sample))
	moved, modMoved := 0, 0
	for i, k := range sample {
		own[i] = r.OwnerBefore[k] != r.OwnerAfter[k]
		h := r.Hash[k]
		if p.drawn() {
			h = uint64(k) // keys of a drawn ring are numbered round the circle
		}
		mod[i] = r.Before[h%uint64(len(r.Before))].ID != r.After[h%uint64(len(r.After))].ID
		if own[i] {
			moved++
		}
		if mod[i] {
			modMoved++
		}
	}
	of := func(n int) string { return fmt.Sprintf("%d of %d", n, len(sample)) }
	f := figure.Figure{ID: "strip", Title: "Keys in hash order that changed owner",
		Takeaway: fmt.Sprintf("%s of %s sampled keys change owner; modulo would move %d.",
			say.Int(moved), say.Int(len(sample)), modMoved),
		Caption: fmt.Sprintf("%d keys in hash order; tall lines changed owner.", len(sample)),
		Alt:     fmt.Sprintf("A strip of %d keys: %d changed owner under %s.", len(sample), moved, p.Algo),
		Strip:   &figure.Strip{Rows: []figure.StripRow{{Label: p.Algo, Tall: own, Value: of(moved)}}}}
	if p.Algo != moduloRule.name {
		f.Strip.Rows = append(f.Strip.Rows, figure.StripRow{Label: "modulo, same keys", Tall: mod, Value: of(modMoved)})
		f.Alt = fmt.Sprintf("Two strips of the same %d keys: %d changed owner under %s and %d under modulo.",
			len(sample), moved, p.Algo, modMoved)
	} else {
		f.Takeaway = fmt.Sprintf("%d of %d sampled keys change owner, all along the hash order.", moved, len(sample))
	}
	return f
}

// pairFigure draws the keys of two runs below each other. Reports without a strip have nothing to show.
func pairFigure(a, b sims.Report) (f figure.Figure, ok bool) {
	x, okA := a.Figure("strip")
	y, okB := b.Figure("strip")
	if !okA || !okB {
		return figure.Figure{}, false
	}
	rowA, rowB := x.Strip.Rows[0], y.Strip.Rows[0]
	rowA.Label, rowB.Label = "A", "B"
	return figure.Figure{ID: "pair", Title: "Keys of both runs in hash order",
		Alt:     "A moves " + rowA.Value + ", B moves " + rowB.Value + " of the keys.",
		Caption: "Keys in hash order; tall lines moved.",
		Strip:   &figure.Strip{Rows: []figure.StripRow{rowA, rowB}}}, true
}

// residueFigure shows hash mod N before and after for hashes 0, 1, 2 …: the few that agree are the keys that stay.
func residueFigure(_ Params, r Result) figure.Figure {
	old, now := len(r.Before), len(r.After)
	period := old * now / model.GCD(old, now)
	grid := &figure.Cells{Head: "hash", Rows: []figure.CellRow{{Label: fmt.Sprintf("mod %d", old)},
		{Label: fmt.Sprintf("mod %d", now)}}}
	agree := 0
	for h := range period {
		a, b := r.Before[h%old].ID, r.After[h%now].ID
		if a == b {
			agree++
		}
		if h >= maxColumns {
			continue
		}
		grid.Columns = append(grid.Columns, fmt.Sprint(h))
		grid.Rows[0].Cells = append(grid.Rows[0].Cells, figure.Node(a))
		grid.Rows[1].Cells = append(grid.Rows[1].Cells, figure.Node(b))
		if a == b {
			grid.Outlined = append(grid.Outlined, h)
		}
	}
	caption := "Columns repeat after that. Outlined columns keep their owner."
	if period > maxColumns {
		caption = fmt.Sprintf("The first %d of %s columns. Outlined columns keep their owner.", maxColumns,
			say.Int(period))
	}
	return figure.Figure{ID: "residues", Title: "Owner of each hash before and after",
		Takeaway: fmt.Sprintf("Of every %s hashes in a row %s keep their owner: %s stay, %s move.",
			say.Int(period),
			say.Int(agree), fraction(float64(agree)/float64(period)),
			fraction(1-float64(agree)/float64(period))),
		Caption: caption,
		Alt: fmt.Sprintf("Two rows of node letters under the hashes 0 to %d: hash mod %d and hash mod %d; %d "+
			"columns agree.", len(grid.Columns)-1, old, now, len(grid.Outlined)),
		Cells: grid}
}

// flowsFigure is the table of who gave how many keys to whom.
func flowsFigure(_ Params, r Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "From", Identity: true}, {Label: "To", Identity: true},
		{Label: "Keys", Numeric: true, Strong: true}, {Label: "Share of all moves", Unit: "%", Numeric: true}},
		Total: len(r.Moves)}
	for _, m := range r.Moves[:min(maxRows, len(r.Moves))] {
		t.Rows = append(t.Rows, []string{figure.NodeName(m.From), figure.NodeName(m.To),
			say.Int(m.Keys),
			say.Number(100*float64(m.Keys)/float64(r.Moved), 1)})
	}
	f := figure.Figure{ID: "flows", Title: "Keys moved from node to node", Takeaway: "No key moved.",
		Caption: "Pairs of nodes, most keys first.",
		Alt:     fmt.Sprintf("A table of %s of nodes between which keys moved.", say.Count(len(r.Moves), "pair")),
		Table:   t}
	if len(r.Moves) > 0 {
		top := r.Moves[0]
		f.Takeaway = fmt.Sprintf("%s gave the most keys: %s, to %s.", figure.NodeName(top.From),
			say.Int(top.Keys), figure.NodeName(top.To))
	}
	if len(r.Moves) > maxRows {
		f.Caption = fmt.Sprintf("The %d pairs of nodes that exchanged most keys, of %s.", maxRows,
			say.Int(len(r.Moves)))
	}
	return f
}
