package model

import (
	"math"
	"testing"
)

// Values of the tables of Erlang C (Kleinrock 1975): one server waits with chance ρ, and M/M/1 waits ρ/(1−ρ) services.
func TestErlang(t *testing.T) {
	for _, c := range []struct {
		servers    int
		load, want float64
	}{{1, 0.5, 0.5}, {2, 1, 1.0 / 3}, {10, 8, 0.4092}, {100, 90, 0.2169}} {
		if got := ErlangC(c.servers, c.load); math.Abs(got-c.want) > 1e-4 {
			t.Errorf("ErlangC(%d, %g) = %.4f, want %.4f", c.servers, c.load, got, c.want)
		}
	}
	if got := ErlangWait(1, 80, 0.01); math.Abs(got-0.04) > 1e-12 {
		t.Errorf("ErlangWait(1, 80, 0.01) = %g, want ρ/(1−ρ) services = 0.04", got)
	}
	if !math.IsInf(ErlangWait(2, 200, 0.01), 1) {
		t.Error("a full station has a finite wait")
	}
}

// Shares sum to 1, and the largest of 25,000 by Zipf's law with exponent 1 is 1/H(25,000) = 9.34 %.
func TestZipfShares(t *testing.T) {
	share := ZipfShares(25_000, 1)
	sum := 0.0
	for _, s := range share {
		sum += s
	}
	if math.Abs(sum-1) > 1e-9 || math.Abs(share[0]-0.0934) > 1e-4 {
		t.Errorf("sum %g, largest %g", sum, share[0])
	}
	for _, w := range ZipfWeights(10, 0) {
		if w != 1 {
			t.Errorf("exponent 0 gives weight %g", w)
		}
	}
}

// Mean and variance of Poisson numbers are both the mean; four standard errors of 200,000 draws, and the same for both
// ways to draw them.
func TestPoisson(t *testing.T) {
	const draws = 200_000
	for _, mean := range []float64{0.3, 4, 9.9, 10.1, 60, 700} {
		for name, draw := range map[string]func() int{
			"rejection": func() func() int { rng := Stream(1, "a"); return func() int { return Poisson(rng, mean) } }(),
			"gaps": func() func() int {
				rng := Stream(1, "b")
				return func() int { return PoissonOrNormal(rng, mean, 50) }
			}(),
		} {
			sum, square := 0.0, 0.0
			for range draws {
				d := float64(draw()) - mean
				sum, square = sum+d, square+d*d
			}
			if off := sum / draws; math.Abs(off) > 4*math.Sqrt(mean/draws) {
				t.Errorf("%s: mean %g is off by %g", name, mean, off)
			}
			// The variance of a Poisson number's square deviation is 2λ² + λ; the normal law rounds, which adds 1/12.
			if off := square/draws - mean; math.Abs(off) > 4*math.Sqrt((2*mean*mean+mean)/draws)+1.0/12 {
				t.Errorf("%s: variance of mean %g is off by %g", name, mean, off)
			}
		}
	}
}

// The bound on a Poisson number is the first count whose Chernoff bound is small enough, and the number itself reaches
// it as rarely as it says.
func TestPoissonMost(t *testing.T) {
	for _, p := range []float64{0.1, 1e-3, 1e-9} {
		for _, mean := range []float64{1e-4, 0.03, 0.9, 1, 7.5, 200, 1e5} {
			k := float64(PoissonMost(mean, p))
			if poissonChernoff(mean, k) > p || k-1 > mean && poissonChernoff(mean, k-1) <= p {
				t.Errorf("mean %g, p %g: %g is not the first count", mean, p, k)
			}
			below, term := 0.0, math.Exp(-mean)
			for i := 0.0; i < k && mean < 500; i++ {
				below += term
				term *= mean / (i + 1)
			}
			if mean < 500 && 1-below > p {
				t.Errorf("mean %g: %g is reached with probability %g, want at most %g", mean, k, 1-below, p)
			}
		}
	}
}

func TestLine(t *testing.T) {
	var l Line[int]
	next := 0
	for i := range 10_000 {
		l.Push(i)
		if i%3 > 0 {
			if got := l.First(); got != next || l.Pop() != next {
				t.Fatalf("popped %d, want %d", got, next)
			}
			next++
		}
	}
	if l.Len() != 10_000-next {
		t.Errorf("%d wait, want %d", l.Len(), 10_000-next)
	}
}
