package consensus

import "math/bits"

// upToDate says whether a log that ends so is at least as new as the node's own (Raft paper, section 5.4.1).
func (n *node) upToDate(lastTerm, last int32) bool {
	return lastTerm > n.lastTerm() || lastTerm == n.lastTerm() && last >= n.last()
}

// canvass asks the others whether they would vote, before the term grows (Ongaro's dissertation, section 9.6).
func (c *cluster) canvass(n *node) {
	n.role, n.votes, n.leader = asking, 1<<n.id, nobody
	c.redraw(n)
	c.wait(n)
	c.note(n, canvasses, n.term+1)
	for i := range c.nodes {
		if i != n.id {
			c.send(message{kind: mayI, from: int8(n.id), to: int8(i), term: n.term + 1, index: n.last(),
				logTerm: n.lastTerm()})
		}
	}
	c.review()
}

// onMayI answers without promising anything.
func (c *cluster) onMayI(n *node, m message) {
	yes := m.term > n.term && !c.sticky(n) && n.upToDate(m.logTerm, m.index)
	reply := message{kind: youMay, from: m.to, to: m.from, granted: yes, term: m.term}
	if !yes {
		reply.term = n.term
	}
	c.send(reply)
}

func (c *cluster) onYouMay(n *node, m message) {
	if !m.granted {
		if m.term > n.term {
			c.follow(n, m.term, nobody)
		}
		return
	}
	if n.role != asking || m.term != n.term+1 {
		return
	}
	n.votes |= 1 << m.from
	if bits.OnesCount8(n.votes) >= c.p.majority() {
		c.stand(n)
	}
}

// stand makes the node a candidate in the next term. It asks when its vote for itself is on disk.
func (c *cluster) stand(n *node) {
	n.role, n.leader = standing, nobody
	n.term++
	n.vote, n.votes = n.id, 1<<n.id
	c.stoodFor(n.term)
	c.redraw(n)
	c.wait(n)
	c.review()
	c.note(n, stands, n.term)
	c.force(n, job{kind: campaign, term: n.term})
}

// askVotes sends the candidate's requests.
func (c *cluster) askVotes(n *node) {
	for i := range c.nodes {
		if i != n.id {
			c.send(message{kind: vote, from: int8(n.id), to: int8(i), term: n.term, index: n.last(),
				logTerm: n.lastTerm()})
		}
	}
}

// onVote gives the vote of the term to the first who asks with a log that is new enough. The answer waits until the
// vote is on disk: a node that forgot it could vote twice.
func (c *cluster) onVote(n *node, m message) {
	yes := m.term == n.term && (n.vote == nobody || n.vote == int(m.from)) &&
		n.upToDate(m.logTerm, m.index)
	if yes {
		n.vote, n.role = int(m.from), following
		c.wait(n)
	}
	slot := c.put(message{kind: voted, from: m.to, to: m.from, granted: yes, term: n.term})
	if yes {
		c.force(n, job{kind: answers, mail: slot})
		return
	}
	c.post(slot)
}

func (c *cluster) onVoted(n *node, m message) {
	if n.role != standing || m.term != n.term || !m.granted {
		return
	}
	n.votes |= 1 << m.from
	if bits.OnesCount8(n.votes) >= c.p.majority() {
		c.lead(n)
	}
}

// lead makes the node leader. It begins its term with an entry of its own: entries of older terms are committed with
// it, never by counting alone (section 5.4.2), and reads wait for it.
func (c *cluster) lead(n *node) {
	n.role, n.leader = leading, n.id
	c.checkElected(n)
	for i := range c.nodes {
		n.next[i], n.match[i], n.probing[i] = n.last()+1, 0, false
		n.heardFrom[i], n.echoed[i], n.asked[i] = c.now, -1<<62, 0
	}
	n.round, n.inRound, n.forRound, n.holding = 0, nil, nil, false
	n.began, n.ready = n.last()+1, n.last()
	c.note(n, leads, n.term)
	c.propose(n, noop)
	c.at(c.now+c.local(n, c.beat), event{kind: beats, node: int8(n.id), n: n.term})
	c.at(c.now+c.local(n, c.low), event{kind: looksAround, node: int8(n.id), n: n.term})
	c.review()
}

// lookAround lets a leader step down that has not heard from a majority for an election timeout (CheckQuorum).
func (c *cluster) lookAround(n *node, term int32) {
	if !n.up || n.role != leading || n.term != term || !c.p.CheckQuorum {
		return
	}
	heard := 1
	for i, t := range n.heardFrom {
		if i != n.id && c.now-t <= c.local(n, c.low) {
			heard++
		}
	}
	if heard < c.p.majority() {
		c.note(n, unheard, n.term)
		c.follow(n, n.term, nobody)
		return
	}
	c.at(c.now+c.local(n, c.low), event{kind: looksAround, node: int8(n.id), n: term})
}
