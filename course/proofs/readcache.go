package proofs

import "math/rand/v2"

// readcache are the proofs of lesson 8.
var readcache = table{
	"herd-apart":  func() float64 { return herd(100, false) },
	"herd-joined": func() float64 { return herd(100, true) },
	"cold-first":  func() float64 { return coldMisses(1000, 1) },
	"cold-second": func() float64 { return coldMisses(1000, 2) },
	"refill-hot":  func() float64 { return refilledOld(10) },
	"refill-cold": func() float64 { return refilledOld(0.2) },
}

// herd counts the queries of so many readers of one key that all miss before the first answer arrives. Joined, a reader
// who finds a query under way waits for it.
func herd(readers int, joined bool) float64 {
	queries, underWay := 0.0, false
	for range readers {
		if !joined || !underWay {
			queries++
			underWay = true
		}
	}
	return queries
}

// coldMisses counts the misses of the last of so many rounds of reads, each of every key once, that begin with an empty
// cache with room for all.
func coldMisses(keys, rounds int) float64 {
	cached, misses := map[int]bool{}, 0.0
	for range rounds {
		misses = 0
		for key := range keys {
			if !cached[key] {
				misses++
				cached[key] = true
			}
		}
	}
	return misses
}

// refilledOld gives the share, in %, of 20,000 deletes after which the first of so many reads a second comes while a
// replica, 0.1 s behind, still has the old value.
func refilledOld(readsPerSecond float64) float64 {
	const deletes, lag = 20_000, 0.1
	rng, old := rand.New(rand.NewPCG(8, 30)), 0.0
	for range deletes {
		if rng.ExpFloat64()/readsPerSecond < lag {
			old++
		}
	}
	return 100 * old / deletes
}
