package model

import (
	"math"
	"math/rand/v2"
	"testing"
)

// 200,000 means of a hundred coins stay within the bound, and the farthest comes to a third of it, so that it says
// something. Without variance only the rare event counts.
func TestBernstein(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const n, p = 100, 0.1
	worst := 0.0
	for range 200_000 {
		hits := 0
		for range n {
			if rng.Float64() < p {
				hits++
			}
		}
		worst = max(worst, math.Abs(float64(hits)/n-p))
	}
	if bound := BernsteinShare(p, n); worst > bound || worst < bound/3 {
		t.Errorf("the farthest of 200,000 means is off by %g, the bound is %g", worst, bound)
	}
	if got, want := Bernstein(0, 1, 29), 1.0; math.Abs(got-want) > 1e-12 {
		t.Errorf("without variance the bound is %g, want %g", got, want)
	}
}
