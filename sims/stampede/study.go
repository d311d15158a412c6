package stampede

import (
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// Protections in the order in which they are compared, with their names.
var protections = []string{"none", "single_flight", "lock", "lease", "lock_stale", "xfetch"}

var protectionNames = map[string]string{"none": "none", "single_flight": "single flight", "lock": "lock",
	"lease": "lease", "lock_stale": "lock, stale", "xfetch": "XFetch"}

// compareLimit is the largest number of requests of a cycle that another protection may have to be drawn beside the
// run.
const compareLimit = 130_000

// studies are what is computed beside the run of the hot key, for its metrics, checks and figures.
type studies struct {
	compared []compared
	law      []dot
	jitter   []spread // without and with jitter; that of the run is the last
	storms   []stormDot
	before   float64 // goodput at the run's own load, without a burst and after one
	after    float64
}

// compared is one expiry under one protection, on the same random numbers as the others.
type compared struct {
	Protection string
	Result     Result
}

// dot is a measured mean number of rebuilds for one β.
type dot struct{ Beta, Mean float64 }

// lawReads is the reads per rebuild time in the picture of the law, so many that their number no longer matters.
const lawReads = 10_000

// laws remembers the picture of the law by its seed: no other knob changes it.
var laws = model.NewMemo[int, []dot](64)

func measureLaw(b *model.Budget, seed int) []dot {
	var out []dot
	for _, beta := range []float64{0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4} {
		cycles := 12_000
		if beta < 0.5 { // 55 rebuilds a cycle, with a spread as large
			cycles = 8000
		}
		_, mean := refreshes(b, model.Stream(seed, "stampede law"), lawReads, beta, 1, 1000, cycles)
		out = append(out, dot{beta, mean})
	}
	return out
}

// stormDot is one load of the picture of retries.
type stormDot struct{ Load, Calm, Burst float64 } // goodput without a burst and after one

type stormKey struct {
	seed, retries int
	cancel        bool
}

var storms = model.NewMemo[stormKey, []stormDot](64)

func measureStorms(b *model.Budget, p Params) []stormDot {
	var out []stormDot
	for load := 0.1; load < 0.92; load += 0.1 {
		goodput := func(burst bool) float64 {
			return storm(b, model.Stream(p.Seed, "stampede others"), load, p.Retries, p.Cancel, burst)
		}
		out = append(out, stormDot{load, goodput(false), goodput(true)})
	}
	return out
}

// expiry is one expiry of the run under a protection.
func (p Params) expiry(protection string) Params {
	p.Early = p.Early && protection == p.Protection
	p.Protection, p.Cycles = protection, 1
	return p
}

// compares says whether a protection is drawn beside the run.
func (p Params) compares(protection string) bool {
	return protection == p.Protection || p.expiry(protection).load() <= compareLimit
}

func study(b *model.Budget, p Params, r Result) studies {
	var s studies
	for _, name := range protections {
		switch {
		case name == p.Protection && r.Cycles == 1 && !r.further:
			s.compared = append(s.compared, compared{name, r})
		case p.compares(name):
			s.compared = append(s.compared, compared{name, expiries(b, p.expiry(name))})
		}
	}
	s.law = laws.Of(b, p.Seed, func(b *model.Budget) []dot { return measureLaw(b, p.Seed) })
	spreads := []float64{0, min(10, p.TTLS)}
	switch {
	case p.JitterS == 0:
		spreads = []float64{min(10, p.TTLS), 0}
	case p.JitterS != spreads[1]:
		spreads[1] = p.JitterS
	}
	for _, j := range spreads {
		s.jitter = append(s.jitter, expire(b, model.Stream(p.Seed, "stampede keys"), p.Keys, p.TTLS, j,
			p.KeyQueryMs, p.DBPool))
	}
	s.storms = storms.Of(b, stormKey{p.Seed, p.Retries, p.Cancel},
		func(b *model.Budget) []stormDot { return measureStorms(b, p) })
	s.before = storm(b, model.Stream(p.Seed, "stampede others"), p.LoadPct/100, p.Retries, p.Cancel, false)
	s.after = storm(b, model.Stream(p.Seed, "stampede others"), p.LoadPct/100, p.Retries, p.Cancel, true)
	return s
}

// leadCycles keeps the cycles of the histogram within a bound of work: reads that find the value expired are counted
// one by one.
func leadCycles(p Params) int {
	scale := p.Beta * p.RecomputeS
	crossing := calc.Exp(-p.RPS * scale * calc.Exp(-1/p.Beta))
	work := calc.Exp(1/p.Beta) + crossing*p.RPS*p.RecomputeS
	return max(50, min(8000, int(150_000/work)))
}

// mostDraws bounds the refreshing reads that the histogram draws. There are more where the time to live is short
// against δ: the first of them then comes soon after the value is stored, and others follow until it expires.
const mostDraws = 20_000_000

// firstLeads draws when the first refresh of each cycle begins, in s before expiry; 0 where there is none. Where the
// reads that follow it are too many, they are left out: no cycle depends on those of another.
func firstLeads(b *model.Budget, p Params) []float64 {
	rng, cycles, scale := model.Stream(p.Seed, "stampede leads"), leadCycles(p), p.Beta*p.RecomputeS
	if float64(cycles)*drawn(p) <= mostDraws {
		leads, _ := refreshes(b, rng, p.RPS, p.Beta, p.RecomputeS, p.TTLS, cycles)
		return leads
	}
	leads := make([]float64, cycles)
	for i := range leads {
		_, leads[i] = firstLead(rng, p.RPS, scale, p.TTLS)
	}
	b.Spend(cycles * refreshSteps)
	return leads
}

// drawn is about how many refreshing reads a cycle has.
func drawn(p Params) float64 {
	scale := p.Beta * p.RecomputeS
	first := calc.Exp(-p.TTLS/scale) + 1/(p.RPS*scale)
	lead := max(0, -scale*calc.Log(first))
	return 1 + p.RPS*scale*max(0, min(1, first*calc.Exp(1/p.Beta))-first) + p.RPS*max(0, p.RecomputeS-lead)
}
