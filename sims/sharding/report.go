package sharding

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: Params{Strategy: "hash", Shards: 4, Rows: 100_000_000, KeyGen: "zipf", Zipf: 1, Tenants: 25_000,
		Buckets: 64, Index: "local", Hedge: "off", ServiceMs: 5, Tail: 10, Target: 8, CopyMBs: 100, RowBytes: 500,
		IndexPct: 10, InsertPct: 0, PageRows: 20, WritesPS: 1000, FlushMs: 200, ReadsPS: 10_000,
		CapacityPS: 5000, Double: true, Seed: 1},
	Knobs: knobs, Cost: cost, Run: sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: pictures,
})

var about = sims.About{
	Slug: "sharding", Title: "Sharding", Version: "5", Lesson: 3,
	Question: "Rows are split over machines. Which one runs hot, what does a query without the key cost, and what " +
		"does moving to more shards take?",
	Doc: "Six rules that place rows on shards: where hot spots come from, how fan-out turns rare slow replies " +
		"into common ones, and what a reshard moves.",
	LeavesOut: []string{
		"Only requests by key queue, and only on the busiest shard. Queries without the key and second requests put " +
			"no load on it.",
		"A refused request does not come back. Clients that try again make an overload worse.",
		"Shards are slow independently. A shared network, a shared disk or a common pause makes them slow together.",
		"Rows behind the ids of a global index may lie anywhere in the table, as the rows of one value do when the " +
			"key has nothing to do with it.",
		"A synchronous index writes row and entries side by side. Two-phase commit adds a round.",
		"Rows that move are all written alike, and no message of the move is lost. In truth the two copies are " +
			"compared before the switch, and many databases follow the old server's log instead of writing twice.",
		"A directory never fails and is never out of date.",
	},
	Sources: []sims.Source{
		{Label: "Dean and Barroso, The tail at scale, Communications of the ACM 56(2), 2013",
			URL: "https://doi.org/10.1145/2408776.2408794", For: "1 − 0.99^N and hedged requests"},
		{Label: "Lamping and Veach, A fast, minimal memory, consistent hash algorithm, 2014",
			URL: "https://arxiv.org/abs/1406.2294", For: "the rule called consistent"},
		{Label: "Instagram Engineering, Sharding & IDs at Instagram",
			URL: "https://instagram-engineering.com/sharding-ids-at-instagram-1cf5a71e5a5c",
			For: "8,192 logical shards in a directory, and the row id of 41 + 13 + 10 bits"},
		{Label: "Kleppmann and Riccomini, Designing Data-Intensive Applications, 2nd edition, 2026, chapter 7",
			For: "range and hash partitions, local and global indexes, hot keys split by a bucket"},
		{Label: "Amazon DynamoDB Developer Guide, Using Global Secondary Indexes in DynamoDB",
			URL: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html",
			For: "one index write for a new row, two for a changed value; an index answers with what it holds"},
		{Label: "Vitess 22.0 documentation, Keyspace ID", URL: "https://vitess.io/docs/22.0/concepts/keyspace-id/",
			For: "ranges of the hash: a shard is replaced by two, and no other moves"},
		{Label: "Whitt, Planning queueing simulations, Management Science 35(11), 1989",
			URL: "https://doi.org/10.1287/mnsc.35.11.1341",
			For: "how far the mean of a queue strays in a run of that length"},
		{Label: "Graham, Bounds on multiprocessing timing anomalies, SIAM Journal on Applied Mathematics 1969",
			URL: "https://doi.org/10.1137/0117039",
			For: "the directory's order: largest entry first, to the emptiest shard"},
	},
	Headline: []string{"hottest_over_mean", "insert_hot_pct", "slow_any_pct", "scatter_p99_ms", "write_amplification",
		"moved_pct"},
	First: []string{"strategy", "shards", "keygen", "index", "target_shards"},
	Predict: &sims.Predict{Question: "Each shard is slow for 1 request in 100. A query asks all the shards of this " +
		"run: how often does it meet at least one slow reply?", Metric: "slow_any_pct", Min: 0, Max: 100,
		Step: 1, Unit: "%",
		Hides: []string{"fanout"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	strategy := sims.Choice(&p.Strategy, "strategy", "Placement", placements...)
	strategy.Labels = placementNames
	keygen := sims.Choice(&p.KeyGen, "keygen", "Shard key", "sequential", "time", "uniform", "zipf")
	keygen.Labels = []string{"row number", "time", "random", "tenant (Zipf)"}
	index := sims.Choice(&p.Index, "index", "Index on the queried column", "none", "local", "global_sync",
		"global_async")
	index.Labels = []string{"none", "local", "global, synchronous", "global, asynchronous"}
	return []sims.Knob{
		strategy.With("", "Tenant and bucket hashes the tenant together with a part of the row number. Ranges of the "+
			"hash are cut in two to grow, the fullest first."),
		sims.Int(&p.Shards, "shards", "Shards", 1, 512).LogScale(),
		sims.Int(&p.Rows, "rows", "Rows", 10_000, 100_000_000).LogScale().
			With("", "At most 100,000 of them are placed and stand for all."),
		keygen.With("", "Row number and time grow with every insert. A tenant is the key of all its rows."),
		sims.Float(&p.Zipf, "zipf", "Zipf exponent of the tenants", 0, 1.4, 0.05).
			With("", "0: all tenants are alike. With a tenant as shard key only."),
		sims.Int(&p.Tenants, "tenants", "Tenants", 10, 100_000).LogScale(),
		sims.Int(&p.Buckets, "buckets", "Buckets of a tenant", 1, 512).LogScale().
			With("", "Placement by tenant and bucket only."),
		sims.Int(&p.Fanout, "fanout", "Shards a query without the key asks", 0, 512).
			With("", "0 asks all. A global index always leads to one."),
		index,
		sims.Bool(&p.FetchRows, "fetch_rows", "Fetch the rows behind a global index").
			With("", "Off: its entries hold all that is shown. On: they hold ids, and the rows' shards are asked too."),
		sims.Int(&p.PageRows, "page_rows", "Rows that such a query shows", 1, 1000).LogScale().
			With("", "When the rows behind a global index are fetched."),
		sims.Choice(&p.Hedge, "hedge", "Second request", "off", "p95", "p99").
			With("", "Sent to another copy when a reply is later than this percentile; the first answer counts."),
		sims.Float(&p.ServiceMs, "service_ms", "Median reply", 1, 50, 1).LogScale().
			With("ms", "Of one shard; lognormal."),
		sims.Float(&p.Tail, "tail", "99th percentile over median", 2, 50, 1).LogScale().
			With("×", "Of one shard's reply."),
		sims.Int(&p.Target, "target_shards", "Shards after the reshard", 1, 512).LogScale(),
		sims.Float(&p.CopyMBs, "copy_mb_s", "Copy rate of a machine", 10, 1000, 10).LogScale().With("MB/s",
			"Sending and receiving, each."),
		sims.Int(&p.RowBytes, "row_bytes", "Size of a row", 50, 5000).LogScale().With("B", ""),
		sims.Float(&p.IndexPct, "indexed_pct", "Writes that change the indexed column", 0, 100, 1).With("%",
			"Of the writes that add no row. Each deletes an index entry and adds one."),
		sims.Float(&p.InsertPct, "insert_pct", "Writes that add a row", 0, 100, 1).
			With("%", "Each adds one index entry."),
		sims.Float(&p.WritesPS, "writes_s", "Writes to the table", 1, 100_000, 1).LogScale().With("per s", ""),
		sims.Float(&p.FlushMs, "flush_ms", "Flush time of an asynchronous index", 1, 10_000, 1).LogScale().
			With("ms", "Entries collect for this long and are then written at once."),
		sims.Float(&p.ReadsPS, "reads_s", "Reads by key", 1, 1_000_000, 1).LogScale().With("per s",
			"Of the whole table; each row is read alike."),
		sims.Float(&p.CapacityPS, "capacity_qps", "Capacity of a shard", 100, 50_000, 1).LogScale().With("per s",
			fmt.Sprintf("Requests it serves. It keeps at most %d and refuses more.", queueRoom)),
		sims.Bool(&p.Double, "double_write", "Double write during the reshard").
			With("", "Off: writes go to the old machine alone until the switch."),
		sims.Step(&p.Step, storySteps),
		sims.Seed(&p.Seed),
	}
}

// hottest gives the shard with most and its multiple of the mean over n shards.
func hottest(load []int, n int) (shard int, overMean float64) {
	sum := 0
	for s, v := range load {
		sum += v
		if v > load[shard] {
			shard = s
		}
	}
	return shard, float64(load[shard]) * float64(n) / float64(max(sum, 1))
}

func share(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

// hours is how long the reshard copies: until the machine that sends or receives most is done.
func (r Result) hours(p Params) float64 {
	busiest := 0
	for m := range r.Sent {
		busiest = max(busiest, r.Sent[m], r.Got[m])
	}
	return CopyHours(float64(busiest)*r.stretch(p)*float64(p.RowBytes), p.CopyMBs, 1)
}

// movedGB is what the reshard moves.
func (r Result) movedGB(p Params) float64 {
	return float64(r.Moved) * r.stretch(p) * float64(p.RowBytes) / 1e9
}

// requests is how many first requests the sampled queries sent.
func (q reads) requests() int { return q.Queries*q.Touched + q.Fetched }

// perQuery divides a sum over the sampled queries by their number.
func (q reads) perQuery(n int) float64 { return float64(n) / float64(q.Queries) }

func (r Result) hedgePct() float64 { return share(r.Reads.Hedged, r.Reads.requests()) }

func metrics(p Params, r Result) []sims.Metric {
	_, hot := hottest(r.Count, p.Shards)
	_, after := hottest(r.CountAfter, p.Target)
	inserts, _ := hottest(r.Inserts, p.Shards)
	l := lawOf(p)
	even := 100 / float64(p.Shards)
	decimals := 0 // shards asked are a mean when rows are fetched
	if p.fetches() {
		decimals = 1
	}
	return []sims.Metric{
		{ID: "hottest_over_mean", Label: "Rows on the fullest shard", Value: hot, Unit: "×", Better: "lower",
			Decimals: 2, Compare: "times the mean"},
		{ID: "insert_hot_pct", Label: "New rows on the busiest shard", Value: share(r.Inserts[inserts], newRows),
			Unit: "%", Better: "lower", Decimals: 1, Compare: "even share " + say.Percent(even)},
		{ID: "slow_any_pct", Label: "Queries that meet a slow reply", Value: share(r.Reads.SlowAny, r.Reads.Queries),
			Unit: "%", Better: "lower", Decimals: 2, Compare: fmt.Sprintf("later than %s ms; theory %s %%",
				say.Short(l.ms(score99)), say.Number(100*r.Reads.slowLaw(l), 2))},
		{ID: "scatter_p99_ms", Label: "99th percentile without the key", Value: r.Reads.P99, Unit: "ms",
			Better: "lower", Decimals: 1, Compare: "median " + say.Short(r.Reads.P50) + " ms"},
		{ID: "write_amplification", Label: "Shard writes for one write", Value: r.Writes.amplification(), Unit: "×",
			Better: "lower", Decimals: 3},
		{ID: "moved_pct", Label: "Rows the reshard moves", Value: share(r.Moved, r.Sampled), Unit: "%", Better: "lower",
			Decimals: 1, Compare: r.usual(p)},
		{ID: "reshard_hours", Label: "Time the reshard copies", Value: r.hours(p), Unit: "h", Better: "lower",
			Decimals: 3, Compare: duration(r.hours(p))},
		{ID: "shards_touched", Label: "Shards a query without the key asks",
			Value: r.Reads.perQuery(r.Reads.Distinct), Unit: "shards", Better: "lower", Decimals: decimals},
		{ID: "fetch_shards", Label: "Shards asked for the rows behind an index",
			Value: r.Reads.perQuery(r.Reads.Fetched), Unit: "shards", Better: "lower", Decimals: 1},
		{ID: "point_p99_ms", Label: "99th percentile with the key", Value: r.Reads.Point, Unit: "ms", Better: "lower",
			Decimals: 1},
		{ID: "index_entries", Label: "Index entries for one write", Value: r.Writes.entries(), Unit: "entries",
			Better: "lower", Decimals: 3},
		{ID: "write_p99_ms", Label: "99th percentile of a write", Value: r.Writes.P99, Unit: "ms", Better: "lower",
			Decimals: 1},
		{ID: "staleness_p99_ms", Label: "Age of the index, 99th percentile", Value: r.Writes.StaleP99, Unit: "ms",
			Better: "lower", Decimals: 0},
		{ID: "requests_per_query", Label: "Requests of a query without the key",
			Value: r.Reads.perQuery(r.Reads.requests()) * (1 + r.hedgePct()/100), Unit: "requests", Better: "lower",
			Decimals: 2},
		{ID: "hedge_extra_pct", Label: "Second requests", Value: r.hedgePct(), Unit: "%", Better: "lower", Decimals: 2},
		{ID: "range_shards", Label: "Shards asked for 1 % of the keys", Value: float64(r.RangeShards), Unit: "shards",
			Better: "lower"},
		{ID: "top_tenant_pct", Label: "Rows of the largest tenant", Value: share(r.Top, r.Sampled), Unit: "%",
			Decimals: 2},
		{ID: "top_tenant_shards", Label: "Spread of the largest tenant", Value: float64(r.TopShards), Unit: "shards",
			Better: "lower"},
		{ID: "hottest_after", Label: "Fullest shard after the reshard", Value: after, Unit: "×", Better: "lower",
			Decimals: 2},
		{ID: "hot_util_pct", Label: "Load of the busiest shard", Value: r.load(p), Unit: "%", Better: "lower",
			Decimals: 1, Compare: "of its capacity"},
		{ID: "hot_p99_ms", Label: "99th percentile with the key, busiest shard", Value: r.Queue.P99, Unit: "ms",
			Better: "lower", Decimals: 1, Compare: "without a queue " + say.Short(r.Reads.Point) + " ms"},
		{ID: "rejected_pct", Label: "Requests the busiest shard refuses", Value: share(r.Queue.Refused, r.Queue.Sent),
			Unit: "%", Better: "lower", Decimals: 2},
		{ID: "copy_writes", Label: "Writes to rows that are being moved", Value: r.Move.Expected, Unit: "writes",
			Decimals: 0},
		{ID: "lost_writes_pct", Label: "Writes during the copy that are missing afterwards",
			Value: share(r.Move.Lost, r.Move.Followed), Unit: "%", Better: "lower", Decimals: 1},
		{ID: "moved_gb", Label: "Data the reshard moves", Value: r.movedGB(p), Unit: "GB", Better: "lower",
			Decimals: 1},
	}
}

// load is what arrives at the busiest shard over its capacity, %.
func (r Result) load(p Params) float64 { return 100 * r.Queue.PerSecond / p.CapacityPS }

// duration prints hours in the unit a reader would use.
func duration(h float64) string {
	switch s := h * 3600; {
	case s < 120:
		return say.Short(math.Round(s*10)/10) + " s"
	case s < 7200:
		return say.Number(s/60, 1) + " min"
	}
	return say.Number(h, 1) + " h"
}
