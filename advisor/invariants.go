package advisor

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/say"
)

// atRate finds the pace of a backfill.
var atRate = regexp.MustCompile(`at ([0-9.,]+) (?:records )?a second`)

// brokenAlone holds one advice to all invariants. An entry is true where the advice breaks it.
func (e *Engine) brokenAlone(w Workload, a Advice) map[string]bool {
	all := brokenIn(e, w, a)
	maps.Copy(all, numbered(e, w, a))
	return all
}

// numbered are the invariants of an advice that have a number: R replication, S scale, C consistency and caches,
// B stores beside the truth, K cost, M today's system, P products.
func numbered(e *Engine, w Workload, a Advice) map[string]bool {
	own, _ := e.rules.family(a.Primary.Family)
	q := normalise(w)
	left := q.left(a.Secondaries)
	truth, loss, text := a.Design.Stores[0], q.lossOf(), a.said()
	warned := func(id string) bool {
		return slices.ContainsFunc(a.Design.Warnings, func(w Warning) bool { return w.ID == id })
	}
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(x string) bool { return strings.Contains(text, x) })
	}
	bad := map[string]bool{
		"R8 several primaries only where nothing spans records": truth.Kind == kindLeaderless && q.Tx == "multi_record",
		"R13 a log has three copies": slices.ContainsFunc(a.Design.Stores, func(s Store) bool {
			return s.Kind == kindLogged && !strings.Contains(s.Replication.What, "factor 3") &&
				!strings.Contains(s.Replication.What, "three zones")
		}),
		"S3 shards are those that are printed": a.Sharding.Unit == "shards" && (truth.Shards != a.Sharding.Value ||
			!strings.Contains(a.Sharding.What, "about "+say.Short(truth.Shards)+" shards")),
		"S4 shards take the work": truth.Kind == kindSingleWriter && !own.Cluster &&
			left.primaryCores(own) > 1.01*mostCores*truth.Shards,
		"S6 a split has a reason": a.Sharding.Unit == "shards" && !outgrown(left, own),
		"S10 few keys are said": a.Sharding.ID != notNow && q.Keys > 0 && q.Keys < 10*a.Sharding.Value &&
			!strings.Contains(a.Sharding.Because, "few") && !truth.model.Metered && truth.model.Sold != "units",
		"S12 a log has one number": truth.Kind == kindLogged && a.Sharding.ID != notNow && a.Partitions != nil &&
			a.Sharding.Value != a.Partitions.Value,
		"S13 the stage has its number":  !strings.ContainsAny(a.Scale.Because, "0123456789"),
		"S17 stores beside are a stage": len(a.Secondaries) > 0 && !strings.Contains(a.Scale.Because, "polyglot"),
		"C6 write-back has both its stores": a.WriteCache.ID == "write-back" && (len(a.Design.Stores) < 2 ||
			truth.Kind != kindMemory),
		"C12 no cache has a reason": a.ReadCache.ID == "none" && len(a.ReadCache.Because) < 20,
		"B6 many questions over much are not left to rows": q.readsOf("aggregate_scan") >= .5 &&
			q.DataGB >= 1000 &&
			q.Rate(keyed...) >= 500 && own.Fit["aggregate_scan"] < goodFit && !says("column store", "roll-up", "sums",
			"olap"),
		"B7 files are in no database": hasStore(a.Secondaries, "object-storage") &&
			truth.GBYear > q.DataYear*(1-q.Files)*1.001+1e-9,
		"B8 a tier has its store": slices.Contains([]string{"object", "infrequent"}, a.StorageTier.ID) &&
			!slices.ContainsFunc(a.Design.Stores, func(s Store) bool { return s.Kind == kindObject }),
		"K2 cold objects have their price": truth.cold() && a.StorageTier.ID == "infrequent" &&
			truth.Run == runManaged &&
			!truth.model.FreeEgress && !slices.ContainsFunc(truth.lines, func(l CostLine) bool {
			return strings.Contains(l.How, say.Short(e.price("object_ia_gb")))
		}),
		"K3 bytes out are said": q.bytesOut()*e.price("egress_most_gb") > a.Cost.TotalUSD &&
			!warned("egress"),
		"P2 one choice and what it costs": truth.model.Name != truth.Product,
	}
	for _, s := range a.Design.Stores[1:] {
		if slices.ContainsFunc(a.Vetoed, func(v Vetoed) bool {
			return v.Family == s.Family && strings.HasPrefix(v.Rule, "VETO-LOSS")
		}) {
			bad["B13 what may lose records holds copies"] = bad["B13 what may lose records holds copies"] ||
				s.Feed == nil || s.Feed.From != truth.Family &&
				!strings.Contains(s.Feed.How, "the records here are the truth of the index")
		}
		bad["B1 a store beside has feed, lag and rebuild"] = bad["B1 a store beside has feed, lag and rebuild"] ||
			s.Feed == nil || s.Feed.How == "" || s.Feed.Rebuild == "" || s.Feed.LagS < 0
		bad["B2 a store beside is paid"] = bad["B2 a store beside is paid"] || s.USD <= 0
		if s.Kind == kindMemory {
			bad["C10 one size of the cache"] = a.ReadCache.ID != "none" &&
				math.Abs(a.ReadCache.Value-1000*s.MemoryGB) > 1
			bad["C11 a large cache is said"] = (s.MemoryGB > cacheMostGB || s.USD > cacheMost*a.Cost.TotalUSD) &&
				!warned("cache_large")
			bad["C15 the reads of a cache are those it may answer"] = !strings.Contains(a.ReadCache.Because,
				say.Short(q.cacheableIn(s.Serves))+" reads")
		}
	}
	for _, s := range a.Design.Stores {
		if s.family.Capacity.Stored != 1 && s.DiskGB > 0 && s.Kind == kindIndex {
			bad["S19 compression is a term"] = !slices.ContainsFunc(s.Sizing, func(x Ask) bool {
				return strings.Contains(x.How, "on disk")
			})
		}
		if s.DiskGB > 0 && !s.model.SharedStorage && s.Kind != kindObject && s.Kind != kindEmbedded {
			bad["R4 every copy has its disk"] = bad["R4 every copy has its disk"] ||
				math.Abs(s.DiskGB-s.GBYear*s.family.Capacity.Stored*s.Copies) > 1e-6*s.DiskGB
		}
	}
	for i, p := range q.patterns {
		b, elsewhere := besideFor(p, a.Secondaries)
		line := ""
		for _, c := range a.Consistency {
			if strings.HasPrefix(c.What, p.label()+":") {
				line = c.What + c.Because
			}
		}
		at := e.servedBy(p, a)
		for id, broken := range map[string]bool{
			"C1 a strong read elsewhere is dealt with": p.Consistency == "strong" && elsewhere && p.Reads > 0 &&
				!strings.Contains(line, "truth") && !strings.Contains(line, "last write"),
			"C2 every read has its line": p.Reads > 0 && line == "",
			"C9 own writes in a cache": p.Consistency == "session" && elsewhere && b.Family == "cache" && p.Reads > 0 &&
				!strings.Contains(line, "delete"),
			"C13 a far write is said": q.Regions > 1 && p.Consistency == "strong" && p.Writes > 0 && p.LatencyMs > 0 &&
				p.LatencyMs < 2*roundTripMs && !warned("latency_region"),
			"C16 a wish below the floor is said": p.LatencyMs > 0 && p.rate() > 0 && p.LatencyMs < at.floorMs() &&
				!warned("latency_store"),
			"C18 the far region is said": q.Regions > 1 && p.Writes > 0 && p.LatencyMs > 0 && p.LatencyMs < 100 &&
				!warned("latency_region"),
			"C17 what weighs a pattern sizes its machines": e.weighsOtherwise(p, q),
			"B5 a weakness is said": p.Reads > 0 && q.weight[i] >= least && !elsewhere && served(own, p) < 3 &&
				!slices.ContainsFunc(a.Design.Warnings, func(x Warning) bool {
					return strings.Contains(strings.ToLower(x.Text), strings.ToLower(p.label()))
				}),
			"B11 a key for each pattern": slices.Contains([]Kind{kindLeaderless, kindIndex}, own.Kind) && !elsewhere &&
				p.rate() > 0 && !slices.ContainsFunc(a.Indexes, func(c Choice) bool {
				return strings.HasPrefix(c.What, p.label()+":")
			}),
		} {
			bad[id] = bad[id] || broken
		}
	}
	if w.Current != nil {
		today, known := e.rules.today(w.Current.Engine)
		calm := a.Urgency.Band == "low" || a.Urgency.Band == "medium"
		bad["M1 what does not press is optional"] = calm && !a.Plan.Optional
		bad["M3 nothing is counted of data unsaid"] = q.DataGB == 0 && strings.Contains(fmt.Sprint(a.Migration),
			" records, ")
		for _, phase := range a.Migration {
			if m := atRate.FindStringSubmatch(phase.Do); phase.Name == "Backfill" && m != nil {
				rate, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64)
				bad["M2 the backfill leaves half free"] = err != nil || rate > (truth.takes()-left.Writes)/2*1.01
				bad["M6 the backfill ends"] = rate < 50
			}
		}
		bad["M4 the engine of today stays"] = known && today.Family == a.Primary.Family && a.Plan.Kind == "move" &&
			(today.Engine == truth.model.Engine || today.Kind != kindEmbedded && truth.Kind != kindDistributed)
		bad["M8 another engine is a move"] = known && today.Family == a.Primary.Family &&
			today.Kind != truth.Kind && truth.Kind == kindDistributed && today.Engine != truth.model.Engine &&
			slices.Contains([]string{"", "single", "replicas"}, w.Current.Stage) && a.Plan.Kind != "move"
		bad["M5 urgency looks at today's engine"] = w.Current.Engine != "" && a.Urgency.From != w.Current.Engine
	}
	if loss == "none" && truth.Replication.RPO > 0 {
		bad["R9 nothing lost is RPO 0"] = true
	}
	return bad
}

