package advisor

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Found is a workload whose advice breaks an invariant, made as small as it goes.
type Found struct {
	Invariant string
	Workload  Workload
	Advice    Advice
}

// advicesEach is how many advices one drawn workload takes: its own and those of its pairs.
const advicesEach = 5

// Hunt draws workloads until the context ends and holds each advice to its invariants, alone and in pairs that differ
// in
// one word. It gives the number of advices and the first that breaks one, or nil.
func (e *Engine) Hunt(ctx context.Context, seed uint64) (advices int, found *Found, err error) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for ctx.Err() == nil {
		w := drawn(rng)
		bad, err := e.broken(w)
		if err != nil {
			return advices, nil, fmt.Errorf("%s: %w", asJSON(w), err)
		}
		if advices += advicesEach; len(bad) > 0 {
			f, err := e.smallest(w, bad[0])
			return advices, f, err
		}
	}
	return advices, nil, nil
}

func asJSON(w Workload) string {
	text, _ := json.Marshal(w) // a workload holds numbers, words and lists
	return string(text)
}

// broken names the invariants that the advice on a workload breaks, in their order.
func (e *Engine) broken(w Workload) ([]string, error) {
	a, err := e.Core(w)
	if err != nil {
		return nil, err
	}
	all := brokenIn(e, w, a)
	maps.Copy(all, invariantsOf(e, w, a))
	if err := e.brokenPairs(w, all); err != nil {
		return nil, err
	}
	maps.DeleteFunc(all, func(_ string, bad bool) bool { return !bad })
	return slices.Sorted(maps.Keys(all)), nil
}

// smallest takes away patterns and fields as long as the invariant stays broken.
func (e *Engine) smallest(w Workload, invariant string) (*Found, error) {
	still := func(w Workload) bool {
		if w.Validate() != nil {
			return false
		}
		bad, err := e.broken(w)
		return err == nil && slices.Contains(bad, invariant)
	}
	for again := true; again; {
		again = false
		for i := range w.Patterns {
			less := w
			less.Patterns = slices.Delete(slices.Clone(w.Patterns), i, i+1)
			if still(less) {
				w, again = less, true
				break
			}
		}
		for _, drop := range []func(*Workload){
			func(w *Workload) { w.KeyCardinality = 0 }, func(w *Workload) { w.BudgetUSD = 0 },
			func(w *Workload) { w.RetentionDays = 0 }, func(w *Workload) { w.Current = nil },
			func(w *Workload) { w.ConflictRate = 0 },
			func(w *Workload) { w.Regions = Regions{} }, func(w *Workload) { w.Schema = "" },
			func(w *Workload) { w.Team = "" }, func(w *Workload) { w.Tx = "" }, func(w *Workload) { w.GrowthGB = 0 },
		} {
			less := w
			drop(&less)
			if asJSON(less) != asJSON(w) && still(less) {
				w, again = less, true
			}
		}
	}
	a, err := e.Core(w)
	return &Found{invariant, w, a}, err
}

// brokenPairs changes one word of a workload and notes where the advice does not change the way it must.
func (e *Engine) brokenPairs(w Workload, bad map[string]bool) error {
	var failed error
	core := func(change func(*Workload)) Advice {
		other := w
		other.Regions, other.ConflictRate = Regions{Count: 1}, 0
		change(&other)
		a, err := e.Core(other)
		if err != nil {
			failed = err
		}
		return a
	}
	one, three := core(func(*Workload) {}), core(func(w *Workload) { w.Regions.Count = 3 })
	said, unsaid := core(func(w *Workload) { w.Loss = "none" }), core(func(w *Workload) { w.Loss = "" })
	if failed != nil {
		return failed
	}
	// Another kind of store, or another way to run it, may cost less where several regions ask for it.
	a, b := one.Design.Stores[0], three.Design.Stores[0]
	bad["three regions cost more than one"] = a.Family == b.Family && a.Kind == b.Kind && a.Run == b.Run &&
		three.Cost.TotalUSD <= one.Cost.TotalUSD
	bad["loss unsaid is none"] = said.Primary.Family == unsaid.Primary.Family &&
		said.Topology.Mode != unsaid.Topology.Mode
	served := one.Topology.Kind != kindEmbedded
	for _, p := range []struct {
		id       string
		applies  bool
		from, to func(*Workload)
	}{
		{"X4 writes in batches are heard", batches(one) && !a.model.Metered,
			func(w *Workload) { w.Batchable = false }, func(w *Workload) { w.Batchable = true }},
		{"X5 the stage of today is heard", true, func(w *Workload) {
			w.Current = &Current{Engine: "postgresql",
				Stage: "single"}
		}, func(w *Workload) { w.Current = &Current{Engine: "postgresql", Stage: "sharded"} }},
		{"M6 the engine of today is heard", true, func(w *Workload) { w.Current = &Current{Engine: "postgresql"} },
			func(w *Workload) { w.Current = &Current{Engine: "mongodb"} }},
		{"M6 the bill of today is heard", true, func(w *Workload) {
			w.Current = &Current{
				CostUSD: one.Cost.TotalUSD}
		},
			func(w *Workload) { w.Current = &Current{CostUSD: 10 * one.Cost.TotalUSD} }},
		{"X8 a wish of 1 ms is heard", served && normalise(w).LatencyMin > 2, func(*Workload) {},
			func(w *Workload) { each(w, func(p *Pattern) { p.LatencyMs = 1 }) }},
	} {
		if p.applies && !hears(core(p.from), core(p.to)) {
			bad[p.id] = true
		}
	}
	// Machines are sold in sizes that double, so more of one thing may fall on a size that fits better, by half at
	// most.
	for id, more := range map[string]func(*Workload){
		"K10 more reads cost no less":  func(w *Workload) { each(w, func(p *Pattern) { p.Reads *= 3 }) },
		"K10 more writes cost no less": func(w *Workload) { each(w, func(p *Pattern) { p.Writes *= 3 }) },
		"K10 more bytes cost no less":  func(w *Workload) { w.DataGB *= 3 },
	} {
		b := core(more)
		bad[id] = sameStores(one, b) && b.Cost.TotalUSD < one.Cost.TotalUSD/2
	}
	return failed
}

