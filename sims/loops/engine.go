package loops

import (
	"math"
	"slices"

	"tradeofflab/sims/model"
)

// bound ends a run: a stock beyond so many times what the model began with has left the world that the model describes.
const bound = 1e4

// run integrates the model.
func (s *system) run(b *model.Budget, p Params) Result {
	m := s.m
	steps := int(math.Ceil(p.Horizon/p.Dt - 1e-9))
	n := len(m.Stocks)
	r := Result{Model: m, sys: s, Changed: s.changed}
	s.push(p, -1, -1)
	x := s.start()
	if rest, ok := s.rest(x); ok {
		x, r.AtRest = rest, true
	}
	r.Before = append([]float64(nil), x...)
	s.fill(x, steps)
	limit := make([]float64, n)
	for i := range limit {
		limit[i] = bound * max(math.Abs(x[i]), s.typical())
	}
	brought := make([]float64, n)
	inPipe := 0.0
	for i, k := range s.transit {
		if k >= 0 {
			inPipe += s.delays[k].time * s.vals[s.qty+len(s.formulas)+i]
		}
	}
	w := s.index(m.Watch)
	dx := make([]float64, n)
	for step := 0; ; step++ {
		t := float64(step) * p.Dt
		share := s.push(p, t, t+p.Dt)
		partly := share > 0 && share < 1
		if partly { // a row shows its moment, not the mean of a step
			s.push(p, t, t)
		}
		s.look(t, p.Dt)
		s.slopes(x, dx)
		for _, l := range s.delays {
			l.past = append(l.past, s.eval(l.arg))
		}
		row := append([]float64(nil), s.vals[s.stock:s.qty+len(s.formulas)]...)
		r.T, r.Rows, r.Watch = append(r.T, t), append(r.Rows, row), append(r.Watch, row[w])
		for i, v := range x {
			r.Diverged = r.Diverged || math.IsNaN(v) || math.Abs(v) > limit[i]
		}
		if r.Diverged && step > 0 { // what a method that blows up leaves behind is no number to draw
			r.T, r.Rows, r.Watch = r.T[:step], r.Rows[:step], r.Watch[:step]
		}
		if step == steps || r.Diverged {
			break
		}
		if partly {
			s.push(p, t, t+p.Dt)
			s.slopes(x, dx)
		}
		s.advance(p, t, x, dx, brought, &inPipe)
		spendBlock(b, step)
	}
	for i := range x {
		scale := max(1e-300, math.Abs(r.Before[i])+math.Abs(x[i])+math.Abs(brought[i]))
		r.Leak = max(r.Leak, math.Abs(x[i]-r.Before[i]-brought[i])/scale)
	}
	r.InTransit = inPipe
	s.push(p, p.Horizon, p.Horizon)
	for _, guess := range [][]float64{r.Before, x} {
		if rest, ok := s.rest(guess); ok {
			r.Rest = rest
			break
		}
	}
	return r
}

// advance takes one step of the method and adds up what each flow moved.
func (s *system) advance(p Params, t float64, x, dx, brought []float64, inPipe *float64) {
	n, flows := len(x), len(s.rates)
	total := append([]float64(nil), dx...)
	left, came := make([]float64, flows), make([]float64, flows)
	tally := func(weight float64) {
		for i := range left {
			left[i] += weight * s.vals[s.qty+len(s.formulas)+i]
			came[i] += weight * s.arrives(i)
		}
	}
	if p.Method == "euler" {
		tally(1)
	} else {
		tally(1. / 6)
		k, y := append([]float64(nil), dx...), make([]float64, n)
		for _, stage := range [3]struct{ ahead, weight float64 }{{0.5, 2}, {0.5, 2}, {1, 1}} {
			for i := range y {
				y[i] = x[i] + stage.ahead*p.Dt*k[i]
			}
			s.look(t+stage.ahead*p.Dt, p.Dt)
			s.slopes(y, k)
			tally(stage.weight / 6)
			for i := range total {
				total[i] += stage.weight * k[i]
			}
		}
		for i := range total {
			total[i] /= 6
		}
	}
	for i := range x {
		x[i] += p.Dt * total[i]
	}
	for i := range left {
		if s.from[i] >= 0 {
			brought[s.from[i]] -= p.Dt * left[i]
		}
		if s.to[i] >= 0 {
			brought[s.to[i]] += p.Dt * came[i]
		}
		if s.transit[i] >= 0 {
			*inPipe += p.Dt * (left[i] - came[i])
		}
	}
}

