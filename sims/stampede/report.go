package stampede

import (
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// defaults are the knobs of a run that sets none.
var defaults = Params{Protection: "none", RPS: 1000, RecomputeS: 1, TTLS: 60, Beta: 1, LockTTLS: 10, GraceS: 30,
	PollMs: 50, Instances: 10, DBPool: 100,
	TimeoutS: 10, Keys: 10_000, KeyQueryMs: 20, LoadPct: 60, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: defaults, Knobs: knobs, Valid: valid, Cost: cost, Run: sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, Result]{
		{ID: "queries", Draw: queriesFigure},
		{ID: sims.MotionID, If: hasMotion, Draw: motionFigure},
		{ID: "waiting", Draw: waitingFigure},
		{ID: "protections", Draw: compareFigure},
		{ID: "leads", Work: leadFigure},
		{ID: "law", Draw: lawFigure},
		{ID: "jitter", Draw: jitterFigure},
		{ID: "hysteresis", Draw: stormFigure},
	},
})

var about = sims.About{
	Slug: "stampede", Title: "Cache stampede", Version: "5", Lesson: 10,
	Question: "A hot key of the cache expires. How many readers go to the database at once, how long does it take to " +
		"recover, and which protection prevents it at what price?",
	Doc: "One hot key and its database, request by request: no protection, single flight, lock, lease, stale " +
		"values and early refresh beside their laws; expiries with jitter; retries that keep a database down.",
	LeavesOut: []string{
		"A rebuild takes the same time however busy the database is, or varies by a fixed part. Real queries slow " +
			"each other down, so a real stampede is worse.",
		"The cache itself never fails, never evicts the key, and answers every read in 1 ms.",
		"Reads come as a Poisson process. Real crowds come in bursts and react to slow pages.",
		"A lock is released only by its owner, and clocks agree.",
		"A waiting client asks again at fixed intervals. Some systems notify it, which saves the rest of the interval.",
		"A query whose client has given up still stores its value. Where it does not, a short timeout can keep the " +
			"cache empty for ever.",
		"The picture of retries is a database of 4 connections with clients of other pages. Only the ratios of its " +
			"times matter.",
	},
	Sources: []sims.Source{
		{Label: "Vattani, Chierichetti and Lowenstein, Optimal probabilistic cache stampede prevention, " +
			"PVLDB 8(8), 2015", URL: "https://doi.org/10.14778/2757807.2757813",
			For: "XFetch, and the 31 rebuilds of 10 reads a second and 3 seconds"},
		{Label: "Nishtala et al., Scaling Memcache at Facebook, NSDI 2013, section 3.2.1",
			URL: "https://www.usenix.org/conference/nsdi13/technical-sessions/presentation/nishtala", For: "leases"},
		{Label: "Nottingham, HTTP Cache-Control extensions for stale content, RFC 5861, 2010",
			URL: "https://www.rfc-editor.org/rfc/rfc5861", For: "stale-while-revalidate"},
		{Label: "Bronson et al., Metastable failures in distributed systems, HotOS 2021",
			URL: "https://doi.org/10.1145/3458336.3465286",
			For: "retries that keep a system down after the trigger is gone"},
		{Label: "Little, A proof for the queuing formula L = λW, Operations Research 1961",
			URL: "https://doi.org/10.1287/opre.9.3.383", For: "requests in flight = rate × time"},
		{Label: "Kleppmann, How to do distributed locking, 2016",
			URL: "https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html", For: "fencing tokens"},
	},
	Headline: []string{"recomputes_per_cycle", "peak_db_concurrency", "p99_ms", "errors", "recovery_s", "early_s"},
	First:    []string{"protection", "rps", "recompute_s", "db_pool", "crash"},
	Predict: &sims.Predict{Question: "A key with 1,000 reads a second expires. Rebuilding its value takes 1 s, and " +
		"nothing guards it. How many queries reach the database?",
		Metric: "recomputes_per_cycle", Min: 1, Max: 5000, Step: 1, Unit: "queries",
		Hides: []string{sims.MotionID, "peak_db_concurrency", "queries", "waiting", "protections"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	protection := sims.Choice(&p.Protection, "protection", "Protection", "none", "single_flight", "lock", "lock_stale",
		"xfetch", "lease")
	protection.Labels = []string{"none", "single flight per process", "lock, others wait",
		"lock, others get the stale value", "early refresh (XFetch)", "lease, others wait"}
	return []sims.Knob{
		protection.With("", "Who may rebuild the value, and what the others do meanwhile."),
		sims.Float(&p.RPS, "rps", "Reads of the hot key", 0.1, 100_000, 0.1).LogScale().With("per s", ""),
		sims.Float(&p.RecomputeS, "recompute_s", "Rebuild time δ", 0.01, 10, 0.01).LogScale().
			With("s", "Of the query on the database."),
		sims.Float(&p.TTLS, "ttl_s", "Time to live", 1, 3600, 1).LogScale().With("s", ""),
		sims.Int(&p.DBPool, "db_pool", "Database connections", 1, 1000).LogScale().
			With("", "Queries that run at once; further ones wait in line."),
		sims.Bool(&p.Early, "early", "Early refresh beside the protection").
			With("", "XFetch together with a lock or single flight. Always on with the protection XFetch."),
		sims.Float(&p.Beta, "beta", "Eagerness β of early refresh", 0.25, 4, 0.05).
			With("", "A read x before expiry refreshes with probability e^(−x/βδ)."),
		sims.Float(&p.LockTTLS, "lock_ttl_s", "Time to live of a lock", 0.1, 60, 0.1).LogScale().
			With("s", "A lock or lease frees itself after so long."),
		sims.Bool(&p.Fencing, "fencing", "Fencing tokens").
			With("", "The cache refuses a value with an older token than the stored one. A lease always has one."),
		sims.Float(&p.GraceS, "grace_s", "Stale values are kept for", 0, 600, 1).
			With("s", "Lock with stale values only."),
		sims.Float(&p.PollMs, "poll_ms", "Waiting clients ask again every", 1, 1000, 1).LogScale().
			With("ms", "Lock and lease."),
		sims.Int(&p.Instances, "instances", "Application processes", 1, 1000).LogScale().
			With("", "Single flight lets one query through in each."),
		sims.Float(&p.TimeoutS, "timeout_s", "Clients give up after", 0.05, 120, 0.05).LogScale().With("s", ""),
		sims.Int(&p.Retries, "retries", "Retries", 0, 10).
			With("", "Of a client that gave up, with exponential backoff from 0.1 s."),
		sims.Bool(&p.Cancel, "cancel", "Drop queries nobody waits for").
			With("", "A query in line whose client gave up is not run."),
		sims.Bool(&p.Crash, "crash", "The first rebuilder dies").
			With("", "In each cycle the process that starts the first rebuild dies half-way, with the lock "+
				"in its hand."),
		sims.Float(&p.SpreadPct, "spread_pct", "Spread of the rebuild time", 0, 90, 1).With("± %", ""),
		sims.Float(&p.CrowdS, "crowd_s", "The crowd comes for", 0, 600, 1).
			With("s", "After the first miss. 0: reads never stop."),
		sims.Float(&p.JitterS, "jitter_s", "Jitter", 0, 3600, 1).
			With("s", "The time to live is uniform over so many seconds around its mean. At most the time to live."),
		sims.Int(&p.Keys, "keys", "Keys stored at the same moment", 1, 100_000).LogScale().
			With("", "For the picture of jitter."),
		sims.Float(&p.KeyQueryMs, "key_query_ms", "Query of one of these keys", 1, 1000, 1).LogScale().With("ms", ""),
		sims.Float(&p.LoadPct, "load_pct", "Other load of the database", 5, 95, 5).
			With("%", "For the picture of retries; in that of jitter the database has nothing else to do."),
		sims.Int(&p.Cycles, "cycles", "Expiries simulated", 0, mostCycles).
			With("", "0 takes as many as a short run allows."),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, told),
	}
}

// valid refuses jitter beyond the time to live, which would let values expire before they are stored.
func valid(p Params) error {
	if p.JitterS > p.TTLS {
		return sims.Refuse("jitter_s", "", "jitter_s is at most the time to live, %s s here", say.Short(p.TTLS))
	}
	return nil
}

func metrics(p Params, r Result) []sims.Metric {
	s := r.beside
	per := func(n int) float64 { return float64(n) / float64(r.Cycles) }
	lead := r.Lead
	if math.IsNaN(lead) {
		lead = 0
	}
	own := s.jitter[len(s.jitter)-1]
	m := []sims.Metric{
		{ID: "recomputes_per_cycle", Label: "Rebuild queries per expiry", Value: per(r.Rebuilds), Unit: "queries",
			Better: "lower", Decimals: 2, Compare: "least possible 1"},
		{ID: "peak_db_concurrency", Label: "Queries open at once", Value: float64(r.PeakOpen), Unit: "queries",
			Better: "lower", Compare: say.Int(p.DBPool) + " can run at once"},
		{ID: "p99_ms", Label: "99th percentile during a rebuild", Value: 1000 * r.P99, Unit: "ms", Better: "lower",
			Decimals: 1, Compare: "a hit takes 1 ms"},
		{ID: "errors", Label: "Failed reads per expiry", Value: per(r.Errors), Unit: "reads", Better: "lower",
			Decimals: 2},
		{ID: "recovery_s", Label: "Time to recover", Value: r.Recovery, Unit: "s", Better: "lower", Decimals: 2,
			Compare: "one rebuild takes " + say.Short(p.RecomputeS) + " s"},
		{ID: "early_s", Label: "First refresh before expiry", Value: lead, Unit: "s", Better: "lower", Decimals: 2},
		{ID: "expired_cycles_pct", Label: "Cycles that expired unrefreshed", Value: 100 * per(r.Expired), Unit: "%",
			Better: "lower", Decimals: 1},
		{ID: "cycles", Label: "Expiries simulated", Value: float64(r.Cycles), Unit: "cycles"},
		{ID: "wasted_pct", Label: "Rebuilds beyond the first", Value: 100 * float64(r.Rebuilds-r.Cycles) /
			float64(r.Rebuilds), Unit: "%", Better: "lower", Decimals: 1},
		{ID: "peak_running", Label: "Queries running at once", Value: float64(r.PeakRunning), Unit: "queries",
			Better: "lower"},
		{ID: "peak_waiting", Label: "Reads without an answer at once", Value: float64(r.PeakWaiting), Unit: "reads",
			Better: "lower"},
		{ID: "lock_violations", Label: "Rebuilds beside another lock holder, per expiry", Value: per(r.Overlaps),
			Unit: "rebuilds", Better: "lower", Decimals: 2},
		{ID: "old_writes", Label: "Older values stored over newer ones, per expiry", Value: per(r.OldWrites),
			Unit: "values", Better: "lower", Decimals: 3},
		{ID: "fenced_writes", Label: "Values refused by token, per expiry", Value: per(r.Fenced), Unit: "values",
			Decimals: 3},
		{ID: "stale_s", Label: "Served after expiry, at most", Value: r.Stale, Unit: "s", Better: "lower", Decimals: 2},
		{ID: "age_max_s", Label: "Oldest value served", Value: r.Age, Unit: "s", Better: "lower", Decimals: 1},
		{ID: "mean_ttl_s", Label: "Mean time to live", Value: r.MeanTTL, Unit: "s", Decimals: 2},
		{ID: "queries_per_min", Label: "Rebuild queries per minute", Value: 60 * float64(r.Rebuilds) / r.Simulated,
			Unit: "per min", Better: "lower", Decimals: 2},
		{ID: "keys_peak_per_s", Label: "Expiries of the stored keys in one second", Value: own.Peak, Unit: "keys",
			Better: "lower"},
		{ID: "keys_wait_s", Label: "Longest wait of their queries", Value: own.Wait, Unit: "s", Better: "lower",
			Decimals: 2},
		{ID: "goodput_before_pct", Label: "Other reads in time, without a burst", Value: 100 * s.before, Unit: "%",
			Better: "higher", Decimals: 1},
		{ID: "goodput_after_pct", Label: "Other reads in time, long after a burst", Value: 100 * s.after, Unit: "%",
			Better: "higher", Decimals: 1},
	}
	if p.early() && p.lawApplies() {
		if !p.locked() && p.Protection != "single_flight" {
			m[0].Compare = "e^(1/β) = " + say.Short(rebuildsEarly(p.Beta))
		}
		m[5].Compare = "theory " + say.Short(meanFirstLead(p.RPS, p.Beta, p.RecomputeS)) + " s"
	}
	return m
}
