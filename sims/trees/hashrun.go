package trees

import (
	"math"

	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/btree"
	"tradeofflab/sims/trees/hashindex"
)

// hashRun is what loading and asking a hash index gave.
type hashRun struct {
	Table               hashindex.Table
	Hit, Miss           float64 // probes of a lookup that finds its key, and of one that does not
	HitPages, MissPages float64
	HitCount            []int // lookups of keys that are there, by probes 1 … len; the last counts all longer ones
	Writes              int   // pages written through the pool while loading
}

const hitClasses = 12

// newTable makes room for n keys at a load factor.
func newTable(linear bool, n int, load float64, perPage int) hashindex.Table {
	shape := hashindex.Shape{Slots: max(int(math.Round(float64(n)/load)), 1), PerPage: perPage}
	if linear {
		shape.Slots = max(shape.Slots, n+1)
		return hashindex.NewLinear(shape)
	}
	return hashindex.NewChained(shape)
}

// runHash loads the keys and then looks up keys that are there and keys that are not.
func runHash(b *model.Budget, p Params) hashRun {
	r := hashRun{Table: newTable(p.Collision == "linear", p.N, p.Load, p.fanout()), HitCount: make([]int, hitClasses)}
	pool := btree.NewPool(p.PoolPages)
	keys := p.keys(p.N)
	for i, k := range keys {
		if i%rowBlock == rowBlock-1 {
			b.Spend(int(rowBlock * p.placeSteps()))
		}
		for _, page := range r.Table.Insert(2 * k) { // even keys are there, odd ones are not
			pool.Mark(page)
		}
	}
	pool.Flush()
	r.Writes = pool.Writes
	rng := model.Stream(p.Seed, "lookups")
	times := min(5*lookups, max(p.N, lookups))
	b.Spend(times * lookupSteps)
	for range times {
		k := 2 * keys[rng.IntN(len(keys))]
		_, hit, hitPages := r.Table.Find(k)
		_, miss, missPages := r.Table.Find(k + 1)
		r.Hit, r.Miss, r.HitPages, r.MissPages = r.Hit+float64(hit), r.Miss+float64(miss), r.HitPages+float64(hitPages),
			r.MissPages+float64(missPages)
		r.HitCount[min(hit, hitClasses)-1]++
	}
	n := float64(times)
	r.Hit, r.Miss, r.HitPages, r.MissPages = r.Hit/n, r.Miss/n, r.HitPages/n, r.MissPages/n
	return r
}

// probeDot is a table filled to one load factor.
type probeDot struct{ load, hit, miss float64 }

// probeCurve measures both kinds of lookup at several load factors.
func probeCurve(b *model.Budget, p Params) []probeDot {
	const n = 8_000
	loads := []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}
	if p.Collision == "chaining" {
		loads = []float64{0.25, 0.5, 0.75, 1, 1.5, 2, 3}
	}
	rng := model.Stream(p.Seed, "probe curve")
	var out []probeDot
	for _, load := range loads {
		b.Spend(n * probedSteps)
		table := newTable(p.Collision == "linear", n, load, p.fanout())
		keys := make([]uint64, n)
		for i := range keys {
			keys[i] = rng.Uint64()
			table.Insert(keys[i])
		}
		dot := probeDot{load: load}
		for _, k := range keys {
			_, hit, _ := table.Find(k)
			_, miss, _ := table.Find(rng.Uint64())
			dot.hit, dot.miss = dot.hit+float64(hit)/n, dot.miss+float64(miss)/n
		}
		out = append(out, dot)
	}
	return out
}
