package advisor

import (
	"encoding/json"
	"slices"
)

// brokenPairs changes one word of a workload and notes where the advice does not change the way it must. It gives the
// number of advices that it took.
func (e *Engine) brokenPairs(w Workload, bad map[string]bool) (advices int, failed error) {
	core := func(change func(*Workload)) Advice {
		other := w
		other.Regions, other.ConflictRate = Regions{Count: 1}, 0
		change(&other)
		advices++
		a, err := e.Core(other)
		if err != nil {
			failed = err
		}
		return a
	}
	one, three := core(func(*Workload) {}), core(func(w *Workload) { w.Regions.Count = 3 })
	said, unsaid := core(func(w *Workload) { w.Loss = "none" }), core(func(w *Workload) { w.Loss = "" })
	if failed != nil {
		return advices, failed
	}
	// Another kind of store, or another way to run it, may cost less where several regions ask for it.
	a, b := one.Design.Stores[0], three.Design.Stores[0]
	bad["three regions cost more than one"] = a.Family == b.Family && a.Kind == b.Kind && a.Run == b.Run &&
		three.Cost.TotalUSD <= one.Cost.TotalUSD
	bad["loss unsaid is none"] = said.Primary.Family == unsaid.Primary.Family &&
		said.Topology.Mode != unsaid.Topology.Mode
	for _, p := range []struct {
		id       string
		applies  bool
		from, to func(*Workload)
	}{
		{"X4 writes in batches are heard", batches(one) && !a.model.Metered,
			func(w *Workload) { w.Batchable = false }, func(w *Workload) { w.Batchable = true }},
		{"X5 the stage of today is heard", true,
			func(w *Workload) { w.Current = &Current{Engine: "postgresql", Stage: "single"} },
			func(w *Workload) { w.Current = &Current{Engine: "postgresql", Stage: "sharded"} }},
		{"M6 the engine of today is heard", true,
			func(w *Workload) { w.Current = &Current{Engine: "postgresql"} },
			func(w *Workload) { w.Current = &Current{Engine: "mongodb"} }},
		{"M6 the bill of today is heard", true,
			func(w *Workload) { w.Current = &Current{CostUSD: one.Cost.TotalUSD} },
			func(w *Workload) { w.Current = &Current{CostUSD: 10 * one.Cost.TotalUSD} }},
		{"X8 a wish of 1 ms is heard", one.Topology.Kind != kindEmbedded && normalise(w).LatencyMin > 2,
			func(*Workload) {}, func(w *Workload) { each(w, func(p *Pattern) { p.LatencyMs = 1 }) }},
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
	return advices, failed
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
