package recommender

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/recommender/hnsw"
)

// indexStory tells the first query hop by hop.
func indexStory(p Params, r Index) *sims.Story {
	p = p.set()
	w := r.Walk
	if len(w.Hops) == 0 {
		return nil
	}
	s := &sims.Story{}
	for i, h := range w.Hops {
		s.Events = append(s.Events, w.tell(i, h))
	}
	why := "the next candidate is farther than the " + say.Count(p.ef(), "item") + " kept"
	if w.Dry {
		why = "no item that it has met is left to read"
	}
	end := fmt.Sprintf("The search ends: %s. Of %s it returns %s.", why, nearestItems(len(w.Truth)), say.Int(w.Hits))
	if len(w.Truth) == 1 {
		end = fmt.Sprintf("The search ends: %s. It %s the nearest item.", why,
			say.Either(w.Hits, "returns", "does not return"))
	}
	if rest := w.Total - len(w.Hops); rest > 0 {
		s.Events[len(s.Events)-1] += fmt.Sprintf(" %s more are read.", say.Upper(say.Count(rest, "list")))
	}
	if len(s.Events) == mostTold {
		s.Events[mostTold-1] += " " + end
	} else {
		s.Events = append(s.Events, end)
	}
	s.At = min(p.Step, len(s.Events))
	at := min(s.At, len(w.Hops)) - 1
	layer, item, best, cost := r.Top, "the entry point", "–", 1
	if at >= 0 {
		h := w.Hops[at]
		layer, item, best, cost = h.Layer, say.Int(h.ID), length(h.Best), w.Cost[at]
	}
	s.State = [][2]string{{"Layer", say.Int(layer)}, {"Item", item}, {"Nearest so far", best},
		{"Distances computed", say.Int(cost)}, {"Lists of links read", say.Int(max(0, at+1))}}
	s.Figure = r.walkFigure(p, at)
	return s
}

// length prints the root of a squared distance.
func length(square float32) string { return say.Number(math.Sqrt(float64(square)), 3) }

func (w walk) tell(i int, h hnsw.Hop) string {
	text := fmt.Sprintf("Layer %d: the links of item %s, at distance %s, lead to %s", h.Layer, say.Int(h.ID),
		length(h.Distance), say.Count(h.Met, "new item"))
	if h.Layer > 0 && h.Met == 0 {
		return fmt.Sprintf("Layer %d: item %s, at %s, has no neighbour: the search goes down.", h.Layer, say.Int(h.ID),
			length(h.Distance))
	}
	if h.Layer > 0 {
		text = fmt.Sprintf("Layer %d: of the %s of item %s", h.Layer, say.Count(h.Met, "neighbour"), say.Int(h.ID))
		if h.Best < h.Distance {
			return text + fmt.Sprintf(" the nearest is at %s: the search goes there.", length(h.Best))
		}
		return text + fmt.Sprintf(" none is nearer than it is, at %s: the search goes down.", length(h.Distance))
	}
	if i > 0 && w.Hops[i-1].Layer == 0 && h.Best == w.Hops[i-1].Best {
		return text + "; none is the nearest so far."
	}
	return text + fmt.Sprintf("; nearest so far: %s.", length(h.Best))
}

// walkFigure draws the way of the search: over the plane where items have two numbers, else as distance over cost.
func (r Index) walkFigure(p Params, at int) *figure.Figure {
	if len(r.Plane.X) > 0 {
		f := planeFigure(p, r)
		f.ID = "stage"
		way := min(len(r.Plane.WalkX), max(1, at+1))
		f.Chart.Series[1].X, f.Chart.Series[1].Y = r.Plane.WalkX[:way], r.Plane.WalkY[:way]
		return &f
	}
	f := walkChart(p, r)
	f.ID = "stage"
	if at >= 0 {
		h := r.Walk.Hops[at]
		f.Chart.Marks = []figure.Mark{{Label: "here", Shape: figure.Circle, X: float64(r.Walk.Cost[at]),
			Y: root(h.Distance)}}
	}
	return &f
}

func root(square float32) float64 { return math.Sqrt(float64(square)) }

