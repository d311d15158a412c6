package sharding

import "tradeofflab/sims/model"

// While a slider moves, most of a run stays as it is: the rows depend on how keys are drawn, the curve on how one shard
// answers. Both are pure functions of a few knobs and are remembered by them.

type tableKey struct {
	keygen        string
	zipf          float64
	tenants, rows int
	seed          int
}

type curveKey struct {
	hedge           string
	serviceMs, tail float64
	seed            int
}

type curve struct{ p99, slow []float64 }

var (
	knownTables = model.NewMemo[tableKey, table](2)
	knownCurves = model.NewMemo[curveKey, curve](64)
)

// knownTable is stored from memory.
func knownTable(b *model.Budget, p Params) table {
	return knownTables.Of(b, tableKey{p.KeyGen, p.Zipf, p.Tenants, p.Rows, p.Seed},
		func(b *model.Budget) table { return stored(b, p) })
}

// knownCurve is fanCurve from memory.
func knownCurve(b *model.Budget, p Params) (p99, slow []float64) {
	c := knownCurves.Of(b, curveKey{p.Hedge, p.ServiceMs, p.Tail, p.Seed}, func(b *model.Budget) curve {
		p99, slow := fanCurve(b, p)
		return curve{p99, slow}
	})
	return c.p99, c.slow
}
