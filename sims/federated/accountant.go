package federated

import (
	"math"

	"tradeofflab/sims/calc"
)

// mostEps stands for every epsilon above it: none of them bounds anything.
const mostEps = 1e6

// normal is the probability that a standard normal number is below x.
func normal(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// quantile is the number below which a standard normal number is with probability p; the ends are cut off.
func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*min(max(p, 1e-9), 1-1e-9)-1) }

// logNormal is the logarithm of normal(x), also far below 0, by the asymptotic series there.
func logNormal(x float64) float64 {
	if x > -30 {
		return calc.Log(normal(x))
	}
	s := x * x
	return -s/2 - calc.Log(-x) - calc.Log(2*math.Pi)/2 + math.Log1p(-1/s+3/(s*s))
}

// deltaOf is the least delta with which Gaussian noise is (epsilon, delta)-private, where mu is the sensitivity over
// the deviation: Balle and Wang, Improving the Gaussian mechanism for differential privacy, ICML 2018, theorem 8. It
// holds with equality.
func deltaOf(eps, mu float64) float64 {
	return normal(mu/2-eps/mu) - calc.Exp(eps+logNormal(-mu/2-eps/mu))
}

// ExactEps is the least epsilon of T releases of a sum with noise multiplier z, where every unit is in every release:
// T Gaussian releases tell exactly as much as one with mu = sqrt(T)/z (Dong, Roth and Su, Gaussian differential
// privacy, JRSS B 2022, section 3: they compose to the root of the sum of squares). Given mu.
func ExactEps(mu, delta float64) float64 {
	if mu <= 0 {
		return 0
	}
	return rising(0, ConcentratedEps(mu*mu/2, delta), func(eps float64) bool { return deltaOf(eps, mu) <= delta })
}

// deltaAddedUp is the same delta as deltaOf without its closed form: both densities added up over the releases that are
// more than e^epsilon times as likely with the unit as without it, at a distance t above the first of them. The steps
// grow from there, where the difference has a bend.
func deltaAddedUp(eps, mu float64) float64 {
	const steps, far = 4000, 45.0
	from := eps/mu - mu/2 // in deviations from the mean with the unit
	height := func(t float64) float64 {
		y := from + t
		return -calc.Exp(-y*y/2) * math.Expm1(-mu*t) / math.Sqrt(2*math.Pi)
	}
	reach := far + max(0, -from)
	sum := 0.0
	for i := range steps { // Simpson's rule over s, t = reach·s⁴
		at := func(half float64) float64 {
			s := (float64(i) + half) / steps
			return height(reach*s*s*s*s) * 4 * s * s * s
		}
		sum += (at(0) + 4*at(.5) + at(1)) / 6
	}
	return sum * reach / steps
}

// bisections narrow a range by 2^−60, below the last place of what is sought.
const bisections = 60

