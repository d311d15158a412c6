package recommender

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/calc"
)

var (
	graphLook = figure.Identity{Name: "the graph", Hue: figure.Ink, Shape: figure.Disc}
	scanLook  = figure.Identity{Name: "one by one", Hue: figure.Grey, Dash: "6 4"}
)

// recallFigure draws what more candidates bring and cost.
func recallFigure(p Params, r Index) figure.Figure {
	p = p.set()
	line := figure.Series{Identity: graphLook}
	data := &figure.Table{Columns: []figure.Column{{Label: "ef", Numeric: true}, {Label: "Recall", Numeric: true,
		Strong: true}, {Label: "Distances a query", Numeric: true}}}
	low := r.Recall
	for _, at := range r.Sweep {
		line.X, line.Y = append(line.X, at.Distances), append(line.Y, at.Recall)
		low = min(low, at.Recall)
		data.Rows = append(data.Rows, []string{say.Short(at.Ef), below(at.Recall, 1, 3), say.Short(at.Distances)})
	}
	first, last := r.Sweep[0], r.Sweep[len(r.Sweep)-1]
	said := fmt.Sprintf("With ef %s a search finds %s %% with %s distances, with ef %s it finds %s %% with %s.",
		say.Short(first.Ef), percent(first.Recall, 1), say.Short(first.Distances), say.Short(last.Ef),
		percent(last.Recall, 1), say.Short(last.Distances))
	f := figure.Figure{ID: "recall", Title: "Recall against distances", Takeaway: said, Data: data,
		Caption: fmt.Sprintf("One graph, searched with ef from k on, each twice the one before; %s. Upright line: "+
			"what "+
			"may be returned, %s, compared one by one.", say.Count(min(p.Queries, sweepQueries), "query"),
			say.Count(r.Allowed, "item")),
		Alt: "Recall rises with the distances that a search computes. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "distances a query", Log: true},
			Y:          figure.Axis{Label: "recall", Min: math.Floor(10*min(low, 0.9)) / 10, Max: 1},
			Series:     []figure.Series{line},
			Thresholds: []figure.Threshold{{Label: "one by one", Value: float64(r.Allowed), Vertical: true}},
			Marks:      []figure.Mark{{Label: "this run", Shape: figure.Circle, X: r.Distances, Y: r.Recall}}}}
	if p.monotone() {
		f.Badge = &figure.Badge{OK: r.Falls == 0, Text: "recall falls for no query"}
		if r.Falls > 0 {
			f.Badge.Text = "recall falls for " + say.Count(r.Falls, "query")
		}
	}
	return f
}

// layersFigure draws how many items lie on each layer.
func layersFigure(p Params, r Index) figure.Figure {
	p = p.set()
	dots := figure.Series{Identity: figure.Identity{Name: "items", Hue: figure.Ink, Shape: figure.Disc}, Dots: true,
		Values: true}
	law := figure.Series{Identity: figure.Identity{Name: "law", Hue: figure.Grey}, Theory: true}
	data := &figure.Table{Columns: []figure.Column{{Label: "Layer", Numeric: true}, {Label: "Items", Numeric: true,
		Strong: true}, {Label: "Law", Numeric: true}, {Label: "Links an item", Numeric: true}}}
	var names []string
	for layer, lying := range r.Lying {
		due := float64(p.N) / calc.Pow(float64(p.M), float64(layer))
		dots.X, dots.Y = append(dots.X, float64(layer)), append(dots.Y, float64(lying))
		law.X, law.Y = append(law.X, float64(layer)), append(law.Y, due)
		names = append(names, say.Int(layer))
		data.Rows = append(data.Rows, []string{say.Int(layer), say.Int(lying), say.Short(due),
			say.Number(float64(r.Degrees[layer])/float64(lying), 1)})
	}
	said := fmt.Sprintf("%s of %s %s above layer 0; one in %d is due.", say.Upper(say.Int(above(r))),
		say.Count(p.N, "item"), say.Either(above(r), "lies", "lie"), p.M)
	ok, of := 0, 0
	for _, c := range indexChecks(p, r) {
		if c.ID == "level1" || c.ID == "upper" {
			of++
			if c.OK {
				ok++
			}
		}
	}
	return figure.Figure{ID: "layers", Title: "Items on each layer", Takeaway: said, Data: data,
		Caption: fmt.Sprintf("An item lies on layer l and all below with a chance of 1/M to the power of l. A "+
			"search comes down from the top, where steps are long. Used links: %s of at most %d on layer 0, since "+
			"links that lead where others do are left out.", say.Number(float64(r.Degrees[0])/float64(p.N), 1), 2*p.M),
		Alt:   "Numbers of items fall by the same factor from layer to layer. " + said,
		Badge: &figure.Badge{OK: ok == of, Text: fmt.Sprintf("%d of %d shares as due", ok, of)},
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "layer", Categories: names},
			Y:      figure.Axis{Label: "items", Log: true},
			Series: []figure.Series{law, dots}}}
}

