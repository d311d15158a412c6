package loops

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// points is how many points of a run are drawn.
const points = 200

// thin gives every so many-th index of n, the last among them.
func thin(n int) []int {
	var out []int
	step := max(1, n/points)
	for i := 0; i < n; i += step {
		out = append(out, i)
	}
	if out[len(out)-1] != n-1 {
		out = append(out, n-1)
	}
	return out
}

func pick(idx []int, of func(int) float64) []float64 {
	out := make([]float64, len(idx))
	for k, i := range idx {
		out[k] = of(i)
	}
	return out
}

// amount prints a value with its unit.
func amount(v float64, unit string) string {
	if unit == "1" {
		return say.Short(v)
	}
	s := say.Short(v)
	return s + " " + say.Unit(s, unit)
}

// diagram is the causal loop with the values at one row; row -1 shows before and after.
func (s study) diagram(row int) figure.Figure {
	r, sys := s.r, s.r.sys
	show := sys.drawn()
	loop := &figure.Loop{}
	n := float64(len(show))
	for k, v := range show {
		angle := 2*math.Pi*float64(k)/n - math.Pi/2
		value := amount(r.Rows[max(0, row)][v], sys.unit(v))
		if row < 0 {
			value = say.Short(r.Rows[0][v]) + " → " + amount(r.Rows[len(r.Rows)-1][v], sys.unit(v))
		}
		loop.Nodes = append(loop.Nodes, figure.LoopNode{ID: fmt.Sprint("v", v), Label: sys.label(v), Value: value,
			X: math.Round(50 + 46*math.Cos(angle)), Y: math.Round(50 + 46*math.Sin(angle))})
	}
	table := &figure.Table{Columns: []figure.Column{{Label: "Cause"}, {Label: "Effect"},
		{Label: "Gain", Numeric: true, Strong: true}, {Label: "Unit"}, {Label: "Delay", Unit: r.Model.Clock,
			Numeric: true}}}
	for _, l := range s.links {
		from, to := show[l.From], show[l.To]
		effect := sys.label(to)
		if l.Stock {
			effect += ", its rate of change"
		}
		gain := say.Short(l.Gain)
		if l.Gain == 0 {
			gain = "asleep"
		}
		table.Rows = append(table.Rows, []string{sys.label(from), effect, gain, l.Unit, say.Short(l.Delay)})
		if l.From == l.To {
			continue
		}
		sign := "+"
		if l.Sign < 0 {
			sign = "-"
		}
		label := gain
		if l.Unit != "1" && l.Gain != 0 {
			label += " " + l.Unit
		}
		if l.Delay > 0 {
			label += ", after " + say.Short(l.Delay) + " " + r.Model.Clock
		}
		loop.Links = append(loop.Links, figure.LoopLink{From: fmt.Sprint("v", from), To: fmt.Sprint("v", to),
			Sign: sign, Bend: 0.22, Balancing: l.Delay > 0, Label: label})
	}
	said := ""
	for _, c := range s.loops {
		if len(c.Path) < 2 || len(loop.Turns) == 2 {
			continue
		}
		x, y := 0.0, 0.0
		for _, k := range c.Path {
			x, y = x+loop.Nodes[k].X, y+loop.Nodes[k].Y
		}
		kind, word := "B", "balancing"
		if c.Reinforce {
			kind, word = "R", "reinforcing"
		}
		name := ""
		for _, k := range c.Path {
			name += lower(sys.label(show[k])) + " → "
		}
		name += lower(sys.label(show[c.Path[0]]))
		loop.Turns = append(loop.Turns, figure.LoopTurn{Kind: kind, Name: word, X: 50 + (x/float64(len(c.Path))-50)*0.6,
			Y: 50 + (y/float64(len(c.Path))-50)*0.6})
		said += fmt.Sprintf(" A %s loop: %s", word, name)
		if c.Delay > 0 {
			said += ", " + span(c.Delay, r.Model.Clock) + " late"
		}
		said += "."
	}
	return figure.Figure{ID: "loop", Title: r.Model.Title, Takeaway: r.Model.Say, Loop: loop, Data: table,
		Caption: "A plus moves the same way, a minus the opposite way; a dashed arrow acts late. Values before the " +
			"push and at the end. The table gives each link its gain, unit and delay: the change of the effect per " +
			"unit of the cause, the largest of the run, worked out from the formulas. A link asleep waits for a " +
			"threshold that the run does not reach.",
		Alt: "A causal loop of " + fmt.Sprint(len(show)) + " quantities." + said}
}

