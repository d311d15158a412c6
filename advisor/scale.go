package advisor

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tradeofflab/say"
)

// Scale is the stage that the numbers ask for, with the months until each limit.
type Scale struct {
	Stage    string     `json:"stage"` // single, replicas, sharded or distributed
	Because  string     `json:"because"`
	Rule     string     `json:"rule"`
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

// scale tells the stage that was decided, with the growth towards each limit.
func scale(q quantities, f Family, top Topology, stage Decision) Scale {
	s := Scale{Stage: stage.Choose, Rule: stage.ID, Source: "Comfort of the family, see the table of rules",
		Lesson: "sharding"}
	share := 0.0 // rates are taken to grow as the data do; where either is unsaid, nothing is known of them
	if q.DataGB > 0 {
		share = q.GrowthGB / q.DataGB
	}
	if q.DataYear <= q.DataGB { // what expires makes room for what comes
		share = 0
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
	growth := q.GrowthGB
	if share == 0 {
		growth = 0
	}
	s.Headroom = []Headroom{
		{"data", q.DataGB, f.mostGB(), "GB", months(q.DataGB, f.mostGB(), growth)},
		{"writes", q.Writes, f.mostWrites(q), "per s", months(q.Writes, f.mostWrites(q), q.Writes*share)},
		{"reads of one machine", q.Reads, f.oneReads(), "per s", months(q.Reads, f.oneReads(), q.Reads*share)},
	}
	s.Because = whyStage(q, f, top, stage)
	return s
}

// whyStage gives the numbers that put the stage there.
func whyStage(q quantities, f Family, top Topology, stage Decision) string {
	machines := "more than one machine answers"
	switch {
	case top.standsBy(q):
		machines = "one machine answers, and a second stands by"
	case top.Kind == kindSingleWriter && !f.Cluster:
		machines += ", one writes"
	}
	operations := say.Amount(q.Total, "operation")
	switch stage.ID {
	case "STAGE-SERVICE":
		return fmt.Sprintf("%s GB in a year and %s a second are one bucket; the service spreads it.",
			say.Short(q.DataYear), operations)
	case "STAGE-CLUSTER":
		return fmt.Sprintf("%s store is a cluster of nodes from the start: %s GB in a year and %s a second lie on "+
			"several of them.", say.Upper(say.A(say.Lower(f.Name))), say.Short(q.DataYear), operations)
	case "STAGE-MEMORY":
		return fmt.Sprintf("%s GB in a year and %s a second are more than the memory or the one thread of a node.",
			say.Short(q.DataYear), operations)
	case "STAGE-OUTGROWN":
		var why []string
		if q.DataYear > f.mostGB() {
			why = append(why, fmt.Sprintf("%s GB in a year (one primary: %s)", say.Short(q.DataYear),
				say.Short(f.mostGB())))
		}
		if most := f.mostWrites(q); q.Writes > most {
			why = append(why, fmt.Sprintf("%s writes a second%s (one primary: %s)", say.Short(q.Writes),
				together(q, f), say.Short(most)))
		}
		if n := q.strongReads(); n > f.oneReads() {
			why = append(why, fmt.Sprintf("%s reads a second that ask for the last write (one primary: %s)",
				say.Short(n), say.Short(f.oneReads())))
		}
		if n := q.primaryCores(f); n > mostCores {
			why = append(why, fmt.Sprintf("work for %s cores (the largest machine: %s)", say.Short(math.Ceil(n)),
				say.Short(mostCores)))
		}
		return say.Upper(say.List(why...)) + "."
	case "STAGE-DISTRIBUTED":
		if q.homes() == 1 {
			return "One region writes, and is the home of all rows."
		}
		return fmt.Sprintf("%s write, and each row has a home in one of them.", say.Upper(countRegions(q.homes())))
	}
	switch {
	case stage.Choose == "replicas" && q.Reads > f.oneReads():
		return fmt.Sprintf("%s reads a second, and one machine answers %s: %s.", say.Short(q.Reads),
			say.Short(f.oneReads()), machines)
	case stage.Choose == "replicas" && q.resident():
		return fmt.Sprintf("%s keep records of their own: each has an installation of its own.",
			say.Upper(countRegions(q.Regions)))
	case stage.Choose == "replicas" && q.Regions > 1:
		return fmt.Sprintf("Users in %s: each has a copy nearby, and %s.", countRegions(q.Regions), machines)
	case stage.Choose == "replicas" && q.DataGB > restoreGB:
		return fmt.Sprintf("%s GB would take hours to restore: %s.", say.Short(q.DataGB), machines)
	case stage.Choose == "replicas":
		return fmt.Sprintf("%s a second must not stop with one machine: %s.", say.Upper(operations), machines)
	case top.Copies == 1:
		return fmt.Sprintf("%s a second and %s GB in a year fit one machine.", say.Upper(operations),
			say.Short(q.DataYear))
	}
	return fmt.Sprintf("%s a second and %s GB in a year fit one machine; its copies are there for the day it stops.",
		say.Upper(operations), say.Short(q.DataYear))
}

// restoreGB is how much takes hours to restore; the decision on the stage has the same limit.
const restoreGB = 500

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

// shard says whether and how to split, with key candidates. What a cluster spreads by itself are nodes.
func shard(q quantities, f Family, s Scale, top Topology) (Choice, []ShardKey) {
	c := Choice{ID: notNow, What: "not now", Rule: "SHARDING-NOT-YET", Source: "lesson 3", Lesson: "sharding"}
	keys := shardKeys(q)
	if s.Stage != "sharded" && s.Stage != "distributed" {
		soonest := -1.0
		for _, h := range s.Headroom[:2] {
			if h.Months >= 0 && (soonest < 0 || h.Months < soonest) {
				soonest = h.Months
			}
		}
		c.Because = "Nothing grows towards a limit of one primary."
		if soonest > 0 {
			c.Because = fmt.Sprintf("The first limit is %s at the growth that is said. Choose the key now, split "+
				"later.", monthsAway(soonest))
		}
		return c, keys
	}
	key := keys[0].Key
	perGB, perWrites, perReads := f.shardGB(), f.shardWrites(q), f.oneReads()
	n := max(2, math.Ceil(max(q.DataYear/perGB, q.Writes/perWrites)))
	strong := ""
	if cores := math.Ceil(q.primaryCores(f) / mostCores); !f.Cluster && cores > n {
		n = cores
		strong = fmt.Sprintf(" Work for %s cores, at %s a machine.", say.Short(q.primaryCores(f)), say.Short(mostCores))
	}
	if s := math.Ceil(q.strongReads() / perReads); !f.Cluster && s > n {
		n = s
		strong = fmt.Sprintf(" %s reads that ask for the last write, at %s a shard.", say.Short(q.strongReads()),
			say.Short(perReads))
	}
	c.Because = fmt.Sprintf("%s GB in a year at %s GB a shard, %s writes a second%s at %s a shard.",
		say.Short(q.DataYear), say.Short(perGB), say.Short(q.Writes), together(q, f), say.Short(perWrites))
	c.What, c.Unit = fmt.Sprintf("by a hash of %s, about %s shards", key, say.Short(n)), "shards"
	c.Because += strong
	if f.Cluster || top.Kind == kindDistributed || top.Kind == kindMemory {
		c.Unit = "nodes" // how many follows from the size of the store
	} else {
		c.Because += " Use many logical shards or a consistent hash, so that the number can change."
	}
	if crosses(q, f) {
		c.Because += " Transactions, joins and unique keys that cross shards cost a second round or are given up: " +
			"put what belongs together under one key."
	}
	if q.Keys > 0 && q.Keys < 10*n {
		c.Because += fewKeys(q.Keys)
	}
	c.ID, c.Rule, c.Value = "hash", "SHARDING-NEEDED", n
	if top.Kind == kindLogged {
		c.Unit = "partitions"
		c.Value, _ = partitionSum(q)
		c.What = fmt.Sprintf("by the partitions of the log, %s of them, by a hash of %s", say.Short(c.Value), key)
		c.Because = "A partition is the unit that a log spreads over its brokers and its consumers."
		if q.Keys > 0 && q.Keys < 10*c.Value {
			c.Because += fewKeys(q.Keys)
		}
	}
	if top.Kind == kindDistributed {
		c.ID = "range"
	}
	if q.Dominant == "time_range" {
		c.ID = "compound"
	}
	c.Run = run("sharding", "strategy", "consistent", "shards", num(within(n, 1, 512)), "target_shards",
		num(within(2*n, 1, 512)), "writes_s", num(within(q.Writes, 1, 100_000)))
	return c, keys
}

func fewKeys(keys float64) string {
	return fmt.Sprintf(" %s keys are few for so many: some will hold several, some none.", say.Short(keys))
}

func countNodes(n float64) string { return say.Count(int(n), "node") }

// decidesText says which ask a size follows from.
func decidesText(what string) string {
	return map[string]string{"copies": "The number of copies decides", "work": "The work decides",
		"memory": "The memory decides", "bytes": "The bytes decide", "disk of a core": "The disk of a core " +
			"decides"}[what]
}

// crosses says whether something asked for touches several shards at once where the truth is split.
func crosses(q quantities, f Family) bool {
	return !f.Cluster && (q.Tx == "multi_record" || q.Rate("multi_table_join") > 0 || q.asked.UniqueKeys)
}

// monthsAway says how far a limit is; beyond ten years nothing is known of the growth.
func monthsAway(months float64) string {
	if months > 120 {
		return "beyond ten years"
	}
	return "about " + say.Count(int(math.Round(months)), "month") + " away"
}

// byTime says whether something asks by time, without which a shard key has no use for it.
func (q quantities) byTime() bool {
	return q.Rate("time_range") > 0 || q.Rate("append") > 0 && q.Rate("key_range_scan") > 0
}

// keyed are the operations that find records by a key.
var keyed = []string{"point_lookup", "key_range_scan", "whole_document_read", "counter", "append", "queue"}

// shardKeys are the candidates, best first, in the words of the user's patterns.
func shardKeys(q quantities) []ShardKey {
	even := 10 - 5*min(q.Skew, 1.6)
	total := max(q.Total, 1e-9)
	byKey := 10 * q.Rate(keyed...) / total
	card := 9.0
	if q.Keys > 0 {
		card = within(2*math.Log10(q.Keys), 0, 10)
	}
	byTime := 10 * q.Rate("time_range", "append") / total
	name := "what records are looked up by"
	busiest, ranged := 0.0, true
	for _, p := range q.patterns {
		if slices.Contains(keyed, p.Op) && p.Op != "append" && p.rate() > busiest {
			busiest, name, ranged = p.rate(), "the key of "+p.label(), p.Op == "key_range_scan"
		}
	}
	if busiest == 0 && q.byTime() {
		name = "the source of the records"
	}
	out := []ShardKey{
		{name, card, even, within(byKey, 0, 10), "keeps the frequent query on one shard"},
		{"country or another short list", 1, 2, 1, "a few values hold most rows"},
	}
	if t := q.asked.Tenants; t != nil && t.Count > 1 {
		marks := ShardKey{"the tenant", within(2*math.Log10(t.Count), 0, 10), 10 - t.LargestPct/10, 10,
			"a tenant's records, joins and transactions stay on one shard"}
		if t.LargestPct > 20 {
			marks.Note = fmt.Sprintf("the largest tenant is %s %% of all: give it a shard of its own",
				say.Short(t.LargestPct))
		}
		out = append(out, marks)
	}
	if q.byTime() && ranged && !(q.Retention > 0 && q.Retention <= 7) {
		out = append(out, ShardKey{name + " with a time bucket", min(10, card+1), min(10, even+1),
			within(byKey, 0, 10) * .9, "bounds the partition of a busy key; reads of long spans ask several"},
			ShardKey{"time alone", 1, 0, within(byTime, 0, 10) / 5, "every new row goes to the last shard"})
	}
	slices.SortStableFunc(out, func(a, b ShardKey) int {
		return cmp.Compare(b.Cardinality+b.Evenness+b.Alignment, a.Cardinality+a.Evenness+a.Alignment)
	})
	return out
}
