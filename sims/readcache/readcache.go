// Package readcache shows what a cache in front of a database gives and costs: hit ratio, load on the database, stale
// reads, memory, and what an outage of the cache does.
package readcache

import "tradeofflab/sims/model"

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Strategy string  // aside, invalidate, read_through or refresh_ahead; see strategies
	RPS      float64 // reads per second of all keys, 10 … 100,000; a Poisson process
	Keys     int     // distinct keys, 100 … 1,000,000
	Zipf     float64 // skew of the reads, 0 … 1.4: key k is read in proportion to k^−Zipf
	ObjectKB float64 // size of each object, 0.1 … 1,000 (1 KB = 1,000 B)
	Writes   float64 // writes per second, spread evenly over the keys, 0 … 100,000; a Poisson process
	CacheMB  float64 // capacity, 0 … 100,000 (1 MB = 10^6 B); payload only
	TTLs     float64 // time to live in s, 1 … 86,400
	Jitter   float64 // TTL is spread evenly over ± this much, %, 0 … 50
	Refresh  float64 // refresh_ahead: a read after this part of the TTL reloads the entry, 0.5 … 0.99
	DBms     float64 // mean query time, exponential, 0.1 … 1,000
	Pool     int     // queries the database runs at once, 1 … 1,000; the others wait in one line
	CacheMs  float64 // round trip to the cache, constant, 0.01 … 10
	Cold     bool    // starts with an empty cache; else in the state that a long run has reached
	OutageAt float64 // the cache is lost at this time, s, 0 … 3,600; 0: never
	OutageS  float64 // and comes back empty so much later, 1 … 60
	Race     string  // off, on or lease: whether setting the cache after a query can come too late
	PauseMs  float64 // race: mean pause between the answer of the database and the set, exponential, 0.1 … 1,000
	WindowS  float64 // simulated time, s, 10 … 86,400
	Seed     int
	Step     int // position in the story; changes no result

	cells    int  // of the time line; 0: mostCells
	loads    int  // queries to see before the clock starts, where the reads allow it; 0: wantedLoads
	explicit bool // simulate every read even where the cache has room for all keys; for tests
}

// strategies are the ways to fill the cache.
var strategies = []string{"aside", "invalidate", "read_through", "refresh_ahead"}

// groupCount is how many ranges of popularity the keys are divided into; each is held against theory.
const groupCount = 24

// Count is what a stretch of time, or a range of keys, saw. Requests = Hits + Misses.
type Count struct {
	Hits    int // answered by the cache
	Stale   int // of these with a value that had been overwritten in the database
	Misses  int // the others
	Queries int // queries sent to the database, refreshes included
}

// Requests is how many reads there were.
func (c Count) Requests() int { return c.Hits + c.Misses }

// HitPct is the hit ratio in %.
func (c Count) HitPct() float64 { return percent(c.Hits, c.Requests()) }

func percent(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

func (c *Count) add(o Count) {
	c.Hits += o.Hits
	c.Stale += o.Stale
	c.Misses += o.Misses
	c.Queries += o.Queries
}

// Cell is what one cell of the time line saw.
type Cell struct {
	From, To float64 // s
	Count
}

// Result is what a run measures. All but Cells, Out and the recovery is counted in the steady stretch: after the
// warm-up, before an outage.
type Result struct {
	Count
	Span      float64 // length of the steady stretch, s
	Cells     []Cell  // the time line, from the start of the clock
	Groups    [groupCount]Count
	Times     *model.Histogram // of all reads, ns
	Jobs      *model.Histogram // of all queries in the database, waiting included, ns
	InDB      float64          // mean number of queries in the database, over time
	Busy      float64          // share of the pool that is busy, over time
	MaxStale  float64          // longest time that a read was behind the database, s
	MaxAge    float64          // oldest value that could be read, s since it was read from the database
	Peak      int              // most entries held at once
	Evicted   int              // entries put out for want of room
	Refreshes int              // refresh_ahead: reloads started
	Expired   int              // refresh_ahead: entries that expired without one
	Wasted    int              // refreshed entries that nobody read before they went
	MaxLoads  int              // most queries at once for one key
	RaceSets  int              // values put into the cache that had been overwritten before
	Refused   int              // sets that a lease refused
	Out       Count            // during the outage
	OutSpan   float64          // s
	OutTimes  *model.Histogram // reads from the outage on until the hit ratio has recovered, ns
	// s from the return of the cache until 95 % of the steady hit ratio are reached again
	Recovery  float64
	Recovered bool    // false: not within the simulated time
	Warm      float64 // cold start: the same from the start, s
	Cut       bool    // the run was ended early: too many events
	// of the clock, s; a run that is expensive per second starts shortly before the outage
	Start, End   float64
	Before       float64 // s simulated before the clock starts, which count for the steady numbers
	explicitRead bool
	spread       popularity // of the reads over the keys
	spectrum     spectrum   // their rates
}
