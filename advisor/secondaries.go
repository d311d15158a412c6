package advisor

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tradeofflab/say"
)

// Secondary is a store beside the primary, for patterns that the primary does not serve at their rate.
type Secondary struct {
	Family  string `json:"family"`
	Name    string `json:"name"`
	Pattern string `json:"pattern"` // the first of those it serves
	Because string `json:"because"`
	Price   string `json:"price"` // what it asks of this team

	serves []string // labels of its patterns, heaviest first
	behind bool     // it gets what the primary has in memory
	family Family
}

// A second store has to be earned: the primary serves the pattern badly, or would spend much of a large machine on it,
// another family serves it well, and the pattern is a real part of the load.
const (
	poorFit   = 4.5  // of 10; a rate beyond the comfort is answered by replicas, shards and a cache instead
	goodFit   = 8.0  // of 10
	least     = 0.04 // share of the load
	smallOne  = 1    // secondaries of a small team, at most
	ownCores  = 8    // of the primary, half of a machine of 16: what a pattern may keep busy there
	muchLess  = 4    // a family that does it with a quarter of the cores is made for it
	largeScan = 500  // GB that questions over all records touch, beside work on single records
	scanRate  = .5   // such questions a second
	pointWork = 500  // operations a second on single records
	cheapWork = 3    // lookups, as many as a range of keys takes
	fewOps    = 100  // a second
)

// needsBeside says why a pattern should not stay with the primary, or "" where it may.
func needsBeside(q quantities, own, other Family, i int) string {
	p := q.patterns[i]
	serves := fmt.Sprintf("%s serves %s (%s) with %s of 10, %s with %s.", own.Name, p.label(), rates(p),
		say.Number(own.Fit[p.Op], 1), other.Name, say.Number(served(other, p), 1))
	mine, theirs := own.Capacity.readCores(p, q.bytesOf(p)), other.Capacity.readCores(p, q.bytesOf(p))
	switch {
	case own.Kind == kindObject && p.Reads > 0 && p.Op != "append" && slices.Contains(keyed, p.Op):
		return serves // it finds nothing but whole objects
	case p.Op == "aggregate_scan" && p.Reads >= scanRate && q.bytesOf(p) >= largeScan && other.Capacity.Scan >
		own.Capacity.Scan && q.Rate(keyed...) >= pointWork:
		return fmt.Sprintf("%s (%s) reads through %s GB while %s a second on single records wait for the same disks; "+
			"%s reads a fifth of the columns.", say.Upper(p.label()), rates(p), say.Short(q.bytesOf(p)),
			say.Amount(q.Rate(keyed...), "operation"), other.Name)
	case q.weight[i] < least || p.Reads == 0:
		return "" // what is only written goes to the primary in any case
	case p.Op != "aggregate_scan" && opWork[p.Op] <= cheapWork && p.Op != "blob_get" && p.rate() < fewOps:
		return "" // so few short reads are answered by any store
	case own.Fit[p.Op] < poorFit && !(small(q) && p.rate() < 100 && p.Op != "blob_get"):
		// the primary of a small system answers so few of them slowly, and nobody has to run another store
		return serves
	case mine > ownCores && theirs*muchLess < mine && own.Fit[p.Op] < goodFit && own.Kind == kindSingleWriter:
		return fmt.Sprintf("%s (%s) would keep %s cores of the %s store busy, and %s of %s.", say.Upper(p.label()),
			rates(p), say.Short(math.Ceil(mine)), say.Lower(own.Name), say.Short(math.Ceil(theirs)),
			say.A(say.Lower(other.Name)+" store"))
	case p.Op == "vector_similarity" && own.Kind == kindSingleWriter && mine > ownCores:
		return fmt.Sprintf("%s (%s) would keep %s cores of the %s store busy.", say.Upper(p.label()), rates(p),
			say.Short(math.Ceil(mine)), say.Lower(own.Name))
	case p.Op == "vector_similarity" && own.Kind == kindSingleWriter && p.Vectors != nil && q.bytesOf(p) > mostVectorGB:
		return fmt.Sprintf("The index of %s takes about %s GB of memory, which the %s store needs for its pages.",
			p.label(), say.Short(1.5*q.bytesOf(p)), say.Lower(own.Name))
	}
	return ""
}

