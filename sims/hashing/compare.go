package hashing

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// Sizes of the small runs behind the two comparison figures.
const (
	compareKeys = 20_000
	comparePair = 2_000_000 // keys × nodes of one small run, so that rendezvous stays cheap
	fewestKeys  = 1_000
)

// small is a run of another algorithm on fewer keys, with the cluster of p.
func small(p Params, algo string) Params {
	p.Algo, p.Zipf = algo, 0
	p.Keys = min(p.Keys, max(fewestKeys, min(compareKeys, comparePair/p.Nodes)))
	if p.Op == "none" {
		p.Op = "add"
	}
	return p
}

// compare counts the moved and the illegal keys of a small run, and measures the spread of its keys.
func (p Params) compare(b *model.Budget) (moved, illegal, cv float64, bytes int, err error) {
	c, err := newCluster(p)
	if err != nil {
		return 0, 0, 0, 0, err
	}
	old, now := p.rule().place(p, c)
	hash, first, then := hashes(p), make([]int32, p.Keys), make([]int32, p.Keys)
	old.place(b, hash, first)
	now.place(b, hash, then)
	load := make([]float64, max(c.before[len(c.before)-1].ID, c.after[len(c.after)-1].ID)+1)
	for i := range hash {
		load[then[i]]++
		if first[i] == then[i] {
			continue
		}
		moved++
		if int(first[i]) != c.left && int(then[i]) != c.joined {
			illegal++
		}
	}
	n := float64(p.Keys)
	return moved / n, illegal / n, spreadOf(load, c.after).cv, now.bytes(), nil
}

// algorithmsFigure compares all six algorithms on this cluster.
func algorithmsFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Algorithm", Strong: true}, {Label: "Keys moved", Unit: "%",
		Numeric: true},
		{Label: "Between old nodes", Unit: "%", Numeric: true}, {Label: "Spread of keys", Unit: "%", Numeric: true},
		{Label: "Memory", Unit: "B", Numeric: true}, {Label: "Work of a lookup"}, {Label: "Unequal machines"}}}
	evenest, least := "", math.Inf(1)
	var keys int
	for _, algo := range comparedRules() {
		run := small(p, algo)
		keys = run.Keys
		moved, illegal, cv, bytes, err := run.compare(b)
		if err != nil {
			continue // the change is not possible in this cluster, as adding to it would be for no algorithm
		}
		if cv < least {
			evenest, least = algo, cv
		}
		t.Rows = append(t.Rows, []string{algo, say.Number(100*moved, 1), say.Number(100*illegal, 1),
			say.Number(100*cv, 1),
			say.Int(bytes), run.rule().lookup, run.rule().unequal})
	}
	change := "one node added"
	if p.Op == "remove" {
		change = "one node removed"
	}
	return figure.Figure{ID: "algorithms", Title: "Six algorithms on this cluster", Table: t,
		Takeaway: fmt.Sprintf("On this cluster %s is the most even, with a spread of %s.", evenest, fraction(least)),
		Caption: fmt.Sprintf("%s before the change, %s, %s, asked for alike; a perfectly random placement of so many "+
			"keys spreads by %s.",
			say.Count(p.Nodes, "node"), change, say.Count(keys, "key"),
			fraction(math.Sqrt(float64(max(p.Nodes-1, 1))/float64(keys)))),
		Alt: "A table with one row for each algorithm: keys moved, spread, memory, work of a lookup and whether " +
			"machines may be unequal."}
}

// changeFigure draws the share of keys moved by one more node, modulo against ring, for growing clusters.
func changeFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	sizes := []int{4, 9, 49, 99}
	vnodes := min(p.VNodes, 200)
	var x []float64
	names := []string{"modulo", "ring"}
	theory, dots := make([][]float64, 2), make([][]float64, 2)
	data := &figure.Table{Columns: []figure.Column{{Label: "Change"}, {Label: "Modulo, theory", Unit: "%",
		Numeric: true}, {Label: "Modulo, measured", Unit: "%", Numeric: true, Strong: true},
		{Label: "Ring, theory", Unit: "%", Numeric: true}, {Label: "Ring, measured", Unit: "%", Numeric: true,
			Strong: true}}}
	for _, n := range sizes {
		x = append(x, float64(n))
		row := []string{fmt.Sprintf("%d → %d", n, n+1)}
		for i, algo := range names {
			run := Params{Algo: algo, Nodes: n, VNodes: vnodes, Keys: compareKeys, Op: "add", Seed: p.Seed}
			moved, _, _, _, _ := run.compare(b)
			want := 100 / float64(n+1)
			if algo == "modulo" {
				want *= float64(n)
			}
			theory[i], dots[i] = append(theory[i], want), append(dots[i], 100*moved)
			row = append(row, say.Number(want, 1), say.Number(100*moved, 1))
		}
		data.Rows = append(data.Rows, row)
	}
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "nodes before one more joins", Log: true,
		Min: 3, Max: 120},
		Y: figure.Axis{Label: "keys moved", Unit: "%", Min: 0, Max: 100}}
	for i, algo := range names {
		line := lookOf(algo)
		line.Name, line.Hue = algo+", theory", figure.Grey
		chart.Series = append(chart.Series, figure.Series{Identity: line, X: x, Y: theory[i], Theory: true},
			figure.Series{Identity: lookOf(algo), X: x, Y: dots[i], Dots: true, Values: true})
	}
	last := len(sizes) - 1
	return figure.Figure{ID: "change", Title: "Keys moved when one node joins", Chart: chart, Data: data,
		Takeaway: fmt.Sprintf("From 99 to 100 nodes modulo moves %s %% of the keys and a ring %s %%.",
			say.Number(dots[0][last], 1), say.Number(dots[1][last], 1)),
		Caption: fmt.Sprintf("Lines: N/(N + 1) for modulo, 1/(N + 1) for a ring. Dots: runs of %s keys; rings with "+
			"%s per node.", say.Number(compareKeys, 0), say.Count(vnodes, "point")),
		Alt: "Two curves that part: modulo climbs from 80 % towards 100 % of keys moved, the ring falls from " +
			"20 % to 1 %."}
}