// rising is the least value from low to high for which the condition holds; it must hold at high and everywhere above
// the value sought.
func rising(low, high float64, holds func(float64) bool) float64 {
	if holds(low) {
		return low
	}
	for range bisections {
		mid := low + (high-low)/2
		if holds(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

// ConcentratedEps is the epsilon of rho-zCDP: Bun and Steinke, Concentrated differential privacy, TCC 2016, proposition
// 1.3. T Gaussian releases are T/(2z²)-zCDP by proposition 1.6 and lemma 1.7.
func ConcentratedEps(rho, delta float64) float64 { return rho + 2*math.Sqrt(rho*calc.Log(1/delta)) }

// cksEps is a smaller epsilon of rho-zCDP: Canonne, Kamath and Steinke, The discrete Gaussian for differential privacy,
// NeurIPS 2020, proposition 12 of the preprint. Every order alpha above 1 gives a bound; the least is taken.
func cksEps(rho, delta float64) float64 {
	if rho <= 0 {
		return 0
	}
	bound := func(above float64) float64 { // alpha − 1, by its logarithm
		over := calc.Exp(above)
		return max(0, converted(1+over, (1+over)*rho, delta))
	}
	low, high := -30.0, 40.0 // one hollow: golden section
	const golden = 0.6180339887498949
	a, b := high-golden*(high-low), low+golden*(high-low)
	for range 80 {
		if bound(a) <= bound(b) {
			high = b
		} else {
			low = a
		}
		a, b = high-golden*(high-low), low+golden*(high-low)
	}
	// The order that gives Bun and Steinke's bound is one of those to choose from.
	return min(bound((low+high)/2), bound(calc.Log(calc.Log(1/delta)/rho)/2))
}

// converted is the epsilon that a Rényi divergence of order alpha gives (Canonne, Kamath and Steinke, proposition 12).
func converted(alpha, divergence, delta float64) float64 {
	over := alpha - 1
	return divergence + (calc.Log(1/delta)-calc.Log(alpha))/over - math.Log1p(1/over)
}

// composition adds up rounds of (epsilon, delta) that need not be alike: sum gives the first two of Dwork and Roth's
// accounts (The algorithmic foundations of differential privacy, 2014).
type composition struct{ sum, squares, drift float64 }

// add takes one round more.
func (c *composition) add(eps float64) {
	c.sum, c.squares, c.drift = c.sum+eps, c.squares+eps*eps, c.drift+eps*math.Expm1(min(eps, 600))
}

// naive is the sum, theorem 3.16: the total delta is the sum of those of the rounds.
func (c composition) naive() float64 { return min(mostEps, c.sum) }

// advanced is advanced composition, theorem 3.20, with slack delta; the total delta is that of the rounds plus the
// slack. The proof bounds the sum of what the rounds tell by Azuma's inequality, in which rounds may differ.
func (c composition) advanced(slack float64) float64 {
	return min(mostEps, math.Sqrt(2*c.squares*calc.Log(1/slack))+c.drift)
}

// TextbookZ is the noise multiplier of the textbook for one release with epsilon below 1 (Dwork and Roth, appendix A,
// the Gaussian mechanism).
func TextbookZ(eps, delta float64) float64 { return math.Sqrt(2*calc.Log(1.25/delta)) / eps }

// textbookEps is the epsilon that the textbook gives a release with noise multiplier z. Its theorem ends at 1; with
// less noise it is 1, or what the exact account says if that is more.
func textbookEps(z, delta float64) float64 {
	if z <= 0 {
		return mostEps
	}
	if eps := TextbookZ(z, delta); eps < 1 { // the formula is the same both ways
		return eps
	}
	return min(mostEps, max(1, ExactEps(1/z, delta)))
}

// sampledEps is the epsilon of T releases of which each has a unit in it with probability q, independently, by Rényi
// divergences of whole orders: Mironov, Talwar and Zhang, Rényi differential privacy of the sampled Gaussian
// mechanism, 2019, section 3.3. Being drawn by chance never tells more than being in every release, so that the exact
// epsilon of that holds too; it is the less where the orders tried are too few or the conversion is too coarse.
func sampledEps(rounds, z, q, delta float64) float64 {
	best := min(mostEps, ExactEps(math.Sqrt(rounds)/z, delta))
	for _, alpha := range orders {
		if e := converted(float64(alpha), rounds*sampledDivergence(alpha, z, q), delta); e < best {
			best = e
		}
	}
	return max(0, best)
}

// orders are those that sampledEps tries. The divergence curves little, so that few of them come close to the best.
var orders = []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 22, 25, 28, 32, 36, 40, 45, 50, 56, 64, 80,
	100,
	128, 180, 256}

// logs are the logarithms of 0 … 256.
var logs = func() (out [257]float64) {
	for i := range out {
		out[i] = calc.Log(float64(i))
	}
	return out
}()

// sampledDivergence is the Rényi divergence of whole order alpha of one sampled release.
func sampledDivergence(alpha int, z, q float64) float64 {
	if q >= 1 {
		return float64(alpha) / (2 * z * z)
	}
	sum := math.Inf(-1) // logarithm of the sum
	choose, out, in := 0.0, math.Log1p(-q), calc.Log(q)
	for k := 0; k <= alpha; k++ {
		if k > 0 {
			choose += logs[alpha-k+1] - logs[k]
		}
		term := choose + float64(alpha-k)*out + float64(k)*in + float64(k*k-k)/(2*z*z)
		high := max(sum, term)
		sum = high + calc.Log(calc.Exp(sum-high)+calc.Exp(term-high))
	}
	return max(0, sum) / float64(alpha-1)
}
