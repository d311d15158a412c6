package federated

import (
	"math"

	"tradeofflab/sims/model"
)

// Vectors go to the server in fixed point: whole multiples of 2^−32, modulo 2^64. Sums of masked vectors are then
// exact, in whatever order they are added.
const fixedOne = 1 << 32

// fixed rounds towards 0, so that a clipped vector is not longer afterwards.
func fixed(v float64) uint64 { return uint64(int64(v * fixedOne)) }

// unfixed is the number that a sum of fixed-point numbers stands for.
func unfixed(v uint64) float64 { return float64(int64(v)) / fixedOne }

// secrets are the keys of one site in one round: one that its pairs agree on masks with, one of its own mask.
type secrets struct{ pair, own uint64 }

// secretsOf draws the keys of a site for a round, below the order of the field that shares them.
func secretsOf(seed, round, k int) secrets {
	h := model.Mix64(model.Mix64(uint64(seed)+0x5ec) + uint64(round)<<20 + uint64(k))
	return secrets{pair: model.Mix64(h^1) % fieldOrder, own: model.Mix64(h^2) % fieldOrder}
}

// agreed is the seed that two sites agree on; either can compute it. It stands for a Diffie–Hellman agreement.
func agreed(a, b uint64) uint64 { return model.Mix64(model.Mix64(min(a, b)) + max(a, b)) }

// mask is component j of the mask that a seed expands to.
func mask(seed uint64, j int) uint64 { return model.Mix64(seed + uint64(j+1)*0x9e3779b97f4a7c15) }

// masked hides the vector of site k of a round: its own mask, plus the mask of each pair with a later site, minus that
// of each pair with an earlier one. keys are those of all sites of the round, in order.
func masked(v []uint64, keys []secrets, k int) []uint64 {
	out := make([]uint64, len(v))
	for j := range v {
		out[j] = v[j] + mask(keys[k].own, j)
	}
	for other := range keys {
		if other == k {
			continue
		}
		seed := agreed(keys[k].pair, keys[other].pair)
		for j := range out {
			if k < other {
				out[j] += mask(seed, j)
			} else {
				out[j] -= mask(seed, j)
			}
		}
	}
	return out
}

// unmask takes from the sum of masked vectors what did not cancel: the own mask of each site that answered, and the
// masks of its pairs with each site that did not. The server learns either key of a site, never both.
func unmask(sum []uint64, keys []secrets, answered []bool) {
	for k := range keys {
		if answered[k] {
			for j := range sum {
				sum[j] -= mask(keys[k].own, j)
			}
			continue
		}
		for other := range keys {
			if !answered[other] {
				continue
			}
			seed := agreed(keys[k].pair, keys[other].pair)
			for j := range sum {
				if other < k { // what the one that answered had added
					sum[j] -= mask(seed, j)
				} else {
					sum[j] += mask(seed, j)
				}
			}
		}
	}
}

// threshold is how many of the sites that set up a round must answer for it to be unmasked. It is at least two: the sum
// of one is that one's vector.
func (p Params) threshold(sites int) int {
	return max(2, int(math.Ceil(float64(p.Threshold)/100*float64(sites)-1e-9)))
}

// Bytes of a message with its parts: a public key and a key share are 32 bytes, sealing adds 28.
const (
	wordBytes  = 8
	keyBytes   = 32
	sealBytes  = 28
	indexBytes = 4
)

// traffic is what a round sends in bytes: the model to each site, and the vectors back; and apart from that what the
// protocol of secure aggregation adds, with a term in the square of the sites for keys and shares. A lost round ends
// before the server asks for shares.
func (p Params) traffic(sites, answered int, lost bool) (vectors, protocol float64) {
	n, a := float64(sites), float64(answered)
	words := float64(p.dim()+1) * wordBytes
	vectors = n*words + a*words
	if p.Secure {
		protocol = n*2*keyBytes + n*n*2*keyBytes + // two public keys each, told to all
			2*n*(n-1)*(2*keyBytes+sealBytes) // two shares for each other site, by way of the server
		if !lost {
			protocol += a*a*indexBytes + // who answered
				a*n*keyBytes // one share for each site of the round
		}
	}
	return vectors, protocol
}
