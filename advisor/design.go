package advisor

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/say"
)

// run is the path of a simulation with knobs.
func run(slug string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return "/sims/" + slug + "?" + q.Encode()
}

func num(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func within(v, low, high float64) float64 { return min(max(v, low), high) }

// consistency says for each pattern how what it asks for is got, in the words of the kind that serves it.
func consistency(q quantities, f Family, t Topology, second []Secondary) []Choice {
	out := []Choice{}
	for _, p := range q.patterns {
		if p.Reads == 0 {
			continue
		}
		c := Choice{ID: p.Consistency, Rule: "CONSISTENCY-ASKED", Source: "lesson 4", Lesson: "replication"}
		beside, elsewhere := besideFor(p, second)
		other := say.Lower(beside.Name)
		switch {
		case p.Consistency == "strong" && elsewhere:
			c.What = p.label() + ": what " + other + " answers is checked against the truth"
			c.Because = fmt.Sprintf("%s asks for the last write, and %s lags behind the %s store: read the rows it "+
				"names there again.", p.label(), other, say.Lower(f.Name))
		case p.Consistency == "strong":
			c.What, c.Because, c.Run = strongRead(q, p, f, t)
		case p.Consistency == "session" && elsewhere && beside.Family == "cache":
			c.What = p.label() + ": each user sees their own writes: delete the key with each write"
			c.Because = "What a user has just written is not in the cache; for some seconds fill it from the machine " +
				"that took the write, since a replica may bring the old version back."
		case p.Consistency == "session" && elsewhere:
			c.What = p.label() + ": each user sees their own writes from the truth until " + other + " has them"
			c.Because = say.Upper(other) + " gets them a moment later."
		case p.Consistency == "session":
			c.What, c.Because, c.Run = ownWrites(p, f, t)
		case t.Copies == 1 && t.Kind != kindObject:
			c.ID, c.What, c.Because = "eventual", p.label()+": there is one copy, and it answers", "It may be "+
				"old, and is not."
		case p.Consistency == "":
			c.ID, c.What = "eventual", p.label()+": any copy may answer"
			c.Because = "Nothing is said of how old the answer may be; taken as a little old."
		default:
			c.What, c.Because = p.label()+": any copy may answer", "It may be a little old, as was said."
		}
		out = append(out, c)
	}
	return out
}

// besideFor gives the store beside the primary that serves a pattern, and whether there is one.
func besideFor(p Pattern, second []Secondary) (Secondary, bool) {
	i := slices.IndexFunc(second, func(s Secondary) bool { return s.Pattern == p.label() })
	if i < 0 {
		return Secondary{}, false
	}
	return second[i], true
}

func strongRead(q quantities, p Pattern, f Family, t Topology) (what, because, see string) {
	because = p.label() + " asks for the last write."
	switch t.Kind {
	case kindLeaderless:
		quorums := run("conflicts", "n", "3", "w", "2", "r", "2")
		if q.Regions > 1 {
			return p.label() + ": written and read in the home region of the key, at a quorum", because + " Two " +
				"of three " +
				"copies of a region confirm and two are asked, which holds within one region only; between regions a " +
				"quorum of all copies waits for another region.", quorums
		}
		return p.label() + ": reads and writes at a quorum", because + " Two of three copies confirm, and two " +
			"are asked: one of them has it.", quorums
	case kindDistributed:
		return p.label() + ": reads at the leader of the rows", because + " The engine does so by itself.", ""
	case kindObject:
		if q.Regions > 1 {
			return p.label() + ": read in the region where it is written", because + " There the service answers " +
				"with it; copies in other regions come later.", ""
		}
		return p.label() + ": the service answers with the last write", because + " Amazon S3 has done so since " +
			"December 2020.", ""
	case kindEmbedded:
		return p.label() + ": one file, one writer", because + " There is no other copy to read.", ""
	case kindLogged:
		return p.label() + ": read from the leader of its partition", because + " Records of a key are in one " +
			"partition and in order there.", ""
	case kindIndex:
		return p.label() + ": read by id, or once the write can be seen", because + " Wait for the refresh with " +
			"the write, or ask for a sequentially consistent read, where the product has one.", ""
	}
	what = p.label() + ": reads at the machine that writes"
	because += fmt.Sprintf(" %s a second go there.", say.Upper(say.Amount(p.Reads, "read")))
	if q.strongReads() > f.oneReads() {
		because += fmt.Sprintf(" One machine answers %s reads a second, and replicas cannot take these from it.",
			say.Short(f.oneReads()))
	}
	return what, because, ""
}

func ownWrites(p Pattern, f Family, t Topology) (what, because, see string) {
	what, because = p.label()+": each user sees their own writes", p.label()+" asks for one's own writes"
	switch {
	case t.Kind == kindLeaderless:
		return what, because + ": they are written and read at a quorum of the region.", run("conflicts", "n", "3", "w",
			"2", "r", "2")
	case t.Kind == kindObject:
		return what, because + ": read in the region where they are written.", ""
	case t.Kind == kindLogged:
		return what, because + ": a consumer reads the leader of the partition, which has them.", ""
	case t.Kind == kindIndex:
		return what, because + ": wait for the refresh with the write, or read by id.", ""
	case t.Copies == 1 || t.Kind == kindDistributed:
		return what, because + ", which the copy that answers has.", ""
	case f.Token:
		return what, because + ": send the position of the last write along and let a replica answer that has " +
			"it, or read at the primary for some seconds after a write.", run("replication", "routing", "token")
	}
	return what, because + ": read where they are written for some seconds after a write.", ""
}

// replicate prints the topology as a decision.
func replicate(q quantities, t Topology) Choice {
	because := fmt.Sprintf("%s %s", t.because, t.recovery())
	c := Choice{ID: t.Mode, What: t.what, Because: because, Rule: t.rule, Source: "lesson 4", Lesson: "replication",
		Value: t.Copies - 1, Unit: "replicas"}
	mode := t.Mode
	switch t.Kind {
	case kindLeaderless:
		c.Run = run("conflicts", "n", "3", "w", "2", "r", "2")
		return c
	case kindObject, kindEmbedded, kindIndex:
		return c
	case kindLogged:
		c.Run = run("pipeline", "part", "log")
		return c
	}
	if mode == "backup" {
		mode = "async"
	}
	c.Run = run("replication", "mode", mode, "replicas", num(within(c.Value, 1, 8)), "rtt_ms", "0.5", "write_rate",
		num(within(q.Writes, 10, 50_000)), "peak", "1")
	return c
}

// cachedShare is the share of its reads that a cache of the hot data answers, of which the size of the rest is made.
const cachedShare = .8

// cacheable are the reads that a cache may answer: of single records, and not those that ask for the last write.
func cacheable(q quantities) float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if slices.Contains(byKey, p.Op) && p.Consistency != "strong" {
			sum += p.Reads
		}
	}
	return sum
}

