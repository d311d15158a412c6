package eviction

import (
	"fmt"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/eviction/policy"
	"tradeofflab/sims/eviction/servers"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: Params{Policies: []string{"lru", "fifo", "s3fifo", "sieve"}, Capacity: 0.1, Trace: "zipf", Zipf: 0.99,
		Objects: 10_000, Requests: 100_000, WarmupPct: 30, Sample: 5, Pool: 16, ScanPct: 20, Shifts: 4, CurvePct: 100,
		StoryFrames: 3, Seed: 1},
	Knobs:    knobs,
	Valid:    valid,
	Cost:     cost,
	Run:      sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, Result]{
		{ID: "hits", Draw: hitFigure},
		{ID: sims.MotionID, If: hasMotion, Draw: motionFigure},
		{ID: "mrc", Work: curveFigure},
		{ID: "held", If: func(_ Params, r Result) bool { return len(r.Held) > 0 }, Draw: heldFigure},
		{ID: "traces", Work: heatFigure},
		{ID: "frames", Work: framesFigure},
		{ID: "policies", Draw: policyTable},
	},
	Measure: measure,
	Servers: servers.Kinds,
	Replay:  beside,
})

var about = sims.About{
	Slug: "eviction", Title: "Eviction", Version: "4", Lesson: 10,
	Question: "The cache is full and a new key comes. Which key should leave?",
	Doc: "Fourteen eviction policies over the same requests: hit ratio, miss-ratio curve, the best possible " +
		"policy, and what each costs in memory.",
	LeavesOut: []string{
		"Objects differ in size. Here each counts as one, so the share of bytes served is the share of requests.",
		"A miss takes time, and requests for the same key overlap. Here the key is in the cache before the " +
			"next request.",
		"Keys expire and are written. Here they live until they are evicted.",
		"A policy takes locks. Here one request follows another, and what locks cost on many cores is not seen.",
		"Redis counts idle time in seconds and decays its counters by the clock. Here a request is a tick, and " +
			"60,000 make a minute.",
	},
	Sources: []sims.Source{
		{Label: "Belady, A study of replacement algorithms for a virtual-storage computer, IBM Systems " +
			"Journal 5(2), 1966", URL: "https://doi.org/10.1147/sj.52.0078", For: "FIFO, Random and OPT"},
		{Label: "Belady, Nelson and Shedler, An anomaly in space-time characteristics of certain programs running in " +
			"a paging machine, CACM 12(6), 1969", URL: "https://doi.org/10.1145/363011.363155",
			For: "more frames, more misses under FIFO"},
		{Label: "Mattson, Gecsei, Slutz and Traiger, Evaluation techniques for storage hierarchies, IBM Systems " +
			"Journal 9(2), 1970", URL: "https://doi.org/10.1147/sj.92.0078",
			For: "stack distances, and one pass for every capacity"},
		{Label: "Che, Tung and Wang, Hierarchical web caching systems, IEEE JSAC 20(7), 2002",
			URL: "https://doi.org/10.1109/JSAC.2002.801752", For: "the theory line of LRU"},
		{Label: "Martina, Garetto and Leonardi, A unified approach to the performance analysis of caching systems, " +
			"INFOCOM 2014", URL: "https://doi.org/10.1109/INFOCOM.2014.6848145",
			For: "the theory line of FIFO and Random"},
		{Label: "Waldspurger, Park, Garthwaite and Ahmad, Efficient MRC construction with SHARDS, FAST 2015",
			URL: "https://www.usenix.org/conference/fast15/technical-sessions/presentation/waldspurger",
			For: "curves from a sample of the keys"},
		{Label: "Megiddo and Modha, ARC: a self-tuning, low overhead replacement cache, FAST 2003",
			URL: "https://www.usenix.org/conference/fast-03/arc-self-tuning-low-overhead-replacement-cache",
			For: "ARC"},
		{Label: "Einziger, Friedman and Manes, TinyLFU, ACM Transactions on Storage 13(4), 2017",
			URL: "https://doi.org/10.1145/3149371", For: "W-TinyLFU"},
		{Label: "Yang, Zhang, Qiu, Yue and Rashmi, FIFO queues are all you need for cache eviction, SOSP 2023",
			URL: "https://doi.org/10.1145/3600006.3613147", For: "S3-FIFO"},
		{Label: "Zhang, Yang, Yue, Vigfusson and Rashmi, SIEVE is simpler than LRU, NSDI 2024",
			URL: "https://www.usenix.org/conference/nsdi24/presentation/zhang-yazhuo", For: "SIEVE"},
		{Label: "libCacheSim", URL: "https://github.com/1a1a11a/libCacheSim",
			For: "the details a paper leaves open: queue sizes, ties, thresholds"},
		{Label: "Redis, src/evict.c", URL: "https://github.com/redis/redis/blob/unstable/src/evict.c",
			For: "sampling with a pool, and counters that decay"},
	},
	Headline: []string{"hit_pct", "hit_pct.opt", "regret_pp", "che_hit_pct", "cold_pct", "metadata_bytes"},
	First:    []string{"policy", "capacity", "trace", "zipf"},
	Predict: &sims.Predict{Question: "The cache holds a tenth of the keys, and popularity follows Zipf with exponent " +
		"0.99. What share of the requests does LRU serve?", Metric: "hit_pct", Min: 0, Max: 100, Step: 1, Unit: "%",
		Hides: []string{"che_hit_pct", "regret_pp", "hits", "mrc"}},
	Challenge: challenge,
}