// when says after how many distances the nearest item is met, and what the others bring.
func (w walk) when() string {
	head := fmt.Sprintf("The nearest item that the search meets, at %s, is among its first %s", length(w.Best),
		say.Count(w.AtBest, "distance"))
	if rest := w.Spent - w.AtBest; rest > 0 {
		return head + fmt.Sprintf("; %s more %s none nearer.", say.Int(rest), say.Either(rest, "finds", "find"))
	}
	return head + "."
}

// walkChart draws the distance of the items read against the distances computed.
func walkChart(p Params, r Index) figure.Figure {
	w := r.Walk
	read := figure.Series{Identity: figure.Identity{Name: "item whose links are read", Hue: figure.Orange,
		Shape: figure.Square}, Dots: true}
	best := figure.Series{Identity: figure.Identity{Name: "nearest met so far", Hue: figure.Ink}}
	for i, h := range w.Hops {
		x := float64(w.Cost[i])
		read.X, read.Y = append(read.X, x), append(read.Y, root(h.Distance))
		best.X, best.Y = append(best.X, x), append(best.Y, root(h.Best))
	}
	said := w.when()
	if p.Quant == "f32" && len(w.Truth) > 0 && w.Best < w.Truth[0].Distance {
		said += fmt.Sprintf(" It may not be returned; the nearest item that may lies at %s.",
			length(w.Truth[0].Distance))
	}
	f := figure.Figure{ID: "walk", Title: "One search, step by step", Takeaway: said,
		Caption: fmt.Sprintf("The first query: %s of %s of links that are read, one for each item and layer.",
			say.Int(len(w.Hops)), say.Count(w.Total, "list")),
		Alt: "The nearest distance falls in steps while items are read. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "distances computed"},
			Y: figure.Axis{Label: "distance from the query"}, Series: []figure.Series{read, best}}}
	f.Chart.Y.Log = slices.Min(best.Y) > 0 && (len(w.Truth) == 0 || w.Truth[0].Distance > 0)
	if p.Quant != "f32" {
		f.Chart.Y.Label = "distance from the query, by codes"
	} else if len(w.Truth) > 0 {
		line := figure.Threshold{Label: "nearest item there is", Value: root(w.Truth[0].Distance)}
		if r.Allowed < p.N {
			line.Label = "nearest that may be returned"
		}
		f.Chart.Thresholds = []figure.Threshold{line}
	}
	return f
}

// planeFigure draws items of two numbers and the way of the first query.
func planeFigure(p Params, r Index) figure.Figure {
	pl, w := r.Plane, r.Walk
	items := figure.Series{Identity: figure.Identity{Name: "items", Hue: figure.Grey, Shape: figure.Disc}, X: pl.X,
		Y: pl.Y, Dots: true}
	way := figure.Series{Identity: figure.Identity{Name: "the search", Hue: figure.Orange, Shape: figure.Square,
		Dash: "2 3"}, X: pl.WalkX, Y: pl.WalkY}
	found := figure.Series{Identity: figure.Identity{Name: "returned", Hue: figure.Green, Shape: figure.Triangle},
		X: pl.FoundX, Y: pl.FoundY, Dots: true}
	said := fmt.Sprintf("The search reads %s of links and computes %s to return %s.", say.Count(w.Total, "list"),
		say.Count(w.Spent, "distance"), say.Count(len(w.Found), "item"))
	f := figure.Figure{ID: "plane", Title: "Items and the way of one search", Takeaway: said,
		Caption: fmt.Sprintf("%s of %s, and the first %s whose links are read: long steps on upper layers, then all "+
			"around the query.", say.Upper(say.Int(len(pl.X))), say.Count(p.N, "item"), say.Int(len(pl.WalkX))),
		Alt: "Items as dots with a line of the search to the query. " + said,
		Chart: &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "first number"},
			Y: figure.Axis{Label: "second number"}, Series: []figure.Series{items, way},
			Marks: []figure.Mark{{Label: "query", Shape: figure.Circle, X: pl.QueryX, Y: pl.QueryY}}}}
	if len(found.X) > 0 {
		f.Chart.Series = append(f.Chart.Series, found)
	}
	return f
}
