package course

import (
	"fmt"
	"maps"
	"slices"

	"tradeofflab/figure"
)

// Figure is a picture of one run, of a sweep over one knob, or a diagram: a circle, a flow, a tree or a space-time
// diagram.
type Figure struct {
	ID        string     `yaml:"id"`
	Sim       string     `yaml:"sim"`
	Knobs     Knobs      `yaml:"knobs"`
	Figure    string     `yaml:"figure"` // figure id of the run
	Sweep     *Sweep     `yaml:"sweep"`
	Circle    *Circle    `yaml:"circle"`
	Flow      *Flow      `yaml:"flow"`
	Tree      Tree       `yaml:"tree"`
	SpaceTime *SpaceTime `yaml:"spacetime"`
	Aside     bool       `yaml:"aside"` // drawn in the margin
	Title     string     `yaml:"title"`
	Takeaway  string     `yaml:"takeaway"` // replaces the figure's own
	Caption   string     `yaml:"caption"`  // units, sample size, source
	Alt       string     `yaml:"alt"`
}

func (f *Figure) id() string { return f.ID }

func (f *Figure) texts() (all []*Text, fill bool) { return nil, false }

func (f *Figure) words() []string { return []string{f.Takeaway, f.Caption} }

func (f *Figure) validate(b *Block, found *Problems) {
	need(found, b.Pos, "figure block", map[string]string{"id": f.ID})
	ways := 0
	for _, given := range []bool{f.Figure != "", f.Sweep != nil, f.Circle != nil, f.Flow != nil, f.Tree != nil,
		f.SpaceTime != nil} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		found.add(b.Pos, "keep exactly one of figure, sweep, circle, flow, tree and spacetime",
			"figure block draws %d things", ways)
		return
	}
	_, diagram, err := f.diagram()
	if !diagram && f.Sim == "" {
		found.add(b.Pos, "add \"sim:\"", "figure block lacks sim")
	}
	if diagram || f.Sweep != nil {
		need(found, b.Pos, "figure block", map[string]string{"title": f.Title, "takeaway": f.Takeaway, "alt": f.Alt})
	}
	if err != nil {
		at := b.Pos
		for _, key := range []string{"circle", "flow", "tree", "spacetime"} {
			if _, there := b.at[key]; there {
				at = b.line(key)
			}
		}
		found.add(at, "", "%v", err)
	}
	if f.Sweep != nil {
		f.Sweep.validate(b, found)
	}
}

func (f *Figure) check(b *Block, k *checker) {
	before := len(k.found)
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
				Nearest(f.Figure, slices.Sorted(maps.Keys(r.Figures))))
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