// maxObjects bounds the keys, and maxRequests the requests, of a run.
const (
	maxObjects  = 1_000_000
	maxRequests = 10_000_000
	maxPasted   = 20_000 // characters of a trace that fits into the address of a run
)

func knobs(p *Params) []sims.Knob {
	trace := sims.Choice(&p.Trace, "trace", "Requests", "zipf", "uniform", "loop", "scan", "shift", "upload")
	trace.Labels = []string{"Zipf", "uniform", "loop", "Zipf and scan", "moving hot spot", "your own"}
	var names []string
	for _, k := range policy.Kinds {
		names = append(names, k.Name)
	}
	return []sims.Knob{
		sims.List(&p.Policies, "policy", "Policies", names...).With("", "One or several of "+say.List(names...)+
			"; or all. The first one leads the panel and the story."),
		sims.Float(&p.Capacity, "capacity", "Capacity", 0.0001, maxObjects, 0.01).LogScale().With("objects",
			"Below 1 it is a share of the working set: 0.1 holds a tenth of the keys."),
		trace,
		sims.Float(&p.Zipf, "zipf", "Key popularity (Zipf exponent)", 0, 2, 0.01).
			With("", "0: all keys are asked for alike. YCSB uses 0.99. For Zipf, scan and moving hot spot."),
		sims.Int(&p.Objects, "objects", "Keys", 1, maxObjects).LogScale().
			With("", "The working set. A scan passes over as many again."),
		sims.Int(&p.Requests, "requests", "Requests", 1000, maxRequests).LogScale(),
		sims.Float(&p.WarmupPct, "warmup_pct", "Warm-up", 0, 90, 5).
			With("%", "The first requests fill the cache and are not counted."),
		sims.Int(&p.Sample, "sample", "Keys sampled for an eviction", 1, 100).
			With("", "Redis LRU and Redis LFU look at this many keys; Redis calls it maxmemory-samples and sets 5."),
		sims.Int(&p.Pool, "pool", "Candidates remembered", 0, 64).
			With("", "Redis keeps the 16 best victims of earlier samples. 0 forgets them at once."),
		sims.Float(&p.ScanPct, "scan_pct", "Share of the scan", 0, 90, 5).With("%", "Trace Zipf and scan only."),
		sims.Int(&p.Shifts, "shifts", "Moves of the hot spot", 0, 100).With("", "Trace moving hot spot only."),
		sims.Float(&p.CurvePct, "curve_pct", "Keys behind the LRU curve", 1, 100, 1).
			With("%", "100 counts every stack distance of up to "+say.Int(curveRequests)+" requests. Fewer keys "+
				"estimate them (SHARDS), as do longer runs."),
		sims.Parsed(&p.Upload, "upload", "Your requests", "", maxPasted, parseUpload).
			With("", "Rows time,key,size,op, or keys alone; a line break or a semicolon ends a row."),
		sims.Parsed(&p.Story, "story", "Keys of the story", belady, 240, storyTrace).
			With("", "Words split by spaces. The default is Belady's sequence."),
		sims.Int(&p.StoryFrames, "story_frames", "Capacity in the story", 1, 10).With("objects", ""),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, maxStory),
	}
}

// parseUpload is ParseTrace for a text that may be empty.
func parseUpload(text string) (Trace, error) {
	if text == "" {
		return Trace{}, nil
	}
	return parseTrace(text)
}

// valid holds the rules over several knobs.
func valid(p Params) error {
	if p.Trace == "upload" && len(p.Upload.IDs) == 0 {
		return sims.Refuse("upload", "", "upload is empty: paste rows time,key,size,op, or choose another trace")
	}
	return nil
}

