package consensus

import "slices"

// read serves a read at a node that leads, by the rule of the run.
func (c *cluster) read(n *node, id int32) {
	switch c.p.Reads {
	case "leader":
		c.answerRead(n, id)
		return
	case "lease":
		if n.commit >= n.began && c.leased(n) {
			c.answerRead(n, id)
			return
		}
	}
	n.forRound = append(n.forRound, id)
	if len(n.inRound) == 0 {
		c.openRound(n)
	}
}

// openRound asks all followers whether they still follow (read index; dissertation, section 6.4). Reads that come
// meanwhile wait for the next round. A new leader first commits an entry of its own: before, it does not know what is
// committed.
func (c *cluster) openRound(n *node) {
	if n.commit < n.began || len(n.forRound) == 0 {
		return
	}
	n.inRound, n.forRound = n.forRound, n.inRound[:0]
	n.round++
	c.broadcast(n)
}

// serve answers the reads of a round that a majority has confirmed. What the leader had committed when the round began
// is applied.
func (c *cluster) serve(n *node) {
	if n.role != leading || len(n.inRound)+len(n.forRound) == 0 {
		return
	}
	yes := 1
	for i, round := range n.asked {
		if i != n.id && round >= n.round {
			yes++
		}
	}
	if len(n.inRound) > 0 && yes >= c.p.majority() {
		for _, id := range n.inRound {
			c.answerRead(n, id)
		}
		n.inRound = n.inRound[:0]
	}
	if len(n.inRound) == 0 {
		c.openRound(n)
	}
}

// leased says whether a majority has answered a message so young that none of them can have voted for another since:
// they wait for the shortest election timeout (dissertation, section 6.4.1). All times are of the leader's own clock; a
// margin is kept for clocks that run unevenly.
func (c *cluster) leased(n *node) bool {
	var sent [8]int64
	for i := range c.nodes {
		sent[i] = n.echoed[i]
	}
	sent[n.id] = c.clock(n)
	all := sent[:len(c.nodes)]
	slices.Sort(all)
	since := all[len(all)-c.p.majority()]
	return float64(c.clock(n)-since) < float64(c.low)*(1-c.p.MarginPct/100)
}

// dropReads forgets the reads of a leader that is none any more. Their clients hear nothing.
func (c *cluster) dropReads(n *node) { n.inRound, n.forRound = nil, nil }
