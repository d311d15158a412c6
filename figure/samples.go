package figure

import (
	"math"
	"strconv"
)

// Samples gives one figure of every kind with invented data, for the page that shows them all and for tests.
func Samples() []Figure {
	return append(chartSamples(), structureSamples()...)
}

func chartSamples() []Figure {
	var v, theory, measured, low, high []float64
	for _, x := range []float64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		y := 100 * math.Sqrt(4/(5*x+1))
		v, theory = append(v, x), append(theory, y)
		measured = append(measured, y*(1+0.03*math.Sin(3*x)))
		low, high = append(low, y*0.6), append(high, y*1.45)
	}
	modulo, ring := Algorithm("modulo"), Algorithm("ring")
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
		{ID: "bars", Title: "Load bars", Takeaway: "C holds a little over half of what A holds.",
			Alt:     "Five bars around a mean of 20,000 keys.",
			Caption: "Keys per node. Band: mean ± one expected spread. Whisker: load before.",
			Bars: &Bars{Unit: "keys", Mean: 20000, Low: 16360, High: 23640,
				Bars: []BarRow{{Identity: Node(0), Value: 22791, Before: 31932, Note: "1.14×"},
					{Identity: Node(1), Value: 20098, Before: 25021, Note: "1.00×"}, {Identity: Node(2), Value: 12854,
						Before: 21895, Note: "0.64×"}, {Identity: Node(3), Value: 20491, Before: 21152, Note: "1.02×"},
					{Identity: Node(4), Value: 23766, Note: "1.19×"}}}},
		{ID: "table", Title: "Table with a dot plot", Takeaway: "Four times the points halve the spread.",
			Alt: "Theory and run for three sizes.",
			Table: &Table{Columns: []Column{{Label: "Nodes", Numeric: true}, {Label: "Points", Numeric: true},
				{Label: "Theory", Unit: "%", Numeric: true}, {Label: "Run", Unit: "%", Numeric: true, Strong: true}},
				Rows: [][]string{{"4", "1", "77", "74"}, {"10", "100", "9.5", "9.1"}, {"10", "400", "4.7", "4.8"}},
				Dots: &DotColumn{Run: []float64{74, 9.1, 4.8}, Theory: []float64{77, 9.5, 4.7}, Log: true,
					Ticks: []float64{3, 10, 30, 80}}}},
	}
}

