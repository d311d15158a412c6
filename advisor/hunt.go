package advisor

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// Found is a workload whose advice breaks an invariant, made as small as it goes.
type Found struct {
	Invariant string
	Workload  Workload
	Advice    Advice
}

// Hunt draws workloads until the context ends and holds each advice to its invariants, alone and in pairs that differ
// in one word. It gives the number of advices and the first that breaks one, or nil.
func (e *Engine) Hunt(ctx context.Context, seed uint64) (advices int, found *Found, err error) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for ctx.Err() == nil {
		w := drawn(rng)
		bad, n, err := e.broken(w)
		if err != nil {
			return advices, nil, fmt.Errorf("%s: %w", asJSON(w), err)
		}
		if advices += n; len(bad) > 0 {
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

// broken names the invariants that the advice on a workload breaks, alone or beside others, in their order. It gives
// the number of advices that were looked at as well.
func (e *Engine) broken(w Workload) (names []string, advices int, err error) {
	a, err := e.Core(w)
	if err != nil {
		return nil, 0, err
	}
	all := e.brokenAlone(w, a)
	pairs, err := e.brokenPairs(w, all)
	if err != nil {
		return nil, 0, err
	}
	maps.DeleteFunc(all, func(_ string, bad bool) bool { return !bad })
	return slices.Sorted(maps.Keys(all)), 1 + pairs, nil
}

// smallest takes away patterns and fields as long as the invariant stays broken.
func (e *Engine) smallest(w Workload, invariant string) (*Found, error) {
	still := func(w Workload) bool {
		if w.Validate() != nil {
			return false
		}
		bad, _, err := e.broken(w)
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
