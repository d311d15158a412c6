package federated

import (
	"math"
	"slices"

	"tradeofflab/sims/model"
)

// gradient adds to g the gradient of the logistic loss over the site's patients at w.
func (s *site) gradient(b *model.Budget, w, g []float64) {
	d := len(w) - 1
	for i, ill := range s.y {
		x := s.x[i*d : i*d+d]
		e := wrong(w, x, ill)
		for j, v := range x {
			g[j] += float64(e * v)
		}
		g[d] += e
	}
	b.Spend(len(s.y) * passSteps(d))
}

// clippedGradient adds the gradients of the chosen patients, each shortened to the clip.
func (s *site) clippedGradient(b *model.Budget, w, g []float64, clip float64, chosen func() bool) {
	d := len(w) - 1
	for i, ill := range s.y {
		if !chosen() {
			continue
		}
		x := s.x[i*d : i*d+d]
		e := wrong(w, x, ill)
		if clip > 0 {
			square := 1.0
			for _, v := range x {
				square += float64(v * v)
			}
			if length := math.Abs(e) * math.Sqrt(square); length > clip {
				e *= clip / length
			}
		}
		for j, v := range x {
			g[j] += float64(e * v)
		}
		g[d] += e
	}
	b.Spend(len(s.y) * (passSteps(d) + 2*d + 10))
}

// wrong is by how much the model's probability of illness is off for a patient.
func wrong(w, x []float64, ill bool) float64 {
	d := len(x)
	score := w[d]
	for j, v := range x {
		score += float64(w[j] * v)
	}
	e := sigmoid(score)
	if ill {
		e--
	}
	return e
}

// step moves w against g.
func step(w, g []float64, by float64) {
	for j := range w {
		w[j] -= float64(by * g[j])
	}
}

// sigmoid is 1/(1 + e^−x).
func sigmoid(x float64) float64 {
	if x < -700 {
		return 0
	}
	if x > 40 {
		return 1
	}
	return 1 / (1 + exponential(-x))
}

// Constants of exponential: 1/ln 2, and ln 2 in two parts of which the first has few digits, so that its multiples are
// exact (Cody and Waite, Software Manual for the Elementary Functions, 1980).
const (
	perLog2 = 1 / math.Ln2
	log2Hi  = 6.93147180369123816490e-01
	log2Lo  = 1.90821492927058770002e-10
)

// exponential is e^x for |x| ≤ 700 to about ten last places. The processors' own routines differ in the last bit, and
// a model that learns for a hundred rounds would show it; here each operation is rounded on its own.
func exponential(x float64) float64 {
	k := math.Floor(float64(x*perLog2) + 0.5)
	r := x - float64(k*log2Hi)
	r -= float64(k * log2Lo)
	sum := 1.0 / 479001600
	for _, c := range taylor {
		sum = float64(sum*r) + c
	}
	return sum * math.Float64frombits(uint64(int64(k)+1023)<<52)
}

// taylor are 1/11!, 1/10! … 1/0!; |r| ≤ ln 2/2, so the first term left out is below 2e-16.
var taylor = [...]float64{1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120,
	1.0 / 24, 1.0 / 6, 1.0 / 2, 1, 1}

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

// law is the AUC of the model among all patients there could be, where those of the sample come from: a score is normal
// around w·u of its class and site with deviation |w|.
func (c *cohort) law(w []float64) float64 {
	d := len(w) - 1
	length := norm(w[:d])
	if length == 0 {
		return 0.5
	}
	lean := make([]float64, 0, len(c.sites))
	share := make([]float64, 0, len(c.sites))
	for k, s := range c.sites {
		lean = append(lean, dot(w[:d], s.u)/length*c.p.Separation/2)
		n := heldOut / len(c.sites)
		if k < heldOut%len(c.sites) {
			n++
		}
		share = append(share, float64(n)/heldOut)
	}
	sum := 0.0
	for i, a := range lean {
		for j, b := range lean {
			sum += float64(share[i] * share[j] * normal((a+b)/math.Sqrt2))
		}
	}
	return sum
}

// oneStepApart takes one step from zero twice: on all patients together, and at each site on its own, averaged by size.
// Without clip, noise, sampling and drop-outs these are one and the same step (McMahan et al., AISTATS 2017, section
// 2); it gives the largest difference of a component.
func (c *cohort) oneStepApart(b *model.Budget, p Params) float64 {
	d := p.dim()
	zero, all, mean := make([]float64, d+1), make([]float64, d+1), make([]float64, d+1)
	for _, s := range c.sites {
		s.gradient(b, zero, all)
		g, w := make([]float64, d+1), make([]float64, d+1)
		s.gradient(b, zero, g)
		step(w, g, p.LR/float64(len(s.y)))
		for j := range w {
			mean[j] += float64(w[j] * float64(len(s.y)))
		}
	}
	most := 0.0
	for j := range all {
		most = max(most, math.Abs(mean[j]-float64(-p.LR*all[j]))/float64(c.patients))
	}
	return most
}
