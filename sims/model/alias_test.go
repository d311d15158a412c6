package model

import (
	"math"
	"testing"
)

// The tables hold exactly the weights they were built from, and draws follow them within four standard deviations.
func TestAliasKeepsWeights(t *testing.T) {
	for _, weights := range [][]float64{{1}, {1, 1, 1}, {0, 3, 1}, {8, 1, 1, 1, 1}, {1e-9, 1, 1e9},
		{5, 4, 3, 2, 1, 0, 0}} {
		a, sum, n := NewAlias(weights), 0.0, float64(len(weights))
		share := make([]float64, len(weights))
		for i, w := range weights {
			sum += w
			share[i] += a.keep[i] / n
			share[a.other[i]] += (1 - a.keep[i]) / n
		}
		const draws = 100_000
		count, rng := make([]int, len(weights)), Stream(1, "alias")
		for range draws {
			count[a.Draw(rng)]++
		}
		for i, w := range weights {
			p := w / sum
			if math.Abs(share[i]-p) > 1e-12 {
				t.Errorf("NewAlias(%v): share of %d is %g, want %g", weights, i, share[i], p)
			}
			if got := float64(count[i]) / draws; math.Abs(got-p) > 4*math.Sqrt(p*(1-p)/draws)+1e-9 {
				t.Errorf("NewAlias(%v): %d drawn with frequency %g, want %g", weights, i, got, p)
			}
		}
	}
}
