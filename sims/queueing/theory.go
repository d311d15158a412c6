package queueing

import (
	"math"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// theory is what queueing theory says of a stable queue; times are in seconds, NaN where no closed form is used.
type theory struct {
	wait, sojourn, p99 float64
	inSystem           float64
	dropped            float64 // share turned away
	busy               float64
	tail               func(t float64) float64 // P(time in system > t); nil where no closed form is used
}

// theoryOf gives the closed form of the model. It reports false for an overloaded queue without bound, which has none.
func theoryOf(p Params) (theory, bool) {
	rho, service := p.offered(), p.ServiceMs/1000
	if p.Model != "mm1k" && rho >= 1 {
		return theory{}, false
	}
	switch p.Model {
	case "md1":
		wait := rho / (1 - rho) * service / 2 // Pollaczek–Khinchine with constant service
		return theory{wait: wait, sojourn: wait + service, p99: math.NaN(), inSystem: p.ArrivalRate * (wait + service),
			busy: rho}, true
	case "mm1k":
		return finite(p, rho, service), true
	case "mmc":
		return manyServers(p, rho, service), true
	}
	mean := service / (1 - rho)
	return theory{wait: mean - service, sojourn: mean, p99: mean * calc.Log(100), inSystem: rho / (1 - rho), busy: rho,
		tail: func(t float64) float64 { return calc.Exp(-t / mean) }}, true
}

// finite is M/M/1/K with K = buffer + 1 places: the number in the system is n with probability proportional to ρ^n.
func finite(p Params, rho, service float64) theory {
	places := p.Buffer + 1
	sum, mean, full, power := 0.0, 0.0, 0.0, 1.0
	scale := 1.0
	if rho > 1 { // sum from the full end, with the powers of 1/ρ, so that nothing overflows
		scale = 1 / rho
	} else {
		scale = rho
	}
	for i := 0; i <= places; i++ {
		n := i
		if rho > 1 {
			n = places - i
		}
		sum += power
		mean += float64(n) * power
		if n == places {
			full = power
		}
		power *= scale
	}
	th := theory{inSystem: mean / sum, dropped: full / sum, p99: math.NaN()}
	admitted := p.ArrivalRate * (1 - th.dropped)
	th.sojourn = th.inSystem / admitted
	th.wait = th.sojourn - service
	th.busy = admitted * service
	return th
}

// manyServers is M/M/c: whoever waits does so for an exponential time of rate cμ − λ, then is served.
func manyServers(p Params, rho, service float64) theory {
	c := float64(p.Servers)
	wait := model.ErlangC(p.Servers, c*rho) / (c / service * (1 - rho))
	th := theory{wait: wait, sojourn: wait + service, inSystem: p.ArrivalRate * (wait + service), busy: rho}
	th.tail = model.ErlangTail(p.Servers, p.ArrivalRate, service)
	th.p99 = model.TailQuantile(th.tail, 0.01, service)
	return th
}

// stderr is the standard error of the mean time in the system, as a part of it: the larger of what the batches show and
// what heavy-traffic theory plans for (Whitt, "Planning queueing simulations", Management Science 1989, with
// variability 2 for exponential and 1 for constant service). Near full load batches depend on each other and alone say
// too little.
func (r Result) stderr(p Params) float64 {
	seen := 0.0
	if n := float64(len(r.Batches)); n > 1 {
		mean, square := 0.0, 0.0
		for _, b := range r.Batches {
			mean += b / n
		}
		for _, b := range r.Batches {
			square += (b - mean) * (b - mean)
		}
		seen = math.Sqrt(square/(n-1)/n) / mean
	}
	rho := p.offered()
	if p.Model == "mm1k" || rho >= 1 {
		return seen
	}
	variability := 2.0
	if p.Model == "md1" {
		variability = 1
	}
	services := r.Span / (p.ServiceMs / 1000) * float64(p.servers())
	planned := model.QueueStray(variability, rho, services)
	length := p.ArrivalRate * r.Sojourn // Little's law
	return max(seen, planned/max(length, 1e-9))
}
