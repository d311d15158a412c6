package federated

import (
	"slices"
	"testing"

	"tradeofflab/sims/model"
)

// The sum of masked vectors is, unmasked, the sum of the vectors, bit for bit, whoever drops out; and no vector goes
// out as it is.
func TestMasksCancel(t *testing.T) {
	rng := model.Stream(1, "vectors")
	for round := range 300 {
		n, d := 1+rng.IntN(12), 1+rng.IntN(11)
		keys, answered := make([]secrets, n), make([]bool, n)
		truth, got := make([]uint64, d), make([]uint64, d)
		for k := range keys {
			keys[k], answered[k] = secretsOf(1, round, k), rng.IntN(4) > 0
		}
		for k := range keys {
			if !answered[k] {
				continue
			}
			v := make([]uint64, d)
			for j := range v {
				v[j] = fixed(rng.NormFloat64())
				truth[j] += v[j]
			}
			hidden := masked(v, keys, k)
			for j := range v {
				if hidden[j] == v[j] {
					t.Fatalf("round %d: component %d of site %d goes out as it is", round, j, k)
				}
				got[j] += hidden[j]
			}
		}
		unmask(got, keys, answered)
		if !slices.Equal(got, truth) {
			t.Fatalf("round %d: unmasked %v, want %v", round, got, truth)
		}
	}
}

// The words of a masked vector look like any words: each bit is set in half of them. Of 20,000 words a share strays by
// 0.5/√20,000 = 0.0035; five of that.
func TestMaskedWordsTellNothing(t *testing.T) {
	const n = 20_000
	var ones [64]int
	for i := range n {
		keys := []secrets{secretsOf(7, i, 0), secretsOf(7, i, 1), secretsOf(7, i, 2)}
		w := masked([]uint64{fixed(0.25)}, keys, 1)[0]
		for b := range ones {
			ones[b] += int(w >> b & 1)
		}
	}
	for b, count := range ones {
		if share := float64(count) / n; share < .4825 || share > .5175 {
			t.Errorf("bit %d is set in %.4f of the masked words", b, share)
		}
	}
}

// Any t shares give the secret back, and t − 1 fit any secret: there is a polynomial through them for each.
func TestShares(t *testing.T) {
	rng := model.Stream(1, "secrets")
	for range 200 {
		n := 2 + rng.IntN(20)
		need := 2 + rng.IntN(n-1)
		secret := rng.Uint64N(fieldOrder)
		shares := split(rng, secret, n, need)
		rng.Shuffle(n, func(i, j int) { shares[i], shares[j] = shares[j], shares[i] })
		if got := join(shares[:need], weights(places(shares[:need]))); got != secret {
			t.Fatalf("%d of %d shares give %d, want %d", need, n, got, secret)
		}
		few := shares[:need-1]
		other := append([]share{{x: 1000, y: rng.Uint64N(fieldOrder)}}, few...)
		if got := join(other, weights(places(other))); got == secret {
			t.Fatalf("%d of %d shares and a wrong one give the secret", need-1, n)
		}
	}
	for _, a := range []uint64{1, 2, fieldOrder - 1, 123_456_789_012_345} {
		if times(a, inverse(a)) != 1 || plus(a, minus(0, a)) != 0 {
			t.Errorf("%d has no inverse", a)
		}
	}
}

func places(shares []share) []uint64 {
	out := make([]uint64, len(shares))
	for i, s := range shares {
		out[i] = s.x
	}
	return out
}

// Fixed point is true to 2^−32, keeps the sign, and never makes a number longer.
func TestFixedPoint(t *testing.T) {
	for _, v := range []float64{0, .1, -.1, 1.5, -1.5, 1e-12, -1e-12, 12345.678, -12345.678} {
		got := unfixed(fixed(v))
		if d := v - got; d*v < 0 || d > 0x1p-32 || d < -0x1p-32 {
			t.Errorf("%g comes back as %g", v, got)
		}
	}
}
