package course

import (
	"fmt"
	"maps"
	"net/url"
	"strconv"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// Draw gives the picture of a figure block. Takeaway, caption, title and text alternative of the block replace those of
// the run.
func (f *Figure) Draw(w World) (figure.Figure, error) {
	out, drawn, err := f.diagram()
	switch {
	case err != nil:
		return out, err
	case drawn:
	case f.Sweep != nil:
		chart, err := f.drawSweep(w)
		if err != nil {
			return out, err
		}
		out.Chart = chart
	default:
		if w.Run == nil {
			return out, fmt.Errorf("draw %s: no simulations here", f.ID)
		}
		r, err := w.Run(f.Sim, f.Knobs.Query())
		if err != nil {
			return out, fmt.Errorf("draw %s: %w", f.ID, err)
		}
		drawn, ok := r.Figures[f.Figure]
		if !ok {
			return out, fmt.Errorf("unknown figure %q of %s; %s", f.Figure, f.Sim,
				nearest(f.Figure, sortedKeys(r.Figures)))
		}
		out = drawn
	}
	out.ID = f.ID
	for _, text := range []struct {
		to   *string
		with string
	}{{&out.Title, f.Title}, {&out.Takeaway, f.Takeaway}, {&out.Caption, f.Caption}, {&out.Alt, f.Alt}} {
		if text.with != "" {
			*text.to = text.with
		}
	}
	return out, nil
}

func (f *Figure) drawSweep(w World) (*figure.Chart, error) {
	s := f.Sweep
	chart := &figure.Chart{Kind: figure.Line,
		X: figure.Axis{Label: s.X.Label, Unit: s.X.Unit, Log: s.X.Log, Categories: s.X.Labels},
		Y: figure.Axis{Label: s.Label, Unit: s.Unit, Log: s.Log, Min: s.Min, Max: s.Max}}
	at := make([]float64, len(s.X.Values)) // with labels an x value is the position of its label
	for i, v := range s.X.Values {
		if at[i] = v; len(s.X.Labels) > 0 {
			at[i] = float64(i)
		}
	}
	for _, one := range s.Series {
		look := figure.Algorithm(one.As)
		look.Name = one.Label
		measured := figure.Series{Identity: look, X: at, Values: true}
		theory := figure.Series{Identity: figure.Identity{Name: one.Label + ", theory", Hue: figure.Grey}, X: at,
			Theory: true}
		for _, v := range s.X.Values {
			number := strconv.FormatFloat(v, 'f', -1, 64)
			y, err := w.metric(f.Sim, f.Knobs.with(one.Knobs).with(Knobs{{ID: s.X.Knob, Value: number}}),
				s.Metric, s.Seeds)
			if err != nil {
				return nil, fmt.Errorf("draw %s: %w", f.ID, err)
			}
			measured.Y = append(measured.Y, y)
			if one.Theory != "" {
				t, err := Eval(one.Theory, map[string]float64{s.X.Knob: v})
				if err != nil {
					return nil, fmt.Errorf("draw %s: %w", f.ID, err)
				}
				theory.Y = append(theory.Y, t)
			}
		}
		if one.Theory != "" {
			chart.Series = append(chart.Series, theory)
		}
		chart.Series = append(chart.Series, measured)
	}
	return chart, nil
}

// Draw gives a table of runs as a figure. A table of words (Cells) has no figure: the page prints its cells.
func (t *Table) Draw(w World) (figure.Figure, error) {
	out := figure.Figure{ID: t.ID, Title: t.Takeaway, Takeaway: t.Takeaway, Caption: t.Caption, Alt: t.Takeaway,
		Table: &figure.Table{}}
	values := make([][]float64, len(t.Columns))
	for _, c := range t.Columns {
		out.Table.Columns = append(out.Table.Columns, figure.Column{Label: c.Label, Unit: c.Unit,
			Numeric: len(t.Cells) == 0 && len(c.Labels) == 0, Strong: c.Strong})
	}
	if len(t.Cells) > 0 {
		for _, row := range t.Cells {
			cells := make([]string, len(row))
			for i, c := range row {
				cells[i] = plain(c.HTML)
			}
			out.Table.Rows = append(out.Table.Rows, cells)
		}
		return out, nil
	}
	for n, row := range t.Rows {
		cells := make([]string, len(t.Columns))
		knobs := t.Knobs.with(row)
		for i, c := range t.Columns {
			v, text, err := t.cell(w, c, knobs)
			if err != nil {
				return out, fmt.Errorf("draw %s: %w", t.ID, err)
			}
			if len(c.Labels) > 0 {
				text = c.Labels[n]
			}
			cells[i], values[i] = text, append(values[i], v)
		}
		out.Table.Rows = append(out.Table.Rows, cells)
	}
	if t.Dots != nil {
		out.Table.Dots = &figure.DotColumn{Log: t.Dots.Log, Ticks: t.Dots.Ticks}
		for i, c := range t.Columns {
			switch c.Label {
			case t.Dots.Run:
				out.Table.Dots.Run = values[i]
			case t.Dots.Theory:
				out.Table.Dots.Theory = values[i]
			}
		}
	}
	return out, nil
}

// cell gives the value of a column for one row, and its text.
func (t *Table) cell(w World, c Column, knobs Knobs) (v float64, text string, err error) {
	switch {
	case c.Knob != "":
		text, ok := knobs.get(c.Knob)
		if !ok {
			return 0, "", fmt.Errorf("row without knob %q", c.Knob)
		}
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			return v, say.Number(v, c.Decimals), nil
		}
		return 0, text, nil
	case c.Metric != "":
		v, err = w.metric(t.Sim, knobs, c.Metric, t.Seeds)
	case c.Func != "":
		v, err = rowFuncs[c.Func](knobs.numbers())
	default:
		v, err = Eval(c.Expr, knobs.numbers())
	}
	return v, say.Number(v, c.Decimals), err
}

// Query gives the values of a run of the simulation: the block's own, with those of its free knobs replaced by given
// ones. Everything else in given is ignored.
func (s *Sim) Query(given url.Values) url.Values {
	q := s.Knobs.Query()
	if s.Sandbox {
		for id, v := range given {
			q[id] = v
		}
		return q
	}
	for _, id := range s.Free {
		if v, ok := given[id]; ok {
			q[id] = v
		}
	}
	return q
}

// Sentence gives the block's text with metrics of the run and numeric knob values filled in.
func (s *Sim) Sentence(r RunResult, q url.Values) (HTML, error) {
	vars := map[string]float64{}
	for id := range q {
		if v, err := strconv.ParseFloat(q.Get(id), 64); err == nil {
			vars[id] = v
		}
	}
	maps.Copy(vars, r.Metrics)
	return s.Text.Fill(vars)
}

// Answer gives the value that the guess is held against.
func (p *Predict) Answer(w World) (float64, error) {
	return w.metric(p.Sim, p.Knobs, p.Metric, p.Seeds)
}

// Judge says where a guess lies and what to say to it. In the text {off} is the distance and {answer} the answer.
func (p *Predict) Judge(guess, answer float64) (HTML, error) {
	text, off := p.Near, guess-answer
	switch {
	case off < -p.Within:
		text = p.Low
	case off > p.Within:
		text = p.High
	}
	return text.Fill(map[string]float64{"off": max(off, -off), "answer": answer, "guess": guess})
}