// timeFigure draws the run beside one that is not pushed.
func timeFigure(b *model.Budget, p Params, s study) figure.Figure {
	still := p
	still.Push = 0
	rested, err := Run(b, still)
	if err != nil {
		panic(err) // the push decides nothing that Run refuses
	}
	r, sys := s.r, s.r.sys
	w := sys.index(r.Model.Watch)
	idx := thin(len(r.T))
	calm := thin(len(rested.T))
	unit := sys.unit(w)
	if unit == "1" {
		unit = ""
	}
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: r.Model.Clock},
		Y: figure.Axis{Label: lower(sys.label(w)), Unit: unit},
		Series: []figure.Series{{Identity: figure.Identity{Name: "without the push", Hue: figure.Grey, Dash: "4 3"},
			X: pick(calm, func(i int) float64 { return rested.T[i] }),
			Y: pick(calm, func(i int) float64 { return rested.Watch[i] }), Theory: true},
			{Identity: figure.Identity{Name: "with the push", Hue: figure.Accent, Shape: figure.Disc},
				X: pick(idx, func(i int) float64 { return r.T[i] }),
				Y: pick(idx, func(i int) float64 { return r.Watch[i] })}}}
	if p.PushAt < r.T[len(r.T)-1] {
		chart.Thresholds = append(chart.Thresholds, figure.Threshold{Label: "push", Value: p.PushAt, Vertical: true})
	}
	if r.Rest != nil && s.atRest {
		chart.Thresholds = append(chart.Thresholds, figure.Threshold{Label: "rest", Value: s.own.Rest})
	}
	peak, at := s.peak()
	sentence := fmt.Sprintf("%s: %s at the start, %s after %s, %s in the end.", sys.label(w), say.Short(r.Watch[0]),
		amount(peak, sys.unit(w)), span(at, r.Model.Clock), amount(r.Watch[len(r.Watch)-1], sys.unit(w)))
	if peak == r.Watch[0] {
		sentence = fmt.Sprintf("%s: %s from the start to the end.", sys.label(w), amount(peak, sys.unit(w)))
	}
	return figure.Figure{ID: "time", Title: sys.label(w) + " over time", Takeaway: sentence, Chart: chart, Panel: true,
		Caption: "The push: " + r.Model.Push.Label + ", times the push knob. The grey line is the same run without " +
			"it; the level called rest is where nothing changes any more.",
		Alt: "A line over time beside the run without the push. " + sentence}
}

// hues tell the lines of one chart apart.
var hues = []figure.Identity{{Hue: figure.Blue, Shape: figure.Disc}, {Hue: figure.Orange, Shape: figure.Square,
	Dash: "6 4"}, {Hue: figure.Purple, Shape: figure.Triangle, Dash: "2 3"}, {Hue: figure.Green, Shape: figure.Diamond,
	Dash: "10 3"}}

func stocksFigure(_ Params, s study) figure.Figure {
	r := s.r
	idx := thin(len(r.T))
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: r.Model.Clock},
		Y: figure.Axis{Label: "share of its largest value", Unit: "%"}}
	table := &figure.Table{Columns: []figure.Column{{Label: "Stock"}, {Label: "Unit"}, {Label: "Before", Numeric: true},
		{Label: "Largest", Numeric: true}, {Label: "End", Numeric: true, Strong: true}}}
	sentence := ""
	for i, k := range r.Model.Stocks {
		most := 0.0
		for _, row := range r.Rows {
			most = max(most, math.Abs(row[i]))
		}
		id := hues[i%len(hues)]
		id.Name = lower(k.Label)
		last := r.Rows[len(r.Rows)-1][i]
		chart.Series = append(chart.Series,
			figure.Series{Identity: id, X: pick(idx, func(j int) float64 { return r.T[j] }),
				Y: pick(idx, func(j int) float64 { return 100 * r.Rows[j][i] / max(most, 1e-12) })})
		table.Rows = append(table.Rows, []string{k.Label, k.Unit, say.Short(r.Rows[0][i]), say.Short(most),
			say.Short(last)})
		if i > 0 {
			sentence += ", "
		}
		sentence += fmt.Sprintf("%s %s → %s", lower(k.Label), say.Short(r.Rows[0][i]), amount(last, k.Unit))
	}
	return figure.Figure{ID: "stocks", Title: "All stocks over time", Takeaway: "Before and at the end: " +
		sentence + ".",
		Chart: chart, Data: table,
		Caption: "Each stock as a share of its own largest value, because their units differ. One that turns later " +
			"than another is driven by it.", Alt: "One line a stock over time. " + sentence + "."}
}

func phaseFigure(p Params, s study) figure.Figure {
	r := s.r
	a, b := r.Model.Stocks[0], r.Model.Stocks[1]
	idx := thin(len(r.T))
	var x, y [2][]float64
	for _, i := range idx {
		half := 0
		if r.T[i] >= p.PushAt {
			half = 1
		}
		x[half], y[half] = append(x[half], r.Rows[i][0]), append(y[half], r.Rows[i][1])
	}
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: lower(a.Label), Unit: a.Unit},
		Y: figure.Axis{Label: lower(b.Label), Unit: b.Unit}}
	for half, name := range []string{"before the push", "after the push"} {
		// at rest there is no path
		if n := len(x[half]); n > 0 && (half == 1 || math.Abs(x[0][n-1]-x[0][0]) > 1e-6*math.Abs(x[0][0])) {
			id := []figure.Identity{{Hue: figure.Grey, Shape: figure.Circle, Dash: "4 3"},
				{Hue: figure.Accent, Shape: figure.Disc}}[half]
			id.Name = name
			chart.Series = append(chart.Series, figure.Series{Identity: id, X: x[half], Y: y[half]})
		}
	}
	if len(chart.Series) == 0 {
		chart.Series = []figure.Series{{Identity: figure.Identity{Name: "at rest", Hue: figure.Accent,
			Shape: figure.Disc}, X: x[0][:1], Y: y[0][:1], Dots: true}}
	}
	last := len(r.T) - 1
	chart.Marks = []figure.Mark{{Label: "start", Shape: figure.Circle, X: r.Rows[0][0], Y: r.Rows[0][1]},
		{Label: "end", Shape: figure.Box, X: r.Rows[last][0], Y: r.Rows[last][1]}}
	sentence := "In the plane of two stocks " + s.verdict() + "."
	return figure.Figure{ID: "phase", Title: "Two stocks against each other", Takeaway: sentence, Chart: chart,
		Caption: "One point a moment. A spiral inwards settles, a closed curve swings for ever, a line away from the " +
			"start runs off.", Alt: "A path from " + say.Short(r.Rows[0][0]) + " and " + say.Short(r.Rows[0][1]) +
			". " + sentence}
}
