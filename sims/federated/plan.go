package federated

import (
	"math"

	"tradeofflab/sims/calc"
)

// plan is the noise of a run and the account of it, made before the first round: which rounds are lost later changes
// nothing in it.
type plan struct {
	z       float64 // noise multiplier asked for; 0 for none
	void    string  // why no guarantee is stated; "" where one is
	step    float64 // epsilon of a round with that noise, for the two sums
	stepDt  float64 // delta of a round
	claimed bool    // step is the learner's claim and does not follow from the noise
}

// stepOf is the epsilon for the two sums of a round whose sum had noise multiplier z.
func (pl plan) stepOf(z float64) float64 {
	if pl.claimed || z == pl.z {
		return pl.step
	}
	return textbookEps(z, pl.stepDt)
}

// newPlan finds the noise.
func newPlan(p Params) plan {
	pl := plan{z: p.noise()}
	switch {
	case pl.z == 0:
		pl.void = "no noise is added"
	case p.Aggregate != "mean":
		pl.void = "the clip bounds how far one vector moves a sum, not how far it moves a median or a trimmed mean"
	}
	pl.step, pl.stepDt = p.StepEps, p.StepDelta
	if pl.stepDt == 0 {
		pl.stepDt = p.Delta
	}
	pl.claimed = p.StepEps > 0
	if !pl.claimed && pl.z > 0 {
		pl.step = textbookEps(pl.z, pl.stepDt)
	}
	return pl
}

// noise is the noise multiplier: what is set, or what the exact account asks for the target.
func (p Params) noise() float64 {
	switch {
	case p.Z > 0:
		return p.Z
	case p.TargetEps == 0:
		return 0
	case p.q() < 1:
		rounds := float64(p.Rounds)
		return rising(minZ, maxZ, func(z float64) bool { return sampledEps(rounds, z, p.q(), p.Delta) <= p.TargetEps })
	}
	return math.Sqrt(float64(p.Rounds)) * ExactZ(p.TargetEps, p.Delta)
}

// Noise multipliers between which the one for a target is sought. One release takes 0.3 for a target of 16 and some 360
// for the least, leastEps, at the least delta; 200 rounds take fourteen times that.
const minZ, maxZ = 0.05, 5e6

// ExactZ is the least noise multiplier of one release with epsilon and delta.
func ExactZ(eps, delta float64) float64 {
	return rising(minZ, maxZ, func(z float64) bool { return deltaOf(eps, 1/z) <= delta })
}

// ConcentratedZ is the noise multiplier that zCDP asks for T releases with epsilon and delta in all: the rho for which
// rho + 2·sqrt(rho·L) = epsilon is (sqrt(L + epsilon) − sqrt(L))², with L = ln(1/delta).
func ConcentratedZ(rounds, eps, delta float64) float64 {
	l := calc.Log(1 / delta)
	root := eps / (math.Sqrt(l+eps) + math.Sqrt(l)) // without cancelling
	return math.Sqrt(rounds/2) / root
}

// account is the privacy spent after some rounds.
type account struct{ naive, advanced, zcdp, cks, tight float64 }

// spent is the account of the first rounds, with the noise multipliers that they had. tight is the exact epsilon, or
// with sampling the one of sampledEps; the others do not count sampling.
func (r Result) spent(p Params, rounds int) account {
	square := r.square(rounds)
	var sums composition
	for _, l := range r.rounds[:rounds] {
		sums.add(l.Step)
	}
	a := account{naive: sums.naive(), advanced: sums.advanced(p.Delta),
		zcdp: min(mostEps, ConcentratedEps(square/2, p.Delta)), cks: min(mostEps, cksEps(square/2, p.Delta))}
	if p.q() < 1 {
		a.tight = sampledEps(float64(rounds), r.plan.z, p.q(), p.Delta)
	} else {
		a.tight = min(mostEps, ExactEps(math.Sqrt(square), p.Delta))
	}
	return a
}

// saves says whether counting that units are drawn makes epsilon less.
func (r Result) saves(p Params) bool {
	return p.q() < 1 && r.spent(p, p.Rounds).tight < ExactEps(math.Sqrt(r.square(p.Rounds)), p.Delta)*(1-1e-9)
}

// square is the sum of 1/z² over the first rounds. A lost round is charged as planned: it was to be released.
func (r Result) square(rounds int) float64 {
	sum := 0.0
	for _, l := range r.rounds[:rounds] {
		z := l.Z
		if l.Lost {
			z = r.plan.z
		}
		sum += 1 / max(z*z, 1e-18)
	}
	return sum
}

// guaranteed says whether the run has a guarantee at all.
func (r Result) guaranteed() bool {
	return r.plan.void == "" && r.square(len(r.rounds)) < 1e17
}

// released is the sum of 1/z² over the rounds that were not lost: what a reader of all releases has to go by.
func (r Result) released() (rounds int, square float64) {
	for _, l := range r.rounds {
		if !l.Lost {
			rounds, square = rounds+1, square+1/max(l.Z*l.Z, 1e-18)
		}
	}
	return rounds, square
}

// tightBound is the most that an attack on a unit's membership gains, true less false positives, from the noise itself:
// 2·Phi(mu/2) − 1 for whole participation. With sampling it is the least of that, of the bound that epsilon and
// delta give, and of Pinsker's by the divergence of order 2; none of them is tight then.
func (r Result) tightBound(p Params, tight float64) float64 {
	whole := gainOf(math.Sqrt(r.square(len(r.rounds))))
	if p.q() < 1 {
		return min(whole, pureBound(tight, p.Delta),
			math.Sqrt(float64(p.Rounds)*sampledDivergence(2, r.plan.z, p.q())/2))
	}
	return whole
}

// gainOf is what the best test gains on two normal laws of deviation 1 with means mu apart: 2·Phi(mu/2) − 1.
func gainOf(mu float64) float64 { return math.Erf(mu / (2 * math.Sqrt2)) }

// pureBound is the most that (epsilon, delta) allows: (e^ε − 1 + 2δ)/(e^ε + 1).
func pureBound(eps, delta float64) float64 {
	return math.Tanh(eps/2) + 2*delta/(calc.Exp(min(eps, 700))+1)
}
