package advisor

import (
	"fmt"
	"math"
	"net/url"
	"strconv"

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

// replicationSource says where the times of a recovery come from.
const replicationSource = "lesson 4; RTO of a managed pair by Amazon RDS, of a replica set by MongoDB, other times " +
	"by judgement of the lab"

// replicate prints the topology as a decision.
func replicate(q quantities, t Topology) Choice {
	because := fmt.Sprintf("%s %s", t.because, t.recovery())
	c := Choice{ID: t.Mode, What: t.what, Because: because, Rule: t.rule, Source: replicationSource,
		Lesson: "replication", Value: t.Copies - 1, Unit: "replicas"}
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

// tierCold is the tier of objects that are hardly read; the bill prices it as such.
const tierCold = "infrequent"

// storageTier picks where the bytes lie.
func storageTier(q quantities, f Family, t Topology, second []Secondary) Choice {
	c := Choice{Source: "lesson 7", Lesson: "storage"}
	switch {
	case t.Kind == kindObject && q.Reads*86400*30 < max(q.DataGB*1e9/max(q.ItemBytes, 1), 1):
		c.ID, c.What, c.Rule = tierCold, "S3 Standard-IA or Glacier Instant Retrieval after 30 to 90 days, by rule",
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
	case hasStore(second, "object-storage"):
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
	if f.ID != "stream" && !hasStore(second, "stream") {
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
