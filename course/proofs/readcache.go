package proofs

// readcache are the proofs of lesson 8.
var readcache = table{
	"herd-apart":  func() float64 { return herd(100, false) },
	"herd-joined": func() float64 { return herd(100, true) },
	"cold-first":  func() float64 { return coldMisses(1000, 1) },
	"cold-second": func() float64 { return coldMisses(1000, 2) },
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
