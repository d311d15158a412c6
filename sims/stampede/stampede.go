// Package stampede shows what happens when a hot key of a cache expires: how many readers rebuild the value at once,
// what that does to the database behind it, and what locks, leases, early refresh, stale values and jitter change.
package stampede

import (
	"math"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Protection string  // none, single_flight, lock, lock_stale, xfetch, lease
	RPS        float64 // reads of the hot key per second, a Poisson process
	RecomputeS float64 // mean time of a rebuild query on the database, s
	SpreadPct  float64 // a rebuild takes the mean ± so much, uniformly, %
	TTLS       float64 // time to live of a stored value, s
	JitterS    float64 // the time to live varies uniformly over so many seconds around TTLS
	Early      bool    // reads may refresh before expiry (XFetch) beside the protection; always so with xfetch
	Beta       float64 // how early XFetch refreshes
	LockTTLS   float64 // a lock or lease frees itself after so long, s
	Fencing    bool    // the cache refuses a value whose lock token is older than that of the stored one
	GraceS     float64 // lock_stale: an expired value may still be served for so long, s
	PollMs     float64 // who waits for a lock asks again every so often, ms
	Instances  int     // application processes, each with its own single flight
	DBPool     int     // queries that the database runs at once; the others wait in line
	TimeoutS   float64 // a client gives up after so long, s
	Retries    int     // times a client asks again after giving up
	Cancel     bool    // a waiting query whose client gave up is dropped instead of run
	Crash      bool    // the process that starts the first rebuild of each cycle dies half-way
	CrowdS     float64 // readers come only for so long after the first miss, s; 0: they never stop
	Keys       int     // keys that were stored at the same moment, for the picture of jitter
	KeyQueryMs float64 // time of the rebuild query of one of these keys, ms
	LoadPct    float64 // load of the database by other requests, for the picture of retries, %
	Cycles     int     // expiries to simulate; 0 takes as many as fit the budget of a run
	Seed       int
	Step       int // of the story; changes no result
}

// Result is what the run of the hot key counted, with what is compared with it.
type Result struct {
	Cycles      int // waves of rebuilds, each from its first query until a value is stored
	Rebuilds    int // queries sent to the database
	Expired     int // cycles whose value expired before any rebuild had begun
	PeakOpen    int // most queries open at once, running or in line
	PeakRunning int // most queries that ran at once
	PeakWaiting int // most requests without an answer at once
	Requests    int
	Errors      int     // requests that gave up, or whose process died
	P99         float64 // of the reads that come while the value is being rebuilt, until one is stored, s
	Recovery    float64 // mean time of a cycle from its first query until the database is idle and a value is stored, s
	RecoveryMax float64 // s
	Lead        float64 // mean time before expiry at which the first early refresh begins, s; NaN for none
	Overlaps    int     // rebuilds that began under a lock while another holder was still at work
	OldWrites   int     // values that were stored over newer ones
	Fenced      int     // values that the cache refused because of an old token
	Stale       float64 // longest time after its expiry at which a value was served, s
	Age         float64 // greatest age of a served value since the database read it, s
	MeanTTL     float64 // of the stored values, s
	Simulated   float64 // s
	Open        series  // queries open during the first cycle
	Waiting     series  // requests without an answer during the first cycle
	further     bool    // the run went on after its first expiry was over
	beside      studies
}

// Times are in ticks of one nanosecond.
const (
	sec        = 1e9
	hitS       = 0.001  // answer from the cache, s: a network round trip and the lookup
	mostCycles = 20_000 // the mean of e^(1/β) rebuilds then strays by less than one percent
)

// early says whether reads may refresh before expiry.
func (p Params) early() bool { return p.Early || p.Protection == "xfetch" }

// locked says whether a lock in the cache guards rebuilds.
func (p Params) locked() bool {
	return p.Protection == "lock" || p.Protection == "lock_stale" || p.Protection == "lease"
}

// fenced says whether the cache compares tokens when a value is stored. A lease always carries one.
func (p Params) fenced() bool { return p.Protection == "lease" || p.Fencing && p.locked() }

// stale says whether an expired value is still served.
func (p Params) stale() bool { return p.Protection == "lock_stale" }

// load is the number of requests of one cycle that need an event of their own, by the shortest way to reckon: it says
// which protections are drawn beside the run. What they cost, the forecast says.
func (p Params) load() float64 {
	gap := p.gap()
	tries := 1 + min(float64(p.Retries), math.Floor(gap/p.TimeoutS))
	if p.CrowdS > 0 {
		gap = min(gap, p.CrowdS)
	}
	lead := 0.0
	if p.early() {
		lead = min(p.TTLS, max(0, meanFirstLead(p.RPS, p.Beta, p.RecomputeS)))
	}
	switch {
	case p.stale() && gap < p.GraceS:
		return 5
	case p.early():
		// A refresh that begins before the last δ seconds spares the reads after expiry.
		missed := calc.Exp(-p.RPS * p.Beta * p.RecomputeS * calc.Exp(-1/p.Beta))
		return 3 + calc.Exp(1/p.Beta) + p.RPS*tries*(missed*p.RecomputeS+max(0, gap-lead))
	}
	return 3 + p.RPS*gap*tries
}

// enough says whether a run has simulated as many cycles as are wanted, or as fit.
func (e *engine) enough() bool {
	if e.p.Cycles > 0 {
		return e.out.Cycles >= e.p.Cycles
	}
	return e.out.Cycles >= mostCycles || e.requests.n+e.rebuilds.n > e.p.shortRun()
}

// shortRun is after how many requests and queries with an event of their own no further cycle begins, where the run
// may choose.
func (p Params) shortRun() int {
	if p.early() {
		return 400_000 // their number varies much from cycle to cycle
	}
	return 60_000
}

// mostRequests is after how many requests none comes any more. What was counted until then stands.
const mostRequests = 2_000_000

// expiries simulates the hot key. Reads that find a fresh value are counted, not simulated one by one: what matters of
// them is how many there are and which of them refresh early, and both are drawn from the exact law of a Poisson
// process.
func expiries(b *model.Budget, p Params) Result {
	e := newEngine(b, p)
	e.run()
	return e.result()
}

// Run simulates the hot key, and beside it what is compared with it.
func Run(b *model.Budget, p Params) Result {
	r := expiries(b, p)
	r.beside = study(b, p, r)
	return r
}

// series is a number over the time since the first query of a cycle: the largest value in each bucket of a log scale.
type series struct {
	At []float64 // s, end of the bucket
	Y  []float64
}

// seconds and ticks convert between a clock in ns and seconds.
func seconds(t int64) float64 { return float64(t) / sec }

func ticks(s float64) int64 { return int64(math.Round(s * sec)) }

// percentile is the value below which the share q of the times lies, among hits that all take hitS and the others,
// in ticks.
func percentile(hits int, others []float64, q float64) float64 {
	rank := int(math.Ceil(q*float64(hits+len(others)))) - 1
	if rank < hits || len(others) == 0 { // no request is faster than a hit
		return hitS
	}
	return hitS + model.Select(others, min(rank-hits, len(others)-1))/sec
}
