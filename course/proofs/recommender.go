package proofs

import (
	"math/bits"
	"slices"
)

// recommender are the proofs of the case of the recommender.
var recommender = table{
	"share-above-50":  func() float64 { return slowShare(50, storyRoutes[:1], storyRoutes[1:]) },
	"share-above-100": func() float64 { return slowShare(100, storyRoutes[:2], storyRoutes[2:]) },
	"missed-of-3":     func() float64 { return missedPairs(3, 2, 1) },
	"missed-of-2":     func() float64 { return missedPairs(2, 2, 1) },
	"missed-of-1":     func() float64 { return missedPairs(1, 1, 1) },
	"relations-used":  relationsUsed,
}

// storyRoutes are the times that the story gives for its routes: vectors, feed and graph, from and to, ms.
var storyRoutes = [][2]float64{{0, 50}, {50, 100}, {100, 200}}

// slowShare is the largest share of the requests, in %, that may take the slow routes while the 99th percentile of all
// stays within the limit (ms). 1,000 requests are dealt to the routes by turns, those of a route lie evenly in its
// range, and the percentile is the least time that 99 of 100 do not exceed.
func slowShare(limit float64, fast, slow [][2]float64) float64 {
	const requests = 1000
	largest := -1
	for k := range requests {
		times := append(spread(requests-k, fast), spread(k, slow)...)
		slices.Sort(times)
		if times[requests*99/100-1] > limit {
			break
		}
		largest = k
	}
	return 100 * float64(largest) / requests
}

// spread gives n times, by turns from the ranges, evenly in each.
func spread(n int, ranges [][2]float64) []float64 {
	var out []float64
	for i := range n {
		r := ranges[i%len(ranges)]
		out = append(out, r[0]+(float64(i)+.5)/float64(n)*(r[1]-r[0]))
	}
	return out
}

// missedPairs is the share, in %, of the ways to choose w of n replicas that confirm a write and r that are asked by a
// read, in which the two have no replica in common.
func missedPairs(n, w, r int) float64 {
	pairs, missed := 0.0, 0.0
	for write := range 1 << n {
		for read := range 1 << n {
			if bits.OnesCount(uint(write)) == w && bits.OnesCount(uint(read)) == r {
				pairs++
				if write&read == 0 {
					missed++
				}
			}
		}
	}
	return 100 * missed / pairs
}

// relationsUsed counts the kinds of relation that the story lists or that its queries follow.
func relationsUsed() float64 {
	kinds := []string{"VIEWED", "PURCHASED", "RATED", "FOLLOWS", "RELATED_TO"}
	for _, followed := range []string{"VIEWED", "HAS_TAG", "CONTAINS"} {
		if !slices.Contains(kinds, followed) {
			kinds = append(kinds, followed)
		}
	}
	return float64(len(kinds))
}
