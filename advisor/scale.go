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

// scale picks the stage from the comfort of the family, its copies and the growth.
func scale(q quantities, f Family, top Topology) Scale {
	s := Scale{Source: "Comfort of the family, see the table of rules", Lesson: "sharding"}
	share := 0.0 // rates are taken to grow as the data do; where either is unsaid, nothing is known of them
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
		{"reads of one machine", q.Reads, f.oneReads(), "per s", months(q.Reads, f.oneReads(), q.Reads*share)},
	}
	machines := "more than one machine answers"
	if top.Kind == kindSingleWriter && !f.Cluster {
		machines += ", one writes"
	}
	switch {
	case top.Kind == kindObject:
		s.Stage = "single"
		s.Because = fmt.Sprintf("%s GB in a year and %s operations a second are one bucket; the service spreads it.",
			say.Short(q.DataYear), say.Short(q.Total))
	case f.Cluster && (outgrown(q, f) || q.DataYear > f.Node.GB ||
		q.Writes > f.Node.Writes || q.Reads > 2*f.Node.Reads):
		s.Stage = "sharded"
		s.Because = fmt.Sprintf("%s store is a cluster of nodes from the start: %s GB in a year and %s operations a "+
			"second lie on several of them.", say.Upper(say.A(say.Lower(f.Name))), say.Short(q.DataYear),
			say.Short(q.Total))
	case !f.Cluster && outgrown(q, f):
		s.Stage = "sharded"
		s.Because = fmt.Sprintf("%s GB in a year (comfort %s) and %s writes a second (comfort %s): one primary does "+
			"not hold it.", say.Short(q.DataYear), say.Short(f.DataGB), say.Short(q.Writes),
			say.Short(f.Writes))
		if n := q.strongReads(); n > f.oneReads() {
			s.Because = fmt.Sprintf("%s reads a second ask for the last write, and one primary answers %s.",
				say.Short(n), say.Short(f.oneReads()))
		}
	case top.Copies == 1:
		s.Stage = "single"
		s.Because = fmt.Sprintf("%s a second and %s GB in a year fit one machine.",
			say.Amount(q.Total, "operation"), say.Short(q.DataYear))
	case q.Reads > f.oneReads():
		s.Stage = "replicas"
		s.Because = fmt.Sprintf("%s reads a second, and one machine answers %s: %s.", say.Short(q.Reads),
			say.Short(f.oneReads()), machines)
	case q.Regions > 1:
		s.Stage = "replicas"
		s.Because = fmt.Sprintf("Users in %s: each has a copy nearby, and %s.", countRegions(q.Regions), machines)
	case q.DataGB > replicaGB:
		s.Stage = "replicas"
		s.Because = fmt.Sprintf("%s GB would take hours to restore: %s.", say.Short(q.DataGB), machines)
	case q.Total > replicaOps:
		s.Stage = "replicas"
		s.Because = fmt.Sprintf("%s operations a second must not stop with one machine: %s.", say.Short(q.Total),
			machines)
	default:
		s.Stage = "single"
		s.Because = fmt.Sprintf("%s a second and %s GB in a year fit one machine; its copies are there for the day "+
			"it stops.", say.Amount(q.Total, "operation"), say.Short(q.DataYear))
	}
	return s
}

// Beyond these a second machine has to be there: judgement of the lab.
const (
	replicaGB  = 500
	replicaOps = 2000
)

func countRegions(n float64) string {
	if n == 1 {
		return "one region"
	}
	return say.Short(n) + " regions"
}

// ShardKey is a candidate with its marks, each 0–10.
type ShardKey struct {
	Key         string  `json:"key"`
	Cardinality float64 `json:"cardinality"`
	Evenness    float64 `json:"evenness"`
	Alignment   float64 `json:"alignment"`
	Note        string  `json:"note"`
}

// notNow is the decision not to split.
const notNow = "not now"

