package recommender

import (
	"math"

	"tradeofflab/sims/model"
)

// freshness is how long a new item waits until a reader sees it, in s.
type freshness struct {
	N      int
	Wait   float64 // for the writer, mean
	Insert float64
	List   float64 // until the list of a reader is made anew, mean
	Mean   float64
	P99    float64
	Load   float64 // of the writer
}

// freshItems is how many new items are followed.
const freshItems = 20_000

// runFreshness follows new items through the one writer of the index and to the list of a reader, which is made anew
// every TTL, at a moment that has nothing to do with the item.
func runFreshness(b *model.Budget, p Params) freshness {
	f := freshness{N: freshItems, Insert: p.InsertMs / 1000, Load: p.InsertPS * p.InsertMs / 1000}
	gaps, phases := model.Stream(p.Seed, "new items"), model.Stream(p.Seed, "lists")
	all := make([]float64, freshItems)
	wait := 0.0
	for i := range all {
		if p.InsertPS > 0 && i > 0 { // the recursion of Lindley
			wait = max(0, wait+f.Insert-gaps.ExpFloat64()/p.InsertPS)
		}
		list := p.TTL * phases.Float64()
		all[i] = wait + f.Insert + list
		f.Wait += wait / freshItems
		f.List += list / freshItems
		f.Mean += all[i] / freshItems
	}
	b.Spend(freshItems * 40)
	f.P99 = model.Select(all, int(math.Ceil(0.99*freshItems))-1)
	return f
}

// busiest is the load of the writer up to which its wait is held against the law: above, 20,000 items are too few.
const busiest = 0.8

// waitLaw is the mean wait in an M/D/1 queue and how far a mean of n waits strays. The variance is that of the
// Pollaczek–Khinchine formula; waits are alike over about 2/(1 − ρ)² items.
func (f freshness) waitLaw() (mean, room float64) {
	rho, s, n := f.Load, f.Insert, float64(f.N)
	mean = rho * s / (2 * (1 - rho))
	variance := rho*s*s/(3*(1-rho)) + mean*mean
	alike := 1 + 4/((1-rho)*(1-rho))
	return mean, model.Bernstein(variance*alike, s*alike, n)
}