// mostVectorGB is how much of vectors an index of another store keeps in memory: judgement of the lab.
const mostVectorGB = 100

// secondaries lists the stores that are worth their operations beside the primary, heaviest pattern first, and those
// that a small team is not to run.
func (e *Engine) secondaries(q quantities, own Family) (out, cut []Secondary) {
	out = []Secondary{}
	order := make([]int, len(q.patterns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(q.weight[b], q.weight[a]) })
	for _, i := range order {
		p := q.patterns[i]
		best := Family{}
		for _, f := range e.rules.Families {
			if f.ID == own.ID || served(f, p) < goodFit {
				continue
			}
			// So few are answered by the store that is the easiest to run.
			easier := p.rate() < fewOps && own.Kind == kindObject && best.ID != "" && f.Operations < best.Operations
			if best.ID == "" || easier || served(f, p) > served(best, p) && !(p.rate() < fewOps &&
				own.Kind == kindObject) {
				best = f
			}
		}
		if best.ID == "" {
			continue
		}
		why := needsBeside(q, own, best, i)
		at := slices.IndexFunc(out, func(s Secondary) bool { return s.Family == best.ID })
		switch {
		case at >= 0 && (why != "" || own.Fit[p.Op] < poorFit && p.Reads > 0):
			out[at].serves = append(out[at].serves, p.label()) // the store is there
		case at < 0 && why != "":
			out = append(out, Secondary{Family: best.ID, Name: best.Name, Pattern: p.label(), Because: why,
				Price: price(q, best), serves: []string{p.label()}, family: best})
		}
	}
	for i := range out {
		if out[i].family.Kind != kindObject {
			continue
		}
		for _, p := range q.patterns { // a file is written where it is read
			if isFile(p) && !slices.Contains(out[i].serves, p.label()) {
				out[i].serves = append(out[i].serves, p.label())
			}
		}
	}
	if cache, ok := e.hotReads(q, own, out); ok {
		out = append(out, cache)
	}
	if q.Team == "small" && len(out) > smallOne {
		out, cut = out[:smallOne:smallOne], out[smallOne:]
	}
	return out, cut
}

// small says that everything fits one machine without effort.
func small(q quantities) bool { return q.Total < 1000 && q.DataGB < 500 }

// cacheReads is how many reads of single records a second the primary's own memory answers.
const cacheReads = 5000

// hotReads adds a cache where point reads of a disk-based primary come at a rate, and soon enough, that memory pays.
func (e *Engine) hotReads(q quantities, own Family, have []Secondary) (Secondary, bool) {
	memory, ok := e.rules.family("cache")
	if !ok || own.FromMemory || own.NoCache || hasStore(have, memory.ID) {
		return Secondary{}, false
	}
	reads, name, most := 0.0, "", 0.0
	var names []string
	for _, p := range q.patterns {
		if _, elsewhere := besideFor(p, have); !p.cacheable() || p.Reads == 0 || elsewhere {
			continue
		}
		reads += p.Reads
		if names = append(names, p.label()); p.Reads > most {
			most, name = p.Reads, p.label()
		}
	}
	if reads < cacheReads || reads < 5*q.Writes || q.briefCopies() {
		return Secondary{}, false
	}
	return Secondary{Family: "cache", Name: memory.Name, Pattern: name,
		Because: fmt.Sprintf("%s reads a second, of single records or short runs, do not ask for the last write, "+
			"and there are %s "+
			"of them for each write. A cache in front answers most.", say.Short(reads), say.Short(reads/max(q.Writes,
			1))),
		Price: price(q, memory), serves: names, family: memory}, true
}

// served is how well a family serves a pattern at its rate, 0–10.
func served(f Family, p Pattern) float64 {
	return max(0, f.Fit[p.Op]-Overload*over(f, p))
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
