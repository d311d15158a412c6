package consensus

import "slices"

// role is what a node does.
type role uint8

const (
	following role = iota
	asking         // it asks whether it could win (PreVote)
	standing       // candidate
	leading
)

var roleNames = [...]string{"follower", "pre-candidate", "candidate", "leader"}

// noop is the operation of the entry that a new leader begins its term with.
const noop = -1

// entry is one place of a log.
type entry struct {
	term int32
	op   int32 // number of the operation, or noop
}

// node is one server. Its log begins with an entry of term 0 that stands for nothing; so does that of every node.
type node struct {
	id     int
	up     bool
	epoch  int32 // how often it has crashed
	role   role
	term   int32
	vote   int // whom it voted for in its term; nobody for none
	leader int // whom it takes for the leader; nobody for none
	rate   float64
	log    []entry
	commit int32
	stored int32   // last entry that is safe on disk
	values []int32 // newest version of each key that the node has applied

	timeout  int64 // drawn for this term, in ticks of its own clock
	deadline int64 // of its election timer
	due      int64 // when the next event for the timer comes; 0 for none
	heard    int64 // when it last heard from a leader, by its own clock
	votes    uint8 // bits of the nodes that said yes

	next, match []int32 // of each follower, as the leader knows
	probing     []bool  // the leader does not know where the follower's log ends
	asked       []int32 // read round that each follower has confirmed
	heardFrom   []int64 // when the leader last heard from each
	echoed      []int64 // when the newest message was sent that each has answered, by the leader's clock
	ready       int32   // last entry that may be sent
	holding     bool    // entries wait for the disk
	began       int32   // first entry of the leader's own term
	round       int32   // read rounds begun
	inRound     []int32 // reads that wait for the round
	forRound    []int32 // reads that wait for the next one

	disk                     disk
	flushedLog               int   // entries on disk where nothing is forced
	flushedTerm, flushedVote int32 // the same
}

const nobody = -1

func (n *node) last() int32 { return int32(len(n.log) - 1) }

func (n *node) lastTerm() int32 { return n.log[len(n.log)-1].term }

// wait starts the election timer anew, with the timeout of this term.
func (c *cluster) wait(n *node) {
	if n.timeout == 0 {
		c.redraw(n)
	}
	n.deadline = c.now + c.local(n, n.timeout)
	c.wake(n)
}

// wake asks for an event at the deadline, unless one comes before: that one will look again.
func (c *cluster) wake(n *node) {
	if n.due == 0 || n.deadline < n.due {
		n.due = n.deadline
		c.at(n.due, event{kind: timesOut, node: int8(n.id)})
	}
}

// redraw draws the timeout of a new term or of another attempt.
func (c *cluster) redraw(n *node) {
	n.timeout = c.low
	if c.high > c.low {
		n.timeout += c.timeouts[n.id].Int64N(c.high - c.low)
	}
}

// timer looks whether the election timer is really due: it may have been started anew.
func (c *cluster) timer(n *node) {
	if c.now != n.due {
		return
	}
	n.due = 0
	switch {
	case !n.up || n.role == leading:
	case c.now < n.deadline:
		c.wake(n)
	case c.p.Prevote:
		c.canvass(n)
	default:
		c.stand(n)
	}
}

// sticky says whether the node has heard from a leader so recently that no election can be called for.
func (c *cluster) sticky(n *node) bool {
	return n.role == leading || c.clock(n)-n.heard < c.low
}

// follow makes the node a follower in a term. A leader that could commit and makes way has been replaced without need.
func (c *cluster) follow(n *node, term int32, leader int) {
	was := n.role
	if was == leading {
		c.stepDown(n)
	}
	if term > n.term {
		n.term, n.vote = term, nobody
		c.redraw(n)
	}
	n.role, n.leader = following, leader
	if was == leading {
		c.wait(n)
		c.dropReads(n)
	}
	c.review()
}

// crash stops a node. Where nothing was forced to disk it forgets what the system has not written back.
func (c *cluster) crash(n *node) {
	n.up, n.due = false, 0
	n.epoch++
	c.dropReads(n)
	n.role, n.leader, n.votes, n.holding = following, nobody, 0, false
	if c.p.Durable {
		n.log = slices.Clone(n.log[:n.stored+1])
	} else {
		n.log = slices.Clone(n.log[:min(len(n.log), n.flushedLog)])
		n.term, n.vote = n.flushedTerm, int(n.flushedVote)
	}
	n.stored = n.last()
	n.commit = 0
	clear(n.values)
	n.disk = disk{}
	c.review()
}

// restart brings a node back with what its disk holds. It has heard nothing, but its word may still bind it: it counts
// the restart as the last it heard.
func (c *cluster) restart(n *node) {
	n.up = true
	n.heard = c.clock(n)
	c.redraw(n)
	c.wait(n)
	c.review()
}
