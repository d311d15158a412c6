// Package hashindex holds two hash indexes: separate chaining and linear probing. Both answer equality only, count the
// entries a lookup compares, and know the law their counts follow.
package hashindex

import (
	"tradeofflab/sims/calc"
)

// Table is a hash index of distinct keys.
type Table interface {
	Insert(key uint64) (pages []int32) // slots' pages that were changed
	// Find says whether the key is there, how many places the lookup looked at, and how many pages it read.
	Find(key uint64) (found bool, probes, pages int)
	Pages() int
	Fill() float64 // entries over slots, the load factor; 0 … 1 for linear probing
}

// Shape is the size of a table.
type Shape struct {
	Slots   int // buckets of a chained table, places of an open one
	PerPage int // entries of a page
}

// slotOf maps a well mixed hash to 0 … slots-1 evenly: the high word of hash × slots (Lemire, "Fast random integer
// generation in an interval", ACM TOMACS 29(1), 2019).
func slotOf(hash uint64, slots int) int {
	high, low := hash>>32, hash&0xffffffff
	return int((high*uint64(slots) + low*uint64(slots)>>32) >> 32)
}

// Expected gives the probes of a lookup that finds its key and of one that does not, at load factor a (entries over
// slots): Knuth, The Art of Computer Programming 3, 2nd edition, section 6.4, for large tables. An empty place looked
// at counts as a probe.
func Expected(linear bool, a float64) (hit, miss float64) {
	if linear {
		return (1 + 1/(1-a)) / 2, (1 + 1/((1-a)*(1-a))) / 2
	}
	return 1 + a/2, a + calc.Exp(-a)
}
