package course

import "fmt"

// block checks the references of one block; metrics and figures too, when there are runs.
func (k *checker) block(b *Block) {
	before := len(k.found)
	switch b.Kind {
	case SimKind:
		k.simBlock(b)
	case PredictKind:
		p := b.Predict
		k.knobs(b.line("sim"), p.Sim, p.Knobs)
		if len(k.found) > before {
			return
		}
		if r, ok := k.run(b.line("knobs"), p.Sim, p.Knobs); ok {
			k.metric(b.line("metric"), p.Sim, p.Metric, r)
			if v := r.Metrics[p.Metric]; len(k.found) == before && (v < p.Min || v > p.Max) {
				k.found.add(b.line("min"), fmt.Sprintf("let the scale hold %.4g", v),
					"the answer is off the scale of %g to %g", p.Min, p.Max)
			}
			if _, err := p.Judge(p.Min, r.Metrics[p.Metric]); err != nil {
				k.found.add(b.line("low"), "", "%v", err)
			}
			if _, err := p.Judge(p.Max, r.Metrics[p.Metric]); err != nil {
				k.found.add(b.line("high"), "", "%v", err)
			}
		}
	case FigureKind:
		k.figureBlock(b)
	case TableKind:
		k.tableBlock(b)
	case LoopKind:
		for i, m := range b.Loop.Modes {
			for j, let := range m.Let {
				if let.Sim != "" {
					at := b.line(fmt.Sprintf("modes.%d.let.%d", i, j))
					k.knobs(at, let.Sim, let.Knobs)
					if r, ok := k.run(at, let.Sim, let.Knobs); ok {
						k.metric(at, let.Sim, let.Metric, r)
					}
				}
			}
		}
		if k.world.Run != nil && len(k.found) == before {
			if _, err := b.Loop.Draw(k.world); err != nil {
				k.found.add(b.Pos, "", "%v", err)
			}
		}
	}
}

func (k *checker) simBlock(b *Block) {
	before, s := len(k.found), b.Sim
	k.knobs(b.line("sim"), s.Sim, s.Knobs)
	for i, id := range s.Free {
		k.knobName(b.line(fmt.Sprintf("free.%d", i)), s.Sim, id)
	}
	if len(k.found) > before {
		return
	}
	r, ok := k.run(b.line("knobs"), s.Sim, s.Knobs)
	if !ok {
		return
	}
	for i, id := range s.Figures {
		k.figure(b.line(fmt.Sprintf("figures.%d", i)), s.Sim, id, r)
	}
	for i, id := range s.Metrics {
		k.metric(b.line(fmt.Sprintf("metrics.%d", i)), s.Sim, id, r)
	}
	q := s.Knobs.Query()
	if info, known := k.world.Sim(s.Sim); known {
		for _, knob := range info.Knobs {
			if !q.Has(knob.ID) {
				q.Set(knob.ID, knob.Default)
			}
		}
	}
	if _, err := s.Sentence(r, q); err != nil {
		k.found.add(b.line("text"), "", "%v", err)
	}
}

func (k *checker) figureBlock(b *Block) {
	before, f := len(k.found), b.Figure
	if _, diagram, _ := f.diagram(); diagram {
		return
	}
	k.knobs(b.line("sim"), f.Sim, f.Knobs)
	if s := f.Sweep; s != nil {
		for i, v := range s.X.Values {
			k.knobs(b.line(fmt.Sprintf("sweep.x.values.%d", i)), f.Sim, Knobs{{ID: s.X.Knob, Value: fmt.Sprint(v)}})
		}
		for _, one := range s.Series {
			k.knobs(b.line("sweep.series"), f.Sim, one.Knobs)
		}
	}
	if len(k.found) > before {
		return
	}
	if f.Sweep != nil {
		first := Knobs{{ID: f.Sweep.X.Knob, Value: fmt.Sprint(f.Sweep.X.Values[0])}}
		if r, ok := k.run(b.line("knobs"), f.Sim, f.Knobs.with(f.Sweep.Series[0].Knobs).with(first)); ok {
			k.metric(b.line("sweep.metric"), f.Sim, f.Sweep.Metric, r)
		}
	} else if r, ok := k.run(b.line("knobs"), f.Sim, f.Knobs); ok {
		k.figure(b.line("figure"), f.Sim, f.Figure, r)
	}
	if k.world.Run != nil && len(k.found) == before {
		if _, err := f.Draw(k.world); err != nil {
			k.found.add(b.Pos, "", "%v", err)
		}
	}
}

func (k *checker) tableBlock(b *Block) {
	before, t := len(k.found), b.Table
	if len(t.Cells) > 0 {
		return
	}
	k.knobs(b.line("sim"), t.Sim, t.Knobs)
	for i, row := range t.Rows {
		k.knobs(b.line(fmt.Sprintf("rows.%d", i)), t.Sim, row)
	}
	for i, c := range t.Columns {
		if c.Knob != "" {
			k.knobName(b.line(fmt.Sprintf("columns.%d.knob", i)), t.Sim, c.Knob)
		}
	}
	if len(k.found) > before {
		return
	}
	if r, ok := k.run(b.line("rows.0"), t.Sim, t.Knobs.with(t.Rows[0])); ok {
		for i, c := range t.Columns {
			if c.Metric != "" {
				k.metric(b.line(fmt.Sprintf("columns.%d.metric", i)), t.Sim, c.Metric, r)
			}
		}
	}
	if k.world.Run != nil && len(k.found) == before {
		if _, err := t.Draw(k.world); err != nil {
			k.found.add(b.Pos, "", "%v", err)
		}
	}
}
