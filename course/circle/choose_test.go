package circle

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Random points leave √((n − 1)/(nV + 1)), by the variance of the arcs of a circle cut at random. Chosen points
// have to stay well below it, and one machine owns everything.
func TestChosenSpread(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, tt := range []struct{ machines, points int }{{4, 16}, {10, 4}, {10, 16}, {20, 16}} {
		n, v := float64(tt.machines), float64(tt.points)
		random := 100 * math.Sqrt((n-1)/(n*v+1))
		if got := ChosenSpread(tt.machines, tt.points, rng); got <= 0 || got > random/3 {
			t.Errorf("%d machines of %d points spread by %.2f %%, random points by %.1f %%", tt.machines, tt.points,
				got, random)
		}
	}
	if got := ChosenSpread(1, 16, rng); got > 1e-9 {
		t.Errorf("one machine spreads by %g %%", got)
	}
}

// The shares of all machines are the circle.
func TestShares(t *testing.T) {
	sum := 0.0
	for _, s := range shares([]mark{{0.1, 0}, {0.4, 1}, {0.9, 0}}, 2) {
		sum += s
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("the shares sum to %g", sum)
	}
	i, width := widest([]mark{{0.1, 0}, {0.4, 1}, {0.9, 0}}, []float64{0.7, 0.3})
	if i != 2 || math.Abs(width-0.5) > 1e-12 {
		t.Errorf("the widest arc ends at point %d and is %g wide", i, width)
	}
}
