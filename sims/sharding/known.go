package sharding

import "github.com/maypok86/otter/v2"

// While a slider moves, most of a run stays as it is: the rows depend on how keys are drawn, the curve on how one shard
// answers. Both are pure functions of a few knobs and are remembered by them. What is remembered is never written to.

type rowsKey struct {
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
	knownRows   = otter.Must(&otter.Options[rowsKey, []row]{MaximumSize: 8})
	knownCurves = otter.Must(&otter.Options[curveKey, curve]{MaximumSize: 64})
)

// storedRows is stored from memory.
func storedRows(p Params) []row {
	key := rowsKey{p.KeyGen, p.Zipf, p.Tenants, p.Rows, p.Seed}
	if rows, ok := knownRows.GetIfPresent(key); ok {
		return rows
	}
	rows := stored(p)
	knownRows.Set(key, rows)
	return rows
}

// knownCurve is fanCurve from memory.
func knownCurve(p Params) (p99, slow []float64) {
	key := curveKey{p.Hedge, p.ServiceMs, p.Tail, p.Seed}
	if c, ok := knownCurves.GetIfPresent(key); ok {
		return c.p99, c.slow
	}
	p99, slow = fanCurve(p)
	knownCurves.Set(key, curve{p99, slow})
	return p99, slow
}
