package migration

import (
	"math"

	"tradeofflab/sims/calc"
)

// PairDiffers is the chance that two writes to one key end in another order in the two stores. The gap between them is
// exponential at the rate of the key, the latency of each store is exponential, and u is rate × mean latency.
// Parallel: either store takes them in the wrong order with chance u/(2(1+u)) and both with chance u/(4(2+u)).
// Sequential: the old store confirms first, and the four latencies of the pair race.
func PairDiffers(send string, u float64) float64 {
	if send == "parallel" {
		return 2 * (.5*u/(1+u) - .25*u/(2+u))
	}
	return u * (2 + u) / (4 * (1 + u) * (1 + u))
}

// streamDiffers is the chance that the last write that the one store has applied is not the last of the other, where
// writes to a key have come at a constant rate and then stop. The chance that they are one write is an integral over
// the moments x and y at which the stores apply it, of the rate of such writes times the chance that no other is
// applied after x by the one or after y by the other. Over moments before the last write is sent it can be done by
// hand; the rest is an integral over p = e^−x.
func streamDiffers(send string, u float64) float64 {
	if send == "parallel" {
		before := 2 * calc.Exp(-u) * -math.Expm1(-u/2) / u
		return 1 - before - integrate(func(p float64) float64 {
			return calc.Exp(-u*p) * -math.Expm1(-u*(1-p/2)) / (2 - p)
		})
	}
	before := calc.Exp(-u) * -math.Expm1(-u) / u
	return 1 - before - integrate(func(p float64) float64 {
		if p == 0 {
			return u
		}
		w := p * (1 - calc.Log(p))
		return calc.Exp(-u*p) * -math.Expm1(-u*w) / w
	})
}

// integrate is Simpson's rule from 0 to 1 over the square root, in which a function that rises as p·ln p is smooth.
func integrate(f func(float64) float64) float64 {
	const n = 2000
	sum := 2 * f(1)
	for i := 1; i < n; i++ {
		q := float64(i) / n
		sum += f(q*q) * 2 * q * float64(2+2*(i%2))
	}
	return sum / (3 * n)
}

// orderLaw is the law of the part.
func (p Params) orderLaw() float64 {
	if p.Part == pairsPart {
		return PairDiffers(p.Send, p.U)
	}
	return streamDiffers(p.Send, p.U)
}