// metrics gives the numbers of the first policy without a suffix and those of every policy with its name.
func metrics(p Params, r Result) []sims.Metric {
	first, lead := r.Counts[0], label(p.Policies[0])
	m := []sims.Metric{
		{ID: "hit_pct", Label: "Hit ratio of " + lead, Value: first.HitPct(), Unit: "%", Better: "higher", Decimals: 1,
			Compare: fmt.Sprintf("best possible %s", say.Percent(r.OPT.HitPct()))},
		{ID: "regret_pp", Label: lead + " below the best possible", Value: r.OPT.HitPct() - first.HitPct(),
			Unit: "points", Better: "lower", Decimals: 1},
		{ID: "cold_pct", Label: "First requests of a key", Value: 100 * float64(r.Cold) / float64(first.Requests),
			Unit: "%", Decimals: 1, Compare: "no cache serves them"},
		{ID: "metadata_bytes", Label: "Memory of " + lead + " for an object", Value: metadata(first, r), Unit: "B",
			Better: "lower", Decimals: 1, Compare: "without key index"},
		{ID: "capacity_objects", Label: "Capacity", Value: float64(r.Capacity), Unit: "objects"},
		{ID: "working_set", Label: "Keys the requests are drawn from", Value: float64(r.WorkingSet), Unit: "keys"},
		{ID: "policies", Label: "Policies compared", Value: float64(len(p.Policies)), Unit: ""},
		{ID: "memory_kb", Label: "Memory of the cache", Value: memoryKB(first, r), Unit: "kB", Better: "lower",
			Decimals: 0, Compare: fmt.Sprintf("%d B an object, and the policy", objectBytes)},
	}
	seen := false
	for i, name := range p.Policies {
		m = append(m, policyMetrics(name, r.Counts[i], r)...)
		seen = seen || name == "opt"
	}
	if !seen {
		m = append(m, policyMetrics("opt", r.OPT, r)...)
	}
	if r.Law != nil {
		m = append(m,
			sims.Metric{ID: "che_hit_pct", Label: "LRU in theory (Che)", Value: 100 * r.CheLRU, Unit: "%", Decimals: 1},
			sims.Metric{ID: "che_fifo_hit_pct", Label: "FIFO and Random in theory", Value: 100 * r.CheFIFO, Unit: "%",
				Decimals: 1},
			sims.Metric{ID: "top_hit_pct", Label: "The most popular keys, held for ever",
				Value: 100 * r.Law.Top(r.Capacity), Unit: "%", Decimals: 1})
	}
	return append(m, sims.Metric{ID: "lru_curve_hit_pct", Label: "LRU by stack distance",
		Value: 100 * r.LRU.hitRatio(r.Capacity), Unit: "%", Decimals: 1})
}

func policyMetrics(name string, n policy.Count, r Result) []sims.Metric {
	label := label(name)
	m := []sims.Metric{
		{ID: "hit_pct." + name, Label: "Hit ratio, " + label, Value: n.HitPct(), Unit: "%", Better: "higher",
			Decimals: 1},
		{ID: "misses." + name, Label: "Misses, " + label, Value: float64(n.Misses()), Unit: "requests",
			Better: "lower"},
		{ID: "evictions." + name, Label: "Evictions, " + label, Value: float64(n.Evictions), Unit: "keys",
			Better: "lower"},
		{ID: "regret_pp." + name, Label: "Below the best possible, " + label, Value: r.OPT.HitPct() - n.HitPct(),
			Unit: "points", Better: "lower", Decimals: 1},
	}
	if name != "opt" {
		m = append(m, sims.Metric{ID: "metadata_bytes." + name, Label: "Memory for an object, " + label,
			Value: metadata(n, r), Unit: "B", Better: "lower", Decimals: 1})
	}
	if n.Evictions > 0 {
		// Little's law: keys held = keys evicted a request × requests a key stays.
		m = append(m, sims.Metric{ID: "stay." + name, Label: "Mean stay of a key, " + label,
			Value: float64(n.Held) * float64(n.Requests) / float64(n.Evictions), Unit: "requests"})
	}
	return m
}

// objectBytes is the size of an object with its key when memory is counted.
const objectBytes = 128

// metadata is the memory of a policy's own arrays for each object of capacity.
func metadata(n policy.Count, r Result) float64 { return float64(n.Bytes) / float64(r.Capacity) }

// memoryKB is what objects and policy take together.
func memoryKB(n policy.Count, r Result) float64 {
	return float64(r.Capacity*objectBytes+n.Bytes) / 1000
}
