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

// consistency picks a model for each pattern that reads.
func consistency(q quantities) []Choice {
	out := []Choice{}
	for _, p := range q.patterns {
		c := Choice{ID: p.Consistency, Rule: "CONSISTENCY-ASKED", Source: "lesson 4", Lesson: "replication"}
		switch p.Consistency {
		case "strong":
			c.What = p.label() + ": reads at the primary, or at a quorum"
			c.Because = fmt.Sprintf("%s asks for the last write. %s of it a second go to the primary.", p.label(),
				say.Short(p.rate()))
		case "session":
			c.What = p.label() + ": each user sees their own writes"
			c.Because = fmt.Sprintf("%s asks for one's own writes: send the position of the last write along and let "+
				"a replica answer that has it.", p.label())
			c.Run = run("replication", "routing", "token")
		default:
			c.ID = "eventual"
			c.What = p.label() + ": any replica or cache may answer"
			c.Because = fmt.Sprintf("Nobody is hurt when %s is a little old.", p.label())
		}
		out = append(out, c)
	}
	return out
}

// replicate picks mode and number of copies.
func replicate(q quantities, f Family) Choice {
	c := Choice{Source: "lesson 4", Lesson: "replication"}
	perCopy := max(1, math.Ceil(q.Reads/f.Reads))
	c.Value, c.Unit = max(1, min(perCopy, 8)), "replicas"
	rtt := "0.5"
	if q.Regions > 1 {
		rtt = "50"
	}
	switch {
	case q.Regions > 1 && q.Conflicts > 0:
		c.ID, c.What, c.Rule = "multi-primary",
			fmt.Sprintf("a primary in each of %s regions, with a rule for conflicts", say.Short(q.Regions)),
			"REPLICATION-REGIONS"
		c.Because = fmt.Sprintf("%s regions write the same records, %s of the writes at once. Merge counters and "+
			"sets by type; ask a person for the rest.", say.Short(q.Regions), say.Number(100*q.Conflicts, 1)+" %")
		c.Run = run("conflicts", "sites", num(within(q.Regions, 2, 5)), "write_rate",
			num(within(q.Writes/q.Regions, 1, 1000)))
		return c
	case q.Loss == "none" && (q.Tx == "multi_record" || q.StrongWrite):
		c.ID, c.What, c.Rule = "semi", "semi-synchronous: one replica confirms before the writer is answered",
			"REPLICATION-LOSS"
		c.Because = "No acknowledged write may be lost, and a failover to a replica that has not confirmed would " +
			"lose some. One confirmation costs a round trip; all of them would stop writes whenever one is down."
		c.Value = max(2, c.Value)
	case q.Loss == "minutes" && q.Writes < 100 && q.Total < 1000:
		c.ID, c.What, c.Rule = "backup", "no replica; a backup every few minutes", "REPLICATION-NONE"
		c.Because = fmt.Sprintf("Minutes of writes may be lost and %s operations a second need no second machine "+
			"to read from.", say.Short(q.Total))
		c.Value = 0
	default:
		c.ID, c.What, c.Rule = "async", "asynchronous, one primary", "REPLICATION-DEFAULT"
		c.Because = fmt.Sprintf("%s %% of the operations are reads and a moment of lag hurts nobody who was not "+
			"named. The last moments of writes can be lost with the primary.", say.Number(100*(1-q.WriteShare), 0))
	}
	mode := c.ID
	if mode == "backup" {
		mode = "async"
	}
	c.Run = run("replication", "mode", mode, "replicas", num(within(c.Value, 1, 8)), "rtt_ms", rtt, "write_rate",
		num(within(q.Writes, 10, 50_000)), "peak", "1")
	return c
}

// readCache picks strategy, time to live and memory.
func readCache(q quantities, f Family, second []Secondary) Choice {
	c := Choice{ID: "none", What: "none", Rule: "CACHE-NOT-EARNED", Source: "lesson 8", Lesson: "readcache"}
	hot := slices.ContainsFunc(second, func(s Secondary) bool { return s.Family == "cache" })
	if !hot {
		c.Because = fmt.Sprintf("%s reads a second do not earn a second copy that can be wrong.", say.Short(q.Reads))
		return c
	}
	part := q.HotFraction
	if part == 0 {
		part = .2
	}
	// From absolute rates, not from their ratio: with w writes a second on a key, a copy of age T is stale with a share
	// of about w·T/2, so T = 2·s/w keeps it at s.
	const staleShare = .05
	keys := max(q.Keys, max(q.DataGB*1e9/max(q.ItemBytes, 100), 1))
	perKey := q.Writes / keys
	ttl := 300.0
	if perKey > 0 {
		ttl = within(2*staleShare/perKey, 1, 900)
	}
	c.ID, c.What, c.Rule = "cache-aside", "cache-aside, with jitter on the time to live and one loader for each key",
		"CACHE-EARNED"
	if q.LatencyMin > 0 && q.LatencyMin <= 10 && q.Reads > 20_000 {
		c.ID, c.What = "refresh-ahead", "refresh-ahead for the hot keys, cache-aside for the rest"
	}
	c.Value, c.Unit = part*q.DataGB*1000, "MB"
	c.Because = fmt.Sprintf("%s reads a second against %s writes. Time to live %s s keeps stale reads near 5 %% for "+
		"a mean key; the hot %s %% take %s MB.", say.Short(q.Reads), say.Short(q.Writes), say.Number(ttl, 0),
		say.Number(100*part, 0), say.Short(c.Value))
	return c
}