var byKey = []string{"point_lookup", "whole_document_read", "key_range_scan"}

// left is what placement leaves to the primary: not the files and reads that another store serves, and few of the reads
// that a cache answers. The store is copied, split and paid for by this, and by nothing else.
func (q quantities) left(second []Secondary) quantities {
	own := q
	own.Reads, own.Writes = 0, 0
	has := func(id string) bool {
		return slices.ContainsFunc(second, func(s Secondary) bool { return s.Family == id })
	}
	cached, files := has("cache"), has("object-storage")
	for _, p := range q.patterns {
		beside, elsewhere := besideFor(p, second)
		switch {
		case files && p.Op == "blob_get":
			continue
		case cached && slices.Contains(byKey, p.Op) && p.Consistency != "strong":
			own.Reads += (1 - cachedShare) * p.Reads
		case !elsewhere || beside.Family == "cache":
			own.Reads += p.Reads
		}
		own.Writes += p.Writes
	}
	own.Total = own.Reads + own.Writes
	if files {
		rest := 1 - blobShare(q)
		own.DataGB, own.GrowthGB, own.DataYear = rest*q.DataGB, rest*q.GrowthGB, rest*q.DataYear
	}
	return own
}

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
	hot := cacheable(q)
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
			"the first, "+
			"and %s comes before it.", say.Short(hot), say.Lower(second[0].Name))
	}
	return fmt.Sprintf("%s store is read in long runs, not record by record.", say.Upper(say.A(say.Lower(f.Name))))
}

