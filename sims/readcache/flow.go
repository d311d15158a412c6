package readcache

import "tradeofflab/sims/model"

// Reads of a key that is cached change nothing, so they need no events: given when keys are cached, reads are a Poisson
// process whose rate is the sum over the cached keys, and the number in a cell of time is Poisson with the integral of
// that rate as its mean. This is exact thinning, no approximation. It ends where a read does change something: with
// evictions (it moves the entry to the front), with refresh-ahead late in the life of an entry, and during an outage.
type flows struct {
	rate, old   [groupCount]float64 // reads per second of cached keys; of these, of overwritten values
	last        [groupCount]int64
	reads, lost [groupCount]float64 // integrals since the last cell
}

func (f *flows) advance(g int8, t int64) {
	dt := float64(t-f.last[g]) / second
	f.reads[g] += f.rate[g] * dt
	f.lost[g] += f.old[g] * dt
	f.last[g] = t
}

// flow starts to count the reads of a cached key in bulk.
func (e *engine) flow(t int64, key int32) {
	k := &e.keys[key]
	if e.explicit || k.flowing {
		return
	}
	e.flows.advance(k.group, t)
	e.flows.rate[k.group] += e.rates[key]
	if k.flowing, k.since = true, t; k.staleAt != never {
		k.old = true
		e.flows.old[k.group] += e.rates[key]
	}
}

// spoil notes that the cached value of a key has been overwritten.
func (e *engine) spoil(t int64, key int32) {
	k := &e.keys[key]
	if k.staleAt != never {
		return
	}
	if k.staleAt = t; k.flowing {
		e.flows.advance(k.group, t)
		e.flows.old[k.group] += e.rates[key]
		k.old = true
	}
}

func (e *engine) stopFlow(t int64, key int32) {
	k := &e.keys[key]
	if !k.flowing {
		return
	}
	e.flows.advance(k.group, t)
	e.flows.rate[k.group] -= e.rates[key]
	if k.old {
		e.flows.old[k.group] -= e.rates[key]
		e.lastRead(t, key)
	}
	k.flowing, k.old = false, false
}

// lastRead draws how stale the last read of an overwritten value was: seen backwards, reads are a Poisson process too.
func (e *engine) lastRead(t int64, key int32) {
	k := &e.keys[key]
	at := t - int64(e.lastReads.ExpFloat64()/e.rates[key]*second)
	if e.steady(t) && at >= max(k.since, k.staleAt) {
		e.out.MaxStale = max(e.out.MaxStale, float64(at-k.staleAt)/second)
	}
}

// collect turns the integrals up to tick t into numbers of reads.
func (e *engine) collect(t int64) {
	for g := range int8(groupCount) {
		e.flows.advance(g, t)
		old := max(0, e.flows.lost[g])
		c := Count{Stale: model.Poisson(e.hits, old)}
		c.Hits = c.Stale + model.Poisson(e.hits, max(0, e.flows.reads[g]-old))
		e.flows.reads[g], e.flows.lost[g] = 0, 0
		e.count(g, c)
		if c.Hits > 0 {
			e.times(int64(e.p.CacheMs*1e6), c.Hits)
		}
	}
}
