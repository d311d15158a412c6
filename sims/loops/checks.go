package loops

import (
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
)

const hayes = "linear delay equations: Hayes 1950"

// fine says whether method and step promise a result that half the step hardly changes: no push is shorter than a step,
// and twenty steps follow its beginning, since what it does grows from nothing. Others are for the learner to see what
// a coarse step does.
func (p Params) fine() bool {
	after := p.Horizon - p.PushAt
	return p.Method == "rk4" && p.Dt <= defaults.Dt && (p.PushFor <= 0 || p.PushFor >= p.Dt) &&
		(after <= 0 || after >= 20*p.Dt)
}

// checks holds the run against what is true of every stock-and-flow model, and against the law of its own loop.
func checks(p Params, s study) []sims.Check {
	r := s.r
	out := []sims.Check{
		sims.AtMost("conservation", "Each stock is what it was, plus what came, less what went", 1e-7, 100*r.Leak, "%",
			"conservation; the rest is rounding"),
	}
	if p.fine() {
		out = append(out, sims.AtMost("halving", "Half the step changes the result by less than 1 %", 1,
			100*s.halving(), "%", "convergence of the method"))
	}
	if s.r.sys.closed {
		total, now := r.Before[0]+r.Before[1]+s.pipeAtStart(), r.InTransit
		for i := range r.Model.Stocks {
			now += r.Rows[len(r.Rows)-1][i]
		}
		if !r.Diverged {
			out = append(out, sims.Within("total", "Stocks and pipelines together keep their total", total, now,
				1e-9*total, r.Model.Stocks[0].Unit, "nothing enters or leaves"))
		}
	}
	if s.atRest && s.own.Measured {
		want := s.own.Theory.Growth
		out = append(out, sims.Within("growth",
			"Growth of a small deviation: largest root of the characteristic equation", want, s.own.Growth,
			0.005+0.05*math.Abs(want), "per "+r.Model.Clock, hayes))
		if s.own.Period > 0 && s.own.Theory.Turn > 0 {
			period := s.own.Theory.period()
			out = append(out, sims.Within("period", "Period of a small swing: 2π over the root's imaginary part",
				period, s.own.Period, 0.03*period, r.Model.Clock, hayes))
		}
	}
	return append(out, s.ownLaw()...)
}

// pipeAtStart is what the pipelines held at the start.
func (s study) pipeAtStart() float64 {
	sum := 0.0
	for _, k := range s.r.sys.transit {
		if k >= 0 {
			l := s.r.sys.delays[k]
			sum += l.time * l.past[0]
		}
	}
	return sum
}

// value is a parameter of the run, without the push.
func (s study) value(id string) float64 {
	for i, q := range s.r.Model.Params {
		if q.ID == id {
			return s.r.sys.own[i]
		}
	}
	return 0
}

// ownLaw is the law that the loop of a lesson is known for.
func (s study) ownLaw() []sims.Check {
	p, r := s.p, s.r
	switch r.Model.Slug {
	case "stampede":
		f, k := s.value("fail"), s.value("retries")
		load, ok := retryLoad(s.value("arrivals"), f, k)
		if ok && r.AtRest && p.PushAt >= p.Dt && load < s.value("capacity")*0.99 {
			return []sims.Check{sims.Within("retries", "Load before the push: λ/(1 − f·r)", load, r.Watch[0], 1e-6*load,
				"requests/s", "geometric series of retries")}
		}
	case "writecache":
		pushed := s.value("demand") * max(0, 1+p.Push*r.Model.Push.Add)
		over := pushed - s.value("flush_max")
		if s.value("throttle") == 0 && over > 0 && p.PushFor == 0 && !r.Diverged &&
			p.Horizon > p.PushAt+10+(s.value("react")+s.value("linger"))*calc.Log(1e7*pushed/over) {
			// The writers take the push up with exp(−t/react); then the rest of it is below a tenth of what is allowed.
			last, from := len(r.Watch)-1, len(r.Watch)-1-int(10/p.Dt)
			return []sims.Check{sims.Within("pending", "Without backpressure the stock grows by inflow − outflow", over,
				(r.Watch[last]-r.Watch[from])/(r.T[last]-r.T[from]), 1e-6*over, "writes/s",
				"a stock is the integral of its flows")}
		}
	case "readcache":
		if r.AtRest && p.PushAt >= p.Dt && s.value("plan") >= 0 {
			// At rest the database is margin × its load, so that without the cache it meets traffic/(margin·load).
			load := r.Rows[0][len(r.Model.Stocks)]
			want := s.value("traffic") / (s.value("margin") * load)
			return []sims.Check{sims.Within("dependence",
				"Load without the cache: reads over margin × what the cache leaves", want, r.Watch[0], 1e-6*want, "×",
				"1/(margin × miss share)")}
		}
	case "pipeline":
		if r.Rest != nil && s.value("step") > 0 && len(r.Rest) > 0 && r.Rest[0] > s.value("target") {
			events := s.value("produced") * max(0, 1+p.Push*r.Model.Push.Add)
			want := s.value("target") + (events/s.value("each")-s.value("planned"))/s.value("step")
			// With fewer unread events the time of a read holds the consumers back, not their number.
			if p.PushFor == 0 && want > events*s.value("fetch") {
				return []sims.Check{sims.Within("offset",
					"A proportional rule rests off its target: target + missing consumers / gain", want, r.Rest[0],
					1e-6*want, "events", "proportional control")}
			}
		}
	}
	return nil
}

// verdict says in a few words what small deviations do.
func (s study) verdict() string {
	clock := s.r.Model.Clock
	switch {
	case s.r.Diverged:
		return "the loop runs away"
	case s.r.Rest == nil:
		return "there is no resting state any more"
	case !s.atRest:
		return "it comes to rest"
	case s.lost():
		return "it does not come back, although small deviations would die out"
	case s.own.Theory.Growth > 1e-9 && s.own.Theory.Turn > 0:
		return "it swings ever more, with a period of " + span(s.own.Theory.period(), clock)
	case s.own.Theory.Growth > 1e-9:
		return "each deviation grows"
	case s.own.Theory.Turn > 0 && s.own.Theory.period()*-s.own.Theory.Growth < 6:
		return "it swings and settles, with a period of " + span(s.own.Theory.period(), clock)
	}
	return "it settles"
}

// lost says whether the run ends far from a resting state that would be stable.
func (s study) lost() bool {
	peak, _ := s.peak()
	end := s.r.Watch[len(s.r.Watch)-1]
	return s.own.Theory.Growth < 0 && math.Abs(end-s.own.Rest) > 0.5*math.Abs(peak-s.r.Watch[0]) &&
		math.Abs(end-s.own.Rest) > math.Abs(s.own.Rest)
}

// span prints a time of the clock.
func span(v float64, clock string) string {
	text := say.Short(v)
	if clock != "s" && clock != "min" && text != "1" {
		clock += "s"
	}
	return text + " " + clock
}
