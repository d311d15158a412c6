package eviction

import (
	"math"
	"math/bits"

	"tradeofflab/sims/calc"
)

// splitmix is the generator of Steele, Lea and Flood ("Fast splittable pseudorandom number generators", OOPSLA 2014,
// fig. 17, constants of variant 13 by Stafford). The trace is tied to it rather than to the standard library, so that
// another simulator can make the same requests.
type splitmix uint64

func (s *splitmix) next() uint64 {
	*s += 0x9E3779B97F4A7C15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// Zipf draws ids 1 … n with probability in proportion to 1/id^a, by exact inversion of the cumulated weights.
type Zipf struct {
	cdf   []float64 // cdf[k] is the weight of ids 1 … k, added in this order
	guide []int32   // guide[j] is the smallest id that any draw whose top bits are j can give
	shift uint
}

// NewZipf cumulates the weights of n ids for exponent a ≥ 0; a = 1 uses 1/k without a power.
func NewZipf(n int, a float64) *Zipf {
	z := &Zipf{cdf: make([]float64, n+1)}
	for k := 1; k <= n; k++ {
		w := 1 / float64(k)
		if a != 1 {
			w = 1 / calc.Pow(float64(k), a)
		}
		z.cdf[k] = z.cdf[k-1] + w
	}
	// A guide table (Chen and Asau, "On generating random variates from an empirical distribution", AIIE Transactions
	// 6(2), 1974): with as many cells as ids the walk from the guide takes two steps on average. Cells are cut by the
	// top bits of the draw, whose product with the total rounds monotonically, so the walk never has to go back.
	b := uint(bits.Len(uint(n)))
	z.shift = 53 - b
	z.guide = make([]int32, 1<<b)
	k := int32(1)
	for j := range z.guide {
		x := float64(uint64(j)<<z.shift) * 0x1p-53 * z.cdf[n]
		for int(k) < n && z.cdf[k] <= x {
			k++
		}
		z.guide[j] = k
	}
	return z
}

// Share is the probability of ids from … to, both included.
func (z *Zipf) Share(from, to int) float64 { return (z.cdf[to] - z.cdf[from-1]) / z.cdf[len(z.cdf)-1] }

// drawBlock is how many draws are inverted together. Each pass over a block reads one table without a branch that
// depends on what it read, so that the processor waits for many entries at once and not for one after the other.
const drawBlock = 512

// Draw gives the ids of the first requests of the trace with the seed.
func (z *Zipf) Draw(seed uint64, requests int) []int32 {
	ids := make([]int32, requests)
	s, n := splitmix(seed), len(z.cdf)-1
	total := z.cdf[n]
	var at [drawBlock]float64
	for from := 0; from < requests; from += drawBlock {
		block := ids[from:min(from+drawBlock, requests)]
		for i := range block {
			draw := s.next() >> 11
			at[i] = float64(draw) * 0x1p-53 * total
			block[i] = z.guide[draw>>z.shift]
		}
		for i, k := range block {
			above := int32(math.Float64bits(at[i]-z.cdf[k]) >> 63) // 1 when cdf[k] > x, else 0
			block[i] = k + 1 - above
		}
		for i, k := range block {
			k, x := int(k), at[i]
			for k < n && z.cdf[k] <= x {
				k++
			}
			block[i] = int32(min(k, n)) // x can round up to the total itself; then the last id is meant
		}
	}
	return ids
}
