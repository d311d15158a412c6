package writecache

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// defaults are the knobs of a run that sets none.
var defaults = Params{Strategy: "behind", Order: "db_first", Rate: 1000, Keys: 1000, Zipf: 0.9, FlushS: 1,
	Batch: 1_000_000, Coalesce: true, DBms: 5, Capacity: 2000, CacheMs: 0.5,
	Durable: "none", FsyncMs: 1, Crash: "cache", DownS: 2, ReadPct: 20, ReadAfter: 0.1, CachedPct: 50, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: defaults, Knobs: knobs, Cost: cost, Run: sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, Result]{
		{ID: "loss", Draw: lossFigure},
		{ID: "pending", Draw: pendingFigure},
		{ID: "coalescing", Draw: coalesceFigure},
		{ID: "race", Draw: raceFigure},
		{ID: "orders", Draw: ordersFigure},
		{ID: "strategies", Work: strategiesFigure},
	},
})

var about = sims.About{
	Slug: "writecache", Title: "Write caching", Version: "5", Lesson: 9,
	Question: "A write meets a cache and a database. Which gets it first, when does the client have its answer, and " +
		"what is gone after a crash?",
	Doc: "Write-through, write-behind and write-around, write by write: latency, load on the database, lost " +
		"writes, and copies that come apart.",
	LeavesOut: []string{
		"A run covers about 30,000 writes and at least six flushes, around the crash where there is one.",
		"A write to the cache takes a constant time, and the cache is never the bottleneck.",
		"Reads put no load on the database.",
		"Nothing is evicted and no entry expires: what is cached stays until it is overwritten or deleted.",
		"The cache has no replica. One that lags behind loses what it has not received.",
		"A sync of the log comes on time and takes the same time each time. On a busy disk it comes late, and the " +
			"log that is synced each second then loses more than a second.",
		"What the database is working on when the cache crashes is applied. The answer to it is lost and " +
			"nobody misses it.",
		"Writes replace the value. The loss is counted in acknowledged writes, which is what a counter would miss.",
	},
	Sources: []sims.Source{
		{Label: "Jouppi, Cache write policies and performance, ISCA 1993", URL: "https://doi.org/10.1145/165123.165154",
			For: "write-through, write-back, write-around and coalescing"},
		{Label: "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013",
			URL: "https://www.usenix.org/conference/nsdi13/technical-sessions/presentation/nishtala",
			For: "delete instead of set, since deletes can be repeated in any order"},
		{Label: "Redis documentation, Persistence",
			URL: "https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/",
			For: "appendfsync no, everysec and always"},
		{Label: "Kleinrock, Queueing Systems, volume I, 1975", For: "wait for one of c servers"},
	},
	Headline: []string{"ack_p50_ms", "ack_p99_ms", "db_writes_per_s", "coalescing", "lost_acked_writes",
		"inconsistent_keys"},
	First: []string{"strategy", "write_rate", "flush_s", "durable", "crash_at_s"},
	Predict: &sims.Predict{Question: "1,000 writes a second go to a cache that writes behind, with a flush each " +
		"second. How many acknowledged writes would a crash of the cache lose, on average over the time at " +
		"which it comes?", Metric: "unsafe_mean", Min: 0, Max: 2000, Step: 10, Unit: "writes",
		Hides: []string{"lost_acked_writes", "loss"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	strategy := sims.Choice(&p.Strategy, "strategy", "A write goes to", strategies...)
	strategy.Labels = []string{"cache and database (through)", "the cache, later the database (behind)",
		"the database alone (around)", "the database, then deletes the key"}
	order := sims.Choice(&p.Order, "order", "Write-through begins with", "db_first", "cache_first")
	order.Labels = []string{"the database", "the cache"}
	durable := sims.Choice(&p.Durable, "durable", "Log of the cache", "none", "everysec", "always")
	durable.Labels = []string{"none", "synced each second", "synced before each answer"}
	crash := sims.Choice(&p.Crash, "crash", "What crashes", "app", "cache", "db")
	crash.Labels = []string{"the application", "the cache", "the database"}
	return []sims.Knob{
		strategy,
		order,
		sims.Float(&p.Rate, "write_rate", "Writes", 1, 100_000, 1).LogScale().With("per s",
			"Of all keys; a Poisson process."),
		sims.Int(&p.Keys, "keys", "Keys", 1, 1_000_000).LogScale(),
		sims.Float(&p.Zipf, "zipf", "Skew of the writes", 0, 1.4, 0.01).
			With("", "Exponent of Zipf's law; 0 writes all alike."),
		sims.Float(&p.FlushS, "flush_s", "Flush every", 0.01, 60, 0.01).LogScale().With("s", "Write-behind only."),
		sims.Int(&p.Batch, "max_batch", "Most keys of one flush", 1, 1_000_000).LogScale().
			With("", "The others wait for the next."),
		sims.Bool(&p.Coalesce, "coalesce", "Send only the newest version").
			With("", "Off: each write is sent to the database, in order."),
		sims.Float(&p.DBms, "db_ms", "Mean write of the database", 0.1, 1000, 0.1).LogScale().
			With("ms", "Exponential, without waiting. Where the capacity asks for less than one write at once it is "+
				"1/capacity."),
		sims.Float(&p.Capacity, "db_capacity", "Writes the database can take", 10, 1_000_000, 10).LogScale().
			With("per s", ""),
		sims.Float(&p.CacheMs, "cache_ms", "Write to the cache", 0.01, 10, 0.01).LogScale().With("ms", ""),
		durable.With("", "Write-behind only: what survives a crash of the cache."),
		sims.Float(&p.FsyncMs, "fsync_ms", "A sync takes", 0.05, 50, 0.05).LogScale().
			With("ms", "Synced before each answer only."),
		sims.Float(&p.PauseMs, "pause_ms", "Mean pause between the two steps", 0, 100, 0.1).
			With("ms", "Of the application; exponential. It widens the window of a race."),
		sims.Float(&p.CrashAt, "crash_at_s", "Crash at", 0, 600, 1).
			With("s", "0: none. The first flush comes at a time drawn from the seed, so a crash meets the "+
				"interval anywhere."),
		crash,
		sims.Float(&p.DownS, "down_s", "Back after", 0.1, 60, 0.1).With("s", ""),
		sims.Bool(&p.Retry, "retry", "Try again while the database is down").
			With("", "Clients of write-through and write-around; a flush always tries again."),
		sims.Float(&p.ReadPct, "read_pct", "Writes followed by a read", 0, 100, 1).With("%", "Of the same key."),
		sims.Float(&p.ReadAfter, "read_after_s", "Read after", 0.001, 60, 0.001).LogScale().With("s", ""),
		sims.Float(&p.CachedPct, "cached_pct", "Keys cached at the start", 0, 100, 1).With("%", ""),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, storyMoments),
	}
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

func metrics(p Params, r Result) []sims.Metric {
	length := r.End - r.Start
	lossNote := ""
	if p.Strategy == "behind" {
		lossNote = "mean over crash times " + say.Short(r.UnsafeMean)
	}
	return []sims.Metric{
		{ID: "ack_p50_ms", Label: "Median answer to a write", Value: r.Times.Quantile(.5) / milli, Unit: "ms",
			Better: "lower", Decimals: 2},
		{ID: "ack_p99_ms", Label: "99th percentile of the answer", Value: r.Times.Quantile(.99) / milli, Unit: "ms",
			Better: "lower", Decimals: 2},
		{ID: "db_writes_per_s", Label: "Writes of the database", Value: r.CommitRate, Unit: "per s", Better: "lower",
			Decimals: 1, Compare: "clients send " + say.Short(p.Rate)},
		{ID: "coalescing", Label: "Writes for one write of the database", Value: p.coalescing(r), Unit: "×",
			Better: "higher", Decimals: 2, Compare: "theory " + say.Short(p.Rate/r.Flushed) + " ×"},
		{ID: "lost_acked_writes", Label: "Acknowledged writes lost", Value: float64(r.Lost), Unit: "writes",
			Better: "lower", Compare: lossNote},
		{ID: "inconsistent_keys", Label: "Keys whose copies differ in the end", Value: float64(r.Diverged),
			Unit: "keys", Better: "lower"},
		{ID: "miss_after_write_pct", Label: "Reads after a write that miss", Value: percent(r.Misses, r.Reads),
			Unit: "%", Better: "lower", Decimals: 1},
		{ID: "stale_after_write_pct", Label: "Reads after a write that hit an older value",
			Value: percent(r.Stale, r.Reads), Unit: "%", Better: "lower", Decimals: 1},
		{ID: "dirty_max", Label: "Most keys waiting for the database", Value: float64(r.PendingMax), Unit: "keys",
			Better: "lower"},
		{ID: "unsafe_mean", Label: "Writes that a crash of the cache would lose", Value: r.UnsafeMean, Unit: "writes",
			Better: "lower", Decimals: 1},
		{ID: "unsafe_max", Label: "… at the worst time", Value: float64(r.UnsafeMax), Unit: "writes", Better: "lower"},
		{ID: "lost_keys", Label: "Keys of the lost writes", Value: float64(r.LostRows), Unit: "keys", Better: "lower"},
		{ID: "failed_writes", Label: "Writes without an answer", Value: float64(r.Failed), Unit: "writes",
			Better: "lower"},
		{ID: "recovery_s", Label: "Until no more waits than before the crash", Value: r.Recovery, Unit: "s",
			Better: "lower", Decimals: 2},
		{ID: "ack_mean_ms", Label: "Mean answer to a write", Value: r.Times.Mean() / milli, Unit: "ms", Better: "lower",
			Decimals: 3},
		{ID: "db_util_pct", Label: "Load of the database", Value: 100 * r.Busy, Unit: "%", Better: "lower",
			Decimals: 1},
		{ID: "simulated_s", Label: "Simulated time", Value: length, Unit: "s", Decimals: 1},
	}
}

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	ack := fmt.Sprintf("Half of the writes are answered within %s ms, and the database gets %s a second",
		say.Short(r.Times.Quantile(.5)/milli), say.Amount(math.Round(10*r.CommitRate)/10, "write"))
	switch {
	case r.Lost > 0:
		return fmt.Sprintf("The crash loses %s; they had been confirmed to their clients.",
			say.Count(r.Lost, "acknowledged write"))
	case p.CrashAt > 0 && r.Diverged > 0:
		return fmt.Sprintf("No acknowledged write is lost, and %s for good.", differ(r.Diverged))
	case r.Diverged > 0:
		return fmt.Sprintf("%s. Nothing crashed, and %s for good.", ack, differ(r.Diverged))
	case p.CrashAt > 0:
		return fmt.Sprintf("The crash loses no acknowledged write; %s without an answer.", say.Count(r.Failed, "write")+
			map[bool]string{true: " is", false: " are"}[r.Failed == 1])
	case p.Strategy == "behind":
		return fmt.Sprintf("%s, one for %s of the clients. A crash of the cache would lose %s of them on average.", ack,
			say.Short(p.coalescing(r)), say.Short(math.Round(r.UnsafeMean)))
	}
	return ack + "."
}

func differ(n int) string {
	if n == 1 {
		return "one key has different values in cache and database"
	}
	return fmt.Sprintf("%s keys have different values in cache and database", say.Int(n))
}

// coach names the next thing to try.
func coach(p Params, r Result) string {
	switch {
	case r.Lost > 0 && p.Durable == "none":
		return fmt.Sprintf("%s were lost. What would a log synced each second leave of them, and what does it cost? "+
			"Say a number, then set it.", say.Count(r.Lost, "acknowledged write"))
	case r.Lost > 0:
		return "Sync the log before each answer: what happens to the loss, and what to the median answer? Say both, " +
			"then set it."
	case p.Strategy == "behind" && p.CrashAt == 0:
		return fmt.Sprintf("With a flush every %s s, one write of the database stands for %s. Flush ten times as "+
			"often: how many, and how much less can a crash lose? Say two numbers, then move the knob.",
			say.Short(p.FlushS), say.Short(p.coalescing(r)))
	case p.Strategy == "around":
		return fmt.Sprintf("%s %% of the reads after a write hit an older value, since the write passes the cached "+
			"copy by. What does a delete after each write change? Say, then try.",
			say.Number(percent(r.Stale, r.Reads), 0))
	case p.Strategy == "through" && p.Order == "db_first":
		return "Begin write-through with the cache. Nothing crashes: can the two copies still differ in the end? Say " +
			"yes or no, then try, with one key and 1,000 writes a second."
	case p.Strategy == "through":
		return fmt.Sprintf("%s. Does it help to begin with the database, when the application pauses for 5 ms "+
			"between its steps? Say, then try.", say.Upper(differ(r.Diverged)))
	}
	return "Let the application crash at 10 s. Which strategies leave copies that differ? Name them, then try each."
}
