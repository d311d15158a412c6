package consensus

import (
	"fmt"
	"math/rand/v2"

	"tradeofflab/sims/model"
)

// eventKind says what is due.
type eventKind uint8

const (
	arrives     eventKind = iota // a message; n is its slot
	timesOut                     // the election timer of a node may be due
	beats                        // a leader's heartbeat; n is its term
	looksAround                  // a leader counts whom it has heard; n is its term
	flushed                      // a job of a disk is done; n is its slot
	sends                        // a leader sends what has waited for its disk; n is its term
	writesBack                   // the system writes old pages to disk, where nothing is forced
	writes                       // a client writes
	reads                        // a client reads
	givesUp                      // a client's patience with an operation ends; n is the operation
	asksAgain                    // a client looks for a leader; n is the client
	faultBegins
	faultEnds
	flaps // a link of the flapping node changes
)

type event struct {
	kind eventKind
	node int8
	n    int32
}

// eventSteps is the work of an event; spendEvery is how many pass between looks at the budget.
const (
	eventSteps = 150
	spendEvery = 2048
)

// cluster is a Raft cluster while it runs.
type cluster struct {
	p               Params
	budget          *model.Budget
	queue           model.EventQueue[event]
	now             int64
	low, high, beat int64
	nodes           []*node
	network, drop   *rand.Rand
	timeouts        []*rand.Rand // of each node
	cut             [][]bool     // cut[from][to]: nothing gets through
	busy            [][]int64    // when the last message from one node to another arrives
	mail            []message
	freeMail        []int32
	jobs            []job
	freeJobs        []int32
	events          int

	safety
	office
	clients
	recorder
	faults
	out Result
}

// newCluster makes a cluster that has a leader, node A in term 1, and whose log holds the leader's first entry
// everywhere. Its random streams are those of the purpose.
func newCluster(b *model.Budget, p Params, purpose string) *cluster {
	c := &cluster{p: p, budget: b, network: model.Stream(p.Seed, purpose+" network"),
		drop: model.Stream(p.Seed, purpose+" loss")}
	c.low, c.high, c.beat = p.timing()
	c.cut, c.busy = make([][]bool, p.Nodes), make([][]int64, p.Nodes)
	c.safety = newSafety()
	for i := range p.Nodes {
		c.cut[i], c.busy[i] = make([]bool, p.Nodes), make([]int64, p.Nodes)
		c.timeouts = append(c.timeouts, model.Stream(p.Seed, fmt.Sprintf("%s timeout %d", purpose, i)))
		n := &node{id: i, up: true, term: 1, vote: 0, leader: 0, rate: 1}
		n.log = []entry{{op: noop}, {term: 1, op: noop}}
		n.commit, n.stored = 1, 1
		n.next, n.match = make([]int32, p.Nodes), make([]int32, p.Nodes)
		n.heardFrom, n.echoed = make([]int64, p.Nodes), make([]int64, p.Nodes)
		n.asked, n.probing = make([]int32, p.Nodes), make([]bool, p.Nodes)
		n.flushedLog, n.flushedTerm, n.flushedVote = 2, 1, 0
		n.values = make([]int32, p.Keys)
		c.nodes = append(c.nodes, n)
	}
	c.nodes[0].rate = 1 - p.DriftPct/100
	c.settle()
	return c
}

// settle makes node A leader and starts all timers.
func (c *cluster) settle() {
	c.safety.won[1] = 0
	c.safety.committed = []entry{{op: noop}, {term: 1, op: noop}}
	first := c.nodes[0]
	first.role = leading
	for i := range c.nodes {
		first.next[i], first.match[i] = 2, 1
		first.ready, first.began = 1, 1
		c.wait(c.nodes[i])
		if !c.p.Durable {
			c.at(writeBackEvery, event{kind: writesBack, node: int8(i)})
		}
	}
	c.at(0, event{kind: beats, n: 1})
	c.at(c.local(first, c.low), event{kind: looksAround, n: 1})
	c.review()
}

// at puts an event in, due at a tick.
func (c *cluster) at(t int64, e event) { c.queue.Push(t, e) }

// local is how long a node's clock takes for so many ticks of its own.
func (c *cluster) local(n *node, t int64) int64 {
	if n.rate == 1 {
		return t
	}
	return int64(float64(t) / n.rate)
}

// clock is what a node's clock shows.
func (c *cluster) clock(n *node) int64 {
	if n.rate == 1 {
		return c.now
	}
	return int64(float64(c.now) * n.rate)
}

// run goes on until the tick, or until stop says that all is seen.
func (c *cluster) run(until int64) { c.runUntil(until, func() bool { return false }) }

func (c *cluster) runUntil(until int64, stop func() bool) {
	for !stop() {
		t, e, ok := c.queue.PopDue(until)
		if !ok {
			break
		}
		c.now = t
		c.do(e)
		if c.events++; c.events%spendEvery == 0 {
			c.budget.Spend(spendEvery * eventSteps)
		}
		if c.after != nil {
			c.after()
		}
	}
	c.now = max(c.now, min(until, c.now))
	if !stop() {
		c.now = until
	}
	c.review()
}

// do lets one event happen.
func (c *cluster) do(e event) {
	n := c.nodes[e.node]
	switch e.kind {
	case arrives:
		c.deliver(e.n)
	case timesOut:
		c.timer(n)
	case beats:
		c.heartbeat(n, e.n)
	case looksAround:
		c.lookAround(n, e.n)
	case flushed:
		c.flush(n, e.n)
	case sends:
		if n.up && n.role == leading && n.term == e.n {
			c.release(n)
		}
	case writesBack:
		c.writeBack(n)
	case writes, reads:
		c.call(e.kind)
	case givesUp:
		c.giveUp(e.n)
	case asksAgain:
		c.askAgain(int(e.n))
	case faultBegins:
		c.beginFault()
	case faultEnds:
		c.endFault()
	case flaps:
		c.flap()
	}
}

// result gives what was counted.
func (c *cluster) result() Result {
	r := c.out
	r.Down, r.Events, r.Span = c.down, c.events, c.now
	r.Survives = c.survives || !c.struck && !c.healed && c.capable() >= 0
	for _, n := range c.nodes {
		r.Term = max(r.Term, int(n.term))
	}
	r.Elections, r.FirstSplit = len(c.stood), c.firstSplit()
	for term := range c.stood {
		if _, won := c.safety.won[term]; !won {
			r.Split++
		}
	}
	r.Broken, r.Lost = c.safety.broken, c.lost()
	for i := range c.known {
		c.closeSpell(i)
	}
	r.Trace = c.trace
	return r
}
