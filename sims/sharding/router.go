package sharding

import (
	"slices"
	"sort"

	"tradeofflab/sims/model"
)

// router says on which machine a row lies.
type router struct {
	strategy string
	shards   int
	buckets  int
	seed     int

	splits  []uint64 // range and hash_range: first key, or first hash, of interval 1, 2 …
	owner   []int32  // range and hash_range: machine of interval 0, 1 …
	cut     cuts     // hash_range: what the reshard to this rule cut
	entries []int32  // directory: machine by entry
	tenants bool     // directory: entries are tenants, not logical shards
}

// newRouter builds the rule for the rows that are stored.
func newRouter(p Params, t table) *router {
	r := &router{strategy: p.Strategy, shards: p.Shards, buckets: p.Buckets, seed: p.Seed, tenants: p.KeyGen == "zipf"}
	switch p.Strategy {
	case "range", "hash_range":
		r.splits = t.splits(p.Shards)
		if p.Strategy == "hash_range" {
			r.splits = evenHashes(p.Shards)
		}
		for i := range p.Shards {
			r.owner = append(r.owner, int32(i))
		}
	case "directory":
		r.entries = fill(r.weigh(p, t.rows), nil, p.Shards)
	}
	return r
}

// reshard builds the rule for the target number of shards. Range and directory know where rows lie and move as few as
// they can; ranges of the hash are cut or joined; the others follow from the number alone.
func (r *router) reshard(b *model.Budget, p Params, t table) *router {
	next := *r
	next.shards = p.Target
	switch r.strategy {
	case "range":
		next.splits = t.splits(p.Target)
		overlap := make([][]int, p.Shards)
		for i := range overlap {
			overlap[i] = make([]int, p.Target)
		}
		for _, w := range t.rows {
			overlap[r.interval(w.key)][next.interval(w.key)]++
		}
		next.owner = matchIntervals(overlap, p.Target)
	case "hash_range":
		next.splits, next.owner, next.cut = r.recut(b, t, p.Target)
	case "directory":
		next.entries = fill(r.weigh(p, t.rows), r.entries, p.Target)
	}
	return &next
}

// shard gives the machine of a row.
func (r *router) shard(w row) int32 {
	switch r.strategy {
	case "range":
		return r.owner[r.interval(w.key)]
	case "hash_range":
		return r.owner[r.interval(hash(w.key))]
	case "directory":
		return r.entries[r.entry(w)]
	case "compound":
		bucket := hash(w.id) % uint64(r.buckets)
		return int32(hash(tenantKey(w.tenant, r.seed)+bucket*golden) % uint64(r.shards))
	case "consistent":
		return jump(hash(w.key), r.shards)
	}
	return int32(hash(w.key) % uint64(r.shards))
}

// asked lists the shards that a query for low ≤ key < high must ask.
func (r *router) asked(low, high uint64) []int32 {
	var out []int32
	if r.strategy == "range" && low < high {
		for i := r.interval(low); i <= r.interval(high-1); i++ {
			out = append(out, r.owner[i])
		}
		return out
	}
	for s := range r.shards {
		out = append(out, int32(s))
	}
	return out
}

// interval is the number of the interval that holds a key, or a hash.
func (r *router) interval(key uint64) int {
	return sort.Search(len(r.splits), func(i int) bool { return r.splits[i] > key })
}

// jump is the bucket of a key among n (Lamping and Veach, "A fast, minimal memory, consistent hash algorithm", 2014).
func jump(key uint64, n int) int32 {
	b, j := int64(-1), int64(0)
	for j < int64(n) {
		b = j
		key = key*2862933555777941757 + 1
		j = int64(float64(b+1) * (float64(int64(1)<<31) / float64((key>>33)+1)))
	}
	return int32(b)
}

// splits cuts the sorted keys into n intervals of equally many rows, as far as equal keys stay together.
func (t table) splits(n int) []uint64 {
	out := make([]uint64, n-1)
	for i := range out {
		out[i] = t.keys[(i+1)*len(t.keys)/n]
	}
	return out
}

// matchIntervals gives each new interval the machine that already holds most of it: pairs with the largest overlap
// first, one interval a machine. Intervals that are left over go to machines that hold nothing, lowest number first.
func matchIntervals(overlap [][]int, target int) []int32 {
	type pair struct{ old, now, rows int }
	var pairs []pair
	for i := range overlap {
		for j, n := range overlap[i] {
			if n > 0 {
				pairs = append(pairs, pair{i, j, n})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return b.rows - a.rows })
	taken := make([]bool, max(len(overlap), target))
	owner := make([]int32, target)
	for i := range owner {
		owner[i] = -1
	}
	for _, q := range pairs {
		if owner[q.now] < 0 && !taken[q.old] {
			owner[q.now], taken[q.old] = int32(q.old), true
		}
	}
	// New machines first, so that growing does not put a whole interval on a machine that gives one away.
	free := 0
	if target > len(overlap) {
		free = len(overlap)
	}
	for j := range owner {
		for owner[j] < 0 {
			if m := free % len(taken); !taken[m] {
				owner[j], taken[m] = int32(m), true
			}
			free++
		}
	}
	return owner
}
