package hashindex

import (
	"math"
	"math/bits"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// Distinct estimates how many different keys it was shown in a fixed number of bytes: HyperLogLog (Flajolet, Fusy,
// Gandouet and Meunier, 2007). One over it is the part of the rows that a planner expects an equality to keep.
type Distinct struct {
	register []uint8
	bits     int
}

// NewDistinct uses 2^bits registers of one byte, 4 ≤ bits ≤ 16.
func NewDistinct(bits int) *Distinct { return &Distinct{register: make([]uint8, 1<<bits), bits: bits} }

// Add shows a key.
func (d *Distinct) Add(key uint64) {
	h := model.Mix64(key + 0x9E3779B97F4A7C15)
	at := h >> (64 - d.bits)
	rank := uint8(bits.LeadingZeros64(h<<d.bits|1<<(d.bits-1)) + 1)
	d.register[at] = max(d.register[at], rank)
}

// Estimate is the number of different keys shown, with a relative standard error of 1.04/√registers.
func (d *Distinct) Estimate() float64 {
	m := float64(len(d.register))
	sum, empty := 0.0, 0
	for _, r := range d.register {
		sum += math.Ldexp(1, -int(r))
		if r == 0 {
			empty++
		}
	}
	estimate := 0.7213 / (1 + 1.079/m) * m * m / sum
	if estimate <= 2.5*m && empty > 0 { // few keys: count the registers that were never hit
		return m * calc.Log(m/float64(empty))
	}
	return estimate
}

// DistinctError is the relative standard error of Estimate with the given registers: 1.04/√m.
func DistinctError(registers int) float64 { return 1.04 / math.Sqrt(float64(registers)) }
