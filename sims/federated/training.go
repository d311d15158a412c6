package federated

import (
	"math"

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

// clippedGradient adds the gradients of the chosen patients, each shortened to the clip; it says how many were chosen
// and how many of them were too long.
func (s *site) clippedGradient(b *model.Budget, w, g []float64, clip float64, chosen func() bool) (all, long int) {
	d := len(w) - 1
	for i, ill := range s.y {
		if !chosen() {
			continue
		}
		all++
		x := s.x[i*d : i*d+d]
		e := wrong(w, x, ill)
		if clip > 0 {
			square := 1.0
			for _, v := range x {
				square += float64(v * v)
			}
			if length := math.Abs(e) * math.Sqrt(square); length > clip {
				e *= clip / length
				long++
			}
		}
		for j, v := range x {
			g[j] += float64(e * v)
		}
		g[d] += e
	}
	b.Spend(len(s.y) * (passSteps(d) + 2*d + 10))
	return all, long
}

// wrong is by how much the model's probability of illness is off for a patient.
func wrong(w, x []float64, ill bool) float64 {
	e := sigmoid(scored(w, x))
	if ill {
		e--
	}
	return e
}

// scored is the logarithm of the odds of illness that the model gives a patient.
func scored(w, x []float64) float64 {
	d := len(x)
	score := w[d]
	for j, v := range x {
		score += float64(w[j] * v)
	}
	return score
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
// exact: the method is Cody and Waite's (Software Manual for the Elementary Functions, 1980), the two parts are those
// of fdlibm's e_exp.c.
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
