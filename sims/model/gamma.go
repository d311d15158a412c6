package model

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/calc"
)

// Gamma draws from the gamma distribution with a shape above 0 and scale 1 (Marsaglia and Tsang, "A simple method for
// generating gamma variables", ACM TOMS 26(3), 2000; shapes below 1 by its section 6).
func Gamma(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return Gamma(rng, shape+1) * calc.Pow(rng.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if calc.Log(1-rng.Float64()) < 0.5*x*x+d-d*v+d*calc.Log(v) {
			return d * v
		}
	}
}
