package proofs

import (
	"math"
	"slices"
)

// replication are the proofs of lesson 4, small enough to follow by hand.
var replication = table{
	"km-surabaya":        func() float64 { return greatCircle(jakarta, surabaya) },
	"km-singapore":       func() float64 { return greatCircle(jakarta, singapore) },
	"km-frankfurt":       func() float64 { return greatCircle(jakarta, frankfurt) },
	"lww-later-dropped":  func() float64 { return laterDropped(1.1) },
	"lww-clocks-agree":   func() float64 { return laterDropped(0) },
	"counter-merge":      counterMerge,
	"number-merge":       plainMerge,
	"commit-after-one":   func() float64 { return commitAfter(1) },
	"commit-after-three": func() float64 { return commitAfter(3) },
	"unsent-lost":        unsentLost,
	"semi-copies":        semiCopies,
	"quorum-goes-back":   goesBack,
}

// earthRadiusKm is the mean radius of the Earth (IUGG).
const earthRadiusKm = 6371.0

// place is a point of the Earth in degrees.
type place struct{ lat, lon float64 }

// The centres of the cities that the lesson speaks of, to four decimals.
var (
	jakarta   = place{-6.2088, 106.8456}
	surabaya  = place{-7.2575, 112.7521}
	singapore = place{1.3521, 103.8198}
	frankfurt = place{50.1109, 8.6821}
)

// greatCircle is the shortest way between two points in km, by the haversine formula.
func greatCircle(a, b place) float64 {
	const radian = math.Pi / 180
	half := func(degrees float64) float64 { s := math.Sin(degrees * radian / 2); return s * s }
	h := half(b.lat-a.lat) + math.Cos(a.lat*radian)*math.Cos(b.lat*radian)*half(b.lon-a.lon)
	return 2 * earthRadiusKm * math.Asin(math.Sqrt(h))
}

// stamped is a write with the time its site's clock showed and the time it really happened, ms.
type stamped struct{ clock, really float64 }

// laterDropped counts, of two writes to one key by last-writer-wins, the really later ones that lose. Site B writes 1
// ms after A, and its clock is behind by the given time.
func laterDropped(behindMs float64) float64 {
	a, b := stamped{clock: 100, really: 100}, stamped{clock: 101 - behindMs, really: 101}
	kept := a
	if b.clock > a.clock {
		kept = b
	}
	if kept.really < max(a.really, b.really) {
		return 1
	}
	return 0
}

// counterMerge lets two sites count to 3 and to 4 apart, merges the two states in both orders and twice, and returns
// the value: a grow-only counter keeps one number a site, and its merge takes the larger of each.
func counterMerge() float64 {
	merge := func(a, b [2]int) [2]int { return [2]int{max(a[0], b[0]), max(a[1], b[1])} }
	left, right := [2]int{3, 0}, [2]int{0, 4}
	one, other := merge(merge(left, right), right), merge(right, left)
	if one != other {
		return math.NaN()
	}
	return float64(one[0] + one[1])
}

// plainMerge is the same for two plain numbers of which the last written wins: what one site counted is gone.
func plainMerge() float64 { return float64(max(3, 4)) }

// commitAfter is when a write is confirmed that waits for so many of the replicas whose answers take 2, 3 and 900 ms.
func commitAfter(wait int) float64 {
	answers := []float64{900, 2, 3}
	slices.Sort(answers)
	return answers[wait-1]
}

// unsentLost is how many confirmed writes a crash takes when the last three of a log of ten had not been sent.
func unsentLost() float64 {
	confirmed, sent := 10, 7
	return float64(confirmed - sent)
}

// semiCopies counts the nodes that have a write when its client is told, with one confirmation awaited.
func semiCopies() float64 {
	const primary, acks = 1, 1
	return primary + acks
}

// goesBack lets a write reach one of three replicas and counts the pairs of reads, one after the other and each of two
// replicas, of which the first finds the write and the second does not.
func goesBack() float64 {
	const written = 0
	quorums := [][]int{{0, 1}, {0, 2}, {1, 2}}
	back := 0.0
	for _, first := range quorums {
		for _, second := range quorums {
			if slices.Contains(first, written) && !slices.Contains(second, written) {
				back++
			}
		}
	}
	return back
}
