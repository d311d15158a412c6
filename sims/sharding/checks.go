package sharding

import (
	"math"

	"tradeofflab/sims"
	"tradeofflab/sims/calc"
)

const (
	deanBarroso = "Dean and Barroso, The tail at scale, CACM 2013"
	orders      = "distribution of a maximum: F(t)^N"
	counting    = "count of keys"
	copying     = "bytes / rate of the busiest machine"
	renewal     = "renewal theory: one flush for 1 + rate × flush time visits"
	oneOrTwo    = "one entry for a new row, two for a change"
	zipfLaw     = "Zipf's law: 1 / (1 + 1/2^a + … + 1/n^a)"
	conserved   = "conservation"
)

// loose is the tolerance above which a law says nothing of a run: a few tenants then decide where most rows lie.
const loose = 0.25

// checks holds the run against closed forms. Shares may stray by four standard errors.
func checks(p Params, r Result) []sims.Check {
	stayed, arrived := 0, 0
	for m := range r.Count {
		stayed += r.Count[m] - r.Sent[m] + r.Got[m] - r.CountAfter[m]
		arrived += r.CountAfter[m]
	}
	inserts := 0
	for _, n := range r.Inserts {
		inserts += n
	}
	out := []sims.Check{
		sims.Within("rows", "Rows after the reshard", float64(r.Sampled), float64(arrived), 0, "rows", conserved),
		sims.Within("flow", "Rows had − sent + received − rows now, over all machines", 0, float64(stayed), 0,
			"rows", conserved),
		sims.Within("work", "Inserts of all shards", newRows, float64(inserts), 0, "rows", conserved),
	}
	out = append(out, latencyChecks(p, r)...)
	out = append(out, writeChecks(p, r)...)
	out = append(out, placementChecks(p, r)...)
	out = append(out, reshardChecks(p, r)...)
	return append(out, loadChecks(p, r)...)
}

func four(share, n float64) float64 { return 4 * math.Sqrt(share*(1-share)/n) }

func latencyChecks(p Params, r Result) []sims.Check {
	l, n, q := lawOf(p), r.Reads.Touched, float64(r.Reads.Queries)
	any := r.Reads.slowLaw(l)
	point := func(part float64) float64 { return l.quantile(1, part) + p.lookup() }
	out := []sims.Check{
		sims.Within("slow_any", "Queries with at least one slow reply", 100*any,
			share(r.Reads.SlowAny, r.Reads.Queries), 100*(four(any, q)+1/q), "%", deanBarroso),
		sims.Within("point", "99th percentile with the key", point(.99), r.Reads.Point, stray(point, .99, mostQueries),
			"ms", "lognormal quantile"),
	}
	if p.Hedge != "off" {
		late := l.single(l.delay)
		out = append(out, sims.Within("hedged", "Second requests", 100*late, r.hedgePct(),
			100*four(late, float64(r.Reads.requests())), "%", deanBarroso))
	}
	if p.fetches() {
		want, variance := 0.0, 0.0 // shards fill against each other, so their variances bound that of the sum
		for _, holds := range r.spread(p) {
			want, variance = want+holds, variance+holds*(1-holds)
		}
		out = append(out, sims.Within("fetch", "Shards that hold the rows of a page", want,
			r.Reads.perQuery(r.Reads.Fetched), 4*math.Sqrt(variance/q)+1/q, "shards",
			"1 − (1 − share)^rows, over all shards"))
	}
	scatter := func(part float64) float64 { return l.quantile(n, part) }
	if p.fetches() {
		scatter = func(part float64) float64 { return r.Reads.fetchQuantile(l, part) }
	}
	if p.Index == "none" {
		if n < p.Shards { // then the window of shards differs from query to query
			return out
		}
		scan := r.scans(p)
		scatter = func(part float64) float64 {
			return solve(l.median, part, func(t float64) float64 {
				sum := 0.0
				for _, s := range scan {
					sum += math.Log1p(-l.above(t - s))
				}
				return sum
			})
		}
	}
	return append(out, sims.Within("scatter", "99th percentile without the key", scatter(.99), r.Reads.P99,
		stray(scatter, .99, r.Reads.Queries), "ms", orders))
}

