package results

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// comparison is a second run on common random numbers: the same seed, other knobs.
type comparison struct {
	Changed []sims.Knob // knobs of B that differ from A
	Err     string
	Rows    []comparedMetric
	Pair    *figure.Figure // both runs in one picture; nil where there is none
	Query   string
}

type comparedMetric struct {
	Label, A, B, Diff, Unit string
	AtA, AtB                string // positions of the marks, in percent
}

// compared runs B: the knobs of A with every b.KNOB of the query in their place. It gives nil without any.
func (a Asked) compared(ctx context.Context, r Runner, report sims.Report) (*comparison, error) {
	sim, q := a.Run.Sim, a.Query
	other := url.Values{}
	changed := map[string]bool{}
	for k, v := range q {
		if id, ok := strings.CutPrefix(k, "b."); ok {
			other[id], changed[id] = v, true
		} else if _, replaced := q["b."+k]; !replaced {
			other[k] = v
		}
	}
	if len(changed) == 0 {
		return nil, nil
	}
	cmp := &comparison{}
	delete(changed, "knob")
	delete(changed, "value")
	if k, v := q.Get("b.knob"), q.Get("b.value"); k != "" {
		other.Set(k, v)
		changed[k] = true
	}
	run, err := sim.Parse(other)
	for _, k := range run.Knobs {
		if changed[k.ID] {
			cmp.Changed = append(cmp.Changed, k)
			delete(changed, k.ID)
		}
	}
	if len(changed) > 0 {
		unknown := slices.Sorted(maps.Keys(changed))
		cmp.Err = fmt.Sprintf("%s has no knob %q; choose one from the list", sim.Title, unknown[0])
		return cmp, nil
	}
	if err != nil {
		cmp.Err = err.Error()
		return cmp, nil
	}
	b, err := r.Report(ctx, run)
	if err != nil && a.Explain != nil {
		cmp.Err = a.Explain(err)
		return cmp, nil
	}
	if err != nil {
		return nil, err
	}
	cmp.Query = run.Query
	for _, id := range sim.Headline {
		x, okA := report.Metric(id)
		y, okB := b.Metric(id)
		if okA && okB {
			cmp.Rows = append(cmp.Rows, compare(x, y))
		}
	}
	if sim.Pair != nil {
		if f, ok := sim.Pair(report, b); ok {
			cmp.Pair = &f
		}
	}
	return cmp, nil
}

func compare(x, y sims.Metric) comparedMetric {
	print, unit := func(v float64) string { return say.Number(v, x.Decimals) }, x.Unit
	if u, ok := readable(unit, max(math.Abs(x.Value), math.Abs(y.Value))); ok { // one unit for the three
		print, unit = func(v float64) string { return say.Short(v / u.size) }, u.name
	}
	diff := print(y.Value - x.Value)
	if y.Value > x.Value {
		diff = "+" + diff
	}
	lo, hi := min(x.Value, y.Value, 0), max(x.Value, y.Value, 0)
	at := func(v float64) string {
		if hi == lo {
			return "5%"
		}
		return say.Plain(math.Round(5+90*(v-lo)/(hi-lo))) + "%"
	}
	return comparedMetric{Label: x.Label, A: print(x.Value), B: print(y.Value),
		Diff: diff, Unit: unit, AtA: at(x.Value), AtB: at(y.Value)}
}

// knobsFor gives the knobs that a comparison may change, by label.
func knobsFor(knobs []sims.Knob) []sims.Knob {
	var out []sims.Knob
	for _, k := range knobs {
		if k.Kind != sims.StepKnob {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b sims.Knob) int { return cmp.Compare(a.Label, b.Label) })
	return out
}

func (v View) bKnob() string {
	if v.B != nil && len(v.B.Changed) > 0 {
		return v.B.Changed[0].ID
	}
	if len(v.Sim.First) > 1 {
		return v.Sim.First[1]
	}
	return ""
}

func (v View) bValue() string {
	if v.B != nil && len(v.B.Changed) > 0 {
		return v.B.Changed[0].Text
	}
	return ""
}
