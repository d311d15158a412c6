// Package replication shows what copies of a database cost and give: lag, stale reads, slower writes, and what a
// failover loses.
package replication

import (
	"math"

	"tradeofflab/sims/model"
	"tradeofflab/sims/replication/history"
)

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Mode      string  // async, semi (Acks replicas confirm), quorum (with the primary a majority), sync (all confirm)
	Replicas  int     // 0 … 8
	WriteRate float64 // writes per second away from the peaks
	Peak      float64 // factor of the writes at 11:00 and 20:00
	ApplyRate float64 // writes per second one worker of a replica applies
	Workers   int     // apply workers of a replica
	Parallel  float64 // part of the apply work that workers can share, 0 … 1
	RTTms     float64 // round trip from the primary to a replica, ms
	FarRTTms  float64 // round trip to the last replica; 0: as the others
	Jitter    float64 // part of the round trip that is random (exponential), %
	Acks      int     // replicas that confirm in mode semi
	WaitFor   string  // receipt: a replica confirms what it has received; apply: what it shows
	Routing   string  // random, sticky, primary_window, lag_aware, token
	WindowS   float64 // primary_window: reads of a client go to the primary for so long after its write, s
	LimitMs   float64 // lag_aware: largest lag a replica may have, ms
	ReadPct   float64 // reads of the clients' operations, %
	OwnPct    float64 // operations on the client's own record, %
	ThinkMs   float64 // mean pause of a client between operations (exponential), ms
	CommitMs  float64 // mean time of a local commit, ms: half fixed, half exponential
	Heartbeat float64 // a replica reports to the router every so often, ms
	DetectS   float64 // time until a dead primary is noticed, s
	KillAtS   float64 // the primary dies at this second of the day; 0: never
	Buffer    int     // writes that a replica stores before it applies them; the others wait on the primary, unsent
	TimeoutS  float64 // mode semi: after so long unconfirmed the primary goes on alone, s; 0: it waits for ever
	Start     string  // level: the window starts with replicas that have caught up; day: with the backlog of its hour
	Hour      float64 // the window has the write rate of this hour, 0 … 24, unless the primary dies
	SpikeHour float64 // start of a spike
	SpikeMin  float64 // its length, minutes; 0: none
	SpikeX    float64 // its factor
	QueryHour float64 // start of a long query on replica A
	QueryMin  float64 // its length, minutes; while it runs the replica applies nothing
	CancelS   float64 // such a query is cancelled after so long, s; 0: never
	Ops       int     // operations of the observed clients, about
	Seed      int
	Step      int // of the story; changes no result
}

// Primary is the Target of a read at the primary. Replicas are 0 … Replicas − 1.
const Primary Target = -1

// Target is the node a router sends a read to: Primary or the number of a replica.
type Target int

// Result is what a run measures.
type Result struct {
	Day    Day
	Window Window
}

// Window is the part of the run that is simulated write by write and read by read.
type Window struct {
	From, To  float64 // s; of the day where the window starts with its backlog, else from 0
	Clients   int
	History   []history.Op // every operation that reached a node, in order of calls; versions are LSNs
	Lost      map[int64]bool
	Writes    int                 // log records of all users, until the primary dies
	Mine      int                 // of these the observed clients', before the primary dies
	Reads     int                 // answered reads of the observed clients
	ReadsAt   int                 // of these at the primary
	Stale     int                 // reads that miss a write which was confirmed before they were sent
	Alone     int                 // writes of the observed clients whose wait for a replica was given up
	Tried     int                 // writes of the observed clients, those during the outage included
	Failed    int                 // operations sent to a dead primary
	WriteMs   []float64           // latency of each confirmed write, ms, ascending
	Own       []history.Violation // reads that miss an own write, lost writes left out
	OwnLost   int                 // reads that miss an own write because the failover lost it
	Monotonic []history.Violation
	Broken    int               // records whose history is not linearizable
	Smallest  history.Violation // the smallest part of the history of one of them
	Busy      []float64         // part of the time each replica spends applying
	Delay     [][]float64       // per replica, s from the arrival of each write until it is visible; sampled
	Behind    []int64           // per replica, writes not yet applied at the end, or when the primary dies
	Stored    []int64           // of these, received
	Lags      []Lags            // per replica, then
	Queued    float64           // writes that a replica had to catch up when the window began, at most
	Head      int64             // LSN of the primary then
	Fail      *Failover
	shown     example
	log       *wal
}

// Lags are the ages of the newest write that was sent to a replica, that it has received, and that it shows, s.
type Lags struct{ Sent, Received, Applied float64 }

// Failover is what the death of the primary costs. Times are in seconds of the day.
type Failover struct {
	Killed, Noticed, Ready float64 // Ready: the promoted replica takes writes
	Promoted               int     // replica, −1 when there is none
	Head                   int64   // LSN of the last write on the primary
	Kept                   int64   // LSN of the last write on the promoted replica
	Lost                   int64   // confirmed writes among those after Kept
	LagS                   float64 // age of the newest write that the promoted replica has received then
	Alone                  bool    // semi-sync had given up waiting when the primary died
	Waited                 bool    // no write of the window was answered without the replicas it waits for
	Rate                   float64 // writes per second accepted before
}

// effectiveRate is how many writes a second a replica applies: Amdahl's law (AFIPS 1967) with the part that workers
// share.
func effectiveRate(p Params) float64 {
	return p.ApplyRate / (1 - p.Parallel + p.Parallel/float64(p.Workers))
}

// confirmed is how many replicas must confirm a write of n replicas before its client has the answer.
func confirmed(p Params, n int) int {
	switch p.Mode {
	case "semi":
		return min(p.Acks, n)
	case "quorum": // a majority of n + 1 nodes is ⌊(n+1)/2⌋ + 1, and the primary is one of it
		return (n + 1) / 2
	case "sync":
		return n
	}
	return 0
}

// rounds gives the round trip to replica i in ms.
func (p Params) rounds(i int) float64 {
	if p.FarRTTms > 0 && i == p.Replicas-1 {
		return p.FarRTTms
	}
	return p.RTTms
}

// oneWay is the fixed half of the round trip in ns.
func (p Params) oneWay(i int) int64 {
	return int64(p.rounds(i) * (1 - p.Jitter/100) / 2 * ms)
}

const (
	ms  = 1e6 // ticks (ns) of a millisecond
	sec = 1e9 // ticks of a second
)

// Run simulates the day and the window with the routing that p names.
func Run(b *model.Budget, p Params) Result {
	r, _ := RunWith(b, p, builtin(p)) // a built-in router returns no error
	return r
}

// RunWith simulates with a router of the caller's: see Router for what it is told and must return. Everything but the
// routing (arrivals, delays, what clients do as far as it does not depend on answers) is drawn as in Run, so that
// routers compare on the same random numbers. The first error of the router ends the run and is returned.
func RunWith(b *model.Budget, p Params, route Router) (Result, error) {
	var r Result
	var err error
	model.Parallel(func() { r.Window, err = runWindow(b, p, route) }, func() { r.Day = runDay(b, p) })
	if err != nil {
		return Result{}, err
	}
	return r, nil
}

func seconds(t int64) float64 { return float64(t) / sec }

func ticks(s float64) int64 { return int64(math.Round(s * sec)) }
