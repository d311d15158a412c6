package advisor

import (
	"fmt"

	"tradeofflab/say"
)

// fewReads says why so few reads a second earn no cache.
func fewReads(q quantities, f Family) string {
	if q.Reads <= f.oneReads() {
		return fmt.Sprintf("one machine of the %s store answers %s a second.", say.Lower(f.Name),
			say.Amount(q.Reads, "read"))
	}
	return fmt.Sprintf("one pays from %s reads of single records a second, and there are %s in all.",
		say.Short(cacheReads), say.Short(q.Reads))
}

// whyNoCache says what speaks against a cache in front of the primary.
func whyNoCache(q quantities, f Family, second []Secondary) string {
	hot := q.cacheable()
	switch {
	case f.Kind == kindObject:
		return "Whole objects are kept near their readers by a CDN; a cache of records has nothing to hold."
	case f.Kind == kindMemory:
		return "It is in memory already."
	case q.Reads < cacheReads:
		return say.Upper(fewReads(q, f))
	case f.FromMemory:
		return fmt.Sprintf("A %s store answers by key within milliseconds; a cache pays where less is asked for.",
			say.Lower(f.Name))
	case hot == 0:
		return fmt.Sprintf("None of %s reads a second is of a single record that may be a little old.",
			say.Short(q.Reads))
	case hot < cacheReads:
		return fmt.Sprintf("Of %s reads a second %s are of single records that may be a little old; a cache holds the "+
			"answers to these alone.", say.Short(q.Reads), say.Short(hot))
	case hot < 5*q.Writes:
		return fmt.Sprintf("%s writes a second change what a cache would hold: %s reads that it may answer are fewer "+
			"than five for each.", say.Short(q.Writes), say.Short(hot))
	case q.Team == "small" && len(second) > 0:
		return fmt.Sprintf("It would answer most of %s reads a second, but a small team runs one store beside "+
			"the first, and %s comes before it.", say.Short(hot), say.Lower(second[0].Name))
	}
	return fmt.Sprintf("%s store is read in long runs, not record by record.", say.Upper(say.A(say.Lower(f.Name))))
}

// readCache picks strategy, time to live and memory.
func readCache(q, left quantities, f Family, second []Secondary) Choice {
	c := Choice{ID: "none", What: "none", Rule: "CACHE-NOT-EARNED", Source: "lesson 8", Lesson: "readcache"}
	if !hasStore(second, "cache") {
		c.Because = whyNoCache(q, f, second)
		return c
	}
	// From absolute rates, not from their ratio: with w writes a second on a key, a copy of age T is stale with a share
	// of about w·T/2, so T = 2·s/w keeps it at s.
	const staleShare, longest = .05, 900.0
	keys := max(q.Keys, max(q.DataGB*1e9/max(q.ItemBytes, 100), 1))
	perKey, ttl, stale := q.Writes/keys, 300.0, 0.0
	if perKey > 0 {
		ttl = within(2*staleShare/perKey, 1, longest)
		stale = 50 * perKey * ttl
	}
	c.ID, c.What, c.Rule = "cache-aside", "cache-aside, with jitter on the time to live and one loader for each key",
		"CACHE-EARNED"
	if q.LatencyMin > 0 && q.LatencyMin <= 10 && q.Reads > 20_000 {
		c.ID, c.What = "refresh-ahead", "refresh-ahead for the hot keys, cache-aside for the rest"
	}
	c.Value, c.Unit = 1000*cacheGB(left), "MB"
	hot := fmt.Sprintf("the hot %s %% of a year from now take %s GB", say.Number(100*q.hot(), 0),
		say.Short(c.Value/1000))
	if q.hot()*left.DataYear < 1 {
		hot = "the hot data fit in 1 GB"
	}
	c.Because = fmt.Sprintf("%s reads a second may come from a cache, against %s writes; %s. Where the deletion of "+
		"a key is missed, a time to live of %s s leaves about %s %% of its reads stale.", say.Short(q.cacheable()),
		say.Short(q.Writes), hot, say.Number(ttl, 0), say.Number(min(stale, 100), 1))
	return c
}

// hot is the share of the data that most reads want; a fifth where nothing is said.
func (q quantities) hot() float64 {
	if q.HotFraction > 0 {
		return q.HotFraction
	}
	return .2
}

// cacheGB is the memory of the cache for the hot data of a year from now: at least one GB.
func cacheGB(q quantities) float64 { return max(1, q.hot()*q.DataYear) }

// writeCache asks three questions: do reads follow the writes, may some be lost, and is there memory that could take
// them.
func writeCache(q quantities, f Family, t Topology, second []Secondary) Choice {
	c := Choice{Source: "lesson 9", Lesson: "writecache"}
	cached := hasStore(second, "cache")
	follow := q.Reads > q.Writes/10
	through, id := "straight to the store, which confirms it", "write-through"
	around := through
	if cached {
		through, id = "to the store, then the key is deleted from the cache", "delete-on-write"
		around = "past the cache, straight to the store"
	}
	switch {
	case t.Kind == kindMemory && q.lossOf() != "none" && !q.StrongWrite && q.Tx != "multi_record":
		c.ID, c.What, c.Rule = "write-back", "in memory, with its log on disk synced each second", "WRITE-BACK"
		c.Because = fmt.Sprintf("%s writes a second, of which the last %s may be lost. A crash loses half a second of "+
			"them on average.", say.Short(q.Writes), q.Loss)
	case !follow:
		c.ID, c.What, c.Rule = "write-around", around, "WRITE-AROUND"
		c.Because = fmt.Sprintf("There are %s a second and %s: what is written is rarely read soon after.",
			say.Amount(q.Writes, "write"), say.Amount(q.Reads, "read"))
	case q.lossOf() == "none":
		c.ID, c.What, c.Rule = id, through, "WRITE-THROUGH"
		c.Because = "Nothing may be lost, so the store confirms before the writer is answered."
	default:
		c.ID, c.What, c.Rule = id, through, "WRITE-DEFAULT"
		c.Because = "No write waits in a cache; what a failover may lose is said under replication."
	}
	return c
}