func writeChecks(p Params, r Result) []sims.Check {
	mean, variance := p.entriesLaw()
	allowed := 4 * math.Sqrt(variance/sampledWrites)
	entries := sims.Within("entries", "Index entries for one write", mean, r.Writes.entries(), allowed, "entries",
		oneOrTwo)
	want, source := p.amplificationLaw(), oneOrTwo
	switch p.Index {
	case "none", "local":
		allowed, source = 0, "row and entries lie on one shard"
	case "global_async":
		source = renewal
		// Flushes come from writes and from random gaps, which the two shards of a change share; at most one batch a
		// shard is open at the end.
		allowed += 4*math.Sqrt(2*(want-1)/sampledWrites) + float64(p.Shards)/sampledWrites
	}
	out := []sims.Check{
		entries,
		sims.Within("amplification", "Shard writes for one write", want, r.Writes.amplification(), allowed,
			"×", source),
		sims.Within("write", "99th percentile of a write", p.writeQuantile(.99), r.Writes.P99,
			stray(p.writeQuantile, .99, sampledWrites), "ms", orders),
	}
	// Waits within a batch depend on each other, and so do the batches of two shards that share changes: half of the
	// batches are counted, and no entries.
	if batches := float64(r.Writes.Extra); p.Index == "global_async" && batches >= 100*float64(p.Shards) {
		out = append(out, sims.Within("stale", "Mean age of the index", p.staleLaw(), r.Writes.StaleMean,
			4*p.FlushMs*math.Sqrt(2/batches)+0.01*p.FlushMs, "ms", renewal))
	}
	return out
}

func placementChecks(p Params, r Result) []sims.Check {
	var out []sims.Check
	busy, _ := hottest(r.Inserts, p.Shards)
	got := share(r.Inserts[busy], newRows)
	grows := p.KeyGen == "sequential" || p.KeyGen == "time"
	switch {
	case p.Strategy == "range" && grows:
		out = append(out, sims.Within("hot_insert", "New rows on the busiest shard: every new key is the largest", 100,
			got, 0, "%", "order of keys"))
	case p.KeyGen != "zipf" && p.Strategy != "compound":
		e := 1 / float64(p.Shards)
		// The fullest of N shards lies sqrt(2 ln N) deviations above the mean. A directory's and a range's parts are
		// uneven themselves by as much as the sample.
		deviations := math.Sqrt(2*calc.Log(float64(p.Shards))) + 4
		room := deviations * math.Sqrt(e*(1-e)*(1.0/newRows+2.0/float64(r.Sampled)+1.0/logicalShards))
		out = append(out, sims.AtMost("even_insert",
			"New rows on the busiest shard: even share and the luck of the draw", 100*(e+room), got, "%", counting))
	}
	if p.KeyGen != "zipf" {
		return out
	}
	top := TopShare(p.Tenants, p.Zipf)
	if p.Zipf >= 0.5 { // below, the largest tenant of the sample is often not the largest of all
		out = append(out, sims.Within("top_tenant", "Share of the largest tenant", 100*top, share(r.Top, r.Sampled),
			100*(four(top, float64(r.Sampled))+math.Sqrt(2*calc.Log(float64(p.Tenants))*top/float64(r.Sampled))),
			"%", zipfLaw))
	}
	if p.Strategy != "hash" && p.Strategy != "hash_range" && p.Strategy != "consistent" {
		return out
	}
	own := float64(r.Top) / float64(r.Sampled)
	e, rest := 1/float64(p.Shards), max(r.Tenant.squares-own*own, 0)
	room := 4*math.Sqrt(e*(1-e)*rest/rehashes) + own/rehashes // a second large tenant may share the shard once
	out = append(out, sims.Within("top_shard",
		"Shard of the largest tenant, mean of 20 hash functions: its rows and an even share of the others",
		100*(own+(1-own)*e), 100*r.topShard(p), 100*room, "%", "p + (1 − p)/N"))
	return out
}

