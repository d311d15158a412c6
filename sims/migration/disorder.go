package migration

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/model"
)

// Sizes of the sample of writes whose order is held against their successors.
const (
	orderTrials = 40_000
	orderSteps  = 150 // a write and each of its successors
)

// disorder is how many of the changes that both stores are sent one of them, and only one, takes after a newer one.
type disorder struct{ Trials, Differ int }

// runDisorder draws changes, each to a row by its share of the writes, and for each the newer ones that are sent while
// it is under way.
func runDisorder(b *model.Budget, p Params, l timeline) (o disorder) {
	exposed := p.exposed(&l)
	if p.logged() {
		exposed = l.while(func(t int64) bool { return l.secondNew(t) || l.secondOld(t) })
	}
	if total(exposed) == 0 || p.Kind == "insert" {
		return o
	}
	f := fleet{p: p, pop: popularityOf(p)}
	rng, busy := model.Stream(p.Seed, "migration order"), model.NewAlias(f.pop.hot)
	for range orderTrials {
		share := 0.0
		if rng.Float64() < f.pop.head {
			share = f.pop.hot[busy.Draw(rng)]
		} else {
			share = f.pop.share(f.pop.written(rng))
		}
		differs, newer := p.overtaken(rng, p.WriteRate*share)
		o.Trials++
		if differs {
			o.Differ++
		}
		b.Spend(orderSteps * (2 + newer))
	}
	return o
}

// overtaken draws one change to a row with a rate and says whether one of the stores, and only one, takes it after a
// newer one, and how many newer ones it took to tell. Log and outbox leave the commits in their order.
func (p Params) overtaken(rng *rand.Rand, rate float64) (differs bool, newer int) {
	m, relay := p.StoreMs/1000, p.RelayMs/1000
	takes := func() (a, b float64) {
		a, b = m*rng.ExpFloat64(), m*rng.ExpFloat64()
		switch {
		case p.logged() && p.Delivery == "in_order":
			return 0, 0
		case p.logged():
			return 0, relay*rng.ExpFloat64() + b
		case p.Send == "sequential":
			b += a
		}
		return a, b
	}
	a, b := takes()
	lateA, lateB := false, false
	for at := 0.0; !lateA && at < a || !lateB && at < b; newer++ {
		at += rng.ExpFloat64() / rate
		x, y := takes()
		lateA, lateB = lateA || at+x < a, lateB || at+y < b
	}
	return lateA != lateB, newer
}

// pct is their share, stray its standard error, in percent.
func (o disorder) pct() float64 { return 100 * float64(o.Differ) / float64(max(1, o.Trials)) }
func (o disorder) stray() float64 {
	return 100 * math.Sqrt(float64(o.Differ)) / float64(max(1, o.Trials))
}
