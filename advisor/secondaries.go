package advisor

import (
	"cmp"
	"fmt"
	"slices"
	"tradeofflab/say"
)

// Secondary is a store beside the primary, for one pattern that the primary does not serve at its rate.
type Secondary struct {
	Family  string `json:"family"`
	Name    string `json:"name"`
	Pattern string `json:"pattern"`
	Because string `json:"because"`
	Price   string `json:"price"` // what it asks of this team

	oneReads float64 // reads a second that one machine of it answers
}

// A second store has to be earned: the primary serves the pattern badly, another family serves it well, and the pattern
// is a real part of the load.
const (
	poorFit  = 4.5  // of 10; a rate beyond the comfort is answered by replicas, shards and a cache instead
	goodFit  = 8.0  // of 10
	least    = 0.04 // share of the load
	smallOne = 1    // secondaries of a small team, at most
)

// secondaries lists the stores that are worth their operations beside the primary, heaviest pattern first.
func (e *Engine) secondaries(q quantities, primary string, vetoed []Vetoed) []Secondary {
	own, _ := e.rules.family(primary)
	out := []Secondary{}
	order := make([]int, len(q.patterns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(q.weight[b], q.weight[a]) })
	for _, i := range order {
		p := q.patterns[i]
		if q.weight[i] < least || p.Reads == 0 || own.Fit[p.Op] >= poorFit {
			continue // what is only written goes to the primary in any case
		}
		best := Family{}
		for _, f := range e.rules.Families {
			if f.ID != primary && served(f, p) >= goodFit && served(f, p) > served(best, p) {
				best = f
			}
		}
		if best.ID == "" || slices.ContainsFunc(out, func(s Secondary) bool { return s.Family == best.ID }) {
			continue
		}
		if small(q) && p.rate() < 100 && p.Op != "blob_get" {
			continue // the primary answers so few of them slowly, and nobody has to run another store
		}
		out = append(out, Secondary{Family: best.ID, Name: best.Name, Pattern: p.label(),
			Because: fmt.Sprintf("%s serves %s (%s) with %s of 10, %s with %s.", own.Name, p.label(), rates(p),
				say.Number(own.Fit[p.Op], 1), best.Name, say.Number(served(best, p), 1)),
			Price: price(q, best), oneReads: best.oneReads()})
	}
	if cache, ok := e.hotReads(q, own, out); ok {
		out = append(out, cache)
	}
	if q.Team == "small" && len(out) > smallOne {
		out = out[:smallOne]
	}
	return out
}

// small says that everything fits one machine without effort.
func small(q quantities) bool { return q.Total < 1000 && q.DataGB < 500 }

// cacheReads is how many reads of single records a second the primary's own memory answers.
const cacheReads = 5000

// hotReads adds a cache where point reads of a disk-based primary come at a rate, and soon enough, that memory pays.
func (e *Engine) hotReads(q quantities, own Family, have []Secondary) (Secondary, bool) {
	memory, ok := e.rules.family("cache")
	if !ok || own.ID == "cache" || own.ID == "key-value" || own.ID == "object-storage" || own.ID == "stream" ||
		own.ID == "olap" || hasStore(have, "cache") {
		return Secondary{}, false
	}
	reads, name, most := q.cacheable(), "", 0.0
	for _, p := range q.patterns {
		if p.cacheable() && p.Reads > most {
			most, name = p.Reads, p.label()
		}
	}
	if reads < cacheReads || reads < 5*q.Writes {
		return Secondary{}, false
	}
	return Secondary{Family: "cache", Name: memory.Name, Pattern: name,
		Because: fmt.Sprintf("%s reads a second of single records may be a little old, and there are %s of them for "+
			"each write. A cache in front answers most.", say.Short(reads), say.Short(reads/max(q.Writes, 1))),
		Price: price(q, memory)}, true
}

// served is how well a family serves a pattern at its rate, 0–10.
func served(f Family, p Pattern) float64 {
	return max(0, f.Fit[p.Op]-overload*over(f, p))
}

// price says what running the family asks of the team.
func price(q quantities, f Family) string {
	switch {
	case f.Operations <= .5:
		return "little to run beside the first store; the price is keeping two copies in step"
	case q.Team == "small":
		return "a second system to learn, watch and upgrade, by a team without a person for it; take it managed"
	}
	return "a second system to learn, watch and upgrade, and two copies to keep in step"
}
