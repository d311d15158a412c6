package btree

import "math"

// RandomFill is the share of a leaf that random insertions fill in the long run when pages split in the middle: the
// steady state of fringe analysis (Yao, "On random 2–3 trees", Acta Informatica 9, 1978). A leaf of k keys receives the
// next key with probability k/n, so the expected number a(k)·n of such leaves obeys a(k)·(k + 1) = a(k − 1)·(k − 1),
// and every split of a full leaf feeds the two half sizes. It tends to ln 2 as the capacity grows.
func RandomFill(capacity int) float64 {
	low := (capacity + 1) / 2
	high := capacity + 1 - low
	leaves, keys, previous := 0.0, 0.0, 0.0
	for k := low; k <= capacity; k++ {
		in := previous * float64(k-1)
		if k == low {
			in++
		}
		if k == high {
			in++
		}
		a := in / float64(k+1) // in units of splits per insertion
		leaves += a
		keys += a * float64(k)
		previous = a
	}
	return keys / leaves / float64(capacity)
}

// randomFillLimit is what RandomFill tends to for large pages: ln 2, 69.3 %.
const randomFillLimit = math.Ln2

// LeastHeight is the height of the flattest tree over n keys, all pages full: ⌈log_f n⌉, at least 1, in whole numbers.
func LeastHeight(n, fanout int) int {
	height := 1
	for room := fanout; room < n; height++ {
		if room > n/fanout {
			return height + 1
		}
		room *= fanout
	}
	return height
}

// Sizes gives the pages of each level, root first, of a tree over rows keys whose pages hold perPage pairs on average.
// It stops at a single page.
func Sizes(rows, perPage float64) []float64 {
	out := []float64{math.Ceil(rows / perPage)}
	for out[0] > 1 {
		out = append([]float64{math.Ceil(out[0] / perPage)}, out...)
	}
	return out
}

// ColdReads gives the pages a lookup reads from disk when a pool of poolPages holds the levels from the root down: a
// level that fits is free, one that fits in part costs the share that does not.
func ColdReads(sizes []float64, poolPages float64) float64 {
	reads := 0.0
	for _, pages := range sizes {
		held := min(poolPages, pages)
		reads += 1 - held/pages
		poolPages -= held
	}
	return reads
}
