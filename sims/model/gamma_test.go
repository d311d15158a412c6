package model

import (
	"math"
	"testing"
)

// Mean and variance of a gamma variate with scale 1 are both its shape. The mean of n is off by sqrt(shape/n), and the
// variance by about sqrt((2·shape² + 6·shape)/n), its fourth central moment being 3·shape² + 6·shape.
func TestGamma(t *testing.T) {
	const n = 200_000
	for _, shape := range []float64{0.1, 0.5, 1, 2.5, 40} {
		rng := Stream(7, "gamma")
		sum, squares := 0.0, 0.0
		for range n {
			x := Gamma(rng, shape)
			if !(x >= 0) {
				t.Fatalf("shape %g: drew %g", shape, x)
			}
			sum += x
			squares += (x - shape) * (x - shape)
		}
		if off := math.Abs(sum/n - shape); off > 5*math.Sqrt(shape/n) {
			t.Errorf("shape %g: the mean is %g", shape, sum/n)
		}
		if off := math.Abs(squares/n - shape); off > 5*math.Sqrt((2*shape*shape+6*shape)/n) {
			t.Errorf("shape %g: the variance is %g", shape, squares/n)
		}
	}
}