func reshardChecks(p Params, r Result) []sims.Check {
	n, m := p.Shards, p.Target
	if p.Strategy == "hash_range" {
		return cutChecks(p, r)
	}
	moved := float64(r.Moved) / float64(r.Sampled)
	units := concentration{1 / float64(r.Sampled), 1 / float64(r.Sampled)} // what moves as one
	if p.Strategy == "compound" {
		units = concentration{r.Tenant.squares/float64(p.Buckets) + 1/float64(r.Sampled),
			r.Tenant.largest / float64(p.Buckets)}
	}
	var stay, kept float64
	source := "stay = min/lcm"
	switch p.Strategy {
	case "hash", "compound":
		stay, kept = stayModulo(n, m), 1/float64(lcm(n, m))
	case "consistent":
		stay, kept, source = stayMost(n, m), 1/float64(max(n, m)), "stay = min/max; Lamping and Veach, 2014"
	case "range":
		if p.KeyGen == "zipf" {
			return nil
		}
		stay, source = stayRanges(n, m), "overlap of even intervals"
	default:
		if p.KeyGen == "zipf" {
			return nil
		}
		// Whole entries move, so a shard may keep up to one more than it must.
		stay, source = stayMost(n, m), "stay = min/max"
		units.squares, units.largest = 0, float64(n)/logicalShards
	}
	room := 4*math.Sqrt(stay*(1-stay)*units.squares) + units.largest
	if p.Strategy == "range" {
		room = float64(n+m) / float64(r.Sampled) // rounding of each split
	}
	if p.KeyGen == "zipf" && (p.Strategy == "hash" || p.Strategy == "consistent") {
		// A few tenants decide how many rows move; as tenants they count alike.
		got := share(r.TenantMoves, r.Seen)
		return []sims.Check{sims.Within("moved_tenants", "Tenants the reshard moves, each counted once", 100*(1-stay),
			got, 100*(four(stay, float64(r.Seen))+1/float64(r.Seen)), "%", source),
			sims.AtMost("least_hours",
				"Time to copy the same rows spread evenly over all machines, at most the time of the run", r.hours(p),
				CopyHours(r.movedGB(p)*1e9, p.CopyMBs, max(n, m)), "h", copying)}
	}
	if room > loose {
		return nil
	}
	out := []sims.Check{sims.Within("moved", "Rows the reshard moves", 100*(1-stay), 100*moved, 100*room, "%", source)}
	if kept == 0 || p.Strategy == "compound" {
		return out
	}
	part := busiestCopy(n, m, kept)
	total := CopyHours(float64(p.Rows)*float64(p.RowBytes), p.CopyMBs, 1)
	deviations := math.Sqrt(2*calc.Log(float64(2*max(n, m)))) + 4
	return append(out, sims.Within("hours", "Time the reshard copies", total*part, r.hours(p),
		total*deviations*math.Sqrt(part*(1-part)/float64(r.Sampled)), "h", copying))
}

// cutChecks holds ranges of the hash that are cut in two against the hash: half of the keys of each lie in its upper
// half. Which ranges are cut follows from their rows, and says nothing about where in them the keys lie.
func cutChecks(p Params, r Result) []sims.Check {
	cut, source := r.after.cut, "half of the keys of each range that is cut"
	if p.Target < p.Shards {
		return nil
	}
	if p.KeyGen == "zipf" { // a few tenants decide how many rows move; as tenants they count alike
		seen := float64(r.Seen)
		return []sims.Check{sims.Within("moved_tenants", "Tenants the reshard moves, each counted once",
			100*float64(cut.keys)/2/seen, share(r.TenantMoves, r.Seen), 100*2*math.Sqrt(float64(cut.keys))/seen, "%",
			source)}
	}
	mean, deviation, _ := r.moveLaw(p)
	return []sims.Check{sims.Within("moved", "Rows the reshard moves", 100*mean, share(r.Moved, r.Sampled),
		400*deviation, "%", source)}
}
