// Package transactions shows what it costs to change several shards at once: the messages, log forces and locks of
// two-phase commit, of a saga, of an outbox and of a transaction on one shard, with crashes, readers and duplicates.
package transactions

import "tradeofflab/sims/model"

// The protocols.
const (
	twoPhase    = "2pc"
	saga        = "saga"
	outbox      = "outbox"
	singleShard = "single_shard"
)

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Protocol     string // 2pc, saga, outbox or single_shard
	Shards       int    // 1–64; account k lives on shard k mod Shards
	Span         int    // accounts of a transfer, each on a shard of its own, 1–16; on one shard with single_shard
	ReadOnly     int    // of these, accounts that are only read, 2pc only; two at least are written where Span > 1
	Rate         float64
	Keys         int     // accounts
	Zipf         float64 // exponent of the accounts' popularity
	RTTms        float64 // round trip between any two nodes, ms
	FsyncMs      float64 // a forced log write, ms
	HoldMs       float64 // least time that a lock is held, ms; 0: what messages and log forces make of it
	Place        string  // of the coordinator: apart, or participant, on the machine of the payer's shard
	Coordinators int     // that share the transfers; relays of an outbox
	Store        string  // of a coordinator's log: local, or replicated to a majority one round trip away
	TakeoverMs   float64 // until another replica of a replicated coordinator goes on, ms
	Answer       string  // the client has its answer at the decision, or when all is complete
	Style        string  // of a saga: orchestrated or choreographed
	Conflict     string  // who meets a lock: nowait, or wait
	LockMs       float64 // wait for a lock at most so long, ms
	OrderKeys    bool    // locks of a transfer are asked for all at once, in one order for all; else one after another
	TimeoutMs    float64 // a node waits so long for an answer, ms
	Isolation    string  // of readers: locks, snapshot or none
	ReadsPerS    float64 // readers, each of all accounts of one transfer
	FailPct      float64 // a step of a saga is refused, %
	RelayMs      float64 // an outbox is looked at every so often, ms
	DuplicatePct float64 // a delivery of a saga or an outbox arrives twice, %
	Dedupe       bool    // receivers know what they have applied
	Crash        string  // none, coordinator or participant
	CrashAtS     float64 // s
	RecoverS     float64 // the crashed node is back after so long, s
	DurationS    float64 // transfers begin for so long, s, or until a second after the recovery
	ShardUp      float64 // share of the time that a shard is up, for the availability
	CoordUp      float64 // the same for a coordinator
	Seed         int
	Step         int // of the story; changes no result
}

// Result is what a run measures. Counts are of transfers unless said otherwise.
type Result struct {
	Begun, Refused     int // begun: handed to a coordinator; refused: there was none
	Committed, Aborted int
	Unknown            int // of the aborted: the coordinator died before it answered
	Met                int // transfers that met a lock of another
	Deadlocks          int
	Compensations      int // steps of sagas that were undone
	Compensated        int // sagas that ended undone
	Duplicates         int // deliveries of what had arrived before
	AppliedTwice       int // of these, applied again
	LockTimeouts       int // requests that gave up waiting for a lock
	Reads, HalfDone    int // answered reads of whole transfers, and those that saw a part of one
	ReadsFailed        int // refused, timed out, or sent to a dead shard
	ReadsWaited        int // met a lock
	InDoubt            int // transfers in doubt at the moment of the crash
	Stuck              int // transfers that waited for the recovery with locks held
	DoubtS             float64
	StuckLocks         int       // locks of the stuck
	During             int       // transfers that began while the crashed node was down and could meet a lock in doubt
	DuringMet          int       // of these, transfers that met one
	Outage, HeldUp     int       // transfers that began while the node was down, and those it held up
	Finished           int       // committed, and every shard has said so
	Messages, Forces   float64   // of a committed transfer, mean
	AnswerMs           []float64 // of the answered, ascending
	CleanMs            float64   // mean answer of those that met no lock
	CleanSettled       int       // settled transfers that met no lock, and the mean of their time
	CleanSettleMs      float64
	HalfAtRest         int // transfers that stand in some accounts only when nothing happens any more
	Clean              int
	SettleMs           []float64 // until every shard has its part for good, or has undone it, ascending
	Start, Rest, Sum   int64     // money at the start, at the end, and at the end with what is on its way
	EndS               float64
	Up, Trials         int // of the availability
	Spans              []upOf
	Series             series
	Example, Trouble   *trace // a plain transfer, and one that shows what went wrong
}

const (
	ms  = 1e6 // ticks (ns) of a millisecond
	sec = 1e9 // ticks of a second

	balance    = 1000   // money of an account at the start
	mostAmount = 100    // largest payment to one account
	maxWaiting = 10_000 // requests that wait for locks at one time; a further one is refused
	recentS    = 1.0    // readers look at transfers that began this many seconds ago at most
)

// Run simulates the bank message by message in ticks of a nanosecond.
func Run(b *model.Budget, p Params) Result {
	r := simulate(b, p)
	r.Up, r.Trials = available(b, p, upTrials)
	r.Spans = bySpan(b, p)
	return r
}

// simulate is Run without the availability, which has nodes of its own.
func simulate(b *model.Budget, p Params) Result {
	e := newEngine(b, p)
	e.run()
	return e.result()
}

// oneShard says whether a transfer is one local transaction.
func (p Params) oneShard() bool { return p.Protocol == singleShard || p.Span == 1 }

// writers is how many accounts of a transfer are changed.
func (p Params) writers() int {
	if p.Protocol != twoPhase || p.Span < 3 {
		return p.Span
	}
	return max(2, p.Span-p.ReadOnly)
}

// local says whether the coordinator of a transfer is on the machine of its first shard.
func (p Params) local() bool {
	return p.Protocol == twoPhase && p.Place == "participant" && !p.oneShard()
}

// managers is how many coordinators there are.
func (p Params) managers() int {
	if p.local() {
		return p.Shards
	}
	return p.Coordinators
}

// force is a forced log write of a shard in ticks.
func (p Params) force() int64 { return ticks(p.FsyncMs * ms) }

// decide is the time in ticks until a decision is durable.
func (p Params) decide() int64 {
	if p.replicated() {
		return p.force() + 2*p.half()
	}
	return p.force()
}

// replicated says whether another node takes over from a coordinator.
func (p Params) replicated() bool { return p.Store == "replicated" && !p.local() }

// takenOver says whether another replica takes over from the node that dies.
func (p Params) takenOver() bool { return p.Crash == "coordinator" && p.replicated() }

// half is the time of a message in ticks.
func (p Params) half() int64 { return ticks(p.RTTms * ms / 2) }

// down is how long a crashed node is missing, in ticks.
func (p Params) down() int64 {
	if p.takenOver() {
		return max(1, ticks(p.TakeoverMs*ms))
	}
	return max(1, ticks(p.RecoverS*sec))
}

// ends is the tick until which transfers begin.
func (p Params) ends() int64 {
	if p.Crash == "none" {
		return ticks(p.DurationS * sec)
	}
	return max(ticks(p.DurationS*sec), ticks(p.CrashAtS*sec)+p.down()+sec)
}

// held is how long messages and log forces alone hold a lock, in ticks.
func (p Params) held() int64 {
	if p.Protocol == twoPhase && !p.oneShard() {
		return p.force() + 2*p.half() + p.decide()
	}
	return p.force()
}

// work is what a shard does for a transfer before it forces its log, in ticks.
func (p Params) work() int64 { return max(0, ticks(p.HoldMs*ms)-p.held()) }

func ticks(t float64) int64 { return int64(t + 0.5) }
