package readcache

import (
	"math"

	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

const (
	conserved = "conservation"
	little    = "Little, Operations Research 1961"
	ttlLaw    = "rT/(1 + rT); Jung, Berger and Balakrishnan, INFOCOM 2003"
	refreshed = "renewal theory: loads are f·T and one wait for a read apart"
	poissonIn = "Poisson writes: 1 − (1 − e^(−wT))/(wT) of the hits"
	cheLaw    = "Che, Tung and Wang, IEEE JSAC 2002"
	erlang    = "h·c + (1 − h)·(c + query), query by Erlang C"
)

// checks holds the run against closed forms. Shares may stray by four standard errors; other tolerances say why.
func checks(p Params, r Result) []sims.Check {
	s := r.spectrum
	rate := float64(r.Requests()) / r.Span
	out := []sims.Check{
		sims.Within("reads", "Hits + misses, per second", p.RPS, rate, 4*math.Sqrt(p.RPS/r.Span)+1/r.Span,
			"reads per s", conserved),
		sims.AtMost("bytes", "Most payload held, at most the capacity", p.CacheMB, p.megabytes(r.Peak),
			"MB", conserved),
		sims.AtMost("age", "Oldest value in the cache, at most the TTL and its jitter", p.ageLimit(), r.MaxAge,
			"s", conserved),
	}
	if p.Strategy == "read_through" {
		out = append(out, sims.AtMost("single", "Queries at once for one key", 1, float64(r.MaxLoads), "queries",
			"single flight"))
	}
	if p.Strategy == "invalidate" && p.Race != "on" {
		out = append(out, sims.Within("fresh", "Stale reads with delete-on-write and no race", 0, float64(r.Stale), 0,
			"reads", "each write deletes the key"))
	}
	out = append(out, outageChecks(p, r, s)...)
	if r.Cut || p.load(r) > 0.9 || p.Cold || r.Queries < 50 {
		return out
	}
	// Queries that run at the start or at the end of the span count in full in the mean time and in part in the other:
	// four deviations of a Poisson number at each end, and each takes as long as the longest.
	slow, ends := r.Jobs.Mean()/second, 2*(r.InDB+4*math.Sqrt(r.InDB)+1)
	out = append(out, sims.Within("little", "Little's law: queries in the database = rate × time",
		float64(r.Queries)/r.Span*slow, r.InDB, 0.01*r.InDB+ends*r.Jobs.Quantile(1)/second/r.Span, "queries", little))
	if !r.explicitRead {
		return append(out, lawChecks(p, r, s)...)
	}
	if p.Race != "off" {
		slow += p.PauseMs / 1000
	}
	// With a TTL many times the characteristic time, expiry takes about one read in T/t_C hits away. The law lets a
	// value be there at once, so its way into the cache has to be short beside that time, too.
	if che := cheTime(s, p.objects()); p.objects() > 0 && p.TTLs > 20*che && 50*slow < che &&
		p.Strategy != "invalidate" {
		h := hitLRU(s, che)
		allowed := 100*four(h, r.Requests()) + 100*che/p.TTLs + 0.5
		out = append(out, sims.Within("che",
			"Hit ratio of an LRU cache, half a point for the approximation and the share that expires", 100*h,
			r.HitPct(), allowed, "%", cheLaw))
	}
	return out
}

func four(share float64, n int) float64 { return 4 * math.Sqrt(share*(1-share)/float64(max(n, 1))) }

// ageLimit is the longest that a value can stay: TTL and jitter, and with a race the way into the cache.
func (p Params) ageLimit() float64 {
	limit := p.TTLs * (1 + p.Jitter/100)
	if p.Race != "off" {
		limit += 50 * p.PauseMs / 1000
	}
	return limit + 1e-6
}

// load is the work that arrives at the database over what it can do, as measured.
func (p Params) load(r Result) float64 {
	return float64(r.Queries) / r.Span * p.DBms / 1000 / float64(p.Pool)
}

// lawChecks are those of a cache with room for every key.
func lawChecks(p Params, r Result, s spectrum) []sims.Check {
	var out []sims.Check
	l := p.lawOf(s)
	source := ttlLaw
	if p.Strategy == "refresh_ahead" {
		source = refreshed
	}
	// While a query runs the key is still missing: its reads miss too, a share of about query time over TTL.
	slow := r.Jobs.Mean() / second
	if p.Race != "off" {
		slow += p.PauseMs / 1000
	}
	life := p.TTLs
	if p.Strategy == "invalidate" {
		life = kept(p.Writes/float64(p.Keys), p.TTLs)
	}
	if p.Jitter == 0 || p.Strategy == "aside" || p.Strategy == "read_through" {
		miss := 1 - l.hit
		allowed := 4*miss*math.Sqrt(1/max(float64(r.Misses), 1)) + 2*slow/life + 1e-4
		out = append(out, sims.Within("hit", "Hit ratio", 100*l.hit, r.HitPct(), 100*allowed, "%", source),
			sims.Within("queries", "Queries per second", l.queries, float64(r.Queries)/r.Span,
				4*math.Sqrt(l.queries/r.Span)+p.RPS*(2*slow/life+1e-4), "per s", source))
	}
	// A run too short to tell half as much again from half as much tests nothing.
	if room := p.staleRoom(r, s, l); p.Jitter == 0 && p.Strategy != "invalidate" && p.Writes > 0 &&
		room < l.stale/2 {
		out = append(out, sims.Within("stale", "Stale reads", 100*l.stale, percent(r.Stale, r.Requests()), 100*room,
			"%", poissonIn))
	}
	if p.Strategy == "refresh_ahead" && p.Jitter == 0 && r.Refreshes+r.Expired > 100 {
		want := p.refreshLaw(s)
		out = append(out, sims.Within("refresh", "Entries reloaded before they expire", 100*want,
			percent(r.Refreshes, r.Refreshes+r.Expired),
			100*(four(want, r.Refreshes+r.Expired)+slow/p.TTLs+1e-3), "%", "1 − e^(−r(1 − f)T) for each key"))
	}
	// While a key is loaded all its reads miss: a law of single misses needs few of them, or a server for each.
	together := s[0].rate * p.DBms / 1000
	alone := together < 0.1 || together+6*math.Sqrt(together) < float64(p.Pool)
	if (p.Strategy == "aside" || p.Strategy == "invalidate") && p.Race == "off" && p.load(r) < 0.5 && r.OutSpan == 0 &&
		alone {
		miss := 1 - r.HitPct()/100
		query := p.DBms + 1000*model.ErlangWait(p.Pool, float64(r.Queries)/r.Span, p.DBms/1000)
		want := p.CacheMs + miss*query
		out = append(out, sims.Within("effective", "Mean time of a read", want, r.Times.Mean()/1e6,
			miss*query*(0.02+8/math.Sqrt(max(float64(r.Misses), 1))), "ms", erlang))
	}
	return out
}

// staleRoom is four standard errors of the share of stale reads. A few hot keys have most of the reads, and each is
// stale as a whole, for stretches of at most the TTL: the share strays like a mean of span/2T independent stretches of
// each key.
func (p Params) staleRoom(r Result, s spectrum, l law) float64 {
	squares := 0.0
	for _, b := range s {
		squares += b.keys * b.rate * b.rate / p.RPS / p.RPS
	}
	f := min(max(l.stale, 1e-9), 1)
	return 4*math.Sqrt(squares*f*(1-f)*min(1, 2*p.TTLs/r.Span)) +
		4*math.Sqrt(f/max(float64(r.Requests()), 1)) + 2*r.Jobs.Mean()/second/p.TTLs
}

// refreshLaw is the share of all loads that come ahead of the expiry.
func (p Params) refreshLaw(s spectrum) float64 {
	early, all := 0.0, 0.0
	for _, b := range s {
		_, _, q := p.keyLaw(b.rate)
		early += b.keys * q * refreshSuccess(b.rate, p.TTLs, p.Refresh)
		all += b.keys * q
	}
	return early / all
}

func outageChecks(p Params, r Result, s spectrum) []sims.Check {
	if r.OutSpan == 0 || r.Queries < 50 {
		return nil
	}
	var out []sims.Check
	if p.Strategy != "refresh_ahead" { // there the steady state has queries that no read waits for
		want := outageFactor(r.HitPct() / 100)
		got := float64(r.Out.Queries) / r.OutSpan / (float64(r.Misses) / r.Span)
		allowed := 4 * want * math.Sqrt(1/max(float64(r.Out.Queries), 1)+1/max(float64(r.Misses), 1))
		out = append(out, sims.Within("outage", "Queries during the outage over misses before: 1/(1 − h)", want, got,
			allowed, "×", "every read misses"))
	}
	free := p.RPS*p.DBms/1000 < 0.8*float64(p.Pool) && p.Race == "off"
	if law := recoveryLaw(s, r.HitPct()/100, recovered); free && r.Recovered && !r.explicitRead &&
		law < 0.8*p.TTLs*(1-p.Jitter/100) && p.Strategy != "invalidate" {
		// Which keys were read by then is up to chance: the share they have strays, and the time with it.
		variance, slope := 0.0, 0.0
		for _, b := range s {
			gone, part := calc.Exp(-b.rate*law), b.rate/p.RPS
			variance += b.keys * part * part * gone * (1 - gone)
			slope += b.keys * part * b.rate * gone
		}
		// Four deviations, the query that each load takes, and as much again for the bend of the curve.
		allowed := 4*math.Sqrt(variance)/slope + 3*p.DBms/1000
		if allowed < law/4 {
			out = append(out, sims.Within("recovery", "Time until 95 % of the hit ratio are back", law, r.Recovery,
				2*allowed, "s", "hit ratio Σ p(1 − e^(−rt)) of a cold cache"))
		}
	}
	return out
}
