package storagecost

import (
	"fmt"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: Params{ObjectsPerDay: 10_000, SizeKB: 2000, Months: 12, ReadsInitial: 2, HalfLifeDays: 14,
		Class: "standard", RuleMinKB: 128, Unit: "gb", Region: "us-east-1", URLExpires: 300, URLAge: 60,
		URLChange: "none"},
	Knobs: knobs, Valid: valid, Cost: cost, Run: sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics,
	Checks:  func(p Params, r Result) []sims.Check { return append(checks(p, r), urlChecks(p)...) },
	Figures: pictures,
})

var about = sims.About{
	Slug: "storagecost", Title: "Storage cost", Version: "7", Lesson: 7,
	Question: "What does it cost to keep and serve these objects, month by month, and which class and rules make " +
		"it cheaper?",
	Doc: "Monthly bills of an object store by line, with lifecycle rules, minimum charges, reads that fade and " +
		"a CDN, at dated list prices.",
	LeavesOut: []string{
		"The uploads of a month count as stored for the whole month. A bill prorated by the day is half a month of " +
			"uploads lower.",
		"List prices of one region, without discounts, free tiers of new accounts, taxes and support.",
		"Old versions, unfinished multipart uploads, listing and replication, which all cost money on real buckets.",
		"The request fees and the flat rates of a CDN, where a plan covers one distribution. Its bytes are charged, " +
			"its cache is always warm, and its hits are the same at every age.",
		"A restored archive copy is charged once per read and not for the days it stays restored.",
		"Volumes of gp3 and file systems grow to the byte. Real volumes are provisioned ahead, and need a " +
			"server in front.",
	},
	Sources: []sims.Source{
		{Label: "AWS price list of Amazon S3, 2026-07-28, as kept by substrate",
			URL: "https://github.com/scttfrdmn/substrate/blob/140fd4ef63d0e1aa2d6d4e2d5185304cc3bf7933/emulator/" +
				"pricing_offer_fixture.go",
			For: "storage and requests of S3 Standard; the source of every other price stands in the table of prices"},
		{Label: "Amazon CloudFront pricing", URL: "https://aws.amazon.com/cloudfront/pricing/",
			For: "egress through a CDN, by the gigabyte"},
		{Label: "Amazon S3 pricing", URL: "https://aws.amazon.com/s3/pricing/",
			For: "where to compare the prices before use"},
		{Label: "AWS, Transitioning objects using Amazon S3 Lifecycle",
			URL: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/" +
				"lifecycle-transition-general-considerations.html",
			For: "the order in which rules move objects, and 40 KB of metadata for each archived one: 8 at the price " +
				"of S3 Standard, 32 at that of the archive"},
		{Label: "AWS, botocore 1.43.50, 2026-07-16, Transition",
			URL: "https://github.com/boto/botocore/blob/0e6e2404b85dc336dd2889814e089bde7d1a4c55/CHANGELOG.rst",
			For: "objects move at any age, and the rest of a minimum duration is charged; by default objects below " +
				"128 KB do not move (TransitionDefaultMinimumObjectSize)"},
		{Label: "AWS, Best practices design patterns: optimizing Amazon S3 performance",
			URL: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html",
			For: "100 to 200 ms for the first byte of a small object"},
	},
	Headline: []string{"cost_storage_usd", "month_cost_usd", "total_cost_usd", "saving_pct", "first_byte_ms",
		"read_cost_usd"},
	First: []string{"objects_per_day", "months", "class", "lifecycle"},
	Predict: &sims.Predict{Question: "10,000 photos of 2 MB a day in S3 Standard, each read twice a day when new and " +
		"half as often every 14 days. What is the whole bill of month 12?", Metric: "month_cost_usd", Min: 0, Max: 5000,
		Step: 10, Unit: "USD",
		Hides: []string{"lines", "bill"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	class := sims.Choice(&p.Class, "class", "Class at upload", "standard", "standard_ia", "onezone_ia", "glacier_ir",
		"glacier_flexible", "deep_archive", "intelligent", "ebs_gp3", "efs")
	class.Labels = []string{"S3 Standard", "Standard-IA", "One Zone-IA", "Glacier Instant", "Glacier Flexible",
		"Deep Archive", "Intelligent-Tiering", "EBS gp3", "EFS"}
	unit := sims.Choice(&p.Unit, "unit", "A billed GB is", "gb", "gib")
	unit.Labels = []string{"10⁹ bytes", "2³⁰ bytes"}
	change := sims.Choice(&p.URLChange, "url_change", "Changed in the signed URL", urlChanges...)
	change.Labels = []string{"nothing", "method", "host", "path", "expiry", "date", "one digit of the signature"}
	return []sims.Knob{
		sims.Int(&p.ObjectsPerDay, "objects_per_day", "Uploads", 1, 10_000_000).LogScale().With("per day", ""),
		sims.Int(&p.SizeKB, "size_kb", "Object size", 1, 1_000_000).LogScale().With("KB", "1 KB is 1,000 bytes."),
		sims.Int(&p.Months, "months", "Months", 1, monthsAhead).
			With("", "Months of 365/12 days. Nothing is stored at the start."),
		class,
		sims.Parsed(&p.Lifecycle, "lifecycle", "Lifecycle rules", "", 200, parseLifecycle).
			With("", "Age in days, then class, as in 30 standard_ia, 90 glacier_ir. Empty moves nothing."),
		sims.Int(&p.RuleMinKB, "rule_min_kb", "Rules move objects from", 0, 1_000_000).With("KB",
			"S3 leaves objects below 128 KB where they are, unless a rule has a size filter of its own."),
		sims.Float(&p.ReadsInitial, "reads_initial", "Reads of a new object", 0, 100, 0.1).With("per day",
			"Mean reads of one object on its first day."),
		sims.Float(&p.HalfLifeDays, "half_life_days", "Half-life of reads", 1, 365, 1).LogScale().With("days",
			"After this time an object is read half as often."),
		sims.Float(&p.EdgeHitPct, "edge_hit_pct", "Reads the CDN answers", 0, 100, 1).
			With("%", "0 is no CDN. With CloudFront, paid by use, hits and misses both pay its egress."),
		sims.Int(&p.DeleteAfter, "delete_after_days", "Delete after", 0, maxRuleDay).With("days",
			"0 keeps objects for ever."),
		unit.With("", "AWS bills by 2³⁰ bytes and calls them GB."),
		sims.Choice(&p.Region, "region", "Region", "us-east-1"),
		change,
		sims.Int(&p.URLAge, "url_age_s", "Signed URL used after", 0, 700_000).With("s", ""),
		sims.Int(&p.URLExpires, "url_expires_s", "Signed URL holds for", 60, 604_800).LogScale().
			With("s", "S3 allows seven days at most."),
		sims.Bool(&p.ProxyUpload, "proxy_upload", "Upload through the backend").
			With("", "Off: the client uploads with a pre-signed URL."),
	}
}

// valid holds the rules over several knobs.
func valid(p Params) error {
	class, _ := prices.find(p.Class)
	if err := checkDescent(class, p.Lifecycle); err != nil {
		return sims.Refuse("lifecycle", "", "lifecycle: %v", err)
	}
	return nil
}

// plain is the run without a class or a rule: everything stays in S3 Standard.
func plain(p Params) Params {
	p.Class, p.Lifecycle = prices.at(standard).ID, nil
	return p
}

// isPlain reports whether the run has no class or rule of its own.
func (p Params) isPlain() bool { return p.Class == prices.at(standard).ID && p.Lifecycle == nil }

// cost counts the months billed: of the run, of S3 Standard beside it, and of every class in the figures.
func cost(p Params) float64 { return figureSteps + monthSteps*float64(p.Months) }

// Work of a month over all these bills, and of drawing them, ns.
const monthSteps, figureSteps = 100_000, 1e7

// saving is the part of the cost without egress that class and rules save against S3 Standard over all months.
func saving(r, base Result) float64 { return 1 - r.total().Kept()/base.total().Kept() }

func metrics(p Params, r Result) []sims.Metric {
	base := *r.plain
	b, u, all := r.last(), r.used(), r.total()
	w := waitsOf(p, r, prices)
	perRead := 0.0
	if n := u.reads(); n > 0 {
		perRead = (b[getLine] + b[retrievalLine] + b[egressLine]) / n
	}
	proxied := 0.0
	if p.ProxyUpload {
		proxied = p.cohort() * p.gb(float64(p.SizeKB))
	}
	month := fmt.Sprintf("month %d", p.Months)
	m := []sims.Metric{
		{ID: "month_cost_usd", Label: "Whole bill of " + month, Value: b.Sum(), Unit: "USD", Better: "lower",
			Decimals: 2, Compare: "storage line " + usd(b[storageLine])},
		{ID: "total_cost_usd", Label: "All months", Value: all.Sum(), Unit: "USD", Better: "lower", Decimals: 2,
			Compare: usd(all.Kept()) + " without egress"},
		{ID: "stored_gb", Label: "Stored in " + month, Value: sum(u.GB), Unit: unitName(p), Decimals: 1},
		{ID: "saving_pct", Label: "Saved against S3 Standard", Value: 100 * saving(r, base), Unit: "%",
			Better: "higher", Decimals: 1, Compare: "all months, without egress"},
		{ID: "total_kept_usd", Label: "All months without egress", Value: all.Kept(), Unit: "USD", Better: "lower",
			Decimals: 2, Compare: "S3 Standard " + usd(base.total().Kept())},
		{ID: "total_storage_usd", Label: "Storage line of all months", Value: all[storageLine], Unit: "USD",
			Better: "lower", Decimals: 2},
		{ID: "read_cost_usd", Label: "Cost of one read", Value: perRead, Unit: "USD", Better: "lower", Decimals: 6,
			Compare: "request, retrieval and egress"},
		{ID: "first_byte_ms", Label: "Median wait for the first byte", Value: w.median, Unit: "ms", Better: "lower"},
		{ID: "young_first_byte_ms", Label: "Slowest class of objects under 90 days", Value: w.young, Unit: "ms",
			Better: "lower"},
		{ID: "slowest_read_h", Label: "Slowest read", Value: w.slowest, Unit: "h", Better: "lower", Decimals: 2},
		{ID: "reads_month", Label: "Reads in " + month, Value: u.reads(), Unit: "reads"},
		{ID: "break_even_reads", Label: "Standard-IA pays below", Value: breakEven(p, prices), Unit: "reads a month",
			Decimals: 2, Compare: "of the whole object, requests included"},
		{ID: "break_even_day", Label: "Reads fall below that at age", Value: breakEvenDay(p, breakEven(p, prices)),
			Unit: "days", Compare: "0: from the start, or never"},
		{ID: "lost_10000_years", Label: "Objects expected lost in 10,000 years", Value: lossesPer10000Years(u, prices),
			Unit: "objects", Better: "lower", Decimals: 3},
		{ID: "backend_gb_month", Label: "Uploads through the backend", Value: proxied, Unit: unitName(p) + " a month",
			Better: "lower", Decimals: 1},
	}
	// Beyond the largest plan AWS asks to be called; those runs have no such number.
	gb := p.gb(float64(p.SizeKB))
	if plan, ok := prices.flatRate(u.reads(), u.reads()*gb/p.gbPerTB()); ok {
		m = append(m, sims.Metric{ID: "cdn_plan_usd", Label: "Flat plan of the CDN that takes the reads, " + month,
			Value: plan.USD, Unit: "USD", Better: "lower", Compare: "plan " + plan.Label + ", not in the bill"})
	}
	class, _ := prices.find(p.Class)
	status, _ := urlStatus(p)
	coldest, _ := prices.find("deep_archive")
	m = append(m,
		sims.Metric{ID: "url_status", Label: "Answer to the signed URL", Value: float64(status),
			Compare: "200 accepted, 403 refused"},
		sims.Metric{ID: "cost_reads_usd", Label: "Reads and retrieval, " + month, Value: b[getLine] + b[retrievalLine],
			Unit: "USD", Better: "lower", Decimals: 2},
		sims.Metric{ID: "deep_archive_ratio", Label: "Price of a GB over that of Deep Archive", Value: prices.at(class).
			first() / prices.at(coldest).first(), Unit: "×", Better: "lower", Decimals: 1})
	for i, name := range lineNames {
		m = append(m, sims.Metric{ID: name.id, Label: name.label + ", " + month, Value: b[i], Unit: "USD",
			Better: "lower", Decimals: 2})
	}
	return m
}

func unitName(p Params) string {
	if p.Unit == "gib" {
		return "GiB"
	}
	return "GB"
}

// usd prints an amount: cents up to 10,000, whole dollars above, and three digits of small ones.
func usd(v float64) string {
	switch {
	case v >= 10_000:
		return say.Number(v, 0) + " USD"
	case v > 0 && v < 0.1:
		return say.Short(v) + " USD"
	}
	return say.Number(v, 2) + " USD"
}
