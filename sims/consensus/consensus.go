// Package consensus runs Raft at the level of messages: elections with terms and votes, a replicated log, reads, and
// faults, beside what the protocol promises and what R + W > N does not.
package consensus

import (
	"tradeofflab/sims/model"
)

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Preset                 string // etcd, paper or cockroachdb: the three times below where they are 0
	Nodes                  int    // 3–7
	TimeoutMin, TimeoutMax int    // ms, 0–60,000; an election timeout is drawn evenly between the two
	Heartbeat              int    // ms, 0–10,000

	Regions  string  // one, near or far: which delays lie between the nodes
	DelayMs  float64 // one way, 0.05–150; in one region
	JitterMs float64 // 0–150, random part of each delay
	Jitter   string  // exp: its mean; uniform: its most
	LossPct  float64 // 0–30, messages between nodes that do not arrive

	FsyncMs     float64 // 0–50, to force a write to disk
	Durable     bool    // answers wait until log and vote are on disk
	Batch       bool    // entries that find the disk busy go together
	Prevote     bool
	CheckQuorum bool

	Reads     string  // read_index, lease, leader or any
	MarginPct float64 // 0–50, part of a lease that is not used
	DriftPct  float64 // 0–50, by which the clock of node A is slow

	WriteRate, ReadRate float64 // per second, 0–5,000
	Keys                int     // 1–100
	ClientMs            int     // 10–60,000, until a client gives an operation up

	Fault      string  // none, crash, minority, majority, one_way or flap
	FaultAt    float64 // s, 0–3,600
	FaultS     float64 // s, 0.1–3,600, how long the fault lasts
	CrashNodes int     // 1–7, nodes killed together, the leader first
	Logs       string  // equal or different: what followers have when the leader crashes
	Crashes    int     // 1–5,000 faults for the statistics; 1 is that of the run
	DurationS  float64 // s, 1–3,600
	Seed       int
	Step       int // position in the story
}

// Result is what a run counted. Times are in ticks of a nanosecond.
type Result struct {
	Elections    int   // terms in which a node was candidate
	Needless     int   // elections that replaced a leader that could commit
	Term         int   // largest term at the end
	Split        int   // terms with a candidate and without a leader
	Down         int64 // time without a leader that could commit
	FirstSplit   bool  // the first term after the fault had no winner
	Survives     bool  // there was such a leader again before the fault ended
	Commit       []int64
	Alone        []int64 // of these, the writes that met no other before anyone stood
	Written      int     // entries of clients that were committed
	Messages     int     // between nodes
	Carrying     int     // messages with entries, and their answers
	Sent         int     // messages with entries
	Proposed     int     // writes that a leader has taken
	Lost         int     // writes whose client was told that they are safe, and which are gone
	Reads, Stale int
	Broken       [4]int // violations of the four properties, by property
	Events       int
	Span         int64 // ticks simulated

	History verdict
	Trials  trials
	Trace   trace
}

// ms is a millisecond in ticks.
const ms = int64(1e6)

func ticks(milliseconds float64) int64 { return int64(milliseconds*float64(ms) + 0.5) }

func inMs(t int64) float64 { return float64(t) / float64(ms) }

// timing gives the shortest and longest election timeout and the heartbeat interval, in ticks. A shortest timeout that
// is set alone has a longest of twice as much, as in etcd.
func (p Params) timing() (low, high, beat int64) {
	preset := presets[p.Preset]
	l, h, b := preset.low, preset.high, preset.beat
	if p.TimeoutMin > 0 {
		l, h = p.TimeoutMin, 2*p.TimeoutMin
	}
	if p.TimeoutMax > 0 {
		h = p.TimeoutMax
		l = min(l, h)
	}
	if p.Heartbeat > 0 {
		b = p.Heartbeat
	}
	return int64(l) * ms, int64(h) * ms, int64(b) * ms
}

// preset holds the times of a product or paper, in milliseconds.
type preset struct{ low, high, beat int }

// presets: etcd 3.5 and 3.6 (server/embed/config.go: election 1,000 ms, heartbeat 100 ms; package raft draws the
// timeout from one to two times the election time); the paper's range of 150–300 ms (section 5.2) with a heartbeat of
// 50 ms, where its own measurements took half of the shortest timeout; CockroachDB (pkg/base/config.go: ticks of 500
// ms, heartbeat 2, election 4 to 8).
var presets = map[string]preset{
	"etcd":        {1000, 2000, 100},
	"paper":       {150, 300, 50},
	"cockroachdb": {2000, 4000, 1000},
}

// majority is the number of nodes that must agree.
func (p Params) majority() int { return p.Nodes/2 + 1 }

// minoritySize is how many nodes a cut leaves on the smaller side.
func (p Params) minoritySize() int { return (p.Nodes - 1) / 2 }

// killed is how many nodes a crash takes.
func (p Params) killed() int { return min(p.CrashNodes, p.Nodes) }

// fsync is the time to force a write to disk, in ticks; 0 where nothing is forced.
func (p Params) fsync() int64 {
	if !p.Durable {
		return 0
	}
	return ticks(p.FsyncMs)
}

// hit says whether the run has a fault.
func (p Params) hit() bool { return p.Fault != "none" && p.FaultAt < p.DurationS }

// Run simulates the cluster with its clients and one fault, then as many faults as the statistics want.
func Run(b *model.Budget, p Params) Result {
	c := newCluster(b, p, "run")
	c.tracing = true
	c.trace.Start = c.views(tailOf)
	c.watchRoles()
	c.openClients()
	if p.hit() {
		c.at(ticks(1000*p.FaultAt), event{kind: faultBegins})
		c.at(ticks(1000*(p.FaultAt+p.FaultS)), event{kind: faultEnds})
	}
	c.run(ticks(1000 * p.DurationS))
	if !c.healed {
		c.mark()
	}
	r := c.result()
	r.History = judge(b, p, c.ops)
	r.Trials = repeat(b, p, r)
	return r
}
