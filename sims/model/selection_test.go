package model

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSelectAgainstSort(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	orders := map[string]func(i, n int) float64{
		"random":  func(int, int) float64 { return rng.NormFloat64() },
		"few":     func(int, int) float64 { return float64(rng.IntN(3)) },
		"equal":   func(int, int) float64 { return 1 },
		"rising":  func(i, _ int) float64 { return float64(i) },
		"falling": func(i, _ int) float64 { return -float64(i) },
		"roof":    func(i, n int) float64 { return float64(min(i, n-i)) },
	}
	for name, order := range orders {
		for _, n := range []int{1, 2, 3, 10, 1001} {
			values := make([]float64, n)
			for i := range values {
				values[i] = order(i, n)
			}
			sorted := slices.Sorted(slices.Values(values))
			for _, k := range []int{0, n / 2, n * 99 / 100, n - 1} {
				if got := Select(values, k); got != sorted[k] {
					t.Fatalf("%s: Select of %d values at %d = %v, want %v", name, n, k, got, sorted[k])
				}
				for i, v := range values {
					if i < k && v > values[k] || i > k && v < values[k] {
						t.Fatalf("%s: Select of %d values at %d leaves %v at %d", name, n, k, v, i)
					}
				}
			}
		}
	}
}
