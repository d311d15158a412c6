package loops

// eval works a formula out from the present values.
func (s *system) eval(n *node) float64 {
	switch n.op {
	case '#':
		return n.num
	case 'v':
		return s.vals[n.slot]
	case 'd':
		if l := s.delays[n.slot]; !s.now && l.time > 0 {
			return l.value
		}
		return s.eval(n.a)
	case '+':
		return s.eval(n.a) + s.eval(n.b)
	case '-':
		return s.eval(n.a) - s.eval(n.b)
	case '*':
		return s.eval(n.a) * s.eval(n.b)
	case '/':
		return s.eval(n.a) / s.eval(n.b)
	case 'm':
		return min(s.eval(n.a), s.eval(n.b))
	default:
		return max(s.eval(n.a), s.eval(n.b))
	}
}

// slopes works out quantities, flows and the change of every stock, from stocks x.
func (s *system) slopes(x, dx []float64) {
	copy(s.vals[s.stock:s.qty], x)
	for i, n := range s.formulas {
		s.vals[s.qty+i] = s.eval(n)
	}
	s.net(dx)
}

// net works out the flows and the change of every stock from the values as they stand.
func (s *system) net(dx []float64) {
	clear(dx)
	first := s.qty + len(s.formulas)
	for i, n := range s.rates {
		rate := s.eval(n)
		s.vals[first+i] = rate
		if s.from[i] >= 0 {
			dx[s.from[i]] -= rate
		}
		if s.to[i] >= 0 {
			dx[s.to[i]] += s.arrives(i)
		}
	}
}

// arrives is what flow i brings to its end now.
func (s *system) arrives(i int) float64 {
	if k := s.transit[i]; k >= 0 && !s.now && s.delays[k].time > 0 {
		return s.delays[k].value
	}
	return s.vals[s.qty+len(s.formulas)+i]
}

func (s *system) index(id string) int {
	for i, k := range s.m.Stocks {
		if k.ID == id {
			return i
		}
	}
	for i, q := range s.m.Quantities {
		if q.ID == id {
			return len(s.m.Stocks) + i
		}
	}
	return -1
}
