package loops

import "math"

// rest looks for a resting state near x by Newton's method: stocks, none negative, that no longer change. Delays do not
// matter at rest, so delayed values are taken as they are.
func (s *system) rest(x []float64) ([]float64, bool) {
	s.now = true
	defer func() { s.now = false }()
	n := len(x)
	x = append([]float64(nil), x...)
	total := s.total(x)
	g, near, y := make([]float64, n), make([]float64, n), make([]float64, n)
	size := func(i int) float64 { return max(math.Abs(x[i]), 1e-3) }
	// change is what has to become 0: the change of every stock, or in a closed model, where one of them follows from
	// the others, what is missing from the total.
	change := func(x, g []float64) {
		s.slopes(x, g)
		if s.closed {
			g[n-1] = s.total(x) - total
		}
	}
	for range 60 {
		change(x, g)
		a := make([][]float64, n)
		for i := range a {
			a[i] = make([]float64, n+1)
			a[i][n] = -g[i]
		}
		for j := range x {
			h := 1e-6 * size(j)
			copy(y, x)
			y[j] += h
			change(y, near)
			for i := range g {
				a[i][j] = near[i]
			}
			y[j] -= 2 * h
			change(y, near)
			for i := range g {
				a[i][j] = (a[i][j] - near[i]) / (2 * h)
			}
		}
		d, ok := solve(a)
		if !ok {
			return nil, false
		}
		far := 0.0
		for i := range x {
			next := max(x[i]/4, x[i]+d[i]) // not at once to the empty state, which is at rest too
			if next > 10*size(i)+10 {      // a long way at once often overshoots a bend
				next = 10*size(i) + 10
			}
			far = max(far, math.Abs(next-x[i])/size(i))
			x[i] = next
		}
		if math.IsNaN(far) {
			return nil, false
		}
		if far < 1e-12 {
			break
		}
	}
	empty := true
	for i, v := range s.start() {
		empty = empty && x[i] < 1e-6*v
	}
	if empty {
		return nil, false
	}
	s.slopes(x, g)
	for i := range x {
		moved := 0.0 // what the largest flow of the stock moves
		for f := range s.rates {
			if s.from[f] == i || s.to[f] == i {
				moved = max(moved, math.Abs(s.vals[s.qty+len(s.formulas)+f]))
			}
		}
		if math.IsNaN(g[i]) || math.Abs(g[i]) > 1e-8*max(moved, 1e-3*size(i)) || x[i] > bound*s.typical() {
			return nil, false
		}
	}
	return x, true
}

// total is what the stocks and pipelines hold together when the flows run as they do at x. Only a closed model, where
// nothing enters or leaves, has one.
func (s *system) total(x []float64) float64 {
	if !s.closed {
		return 0
	}
	sum := 0.0
	s.slopes(x, make([]float64, len(x)))
	for _, v := range x {
		sum += v
	}
	for i, k := range s.transit {
		if k >= 0 {
			sum += s.delays[k].time * s.vals[s.qty+len(s.formulas)+i]
		}
	}
	return sum
}

// solve solves the linear equations of the rows of a, whose last column is the right-hand side.
func solve(a [][]float64) ([]float64, bool) {
	n := len(a)
	for i := range a {
		best := i
		for k := i + 1; k < n; k++ {
			if math.Abs(a[k][i]) > math.Abs(a[best][i]) {
				best = k
			}
		}
		if math.Abs(a[best][i]) < 1e-14 {
			return nil, false
		}
		a[i], a[best] = a[best], a[i]
		for k := range a {
			if k == i {
				continue
			}
			f := a[k][i] / a[i][i]
			for j := i; j <= n; j++ {
				a[k][j] -= f * a[i][j]
			}
		}
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = a[i][n] / a[i][i]
	}
	return x, true
}