// look fills every delayed value for time t from what was kept up to the given step.
func (s *system) look(t, dt float64) {
	for _, l := range s.delays {
		if l.time <= 0 {
			continue
		}
		at := (t - l.time) / dt
		i := int(math.Floor(at))
		last := len(l.past) - 1
		switch {
		case at < 0 && l.before != nil:
			l.value = l.before(t - l.time)
		case at < 0 || last < 0:
			l.value = l.first()
		case i >= last:
			l.value = l.past[last]
		default:
			l.value = l.past[i] + (at-float64(i))*(l.past[i+1]-l.past[i])
		}
	}
}

// first is what the delayed formula gave before the run.
func (l *lag) first() float64 {
	if len(l.past) > 0 {
		return l.past[0]
	}
	return l.value
}

// fill sets every delay to what its formula gives at the start: the past was as the start is.
func (s *system) fill(x []float64, steps int) {
	s.now = true
	dx := make([]float64, len(x))
	s.slopes(x, dx)
	for _, l := range s.delays {
		l.past = make([]float64, 0, steps+1)
		l.value = s.eval(l.arg)
	}
	s.now = false
}

// push sets the parameters as they are from one time to another and gives the share of that time for which the push
// holds. A step in which the push begins or ends gets its share of it, so that a push acts for as long as it lasts with
// every step.
func (s *system) push(p Params, from, to float64) (share float64) {
	copy(s.vals, s.own)
	long := s.m.Push.For
	if p.PushFor != 0 {
		long = max(0, p.PushFor)
	}
	end := math.Inf(1)
	if long != 0 {
		end = p.PushAt + long
	}
	if share = overlap(from, to, p.PushAt, end); share > 0 {
		s.vals[s.pushed] = s.own[s.pushed] * (1 - share + share*max(0, 1+p.Push*s.m.Push.Add))
	}
	for _, l := range s.delays {
		l.time = s.own[l.param]
	}
	return share
}

// overlap is the share of the time between from and to, which may be one moment, that lies between begin and end. What
// rounding leaves of a whole step or of none is rounded off.
func overlap(from, to, begin, end float64) float64 {
	const rounding = 1e-9
	if to <= from {
		if from >= begin && from < end {
			return 1
		}
		return 0
	}
	switch share := (min(to, end) - max(from, begin)) / (to - from); {
	case share < rounding:
		return 0
	case share > 1-rounding:
		return 1
	default:
		return share
	}
}

// start gives the first guess at the resting stocks. Where the parameters leave nothing to guess, as a review that
// never drops an index does, the run begins where the model's own parameters would rest, and grows from there.
func (s *system) start() []float64 {
	x := make([]float64, len(s.starts))
	for i, n := range s.starts {
		if x[i] = s.eval(n); !finite(x[i]) {
			x[i] = s.ownStart(n)
		}
	}
	return x
}

// ownStart is what a formula of a start gives with the model's own parameters.
func (s *system) ownStart(n *node) float64 {
	was := slices.Clone(s.vals[:s.stock])
	for i, q := range s.m.Params {
		s.vals[i] = q.Value
	}
	v := s.eval(n)
	copy(s.vals, was)
	return v
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// typical is a size against which a stock that starts at nothing is held.
func (s *system) typical() float64 {
	most := 1.0
	for _, v := range s.start() {
		most = max(most, math.Abs(v))
	}
	return most
}
