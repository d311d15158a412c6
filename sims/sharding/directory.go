package sharding

import (
	"slices"
	"tradeofflab/sims/model"
)

// logicalShards is how many hashed parts a directory lists when the key is not a tenant: 2^13, as many as the 13 bits
// of Instagram's row ids name.
const logicalShards = 1 << shardBits

// entry is the line of the directory that a row belongs to.
func (r *router) entry(w row) int32 {
	if r.tenants {
		return w.tenant
	}
	return int32(hash(w.key) % logicalShards)
}

// weigh counts the rows of every entry.
func (r *router) weigh(p Params, rows []row) []int {
	weight := make([]int, logicalShards)
	if r.tenants {
		weight = make([]int, p.Tenants)
	}
	for _, w := range rows {
		weight[r.entry(w)]++
	}
	return weight
}

// fill assigns entries to shards: the largest first, each to the shard with fewest rows. With a present assignment only
// the entries of shards that go away, and what a shard holds above the new mean, are assigned anew.
func fill(weight []int, present []int32, shards int) []int32 {
	out, load, total := make([]int32, len(weight)), make([]int, shards), 0
	order := make([]int, len(weight))
	for e, w := range weight {
		out[e], order[e] = -1, e
		total += w
	}
	slices.SortStableFunc(order, func(a, b int) int { return weight[b] - weight[a] })
	if present != nil {
		for e, s := range present {
			if int(s) < shards {
				out[e] = s
				load[s] += weight[e]
			}
		}
		mean := (total + shards - 1) / shards
		for _, e := range order {
			if s := out[e]; s >= 0 && weight[e] > 0 && load[s]-weight[e] >= mean {
				load[s] -= weight[e]
				out[e] = -1
			}
		}
	}
	var least model.EventQueue[int32]
	for s, n := range load {
		least.Push(int64(n), int32(s))
	}
	turn := 0
	for _, e := range order {
		switch {
		case out[e] >= 0:
		case weight[e] == 0: // nobody knows what it will hold: the shards take turns
			out[e] = int32(turn % shards)
			turn++
		default:
			n, s, _ := least.Pop()
			out[e] = s
			least.Push(n+int64(weight[e]), s)
		}
	}
	return out
}
