package loops

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// assignment is one "name=value" of the knob change.
type assignment struct {
	name  string
	value float64
}

// parseChange reads "retries=0.5, backoff=10".
func parseChange(text string) ([]assignment, error) {
	var out []assignment
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			return nil, fmt.Errorf("write name=value, for instance %s", "retries=0.5")
		}
		v, err := say.ParseNumber(value)
		if err != nil {
			return nil, err
		}
		name = strings.ToLower(strings.TrimSpace(name))
		if slices.ContainsFunc(out, func(a assignment) bool { return a.name == name }) {
			return nil, fmt.Errorf("%q is set twice", name)
		}
		out = append(out, assignment{name, v})
	}
	return out, nil
}

// system compiles the model of a run and sets its parameters.
func (p Params) system() (*system, error) {
	m := find(p.Loop)
	if m == nil {
		return nil, fmt.Errorf("no loop %q", p.Loop)
	}
	s, err := compile(m)
	if err != nil {
		return nil, fmt.Errorf("loop %s: %w", m.Slug, err)
	}
	for _, c := range p.Change {
		i := slices.IndexFunc(m.Params, func(q Param) bool { return q.ID == c.name })
		if i < 0 {
			var names []string
			for _, q := range m.Params {
				names = append(names, q.ID)
			}
			return nil, sims.Refuse("change", "", "change: this loop has no parameter %q; it has %s", c.name,
				strings.Join(names, ", "))
		}
		if q := m.Params[i]; c.value < q.Min || c.value > q.Max {
			return nil, sims.Refuse("change", "", "change: %s goes from %s to %s %s", q.ID, say.Short(q.Min),
				say.Short(q.Max), q.Unit)
		}
		s.own[i] = c.value
	}
	for i, q := range m.Params {
		if q.ID == m.Gain {
			s.own[i] *= p.Gain
		}
		if q.ID == m.Delay {
			s.own[i] *= p.Delay
			if s.own[i] == 0 && q.Min > 0 { // a time that the model divides by
				return nil, sims.Refuse("delay", "", "delay is above 0 in this loop: %s cannot be 0 %s",
					lower(q.Label), q.Unit)
			}
		}
		if s.own[i] != q.Value {
			s.changed++
		}
	}
	for _, l := range s.delays {
		if t := s.own[l.param]; t > 0 && t < p.Dt {
			return nil, sims.Refuse("dt", "", "dt is at most the shortest delay, %s %s here", say.Short(t), m.Clock)
		}
	}
	return s, nil
}
