package loops

import (
	"math"
	"slices"
	"strings"
)

// link says how strongly one drawn thing moves another: the change of To (for a stock, of its rate of change) per unit
// of From, all other drawn things held.
type link struct {
	From, To int     // numbers of drawn things
	Gain     float64 // largest in size over the run; 0 for a link that does not act in it
	Sign     float64 // 1 or −1
	Unit     string
	Delay    float64 // 0 for none
	Stock    bool    // To is a stock, so that the gain is one of its rate
}

// cycle is a closed path of links. It reinforces where the product of its signs is positive.
type cycle struct {
	Path      []int
	Reinforce bool
	Delay     float64
	Stocks    int
}

// drawn lists the values that the diagram shows: all stocks, then the quantities of Model.Draw.
func (s *system) drawn() []int {
	var out []int
	for i := range s.m.Stocks {
		out = append(out, i)
	}
	for _, id := range s.m.Draw {
		out = append(out, s.index(id))
	}
	return out
}

// links measures the gains along the run, at a few moments of it, from the formulas: nothing is drawn by hand.
func (s *system) links(p Params, r Result) []link {
	show := s.drawn()
	n := len(show)
	out := make([]link, n*n)
	base := make([]float64, n)
	for sample := range 13 {
		row := r.Rows[(len(r.Rows)-1)*sample/12]
		at := r.T[(len(r.T)-1)*sample/12]
		s.push(p, at, at)
		for i, v := range show {
			base[i] = row[v]
		}
		for from := range n {
			h := 1e-4 * max(math.Abs(base[from]), 1e-6*s.typical())
			for to := range n {
				up, down := s.effect(show, base, from, h, to, -1), s.effect(show, base, from, -h, to, -1)
				gain := (up - down) / (2 * h)
				l := &out[from*n+to]
				// A gain below a billionth of what the values suggest is the rounding of the difference.
				if math.Abs(gain) <= math.Abs(l.Gain) || math.Abs(gain)*h < 1e-11*max(math.Abs(up),
					math.Abs(down)) || math.IsNaN(gain) {
					continue
				}
				l.Gain = gain
				l.Delay = 0
				for k, lag := range s.delays { // a delay lies on the link if the effect ends when its value is held
					held := s.effect(show, base, from, h, to, k) - s.effect(show, base, from, -h, to, k)
					if math.Abs(held-(up-down)) > 1e-6*math.Abs(up-down) {
						l.Delay = max(l.Delay, lag.time)
					}
				}
			}
		}
	}
	var found []link
	for i, l := range out {
		l.Sign = math.Copysign(1, l.Gain)
		if l.Gain == 0 { // a link may sleep below a threshold: four times the cause shows it
			far := s.effect(show, base, i/n, 3*max(math.Abs(base[i/n]), 1e-3), i%n, -1) - s.effect(show, base,
				i/n, 0, i%n, -1)
			if far == 0 || i/n == i%n || math.IsNaN(far) {
				continue
			}
			l.Sign = math.Copysign(1, far)
		}
		l.From, l.To, l.Stock = i/n, i%n, i%n < len(s.m.Stocks)
		l.Unit = s.gainUnit(show[l.From], show[l.To])
		found = append(found, l)
	}
	return found
}

// effect moves one drawn thing by h and gives another, or the rate of change of a stock. All other drawn things keep
// their value; delays are followed at once, but for one that is held.
func (s *system) effect(show []int, base []float64, from int, h float64, to, held int) float64 {
	n := len(s.m.Stocks)
	lay := func(h float64) {
		for i, v := range show {
			s.vals[s.stock+v] = base[i]
		}
		s.vals[s.stock+show[from]] += h
		for i, f := range s.formulas {
			if !slices.Contains(show, n+i) {
				s.vals[s.qty+i] = s.eval(f)
			}
		}
	}
	s.now = true
	defer func() { s.now = false }()
	if held >= 0 {
		lay(0)
		l := s.delays[held]
		was := l.arg
		l.arg = &node{op: '#', num: s.eval(was)}
		s.swap(was, l.arg)
		defer func() { s.swap(l.arg, was); l.arg = was }()
		if i := slices.Index(s.transit, held); i >= 0 {
			lay(h)
			return s.target(show, to, i, l.arg.num)
		}
	}
	lay(h)
	return s.target(show, to, -1, 0)
}

// swap replaces the formula inside delayed nodes.
func (s *system) swap(was, by *node) {
	var walk func(*node)
	walk = func(n *node) {
		if n == nil {
			return
		}
		if n.op == 'd' && n.a == was {
			n.a = by
			return
		}
		walk(n.a)
		walk(n.b)
	}
	for _, n := range slices.Concat(s.formulas, s.rates) {
		walk(n)
	}
}

// target is the value of a quantity, or the rate of change of a stock. What flow `fixed` brings may be given.
func (s *system) target(show []int, to, fixed int, brings float64) float64 {
	n := len(s.m.Stocks)
	if show[to] >= n {
		return s.eval(s.formulas[show[to]-n])
	}
	dx := make([]float64, n)
	s.net(dx)
	if fixed >= 0 && s.to[fixed] == show[to] {
		dx[show[to]] += brings - s.vals[s.qty+len(s.formulas)+fixed]
	}
	return dx[show[to]]
}

func (s *system) unit(i int) string {
	if i < len(s.m.Stocks) {
		return s.m.Stocks[i].Unit
	}
	return s.m.Quantities[i-len(s.m.Stocks)].Unit
}

func (s *system) label(i int) string {
	if i < len(s.m.Stocks) {
		return s.m.Stocks[i].Label
	}
	return s.m.Quantities[i-len(s.m.Stocks)].Label
}

func (s *system) gainUnit(from, to int) string {
	a, _ := parseUnit(s.unit(from))
	b, _ := parseUnit(s.unit(to))
	d := b.times(a, -1)
	if to < len(s.m.Stocks) {
		clock, _ := parseUnit(s.m.Clock)
		d = d.times(clock, -1)
	}
	return d.String()
}

// cycles lists the closed paths through different things, shortest first; a stock that drains itself is one.
func cycles(links []link, n int) []cycle {
	next := make([][]link, n)
	for _, l := range links {
		next[l.From] = append(next[l.From], l)
	}
	var out []cycle
	var walk func(start int, path []int, sign float64, delay float64, stocks int)
	walk = func(start int, path []int, sign, delay float64, stocks int) {
		for _, l := range next[path[len(path)-1]] {
			hits := stocks
			if l.Stock {
				hits++
			}
			if l.To == start {
				if hits > 0 {
					out = append(out, cycle{slices.Clone(path), sign*l.Sign > 0, delay + l.Delay, hits})
				}
				continue
			}
			if l.To > start && !slices.Contains(path, l.To) {
				walk(start, append(path, l.To), sign*l.Sign, delay+l.Delay, hits)
			}
		}
	}
	for start := range n {
		walk(start, []int{start}, 1, 0, 0)
	}
	slices.SortStableFunc(out, func(a, b cycle) int { return len(a.Path) - len(b.Path) })
	return out
}

// lower makes a label fit inside a sentence.
func lower(label string) string {
	if len(label) > 1 && label[1] >= 'a' && label[1] <= 'z' {
		return strings.ToLower(label[:1]) + label[1:]
	}
	return label
}
