package loops

import (
	"math"

	"tradeofflab/sims/model"
)

// study is a run with what its numbers and its diagram need.
type study struct {
	p      Params
	r      Result
	half   Result // with half the step
	own    probe
	atRest bool // own holds
	links  []link
	loops  []cycle
}

func newStudy(b *model.Budget, p Params) (study, error) {
	r, err := Run(b, p)
	if err != nil {
		return study{}, err
	}
	s := study{p: p, r: r}
	fine := p
	fine.Dt /= 2
	if s.half, err = Run(b, fine); err != nil {
		return study{}, err
	}
	if r.Rest != nil {
		s.own, s.atRest = p.measure(b, p.Gain, r.Rest)
	}
	s.links = r.sys.links(p, r)
	s.loops = cycles(s.links, len(r.sys.drawn()))
	return s, nil
}

// Work in steps of a budget: of one step of the method, of one round of Newton's method for a root, and of the rest,
// which no knob decides. spendEvery is how many steps of the method pass between looks at the budget.
const (
	stepSteps  = 2000
	roundSteps = 400
	restSteps  = 30e6
	spendEvery = 1024
)

// spendBlock spends for the steps of the method up to this one.
func spendBlock(b *model.Budget, step int) {
	if (step+1)%spendEvery == 0 {
		b.Spend(spendEvery * stepSteps)
	}
}

// cost counts the steps of the run, of the same with half the step, of the one without the push, and of the probes at
// the run's own gain and at those of the chart.
func cost(p Params) float64 {
	dt := probeStep
	if s, err := p.system(); err == nil { // what does not compile is refused
		for _, l := range s.delays {
			l.time = s.own[l.param]
		}
		dt = s.probeDt()
	}
	probes := float64(1+len(gains)) * 2 * p.Horizon / dt
	return stepSteps*(4*p.Horizon/p.Dt+probes) + restSteps
}

// names lists the ids of stocks and quantities in the order of a row.
func (s study) names() []string {
	var out []string
	for _, k := range s.r.Model.Stocks {
		out = append(out, k.ID)
	}
	for _, q := range s.r.Model.Quantities {
		out = append(out, q.ID)
	}
	return out
}

// late is the mean of a value over the last quarter of the run.
func (s study) late(i int) float64 {
	rows := s.r.Rows[len(s.r.Rows)*3/4:]
	sum := 0.0
	for _, row := range rows {
		sum += row[i]
	}
	return sum / float64(len(rows))
}

// peak is the watched value farthest from where it began, and when.
func (s study) peak() (value, at float64) {
	from := s.r.Watch[0]
	value = from
	for i, v := range s.r.Watch {
		if math.Abs(v-from) > math.Abs(value-from) {
			value, at = v, s.r.T[i]
		}
	}
	return value, at
}

// swing is how far the watched value moves over the last quarter of the run, in percent of its mean there.
func (s study) swing() float64 {
	last := s.r.Watch[len(s.r.Watch)*3/4:]
	low, high, sum := math.Inf(1), math.Inf(-1), 0.0
	for _, v := range last {
		low, high, sum = min(low, v), max(high, v), sum+v
	}
	return 100 * (high - low) / max(1e-9, math.Abs(sum/float64(len(last))))
}

// settle is the time after the start of the push from which on the value stays within 5 % of its way to the end.
func (s study) settle() float64 {
	end := s.r.Watch[len(s.r.Watch)-1]
	peak, _ := s.peak()
	band := 0.05 * max(math.Abs(end-s.r.Watch[0]), math.Abs(peak-s.r.Watch[0]))
	for i := len(s.r.Watch) - 1; i >= 0; i-- {
		if math.Abs(s.r.Watch[i]-end) > band {
			return max(0, s.r.T[i]-s.p.PushAt)
		}
	}
	return 0
}

// halving is the largest difference that half the step makes, as a share of the range of the watched value, or of a
// thousandth of the value where it hardly moves.
func (s study) halving() float64 {
	low, high, off := math.Inf(1), math.Inf(-1), 0.0
	for i, v := range s.r.Watch {
		low, high = min(low, v), max(high, v)
		if 2*i < len(s.half.Watch) {
			off = max(off, math.Abs(v-s.half.Watch[2*i]))
		}
	}
	if off <= 1e-9*max(math.Abs(high), math.Abs(low)) { // at rest only rounding is left
		return 0
	}
	return off / max(high-low, 1e-3*math.Abs(high))
}
