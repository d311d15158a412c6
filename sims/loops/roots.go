package loops

import (
	"math"
	"math/cmplx"

	"tradeofflab/sims/model"
)

// root is a root s of the characteristic equation: near rest, deviations grow as e^(Re s·t) and turn with period 2π/Im
// s.
type root struct {
	Growth float64 // per clock; below 0 deviations die out
	Turn   float64 // radians per clock, 0 or more
}

// period is the time of one swing, 0 where there is none.
func (r root) period() float64 {
	if r.Turn < 1e-9 {
		return 0
	}
	return 2 * math.Pi / r.Turn
}

// linear is the model near a state: dx/dt = A·x + B·y, where y are delayed values of C·x + D·y.
type linear struct {
	a, b, c, d [][]float64
	times      []float64
	closed     bool // the total never changes, which is a root at 0 that says nothing
}

// near linearises the model around stocks x by central differences.
func (s *system) near(x []float64) linear {
	n, m := len(x), len(s.delays)
	s.now = true
	dx := make([]float64, n)
	s.slopes(x, dx)
	for _, l := range s.delays {
		l.value = s.eval(l.arg)
	}
	s.now = false
	both := func() ([]float64, []float64) {
		out, past := make([]float64, n), make([]float64, m)
		s.slopes(x, out)
		for k, l := range s.delays {
			past[k] = s.eval(l.arg)
		}
		return out, past
	}
	column := func(v *float64) ([]float64, []float64) {
		was := *v
		h := 1e-6 * max(math.Abs(was), 1e-3)
		*v = was + h
		up, upPast := both()
		*v = was - h
		down, downPast := both()
		*v = was
		for i := range up {
			up[i] = (up[i] - down[i]) / (2 * h)
		}
		for k := range upPast {
			upPast[k] = (upPast[k] - downPast[k]) / (2 * h)
		}
		return up, upPast
	}
	out := linear{closed: s.closed, a: grid(n, n), b: grid(n, m), c: grid(m, n), d: grid(m, m)}
	x = append([]float64(nil), x...)
	for j := range x {
		col, past := column(&x[j])
		for i := range col {
			out.a[i][j] = col[i]
		}
		for k := range past {
			out.c[k][j] = past[k]
		}
	}
	for j, l := range s.delays {
		out.times = append(out.times, l.time)
		col, past := column(&l.value)
		for i := range col {
			out.b[i][j] = col[i]
		}
		for k := range past {
			out.d[k][j] = past[k]
		}
	}
	return out
}

func grid(rows, columns int) [][]float64 {
	g := make([][]float64, rows)
	for i := range g {
		g[i] = make([]float64, columns)
	}
	return g
}

// det is the characteristic function: the determinant of s·I − A and −B over −E·C and I − E·D, with E = e^(−s·delay).
func (l linear) det(s complex128) complex128 {
	n, m := len(l.a), len(l.d)
	var room [8][8]complex128
	for i := range n {
		for j := range n {
			room[i][j] = complex(-l.a[i][j], 0)
		}
		room[i][i] += s
		for k := range m {
			room[i][n+k] = complex(-l.b[i][k], 0)
		}
	}
	for k := range m {
		e := cmplx.Exp(-s * complex(l.times[k], 0))
		for j := range n {
			room[n+k][j] = -e * complex(l.c[k][j], 0)
		}
		for j := range m {
			room[n+k][n+j] = -e * complex(l.d[k][j], 0)
		}
		room[n+k][n+k]++
	}
	size, d := n+m, complex(1, 0)
	if l.closed {
		d /= s
	}
	for i := range size {
		best := i
		for k := i + 1; k < size; k++ {
			if cmplx.Abs(room[k][i]) > cmplx.Abs(room[best][i]) {
				best = k
			}
		}
		if room[best][i] == 0 {
			return 0
		}
		if best != i {
			room[i], room[best] = room[best], room[i]
			d = -d
		}
		d *= room[i][i]
		for k := i + 1; k < size; k++ {
			f := room[k][i] / room[i][i]
			for j := i + 1; j < size; j++ {
				room[k][j] -= f * room[i][j]
			}
		}
	}
	return d
}

// dominant is the root with the largest growth: what is left of a deviation after a while. A delay gives infinitely
// many roots; those to the right lie within the norm of the equations, and Newton's method is started over that region,
// closely near 0 and widely far from it.
func (l linear) dominant(b *model.Budget) (root, bool) {
	reach := 0.0
	for i := range l.a {
		sum := 0.0
		for j := range l.a[i] {
			sum += math.Abs(l.a[i][j])
		}
		for k := range l.d {
			through := 0.0
			for j := range l.a {
				through += math.Abs(l.c[k][j])
			}
			sum += math.Abs(l.b[i][k]) * through
		}
		reach = max(reach, sum)
	}
	if reach == 0 {
		return root{}, true
	}
	best, found := complex(math.Inf(-1), 0), false
	for radius := 2 * reach; radius > reach/3000; radius /= 1.7 {
		for _, angle := range [5]float64{0, 0.25, 0.5, 0.75, 1} {
			s, rounds, ok := l.newton(cmplx.Rect(radius, math.Pi*angle), reach)
			b.Spend(rounds * roundSteps)
			if ok && real(s) > real(best)+1e-9*reach {
				best, found = s, true
			}
		}
	}
	r := root{Growth: real(best), Turn: math.Abs(imag(best))}
	if r.Turn < 1e-7*reach {
		r.Turn = 0
	}
	return r, found
}

// newtonMost is how many rounds Newton's method may take from one start.
const newtonMost = 40

func (l linear) newton(s complex128, reach float64) (at complex128, rounds int, ok bool) {
	h := complex(1e-7*reach, 0)
	for rounds = range newtonMost {
		f := l.det(s)
		slope := (l.det(s+h) - l.det(s-h)) / (2 * h)
		if slope == 0 || cmplx.IsNaN(f) || cmplx.IsInf(f) {
			return 0, rounds, false
		}
		step := f / slope
		if size := cmplx.Abs(step); size > reach {
			step *= complex(reach/size, 0)
		}
		s -= step
		if cmplx.Abs(step) < 1e-12*reach+1e-12*cmplx.Abs(s) {
			return s, rounds, !cmplx.IsNaN(s)
		}
		if real(s) < -50*reach || cmplx.Abs(s) > 100*reach {
			return 0, rounds, false
		}
	}
	return 0, rounds, false
}
