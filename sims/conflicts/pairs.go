package conflicts

import (
	"cmp"
	"slices"

	"tradeofflab/sims/model"
)

// pairCount counts the conflicts of the first writes of a run as if another delay lay between its sites.
type pairCount struct {
	delay   int64 // ticks
	writes  int
	found   int
	seconds float64 // until the last of the writes
}

// countPairs counts for all delays in one pass: the writes are the same, only what their writers have seen differs. Two
// writes are a conflict for all delays that are longer than the time between them, so that each pair adds to one
// number: for how many delays, from the longest on, it is one.
func countPairs(b *model.Budget, p Params, share []float64, counted ...*pairCount) {
	type moment struct {
		at   int64
		site int
	}
	open := slices.SortedStableFunc(slices.Values(counted), func(c, d *pairCount) int {
		return cmp.Compare(d.delay, c.delay)
	})
	longest, forDelays := open[0].delay, make([]int, len(open)+1)
	total := func() {
		sum := 0
		for n := len(open); n > 0; n-- {
			sum += forDelays[n]
			open[n-1].found += sum
		}
		clear(forDelays)
	}
	src, recent := newSource(p, share), make([][]moment, p.Keys)
	steps := 0
	for i := 0; len(open) > 0; i++ {
		w := src.next()
		of := recent[w.Key]
		for len(of) > 0 && w.At-of[0].at >= longest {
			of = of[1:]
		}
		if steps += writeSteps + pairSteps*len(of); steps >= 1<<20 {
			b.Spend(steps)
			steps = 0
		}
		delays := 0
		for _, e := range of { // the oldest first
			for delays < len(open) && w.At-e.at < open[delays].delay {
				delays++
			}
			if e.site != w.Site {
				forDelays[delays]++
			}
		}
		recent[w.Key] = append(of, moment{w.At, w.Site})
		if done := func(c *pairCount) bool { return c.writes == i+1 }; slices.ContainsFunc(open, done) {
			total()
			for _, c := range open {
				if done(c) {
					c.seconds = src.now / 1e6
				}
			}
			open = slices.DeleteFunc(open, done)
		}
	}
}
