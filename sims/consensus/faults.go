package consensus

import "slices"

// faults is what happens to the cluster.
type faults struct {
	struck   bool // the fault is on, or has been
	healed   bool
	struckAt int64
	victim   int // leader when the fault came
	dead     []*node
	flapped  bool
	survives bool // a leader could commit again while the fault was on
}

// beginFault lets the fault of the run strike, at the node that leads.
func (c *cluster) beginFault() {
	c.victim = max(0, c.capable())
	c.struck, c.struckAt, c.trace.Struck = true, c.now, max(1, c.now)
	c.openReel()
	switch c.p.Fault {
	case "crash":
		c.kill()
	case "minority", "majority":
		size := c.p.minoritySize()
		if c.p.Fault == "majority" {
			size = c.p.Nodes - size
		}
		c.split(size)
	case "one_way":
		for i := range c.nodes {
			c.cut[i][c.victim] = i != c.victim
		}
		c.note(c.nodes[c.victim], deafens, 0)
	case "flap":
		c.flap()
	}
	c.review()
	c.survives = !c.vacant
}

// order lists the nodes from the leader on.
func (c *cluster) order() []*node {
	var out []*node
	for i := range c.nodes {
		out = append(out, c.nodes[(c.victim+i)%len(c.nodes)])
	}
	return out
}

// kill crashes the leader and those after it.
func (c *cluster) kill() {
	if c.p.Logs == "different" {
		c.unequal()
	}
	c.dead = c.order()[:c.p.killed()]
	for _, n := range c.dead {
		c.note(n, crashes, 0)
		c.crash(n)
	}
}

// unequal leaves each follower with another length of the log: the leader had sent entries, one after the other, and
// died before all arrived.
func (c *cluster) unequal() {
	leader := c.nodes[c.victim]
	if leader.role != leading {
		return
	}
	order := c.order()
	for range len(order) - 2 {
		leader.log = append(leader.log, entry{leader.term, noop})
		c.checkAppend(leader, leader.last())
	}
	leader.stored, leader.ready = leader.last(), leader.last()
	full := leader.last()
	for k, n := range order[1:] {
		want := full - int32(k)
		if n.last() < 1 || n.term != leader.term || n.last() >= want || leader.log[n.last()] != n.log[n.last()] {
			continue
		}
		for at := n.last() + 1; at <= want; at++ {
			n.log = append(n.log, leader.log[at])
			c.checkAppend(n, at)
		}
		n.stored = n.last()
	}
}

// split cuts the leader with so many nodes in all off from the others.
func (c *cluster) split(size int) {
	order := c.order()
	for k, n := range order {
		for l, other := range order {
			c.cut[n.id][other.id] = (k < size) != (l < size)
		}
	}
	for _, n := range order[:size] {
		c.note(n, cutOff, int32(size))
	}
}

// flap cuts the last node off and joins it again, as long as the fault lasts. It is away for long enough to want an
// election of its own.
func (c *cluster) flap() {
	if c.healed {
		return
	}
	n := c.order()[len(c.nodes)-1]
	c.flapped = !c.flapped
	for i := range c.nodes {
		c.cut[i][n.id], c.cut[n.id][i] = c.flapped && i != n.id, c.flapped && i != n.id
	}
	if c.flapped {
		c.note(n, loses, 0)
	} else {
		c.note(n, rejoins, 0)
	}
	c.review()
	c.at(c.now+c.high*3/2, event{kind: flaps})
}

// endFault heals links and restarts nodes.
func (c *cluster) endFault() {
	c.mark()
	c.struck, c.healed = false, true
	for i := range c.cut {
		clear(c.cut[i])
	}
	for _, n := range c.dead {
		c.note(n, restarts, 0)
		c.restart(n)
	}
	c.dead = nil
	c.note(c.nodes[c.victim], heals, 0)
	c.review()
}

// lost counts the writes that a client was told are safe and that are not in the log of the leader. Where nobody leads,
// the log counts that would win an election.
func (c *cluster) lost() int {
	best := c.capable()
	if best == nobody {
		best = slices.Index(c.nodes, slices.MaxFunc(c.nodes, func(a, b *node) int {
			return int(a.lastTerm()-b.lastTerm())*1_000_000_000 + int(a.last()-b.last())
		}))
	}
	kept := make([]bool, len(c.ops))
	for _, e := range c.nodes[best].log {
		if e.op >= 0 {
			kept[e.op] = true
		}
	}
	gone := 0
	for i, o := range c.ops {
		if o.write && o.ret > 0 && !kept[i] {
			gone++
		}
	}
	return gone
}