// above is how many items lie above layer 0.
func above(r Index) int {
	if len(r.Lying) > 1 {
		return r.Lying[1]
	}
	return 0
}

// growthFigure draws distances against the number of items, on the graph as it grew.
func growthFigure(p Params, r Index) figure.Figure {
	line := figure.Series{Identity: graphLook}
	all := figure.Series{Identity: scanLook}
	data := &figure.Table{Columns: []figure.Column{{Label: "Items", Numeric: true}, {Label: "Distances a query",
		Numeric: true, Strong: true}, {Label: "Recall", Numeric: true}}}
	for _, g := range r.Growth {
		line.X, line.Y = append(line.X, g.N), append(line.Y, g.Distances)
		all.X, all.Y = append(all.X, g.N), append(all.Y, g.N)
		data.Rows = append(data.Rows, []string{say.Short(g.N), say.Short(g.Distances), below(g.Recall, 1, 3)})
	}
	first, last := r.Growth[0], r.Growth[len(r.Growth)-1]
	recall := fmt.Sprintf("goes from %s to %s", below(first.Recall, 1, 3), below(last.Recall, 1, 3))
	if first.Recall == last.Recall {
		recall = "stays at " + below(last.Recall, 1, 3)
	}
	falling := ""
	if last.Recall < first.Recall {
		falling = " Recall falls at the same ef: at the same recall distances would grow faster than they do here."
	}
	said := fmt.Sprintf("From %s to %s items a search goes from %s to %s distances, and its recall %s.",
		say.Int(int(first.N)), say.Int(int(last.N)), say.Short(first.Distances), say.Short(last.Distances), recall)
	return figure.Figure{ID: "growth", Title: "Distances against items", Takeaway: said, Data: data,
		Caption: fmt.Sprintf("The graph of this run while it grew, searched with ef %d and k %d by full vectors, %d "+
			"queries.%s", growthEf, growthK, growthQueries, falling),
		Alt: "Distances of the graph against those of going through all, over the number of items. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "items", Log: true},
			Y: figure.Axis{Label: "distances a query", Log: true}, Series: []figure.Series{line, all}}}
}

// memoryFigure opens the formula of memory, and says what it comes to in the case.
func memoryFigure(p Params, r Index) figure.Figure {
	p = p.set()
	m, upper := float64(p.M), r.upper()
	t := &figure.Table{Columns: []figure.Column{{Label: "For an item"}, {Label: "Formula"},
		{Label: "Bytes", Numeric: true, Strong: true}, {Label: "10 billion items", Unit: "TB", Numeric: true}}}
	add := func(what, formula string, bytes float64) {
		t.Rows = append(t.Rows, []string{what, formula, say.Number(bytes, 1), say.Short(bytes * caseItems / 1e12)})
	}
	add("vector, as compared", p.codeFormula(), p.codeBytes())
	add("links on layer 0", fmt.Sprintf("2 × %d × 4", p.M), 2*linkBytes*m)
	add("links above", fmt.Sprintf("%s layers × %d × 4", say.Number(upper, 4), p.M), upper*linkBytes*m)
	add("counts of links", fmt.Sprintf("4 + %s × 4", say.Number(upper, 4)), countBytes*(1+upper))
	add("label", "8", labelBytes)
	add("together", "", r.bytes(p))
	add("of the links, used", fmt.Sprintf("%s links × 4", say.Number(r.used()/linkBytes, 1)), r.used())
	said := fmt.Sprintf("Links take %s bytes an item, %s of them used; the vector takes %s. A code shrinks the "+
		"vector, never the links.", say.Number(r.links(p), 0), say.Number(r.used(), 0), say.Number(p.codeBytes(), 0))
	caption := fmt.Sprintf("As hnswlib 0.8.0 lays an item out, with room for all links it may ever have; it holds "+
		"some 100 bytes an item beside, a lock, a pointer, the layer and the map from the caller's ids. Its ids have "+
		"32 bits: 10 billion items take at least %s, each with ids of its own; ids of 64 bits double the links.",
		say.Count(int(shards(caseItems)), "graph"))
	if p.Quant != "f32" {
		caption += " The full vectors lie beside, on disk, for building and for comparing again."
	}
	if p.Quant == "pq" {
		caption += fmt.Sprintf(" The centroids take %s KB in all.", say.Short(codeWords*floatBytes*float64(p.Dim)/1e3))
	}
	return figure.Figure{ID: "memory", Title: "Memory of an item", Takeaway: said, Table: t, Caption: caption,
		Alt: "A table of what an item takes in memory, with formulas. " + said}
}

// codeFormula is the formula of codeBytes.
func (p Params) codeFormula() string {
	switch p.Quant {
	case "int8":
		return fmt.Sprintf("%d × 1", p.Dim)
	case "pq":
		return fmt.Sprintf("%d × 1", p.PQParts)
	}
	return fmt.Sprintf("%d × 4", p.Dim)
}
