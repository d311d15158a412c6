package consensus

import "slices"

// propose puts an operation into the leader's log, forces it to disk, and sends it.
func (c *cluster) propose(n *node, op int32) {
	n.log = append(n.log, entry{n.term, op})
	c.checkAppend(n, n.last())
	c.shootEntry(n, takes, n.last())
	busy := c.p.Batch && c.p.fsync() > 0 && (n.holding || c.now < n.disk.ends)
	if busy {
		if !n.holding {
			n.holding = true
			c.at(n.disk.ends, event{kind: sends, node: int8(n.id), n: n.term})
		}
		return
	}
	c.release(n)
}

// release forces and sends what has waited.
func (c *cluster) release(n *node) {
	n.holding = false
	if n.ready == n.last() {
		return
	}
	n.ready = n.last()
	for i := range c.nodes {
		if i != n.id && !n.probing[i] {
			c.sendEntries(n, i)
		}
	}
	c.force(n, job{kind: stores, last: n.last(), term: n.term})
}

// sendEntries sends a follower all that it may not have, and takes for granted that it will arrive.
func (c *cluster) sendEntries(n *node, to int) {
	prev := n.next[to] - 1
	m := message{kind: appends, from: int8(n.id), to: int8(to), term: n.term, index: prev, logTerm: n.log[prev].term,
		commit: n.commit, round: n.round, sent: c.clock(n)}
	if n.ready > prev {
		m.entries = n.log[prev+1 : n.ready+1 : n.ready+1]
		if !n.probing[to] {
			n.next[to] = n.ready + 1
		}
	}
	c.send(m)
}

// heartbeat tells all followers that the leader lives. It carries what a follower lacks.
func (c *cluster) heartbeat(n *node, term int32) {
	if !n.up || n.role != leading || n.term != term {
		return
	}
	c.broadcast(n)
	c.at(c.now+c.local(n, c.beat), event{kind: beats, node: int8(n.id), n: term})
}

func (c *cluster) broadcast(n *node) {
	for i := range c.nodes {
		if i != n.id {
			c.sendEntries(n, i)
		}
	}
}

// onAppends takes entries that follow on what the node has, and refuses others (section 5.3).
func (c *cluster) onAppends(n *node, m message) {
	reply := message{kind: appended, from: m.to, to: m.from, term: n.term, round: m.round, sent: m.sent}
	if len(m.entries) > 0 {
		reply.logTerm = carried
	}
	if m.term < n.term {
		c.send(reply)
		return
	}
	if n.role != following || n.leader != int(m.from) {
		c.follow(n, m.term, int(m.from))
	}
	n.heard = c.clock(n)
	c.wait(n)
	if m.index > n.last() || n.log[m.index].term != m.logTerm {
		reply.index = n.firstDoubt(m.index)
		c.send(reply)
		return
	}
	changed := c.take(n, m)
	c.commitTo(n, min(m.commit, m.index+int32(len(m.entries))))
	reply.granted, reply.index = true, m.index+int32(len(m.entries))
	if !changed {
		reply.index = min(reply.index, n.stored)
		c.send(reply)
		return
	}
	c.force(n, job{kind: answers, mail: c.put(reply), last: n.last(), term: n.lastTerm()})
}

// firstDoubt is the entry before which the leader should try: the end of the log, or the last one before the term that
// disagrees.
func (n *node) firstDoubt(index int32) int32 {
	if index > n.last() {
		return n.last()
	}
	term := n.log[index].term
	for index > 1 && n.log[index].term == term {
		index--
	}
	return index
}

// take appends what is new and removes what disagrees. Two logs with an entry of the same index and term agree up to
// it, so that entries which are all there need not be compared one by one.
func (c *cluster) take(n *node, m message) (changed bool) {
	end := m.index + int32(len(m.entries))
	if len(m.entries) == 0 || end <= n.last() && n.log[end].term == m.entries[len(m.entries)-1].term {
		return false
	}
	for i, e := range m.entries {
		at := m.index + 1 + int32(i)
		if at <= n.last() {
			if n.log[at].term == e.term {
				continue
			}
			c.truncate(n, at)
		}
		n.log = append(n.log, e)
		c.checkAppend(n, at)
	}
	return true
}

// truncate removes the entries from at on. Messages under way keep the old array.
func (c *cluster) truncate(n *node, at int32) {
	n.log = slices.Clone(n.log[:at])
	n.stored, n.flushedLog = min(n.stored, at-1), min(n.flushedLog, int(at))
	if n.commit >= at { // only where a disk forgot
		c.safety.broken[stateSafety]++
		n.commit = at - 1
	}
}

// onAppended learns how far a follower is.
func (c *cluster) onAppended(n *node, m message) {
	if n.role != leading || m.term != n.term {
		return
	}
	from := int(m.from)
	n.heardFrom[from] = c.now
	n.echoed[from] = max(n.echoed[from], m.sent)
	n.asked[from] = max(n.asked[from], m.round)
	switch {
	case m.granted:
		n.match[from] = max(n.match[from], m.index)
		if n.probing[from] || n.next[from] <= n.match[from] {
			n.probing[from] = false
			n.next[from] = max(n.next[from], n.match[from]+1)
			if n.next[from] <= n.ready {
				c.sendEntries(n, from)
			}
		}
		c.advance(n)
	case !n.probing[from] || m.index+1 < n.next[from]:
		n.probing[from] = true
		n.next[from] = max(1, min(m.index+1, n.last()+1))
		c.sendEntries(n, from)
	}
	c.serve(n)
}

// advance commits what a majority has stored, if it is of the leader's own term (section 5.4.2).
func (c *cluster) advance(n *node) {
	if n.role != leading {
		return
	}
	var has [8]int32
	for i := range c.nodes {
		has[i] = n.match[i]
	}
	has[n.id] = n.stored
	all := has[:len(c.nodes)]
	slices.Sort(all)
	at := all[len(all)-c.p.majority()]
	if at > n.commit && n.log[at].term == n.term {
		c.commitTo(n, at)
		c.serve(n)
	}
}

// commitTo applies the entries that are known to be committed, and answers those that wait for them.
func (c *cluster) commitTo(n *node, to int32) {
	for n.commit < min(to, n.last()) {
		n.commit++
		e := n.log[n.commit]
		c.checkApply(n, e)
		if n.role == leading {
			c.shootEntry(n, commits, n.commit)
		}
		if e.op == noop {
			continue
		}
		o := &c.ops[e.op]
		n.values[o.key] = e.op + 1
		if n.role == leading && e.term == n.term {
			c.written(n, e.op)
		}
	}
}