func structureSamples() []Figure {
	nodes := []Identity{Node(0), Node(1), Node(2), Node(3), Node(4)}
	before := []Arc{{-90, 0, 0}, {0, 90, 1}, {90, 180, 2}, {180, 270, 3}}
	strip := make([]bool, 220)
	all := make([]bool, 220)
	for i := range strip {
		strip[i] = i%53 < 9
		all[i] = i%5 != 0
	}
	return []Figure{
		{ID: "ring", Title: "Ring", Takeaway: "E takes half of C's arc.",
			Alt:     "A circle of four equal arcs; a fifth node at 135 degrees takes 45 degrees from C.",
			Caption: "Inner ring: owners before. Outer ring: owners now.",
			Ring: &Ring{Nodes: nodes, Before: before, After: []Arc{{-90, 0, 0}, {0, 90, 1}, {90, 135, 4}, {135, 180, 2},
				{180, 270, 3}}, Changed: []Arc{{90, 135, 4}},
				Points: []RingPoint{{At: 0, Node: 0}, {At: 90, Node: 1}, {At: 135, Node: 4}, {At: 180, Node: 2},
					{At: 270, Node: 3}},
				Keys: []RingKey{{At: 45, Label: "K1"}, {At: 120, Label: "K2", Moved: true}, {At: 200, Label: "K3"},
					{At: 350, Label: "K4"}}, Centre: "500", Note: []string{"keys move"}}},
		{ID: "strip", Title: "Key strip", Takeaway: "Modulo moves keys everywhere, a ring in patches.",
			Alt:     "Two strips of 220 keys; few tall lines above, nearly all tall below.",
			Caption: "220 keys in hash order; a tall line is a key that moved.",
			Strip: &Strip{Rows: []StripRow{{Label: "ring", Tall: strip, Value: "20 %"}, {Label: "hash mod N", Tall: all,
				Value: "80 %"}}}},
		{ID: "tree", Title: "Tree", Takeaway: "Three pages lead to any key.",
			Alt: "A tree of height three; the path to 42 is marked.", Caption: "A B+ tree of order 4.",
			Tree: &Tree{Nodes: []TreeNode{{ID: "root", Keys: []string{"30", "60"}, Touched: true},
				{ID: "a", Parent: "root", Keys: []string{"10", "20"}, Edge: "< 30"},
				{ID: "b", Parent: "root", Keys: []string{"40", "50"}, Touched: true, Edge: "30 to 59"},
				{ID: "c", Parent: "root", Keys: []string{"70"}, Edge: "≥ 60"},
				{ID: "b1", Parent: "b", Keys: []string{"30", "35"}}, {ID: "b2", Parent: "b", Keys: []string{"40", "42"},
					Touched: true, Changed: true}, {ID: "b3", Parent: "b", Keys: []string{"50", "55"}}}}},
		{ID: "flow", Title: "Flow", Takeaway: "The cache takes what it holds; the rest goes on.",
			Alt: "Clients ask a service, which asks a cache and a database; changes leave as a stream.",
			Flow: &Flow{Boxes: []FlowBox{{ID: "c", Label: "Clients", Col: 0, Row: 0},
				{ID: "s", Label: "Service", Col: 1, Row: 0}, {ID: "k", Label: "Cache", Sub: "100 MB", Col: 2, Row: 0,
					Store: true, Cache: true, Hue: Orange}, {ID: "d", Label: "Database", Sub: "relational", Col: 2,
					Row: 1, Store: true, Hue: Blue}, {ID: "l", Label: "Log", Col: 1, Row: 1, Store: true, Hue: Yellow}},
				Arrows: []FlowArrow{{From: "c", To: "s", Label: "10,000/s"}, {From: "s", To: "k", Label: "9,500/s"},
					{From: "s", To: "d", Label: "500/s"}, {From: "d", To: "l", Label: "changes", Async: true}}}},
		{ID: "loop", Title: "Causal loop", Takeaway: "Misses feed themselves.", Alt: "Misplaced keys raise misses, " +
			"misses raise load, load raises timeouts, timeouts change nodes; refilling balances.",
			Caption: "A plus means “moves the same way”, a minus the opposite. R reinforces, B balances.",
			Loop: &Loop{Nodes: []LoopNode{{"m", "Misplaced keys", "80 %", 22, 8}, {"c", "Cache misses", "5 → 81 %", 72,
				5}, {"d", "Database load", "8,100 q/s", 96, 44}, {"t", "Timeouts", "63 %", 78, 88},
				{"n", "Nodes change", "4 → 5", 5, 52}},
				Links: []LoopLink{{From: "m", To: "c", Sign: "+", Bend: -0.3}, {From: "c", To: "d", Sign: "+",
					Bend: -0.3}, {From: "d", To: "t", Sign: "+", Bend: -0.3}, {From: "t", To: "n", Sign: "+",
					Bend: -0.25}, {From: "n", To: "m", Sign: "+", Bend: -0.3}},
				Turns: []LoopTurn{{"R", "miss storm", 50, 50}}}},
		{ID: "space", Title: "Space-time diagram", Takeaway: "The read arrives before the copy.",
			Alt: "A write reaches the primary at 1 ms and the replica at 9 ms; a read at 5 ms sees the old value.",
			SpaceTime: &SpaceTime{Unit: "ms", Lanes: []string{"client", "primary", "replica"},
				Events: []SpaceEvent{{Lane: 1, At: 2, Label: "x = 1"}, {Lane: 2, At: 6, Label: "reads x = 0",
					Bad: true}, {Lane: 2, At: 10, Label: "x = 1"}},
				Messages: []SpaceMessage{{From: 0, Sent: 0, To: 1, Got: 2, Label: "write"},
					{From: 1, Sent: 2, To: 2, Got: 10, Label: "log"}, {From: 0, Sent: 4, To: 2, Got: 6, Label: "read"},
					{From: 1, Sent: 7, To: 0, Got: 11, Lost: true}}}},
		{ID: "cells", Title: "Cells", Takeaway: "Of 20 consecutive hashes, 4 keep their node.",
			Alt: "Two rows of 20 cells; the first four columns agree.",
			Cells: &Cells{Head: "hash", Columns: twenty(), Outlined: []int{0, 1, 2, 3},
				Rows: []CellRow{{Label: "mod 4", Cells: mod(4)}, {Label: "mod 5", Cells: mod(5)}}}},
	}
}

func twenty() []string {
	out := make([]string, 20)
	for i := range out {
		out[i] = strconv.Itoa(i)
	}
	return out
}

func mod(n int) []Identity {
	out := make([]Identity, 20)
	for i := range out {
		out[i] = Node(i % n)
	}
	return out
}
