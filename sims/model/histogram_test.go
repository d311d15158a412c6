package model

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A cell is a 128th of its power of two wide, so a percentile of an exponential distribution is found to within 0.8 %
// of its closed form and four standard errors of the sample.
func TestQuantileOfExponential(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var h Histogram
	const n, mean = 400_000, 5e6
	for range n {
		h.Add(int64(rng.ExpFloat64()*mean), 1)
	}
	for _, q := range []float64{0.5, 0.9, 0.99} {
		want := -math.Log(1-q) * mean
		allowed := want*0.008 + 4*mean*math.Sqrt(q/(1-q)/n)
		if got := h.Quantile(q); math.Abs(got-want) > allowed {
			t.Errorf("Quantile(%g) = %g, want %g ± %g", q, got, want, allowed)
		}
		if got := h.Above(want); math.Abs(got-(1-q)) > 0.004 {
			t.Errorf("Above(%g) = %g, want %g", want, got, 1-q)
		}
	}
	if got := h.Mean(); math.Abs(got-mean) > 4*mean/math.Sqrt(n) {
		t.Errorf("Mean() = %g, want %g", got, mean)
	}
}

// Cells tile the line: each tick lies in the cell whose floor is the greatest not above it.
func TestCellsTile(t *testing.T) {
	for _, v := range []int64{0, 1, 127, 128, 129, 255, 256, 1000, 1 << 20, 1<<20 + 1<<13, 1<<40 + 12345, 1<<62 + 7,
		math.MaxInt64} {
		c := cell(v)
		low, high := floor(c), floor(c+1)
		if low > float64(v) || high < float64(v) || high == float64(v) && v < 1<<50 {
			t.Errorf("cell(%d) = %d covers %g to %g", v, c, low, high)
		}
		if high-low > math.Max(1, float64(v)/127) {
			t.Errorf("cell(%d) = %d is %g wide", v, c, high-low)
		}
	}
	var none Histogram
	if none.Quantile(0.99) != 0 || none.Mean() != 0 || none.Above(3) != 0 {
		t.Error("an empty histogram has a quantile, a mean or a tail")
	}
}
