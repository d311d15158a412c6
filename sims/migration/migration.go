// Package migration moves a table from an old store to a new one while it is written: two writes, an outbox or the log
// carry the changes, a copy in chunks brings the earlier rows, and a plan says when to compare, switch and retire.
package migration

import "tradeofflab/sims/model"

// The parts.
const (
	runPart    = "run"
	pairsPart  = "pairs"
	streamPart = "stream"
)

// The ways in which a change reaches the new store.
const (
	noFeed = "none"
	dual   = "dual"
	outbox = "outbox"
	cdc    = "cdc"
)

// Params are the learner's knobs. The same Params always give the same report.
type Params struct {
	Part string // run, pairs, stream

	// The run.
	Plan         []Entry
	Mechanism    string  // none, dual, outbox, cdc
	Send         string  // sequential: the old store first; parallel: both at once
	Form         string  // change: an UPDATE of a row that is not there changes nothing; row: the whole row is written
	Delivery     string  // in_order, any_order: of the log or outbox
	WriteRate    float64 // writes per second of all rows, a Poisson process
	ReadsPer     float64 // reads for each write
	Keys         int     // rows at the start
	Zipf         float64 // exponent of their popularity
	DeletePct    float64 // share of the writes that delete, %
	Kind         string  // update: writes go to the rows there are; insert: each makes a new one
	StoreMs      float64 // mean response of a store without the migration, ms; exponential
	LoadPct      float64 // share of the old store's capacity that reads and writes use before the migration, %
	CrashPerDay  float64 // crashes of the application
	CrashBetween float64 // chance that the second write of two is lost, 0–0.01
	Versions     bool    // each row carries a version and an older one never replaces a newer one
	BackfillRate float64 // rows per second at most
	Rule         string  // overwrite, if_absent, if_newer
	GapMs        float64 // from reading a chunk of the copy to writing it, ms
	Watermark    bool    // a copied row that has changed meanwhile is dropped, and copies go in log order
	RelayMs      float64 // from commit to delivery, ms
	CatchUp      float64 // delivery after an outage, in rates of the writes
	DuplicatePct float64 // deliveries that come twice, %
	Compare      string  // off, keys, reads
	ComparePct   float64 // share of the rows, or of the reads, that is compared a day, %
	CompareN     int     // comparisons a day; 0: by ComparePct
	DefectRate   float64 // share of the rows that the faulty transform gets wrong, 0–0.1
	BugAtDay     float64
	OutageAtDay  float64
	OutageMin    float64 // the new store is down for so long, minutes
	JitterH      float64 // outage and bug come up to so much later, by the seed
	Hours        float64 // writes go on for so long; 0: until a day after the last entry of the plan
	Follow       int     // rows followed one by one

	// Pairs and streams.
	U      float64 // rate of the key × mean latency
	Trials int

	Seed int
	Step int // of the story; changes no number
}

// logged says whether changes leave by a log or an outbox, which is written with the row in one transaction.
func (p Params) logged() bool { return p.Mechanism == outbox || p.Mechanism == cdc }

// marked says whether copies go through the log between marks. An outbox carries changes only.
func (p Params) marked() bool { return p.Watermark && p.Mechanism == cdc }

// Result is what a run counted.
type Result struct {
	Line     timeline
	Looks    []look   // the states of all rows at each moment of the grid
	Rest     look     // … when every change has arrived
	Exact    bool     // every row is followed
	Parts    int      // rows followed
	Heaviest float64  // most rows that one stands for
	Races    float64  // rows that are written beside a copy of them
	Earlier  estimate // rows from before the plan that are still there at the end
	Lacking  estimate // … of which the new store has none
	Raw      raw      // counts of followed rows, for the laws
	Read     reading  // when the first copy has read them
	Order    disorder // of the changes that both stores are sent

	Crashes                    int     // of the application, while it wrote twice
	InFlight, ByChance, CutOff float64 // second writes lost with crashes, by chance, in the outage
	Refused, RefusedReads      float64 // by the new store, while it was down
	Repeated                   float64 // duplicates that changed a row of the new store
	Losses                     []loss  // what a loss of the new store would cost, for each time of its as the record
	Loss                       loss    // the worst of them

	Work work    // writes beyond those that the application makes anyway
	Wait waits   // response times
	Seen seen    // comparisons
	Hot  hottest // the busiest row
}

// lost is how many second writes are lost.
func (r Result) lost() float64 { return r.InFlight + r.ByChance + r.CutOff }

// raw holds counts of followed rows and what theory expects of them.
type raw struct {
	Missing held // rows without a copy whom no write has reached
	Lost    held // rows that only the new store has, at the end of its time as the store of record
}

// held is a count of independent events beside what theory expects.
type held struct{ Got, Want, Var float64 }

// add counts an event that has a chance.
func (h *held) add(happens bool, chance float64) {
	h.Got += model.Indicator(happens)
	h.Want += chance
	h.Var += chance * (1 - chance)
}

// work counts writes.
type work struct{ Live, Second, Outbox, Copied, Back float64 }

// further is how many writes there are beyond those of the application, in percent of them.
func (w work) further() float64 {
	return 100 * (w.Second + w.Outbox + w.Copied + w.Back) / max(1, w.Live)
}

// hottest is the busiest row.
type hottest struct{ Rate, Share float64 }

// Run simulates the migration row by row.
func Run(b *model.Budget, p Params) Result {
	r := rowsRun(b, p)
	r.Wait = waitsOf(b, p, r.Line)
	r.Order = runDisorder(b, p, r.Line)
	return r
}

// rowsRun is Run without the response times.
func rowsRun(b *model.Budget, p Params) Result {
	f, r := followAll(b, p)
	r.Seen = compareRows(b, p, f, &r)
	return r
}

// followAll follows the rows of a run, without comparisons.
func followAll(b *model.Budget, p Params) (*fleet, Result) {
	f := newFleet(b, p)
	f.followHot()
	f.followSample()
	f.followLosses()
	f.followReturn()
	return f, f.result()
}
