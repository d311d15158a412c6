package pipeline

import (
	"cmp"
	"math"
	"slices"

	"tradeofflab/sims/model"
)

// bucketed is how many values a bucket has on average.
const bucketed = 16

// sorted puts values in the order of their times, which are spread over their range. It deals them into buckets of
// time and sorts each, so that no sort is long.
func sorted[T any](b *model.Budget, values []T, time func(T) float64) []T {
	first, last := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		first, last = min(first, time(v)), max(last, time(v))
	}
	n := len(values)/bucketed + 1
	bucket := func(v T) int { return min(n-1, int((time(v)-first)/max(last-first, 1e-300)*float64(n))) }
	ends := make([]int, n)
	for _, v := range values {
		ends[bucket(v)]++
	}
	sum := 0
	for i, count := range ends {
		ends[i] = sum
		sum += count
	}
	out := make([]T, len(values))
	b.Blocks(len(values), dealSteps, func(from, to int) {
		for _, v := range values[from:to] {
			i := bucket(v)
			out[ends[i]] = v
			ends[i]++
		}
	})
	start := 0
	b.Blocks(n, bucketed*sortSteps, func(from, to int) {
		for _, end := range ends[from:to] {
			slices.SortFunc(out[start:end], func(x, y T) int { return cmp.Compare(time(x), time(y)) })
			start = end
		}
	})
	return out
}
