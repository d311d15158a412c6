package advisor

import (
	"fmt"
	"math"

	"tradeofflab/say"
)

// Phase is one step of a migration with what must hold before and after it.
type Phase struct {
	Name  string `json:"name"`
	Do    string `json:"do"`
	Enter string `json:"enter"` // what must hold to begin
	Leave string `json:"leave"` // what must hold to go on
	Back  string `json:"back"`  // the way back
}

// migrate plans a move while the old store serves: dual writes in order, backfill, comparison, reads, the switch, and
// writes back to the old store until the end. The plan of the source course leaves out the backfill and the way back.
func migrate(q quantities, b built, today Product, known bool) []Phase {
	f := b.family
	// Half of what the new store takes beside its own load; more would slow what it already serves.
	copiers := max(1, b.stores[0].Shards, math.Floor(b.stores[0].Nodes/b.stores[0].Copies))
	rate := within(math.Floor((b.stores[0].takes()-b.left.Writes)/2), 1, copierRate*copiers)
	by := ""
	if n := math.Ceil(rate / copierRate); n > 1 {
		by = fmt.Sprintf(", by %s that share the keys", say.Count(int(n), "copier"))
	}
	backfill := fmt.Sprintf("Copy what was there before, at %s records a second at most%s.", say.Short(rate), by)
	if q.DataGB > 0 {
		rows := max(b.left.DataGB*1e9/b.left.writtenItem(), 1)
		backfill = fmt.Sprintf("Copy what was there before: about %s records, %s at %s a second%s.", say.Short(rows),
			span(max(rows/rate, 60)), say.Short(rate), by)
	}
	changes, begins := "Send every change of the old store on, in order and once for each key, by outbox or change "+
		"capture. Writing twice from the application drifts apart.", "an outbox or change stream exists"
	if known && !streams[today.Family] {
		changes = fmt.Sprintf("%s gives no dependable stream of its changes: let the application, or the collector "+
			"in front, write to a log, and fill both stores from it.", today.Name)
		begins = "every write passes the log"
	}
	back := "The new store takes writes; the same stream now runs backwards into the old one."
	last := "Stop the backward stream, keep a last backup, remove the old store."
	if !streams[f.ID] || known && !streams[today.Family] {
		back = "The new store takes writes; the log still fills the old one as well."
		last = "Stop filling the old store from the log, keep a last backup, remove it."
	}
	copied := q.Retention == 0 || q.Retention > 100
	if !copied {
		backfill = fmt.Sprintf("None: fill both stores side by side for %s, until what only the old one has is "+
			"expired.", say.Amount(q.Retention, "day"))
	}
	if q.asked.Current.Stage == "sharded" && (!known || streams[today.Family]) {
		has := "a stream"
		if copied {
			has = "a stream and a copier"
		}
		changes += " Each shard of today has " + has + " of its own; together they keep to what the new store takes."
	}
	beside := ""
	for _, other := range b.second {
		if other.Family != today.Family {
			beside += fmt.Sprintf(" Build the %s store beside it, and fill it from the new one.", say.Lower(other.Name))
		} else {
			last = fmt.Sprintf("Stop the backward stream. %s stays, for %s alone: from now on it is filled from the "+
				"new store, and what else it held is removed.", say.Upper(today.Name), say.List(other.serves...))
		}
	}
	phases := []Phase{
		{"Prepare", fmt.Sprintf("Build the schema of the %s store and load-test it at twice what is left to it, %s "+
			"operations a second.%s", say.Lower(f.Name), say.Short(b.left.Total), beside),
			"the ten main queries are written down", "each answers within its wish under twice the load",
			"nothing to undo"},
		{"Copy changes", changes, begins, "lag stays below a second for a day", "stop the stream"},
		{"Backfill", backfill + " Never overwrite a newer version.",
			"the stream runs, so that nothing is missed meanwhile", "counts agree for every day of data",
			"empty the new store and begin again"},
		{"Compare", "Read both for a sample and report differences; n equal samples bound the rate of wrong " +
			"records by 3/n.", "backfill is done",
			"no difference in 30,000 samples over a week: fewer than one in 10,000 is wrong", "repair, compare again"},
		{"Move reads", "1 %, 10 %, 50 %, all, by feature, with the old answer at hand.", "comparison is clean",
			"for a week with all of them latency and errors are as before", "point reads at the old store"},
	}
	if keepsTruth(b, today, known) {
		return append(phases, Phase{"Keep the first copy", fmt.Sprintf("%s goes on taking the writes and fills the %s "+
			"store from its changes, which can be rebuilt from it at any time. Take from it only what the new store "+
			"alone answers, and keep its backups.", say.Upper(today.Name), say.Lower(f.Name)),
			"reads are served by the new store", "a rebuild from the first copy was tried", "point reads at it again"})
	}
	return append(phases,
		Phase{"Switch writes", back,
			"reads are served by the new store", "two weeks without a reason to go back",
			"the old store is up to date: switch back"},
		Phase{"Retire", last,
			"nobody has asked for the way back", "the bill of the old store shows it", "restore the backup"})
}

// keepsTruth says whether what runs today stays the first copy: an index of searches, columns or vectors is built again
// from its source, so that the source is not given up for it.
func keepsTruth(b built, today Product, known bool) bool {
	return known && b.top.Kind == kindIndex && today.Kind != kindIndex && today.Kind != kindMemory &&
		today.Family != "time-series" && today.Family != "stream"
}

// copierRate is the most records a second that one copier brings over: judgement of the lab.
const copierRate = 20_000

// takes is how many writes a second the machines of the store take before answers wait.
func (s Store) takes() float64 {
	c := s.family.Capacity
	cores := s.Node.Cores
	switch {
	case s.Kind == kindObject || cores == 0: // a service grows with what it is given
		return math.Inf(1)
	case s.Kind == kindEmbedded:
		return fileWrites
	case s.Kind == kindMemory: // one thread takes the writes of a shard
		cores = 1
	case s.Node.Small:
		cores = smallCores
	}
	if s.Kind == kindDistributed {
		cores *= distributedShare
	}
	return s.Nodes / s.Copies * cores * full * c.Writes * batched(s.quantity, s.family)
}

// writtenItem is the size of a record, by what is written, bytes; by what is read where nothing is written.
func (q quantities) writtenItem() float64 {
	sum, n := 0.0, 0.0
	for _, p := range q.patterns {
		if p.ItemBytes > 0 {
			sum, n = sum+p.Writes*p.ItemBytes, n+p.Writes
		}
	}
	if n == 0 {
		return max(q.ItemBytes, leastItem)
	}
	return max(sum/n, leastItem)
}

// streams are the families whose products tell others of every change, in order.
var streams = map[string]bool{"relational": true, "document": true, "key-value": true, "wide-column": true,
	"graph":  true,
	"stream": true, "time-series": true}