// brokenIn are the invariants by which the lines of an advice agree with each other and with the workload.
func brokenIn(e *Engine, w Workload, a Advice) map[string]bool {
	own, _ := e.rules.family(a.Primary.Family)
	q, top, text := normalise(w), a.Topology, a.said()
	says := func(words string) bool { return strings.Contains(text, words) }
	warned := func(id string) bool {
		return slices.ContainsFunc(a.Design.Warnings, func(w Warning) bool { return w.ID == id })
	}
	loss, truth := q.lossOf(), a.Design.Stores[0]
	cached := slices.ContainsFunc(a.Secondaries, func(s Secondary) bool { return s.Family == "cache" })
	total, stores := 0.0, 0.0
	for _, l := range a.Cost.Lines {
		total += l.USD
	}
	bad := map[string]bool{}
	for _, s := range a.Design.Stores {
		stores += s.USD
		sum := 0.0
		for _, l := range a.Cost.Lines {
			if l.Store == s.Family {
				sum += l.USD
			}
		}
		most := s.family.Capacity.MachineGB * 1.001
		for id, broken := range map[string]bool{
			"a store is paid by its lines": math.Abs(sum-s.USD) > 1e-6*max(1, sum),
			"a store has a product":        s.Product == "" || s.USD <= 0,
			"machines hold the copies":     s.Nodes < s.Copies*s.Shards-1e-6,
			"bytes fit the machines":       s.Kind != kindObject && s.Node.DiskGB > max(most, own.mostGB()),
			"a store beside is fed":        (s.Feed != nil) == (s.Family == truth.Family),
			"a store serves something":     len(s.Serves) == 0,
			"a key for a store with keys":  len(s.Keys)+len(s.Indexes) == 0,
			"no number is lost": math.IsNaN(s.USD+s.MemoryGB+s.DiskGB+s.Nodes) ||
				math.IsInf(s.USD+s.Nodes, 0),
			"no bucket of time without a question": !q.byTime() && slices.ContainsFunc(s.Keys,
				func(k string) bool { return strings.Contains(k, "bucket") }),
			"a product is within its limits": !takes(e, s, q),
			"memory holds a quarter of the vectors": s.Kind == kindIndex && q.vectorGB() > 0 && s.Family == "vector" &&
				s.MemoryGB < q.vectorGB()/4,
			"a price is known for an alternative": slices.ContainsFunc(s.Alternatives,
				func(x Alternative) bool { return x.USD < 0 }),
			"one choice and one alternative each": s.Kind != kindEmbedded && len(s.Alternatives) == 0 &&
				len(s.excluded) == 0 && s.Family != "time-series",
			"nothing that is stored is on no disk": s.GBYear > 0 && s.DiskGB <= 0,
			"a bill for bytes grows with the copies": s.Kind == kindSingleWriter && !s.model.SharedStorage &&
				s.DiskGB+1e-6 < s.GBYear*s.family.Capacity.Stored*s.Copies,
		} {
			bad[id] = bad[id] || broken
		}
	}
	months := 0.0
	for _, h := range a.Scale.Headroom {
		months = max(months, h.Months)
	}
	made := q.writtenGB(30)
	for id, broken := range map[string]bool{
		"nothing is lost where nothing may be": loss == "none" && (slices.Contains([]string{"async", "backup",
			"log_shipping"}, top.Mode) || says("can be lost")),
		"nothing lost is a recovery point of 0": loss == "none" && top.RPO > 0,
		"seconds are at most a minute":          loss == "seconds" && top.RPO > 60,
		"minutes are at most an hour":           loss == "minutes" && top.RPO > 3600,
		"stores without a primary have none": (top.Kind == kindLeaderless || top.Kind == kindObject) &&
			(strings.Contains(a.Replication.What, "primary") || strings.Contains(a.Replication.What, "semi")),
		"a standby is there where it is spoken of":  strings.Contains(a.Scale.Because, "standby") && top.Copies < 2,
		"copies cover the regions":                  top.Copies < q.Regions && !w.Regions.resident(),
		"replicas are there where a stage has them": a.Scale.Stage == "replicas" && a.Replication.Value < 1,
		"a library has no second machine": top.Kind == kindEmbedded && (a.Replication.Value > 0 || q.Regions > 1 ||
			truth.Nodes > 1 || says("standby")),
		"one writes where one does": strings.Contains(a.Scale.Because, "one writes") &&
			top.Kind != kindSingleWriter,
		"the sum is that of its lines":    math.Abs(total-a.Cost.TotalUSD) > 1e-6*total,
		"stores cost no more than all":    stores > a.Cost.TotalUSD*(1+1e-9),
		"shards are needed or not needed": says("you do not need shards") != (a.Sharding.ID == notNow),
		"shards and stage agree": (a.Sharding.ID != notNow) != slices.Contains([]string{"sharded",
			"distributed"}, a.Scale.Stage),
		"machines hold the shards": a.Sharding.ID != notNow && top.Kind != kindLogged &&
			truth.Nodes < a.Sharding.Value*top.Copies-1e-6,
		"a service is not split by its user": top.Kind == kindObject && a.Sharding.ID != notNow,
		"a split names its first key": a.Sharding.ID != notNow && !strings.Contains(a.Sharding.What,
			a.ShardKeys[0].Key),
		"a bucket of time needs a question": strings.Contains(a.ShardKeys[0].Key, "time") && !q.byTime(),
		"what crosses shards is said":       a.Sharding.ID != notNow && crosses(q, own) && !warned("cross_shard"),
		"nothing grows where growth is unsaid": (w.GrowthGB == 0 || w.DataGB == 0) && slices.ContainsFunc(
			a.Scale.Headroom, func(h Headroom) bool { return h.Months > 0 }),
		"far limits are beyond ten years": months > 120 && strings.Contains(a.Sharding.Because, "about") &&
			a.Sharding.ID == notNow &&
			strings.Contains(a.Sharding.Because, say.Short(months)+" month"),
		"a position of the log is there where it is spoken of": says("position of the last write") && !own.Token,
		"a wish that was not said is not quoted": says("as was said") && !slices.ContainsFunc(w.Patterns,
			func(p Pattern) bool { return p.Consistency == "eventual" }),
		"without a cache none is written to": !cached && top.Kind != kindMemory && (a.WriteCache.ID == "write-back" ||
			strings.Contains(a.WriteCache.What, "cache") || strings.Contains(a.WriteCache.What, "copy")),
		"memory confirms no strong write": a.WriteCache.ID == "write-back" && (q.StrongWrite ||
			q.Tx == "multi_record" || loss == "none"),
		"a cache is there where it is advised": (a.ReadCache.ID != "none") != cached,
		"a cache has a size and a life":        cached && (a.ReadCache.Value <= 0 || a.ReadCache.TTL <= 0),
		"kinds of index are those of the store": own.ID == "document" && (says("gin,") || says("gist,") ||
			says("or brin")),
		"an index is where its pattern is": slices.ContainsFunc(a.Indexes, func(c Choice) bool {
			return slices.ContainsFunc(a.Secondaries, func(s Secondary) bool {
				return strings.HasPrefix(c.What, s.Pattern+":")
			})
		}),
		"only what changes in place says so": strings.Contains(a.StorageTier.Because, "changes bytes where they lie") &&
			!own.InPlace,
		"many searches need an engine": q.Rate("full_text") > 100 && says("you need no further store"),
		"a gap between rate and growth is said": q.Retention == 0 && made > 5*w.GrowthGB && w.DataGB > 0 && made > 0 &&
			!warned("rate_size"),
		"a budget is heard": w.BudgetUSD > 0 && a.Cost.TotalUSD > w.BudgetUSD && !warned("budget"),
		"strong reads beyond one machine": top.Kind == kindSingleWriter &&
			q.left(a.Secondaries).strongReads() > own.oneReads() && a.Sharding.ID == notNow && !own.Cluster,
		"reads fit the copies": top.Kind == kindSingleWriter && !cached && a.Sharding.ID == notNow &&
			truth.Reads > truth.Copies*own.oneReads() && top.Copies < mostReaders,
		"expiry bounds the bytes": q.Retention > 0 && q.DataYear > max(q.DataGB, q.GrowthGB/30*q.Retention,
			q.writtenGB(q.Retention))*1.001,
		"every flow carries something": slices.ContainsFunc(a.Design.Flows,
			func(f Flow) bool { return f.PerS <= 0 }),
		"every region is listed": len(a.Design.Regions) != int(q.Regions),
		"small systems are cheap": q.Total <= 10 && q.DataYear <= 5 && len(a.Secondaries) == 0 &&
			q.Regions == 1 && stores > 150,
		"a decision on every question": len(a.Decided) < len(questions),
		"unsaid consistency is an assumption": slices.ContainsFunc(w.Patterns,
			func(p Pattern) bool { return p.Consistency == "" }) &&
			!slices.ContainsFunc(a.Design.Assumptions, func(x Assumption) bool { return x.Field == "consistency" }),
	} {
		bad[id] = bad[id] || broken
	}
	return bad
}

// takes says whether the product of a store takes what the store holds.
func takes(e *Engine, s Store, q quantities) bool {
	return s.model.unfit(s.demand(q)) == ""
}

// weighsOtherwise says whether the work by which a pattern is weighed is not that of the machines of a general-purpose
// store.
func (e *Engine) weighsOtherwise(p Pattern, q quantities) bool {
	general, _ := e.rules.family("relational")
	c := general.Capacity
	apart := func(a, b float64) bool { return math.Abs(a-b) > .02*max(a, b) }
	recall := 1.0 // a wish for more of the neighbours makes a search longer, not more important
	if p.Vectors != nil && p.Vectors.Recall > highRecall {
		recall = 2
	}
	return apart(c.Lookups/c.perCore(p, q.DataYear), p.work(q.DataYear)*recall) || apart(c.Lookups/c.Writes, writeWork)
}
