package loops

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// gains are the factors at which small deviations are measured.
var gains = []float64{0.25, 0.5, 1, 1.5, 2, 3}

// lawFigure draws the growth of small deviations over the gain: roots as a line, measured runs as dots.
func lawFigure(b *model.Budget, p Params, s study) figure.Figure {
	f := figure.Figure{ID: "law", Title: "Growth of a small deviation, by gain", Caption: "Line: largest real part " +
		"of the roots of the characteristic equation, with a band of ± 5 % and 0.005. Dots: measured on runs that " +
		"start a millionth off rest. Above 0 a deviation grows. Gains without a resting state have no dot."}
	var x, theory, low, high, mx, my []float64
	near := 0
	var probes []probe
	for _, gain := range gains {
		if q, ok := p.measure(b, gain, s.near()); ok {
			probes = append(probes, q)
		}
	}
	for _, q := range probes {
		g := q.Theory.Growth
		x, theory = append(x, q.Factor), append(theory, g)
		room := 0.005 + 0.05*math.Abs(g)
		low, high = append(low, g-room), append(high, g+room)
		if q.Measured {
			mx, my = append(mx, q.Factor), append(my, q.Growth)
			if math.Abs(q.Growth-g) <= room {
				near++
			}
		}
	}
	if len(x) == 0 || len(mx) == 0 {
		f.Takeaway = "At none of these gains is there a resting state to deviate from."
		f.Alt = f.Takeaway
		f.Table = &figure.Table{Columns: []figure.Column{{Label: "Gain", Unit: "× own", Numeric: true},
			{Label: "Resting state"}}}
		for _, g := range gains {
			f.Table.Rows = append(f.Table.Rows, []string{say.Short(g), "none"})
		}
		return f
	}
	f.Badge = &figure.Badge{OK: near == len(mx), Text: fmt.Sprintf("%d of %d measured within the band of theory",
		near, len(mx))}
	f.Chart = &figure.Chart{Kind: figure.Scatter, X: figure.Axis{Label: "gain", Unit: "× own"},
		Y: figure.Axis{Label: "growth", Unit: "per " + s.r.Model.Clock},
		Series: []figure.Series{{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, X: x, Y: theory,
			Theory: true}, {Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}, X: mx,
			Y: my, Dots: true}},
		Bands:      []figure.Band{{Label: "± 5 % and 0.005", X: x, Low: low, High: high}},
		Thresholds: []figure.Threshold{{Label: "grows above", Value: 0}}}
	if s.atRest && s.own.Measured {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: p.Gain, Y: s.own.Growth}}
	}
	first := 0.0
	for _, q := range probes {
		if q.Theory.Growth > 1e-9 && first == 0 {
			first = q.Factor
		}
	}
	f.Takeaway = "At each of these gains that has a resting state, small deviations die out."
	if first > 0 {
		own := "its own gain"
		if first != 1 {
			own = say.Short(first) + " times " + own
		}
		f.Takeaway = "From " + own + " on, the loop turns a small deviation into a growing one."
	}
	f.Alt = "Measured dots on the line of theory over the gain. " + f.Takeaway
	return f
}

// parametersFigure lists what can be changed, and what half and twice of each does to small deviations.
func parametersFigure(b *model.Budget, p Params, s study) figure.Figure {
	r := s.r
	t := &figure.Table{Columns: []figure.Column{{Label: "Name"}, {Label: "Parameter"}, {Label: "Value", Numeric: true,
		Strong: true}, {Label: "Unit"}, {Label: "Growth at half", Numeric: true}, {Label: "At twice", Numeric: true}}}
	best, bestBy, least := "", "", math.Inf(1)
	for i, q := range r.Model.Params {
		row := []string{q.ID, q.Label, say.Short(r.sys.own[i]), q.Unit}
		switch q.ID {
		case r.Model.Gain:
			row[1] += " (the gain)"
		case r.Model.Delay:
			row[1] += " (the delay)"
		}
		for k, factor := range [2]float64{0.5, 2} {
			text, growth := s.tried(b, p, i, factor)
			row = append(row, text)
			if growth < least && q.ID != r.Model.Push.Param { // less to do calms every loop
				best, bestBy, least = q.Label, [2]string{"halving", "doubling"}[k], growth
			}
		}
		t.Rows = append(t.Rows, row)
	}
	sentence := r.Model.Lever
	if best != "" {
		sentence += fmt.Sprintf(" Of all parameters, %s “%s” calms small deviations most.", bestBy, best)
	}
	return figure.Figure{ID: "parameters", Title: "Parameters and where to push", Takeaway: sentence, Table: t,
		Caption: "Growth of a small deviation per " + r.Model.Clock + " with half and with twice the value, all " +
			"others as they are; below 0 it dies out, – means no resting state. The name is what the knob for other " +
			"parameters takes.",
		Alt: "A table of parameters with their values and units. " + sentence}
}

// near is a state to look for a resting state from.
func (s study) near() []float64 {
	if s.r.Rest != nil {
		return s.r.Rest
	}
	return s.r.Before
}

// tried is the growth of small deviations when one parameter is multiplied.
func (s study) tried(b *model.Budget, p Params, i int, factor float64) (string, float64) {
	if s.r.Rest == nil && s.r.Model.Params[i].ID == s.r.Model.Push.Param && factor > 1 {
		return "–", math.Inf(1)
	}
	sys, err := p.system()
	if err != nil {
		return "–", math.Inf(1)
	}
	sys.own[i] *= factor
	sys.push(p, p.Horizon, p.Horizon)
	rest, ok := sys.rest(s.near())
	if !ok {
		if rest, ok = sys.rest(sys.start()); !ok {
			return "–", math.Inf(1)
		}
	}
	root, ok := sys.near(rest).dominant(b)
	if !ok {
		return "–", math.Inf(1)
	}
	return say.Number(root.Growth, 3), root.Growth
}
