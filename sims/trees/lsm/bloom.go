package lsm

import (
	"math"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// Bloom is a Bloom filter (Bloom, "Space/time trade-offs in hash coding with allowable errors", CACM 13(7), 1970): it
// never denies a key it holds and wrongly admits a few others.
type Bloom struct {
	words  []uint64
	bits   uint64
	hashes int
}

// Hashes is the number of hash functions that admits fewest wrong keys at so many bits a key: bits · ln 2, at least 1.
func Hashes(bitsPerKey float64) int { return max(1, int(math.Round(bitsPerKey*math.Ln2))) }

// FalsePositive is the share of absent keys a filter admits: (1 − e^(−k/b))^k at b bits a key and k hash functions; 1
// without a filter.
func FalsePositive(bitsPerKey float64, hashes int) float64 {
	if bitsPerKey <= 0 {
		return 1
	}
	return calc.Pow(1-calc.Exp(-float64(hashes)/bitsPerKey), float64(hashes))
}

// NewBloom makes room for keys at so many bits each.
func NewBloom(keys int, bitsPerKey float64) *Bloom {
	bits := uint64(max(64, math.Ceil(float64(keys)*bitsPerKey)))
	return &Bloom{words: make([]uint64, (bits+63)/64), bits: bits, hashes: Hashes(bitsPerKey)}
}

// Add takes a key in.
func (b *Bloom) Add(key uint64) {
	at, stride := b.start(key)
	for range b.hashes {
		i := b.place(at)
		b.words[i>>6] |= 1 << (i & 63)
		at += stride
	}
}

// MayHold says whether the key may be there; false is certain.
func (b *Bloom) MayHold(key uint64) bool {
	at, stride := b.start(key)
	for range b.hashes {
		if i := b.place(at); b.words[i>>6]&(1<<(i&63)) == 0 {
			return false
		}
		at += stride
	}
	return true
}

// start derives all hash functions of a key from two: g(i) = h1 + i·h2 (Kirsch and Mitzenmacher, "Less hashing, same
// performance", 2008).
func (b *Bloom) start(key uint64) (at, stride uint64) {
	h := model.Mix64(key ^ 0x9E3779B97F4A7C15)
	return h, model.Mix64(h) | 1
}

// place maps 64 bits to 0 … bits-1 by their high half, evenly for filters far below 2³² bits.
func (b *Bloom) place(h uint64) uint64 { return (h >> 32) * b.bits >> 32 }
