package stampede

import (
	"math"
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// spread is what happens when many keys that were stored together expire.
type spread struct {
	Jitter   float64   // s
	PerS     []float64 // expiries in each second, from the first that can expire on
	From     float64   // start of the first second, s since the keys were stored
	Peak     float64   // largest of them
	PeakOpen int       // most queries open at once
	Wait     float64   // longest time a query waits for the database, s
	Drained  float64   // from the first expiry until the last query ends, s
}

// keySteps is the work of one key.
const keySteps = 150

// expire lets keys stored at the same moment expire, each after the time to live plus a uniform part of the jitter
// around it. Each is read at once and asks the database for queryMs.
func expire(b *model.Budget, rng *rand.Rand, keys int, ttl, jitter, queryMs float64, pool int) spread {
	b.Spend(keys * keySteps)
	out := spread{Jitter: jitter, From: ttl - jitter/2}
	at := make([]float64, keys)
	for i := range at {
		at[i] = ttl + jitter*(rng.Float64()-0.5)
	}
	slices.Sort(at)
	out.PerS = make([]float64, max(1, int(math.Ceil(jitter))))
	for _, t := range at {
		s := min(int(t-out.From), len(out.PerS)-1)
		out.PerS[s]++
		out.Peak = max(out.Peak, out.PerS[s])
	}
	// Queries take equal times and are served in order, so query i starts when query i − pool has ended.
	ends := make([]float64, keys)
	open := 0
	for i, t := range at {
		start := t
		if i >= pool {
			start = max(t, ends[i-pool])
		}
		ends[i] = start + queryMs/1000
		out.Wait = max(out.Wait, start-t)
		for open < i && ends[open] <= t {
			open++
		}
		out.PeakOpen = max(out.PeakOpen, i-open+1)
	}
	out.Drained = ends[keys-1] - at[0]
	return out
}
