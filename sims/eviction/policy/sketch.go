package policy

import (
	"math"
	"math/bits"

	"tradeofflab/sims/calc"
)

// sketch counts requests approximately: each key adds one to several counters and the least of them is its count
// (Fan, Cao, Almeida and Broder, "Summary cache", IEEE/ACM Transactions on Networking 8(3), 2000, counting Bloom
// filter). Size and hashing are those of libCacheSim (minimalIncrementCBF.c): 14.4 counters a key for one false count
// in a thousand, ten hashes, double hashing with XXH64.
type sketch struct {
	counters []uint32
	hashes   uint32
}

const (
	sketchError = 0.001
	sketchSeed0 = 0x12345678
	sketchSeed1 = 0x12344321
)

func newSketch(keys int) sketch {
	each := -calc.Log(sketchError) / (math.Ln2 * math.Ln2)
	s := sketch{hashes: uint32(math.Ceil(math.Ln2 * each))}
	n := int(math.Ceil(each * float64(keys)))
	if n < int(s.hashes) {
		n = 2 * int(s.hashes)
	}
	s.counters = make([]uint32, n)
	return s
}

func (s *sketch) count(id int32) uint32 {
	a, b := uint32(xxh64(uint64(id), sketchSeed0)), uint32(xxh64(uint64(id), sketchSeed1))
	n, least := uint32(len(s.counters)), uint32(math.MaxUint32)
	for range s.hashes {
		least = min(least, s.counters[a%n])
		a += b
	}
	return least
}

func (s *sketch) add(id int32) {
	a, b := uint32(xxh64(uint64(id), sketchSeed0)), uint32(xxh64(uint64(id), sketchSeed1))
	n := uint32(len(s.counters))
	for range s.hashes {
		s.counters[a%n]++
		a += b
	}
}

func (s *sketch) halve() {
	for i := range s.counters {
		s.counters[i] >>= 1
	}
}

// Primes of XXH64 (Collet, xxHash, format description, section "XXH64 algorithm description").
const (
	xxPrime1 = 0x9E3779B185EBCA87
	xxPrime2 = 0xC2B2AE3D27D4EB4F
	xxPrime3 = 0x165667B19E3779F9
	xxPrime4 = 0x85EBCA77C2B2AE63
	xxPrime5 = 0x27D4EB2F165667C5
)

// xxh64 hashes the eight bytes of a word, lowest first.
func xxh64(word, seed uint64) uint64 {
	h := seed + xxPrime5 + 8
	h ^= bits.RotateLeft64(word*xxPrime2, 31) * xxPrime1
	h = bits.RotateLeft64(h, 27)*xxPrime1 + xxPrime4
	h = (h ^ h>>33) * xxPrime2
	h = (h ^ h>>29) * xxPrime3
	return h ^ h>>32
}
