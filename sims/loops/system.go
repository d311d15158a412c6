package loops

import "fmt"

// system is a model ready to run: every name has a slot in vals, parameters first, then stocks, quantities and flows.
type system struct {
	m          *Model
	vals       []float64
	own        []float64 // parameters as the run has them, without the push
	stock, qty int       // slots of the first stock and the first quantity
	starts     []*node
	formulas   []*node
	rates      []*node
	from, to   []int // stock of each flow, -1 for none
	transit    []int // delay of each flow, -1 for none
	delays     []*lag
	pushed     int  // slot of the parameter that the push moves
	closed     bool // every flow leads from a stock to a stock
	now        bool // delayed values are taken as they are now: for resting states
	changed    int
}

// lag is one delay: a formula whose past is kept, one value a step.
type lag struct {
	arg   *node
	param int // slot of the time
	time  float64
	past  []float64
	value float64

	before func(t float64) float64 // what the formula gave at times before the run; nil for what it gives at its start
}

// compile checks a model: names, formulas and units.
func compile(m *Model) (*system, error) {
	s := &system{m: m, pushed: -1}
	slots, units := map[string]int{}, []dimension{}
	add := func(id, unit string) error {
		d, err := parseUnit(unit)
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		if _, taken := slots[id]; taken {
			return fmt.Errorf("%s is defined twice", id)
		}
		slots[id] = len(units)
		units = append(units, d)
		s.vals = append(s.vals, 0)
		return nil
	}
	clock, err := parseUnit(m.Clock)
	if err != nil {
		return nil, err
	}
	read := func(id, formula string, want dimension) (*node, error) {
		p := &parser{text: formula,
			names: func(name string) (int, dimension, bool) {
				i, ok := slots[name]
				if !ok {
					return 0, nil, false
				}
				return i, units[i], true
			},
			delay: func(arg *node, param string) (int, error) {
				i, ok := slots[param]
				if !ok || i >= len(m.Params) || !units[i].equal(clock) {
					return 0, fmt.Errorf("delay time %q is no parameter in %s", param, m.Clock)
				}
				s.delays = append(s.delays, &lag{arg: arg, param: i})
				return len(s.delays) - 1, nil
			}}
		n, err := p.parse()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		if !n.unit.equal(want) && !(n.op == '#' && n.num == 0) {
			return nil, fmt.Errorf("%s: formula %q has unit %s, want %s", id, formula, n.unit, want)
		}
		return n, nil
	}
	for _, p := range m.Params {
		if err := add(p.ID, p.Unit); err != nil {
			return nil, err
		}
		s.own = append(s.own, p.Value)
		if p.Value < p.Min || p.Value > p.Max {
			return nil, fmt.Errorf("%s is %g, outside %g to %g", p.ID, p.Value, p.Min, p.Max)
		}
	}
	s.stock = len(units)
	for _, k := range m.Stocks {
		d, err := parseUnit(k.Unit)
		if err != nil {
			return nil, err
		}
		n, err := read(k.ID, k.Start, d)
		if err != nil {
			return nil, err
		}
		s.starts = append(s.starts, n)
	}
	for _, k := range m.Stocks {
		if err := add(k.ID, k.Unit); err != nil {
			return nil, err
		}
	}
	s.qty = len(units)
	for _, q := range m.Quantities {
		d, err := parseUnit(q.Unit)
		if err != nil {
			return nil, err
		}
		n, err := read(q.ID, q.Formula, d)
		if err != nil {
			return nil, err
		}
		s.formulas = append(s.formulas, n)
		if err := add(q.ID, q.Unit); err != nil {
			return nil, err
		}
	}
	return s, s.compileFlows(slots, units, clock, add, read)
}

func (s *system) compileFlows(slots map[string]int, units []dimension, clock dimension, add func(string, string) error,
	read func(string, string, dimension) (*node, error)) error {
	m := s.m
	s.closed = true
	for _, f := range m.Flows {
		s.closed = s.closed && f.From != "" && f.To != ""
		ends := [2]int{-1, -1}
		var unit dimension
		text := ""
		for i, id := range [2]string{f.From, f.To} {
			if id == "" {
				continue
			}
			slot, ok := slots[id]
			if !ok || slot < s.stock || slot >= s.qty {
				return fmt.Errorf("flow %s: %q is no stock", f.ID, id)
			}
			ends[i] = slot - s.stock
			d := units[slot].times(clock, -1)
			if unit != nil && !unit.equal(d) {
				return fmt.Errorf("flow %s joins stocks of %s and %s", f.ID, unit, d)
			}
			unit, text = d, m.Stocks[slot-s.stock].Unit+"/"+m.Clock
		}
		if text == "" {
			return fmt.Errorf("flow %s joins nothing", f.ID)
		}
		n, err := read(f.ID, f.Formula, unit)
		if err != nil {
			return err
		}
		s.rates, s.from, s.to = append(s.rates, n), append(s.from, ends[0]), append(s.to, ends[1])
		at := -1
		if f.Transit != "" {
			slot, ok := slots[f.Transit]
			if !ok || slot >= s.stock || !units[slot].equal(clock) || ends[1] < 0 {
				return fmt.Errorf("flow %s: transit %q is no parameter in %s, or leads nowhere", f.ID,
					f.Transit, m.Clock)
			}
			s.delays = append(s.delays, &lag{arg: n, param: slot})
			at = len(s.delays) - 1
		}
		s.transit = append(s.transit, at)
		if err := add(f.ID, text); err != nil {
			return err
		}
	}
	for _, id := range []string{m.Gain, m.Delay, m.Push.Param} {
		if slot, ok := slots[id]; !ok || slot >= s.stock {
			return fmt.Errorf("%q is no parameter", id)
		}
	}
	s.pushed = slots[m.Push.Param]
	for _, id := range append([]string{m.Watch}, m.Draw...) {
		if slot, ok := slots[id]; !ok || slot < s.stock || slot >= s.qty+len(m.Quantities) {
			return fmt.Errorf("%q is no stock or quantity", id)
		}
	}
	return nil
}
