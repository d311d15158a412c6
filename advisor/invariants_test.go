package advisor

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tradeofflab/say"
)

// drawn is a workload of some system: one to four patterns with rates over six powers of ten, and most words said.
func drawn(rng *rand.Rand) Workload {
	pick := func(words ...string) string { return words[rng.IntN(len(words))] }
	size := func(low, high float64) float64 {
		return math.Round(math.Exp(math.Log(low)+rng.Float64()*math.Log(high/low))*100) / 100
	}
	w := Workload{DataGB: size(.1, 1e5), Schema: pick("fixed", "varying"), Tx: pick("", "none", "single_record",
		"single_record", "multi_record", "multi_record"), Regions: []int{1, 1, 1, 2, 3, 5}[rng.IntN(6)],
		Team: pick("", "small", "medium", "large"), Loss: pick("", "none", "none", "seconds", "minutes")}
	w.GrowthGB = w.DataGB * size(.001, .3)
	if rng.IntN(4) == 0 {
		w.ConflictRate = size(.0001, .2)
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

// TestDesignHoldsTogether holds 2,000 drawn workloads to what any advice has to keep: its lines agree with each other
// and with what was asked.
func TestDesignHoldsTogether(t *testing.T) {
	e := engine(t)
	rng := rand.New(rand.NewPCG(2026, 1))
	seen := map[Kind]int{}
	for i := range 2000 {
		w := drawn(rng)
		a, err := e.Core(w)
		if err != nil {
			t.Fatalf("%+v: %v", w, err)
		}
		for id, broken := range brokenIn(e, w, a) {
			if broken {
				text, _ := json.Marshal(w)
				t.Errorf("%s does not hold for drawn workload %d: %s\n%s: %+v\n%+v", id, i, text, a.Primary.Family,
					a.Topology, a.Scale)
			}
		}
		seen[a.Topology.Kind]++
		if t.Failed() {
			return
		}
	}
	for _, k := range []Kind{kindSingleWriter, kindDistributed, kindLeaderless, kindLogged, kindObject, kindMemory,
		kindEmbedded, kindIndex} {
		if seen[k] == 0 {
			t.Errorf("no drawn workload has the kind %s: %v", k, seen)
		}
	}
}

// brokenIn names the invariants that an advice breaks.
func brokenIn(e *Engine, w Workload, a Advice) map[string]bool {
	own, _ := e.rules.family(a.Primary.Family)
	q, top, text := normalise(w), a.Topology, a.said()
	says := func(words string) bool { return strings.Contains(text, words) }
	loss := q.lossOf()
	cached := slices.ContainsFunc(a.Secondaries, func(s Secondary) bool { return s.Family == "cache" })
	ssd, total, machines := 0.0, 0.0, 0.0
	for _, l := range a.Cost.Lines {
		total += l.USD
		var n float64
		switch l.Label {
		case "SSD volumes":
			ssd = l.USD / prices().Lines["ssd_gb"].USD
		case "machines":
			for _, size := range []string{"node", "node_large", "node_small", "node_micro"} {
				usd := prices().Lines[size].USD
				if n = l.USD / usd; strings.Contains(l.How, "× "+say.Short(usd)) {
					machines = n
				}
			}
		}
	}
	left := q.left(a.Secondaries)
	return map[string]bool{
		"nothing is lost where nothing may be": loss == "none" && (slices.Contains([]string{"async", "backup",
			"log_shipping"}, top.Mode) || says("can be lost")),
		"nothing lost is a recovery point of 0": loss == "none" && top.RPO > 0,
		"seconds are at most a minute":          loss == "seconds" && top.RPO > 60,
		"minutes are at most an hour":           loss == "minutes" && top.RPO > 3600,
		"stores without a primary have none": (top.Kind == kindLeaderless || top.Kind == kindObject) &&
			(strings.Contains(a.Replication.What, "primary") || strings.Contains(a.Replication.What, "semi")),
		"a standby is there where it is spoken of":  strings.Contains(a.Scale.Because, "standby") && top.Copies < 2,
		"copies cover the regions":                  top.Copies < q.Regions,
		"replicas are there where a stage has them": a.Scale.Stage == "replicas" && a.Replication.Value < 1,
		"a library has no second machine": top.Kind == kindEmbedded && (a.Replication.Value > 0 || q.Regions > 1 ||
			machines > 1 || says("standby")),
		"one writes where one does":          says("one writes") && top.Kind != kindSingleWriter,
		"copies that are named are paid for": ssd > 0 && math.Abs(ssd-left.DataYear*top.Copies) > 1e-6*ssd,
		"the sum is that of its lines":       math.Abs(total-a.Cost.TotalUSD) > 1e-6*total,
		"shards are needed or not needed":    says("you do not need shards") != (a.Sharding.ID == notNow),
		"shards and stage agree":             (a.Sharding.ID != notNow) != (a.Scale.Stage == "sharded"),
		"machines hold the shards": a.Sharding.ID != notNow && top.Kind != kindMemory && top.Kind != kindObject &&
			machines < a.Sharding.Value*top.Copies-1e-6,
		"a service is not split by its user":        top.Kind == kindObject && a.Sharding.ID != notNow,
		"a bucket of time needs a question by time": strings.Contains(a.ShardKeys[0].Key, "time") && !q.byTime(),
		"what crosses shards is said": a.Sharding.ID != notNow && !own.Cluster && q.Tx == "multi_record" &&
			!strings.Contains(a.Sharding.Because, "cross shards"),
		"nothing grows where growth is unsaid": (w.GrowthGB == 0 || w.DataGB == 0) && slices.ContainsFunc(
			a.Scale.Headroom, func(h Headroom) bool { return h.Months > 0 }),
		"a position of the log is there where it is spoken of": says("position of the last write") && !own.Token,
		"a wish that was not said is not quoted": says("as was said") && !slices.ContainsFunc(w.Patterns,
			func(p Pattern) bool { return p.Consistency == "eventual" }),
		"without a cache none is written to": !cached && top.Kind != kindMemory && (a.WriteCache.ID == "write-back" ||
			strings.Contains(a.WriteCache.What, "cache") || strings.Contains(a.WriteCache.What, "copy")),
		"memory confirms no strong write": a.WriteCache.ID == "write-back" && (q.StrongWrite ||
			q.Tx == "multi_record" || loss == "none"),
		"a cache is there where it is advised": (a.ReadCache.ID != "none") != cached,
		"a cache has a size":                   cached && a.ReadCache.Value <= 0,
		"kinds of index are those of the store": own.ID == "document" && (says("gin,") || says("gist,") ||
			says("or brin")),
		"an index is where its pattern is": slices.ContainsFunc(a.Indexes, func(c Choice) bool {
			return slices.ContainsFunc(a.Secondaries, func(s Secondary) bool {
				return strings.HasPrefix(c.What, s.Pattern+":")
			})
		}),
		"only what changes in place says so": says("changes bytes where they lie") && !own.InPlace,
		"many searches need an engine":       q.Rate("full_text") > 100 && says("you do not need a search engine"),
	}
}

// TestPairsOfWorkloads changes one word or number of a workload: what is heard changes the advice the way it must.
func TestPairsOfWorkloads(t *testing.T) {
	e := engine(t)
	rng := rand.New(rand.NewPCG(2026, 2))
	core := func(w Workload) Advice {
		a, err := e.Core(w)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for range 200 {
		w := drawn(rng)
		w.Regions, w.ConflictRate = 1, 0
		one := core(w)
		w.Regions = 3
		three := core(w)
		if one.Primary.Family == three.Primary.Family && three.Cost.TotalUSD <= one.Cost.TotalUSD {
			t.Errorf("three regions cost %g, one %g: %+v", three.Cost.TotalUSD, one.Cost.TotalUSD, w)
		}
		w.Loss = "none"
		said := core(w)
		w.Loss = ""
		unsaid := core(w)
		if said.Primary.Family == unsaid.Primary.Family && said.Topology.Mode != unsaid.Topology.Mode {
			t.Errorf("loss unsaid is %s, none is %s: %+v", unsaid.Topology.Mode, said.Topology.Mode, w)
		}
	}
}
