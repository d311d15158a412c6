// Package writecache shows what happens to a write where a cache stands before a database: which copy is written first,
// when the client has its answer, what a crash loses, and how the two copies come apart.
package writecache

import "tradeofflab/sims/model"

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Strategy  string  // through, behind, around or around_invalidate; see strategies
	Order     string  // through: db_first or cache_first
	Rate      float64 // writes per second of all keys, 1 … 100,000; a Poisson process
	Keys      int     // 1 … 1,000,000
	Zipf      float64 // skew of the writes, 0 … 1.4: key k is written in proportion to k^−Zipf
	FlushS    float64 // behind: keys written since the last flush go to the database every so often, s, 0.01 … 60
	Batch     int     // behind: most keys of one flush, 1 … 1,000,000; the others wait for the next
	Coalesce  bool    // behind: a flush sends the newest version of each key; else every write
	DBms      float64 // mean write of the database, exponential, 0.1 … 1,000
	Capacity  float64 // writes per second that the database can take, 10 … 1,000,000
	CacheMs   float64 // write to the cache, constant, 0.01 … 10
	Durable   string  // none, everysec or always: when the cache syncs its log to disk
	FsyncMs   float64 // always: time of a sync, 0.05 … 50
	PauseMs   float64 // mean pause of the application between its two steps, exponential, 0 … 100
	CrashAt   float64 // s, 0 … 3,600; 0: nothing crashes
	Crash     string  // app, cache or db
	DownS     float64 // the crashed part is back after so long, 0.1 … 60
	Retry     bool    // a write that the database refuses is sent again until it succeeds
	ReadPct   float64 // writes that are followed by a read of the same key, %, 0 … 100
	ReadAfter float64 // so long after the answer, s, 0.001 … 60
	CachedPct float64 // keys that are in the cache at the start, %, 0 … 100
	Seed      int
	Step      int // position in the story; changes no result

	writes float64 // wanted number of writes; 0: wantedWrites
	log    bool    // keep what happens for the story
}

// strategies are the ways a write can take.
var strategies = []string{"through", "behind", "around", "around_invalidate"}

// groupCount is how many ranges of popularity the keys are divided into.
const groupCount = 16

// Sample is the state at one time.
type Sample struct {
	At      float64 // s
	Pending int     // keys, or writes where each is sent by itself, that are not in the database yet
	Unsafe  int     // acknowledged writes that a crash of the cache would lose
}

// Group is a range of keys of like popularity.
type Group struct {
	Writes, Commits int // of clients and of the database, up to the end of the run
	Keys            int
	Rate, Flushed   float64 // the same per second, in theory; Flushed where each flush sends the newest versions
}

// Result is what a run measures.
type Result struct {
	Start, End float64 // s; no write comes after End
	Writes     int     // sent
	Acked      int
	Failed     int     // refused or lost before the answer
	Commits    int     // writes that the database applied up to End
	Before     int     // of these before a crash
	CommitRate float64 // writes of the database per second before a crash
	Times      *model.Histogram
	Lost       int     // acknowledged writes that are in no store after the crash
	LostRows   int     // keys they belong to
	Diverged   int     // keys whose cached value is not that of the database once everything has settled
	Stale      int     // reads after a write that hit an older value
	Misses     int     // reads after a write that missed
	Reads      int     // reads after a write
	PendingMax int     // most keys, or writes, waiting for the database
	UnsafeMean float64 // acknowledged writes that a crash of the cache would lose, over time
	UnsafeMax  int
	Busy       float64 // share of the database's capacity in use
	Groups     [groupCount]Group
	Flushed    float64 // writes of the database per second, in theory, when it can take them
	Samples    []Sample
	CrashedAt  float64 // s, 0 for none
	Recovery   float64 // s from the end of the outage until no more is pending than before
	Recovered  bool
	Phase      float64 // first flush, s
	// length of the whole flush intervals before a crash, s: means are taken over these
	Whole                     float64
	WholeWrites, WholeCommits int // writes that came in them, and writes of the database that they led to
	Intervals                 int // flushes
	// acknowledged writes that the database never got although nothing crashed: always 0
	Unpersisted int
	Log         []Moment
}

// Moment is one thing that happens in the story, with the state of the watched keys after it.
type Moment struct {
	At        float64 // s
	Text      string
	Cache, DB [storyKeys]int // versions; 0 stands for nothing
	Dirty     [storyKeys]bool
}