// shard says whether and how to split, with key candidates.
func shard(q quantities, f Family, s Scale, top Topology) (Choice, []ShardKey) {
	c := Choice{ID: notNow, What: "not now", Rule: "SHARDING-NOT-YET", Source: "lesson 3", Lesson: "sharding"}
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
			c.Because = fmt.Sprintf("The first limit is %s away at the present growth. Choose the key now, split "+
				"later.", monthsAway(soonest))
		}
		return c, keys
	}
	perGB, perWrites := f.Node.GB, f.Node.Writes
	perReads := f.oneReads()
	n := max(2, math.Ceil(max(q.DataYear/perGB, q.Writes/perWrites)))
	strong := ""
	if s := math.Ceil(q.strongReads() / perReads); !f.Cluster && s > n {
		n = s
		strong = fmt.Sprintf(" %s reads that ask for the last write, at %s a shard.", say.Short(q.strongReads()),
			say.Short(perReads))
	}
	c.Because = fmt.Sprintf("%s GB in a year at %s GB a shard, %s writes a second at %s a shard.",
		say.Short(q.DataYear), say.Short(perGB), say.Short(q.Writes), say.Short(perWrites))
	c.What, c.Unit = fmt.Sprintf("by a hash of the key, about %s shards", say.Short(n)), "shards"
	c.Because += strong
	switch {
	case f.Cluster:
		c.Unit = "nodes"
		n = max(n, math.Ceil(q.Reads/perReads/top.Copies))
		c.What = fmt.Sprintf("by a product that clusters, over about %s nodes for each copy, by a hash of the key",
			say.Short(n))
		c.Because = fmt.Sprintf("%s GB in a year at %s GB a node, %s writes a second at %s a node, %s reads at "+
			"%s a node and copy. Nodes are added one by one; what you choose is the key.", say.Short(q.DataYear),
			say.Short(perGB), say.Short(q.Writes), say.Short(perWrites), say.Short(q.Reads), say.Short(perReads))
	case top.Kind == kindDistributed:
		c.What = fmt.Sprintf("by the engine, in ranges of the key over about %s nodes for each copy", say.Short(n))
		c.Because += " A distributed engine cuts and moves the ranges by itself."
	default:
		c.Because += " Use many logical shards or a consistent hash, so that the number can change."
	}
	if !f.Cluster && (q.Tx == "multi_record" || q.Rate("multi_table_join") > 0) {
		c.Because += " Transactions, joins and unique keys that cross shards cost a second round or are given " +
			"up: put what belongs together under one key."
	}
	if q.Keys > 0 && q.Keys < 10*n {
		c.Because += fmt.Sprintf(" %s keys are few for so many: some will hold several, some none.", say.Short(q.Keys))
	}
	c.ID, c.Rule, c.Value = "hash", "SHARDING-NEEDED", n
	if q.Dominant == "time_range" {
		c.ID = "compound"
		c.What = strings.Replace(c.What, "a hash of the key", "a hash of the source, with ranges of time inside", 1)
	}
	c.Run = run("sharding", "strategy", "consistent", "shards", num(within(n, 1, 512)), "target_shards",
		num(within(2*n, 1, 512)), "writes_s", num(within(q.Writes, 1, 100_000)))
	return c, keys
}

// monthsAway says how far a limit is; beyond ten years nothing is known of the growth.
func monthsAway(months float64) string {
	if months > 120 {
		return "more than ten years"
	}
	return "about " + say.Count(int(math.Round(months)), "month")
}

// byTime says whether something asks by time, without which a shard key has no use for it.
func (q quantities) byTime() bool {
	return q.Rate("time_range") > 0 || q.Rate("append") > 0 && q.Rate("key_range_scan") > 0
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
		{"country or another short list", 2, 3, 2, "a few values hold most rows"},
	}
	if q.byTime() {
		out = append(out, ShardKey{"that key with a time bucket", min(10, card+1), min(10, even+1),
			within(byKey, 0, 10) * .9, "bounds the partition of a busy key; reads of long spans ask several"},
			ShardKey{"time alone", 2, 1, within(byTime, 0, 10) / 2, "every new row goes to the last shard"})
	}
	slices.SortStableFunc(out, func(a, b ShardKey) int {
		return cmp.Compare(b.Cardinality+b.Evenness+b.Alignment, a.Cardinality+a.Evenness+a.Alignment)
	})
	return out
}
