package consensus

import (
	"math/rand/v2"

	"tradeofflab/sims/model"
)

const clientCount = 5

// askEvery is how often a client without a leader asks the next node, in ticks: 50 ms, or a quarter of its patience.
func (p Params) askEvery() int64 { return min(50*ms, ticks(float64(p.ClientMs))/4) }

// operation is a read or write of a client.
type operation struct {
	client, key int16
	write       bool
	proposed    bool // a node has taken it: it may have its effect though no answer comes
	over        bool // the client has given it up
	stale       bool
	node        int8
	call, ret   int64 // ret is 0 without an answer
	taken       int64 // when a leader took it
	version     int32 // of a read: number of the write it saw plus 1; 0 for none
	index       int32 // of a write in the log
	must        int32 // of a read: index of the newest write of the key that was answered before the call
	term        int32 // of its leader
}

// clients sit beside every node and reach all of them, whatever the links between the nodes do. Each takes one node for
// the leader until it hears otherwise.
type clients struct {
	ops        []operation
	believed   [clientCount]int
	shunned    [clientCount]int     // the node that left an operation without an answer, plus 1; 0 for none
	waiting    [clientCount][]int32 // operations without a leader
	asking     [clientCount]bool
	reader     *rand.Rand // nodes that are read, with any
	gaps, keys [2]*rand.Rand
	who        [2]*rand.Rand
	acked      []int32 // newest index answered, of each key
	pending    int     // writes in the log of node A that are not committed
	alone      int32   // the one of them that has met no other; 0 for none, else its number plus 1
}

// openClients starts the arrivals: two Poisson processes, each with its own streams.
func (c *cluster) openClients() {
	c.acked = make([]int32, c.p.Keys)
	c.reader = model.Stream(c.p.Seed, "nodes read")
	for k, name := range []string{"writes", "reads"} {
		c.gaps[k] = model.Stream(c.p.Seed, name)
		c.keys[k] = model.Stream(c.p.Seed, name+" keys")
		c.who[k] = model.Stream(c.p.Seed, name+" clients")
		c.nextCall(writes + eventKind(k))
	}
}

// nextCall draws when the next write or read comes.
func (c *cluster) nextCall(kind eventKind) {
	rate, k := c.p.WriteRate, 0
	if kind == reads {
		rate, k = c.p.ReadRate, 1
	}
	if rate > 0 {
		c.at(c.now+ticks(1000*c.gaps[k].ExpFloat64()/rate)+1, event{kind: kind})
	}
}

// call lets a client begin an operation.
func (c *cluster) call(kind eventKind) {
	c.nextCall(kind)
	k := int(kind - writes)
	id := int32(len(c.ops))
	o := operation{client: int16(c.who[k].IntN(clientCount)), key: int16(c.keys[k].IntN(c.p.Keys)),
		write: kind == writes, call: c.now}
	o.must = c.acked[o.key]
	c.ops = append(c.ops, o)
	if kind == reads && c.p.Reads == "any" {
		c.readAnywhere(id)
		return
	}
	c.at(c.now+ticks(float64(c.p.ClientMs)), event{kind: givesUp, n: id})
	c.submit(id)
}

// meet notes whether a write meets another on its way.
func (c *cluster) meet(id int32) {
	c.alone = 0
	if c.pending == 0 {
		c.alone = id + 1
	}
	c.pending++
}

// readAnywhere reads at a node that is up, whoever leads.
func (c *cluster) readAnywhere(id int32) {
	at := c.reader.IntN(len(c.nodes))
	for range c.nodes {
		if c.nodes[at].up {
			c.answerRead(c.nodes[at], id)
			return
		}
		at = (at + 1) % len(c.nodes)
	}
	c.ops[id].over = true
}

// submit hands an operation to the node that the client takes for the leader, or keeps it until there is one.
func (c *cluster) submit(id int32) {
	o := &c.ops[id]
	n := c.nodes[c.believed[o.client]]
	if n.up && n.role == leading {
		o.proposed, o.node, o.taken = true, int8(n.id), c.now
		if o.write {
			o.index, o.term = n.last()+1, n.term
			c.out.Proposed++
			c.meet(id)
			c.propose(n, id)
		} else {
			c.read(n, id)
		}
		return
	}
	c.waiting[o.client] = append(c.waiting[o.client], id)
	if !c.asking[o.client] {
		c.asking[o.client] = true
		c.lookFurther(int(o.client))
	}
}

// lookFurther takes the leader that a node names, unless that has left the client without an answer, or the next node.
func (c *cluster) lookFurther(client int) {
	n := c.nodes[c.believed[client]]
	if n.up && n.leader != nobody && n.leader != n.id && n.leader+1 != c.shunned[client] {
		c.believed[client] = n.leader
	} else {
		c.believed[client] = (n.id + 1) % len(c.nodes)
	}
	c.at(c.now+c.p.askEvery(), event{kind: asksAgain, n: int32(client)})
}

// askAgain submits what waits when the client has found a leader.
func (c *cluster) askAgain(client int) {
	c.asking[client] = false
	if n := c.nodes[c.believed[client]]; !n.up || n.role != leading {
		c.asking[client] = true
		c.lookFurther(client)
		return
	}
	held := c.waiting[client]
	c.waiting[client] = nil
	for _, id := range held {
		if !c.ops[id].over {
			c.submit(id)
		}
	}
}

// giveUp ends the client's patience. It tries another node from then on.
func (c *cluster) giveUp(id int32) {
	o := &c.ops[id]
	if o.ret > 0 || o.over {
		return
	}
	o.over = true
	if o.proposed && c.believed[o.client] == int(o.node) {
		c.shunned[o.client] = int(o.node) + 1
		c.believed[o.client] = (int(o.node) + 1) % len(c.nodes)
	}
}

// written tells the client of a write that a majority has stored it.
func (c *cluster) written(n *node, id int32) {
	o := &c.ops[id]
	c.out.Written++
	took := c.now - o.taken
	c.out.Commit = append(c.out.Commit, took)
	if !c.struck && !c.healed {
		// Once a node has stood, another may lead, and votes have been on the disks of its voters.
		if c.alone == id+1 && len(c.stood) == 0 {
			c.out.Alone = append(c.out.Alone, took)
		}
		c.pending--
	}
	if o.over || o.ret > 0 {
		return
	}
	o.ret = max(c.now, o.call+1)
	c.acked[o.key] = max(c.acked[o.key], n.commit)
	o.index = n.commit
}

// answerRead gives the client what the node has applied.
func (c *cluster) answerRead(n *node, id int32) {
	o := &c.ops[id]
	if o.over {
		return
	}
	o.ret, o.version, o.node = max(c.now, o.call+1), n.values[o.key], int8(n.id)
	seen := int32(0)
	if o.version > 0 {
		seen = c.ops[o.version-1].index
	}
	o.stale = seen < o.must
	c.out.Reads++
	if o.stale {
		c.out.Stale++
	}
}
