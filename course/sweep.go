package course

import (
	"fmt"
	"slices"
	"strconv"

	"tradeofflab/figure"
)

// Sweep is a chart of one metric over the values of one knob, a series for each way to run it.
type Sweep struct {
	X struct {
		Knob   string    `yaml:"knob"`
		Values []float64 `yaml:"values"`
		Labels []string  `yaml:"labels"` // names of the values; then the axis is one of categories
		Label  string    `yaml:"label"`
		Unit   string    `yaml:"unit"`
		Log    bool      `yaml:"log"`
	} `yaml:"x"`
	Series []struct {
		Label  string `yaml:"label"`
		As     string `yaml:"as"` // its part in a comparison, which gives its look: before, after, "" for neither
		Knobs  Knobs  `yaml:"knobs"`
		Theory string `yaml:"theory"` // expression in the swept knob, drawn as the theory line
	} `yaml:"series"`
	Metric string  `yaml:"metric"`
	Label  string  `yaml:"label"`
	Unit   string  `yaml:"unit"`
	Min    float64 `yaml:"min"`
	Max    float64 `yaml:"max"`
	Log    bool    `yaml:"log"`
	Seeds  int     `yaml:"seeds"`
}

func (s *Sweep) validate(b *Block, found *Problems) {
	need(found, b.line("sweep"), "sweep", map[string]string{"x.knob": s.X.Knob, "metric": s.Metric,
		"label": s.Label})
	if len(s.X.Values) < 2 || len(s.X.Labels) > 0 && len(s.X.Labels) != len(s.X.Values) {
		found.add(b.line("sweep.x"), "write at least two values, and as many labels", "%d values and %d labels",
			len(s.X.Values), len(s.X.Labels))
	}
	if len(s.Series) == 0 || s.Seeds < 0 || s.Seeds > 100 {
		found.add(b.line("sweep.series"), "write at least one series and 0 to 100 seeds", "%d series, %d seeds",
			len(s.Series), s.Seeds)
	}
	for i, one := range s.Series {
		if parts := []string{"", "before", "after"}; !slices.Contains(parts, one.As) {
			found.add(b.line(fmt.Sprintf("sweep.series.%d.as", i)), Nearest(one.As, parts[1:]),
				"%q is no part in a comparison", one.As)
		}
		if one.Theory == "" || s.X.Knob == "" {
			continue
		}
		if _, err := eval(one.Theory, map[string]float64{s.X.Knob: 4}); err != nil {
			found.add(b.line(fmt.Sprintf("sweep.series.%d.theory", i)), "", "%v", err)
		}
	}
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
		look := figure.Compared(one.As)
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
				t, err := eval(one.Theory, map[string]float64{s.X.Knob: v})
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
