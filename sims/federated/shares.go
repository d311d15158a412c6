package federated

import (
	"math/bits"
	"math/rand/v2"
)

// fieldOrder is the prime 2^61 − 1. Secrets are shared as points of polynomials over the field of that order.
const fieldOrder = 1<<61 - 1

// share is the value of a secret's polynomial at x.
type share struct{ x, y uint64 }

// times multiplies in the field.
func times(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return plus(low&fieldOrder, low>>61|high<<3)
}

// plus adds in the field. Both may be the order itself.
func plus(a, b uint64) uint64 {
	sum := a + b
	for sum >= fieldOrder {
		sum -= fieldOrder
	}
	return sum
}

func minus(a, b uint64) uint64 { return plus(a, fieldOrder-b) }

// inverse is a^(order − 2), by Fermat.
func inverse(a uint64) uint64 {
	out := uint64(1)
	for e := uint64(fieldOrder - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			out = times(out, a)
		}
		a = times(a, a)
	}
	return out
}

// split shares a secret among n so that any t of them give it back and t − 1 know nothing (Shamir, How to share a
// secret, CACM 1979).
func split(rng *rand.Rand, secret uint64, n, t int) []share {
	coefficients := make([]uint64, t)
	coefficients[0] = secret
	for i := 1; i < t; i++ {
		coefficients[i] = rng.Uint64N(fieldOrder)
	}
	out := make([]share, n)
	for i := range out {
		out[i].x = uint64(i + 1)
		for j := t - 1; j >= 0; j-- {
			out[i].y = plus(times(out[i].y, out[i].x), coefficients[j])
		}
	}
	return out
}

// weights are what the shares at the places xs count in the polynomial through them, at 0 (Lagrange).
func weights(xs []uint64) []uint64 {
	out := make([]uint64, len(xs))
	for i, x := range xs {
		above, below := uint64(1), uint64(1)
		for j, o := range xs {
			if i != j {
				above = times(above, o)
				below = times(below, minus(o, x))
			}
		}
		out[i] = times(above, inverse(below))
	}
	return out
}

// join puts shares together, given the weights of their places.
func join(shares []share, weights []uint64) uint64 {
	sum := uint64(0)
	for i, s := range shares {
		sum = plus(sum, times(s.y, weights[i]))
	}
	return sum
}
