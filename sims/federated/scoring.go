package federated

import (
	"math"
	"slices"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// auc is the area under the ROC curve of the model on the common held-out patients.
func (c *cohort) auc(b *model.Budget, w []float64) float64 {
	b.Spend(2 * heldOut * (len(w) + scoreSteps))
	return c.area(w, c.common)
}

// homes is the AUC of the model on each site's own held-out patients.
func (c *cohort) homes(b *model.Budget, w []float64) []float64 {
	out := make([]float64, len(c.sites))
	for k, s := range c.sites {
		out[k] = c.area(w, s.home)
		b.Spend(2 * heldOutHome * (len(w) + scoreSteps))
	}
	return out
}

// area counts how often an ill patient scores above a well one, ties for half (Mann–Whitney).
func (c *cohort) area(w []float64, of sample) float64 {
	d := len(w) - 1
	for i, x := range [2][]float64{of.sick, of.well} {
		c.scores[i] = c.scores[i][:0]
		for at := 0; at < len(x); at += d {
			c.scores[i] = append(c.scores[i], dot(w[:d], x[at:at+d]))
		}
		slices.Sort(c.scores[i])
	}
	below, same, twice := 0, 0, 0
	sick, well := c.scores[0], c.scores[1]
	for _, s := range sick {
		for below < len(well) && well[below] < s {
			below++
		}
		for same = max(same, below); same < len(well) && well[same] == s; same++ {
		}
		twice += below + same
	}
	return float64(twice) / 2 / float64(len(sick)) / float64(len(well))
}

// loss is the mean logistic loss of the model on the common held-out patients, in nats. Unlike the AUC it minds the
// length of the model and its intercept: whether what it calls a chance of illness is one.
func (c *cohort) loss(b *model.Budget, w []float64) float64 {
	d, sum := len(w)-1, 0.0
	for i, x := range [2][]float64{c.common.sick, c.common.well} {
		for at := 0; at < len(x); at += d {
			score := scored(w, x[at:at+d])
			if i == 1 {
				score = -score
			}
			sum += max(-score, 0) + math.Log1p(exponential(-min(math.Abs(score), 700)))
		}
	}
	b.Spend(2 * heldOut * (len(w) + scoreSteps))
	return sum / (2 * heldOut)
}

// shares are how much of the common held-out patients each site has.
func (c *cohort) shares() []float64 {
	out := make([]float64, len(c.sites))
	for k := range out {
		n := heldOut / len(c.sites)
		if k < heldOut%len(c.sites) {
			n++
		}
		out[k] = float64(n) / heldOut
	}
	return out
}

// leans are how far along the model the ill of each site lie from the middle, in deviations of a score.
func (c *cohort) leans(w []float64) []float64 {
	d := len(w) - 1
	length := norm(w[:d])
	out := make([]float64, len(c.sites))
	if length == 0 {
		return out
	}
	for k, s := range c.sites {
		out[k] = dot(w[:d], s.u) / length * c.p.Separation / 2
	}
	return out
}

// law is the AUC of the model among all patients there could be, where those of the sample come from: a score is normal
// around w·u of its class and site with deviation |w|.
func (c *cohort) law(w []float64) float64 {
	if norm(w[:len(w)-1]) == 0 {
		return 0.5
	}
	lean, share := c.leans(w), c.shares()
	sum := 0.0
	for i, a := range lean {
		for j, b := range lean {
			sum += float64(share[i] * share[j] * normal((a+b)/math.Sqrt2))
		}
	}
	return sum
}

// stray is the most that the standard deviation of the area on the common held-out patients can be around its law.
// Their places on the line of the classes are spread evenly, one to a stratum; what is left to chance of a score is the
// part across that line, sin(angle) of a deviation, and where sites differ in their angle, which of them has which
// stratum. The area is near a sum over patients of how many of the other class they pass, which changes with the score
// by 1/√(2π) at most: a patient's part varies by sin²/(2π) at most (the Gaussian Poincaré inequality), and by the
// square of cos(angle) less its mean times the distance from the middle, over 2π. Places within a stratum, and pairs
// in which both vary, add 1/n² at most. The variance is also below that of independent draws, A(1−A)/n (Birnbaum and
// Klose 1957).
func (c *cohort) stray(w []float64, area float64) float64 {
	half, share, lean := c.p.Separation/2, c.shares(), c.leans(w)
	mean, loose := 0.0, 0.0
	for k, l := range lean {
		mean += share[k] * l / half
	}
	for k, l := range lean {
		cos := l / half
		loose += share[k] * (max(0, 1-cos*cos) + (cos-mean)*(cos-mean)*(1+half*half))
	}
	const n = float64(heldOut)
	spread := loose/(math.Pi*n) + 1/(n*n)
	return math.Sqrt(min(spread, max(area*(1-area), 2/n)/n+1/(n*n)))
}

// climbs is how often ideal turns its direction; it has settled to twelve digits long before.
const climbs = 60

// ideal is the most AUC that one common model can have among all patients there could be. Where all sites share their
// signs that is a model which knows the classes. Else it climbs from the mean of the sites' directions: the next
// direction is that in which the AUC rises most.
func (c *cohort) ideal(b *model.Budget) float64 {
	share, d, k := c.shares(), c.p.dim(), len(c.sites)
	w := make([]float64, d+1)
	for i, s := range c.sites {
		for j, u := range s.u {
			w[j] += float64(share[i] * u)
		}
	}
	best := c.law(w)
	if c.p.Shift == 0 {
		return best
	}
	for range climbs {
		lean := c.leans(w)
		clear(w)
		for i, s := range c.sites {
			slope := 0.0
			for j, a := range lean {
				slope += float64(share[j] * calc.Exp(-(a+lean[i])*(a+lean[i])/4))
			}
			for j, u := range s.u {
				w[j] += float64(share[i] * slope * u)
			}
		}
		b.Spend(k * (k*pairSteps + d))
		best = max(best, c.law(w))
	}
	return best
}
