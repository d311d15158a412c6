package consensus

// A reel is what the story in motion is made of: what happened around the fault, with a window of all logs.

const (
	reelSeats = 4   // entries of a log that are drawn
	mostShots = 400 // after the fault; before it the newest half of so many stays
)

// shot is one step of a reel: a note, a message that arrived or was lost, an entry taken or committed.
type shot struct {
	at    int64
	kind  noteKind
	node  int
	arg   int32 // of a note its term; of takes and commits the index
	heard int64 // when the node last heard from a leader
	mail  message
	count int32 // entries that the message carried
	nodes []glimpse
}

// glimpse is a node at one step.
type glimpse struct {
	up     bool
	role   role
	term   int32
	commit int32
	from   int32   // index of the first of the terms
	terms  []int32 // of the entries in the window
}

// reel is what a run keeps for its story in motion.
type reel struct {
	shots  []shot
	base   int32 // newest entry that the leader had committed when the fault came: the first that is drawn
	victim int
	on     bool
}

// staged says whether the run's fault makes a reel.
func (p Params) staged() bool {
	return p.hit() && p.Nodes <= 5 && (p.Fault == "crash" || p.Fault == "minority")
}

// rehearsal is for how long before the fault a reel is kept: enough for one commit.
func (p Params) rehearsal() int64 { return 2*p.zoomWindow() + 100*ms }

// shooting says whether what happens now belongs to the reel.
func (c *cluster) shooting() bool {
	return c.tracing && c.p.staged() && (c.trace.Reel.on || c.now >= ticks(1000*c.p.FaultAt)-c.p.rehearsal())
}

// openReel sets the window of the logs when the fault comes.
func (c *cluster) openReel() {
	if c.shooting() {
		s := &c.trace.Reel
		s.base, s.victim, s.on = max(1, c.nodes[c.victim].commit), c.victim, true
		s.shots = append(s.shots, shot{at: c.now, kind: strikes, node: c.victim, nodes: c.glimpses()})
	}
}

func (c *cluster) glimpses() []glimpse {
	out := make([]glimpse, len(c.nodes))
	for i, n := range c.nodes {
		from, to := max(1, n.last()-tailOf+1), n.last()
		if s := c.trace.Reel; s.on {
			from, to = s.base, min(n.last(), s.base+reelSeats-1)
		}
		g := glimpse{up: n.up, role: n.role, term: n.term, commit: n.commit, from: from}
		for at := from; at <= to; at++ {
			g.terms = append(g.terms, n.log[at].term)
		}
		out[i] = g
	}
	return out
}

// shoot keeps a step of the reel.
func (c *cluster) shoot(s shot) {
	if !c.shooting() {
		return
	}
	kept := &c.trace.Reel.shots
	if len(*kept) >= mostShots {
		if c.trace.Reel.on {
			return
		}
		*kept = append((*kept)[:0], (*kept)[mostShots/2:]...)
	}
	n := c.nodes[s.node]
	s.at, s.heard, s.nodes = c.now, int64(float64(n.heard)/n.rate), c.glimpses()
	s.mail.entries = nil
	*kept = append(*kept, s)
}

// shootEntry keeps that a node takes or commits an entry of the window.
func (c *cluster) shootEntry(n *node, kind noteKind, index int32) {
	if c.shooting() && c.seen(index, index) {
		c.shoot(shot{kind: kind, node: n.id, arg: index})
	}
}

// shootMail keeps a message that has arrived or is lost, where it tells of an election or of an entry of the window.
func (c *cluster) shootMail(m message, kind noteKind) {
	if !c.shooting() {
		return
	}
	n := int32(len(m.entries))
	switch {
	case m.kind < appends && !c.trace.Reel.on, m.kind < appends && kind == missed:
		return
	case m.kind == appends && (n == 0 || !c.seen(m.index+1, m.index+n)):
		return
	case m.kind == appended && (m.logTerm != carried || m.granted && !c.seen(m.index, m.index)):
		return
	}
	c.shoot(shot{kind: kind, node: int(m.to), mail: m, count: n})
}

// seen says whether entries of the range lie in the window. Before the fault any may.
func (c *cluster) seen(from, to int32) bool {
	s := c.trace.Reel
	return !s.on || to >= s.base && from < s.base+reelSeats
}
