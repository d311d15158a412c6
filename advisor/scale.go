package advisor

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Scale is the stage that the numbers ask for, with the months until each limit.
type Scale struct {
	Stage    string     `json:"stage"` // single, replicas, sharded, distributed or polyglot
	Because  string     `json:"because"`
	Headroom []Headroom `json:"headroom"`
	Source   string     `json:"source"`
	Lesson   string     `json:"lesson"`
}

// Headroom is how long one limit holds at the present growth. Months is −1 where nothing grows.
type Headroom struct {
	Limit  string  `json:"limit"`
	Now    float64 `json:"now"`
	At     float64 `json:"at"`
	Unit   string  `json:"unit"`
	Months float64 `json:"months"`
}

// scale picks the stage from the comfort of the family and the growth.
func scale(q quantities, f Family) Scale {
	s := Scale{Source: "Comfort of the family, see the table of rules", Lesson: "sharding"}
	share := 1.0
	if q.DataGB > 0 {
		share = q.GrowthGB / q.DataGB
	}
	months := func(now, at, growth float64) float64 {
		switch {
		case now >= at:
			return 0
		case growth <= 0:
			return -1
		}
		return (at - now) / growth
	}
	s.Headroom = []Headroom{
		{"data", q.DataGB, f.DataGB, "GB", months(q.DataGB, f.DataGB, q.GrowthGB)},
		{"writes", q.Writes, f.Writes, "per s", months(q.Writes, f.Writes, q.Writes*share)},
		{"reads of one machine", q.Reads, f.Reads / 5, "per s", months(q.Reads, f.Reads/5, q.Reads*share)},
	}
	switch {
	case q.DataYear > f.DataGB || q.Writes > f.Writes:
		s.Stage = "sharded"
		s.Because = fmt.Sprintf("%s GB in a year (comfort %s) and %s writes a second (comfort %s): one primary does "+
			"not hold it.", say.Short(q.DataYear), say.Short(f.DataGB), say.Short(q.Writes),
			say.Short(f.Writes))
	case spread(f.ID) && (q.DataYear > 2000 || q.Total > 20_000):
		s.Stage = "sharded"
		s.Because = fmt.Sprintf("A %s store is a cluster from the start: %s GB in a year and %s operations a second "+
			"lie on several machines.", strings.ToLower(f.Name), say.Short(q.DataYear), say.Short(q.Total))
	case q.Reads > f.Reads/5 || q.Regions > 1 || q.DataGB > 500 || q.Total > 2000:
		s.Stage = "replicas"
		s.Because = fmt.Sprintf("%s reads a second in %s: more than one machine answers, one writes.",
			say.Short(q.Reads), countRegions(q.Regions))
	default:
		s.Stage = "single"
		s.Because = fmt.Sprintf("%s operations a second and %s GB in a year fit one machine. Keep a standby for the "+
			"day it stops.", say.Short(q.Total), say.Short(q.DataYear))
	}
	return s
}

func countRegions(n float64) string {
	if n == 1 {
		return "one region"
	}
	return say.Short(n) + " regions"
}

// spread names the families that lie on several machines by nature.
func spread(id string) bool {
	return slices.Contains([]string{"key-value", "wide-column", "search", "time-series", "olap", "stream", "vector",
		"cache"}, id)
}

// ShardKey is a candidate with its marks, each 0–10.
type ShardKey struct {
	Key         string  `json:"key"`
	Cardinality float64 `json:"cardinality"`
	Evenness    float64 `json:"evenness"`
	Alignment   float64 `json:"alignment"`
	Note        string  `json:"note"`
}

// shard says whether and how to split, with key candidates.
func shard(q quantities, f Family, s Scale) (Choice, []ShardKey) {
	c := Choice{ID: "not now", What: "not now", Rule: "SHARDING-NOT-YET", Source: "lesson 3", Lesson: "sharding"}
	keys := shardKeys(q)
	if s.Stage != "sharded" {
		soonest := -1.0
		for _, h := range s.Headroom[:2] {
			if h.Months >= 0 && (soonest < 0 || h.Months < soonest) {
				soonest = h.Months
			}
		}
		c.Because = "Nothing grows towards a limit of one primary."
		if soonest >= 0 {
			c.Because = fmt.Sprintf("The first limit is about %s months away at the present growth. Choose the key "+
				"now, split later.", say.Number(soonest, 0))
		}
		return c, keys
	}
	n := max(2, math.Ceil(max(q.DataYear/min(f.DataGB, 2000), q.Writes/min(f.Writes, 10_000))))
	c.ID, c.What, c.Rule, c.Value, c.Unit = "hash", fmt.Sprintf("hash of the key, about %s shards", say.Short(n)),
		"SHARDING-NEEDED", n, "shards"
	c.Because = fmt.Sprintf("%s GB in a year at 2 TB a shard, %s writes a second at 10,000 a shard. Use many logical "+
		"shards or a consistent hash, so that the number can change.", say.Short(q.DataYear), say.Short(q.Writes))
	if q.Dominant == "time_range" {
		c.ID, c.What = "compound", "hash of the source, ranges of time inside"
	}
	c.Run = run("sharding", "strategy", "consistent", "shards", num(within(n, 1, 512)), "target_shards",
		num(within(2*n, 1, 512)), "writes_s", num(within(q.Writes, 1, 100_000)))
	return c, keys
}

func shardKeys(q quantities) []ShardKey {
	even := 10 - 5*min(q.Skew, 1.6)
	byKey := 100 * (q.Rate("point_lookup", "key_range_scan", "whole_document_read", "counter", "append") /
		max(q.Total, 1)) / 10
	card := 9.0
	if q.Keys > 0 {
		card = within(2*math.Log10(q.Keys), 0, 10)
	}
	byTime := 100 * (q.Rate("time_range", "append") / max(q.Total, 1)) / 10
	out := []ShardKey{
		{"the key that most patterns look up", card, even, within(byKey, 0, 10),
			"keeps the frequent query on one shard"},
		{"that key with a time bucket", 10, min(10, even+2), within(byKey, 0, 10) * .9,
			"bounds the partition of a busy key; reads of long spans ask several"},
		{"time alone", 10, 1, within(byTime, 0, 10), "every new row goes to the last shard"},
		{"country or another short list", 2, 3, 2, "a few values hold most rows"},
	}
	slices.SortStableFunc(out, func(a, b ShardKey) int {
		return cmp.Compare(b.Cardinality+b.Evenness+b.Alignment, a.Cardinality+a.Evenness+a.Alignment)
	})
	return out
}
