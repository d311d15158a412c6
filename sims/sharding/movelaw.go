package sharding

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/say"
)

// placements are the rules of placement by id and, in the same order, as a reader sees them.
var (
	placements     = []string{"range", "hash", "hash_range", "directory", "compound", "consistent"}
	placementNames = []string{"range", "hash mod N", "ranges of the hash", "directory", "tenant and bucket",
		"consistent hash"}
)

// moveLaw is the share of the rows that a reshard moves on average over hash functions, and the standard deviation of
// the one that the run uses. The rows of a key move together, so the deviation is sqrt(s(1 − s) · sum of the squared
// shares of the keys) for a share s. There is no such law where the rows themselves decide.
func (r Result) moveLaw(p Params) (mean, deviation float64, ok bool) {
	squares := 1 / float64(r.Sampled)
	switch {
	case p.Strategy == "compound":
		squares += r.Tenant.squares / float64(p.Buckets)
	case p.KeyGen == "zipf":
		squares = r.Tenant.squares
	}
	stay := 1.0
	switch p.Strategy {
	case "hash", "compound":
		stay = stayModulo(p.Shards, p.Target)
	case "consistent":
		stay = stayMost(p.Shards, p.Target)
	case "hash_range":
		cut := r.after.cut
		return float64(cut.rows) / float64(2*r.Sampled), math.Sqrt(cut.squares) / 2, p.Shards <= p.Target
	default:
		return 0, 0, false
	}
	return 1 - stay, math.Sqrt(stay * (1 - stay) * squares), true
}

// usual says what a reshard like this moves, to stand beside what this one does. One run with a few large tenants may
// lie far from the average.
func (r Result) usual(p Params) string {
	mean, deviation, ok := r.moveLaw(p)
	switch {
	case ok && p.KeyGen == "zipf" && deviation > 0:
		return fmt.Sprintf("%s %s on average, ± %s with these tenants",
			placementNames[slices.Index(placements, p.Strategy)], say.Percent(100*mean), say.Number(100*deviation, 1))
	case p.Strategy == "hash_range" && p.Shards < p.Target:
		return "half of each shard that is cut"
	case p.Strategy == "hash_range" && p.Shards > p.Target:
		return "of neighbours that are joined, all but the fullest"
	}
	return "between even loads " + say.Percent(100*(1-stayMost(p.Shards, p.Target)))
}
