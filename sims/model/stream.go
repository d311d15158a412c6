package model

import (
	"hash/fnv"
	"math/rand/v2"
)

// Stream returns the random stream of one purpose ("arrivals", "service", "keys") of a run. Streams of different
// purposes are independent, so that two runs that differ in one knob share the random numbers of all others.
func Stream(seed int, purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(uint64(seed), h.Sum64()))
}

// Mix64 is a bijection of 64-bit words with full avalanche: the finaliser of splitmix64 (Steele, Lea and Flood,
// "Fast splittable pseudorandom number generators", OOPSLA 2014, fig. 17, constants of variant 13 by Stafford).
func Mix64(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
	z = (z ^ (z >> 27)) * 0x94D049BB133111EB
	return z ^ (z >> 31)
}
