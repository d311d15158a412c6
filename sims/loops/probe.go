package loops

import (
	"math"
	"math/cmplx"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// probe is what a small deviation from rest does, once by theory and once by measurement.
type probe struct {
	Factor   float64 // of the gain
	Value    float64 // of the gain parameter
	Theory   root
	Growth   float64 // measured, per clock
	Period   float64 // measured; 0 where the deviation does not swing
	Measured bool    // the run gave enough to measure, from a state where one law holds on all sides
	Rest     float64 // the watched value at rest
}

// The probe moves the model by a millionth, in the shape of the mode that outlasts the others, and follows it twice as
// long as the run. Its step is a tenth whatever the run's is: with a coarse one a fast mode that dies out would grow.
const (
	probeNudge = 1e-6
	probeStep  = 0.1
)

// measure probes the run's model at a factor of its gain, as it is when the push holds for good. ok is false where
// there is no resting state to deviate from. Guess is a state to look near.
func (p Params) measure(b *model.Budget, factor float64, guess []float64) (probe, bool) {
	p.Gain = factor
	s, err := p.system()
	if err != nil {
		return probe{}, false
	}
	s.push(p, p.Horizon, p.Horizon)
	s.own = append([]float64(nil), s.vals[:s.stock]...)
	p.Push = 0
	s.push(p, 0, 0)
	rest, ok := s.rest(guess)
	if !ok {
		if rest, ok = s.rest(s.start()); !ok {
			return probe{}, false
		}
	}
	out := probe{Factor: factor}
	for i, q := range s.m.Params {
		if q.ID == s.m.Gain {
			out.Value = s.own[i]
		}
	}
	near := s.near(rest)
	if out.Theory, ok = near.dominant(b); !ok {
		return probe{}, false
	}
	t, dev, level := s.follow(b, p, rest, near, out.Theory)
	out.Rest = level
	if !near.bent {
		out.Growth, out.Period, out.Measured = fit(t, dev, out.Theory.Turn > 0)
	}
	return out, true
}

// probeDt is the step of a probe: no delay is shorter.
func (s *system) probeDt() float64 {
	dt := probeStep
	for _, l := range s.delays {
		if l.time > 0 {
			dt = min(dt, l.time)
		}
	}
	return dt
}

// follow integrates from rest with a small deviation in the shape of a mode, as if it had been there before. What it
// gives is a weighted sum of how far all stocks are from rest, so that a mode which one of them does not feel is seen
// all the same.
func (s *system) follow(b *model.Budget, p Params, rest []float64, near linear, r root) (t, dev []float64,
	level float64) {
	p.Method, p.Dt = "rk4", s.probeDt()
	steps := int(2 * p.Horizon / p.Dt)
	x, dx := append([]float64(nil), rest...), make([]float64, len(rest))
	s.fill(x, steps)
	w := s.index(s.m.Watch)
	level = s.vals[s.stock+w]
	scale := make([]float64, len(x))
	stocks, delayed := near.mode(r)
	size := 0.0
	for i := range x {
		own := max(math.Abs(rest[i]), 1e-3*s.typical())
		scale[i] = own / (1 + 0.37*float64(i))
		size = max(size, cmplx.Abs(stocks[i])/own)
	}
	if size == 0 {
		return nil, nil, level
	}
	for i := range x {
		x[i] += probeNudge / size * real(stocks[i])
	}
	for k, l := range s.delays {
		at, y := l.value, delayed[k]*complex(probeNudge/size, 0)
		l.before = func(t float64) float64 {
			return at + real(y*cmplx.Exp(complex(r.Growth, r.Turn)*complex(l.time+t, 0)))
		}
	}
	none, inPipe := make([]float64, len(x)), 0.0
	for step := range steps {
		at := float64(step) * p.Dt
		s.look(at, p.Dt)
		s.slopes(x, dx)
		for _, l := range s.delays {
			l.past = append(l.past, s.eval(l.arg))
		}
		d := 0.0
		for i := range x {
			d += (x[i] - rest[i]) / scale[i]
		}
		if math.IsNaN(d) || math.Abs(d) > 0.01 { // no longer small
			break
		}
		t, dev = append(t, at), append(dev, d)
		s.advance(p, at, x, dx, none, &inPipe)
		spendBlock(b, step)
	}
	// In a closed model the place of rest depends on the total, which reading the past between steps shifts by some
	// (dt)². Differences over a fixed time grow and turn as the deviation does, and do not see the shift.
	if s.closed {
		lag := len(dev) / 4
		for i := range len(dev) - lag {
			dev[i] -= dev[i+lag]
		}
		t, dev = t[:len(dev)-lag], dev[:len(dev)-lag]
	}
	return t, dev, level
}

// fit reads growth and period off a deviation: from its extremes where its theory swings, else from the slope of its
// logarithm. It is not ok where there is too little to read.
func fit(t, dev []float64, swings bool) (growth, period float64, ok bool) {
	largest := 0.0
	for _, d := range dev {
		largest = max(largest, math.Abs(d))
	}
	if largest == 0 {
		return 0, 0, false
	}
	floor := 1e-5 * largest // below lies what is left of finding the resting state
	if swings {
		return fitSwing(t, dev, floor)
	}
	last := len(dev)
	for i, d := range dev {
		if math.Abs(d) < floor {
			last = i
			break
		}
	}
	from := last / 2
	if last-from < 20 || dev[last-1]*dev[from] <= 0 {
		return 0, 0, false
	}
	return calc.Log(dev[last-1]/dev[from]) / (t[last-1] - t[from]), 0, true
}

// fitSwing is fit from the extremes, of which there must be four.
func fitSwing(t, dev []float64, floor float64) (growth, period float64, ok bool) {
	var at, high []float64
	for i := 1; i+1 < len(dev); i++ {
		before, now, after := dev[i-1], dev[i], dev[i+1]
		if (now-before)*(after-now) >= 0 || math.Abs(now) < floor || now == before {
			continue
		}
		if now > 0 == (now > before) { // an extreme away from rest; a parabola through three points finds its top
			bend := before - 2*now + after
			shift := 0.5 * (before - after) / bend
			at = append(at, t[i]+shift*(t[i+1]-t[i]))
			high = append(high, math.Abs(now-0.25*(before-after)*shift))
		}
	}
	n := len(at)
	if n < 4 {
		return 0, 0, false
	}
	growth = calc.Log(high[n-1]/high[0]) / (at[n-1] - at[0])
	return growth, 2 * (at[n-1] - at[0]) / float64(n-1), true
}
