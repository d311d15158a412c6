package consensus

import "math/bits"

// office keeps the book on who leads. A leader can commit when a majority, itself included, is up, hears it and is
// heard by it, and knows of no later term.
type office struct {
	stood      map[int32]bool // terms with a candidate
	firstStood int32          // first of them after the fault
	standers   int            // nodes that stood in it
	vacant     bool           // there is no leader who could commit
	since      int64          // from when on
	down       int64          // time so far
	lastBack   int64          // when there was one again; -1 for never
}

// capable is the node that leads and can commit; nobody for none.
func (c *cluster) capable() int {
	for i, n := range c.nodes {
		if n.up && n.role == leading && c.reaches(i) >= c.p.majority() {
			return i
		}
	}
	return nobody
}

// reaches counts the nodes with which a node can talk both ways and that know no later term.
func (c *cluster) reaches(i int) int {
	count := 0
	for k, other := range c.nodes {
		if k == i || other.up && !c.cut[i][k] && !c.cut[k][i] && other.term <= c.nodes[i].term {
			count++
		}
	}
	return count
}

// review looks again who leads, after anything that could have changed it.
func (c *cluster) review() {
	if c.stood == nil {
		c.stood, c.lastBack = map[int32]bool{}, nobody
	}
	vacant := c.capable() == nobody
	if c.vacant {
		c.down += c.now - c.since
	}
	if c.vacant && !vacant {
		c.lastBack = c.now
		c.survives = c.survives || c.struck
	}
	c.vacant, c.since = vacant, c.now
	if c.tracing {
		c.watchRoles()
	}
}

// stoodFor books a candidate.
func (c *cluster) stoodFor(term int32) {
	c.stood[term] = true
	if c.struck && c.firstStood == 0 {
		c.firstStood = term
	}
	if term == c.firstStood {
		c.standers++
	}
}

// split says whether the first term after the fault had a candidate and no winner.
func (c *cluster) firstSplit() bool {
	_, won := c.won[c.firstStood]
	return c.firstStood > 0 && !won
}

// stepDown books a leader that makes way. It was replaced without need if it led the latest term that has a leader, and
// a majority is up and in touch with it both ways.
func (c *cluster) stepDown(n *node) {
	for term := range c.won {
		if term > n.term {
			return
		}
	}
	touch := uint8(0)
	for k, other := range c.nodes {
		if k == n.id || other.up && !c.cut[n.id][k] && !c.cut[k][n.id] {
			touch |= 1 << k
		}
	}
	if bits.OnesCount8(touch) >= c.p.majority() {
		c.out.Needless++
		c.note(n, replaced, n.term)
	}
}
