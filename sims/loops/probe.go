package loops

import (
	"math"

	"tradeofflab/sims/model"
)

// probe is what a small deviation from rest does, once by theory and once by measurement.
type probe struct {
	Factor   float64 // of the gain
	Value    float64 // of the gain parameter
	Theory   root
	Growth   float64 // measured, per clock
	Period   float64 // measured; 0 where the deviation does not swing
	Measured bool    // the run gave enough to measure
	Rest     float64 // the watched value at rest
}

// The probe moves the first stock by a millionth and follows it twice as long as the run, in steps of at most a tenth.
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
	s.push(p, p.Horizon)
	s.own = append([]float64(nil), s.vals[:s.stock]...)
	p.Push = 0
	s.push(p, 0)
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
	if out.Theory, ok = s.near(rest).dominant(b); !ok {
		return probe{}, false
	}
	t, dev, level := s.follow(b, p, rest)
	out.Rest = level
	out.Growth, out.Period, out.Measured = fit(t, dev)
	return out, true
}

// follow integrates from rest with a small deviation. What it gives is a weighted sum of how far all stocks are from
// rest, so that a mode which one of them does not feel is seen all the same.
func (s *system) follow(b *model.Budget, p Params, rest []float64) (t, dev []float64, level float64) {
	p.Method, p.Dt = "rk4", max(p.Dt, probeStep)
	for _, l := range s.delays {
		if l.time > 0 {
			p.Dt = min(p.Dt, l.time)
		}
	}
	steps := int(2 * p.Horizon / p.Dt)
	x, dx := append([]float64(nil), rest...), make([]float64, len(rest))
	s.fill(x, steps)
	w := s.index(s.m.Watch)
	level = s.vals[s.stock+w]
	nudge := probeNudge * max(math.Abs(x[0]), 1e-3*s.typical())
	x[0] += nudge
	if s.closed { // what one stock gains another lacks
		x[1] -= nudge
	}
	scale := make([]float64, len(x))
	for i := range x {
		scale[i] = max(math.Abs(rest[i]), 1e-3*s.typical()) / (1 + 0.37*float64(i))
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
	// (dt)².
	if s.closed && len(dev) > 0 {
		end := dev[len(dev)-1]
		for i := range dev {
			dev[i] -= end
		}
	}
	return t, dev, level
}

// fit reads growth and period off a deviation: from its extremes where it swings, else from the slope of its logarithm.
func fit(t, dev []float64) (growth, period float64, ok bool) {
	most := 0.0
	for _, d := range dev {
		most = max(most, math.Abs(d))
	}
	if most == 0 {
		return 0, 0, false
	}
	floor := 1e-5 * most // below lies what is left of finding the resting state
	var at, high []float64
	last, turned := len(dev), 0
	for i := 1; i+1 < len(dev); i++ {
		before, now, after := dev[i-1], dev[i], dev[i+1]
		if (now-before)*(after-now) >= 0 || math.Abs(now) < floor || now == before {
			continue
		}
		if now > 0 == (now > before) { // an extreme away from rest; a parabola through three points finds its top
			bend := before - 2*now + after
			shift := 0.5 * (before - after) / bend
			turned = i
			at = append(at, t[i]+shift*(t[i+1]-t[i]))
			high = append(high, math.Abs(now-0.25*(before-after)*shift))
		}
	}
	if n := len(at); n >= 5 { // the first swings still hold faster modes
		from := n / 3
		growth = math.Log(high[n-1]/high[from]) / (at[n-1] - at[from])
		return growth, 2 * (at[n-1] - at[from]) / float64(n-1-from), true
	}
	for i, d := range dev {
		if math.Abs(d) < floor {
			last = i
			break
		}
	}
	from := max(last/2, min(turned+(last-turned)/2, last))
	if last-from < 20 {
		return 0, 0, false
	}
	return math.Log(math.Abs(dev[last-1]/dev[from])) / (t[last-1] - t[from]), 0, true
}
