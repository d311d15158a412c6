package advisor

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/say"
)

// briefCopies says whether copies that may be so old only are asked for less than once in their life on average.
func (q quantities) briefCopies() bool {
	oldest, reads := 0.0, 0.0
	for _, p := range q.patterns {
		if p.cacheable() && p.Reads > 0 {
			reads += p.Reads
			if p.StalenessS > 0 && (oldest == 0 || p.StalenessS < oldest) {
				oldest = p.StalenessS
			}
		}
	}
	keys := max(q.hot()*q.DataGB*1e9/max(q.ItemBytes, leastItem), 1)
	if q.Keys > 0 {
		keys = min(keys, q.hot()*q.Keys)
	}
	return oldest > 0 && reads*oldest < keys
}

// fewReads says why so few reads a second earn no cache.
func fewReads(q quantities, f Family) string {
	if q.Reads <= f.oneReads() {
		return fmt.Sprintf("the %s store answers %s a second by itself.", say.Lower(f.Name), say.Amount(q.Reads,
			"read"))
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
		return fmt.Sprintf("A %s store answers what is asked for often from its memory, within milliseconds; a "+
			"cache in front pays only below that.", say.Lower(f.Name))
	case hot == 0 && q.strongReads() > q.Reads/2:
		return fmt.Sprintf("Of %s reads a second %s ask for the last write (strong reads), and a cache would answer "+
			"them with a stale one.", say.Short(q.Reads), say.Short(q.strongReads()))
	case hot == 0:
		return fmt.Sprintf("None of %s reads a second is of a single record that may be a little old.",
			say.Short(q.Reads))
	case hot < cacheReads:
		return fmt.Sprintf("Of %s reads a second %s are of single records that may be a little old; a cache holds the "+
			"answers to these alone.", say.Short(q.Reads), say.Short(hot))
	case hot < 5*q.Writes:
		return fmt.Sprintf("%s writes a second change what a cache would hold: %s reads that it may answer are fewer "+
			"than five for each.", say.Short(q.Writes), say.Short(hot))
	case q.briefCopies():
		return fmt.Sprintf("Of %s reads a second that a cache may answer most would miss: so young as an answer has "+
			"to be, a copy is gone before it is asked for again.", say.Short(hot))
	case q.Team == "small" && len(second) > 0:
		return fmt.Sprintf("It would answer most of %s reads a second, but a small team runs one store beside the "+
			"first, and %s comes before it.", say.Short(hot), say.Lower(second[0].Name))
	}
	return fmt.Sprintf("%s store is read in long runs, not record by record.", say.Upper(say.A(say.Lower(f.Name))))
}

// ttlMost is the longest time to live of a copy, and ttlUnsaid that of one of which nothing is known, s.
const ttlMost, ttlUnsaid = 900.0, 300.0

// readCache tells strategy, time to live and memory of the cache that was decided.
func readCache(q, left quantities, f Family, second []Secondary, stores []Store, d Decision) Choice {
	c := Choice{ID: d.Choose, What: "none", Rule: d.ID, Source: "lesson 8", Lesson: "readcache"}
	at := slices.IndexFunc(stores[1:], func(s Store) bool { return s.Kind == kindMemory })
	if d.Choose == "none" || at < 0 {
		c.Because = whyNoCache(q, f, second)
		return c
	}
	// From absolute rates, not from their ratio: with w writes a second on a key, a copy of age T is stale with a share
	// of about w·T/2, so T = 2·s/w keeps it at s.
	const staleShare = .05
	keys := max(q.Keys, max(q.DataGB*1e9/max(q.ItemBytes, 100), 1))
	perKey, ttl, stale := q.Writes/keys, ttlUnsaid, 0.0
	if perKey > 0 {
		ttl = within(2*staleShare/perKey, 1, ttlMost)
	}
	asked := ""
	for _, p := range q.patterns {
		if p.cacheable() && p.StalenessS > 0 && p.StalenessS < ttl {
			ttl = max(p.StalenessS, 1)
			asked = fmt.Sprintf(" %s may be %s s old at most.", say.Upper(p.label()), say.Short(p.StalenessS))
		}
	}
	stale = 50 * perKey * ttl
	c.What = "cache-aside, with jitter on the time to live (TTL) and one loader for each key"
	if d.Choose == "refresh-ahead" {
		c.What = "refresh-ahead for the hot keys, cache-aside for the rest"
	}
	store := stores[1+at]
	c.Value, c.Unit, c.TTL = 1000*store.MemoryGB, "MB", ttl
	hot := fmt.Sprintf("what is hot, or read within %s s, is %s GB, in %s GB of memory with keys and room",
		say.Short(ttlMost),
		say.Short(store.GBYear), say.Short(store.MemoryGB))
	c.Because = fmt.Sprintf("%s reads a second may come from a cache, against %s writes; %s. Without any deletion a "+
		"time to live of %s s would leave %s of the reads of a record stale; where one deletion is missed its "+
		"readers see the old "+
		"value for that long.%s", say.Short(q.cacheableIn(store.Serves)), say.Short(q.Writes), hot, say.Number(ttl, 0),
		shareText(stale), asked)
	c.Run = run("readcache", "ttl_s", num(math.Round(ttl)))
	return c
}

