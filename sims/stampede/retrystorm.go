package stampede

import (
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// The scaled-down database of the picture of retries. Times are in query times; only the ratios matter.
const (
	stormPool    = 4   // queries at once
	stormTimeout = 10  // patience of a client
	stormSpan    = 100 // timeouts that are simulated after the burst
)

// attemptSteps is the work of one attempt.
const attemptSteps = 15

// stormBurst is for how many timeouts the burst is work: at least as long as a client of the others goes on asking, so
// that at its end all of them send as many queries as they ever will.
func stormBurst(retries int) int { return max(3, retries+1) }

// stuckFrom is the load, as a part of what the database can do, from which a burst is never worked off: each client
// then sends 1 + retries queries, all of them answered too late, and these alone fill the database.
func stuckFrom(retries int) float64 { return 1 / float64(1+retries) }

// storm is the goodput of a database under other requests than the hot key's: the share of their clients that are
// answered in time, in the fourth fifth of a run, with or without a burst of rebuilds at its start. All queries take
// the same time and are served in order, so the moment at which one will end is known when it is sent. With cancel, a
// query that would end too late is dropped when its turn comes.
func storm(b *model.Budget, rng *rand.Rand, load float64, retries int, cancel, burst bool) float64 {
	const from, to, end = stormSpan * stormTimeout * 3 / 5, stormSpan * stormTimeout * 4 / 5, stormSpan * stormTimeout
	type attempt struct {
		at      float64
		tries   int
		counted bool
	}
	var free [stormPool]float64 // when each connection is free
	if burst {
		for i := range free {
			free[i] = float64(stormBurst(retries) * stormTimeout)
		}
	}
	var retry []attempt // in order of time, since all clients are equally patient
	clients, served, tried, head := 0, 0, 0, 0
	for next := rng.ExpFloat64() / (load * stormPool); next < end; {
		a := attempt{at: next}
		tried++
		if head < len(retry) && retry[head].at < next {
			a = retry[head]
			head++
		} else {
			next += rng.ExpFloat64() / (load * stormPool)
			if a.counted = a.at >= from && a.at < to; a.counted {
				clients++
			}
		}
		first := slices.Index(free[:], slices.Min(free[:]))
		ends := max(a.at, free[first]) + 1
		late := ends > a.at+stormTimeout
		if !late || !cancel {
			free[first] = ends
		}
		switch {
		case !late && a.counted:
			served++
		case late && a.tries < retries:
			retry = append(retry, attempt{a.at + stormTimeout, a.tries + 1, a.counted})
		}
	}
	b.Spend(attemptSteps * tried)
	return float64(served) / float64(max(1, clients))
}
