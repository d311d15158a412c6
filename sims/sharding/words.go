package sharding

import (
	"fmt"

	"tradeofflab/say"
)

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	_, hot := hottest(r.Count, p.Shards)
	busy, _ := hottest(r.Inserts, p.Shards)
	rows := ""
	if p.fetches() {
		rows = ", then " + say.Number(r.Reads.perQuery(r.Reads.Fetched), 1) + " on average for its rows"
	}
	return fmt.Sprintf("The fullest of %s holds %s × the mean, and one shard takes in %s of the new rows. A query "+
		"without the key asks %s%s; %s %% of such queries meet a slow reply. The reshard moves %s of the rows.",
		say.Count(p.Shards, "shard"), say.Number(hot, 2), say.Percent(share(r.Inserts[busy], newRows)),
		say.Count(r.Reads.Touched, "shard"), rows,
		say.Number(share(r.Reads.SlowAny, r.Reads.Queries), 2), say.Percent(share(r.Moved, r.Sampled)))
}

// coach names the next thing to try from this run.
func coach(p Params, r Result) string {
	_, hot := hottest(r.Count, p.Shards)
	_, after := hottest(r.CountAfter, p.Target)
	busy, _ := hottest(r.Inserts, p.Shards)
	inserts, p99 := share(r.Inserts[busy], newRows), say.Short(r.Reads.P99)+" ms"
	switch {
	case p.Shards == 1:
		return "One shard is a plain database. Set 4 shards: which number falls, and which one rises?"
	case r.Queue.Refused > 0:
		return fmt.Sprintf("Shard %d is asked for %s of its capacity and refuses %s of the requests; the mean shard "+
			"is at %s. Will twice the shards help? Choose another placement as well, and compare.",
			r.Queue.Shard, say.Percent(r.load(p)), say.Percent(share(r.Queue.Refused, r.Queue.Sent)),
			say.Percent(100*(p.ReadsPS+p.WritesPS)/float64(p.Shards)/p.CapacityPS))
	case !p.Double && r.Move.Lost > 0:
		return fmt.Sprintf("Of the writes during the copy %s are missing afterwards: those that came after their row "+
			"was copied. Will a faster copy cure it? Change the copy rate, then turn double writes on.",
			say.Percent(share(r.Move.Lost, r.Move.Followed)))
	case p.Strategy == "range" && inserts > 99:
		return fmt.Sprintf("Shard %d takes every new row. Will more shards help? Say yes or no, set 64, then change "+
			"the placement to hash.", busy)
	case p.Index == "none":
		return fmt.Sprintf("Without an index each shard reads all its rows: the 99th percentile is %s. Choose a "+
			"local index. What does it cost the writes?", p99)
	case p.KeyGen == "zipf" && (p.Strategy == "hash" || p.Strategy == "hash_range" ||
		p.Strategy == "consistent") && hot > 1.2:
		return fmt.Sprintf("The largest tenant alone owns %s of the rows, and hashing keeps them together. Which "+
			"placement can cut a tenant in parts, and what will a query for that tenant then ask?",
			say.Percent(share(r.Top, r.Sampled)))
	case p.KeyGen == "zipf" && p.Strategy == "directory" && hot > 1.2:
		return fmt.Sprintf("The directory places every tenant freely and the fullest shard still holds %s × the "+
			"mean. Compare with the rows of the largest tenant, then cut tenants into buckets.", say.Number(hot, 2))
	case p.Strategy == "compound":
		return fmt.Sprintf("The largest tenant now lies on %s. How few buckets keep the fullest shard below 1.2 × "+
			"the mean? Say a number, then move the knob.", say.Count(r.TopShards, "shard"))
	case p.Strategy == "hash" && p.Shards != p.Target:
		return fmt.Sprintf("From %d to %d shards hash mod N moves %s. Say what ranges of the hash move, "+
			"then choose them and look at the fullest shard afterwards.", p.Shards, p.Target,
			say.Percent(share(r.Moved, r.Sampled)))
	case p.Strategy == "hash_range" && p.Shards < p.Target && after > 1.2:
		return fmt.Sprintf("From %d to %s some ranges are cut and the others stay: %s of the rows move, and the "+
			"fullest shard then holds %s × the mean. At which number of shards are they even again?", p.Shards,
			say.Count(p.Target, "shard"), say.Percent(share(r.Moved, r.Sampled)), say.Number(after, 2))
	case p.Hedge == "off" && r.Reads.Touched > 1:
		return fmt.Sprintf("The 99th percentile of a query over %s is %s. Say what a second request at the 95th "+
			"percentile makes of it, and how many more requests that takes.", say.Count(r.Reads.Touched, "shard"),
			p99)
	case p.fetches():
		return fmt.Sprintf("A page of %s lies on %s of %s on average, and the query waits for the slowest of them. "+
			"Say what is left of it when the entries hold all that it shows, then turn the fetching off.",
			say.Count(p.PageRows, "row"), say.Number(r.Reads.perQuery(r.Reads.Fetched), 1),
			say.Count(p.Shards, "shard"))
	case p.Index == "global_async":
		return fmt.Sprintf("The index lags by up to %s ms and costs %s shard writes a write. Halve the flush time: "+
			"what happens to the other number?", say.Short(r.Writes.StaleP99),
			say.Number(r.Writes.amplification(), 3))
	}
	if p.Index == "global_sync" {
		return fmt.Sprintf("One shard names what a query looks for, and a write waits for up to three. Say how many "+
			"shards a page of %s asks when the entries hold ids alone, then fetch the rows.",
			say.Count(p.PageRows, "row"))
	}
	return fmt.Sprintf("A query without the key asks %s. Choose a global index: which of read latency, write latency "+
		"and age of the index gets worse?", say.Count(r.Reads.Touched, "shard"))
}