// writeCache asks three questions: do reads follow the writes, may some be lost, and do they come too fast to confirm
// each.
func writeCache(q quantities) Choice {
	c := Choice{Source: "lesson 9", Lesson: "writecache"}
	follow := q.Reads > q.Writes/10
	switch {
	case !follow && q.Loss == "none":
		c.ID, c.What, c.Rule = "write-around", "write-around: past the cache, straight to the store", "WRITE-AROUND"
		c.Because = fmt.Sprintf("%s reads a second follow %s writes: what is written is rarely read, and a cache "+
			"would keep it for nobody.", say.Short(q.Reads), say.Short(q.Writes))
	case q.Loss == "none":
		c.ID, c.What, c.Rule = "write-through", "write-through: the store first, then drop or update the copy",
			"WRITE-THROUGH"
		c.Because = "Nothing may be lost, so the store confirms before the writer is answered."
	case (q.Loss == "seconds" || q.Loss == "minutes") && (q.Rate("counter") > 0 || q.Writes > 5000):
		c.ID, c.What, c.Rule = "write-back", "write-back: in memory first, to the store in batches", "WRITE-BACK"
		c.Because = fmt.Sprintf("%s writes a second, of which the last %s may be lost. A crash loses rate × flush / "+
			"2 on average.", say.Short(q.Writes), q.Loss)
	case !follow:
		c.ID, c.What, c.Rule = "write-around", "write-around: past the cache, straight to the store", "WRITE-AROUND"
		c.Because = "What is written is rarely read soon after."
	default:
		c.ID, c.What, c.Rule = "write-through", "write-through: the store first, then drop or update the copy",
			"WRITE-DEFAULT"
		c.Because = "The rates do not ask for more, and it is the simplest that loses nothing."
	}
	return c
}

// storageTier picks where the bytes lie.
func storageTier(q quantities, f Family) Choice {
	c := Choice{Source: "lesson 7", Lesson: "storage"}
	switch {
	case f.ID == "object-storage" && q.Reads*86400*30 < max(q.DataGB*1e9/max(q.ItemBytes, 1), 1):
		c.ID, c.What, c.Rule = "infrequent", "S3 Standard-IA or Glacier Instant Retrieval after 30 to 90 days, by rule",
			"TIER-COLD"
		c.Because = fmt.Sprintf("%s reads a second are less than one a month for each object.", say.Short(q.Reads))
	case f.ID == "object-storage" || q.Rate("blob_get") > 0:
		c.ID, c.What, c.Rule = "object", "object storage, with a CDN in front and a lifecycle rule", "TIER-OBJECT"
		c.Because = fmt.Sprintf("%s blob reads and writes a second; whole objects, written once.",
			say.Short(q.Rate("blob_get")))
	case f.ID == "cache":
		c.ID, c.What, c.Rule = "memory", "memory, with a log on disk if the rest of it hurts", "TIER-MEMORY"
		c.Because = fmt.Sprintf("%s GB answer within %s ms.", say.Short(q.DataGB), say.Short(q.LatencyMin))
	default:
		c.ID, c.What, c.Rule = "block", "block storage (SSD), backups to object storage", "TIER-BLOCK"
		c.Because = "A database changes bytes in place."
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

// indexHints names an index for each pattern that needs one.
func indexHints(q quantities, f Family) []Choice {
	out := []Choice{}
	if !slices.Contains([]string{"relational", "document"}, f.ID) {
		return out
	}
	hint := map[string][2]string{
		"key_range_scan":    {"composite", "equality columns, then the range or sort column"},
		"adhoc_filter":      {"single or partial", "one for each frequent filter, partial where one value is wanted"},
		"full_text":         {"GIN", "inverted index over the words"},
		"geo_radius":        {"GiST", "R-tree over the points"},
		"time_range":        {"B-tree or BRIN", "on the time; BRIN where rows arrive in its order"},
		"vector_similarity": {"HNSW", "approximate nearest neighbours; check the recall"},
		"multi_table_join":  {"foreign keys", "an index on each column that a join follows"},
	}
	for _, p := range q.patterns {
		if h, ok := hint[p.Op]; ok {
			out = append(out, Choice{ID: h[0], What: p.label() + ": " + h[0] + ", " + h[1], Rule: "INDEX-" +
				strings.ToUpper(strings.ReplaceAll(p.Op, "_", "-")),
				Because: fmt.Sprintf("%s. Each index costs one more tree write for each of %s writes a second.",
					rates(p), say.Short(q.Writes)), Source: "lesson 5", Lesson: "indexes",
				Run: run("indexes", "inserts", num(within(math.Round(q.Writes), 0, 5000)))})
		}
	}
	return out
}