// shareText prints a share in percent.
func shareText(percent float64) string {
	if percent < .1 {
		return "hardly any"
	}
	return "about " + say.Number(min(percent, 100), 1) + " %"
}

// hot is the share of the data that most reads want; a fifth where nothing is said.
func (q quantities) hot() float64 {
	if q.HotFraction > 0 {
		return q.HotFraction
	}
	return .2
}

// cacheGB is what a cache holds a year from now: the hot data, or what is read within the longest time to live where
// that is less, since what is not read again within it has gone.
func (q quantities) cacheGB(labels []string) float64 {
	read := 0.0
	for _, p := range q.patterns {
		if p.cacheable() && slices.Contains(labels, p.label()) {
			read += p.Reads * max(p.ItemBytes, leastItem) * ttlMost / 1e9
		}
	}
	return max(least1GB, min(q.hot()*q.DataYear*(1-q.shareOf(isFile)), read))
}

const (
	leastItem = 100 // bytes of an item with its key
	least1GB  = 1   // GB below which a cache is not built
)

// indexBatch is the most rows of one insert into columns (ClickHouse documentation, Bulk inserts: 10,000 to 100,000
// rows, about one insert a second).
const indexBatch = 100_000

// writeCache tells the way of a write that was decided.
func writeCache(q quantities, second []Secondary, d Decision) Choice {
	c := Choice{ID: d.Choose, Rule: d.ID, Source: "lesson 9", Lesson: "writecache"}
	cached := hasStore(second, "cache")
	switch d.Choose {
	case "write-back":
		c.What = "in memory first, with its log on disk synced each second; the sums to the durable store every ten " +
			"seconds"
		c.Because = fmt.Sprintf("%s writes a second, of which the last %s may be lost. A crash loses half a second of "+
			"them on average.", say.Short(q.Writes), q.Loss)
	case "write-around":
		c.What = "straight to the store, which confirms it"
		if cached {
			c.What = "past the cache, straight to the store"
		}
		c.Because = fmt.Sprintf("There are %s a second and %s: what is written is rarely read soon after.",
			say.Amount(q.Writes, "write"), say.Amount(q.Reads, "read"))
	case "delete-on-write":
		c.What = "to the store, then the key is deleted from the cache"
	default:
		c.What = "straight to the store, which confirms it"
	}
	if c.Because == "" {
		c.Because = "No write waits in a cache; what a failover may lose is said under replication."
		if q.lossOf() == "none" {
			c.Because = "Nothing may be lost, so the store confirms before the writer is answered."
		}
	}
	if q.Batchable && q.Writes > 1 && q.Family.Kind == kindLeaderless {
		c.What += ", many in flight at once"
		c.Because += " A batch over several partitions costs more than its writes one by one; put together what " +
			"goes to one partition only."
	} else if q.Batchable && q.Writes > 1 {
		batch := within(math.Round(q.Writes), 10, 1000)
		every := 1000.0 // ms
		for _, p := range q.patterns {
			if p.Writes > 0 && p.LatencyMs > 0 {
				every = min(every, max(1, math.Round(p.LatencyMs/4)))
			}
		}
		if q.Family.Kind == kindIndex { // they want few and large ones, about one a second
			batch, every = max(batch, min(q.Writes, indexBatch)), 1000
			c.What += fmt.Sprintf(", in batches of all that came in a second, up to %s", say.Short(batch))
		} else {
			c.What += fmt.Sprintf(", in batches of up to %s, one at least every %s ms", say.Short(batch),
				say.Short(every))
		}
		c.Because += fmt.Sprintf(" Writes may be put together, so %s a second become about %s commits.",
			say.Amount(q.Writes, "write"), say.Short(math.Ceil(min(q.Writes, max(q.Writes/batch, 1000/every)))))
	}
	return c
}