// readCache picks strategy, time to live and memory.
func readCache(q, left quantities, f Family, second []Secondary) Choice {
	c := Choice{ID: "none", What: "none", Rule: "CACHE-NOT-EARNED", Source: "lesson 8", Lesson: "readcache"}
	if !slices.ContainsFunc(second, func(s Secondary) bool { return s.Family == "cache" }) {
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
	hot := fmt.Sprintf("the hot %s %% of a year from now take %s "+
		"GB", say.Number(100*q.hot(), 0), say.Short(c.Value/1000))
	if q.hot()*left.DataYear < 1 {
		hot = "the hot data fit in 1 GB"
	}
	c.Because = fmt.Sprintf("%s reads a second may come from a cache, against %s writes; %s. Where the deletion of "+
		"a key is "+
		"missed, a time to live of %s s leaves about %s %% of its reads stale.", say.Short(cacheable(q)),
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
	cached := slices.ContainsFunc(second, func(s Secondary) bool { return s.Family == "cache" })
	follow := q.Reads > q.Writes/10
	through, id := "straight to the store, which confirms it", "write-through"
	around := through
	if cached {
		through, around = "to the store, then the key is deleted from the cache", "past the cache, straight to "+
			"the store"
		id = "delete-on-write"
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

// storageTier picks where the bytes lie.
func storageTier(q quantities, f Family, t Topology, second []Secondary) Choice {
	c := Choice{Source: "lesson 7", Lesson: "storage"}
	switch {
	case t.Kind == kindObject && q.Reads*86400*30 < max(q.DataGB*1e9/max(q.ItemBytes, 1), 1):
		c.ID, c.What, c.Rule = "infrequent", "S3 Standard-IA or Glacier Instant Retrieval after 30 to 90 days, by rule",
			"TIER-COLD"
		c.Because = fmt.Sprintf("%s reads a second are less than one a month for each object.", say.Short(q.Reads))
	case t.Kind == kindObject:
		c.ID, c.What, c.Rule = "object", "object storage, with a lifecycle rule", "TIER-OBJECT"
		if q.Rate("blob_get") > 100 {
			c.What = "object storage, with a CDN in front and a lifecycle rule"
		}
		c.Because = fmt.Sprintf("%s a second on whole objects, written once.", say.Amount(q.Total, "operation"))
	case t.Kind == kindMemory:
		c.ID, c.What, c.Rule = "memory", "memory, with a log on disk", "TIER-MEMORY"
		c.Because = fmt.Sprintf("%s GB fit in memory.", say.Short(q.DataGB))
	case slices.ContainsFunc(second, func(s Secondary) bool { return s.Family == "object-storage" }):
		c.ID, c.What, c.Rule = "object", "object storage for the files, SSD volumes for the database", "TIER-OBJECT"
		c.Because = fmt.Sprintf("%s a second on files: whole objects, written once.",
			say.Amount(q.Rate("blob_get"), "operation"))
	default:
		c.ID, c.What, c.Rule = "block", "block storage (SSD), backups to object storage", "TIER-BLOCK"
		c.Because = "It writes in long runs and reads them again to merge them, which object storage serves slowly."
		switch {
		case f.InPlace:
			c.Because = "It changes bytes where they lie, which object storage cannot."
		case f.Kind == kindIndex:
			c.What = "SSD volumes where you run it; services keep it as they will, columns often in object storage"
		case f.Kind == kindLogged:
			c.Because = "It appends to segments, drops them by age and can move old ones to object storage."
		}
	}
	item := within(q.ItemBytes/1000, 1, 1_000_000)
	perDay := within(q.Writes*86400, 1, 10_000_000)
	c.Run = run("storagecost", "objects_per_day", num(math.Round(perDay)), "size_kb", num(math.Round(item)),
		"months", "12")
	return c
}

// partitions sizes a log where there is one.
func partitions(q quantities, f Family, second []Secondary) *Choice {
	if f.ID != "stream" && !slices.ContainsFunc(second, func(s Secondary) bool { return s.Family == "stream" }) {
		return nil
	}
	const perPartition, perConsumer, peak, util = 10.0, 2000.0, 3.0, .7
	mb := q.Writes * q.ItemBytes / 1e6
	n := max(math.Ceil(mb*peak/(perPartition*util)), math.Ceil(q.Writes*peak/perConsumer))
	n = max(n, 1)
	return &Choice{ID: "partitions", What: say.Short(n) + " partitions, replication factor 3", Value: n,
		Unit: "partitions", Rule: "LOG-PARTITIONS", Lesson: "pipeline",
		Because: fmt.Sprintf("%s MB/s and %s events/s, times 3 at the peak: 10 MB/s a partition at 70 %%, and 2,000 "+
			"events/s a consumer.", say.Number(mb, 2), say.Short(q.Writes)),
		Source: "lesson 11"}
}

// indexHints names an index, or a part of the key, for each pattern that the primary serves and that needs one.
func indexHints(q quantities, f Family, second []Secondary) []Choice {
	out := []Choice{}
	tables := map[string][2]string{
		"key_range_scan":    {"composite", "equality columns, then the range or sort column"},
		"adhoc_filter":      {"single or partial", "one for each frequent filter, partial where one value is wanted"},
		"full_text":         {"GIN", "inverted index over the words"},
		"geo_radius":        {"GiST", "R-tree over the points"},
		"time_range":        {"B-tree or BRIN", "on the time; BRIN where rows arrive in its order"},
		"vector_similarity": {"HNSW", "approximate nearest neighbours; check the recall"},
		"multi_table_join":  {"foreign keys", "an index on each column that a join follows"},
	}
	documents := map[string][2]string{
		"key_range_scan":    {"compound", "equality fields, then the sort field, then the range"},
		"adhoc_filter":      {"single field or partial", "one for each frequent filter"},
		"full_text":         {"text", "index over the words"},
		"geo_radius":        {"2dsphere", "index over the points"},
		"time_range":        {"single field", "on the time"},
		"vector_similarity": {"vector", "approximate nearest neighbours; check the recall"},
		"multi_table_join": {"embedded or referenced", "put together what is read together; an index on each " +
			"reference"},
	}
	hint := map[string]map[string][2]string{"relational": tables, "document": documents}[f.ID]
	for _, p := range q.patterns {
		if _, elsewhere := besideFor(p, second); elsewhere {
			continue
		}
		h, ok := hint[p.Op]
		price := fmt.Sprintf("Each index costs one more tree write for each of %s writes a "+
			"second.", say.Short(q.Writes))
		if hint == nil && f.Kind != kindObject && f.Kind != kindLogged && f.ID != "graph" {
			h, ok = [2]string{"key", keyFor(p)}, true
			price = "The order of the key is the only index that costs nothing."
		}
		if !ok {
			continue
		}
		out = append(out, Choice{ID: h[0], What: p.label() + ": " + h[0] + ", " + h[1], Rule: "INDEX-" +
			strings.ToUpper(strings.ReplaceAll(p.Op, "_", "-")), Because: rates(p) + ". " + price, Source: "lesson 5",
			Lesson: "indexes", Run: run("indexes", "inserts", num(within(math.Round(q.Writes), 0, 5000)))})
	}
	return out
}

// keyFor says what the key, or the order of the rows, has to begin with for a pattern.
func keyFor(p Pattern) string {
	switch p.Op {
	case "time_range":
		return "the source first, then the time, newest first"
	case "key_range_scan":
		return "what is asked for first, then what it is sorted by"
	case "append":
		return "the source first, then the time or a sequence"
	case "aggregate_scan", "adhoc_filter":
		return "the columns that filters name most often first"
	case "full_text":
		return "a field of its own type for each text that is searched"
	case "vector_similarity":
		return "the tenant or filter as a payload field beside the vector"
	case "geo_radius":
		return "the cell of the point first"
	}
	return "what it is looked up by"
}
