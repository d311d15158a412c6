package loops

import (
	"cmp"
	"math"
	"math/cmplx"
	"slices"

	"tradeofflab/sims/model"
)

// root is a root s of the characteristic equation: near rest, deviations grow as e^(Re s·t) and turn with period
// 2π/Im s.
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
	bent       bool // a min or max bends the equations in this state, so that no linear law holds on all sides of it
}

// near linearises the model around stocks x by central differences.
func (s *system) near(x []float64) linear {
	n, m := len(x), len(s.delays)
	x = append([]float64(nil), x...)
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
	out := linear{closed: s.closed, a: grid(n, n), b: grid(n, m), c: grid(m, n), d: grid(m, m)}
	column := func(v *float64) ([]float64, []float64) {
		was := *v
		at, atPast := both()
		h := 1e-6 * max(math.Abs(was), 1e-3)
		*v = was + h
		up, upPast := both()
		*v = was - h
		down, downPast := both()
		*v = was
		for i := range up {
			out.bent = out.bent || bent(down[i], at[i], up[i], x[i])
			up[i] = (up[i] - down[i]) / (2 * h)
		}
		for k := range upPast {
			out.bent = out.bent || bent(downPast[k], atPast[k], upPast[k], atPast[k])
			upPast[k] = (upPast[k] - downPast[k]) / (2 * h)
		}
		return up, upPast
	}
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

// bent says whether three values at equal distances lie on a kink: the slopes on its two sides differ by more than a
// curve's would over a millionth of a state, and by more than rounding does, for a value of the size.
func bent(down, at, up, size float64) bool {
	left, right := at-down, up-at
	return math.Abs(right-left) > 0.01*(math.Abs(left)+math.Abs(right))+1e-9*math.Abs(size)
}

func grid(rows, columns int) [][]float64 {
	g := make([][]float64, rows)
	for i := range g {
		g[i] = make([]float64, columns)
	}
	return g
}

// matrix is the characteristic matrix: s·I − A and −B over −E·C and I − E·D, with E = e^(−s·delay). It
// takes the first size rows and columns of its room.
func (l linear) matrix(s complex128) (room [most][most]complex128, size int) {
	n, m := len(l.a), len(l.d)
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
	return room, n + m
}

// most is how many stocks and delays a model may have.
const most = 8

// det is the characteristic function, the determinant of the characteristic matrix.
func (l linear) det(s complex128) complex128 {
	room, size := l.matrix(s)
	d := complex(1, 0)
	if l.closed {
		d /= s
	}
	return eliminate(&room, size, nil, d)
}

// eliminate brings the first rows and columns of the room to triangular form with pivots, and x, unless nil, with them.
// It gives d times the determinant; where that is 0 the work is left half done.
func eliminate(room *[most][most]complex128, size int, x []complex128, d complex128) complex128 {
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
			if x != nil {
				x[i], x[best] = x[best], x[i]
			}
			d = -d
		}
		d *= room[i][i]
		for k := i + 1; k < size; k++ {
			f := room[k][i] / room[i][i]
			for j := i + 1; j < size; j++ {
				room[k][j] -= f * room[i][j]
			}
			if x != nil {
				x[k] -= f * x[i]
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
			ok = ok && !(l.closed && cmplx.Abs(s) < 1e-6*reach) // what rounding leaves of the root that det divides by
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

// mode is the shape of the deviation that a root belongs to: how far each stock and each delayed value is off, as a
// solution of the characteristic equations, by inverse iteration. The largest of them is 1.
func (l linear) mode(r root) (stocks, delayed []complex128) {
	s := complex(r.Growth, r.Turn)
	room, size := l.matrix(s)
	off := complex(1e-9*max(1, cmplx.Abs(s)), 0) // beside the root the equations can be solved
	for i := range size {
		room[i][i] += off
	}
	v := make([]complex128, size)
	for i := range v {
		v[i] = complex(1, 0.3*float64(i))
	}
	for range 3 {
		v = solveComplex(room, v)
		largest := slices.MaxFunc(v, func(x, y complex128) int { return cmp.Compare(cmplx.Abs(x), cmplx.Abs(y)) })
		for i := range v {
			v[i] /= largest
		}
	}
	return v[:len(l.a)], v[len(l.a):]
}

// solveComplex gives x of room·x = v.
func solveComplex(room [most][most]complex128, v []complex128) []complex128 {
	x := slices.Clone(v)
	eliminate(&room, len(v), x, 1)
	for i := len(x) - 1; i >= 0; i-- {
		for j := i + 1; j < len(x); j++ {
			x[i] -= room[i][j] * x[j]
		}
		x[i] /= room[i][i]
	}
	return x
}
