package consensus

// The four properties that Raft keeps at all times (figure 3 of the paper); the fifth, that a leader only appends, is
// part of how the log is written here.
const (
	electionSafety = iota
	logMatching
	leaderCompleteness
	stateSafety
)

// safety holds every step of every node against the four properties. It looks at what changes, not at whole logs: two
// logs match if each pair of index and term has one operation and one term before it; a leader is complete if it has
// the last of the committed entries.
type safety struct {
	won       map[int32]int // leader of each term
	committed []entry       // by index, as first applied anywhere
	stamps    [][]stamp     // by index: each term's entry
	broken    [4]int
	after     func() // called after every event, by tests
}

// stamp is an entry as it was first written at its index, with the term before it.
type stamp struct{ term, op, before int32 }

func newSafety() safety { return safety{won: map[int32]int{}} }

// checkElected holds a new leader against election safety and leader completeness.
func (c *cluster) checkElected(n *node) {
	if first, ok := c.won[n.term]; ok && first != n.id {
		c.broken[electionSafety]++
	}
	c.won[n.term] = n.id
	last := int32(len(c.committed) - 1)
	if n.last() < last || n.log[last] != c.committed[last] {
		c.broken[leaderCompleteness]++
	}
}

// checkAppend holds a new entry against log matching.
func (c *cluster) checkAppend(n *node, at int32) {
	for int(at) >= len(c.stamps) {
		c.stamps = append(c.stamps, nil)
	}
	s := stamp{n.log[at].term, n.log[at].op, n.log[at-1].term}
	for _, other := range c.stamps[at] {
		if other.term == s.term {
			if other != s {
				c.broken[logMatching]++
			}
			return
		}
	}
	c.stamps[at] = append(c.stamps[at], s)
}

// checkApply holds what a node applies at its commit index against what any node has applied there.
func (c *cluster) checkApply(n *node, e entry) {
	at := int(n.commit)
	if at < len(c.committed) {
		if c.committed[at] != e {
			c.broken[stateSafety]++
			c.committed[at] = e
		}
		return
	}
	c.committed = append(c.committed, e)
}
