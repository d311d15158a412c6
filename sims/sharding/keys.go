package sharding

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// row is one row of the sample: its number, its shard key and the tenant it belongs to (by rank, 0 is the largest).
type row struct {
	id, key uint64
	tenant  int32
}

// arrival is a new row and the part of the day in which it comes.
type arrival struct {
	row
	slot int
}

// yearMs and dayMs are what the stored rows and the new rows of keygen time span.
const (
	dayMs  = 24 * 3600 * 1000
	yearMs = 365 * dayMs
)

// tenantSalt keeps the names of tenants apart from the numbers of rows.
const tenantSalt uint64 = 0x74656E616E74

// table is a sample of what is stored, and what comes in.
type table struct {
	rows []row
	keys []uint64  // of the rows, sorted
	day  []arrival // rows of the day that follows
}

// stored draws the rows that are in the table.
func stored(b *model.Budget, p Params) table {
	n := min(p.Rows, sampleRows)
	rows := make([]row, n)
	rng, tenant := model.Stream(p.Seed, "keys"), tenantsOf(p, "tenants")
	for i := range rows {
		spendBlock(b, i, rowSteps)
		rows[i] = p.row(uint64(float64(i)*float64(p.Rows)/float64(n)), tenant())
		switch p.KeyGen {
		case "time":
			rows[i].key = uint64((float64(i) + rng.Float64()) / float64(n) * yearMs)
		case "uniform":
			rows[i].key = rng.Uint64()
		}
	}
	t := table{rows: rows, keys: make([]uint64, n), day: arriving(p)}
	for i, w := range rows {
		t.keys[i] = w.key
	}
	slices.Sort(t.keys)
	return t
}

// arriving draws the rows of the day that follows.
func arriving(p Params) []arrival {
	out := make([]arrival, newRows)
	rng, tenant := model.Stream(p.Seed, "new keys"), tenantsOf(p, "new tenants")
	at := make([]float64, newRows)
	for i := range at {
		at[i] = (float64(i) + 0.5) / newRows
		if p.KeyGen == "time" {
			at[i] = timeOfDay(rng)
		}
	}
	slices.Sort(at)
	for i := range out {
		w := p.row(uint64(p.Rows+i), tenant())
		switch p.KeyGen {
		case "time":
			w.key = yearMs + uint64(at[i]*dayMs)
		case "uniform":
			w.key = rng.Uint64()
		}
		out[i] = arrival{w, min(int(at[i]*slots), slots-1)}
	}
	return out
}

func (p Params) row(id uint64, tenant int32) row {
	w := row{id: id, key: id, tenant: tenant}
	if p.KeyGen == "zipf" {
		w.key = tenantKey(tenant, p.Seed)
	}
	return w
}

// tenantKey is the name of a tenant as a number: big and small tenants lie in no order.
func tenantKey(tenant int32, seed int) uint64 {
	return model.Mix64(model.Mix64(uint64(seed)+tenantSalt) + uint64(tenant+1)*golden)
}

// timeOfDay draws a moment of the day, 0–1, with a peak at 18 h that is nine times the trough.
func timeOfDay(rng *rand.Rand) float64 {
	for {
		t := rng.Float64()
		if rng.Float64()*1.8 <= 1+0.8*math.Sin(2*math.Pi*(t-0.5)) {
			return t
		}
	}
}

// tenantsOf gives a function that draws the tenant of a row.
func tenantsOf(p Params, purpose string) func() int32 {
	rng := model.Stream(p.Seed, purpose)
	if p.KeyGen != "zipf" || p.Zipf == 0 {
		return func() int32 { return int32(rng.IntN(p.Tenants)) }
	}
	upTo, sum := model.ZipfWeights(p.Tenants, p.Zipf), 0.0
	for i, weight := range upTo {
		sum += weight
		upTo[i] = sum
	}
	return func() int32 {
		return int32(min(sort.SearchFloat64s(upTo, rng.Float64()*sum), p.Tenants-1))
	}
}

// TopShare is the share of the largest of n tenants whose sizes follow Zipf's law with exponent a: 1/H(n, a).
func TopShare(n int, a float64) float64 {
	sum := 0.0
	for i := n; i >= 1; i-- { // small terms first
		sum += calc.Pow(float64(i), -a)
	}
	return 1 / sum
}

// middle is one hundredth of the sampled keys, in the middle of the key space: low ≤ key < high.
func (t table) middle() (low, high uint64) {
	n := len(t.keys)
	return t.keys[n/2], t.keys[n/2+n/100] + 1
}
