package readcache

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// defaults are the knobs of a run that sets none: the lesson's store.
var defaults = Params{Strategy: "aside", RPS: 10_000, Keys: 50_000, Zipf: 0.92, ObjectKB: 2, Writes: 2, CacheMB: 100,
	TTLs: 300, Refresh: 0.83,
	DBms: 5, Pool: 100, CacheMs: 0.5, OutageS: 5, Race: "off", PauseMs: 1, WindowS: 300, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: defaults, Knobs: knobs, Cost: cost, Run: sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks,
	Story: func(p Params, _ Result) *sims.Story { return story(p) },
	Figures: []sims.Picture[Params, Result]{
		{ID: "time", Draw: timeFigure},
		{ID: "load", Draw: loadFigure},
		{ID: "keys", Work: keysFigure},
		{ID: "stale", Work: staleFigure},
		{ID: "size", Work: sizeFigure},
		{ID: "latency", Draw: latencyFigure},
		{ID: "race", Draw: func(p Params, _ Result) figure.Figure { return raceFigure(p) }},
		{ID: "orders", Draw: func(Params, Result) figure.Figure { return ordersFigure() }},
	},
})

var about = sims.About{
	Slug: "readcache", Title: "Read caching", Version: "3", Lesson: 8,
	Question: "A cache stands in front of a database. How many reads does it answer, how old are they, and what does " +
		"the database get when the cache is gone?",
	Doc: "Four ways to fill a cache, key by key: hit ratio, load on the database, stale reads, an outage, and " +
		"the race that leaves an old value behind.",
	LeavesOut: []string{
		"Reads of cached keys are counted in bulk where the cache has room for every key: given which keys are " +
			"cached, their number is a Poisson number, so nothing is approximated. With evictions each read " +
			"is an event.",
		"A run of many queries or evictions covers a shorter time than asked for: about 600,000 events before an " +
			"outage and 500,000 after it. The time line shows what was simulated.",
		"Writes are spread evenly over the keys, however often a key is read.",
		"Memory is payload. Keys, pointers and the allocator take 8 to 31 % more for values of 2 KB.",
		"A round trip to the cache takes a constant time, and the cache is never the bottleneck.",
		"Clients never give up and never try again. Clients that do make an overload worse.",
		"A cache that is down refuses at once. One that answers late makes every read wait for it.",
		"There is no second cache inside the application, and no entry for keys that do not exist.",
	},
	Sources: []sims.Source{
		{Label: "Jung, Berger and Balakrishnan, Modeling TTL-based Internet caches, INFOCOM 2003",
			URL: "https://doi.org/10.1109/INFCOM.2003.1208693", For: "hit ratio rT/(1 + rT) of a key"},
		{Label: "Che, Tung and Wang, Hierarchical web caching systems, IEEE JSAC 20(7), 2002",
			URL: "https://doi.org/10.1109/JSAC.2002.801752", For: "hit ratio of an LRU cache"},
		{Label: "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013",
			URL: "https://www.usenix.org/conference/nsdi13/technical-sessions/presentation/nishtala",
			For: "delete on write, stale sets and leases, section 3.2.1"},
		{Label: "Hörmann, The transformed rejection method for generating Poisson random variables, 1993",
			URL: "https://doi.org/10.1016/0167-6687(93)90997-4", For: "drawing the number of reads in a cell of time"},
		{Label: "Kleinrock, Queueing Systems, volume I, 1975", For: "wait for one of c servers"},
	},
	Headline: []string{"hit_pct", "db_qps", "p99_ms", "stale_read_pct", "memory_mb", "recovery_s"},
	First:    []string{"strategy", "ttl_s", "cache_mb", "rps", "outage_at_s"},
	Predict: &sims.Predict{Question: "10,000 reads a second go to 50,000 products, each kept for 300 s after it was " +
		"loaded. How many queries a second still reach the database?", Metric: "db_qps", Min: 0, Max: 10_000, Step: 10,
		Unit:  "per s",
		Hides: []string{"hit_pct", "load", "time", "latency"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	strategy := sims.Choice(&p.Strategy, "strategy", "The cache is filled by", strategies...)
	strategy.Labels = []string{"cache-aside, TTL only", "cache-aside, delete on write", "read-through, single flight",
		"refresh-ahead"}
	race := sims.Choice(&p.Race, "race", "Set after a query", "off", "on", "lease")
	race.Labels = []string{"at once", "later, unguarded", "later, with a lease"}
	return []sims.Knob{
		strategy.With("", "With delete on write, a write to the database deletes the key. Single flight sends one "+
			"query for all reads that miss at once."),
		sims.Float(&p.RPS, "rps", "Reads", 10, 100_000, 10).LogScale().With("per s", "Of all keys; a Poisson process."),
		sims.Int(&p.Keys, "keys", "Keys", 100, 1_000_000).LogScale(),
		sims.Float(&p.Zipf, "zipf", "Skew of the reads", 0, 1.4, 0.01).
			With("", "Exponent of Zipf's law. 0.92 gives 80 % of the reads to a fifth of 50,000 keys; 0 "+
				"reads all alike."),
		sims.Float(&p.ObjectKB, "object_kb", "Size of an object", 0.1, 1000, 0.1).LogScale().With("KB", ""),
		sims.Float(&p.Writes, "writes_per_s", "Writes", 0, 100_000, 1).With("per s", "Spread evenly over the keys."),
		sims.Float(&p.CacheMB, "cache_mb", "Memory of the cache", 1, 100_000, 1).LogScale().
			With("MB", "When it is full, the entry that was read longest ago goes."),
		sims.Float(&p.TTLs, "ttl_s", "Time to live", 1, 86_400, 1).LogScale().With("s", ""),
		sims.Float(&p.Jitter, "jitter_pct", "Jitter of the TTL", 0, 50, 1).
			With("%", "Spread evenly to both sides. Entries loaded together then expire apart."),
		sims.Float(&p.Refresh, "refresh_factor", "Refresh after", 0.5, 0.99, 0.01).With("of TTL",
			"Refresh-ahead only: from then on a read reloads the entry in the background."),
		sims.Float(&p.DBms, "db_ms", "Mean query", 0.1, 1000, 0.1).LogScale().
			With("ms", "Exponential, without waiting."),
		sims.Int(&p.Pool, "db_pool", "Queries at once", 1, 1000).LogScale().With("", "Others wait in line."),
		sims.Float(&p.CacheMs, "cache_ms", "Round trip to the cache", 0.01, 10, 0.01).LogScale().With("ms", ""),
		sims.Bool(&p.Cold, "cold", "Start with an empty cache").
			With("", "Off: the state that a long run has reached. On: the start counts in every number."),
		sims.Float(&p.OutageAt, "outage_at_s", "The cache is lost at", 0, 600, 10).
			With("s", "0: never. What is measured ends there; the time line goes on."),
		sims.Float(&p.OutageS, "outage_s", "It is back, empty, after", 1, 60, 1).With("s", ""),
		race.With("", "Whether a value read from the database can reach the cache after a delete."),
		sims.Float(&p.PauseMs, "pause_ms", "Mean pause before that set", 0.1, 1000, 0.1).LogScale().
			With("ms", "Exponential; only where it comes later."),
		sims.Float(&p.WindowS, "window_s", "Time line", 10, 86_400, 10).LogScale().With("s", ""),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, storySteps),
	}
}

func metrics(p Params, r Result) []sims.Metric {
	s := r.spectrum
	qps := float64(r.Queries) / r.Span
	best := 100 * min(hitTop(s, p.objects()), 1)
	l := p.lawOf(s)
	hitCompare := "the most popular that fit draw " + say.Number(best, 1) + " %"
	if !r.explicitRead {
		hitCompare = "theory " + say.Number(100*l.hit, 2) + " %"
	}
	down, factor := 0.0, 0.0
	if r.OutSpan > 0 {
		down = float64(r.Out.Queries) / r.OutSpan
		factor = down / max(qps, 1/r.Span)
	}
	recovery, note := r.Recovery, ""
	switch {
	case p.OutageAt > 0 && !r.Recovered:
		note = "not within the simulated time"
	case p.OutageAt == 0 && p.Cold:
		recovery, note = r.Warm, "from the cold start"
	}
	return []sims.Metric{
		{ID: "hit_pct", Label: "Hit ratio", Value: r.HitPct(), Unit: "%", Better: "higher", Decimals: 2,
			Compare: hitCompare},
		{ID: "db_qps", Label: "Queries to the database", Value: qps, Unit: "per s", Better: "lower", Decimals: 1,
			Compare: "without a cache " + say.Number(p.RPS, 0)},
		{ID: "p50_ms", Label: "Median read", Value: r.Times.Quantile(0.5) / 1e6, Unit: "ms", Better: "lower",
			Decimals: 2},
		{ID: "p99_ms", Label: "99th percentile of a read", Value: r.Times.Quantile(0.99) / 1e6, Unit: "ms",
			Better: "lower", Decimals: 2},
		{ID: "stale_read_pct", Label: "Stale reads", Value: percent(r.Stale, r.Requests()), Unit: "%", Better: "lower",
			Decimals: 3},
		{ID: "stale_hit_pct", Label: "Hits that are stale", Value: percent(r.Stale, r.Hits), Unit: "%", Better: "lower",
			Decimals: 3},
		{ID: "max_staleness_s", Label: "Longest time behind the database", Value: r.MaxStale, Unit: "s",
			Better: "lower", Decimals: 1},
		{ID: "memory_mb", Label: "Payload held at most", Value: p.megabytes(r.Peak), Unit: "MB", Better: "lower",
			Decimals: 1, Compare: "of " + say.Short(p.CacheMB) + " MB"},
		{ID: "recovery_s", Label: "Time until 95 % of the hit ratio are back", Value: recovery, Unit: "s",
			Better: "lower", Decimals: 1, Compare: note},
		{ID: "mean_ms", Label: "Mean read", Value: r.Times.Mean() / 1e6, Unit: "ms", Better: "lower", Decimals: 3},
		{ID: "db_util_pct", Label: "Load of the database", Value: 100 * r.Busy, Unit: "%", Better: "lower", Decimals: 2,
			Compare: fmt.Sprintf("of %s at once", say.Count(p.Pool, "query"))},
		{ID: "db_in_system", Label: "Queries in the database, waiting ones included", Value: r.InDB, Unit: "queries",
			Better: "lower", Decimals: 2},
		{ID: "outage_db_qps", Label: "Queries during the outage", Value: down, Unit: "per s", Better: "lower",
			Decimals: 0},
		{ID: "outage_factor", Label: "Queries during the outage over those before", Value: factor, Unit: "×",
			Better: "lower", Decimals: 1},
		{ID: "outage_p99_ms", Label: "99th percentile from the outage to the recovery",
			Value: r.OutTimes.Quantile(0.99) / 1e6, Unit: "ms", Better: "lower", Decimals: 1},
		{ID: "best_hit_pct", Label: "Share of the reads that goes to what fits", Value: best, Unit: "%", Decimals: 2},
		{ID: "bought_mb", Label: "Memory bought", Value: p.CacheMB, Unit: "MB", Better: "lower", Decimals: 1},
		{ID: "db_pool_size", Label: "Database connections", Value: float64(p.Pool), Unit: "connections",
			Better: "lower"},
		{ID: "evictions_per_s", Label: "Entries put out for want of room",
			Value: float64(r.Evicted) / max(r.End-r.Start, 1), Unit: "per s", Better: "lower", Decimals: 1},
		{ID: "loads_at_once", Label: "Most queries at once for one key", Value: float64(r.MaxLoads), Unit: "queries",
			Better: "lower"},
		{ID: "refresh_success_pct", Label: "Entries reloaded before they expire",
			Value: percent(r.Refreshes, r.Refreshes+r.Expired), Unit: "%", Better: "higher", Decimals: 1},
		{ID: "wasted_refresh_pct", Label: "Reloads that nobody read", Value: percent(r.Wasted, r.Refreshes), Unit: "%",
			Better: "lower", Decimals: 1},
		{ID: "late_sets", Label: "Old values set after a delete or write", Value: float64(r.RaceSets), Unit: "sets",
			Better: "lower"},
		{ID: "refused_sets", Label: "Sets refused by a lease", Value: float64(r.Refused), Unit: "sets"},
		{ID: "simulated_s", Label: "Time behind the numbers above", Value: r.Span, Unit: "s", Decimals: 0},
	}
}
