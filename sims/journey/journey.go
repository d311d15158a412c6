// Package journey takes a store from a gigabyte to a petabyte, month by month. Data and load grow, moves change the
// architecture after their lead time, and a sample of requests says each month whether the goals were met.
package journey

// The parts.
const (
	gamePart  = "game"
	queuePart = "queue"
	auditPart = "audit"
)

// The places of a cache.
const (
	noCache   = "none"
	nodeCache = "node"
	tierCache = "tier"
)

// Params are the learner's knobs. The same Params always give the same report.
type Params struct {
	Part string // game, queue, audit

	// Data and load.
	StartGB   float64 // bytes at the start, 1–1,000 GB
	GrowthPct float64 // of all bytes ever written, a month
	Retention int     // months that bytes are kept; 0: for ever
	RPSPerGB  float64 // requests per second for each GB that is kept
	ReadPct   float64 // share of the requests that read
	AggPct    float64 // share of the reads that add up many rows
	SearchPct float64 // share of the reads that search in texts
	Skew      float64 // exponent of the popularity of objects

	// The system at the start.
	Node      string  // of the catalogue
	Nodes     int     // the first has the data, each further one a copy
	Sigma     float64 // universal scalability law: share of the work that only one node at a time can do
	Kappa     float64 // … and what each pair of nodes costs to agree
	ServiceMs float64 // a request takes so long of one processor, ms; exponential
	Cache     string  // none, node, tier
	RF        int     // copies of each byte on shards and in a wide-column store
	Compress  float64 // bytes written over bytes on disk

	// Running it.
	BackupMBs float64 // MB/s of each node
	MTBFDays  float64 // mean time between failures of a node
	FailoverS float64 // s until a copy takes over
	Team      int     // people
	OpsHours  float64 // hours a month for each engine
	SLOMs     float64 // goal for the 99th percentile of the response
	SLOAvail  float64 // goal for the availability of a month, %
	Budget    float64 // USD for the whole game
	Months    int
	Moves     []Move
	Sampled   int // requests of the fullest node that are simulated a month

	// The queue.
	ArrivalRate float64 // per second; 0: from the data
	Requests    int

	// The audit.
	Found []string // ids of the claims that are named as impossible

	Seed int
	Step int // of the story; changes no number
}

// share splits the requests: writes, and of the reads those that look one object up.
func (p Params) writes() float64 { return 1 - p.ReadPct/100 }
