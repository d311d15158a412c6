package recommender

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// The figures that search again, each with so many queries.
const figureQueries = 20

// filterShares are the shares of items that pass, in percent, of the figure of filters.
var filterShares = []float64{0.5, 1, 2, 5, 10, 20, 50, 100}

// filterModes with their looks.
var filterModes = []struct {
	mode string
	look figure.Identity
}{
	{"post", figure.Identity{Name: "after the search", Hue: figure.Vermillion, Shape: figure.Square, Dash: "6 4"}},
	{"in_graph", figure.Identity{Name: "within the search", Hue: figure.Ink, Shape: figure.Disc}},
	{"pre", figure.Identity{Name: "before the search", Hue: figure.Green, Shape: figure.Triangle, Dash: "2 3"}},
}

// filterFigure tries the three places of a filter against the share that passes.
func filterFigure(b *model.Budget, p Params, _ Index) figure.Figure {
	p = p.set()
	p.Queries, p.Quant = min(p.Queries, figureQueries), "f32"
	g := build(b, p).graph
	f := figure.Figure{ID: "filter", Title: "Recall against the share that passes the filter",
		Data: &figure.Table{Columns: []figure.Column{{Label: "Passes", Unit: "%", Numeric: true}, {Label: "The filter acts"},
			{Label: "Recall", Numeric: true, Strong: true}, {Label: "Returned", Numeric: true},
			{Label: "Distances", Numeric: true}}},
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "items that pass", Unit: "%", Log: true},
			Y: figure.Axis{Label: "recall", Max: 1}}}
	lines := make([]figure.Series, len(filterModes))
	tenth := map[string]Index{}
	for _, share := range filterShares {
		p.Filter = share
		s := newSearch(b, p, g)
		for i, m := range filterModes {
			var r Index
			s.p.Mode = m.mode
			s.answer(b, &r)
			lines[i].Identity = m.look
			lines[i].X, lines[i].Y = append(lines[i].X, share), append(lines[i].Y, r.Recall)
			f.Data.Rows = append(f.Data.Rows, []string{say.Short(share), m.look.Name, say.Number(r.Recall, 3),
				say.Number(r.Returned, 1), say.Short(r.Distances)})
			if share == 10 {
				tenth[m.mode] = r
			}
		}
	}
	f.Chart.Series = lines
	f.Takeaway = fmt.Sprintf("Where 10 %% pass, a filter after the search leaves %s of %d; within it a search finds "+
		"%s %% with %s distances, before it all with %s.", say.Amount(tenth["post"].Returned, "item"), p.K,
		say.Number(100*tenth["in_graph"].Recall, 0), say.Short(tenth["in_graph"].Distances),
		say.Short(tenth["pre"].Distances))
	f.Alt = "Three lines of recall over the share that passes. " + f.Takeaway
	f.Caption = fmt.Sprintf("ef %d, %s, full vectors. After: of the ef items that are kept, about ef × share pass. "+
		"Within: the search goes on until it has ef items that pass, and the fewer pass, the farther it goes. Before: "+
		"all that pass are compared one by one.", p.ef(), say.Count(p.Queries, "query"))
	return f
}

// codesFigure tries what the search can compare.
func codesFigure(b *model.Budget, p Params, _ Index) figure.Figure {
	p = p.set()
	p.Queries, p.Mode = min(p.Queries, figureQueries), "post"
	p.Filter, p.Deleted = 100, 0
	if p.Dim%p.PQParts != 0 {
		p.PQParts = p.fittingParts()
	}
	g := build(b, p).graph
	var dots, again figure.Series
	dots.Identity = figure.Identity{Name: "codes alone", Hue: figure.Vermillion, Shape: figure.Square}
	again.Identity = figure.Identity{Name: fmt.Sprintf("%d compared again", again4(p)), Hue: figure.Ink,
		Shape: figure.Disc}
	data := &figure.Table{Columns: []figure.Column{{Label: "Compared"}, {Label: "Bytes", Numeric: true},
		{Label: "Recall", Numeric: true, Strong: true}, {Label: "Compared again", Numeric: true},
		{Label: "Code off by", Unit: "%", Numeric: true}}}
	var recalls []float64
	for _, quant := range []string{"pq", "int8", "f32"} {
		p.Quant = quant
		s := newSearch(b, p, g)
		off := 100 * s.codeError(b)
		for _, rerank := range []int{0, again4(p)} {
			if quant == "f32" && rerank > 0 {
				continue
			}
			var r Index
			s.p.Rerank = rerank
			s.answer(b, &r)
			line := &dots
			if rerank > 0 {
				line = &again
			}
			line.X, line.Y = append(line.X, p.codeBytes()), append(line.Y, r.Recall)
			recalls = append(recalls, r.Recall)
			data.Rows = append(data.Rows, []string{codeNames[quant], say.Short(p.codeBytes()), say.Number(r.Recall, 3),
				say.Int(rerank), say.Number(off, 1)})
		}
	}
	low := 1.0
	for _, v := range recalls {
		low = min(low, v)
	}
	said := fmt.Sprintf("Product codes of %s find %s %%, and %s %% with %d compared again; full vectors %s %%.",
		say.Count(p.PQParts, "byte"), say.Number(100*recalls[0], 1), say.Number(100*recalls[1], 1), again4(p),
		say.Number(100*recalls[4], 1))
	return figure.Figure{ID: "codes", Title: "Recall against the bytes that are compared", Takeaway: said, Data: data,
		Caption: fmt.Sprintf("ef %d, %s, no filter. Codes stand for a vector near the true one, so near neighbours change "+
			"places; comparing the best again by their full vectors puts most of that right.", p.ef(),
			say.Count(p.Queries, "query")),
		Alt: "Recall over the bytes of a vector, with and without comparing again. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "bytes of a vector", Log: true},
			Y:      figure.Axis{Label: "recall", Min: math.Floor(10*min(low, 0.9)) / 10, Max: 1},
			Series: []figure.Series{dots, again}}}
}

var codeNames = map[string]string{"f32": "full vectors", "int8": "a byte a number", "pq": "product codes"}

// again4 is how many are compared again in the figure of codes.
func again4(p Params) int { return 4 * p.K }

// fittingParts is the largest number of parts up to 8 into which a vector can be cut.
func (p Params) fittingParts() int {
	for parts := 8; parts > 1; parts-- {
		if p.Dim%parts == 0 {
			return parts
		}
	}
	return 1
}
