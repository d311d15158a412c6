package figure

import "math"

func chartSamples() []Figure {
	var v, theory, measured, low, high []float64
	for _, x := range []float64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		y := 100 * math.Sqrt(4/(5*x+1))
		v, theory = append(v, x), append(theory, y)
		measured = append(measured, y*(1+0.03*math.Sin(3*x)))
		low, high = append(low, y*0.6), append(high, y*1.45)
	}
	modulo, ring := Compared("before"), Compared("after")
	modulo.Name, ring.Name = "modulo", "ring"
	return []Figure{
		{ID: "line", Title: "Line chart", Takeaway: "One rule moves nearly everything, the other the newcomer's share.",
			Alt:     "Modulo rises from 80 to 99 percent, the ring falls from 20 to 1 percent.",
			Caption: "Keys that change owner when one node joins.",
			Chart: &Chart{Kind: Line, X: Axis{Label: "nodes", Categories: []string{"4 → 5", "9 → 10", "49 → 50",
				"99 → 100"}}, Y: Axis{Label: "moved", Unit: "%", Max: 100},
				Series: []Series{{Identity: modulo, X: []float64{0, 1, 2, 3}, Y: []float64{80, 90, 98, 99},
					Values: true}, {Identity: ring, X: []float64{0, 1, 2, 3}, Y: []float64{20, 10, 2, 1},
					Values: true}}}},
		{ID: "law", Title: "Scatter chart with a law", Takeaway: "Ten times the points, a third of the spread.",
			Alt:     "Measured dots lie on the theory line, which falls with the square root.",
			Caption: "Log scales; the line is theory, not a fit.", Panel: true,
			Badge: &Badge{OK: true, Text: "10 of 10 points within 5 % of theory"},
			Chart: &Chart{Kind: Scatter, X: Axis{Label: "points per node", Log: true},
				Y: Axis{Label: "spread", Unit: "%", Log: true},
				Series: []Series{{Identity: Identity{Name: "theory", Hue: Grey}, X: v, Y: theory, Theory: true},
					{Identity: Identity{Hue: Ink, Shape: Disc}, X: v, Y: measured, Dots: true}},
				Bands:      []Band{{Label: "95 % of single rings", X: v, Low: low, High: high}},
				Thresholds: []Threshold{{Label: "10 %, often wanted", Value: 10}},
				Marks: []Mark{{Label: "A, this run", Shape: Circle, X: 24, Y: 19},
					{Label: "B", Shape: Box, X: 150, Y: 6.5}}}},
		{ID: "bar", Title: "Bar chart", Takeaway: "Two waits make a second pay four times over.",
			Alt: "Bars for four models in two states.", Caption: "Mean wait at two utilisations.",
			Chart: &Chart{Kind: Bar, X: Axis{Categories: []string{"M/M/1", "M/D/1", "M/M/2", "M/M/4"}},
				Y: Axis{Label: "wait", Unit: "ms"},
				Series: []Series{{Identity: Identity{Name: "80 % busy", Hue: Blue, Shape: Disc},
					X: []float64{0, 1, 2, 3}, Y: []float64{40, 20, 17.8, 7.5}, Values: true},
					{Identity: Identity{Name: "95 % busy", Hue: Orange, Shape: Square}, X: []float64{0, 1, 2, 3},
						Y: []float64{190, 95, 92.6, 44.6}, Values: true}}}},
		{ID: "heat", Title: "Heat map", Takeaway: "One shard carries the evening.",
			Alt: "A grid of load by shard and hour; shard C is hottest at 20 h.", Caption: "Requests a second.",
			Chart: &Chart{Kind: Heat, X: Axis{Label: "hour", Categories: []string{"8", "11", "14", "17", "20", "23"}},
				Y: Axis{Label: "shard", Categories: []string{"A", "B", "C"}},
				Heat: [][]float64{{120, 300, 260, 310, 420, 180}, {110, 280, 250, 330, 400, 160},
					{130, 420, 380, 520, 980, 300}}}},
		{ID: "radar", Title: "Radar chart", Takeaway: "No store is best at everything.",
			Alt: "Two closed lines over five properties.", Caption: "Judgement on a scale of 0 to 5.",
			Chart: &Chart{Kind: Radar, X: Axis{Categories: []string{"point reads", "ranges", "joins", "writes",
				"search"}}, Y: Axis{Max: 5},
				Series: []Series{{Identity: Identity{Name: "relational", Hue: Blue, Shape: Disc},
					X: []float64{0, 1, 2, 3, 4}, Y: []float64{4, 4, 5, 3, 2}},
					{Identity: Identity{Name: "wide-column", Hue: Orange, Shape: Square, Dash: "6 4"},
						X: []float64{0, 1, 2, 3, 4}, Y: []float64{5, 4, 1, 5, 1}}}}},
	}
}
