package trees

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/trees/spatial"
)

// Points drawn on the map: the background stays sparse, so that names can be read on it.
var shownPoints = [3]int{70, 160, 200}

// The map shows a little more than the circle, and twice as much to the east and west as to the north and south, which
// is how a chart is shaped.
const (
	mapNorth = 1.6
	mapEast  = 3.4
)

// mapFigure draws one query on the points around it.
func mapFigure(p Params, r spatialRun) figure.Figure {
	of, x, y := classify(p, r)
	names := [3]string{"not looked at", "candidates outside", "within the radius"}
	looks := [3]figure.Identity{{Hue: figure.Grey, Shape: figure.Circle}, {Hue: figure.Orange, Shape: figure.Square},
		{Hue: figure.Green, Shape: figure.Disc}}
	out := len(r.Drawn.Candidates) - len(r.Drawn.Results)
	data := &figure.Table{Columns: []figure.Column{{Label: "Points"}, {Label: "In all", Numeric: true, Strong: true},
		{Label: "Drawn", Numeric: true}}}
	chart := &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "east of the centre", Unit: "km",
		Min: -mapEast * p.RadiusKm, Max: mapEast * p.RadiusKm},
		Y: figure.Axis{Label: "north of the centre", Unit: "km", Min: -mapNorth * p.RadiusKm,
			Max: mapNorth * p.RadiusKm}}
	for class, all := range []int{len(r.Points) - len(r.Drawn.Candidates), out, len(r.Drawn.Results)} {
		s := figure.Series{Identity: looks[class], Dots: true}
		s.Name = names[class]
		ids := of[class]
		every := max(1, (len(ids)+shownPoints[class]-1)/shownPoints[class])
		var drawn []int32
		for k := 0; k < len(ids); k += every {
			drawn = append(drawn, ids[k])
		}
		// The name stands beside the last point: the easternmost one.
		slices.SortStableFunc(drawn, func(a, b int32) int { return int(math.Copysign(1, x(a)-x(b))) })
		for _, id := range drawn {
			s.X, s.Y = append(s.X, round3(x(id))), append(s.Y, round3(y(id)))
		}
		data.Rows = append(data.Rows, []string{names[class], say.Int(all), say.Int(len(drawn))})
		if len(s.X) > 0 {
			chart.Series = append(chart.Series, s)
		}
	}
	circle := figure.Series{Identity: figure.Identity{Hue: figure.Ink}}
	for i := range 49 {
		angle := 2 * math.Pi * float64(i) / 48
		circle.X, circle.Y = append(circle.X, round3(p.RadiusKm*math.Cos(angle))),
			append(circle.Y, round3(p.RadiusKm*math.Sin(angle)))
	}
	chart.Series = append(chart.Series, circle)
	return figure.Figure{ID: "map", Title: "One radius query on the map", Panel: true, Chart: chart, Data: data,
		Takeaway: fmt.Sprintf("The %s names %s; %s within %s km, %s in vain.", kindNames[p.Kind],
			say.Count(len(r.Drawn.Candidates), "candidate"),
			pick(len(r.Drawn.Results) == 1, "1 is", say.Int(len(r.Drawn.Results))+" are"),
			say.Short(p.RadiusKm), pick(out == 1, "1 was measured", say.Int(out)+" were measured")),
		Caption: "Distances from the centre of the query; the line is the radius. Some of the points of each kind " +
			"are drawn, evenly chosen.",
		Alt: fmt.Sprintf("A map of points around the centre: %d within the circle, %d candidates outside it, the "+
			"others not looked at.", len(r.Drawn.Results), out)}
}

// classify sorts the points in the frame of the map into not looked at, candidates outside, and results, and gives
// their distances east and north of the centre in km.
func classify(p Params, r spatialRun) (of [3][]int32, x, y func(int32) float64) {
	kmLat := spatial.DistanceKm(r.Centre, spatial.Point{Lat: r.Centre.Lat + 1, Lon: r.Centre.Lon})
	kmLon := spatial.DistanceKm(r.Centre, spatial.Point{Lat: r.Centre.Lat, Lon: r.Centre.Lon + 1})
	x = func(i int32) float64 { return (r.Points[i].Lon - r.Centre.Lon) * kmLon }
	y = func(i int32) float64 { return (r.Points[i].Lat - r.Centre.Lat) * kmLat }
	for k := range r.Points {
		i := int32(k)
		if math.Abs(x(i)) > mapEast*p.RadiusKm || math.Abs(y(i)) > mapNorth*p.RadiusKm {
			continue
		}
		class := 0
		if _, in := slices.BinarySearch(r.Drawn.Results, i); in {
			class = 2
		} else if _, in := slices.BinarySearch(r.Drawn.Candidates, i); in {
			class = 1
		}
		of[class] = append(of[class], i)
	}
	return of, x, y
}

func round3(v float64) float64 { return math.Round(v*1000) / 1000 }
