package federated

import (
	"math"

	"tradeofflab/sims/model"
)

// Work in nanoseconds or so.
const (
	drawSteps  = 14  // drawing a measurement
	scoreSteps = 25  // scoring and sorting a held-out patient, beside its measurements
	maskSteps  = 3   // a component of a pair's mask
	shareSteps = 7   // a step in the field of the shares
	pairSteps  = 12  // a pair of sites in the search for the best common model
	drawnSteps = 12  // sorting the evidence of one draw of an attack
	fixedSteps = 4e6 // account and drawings
	accountSet = 1e5 // an epsilon by Rényi divergences
)

// passSteps is the work of one patient in one pass of gradient descent.
func passSteps(d int) int { return 22 + 3*d/2 }

// attackSteps is the work of one round in one of the attacker's draws.
func attackSteps(q float64) int {
	if q < 1 {
		return 48
	}
	return 11
}

// attackCost is the work of the attack.
func (p Params) attackCost() float64 {
	switch {
	case p.Z == 0 && p.TargetEps == 0:
		return 0
	case p.q() < 1:
		return attackRuns * float64(p.Rounds*attackSteps(p.q())+drawnSteps)
	}
	return attackSums * float64(attackSteps(1)+drawnSteps)
}

// sweepEps are the targets of the figure that trains again for each of them.
var sweepEps = []float64{0.5, 1, 2, 4, 8}

// mostSweep is the work of one training up to which the sweep is drawn.
const mostSweep = 6e7

// patients is the number of patients of all sites.
func (p Params) patients() int {
	sum := 0
	for _, n := range sizes(p) {
		sum += n
	}
	return sum
}

// trainCost is the work of the rounds of federated learning.
func (p Params) trainCost() float64 {
	d, k, t := float64(p.dim()+1), float64(p.Clients), float64(p.Rounds)
	pass := float64(passSteps(p.dim()))
	if p.Unit == "record" {
		pass += 2*d + 10
		if p.Sampling == "poisson" {
			pass += 6
		}
	}
	total := t * float64(p.epochs()*p.patients()) * pass
	total += t * k * d * (20 + 3*scoreSteps*model.Indicator(p.Aggregate != "mean"))
	if p.Secure {
		total += t*k*k*d*(maskSteps+1) + 2*shareSteps*(k*k*k+12*k*k) // two rounds are told at most
	}
	return total
}

// looks is how often a model is scored in the course of a training.
func looks(p Params) float64 { return float64(min(p.Rounds, curvePoints+1) + 2) }

// cost adds up drawing the patients, training three ways, the attack, and the sweep where it is drawn.
func cost(p Params) float64 {
	d, n := float64(p.dim()), float64(p.patients())
	total := fixedSteps + drawSteps*d*(n+2*heldOut+2*heldOutHome*float64(p.Clients))
	total += p.trainCost()
	passes := float64(p.Rounds*p.epochs()) * n * float64(passSteps(p.dim()))
	k := float64(p.Clients)
	scored := looks(p) * (3 + k)
	total += 2*(passes+n*float64(passSteps(p.dim()))) + scored*2*heldOut*(d+1+scoreSteps)
	total += k * 2 * heldOutHome * (d + 1 + scoreSteps)
	total += 4*k*k*pairSteps + k*k*d*(maskSteps+2) // laws, and one step through the masks
	if p.Shift > 0 {
		total += climbs * k * (k*pairSteps + d)
	}
	total += p.attackCost()
	if p.q() < 1 {
		total += accountSet * (3*curvePoints + bisections)
	}
	if p.sweeps() {
		total += float64(len(sweepEps)) * (p.trainCost() + 1e6 + drawSteps*d*n/5 +
			accountSet*bisections*model.Indicator(p.q() < 1))
	}
	return math.Ceil(total)
}

// sweeps says whether the figure that trains again is drawn.
func (p Params) sweeps() bool {
	return (p.Z > 0 || p.TargetEps > 0) && p.Aggregate == "mean" && p.trainCost() <= mostSweep
}