// batches says whether the truth takes writes that can be put together: files go one by one.
func batches(a Advice) bool {
	return a.Topology.Kind != kindEmbedded && slices.ContainsFunc(normalise(a.Workload).patterns, func(p Pattern) bool {
		_, elsewhere := besideFor(p, a.Secondaries)
		return p.Op != "blob_get" && p.Writes >= 1 && !elsewhere
	})
}

// each changes every pattern of a workload, which gets a list of its own.
func each(w *Workload, change func(*Pattern)) {
	w.Patterns = slices.Clone(w.Patterns)
	for i := range w.Patterns {
		change(&w.Patterns[i])
	}
}

// hears says whether two advices differ in more than what repeats the question.
func hears(a, b Advice) bool {
	said := func(a Advice) string {
		a.Workload, a.Record, a.Figures, a.Design.Assumptions = Workload{}, "", nil, nil
		text, _ := json.Marshal(a) // an advice holds numbers, words and lists
		return string(text)
	}
	return said(a) != said(b)
}

// sameStores says whether two designs have the same products, which serve the same patterns.
func sameStores(a, b Advice) bool {
	return slices.EqualFunc(a.Design.Stores, b.Design.Stores, func(x, y Store) bool {
		return x.Family == y.Family && x.Kind == y.Kind && x.Run == y.Run && x.Product == y.Product &&
			slices.Equal(x.Serves, y.Serves)
	})
}

// drawn is a workload of some system: one to four patterns with rates over six powers of ten, and most words said.
func drawn(rng *rand.Rand) Workload {
	pick := func(words ...string) string { return words[rng.IntN(len(words))] }
	size := func(low, high float64) float64 {
		return math.Round(math.Exp(math.Log(low)+rng.Float64()*math.Log(high/low))*100) / 100
	}
	w := Workload{DataGB: size(.1, 1e5), Schema: pick("fixed", "varying"), Tx: pick("", "none", "single_record",
		"single_record", "multi_record", "multi_record"), Regions: Regions{Count: []int{1, 1, 1, 2, 3, 5}[rng.IntN(6)]},
		Team: pick("", "small", "medium", "large"), Loss: pick("", "none", "none", "seconds", "minutes")}
	w.GrowthGB = w.DataGB * size(.001, .3)
	if rng.IntN(4) == 0 {
		w.ConflictRate = size(.0001, .2)
	}
	if rng.IntN(4) == 0 {
		w.RetentionDays = math.Round(size(1, 2000))
	}
	if rng.IntN(5) == 0 {
		w.BudgetUSD = math.Round(size(1, 1e5))
	}
	if rng.IntN(4) == 0 {
		w.Current = &Current{Stage: stages[rng.IntN(len(stages))], Engine: pick("PostgreSQL", "MySQL", "MongoDB",
			"Cassandra",
			"Redis", "Elasticsearch", "DynamoDB", "Oracle", "a file", ""), CPUPct: math.Round(size(1, 100)),
			LatencyFactor: size(1, 20), CostUSD: math.Round(size(1, 1e5))}
	}
	if rng.IntN(3) == 0 {
		w.KeyCardinality = math.Round(size(10, 1e9))
	}
	for i := range 1 + rng.IntN(4) {
		p := Pattern{Name: fmt.Sprintf("pattern %d", i), Op: Ops[rng.IntN(len(Ops))], LatencyMs: size(1, 5000),
			Consistency: pick("", "strong", "session", "eventual"), ItemBytes: math.Round(size(20, 5000))}
		if p.Op == "blob_get" {
			p.ItemBytes *= 1000
		}
		most := 1e6
		if slices.Contains([]string{"aggregate_scan", "multi_table_join", "graph_traversal", "vector_similarity"},
			p.Op) {
			most = 1000
		}
		if rng.IntN(3) > 0 {
			p.Reads = size(.01, most)
		}
		if p.Reads == 0 || rng.IntN(3) == 0 {
			p.Writes = size(.01, most/5)
		}
		w.Patterns = append(w.Patterns, p)
	}
	return w
}

// brokenIn names the invariants that an advice breaks.
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
			"a bill for bytes grows with the copies": s.Kind == kindSingleWriter &&
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
	d := demand{gb: s.GBYear, regions: q.Regions, ops: s.Reads + s.Writes, writes: s.Writes}
	return s.model.unfit(d) == ""
}
