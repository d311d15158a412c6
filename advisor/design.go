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

// storageTier tells where the bytes lie.
func storageTier(q quantities, f Family, t Topology, d Decision) Choice {
	c := Choice{ID: d.Choose, Rule: d.ID, Source: "lesson 7", Lesson: "storage"}
	switch {
	case d.Choose == "infrequent":
		c.What = "a class for what is seldom read (S3 Standard-IA, Glacier Instant Retrieval) after 30 to 90 days, " +
			"by a lifecycle rule"
		if q.asked.Cloud == "own" || q.asked.Managed == "no" {
			c.What = "a pool of slower disks for what is seldom read, by a lifecycle rule"
		}
		c.Because = fmt.Sprintf("%s reads of files a second are less than one a month for each.", say.Short(
			q.readsOf("blob_get")))
	case t.Kind == kindObject:
		c.What = "object storage, with a lifecycle rule"
		if q.Rate("blob_get") > 100 {
			c.What = "object storage, with a CDN in front and a lifecycle rule"
		}
		c.Because = fmt.Sprintf("%s a second on whole objects, written once.", say.Upper(say.Amount(q.Total,
			"operation")))
	case d.Choose == "memory":
		c.What = "memory, with a log on disk"
		c.Because = fmt.Sprintf("%s GB fit in memory.", say.Short(q.DataGB))
	case d.Choose == "object":
		c.What = "object storage for the files, SSD volumes for the database"
		c.Because = fmt.Sprintf("%s a second on files: whole objects, written once. They are %s %% of the bytes.",
			say.Upper(say.Amount(q.Rate("blob_get"), "operation")), say.Number(100*q.shareOf(isFile), 0))
	default:
		c.What = "block storage (SSD), backups to object storage"
		c.Because = "It writes in long runs and reads them again to merge them, which object storage serves slowly."
		switch {
		case f.InPlace && t.Kind != kindDistributed:
			c.Because = "It changes bytes where they lie, which object storage cannot."
		case f.Kind == kindIndex:
			c.What = "SSD volumes where you run it; services keep it as they will, columns often in object storage"
		case f.Kind == kindLogged:
			c.Because = "It appends to segments, drops them by age and can move old ones to object storage."
		}
	}
	if q.Retention > 0 {
		c.Because += fmt.Sprintf(" What is older than %s is dropped.", say.Amount(q.Retention, "day"))
	}
	item := within(q.ItemBytes/1000, 1, 1_000_000)
	perDay := within(q.Writes*86400, 1, 10_000_000)
	c.Run = run("storagecost", "objects_per_day", num(math.Round(perDay)), "size_kb", num(math.Round(item)),
		"months", "12")
	return c
}

// partitionsOf is how many partitions a log has: by the bytes and the records of its busiest time.
func partitionsOf(s Store) float64 {
	if s.Kind != kindLogged {
		return 0
	}
	n, _ := partitionSum(s.quantity)
	return n
}

// What a partition and a consumer take: lesson 11.
const partitionMB, consumerRate, partitionUse = 10.0, 2000.0, .7

func partitionSum(q quantities) (n, mb float64) {
	for _, p := range q.patterns {
		mb += p.Writes * p.ItemBytes / 1e6
	}
	return max(1, math.Ceil(mb*logPeak(q)/(partitionMB*partitionUse)), math.Ceil(q.Writes*logPeak(q)/consumerRate)), mb
}

// logPeak is what the rates are multiplied with where no peak is said.
func logPeak(q quantities) float64 {
	for _, p := range q.asked.Patterns {
		if p.Peak > 1 {
			return 1
		}
	}
	return 3
}

// partitions tells the size of a log where there is one.
func partitions(stores []Store) *Choice {
	for _, s := range stores {
		if s.Kind != kindLogged {
			continue
		}
		_, mb := partitionSum(s.quantity)
		times := ""
		if p := logPeak(s.quantity); p > 1 {
			times = fmt.Sprintf(", times %s at the peak", say.Short(p))
		}
		return &Choice{ID: "partitions", What: say.Short(s.Partitions) + " partitions, replication factor 3",
			Value: s.Partitions, Unit: "partitions", Rule: "LOG-PARTITIONS", Lesson: "pipeline", Source: "lesson 11",
			Because: fmt.Sprintf("%s MB/s and %s records a second%s: 10 MB/s a partition at 70 %%, and 2,000 "+
				"records a second a consumer.", say.Number(mb, 2), say.Short(s.Writes), times)}
	}
	return nil
}
