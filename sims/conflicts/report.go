package conflicts

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: defaults, Knobs: knobs, Valid: valid, Cost: cost, Run: sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, Result]{
		{ID: "rate", Draw: rateFigure},
		{ID: "scene", Draw: func(p Params, r Result) figure.Figure { return sceneFigure(p, r, storySteps) }},
		{ID: "types", Draw: typesFigure},
		{ID: "quorum", Draw: quorumFigure},
		{ID: "reads", Draw: readsFigure},
	},
})

var defaults = Params{Sites: 2, DelayMs: 25, WriteRate: 100, Keys: 10_000, Zipf: 1, Resolver: "lww", N: 3, W: 1, R: 1,
	NodeMs: 10, Seed: 1}

var about = sims.About{
	Slug: "conflicts", Title: "Several primaries and quorums", Version: "3", Lesson: 4,
	Question: "Two sites take writes and tell each other later. How often do they change the same key at once, and " +
		"what becomes of both writes?",
	Doc: "Concurrent writes at several primaries, four ways to settle them, and what quorums of readers and " +
		"writers guarantee.",
	LeavesOut: []string{
		"Every message between two sites takes the same time and none is lost. A cut link makes the delay as long " +
			"as the cut.",
		"Clocks are ahead by a constant. Real clocks drift and jump.",
		"A key is one value. A transaction over several keys can conflict on each of them.",
		"Version vectors and removed elements are kept for ever. Real systems must prune them.",
		"A quorum read asks R replicas and waits for all of them. Many stores ask more and take the first R answers.",
	},
	Sources: []sims.Source{
		{Label: "Shapiro et al., A comprehensive study of convergent and commutative replicated data types, INRIA " +
			"RR-7506, 2011", URL: "https://inria.hal.science/inria-00555588",
			For: "the four data types and their merges"},
		{Label: "Bailis et al., Probabilistically bounded staleness for practical partial quorums, VLDB 2012",
			URL: "https://arxiv.org/abs/1204.6082", For: "C(N−W, R)/C(N, R), and reads some time after the write"},
		{Label: "DeCandia et al., Dynamo, SOSP 2007",
			URL: "https://www.allthingsdistributed.com/files/amazon-dynamo-sosp2007.pdf",
			For: "N, W and R, siblings, hinted handoff and read repair"},
		{Label: "Takács, Introduction to the Theory of Queues, 1962",
			For: "the busy period of a queue with infinitely many servers"},
	},
	Headline: []string{"conflicts_per_s", "lost_writes_per_s", "divergence_s", "siblings_per_key", "stale_read_pct",
		"write_p99_ms"},
	First: []string{"sites", "delay_ms", "resolver", "w", "r"},
	Predict: &sims.Predict{Question: "Of 3 replicas one has acknowledged the write and the others have not received " +
		"it. A reader asks one at random. How often does it miss the write?",
		Metric: "stale_read_pct", Min: 0, Max: 100, Step: 1, Unit: "%",
		Hides: []string{"quorum", "reads"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	resolver := sims.Choice(&p.Resolver, "resolver", "What becomes of conflicts", "lww", "siblings",
		"gcounter", "orset")
	resolver.Labels = []string{"last writer wins", "keep siblings", "counter (CRDT)", "set (CRDT)"}
	return []sims.Knob{
		sims.Int(&p.Sites, "sites", "Primaries", 2, 5),
		sims.Float(&p.DelayMs, "delay_ms", "One-way delay", 1, 300, 1).LogScale().
			With("ms", "Between any two sites. Jakarta to Singapore takes at least 4.4 ms in glass."),
		sims.Float(&p.WriteRate, "write_rate", "Writes at each site", 1, 1000, 1).LogScale().With("per s", ""),
		sims.Int(&p.Keys, "keys", "Keys", 10, 100_000).LogScale(),
		sims.Float(&p.Zipf, "zipf", "Zipf exponent of the keys", 0, 1.4, 0.05).
			With("", "0: all keys are written alike."),
		sims.Float(&p.SkewMs, "skew_ms", "Clock of the last site ahead by", 0, 2000, 1).
			With("ms", "The clocks of the sites between lie evenly."),
		resolver.With("", "Siblings keep both values until a writer has read both."),
		sims.Int(&p.N, "n", "Replicas of a key (N)", 1, 7),
		sims.Int(&p.W, "w", "Replicas a write waits for (W)", 1, 7),
		sims.Int(&p.R, "r", "Replicas a read asks (R)", 1, 7),
		sims.Int(&p.Down, "down", "Replicas down during the write", 0, 3).
			With("", "They are back before the fifth read."),
		sims.Bool(&p.Spread, "spread", "Other replicas receive the write too").
			With("", "Off is the worst case: only the W that acknowledged have it."),
		sims.Float(&p.NodeMs, "node_ms", "Mean time to reach a replica", 1, 200, 1).LogScale().
			With("ms", "Exponential."),
		sims.Float(&p.GapMs, "gap_ms", "First read after the acknowledgement", 0, 1000, 1).With("ms", ""),
		sims.Bool(&p.Repair, "repair", "Read repair").
			With("", "A read writes the newest value back to the replicas it asked."),
		sims.Bool(&p.Handoff, "handoff", "Hinted handoff").
			With("", "A neighbour hands the write over when a replica returns."),
		sims.Step(&p.Step, storySteps),
		sims.Seed(&p.Seed),
	}
}

// valid refuses quorums larger than the number of replicas.
func valid(p Params) error {
	var bad []sims.FieldError
	add := func(knob string, v int, what string) {
		if v > p.N {
			bad = append(bad, sims.FieldError{Knob: knob, Got: fmt.Sprint(v),
				Message: fmt.Sprintf("%s is at most n, and n is %d: %s", knob, p.N, what)})
		}
	}
	add("w", p.W, "a write cannot wait for more replicas than there are")
	add("r", p.R, "a read cannot ask more replicas than there are")
	if p.Down >= p.N {
		bad = append(bad, sims.FieldError{Knob: "down", Got: fmt.Sprint(p.Down),
			Message: fmt.Sprintf("down is less than n, and n is %d: one replica has to be up", p.N)})
	}
	if bad == nil {
		return nil
	}
	return &sims.ParamError{Fields: bad}
}

func (r Result) perSecond(n int) float64 { return float64(n) / r.Seconds }

func (r Result) stale(k int) float64 { return 100 * float64(r.Quorum.Stale[k]) / trials }

func (r Result) staleWorst() float64 {
	worst := 0.0
	for k := range reads {
		worst = max(worst, r.stale(k))
	}
	return worst
}

// apart is the mean time during which the sites disagree about a key, s.
func (r Result) apart() float64 { return r.Apart.sum / float64(max(r.Apart.count, 1)) }

func metrics(p Params, r Result) []sims.Metric {
	available := 0.0
	if r.Quorum.Writable && r.Quorum.Readable {
		available = 100
	}
	bound := "theory " + say.Number(100*staleNow(p), 1) + " %"
	return []sims.Metric{
		{ID: "conflicts_per_s", Label: "Conflicts", Value: r.perSecond(r.Pairs), Unit: "per s", Better: "lower",
			Decimals: 2, Compare: "theory " + say.Short(r.Law.Conflicts)},
		{ID: "lost_writes_per_s", Label: "Acknowledged writes lost in silence", Value: r.perSecond(r.Lost),
			Unit: "per s", Better: "lower", Decimals: 2},
		{ID: "divergence_s", Label: "Sites disagree about a key for", Value: r.apart(), Unit: "s", Better: "lower",
			Decimals: 4, Compare: "mean; at least " + say.Short(p.DelayMs/1000) + " s"},
		{ID: "siblings_per_key", Label: "Versions a writer finds", Value: r.Siblings, Better: "lower", Decimals: 3,
			Compare: "mean"},
		{ID: "stale_read_pct", Label: "First reads that miss the write", Value: r.stale(0), Unit: "%", Better: "lower",
			Decimals: 1, Compare: bound},
		{ID: "write_p99_ms", Label: "Write, 99th percentile", Value: r.Quorum.WriteP99, Unit: "ms", Better: "lower",
			Decimals: 1, Compare: fmt.Sprintf("waits for %d of %d", p.W, p.N)},
		{ID: "stale_worst_pct", Label: "Reads that miss the write, worst of the eight", Value: r.staleWorst(),
			Unit: "%", Better: "lower", Decimals: 1},
		{ID: "read_p99_ms", Label: "Read, 99th percentile", Value: r.Quorum.ReadP99, Unit: "ms", Better: "lower",
			Decimals: 1},
		{ID: "available_pct", Label: "Reads and writes that can be answered", Value: available, Unit: "%",
			Better: "higher"},
		{ID: "lost_knowing_per_s", Label: "Writes lost to an older value because of the clock",
			Value: r.perSecond(r.Knew), Unit: "per s", Better: "lower", Decimals: 3},
		{ID: "conflicts_per_hour", Label: "Conflicts in an hour", Value: 3600 * r.perSecond(r.Pairs), Unit: "per h",
			Better: "lower", Decimals: 0},
		{ID: "simulated_s", Label: "Simulated time", Value: r.Seconds, Unit: "s", Decimals: 0},
		{ID: "writes", Label: "Writes simulated", Value: float64(r.Writes)},
	}
}

// staleNow is the law of the first read for the present knobs; 0 where nothing is answered.
func staleNow(p Params) float64 {
	up := p.N - p.Down
	if p.W > up || p.R > up {
		return 0
	}
	if !p.Spread {
		return staleBound(up, p.W, p.R)
	}
	return staleAfter(up, p.W, p.R, p.GapMs, p.NodeMs)
}
