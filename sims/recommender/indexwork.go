package recommender

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
	"tradeofflab/sims/recommender/hnsw"
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

// tried is a filter of one share in one place.
type tried struct{ share, recall, returned, distances float64 }

// triedKey is all that the figures of filters depend on.
type triedKey struct {
	graph          graphKey
	k, ef, queries int
	deleted        float64
}

var filters = model.NewMemo[triedKey, [][]tried](8)

// tryFilters searches with each filter in each place: a list for each of filterModes.
func tryFilters(b *model.Budget, p Params, g *hnsw.Graph) [][]tried {
	p = p.set()
	p.Queries, p.Quant, p.Rerank = min(p.Queries, figureQueries), "f32", 0
	key := triedKey{p.graphKey(), p.K, p.ef(), p.Queries, p.Deleted}
	return filters.Of(b, key, func(b *model.Budget) [][]tried {
		out := make([][]tried, len(filterModes))
		for _, share := range filterShares {
			p.Filter = share
			s := newSearch(b, p, g)
			for i, m := range filterModes {
				var r Index
				s.p.Mode = m.mode
				s.answer(b, &r)
				out[i] = append(out[i], tried{share, r.Recall, r.Returned, r.Distances})
			}
		}
		return out
	})
}

// filterFigure draws recall against the share that passes, for the three places of a filter.
func filterFigure(b *model.Budget, p Params, r Index) figure.Figure {
	all := tryFilters(b, p, r.graph)
	f := filterChart(p, all, func(t tried) float64 { return t.recall })
	f.ID, f.Title = "filter", "Recall against the share that passes the filter"
	f.Chart.Y = figure.Axis{Label: "recall", Max: 1}
	post := all[0][tenth]
	f.Takeaway = fmt.Sprintf("Where 10 %% pass, a filter after the search leaves %s of %d, and %s %% of the "+
		"nearest are found; within it %s %%.", say.Amount(post.returned, "item"), p.K, percent(post.recall, 0),
		percent(all[1][tenth].recall, 0))
	f.Alt = "Three lines of recall over the share that passes. " + f.Takeaway
	f.Caption = fmt.Sprintf("ef %s, %s, full vectors. After the search: of the ef items that are kept, about ef × "+
		"share pass. Within: the search goes on until it has ef items that pass. Before: all that pass are compared "+
		"one by one.", say.Int(p.set().ef()), say.Count(min(p.Queries, figureQueries), "query"))
	return f
}

// filterCostFigure draws distances against the share that passes.
func filterCostFigure(b *model.Budget, p Params, r Index) figure.Figure {
	all := tryFilters(b, p, r.graph)
	f := filterChart(p, all, func(t tried) float64 { return t.distances })
	f.ID, f.Title = "filtercost", "Distances against the share that passes the filter"
	f.Chart.Y = figure.Axis{Label: "distances a query", Log: true}
	least := -1.0
	for i, t := range all[1] {
		if t.distances < all[2][i].distances && least < 0 {
			least = t.share
		}
	}
	f.Takeaway = "At every share it takes fewer distances to compare all that pass than to search the graph."
	if least >= 0 {
		f.Takeaway = fmt.Sprintf("From %s %% on, a filter within the search takes fewer distances than comparing "+
			"all that pass; where fewer pass, more.", say.Short(least))
	}
	if least == filterShares[0] {
		f.Takeaway = fmt.Sprintf("Down to %s %%, a filter within the search takes fewer distances than comparing "+
			"all that pass.", say.Short(least))
	}
	f.Alt = "Three lines of distances over the share that passes. " + f.Takeaway
	f.Caption = "The fewer items pass, the farther a search within the graph must go. Qdrant therefore compares all " +
		"where a filter leaves little, and so does Milvus; this graph does not."
	return f
}

// tenth is the place of 10 % among filterShares.
const tenth = 4

func filterChart(p Params, all [][]tried, of func(tried) float64) figure.Figure {
	f := figure.Figure{Data: &figure.Table{Columns: []figure.Column{{Label: "Passes", Unit: "%", Numeric: true},
		{Label: "The filter acts"}, {Label: "Recall", Numeric: true, Strong: true}, {Label: "Returned", Numeric: true},
		{Label: "Distances", Numeric: true}}},
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "items that pass", Unit: "%", Log: true}}}
	for i, m := range filterModes {
		line := figure.Series{Identity: m.look}
		for _, t := range all[i] {
			line.X, line.Y = append(line.X, t.share), append(line.Y, of(t))
			f.Data.Rows = append(f.Data.Rows, []string{say.Short(t.share), m.look.Name, below(t.recall, 1, 3),
				say.Number(t.returned, 1), say.Short(t.distances)})
		}
		f.Chart.Series = append(f.Chart.Series, line)
	}
	return f
}

// codesFigure tries what the search can compare.
func codesFigure(b *model.Budget, p Params, run Index) figure.Figure {
	p = p.set()
	p.Queries, p.Mode = min(p.Queries, figureQueries), "post"
	p.Filter, p.Deleted = 100, 0
	p.Ef = max(p.Ef, again4(p)) // else fewer are kept than are compared again
	if p.Dim%p.PQParts != 0 {
		p.PQParts = p.fittingParts()
	}
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
		s := newSearch(b, p, run.graph)
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
			data.Rows = append(data.Rows, []string{codeNames[quant], say.Short(p.codeBytes()), below(r.Recall, 1, 3),
				say.Int(rerank), say.Number(off, 1)})
		}
	}
	low := 1.0
	for _, v := range recalls {
		low = min(low, v)
	}
	said := fmt.Sprintf("Product codes of %s find %s %%, and %s %% with %d compared again; full vectors %s %%.",
		say.Count(p.PQParts, "byte"), percent(recalls[0], 1), percent(recalls[1], 1), again4(p), percent(recalls[4], 1))
	return figure.Figure{ID: "codes", Title: "Recall against the bytes that are compared", Takeaway: said, Data: data,
		Caption: fmt.Sprintf("ef %s, %s, no filter. Codes stand for a vector near the true one, so near neighbours "+
			"change places; the best are then compared again by their full vectors.", say.Int(p.ef()),
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
