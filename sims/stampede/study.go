package stampede

import (
	"math"
	"tradeofflab/sims/model"
)

// Protections in the order in which they are compared, with their names.
var protections = []string{"none", "single_flight", "lock", "lease", "lock_stale", "xfetch"}

var protectionNames = map[string]string{"none": "none", "single_flight": "single flight", "lock": "lock",
	"lease": "lease", "lock_stale": "lock, stale", "xfetch": "XFetch"}

// compareLimit is the largest number of requests of a cycle that another protection may have to be drawn beside the
// run.
const compareLimit = 130_000

// studies are the runs beside the one of the hot key.
type studies struct {
	compared []compared
	law      []dot
	jitter   []spread
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

func measureLaw(seed int) []dot {
	var out []dot
	for _, beta := range []float64{0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4} {
		cycles := 12_000
		if beta < 0.5 { // 55 rebuilds a cycle, with a spread as large
			cycles = 8000
		}
		_, mean := refreshes(model.Stream(seed, "stampede law"), lawReads, beta, 1, 1000, cycles)
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

func measureStorms(p Params) []stormDot {
	var out []stormDot
	for load := 0.1; load < 0.92; load += 0.1 {
		goodput := func(burst bool) float64 {
			return storm(model.Stream(p.Seed, "stampede others"), load, p.Retries, p.Cancel, burst)
		}
		out = append(out, stormDot{load, goodput(false), goodput(true)})
	}
	return out
}

func study(p Params, r Result) studies {
	var s studies
	for _, name := range protections {
		q := p
		q.Protection, q.Cycles, q.Early = name, 1, p.Early && name == p.Protection
		if q.load() <= compareLimit || name == p.Protection {
			s.compared = append(s.compared, compared{name, Run(q)})
		}
	}
	s.law = laws.Of(nil, p.Seed, func(*model.Budget) []dot { return measureLaw(p.Seed) })
	spreads := []float64{0, math.Min(10, p.TTLS)}
	switch {
	case p.JitterS == 0:
		spreads = []float64{math.Min(10, p.TTLS), 0}
	case p.JitterS != spreads[1]:
		spreads[1] = p.JitterS
	}
	for _, j := range spreads {
		s.jitter = append(s.jitter, expire(model.Stream(p.Seed, "stampede keys"), p.Keys, p.TTLS, j,
			p.KeyQueryMs, p.DBPool))
	}
	s.storms = storms.Of(nil, stormKey{p.Seed, p.Retries, p.Cancel},
		func(*model.Budget) []stormDot { return measureStorms(p) })
	s.before = storm(model.Stream(p.Seed, "stampede others"), p.LoadPct/100, p.Retries, p.Cancel, false)
	s.after = storm(model.Stream(p.Seed, "stampede others"), p.LoadPct/100, p.Retries, p.Cancel, true)
	return s
}

// leadCycles keeps the cycles of the histogram within a bound of work: reads that find the value expired are counted
// one by one.
func leadCycles(p Params) int {
	scale := p.Beta * p.RecomputeS
	crossing := math.Exp(-p.RPS * scale * math.Exp(-1/p.Beta))
	work := math.Exp(1/p.Beta) + crossing*p.RPS*p.RecomputeS
	return max(50, min(8000, int(150_000/work)))
}
