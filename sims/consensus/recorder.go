package consensus

// noteKind is something that happens to a node and is worth telling.
type noteKind uint8

const (
	canvasses noteKind = iota
	stands
	leads
	unheard
	replaced
	crashes
	restarts
	cutOff
	deafens
	loses
	rejoins
	heals
	told // a message arrived
	strikes
	takes
	commits
	missed // a message is lost
)

// tale is one step of the story: a note or a message that arrived, with all nodes after it.
type tale struct {
	at    int64
	kind  noteKind
	node  int
	arg   int32
	mail  message
	nodes []view
}

// view is a node as the story shows it.
type view struct {
	Up     bool
	Role   role
	Term   int32
	Vote   int
	Commit int32
	Last   int32
	Tail   []int32 // terms of the last entries
}

// sentMail is a message of the picture.
type sentMail struct {
	message
	left, got int64
	lost      bool
}

// trace is what a run keeps for its pictures.
type trace struct {
	Start  []view
	Tales  []tale
	Mail   []sentMail
	Spells []spell
	Logs   logs  // before the fault ended, or at the end
	Struck int64 // when the fault came; 0 for none
	Zoom   int64 // when the first election after the fault began
	Reel   reel
}

const (
	storySteps = 60
	writeTales = 12 // of them, for the first write
	mostMail   = 90
	mostSpells = 400
	tailOf     = 12 // entries of a log that a view shows
)

type recorder struct {
	tracing bool
	trace   trace
	wrote   bool              // the first write is told
	known   []spell           // of each node, as long as it lasts
	firsts  map[[3]int32]bool // what has been told once
}

// views copies all nodes.
func (c *cluster) views(tail int) []view {
	out := make([]view, len(c.nodes))
	for i, n := range c.nodes {
		v := view{Up: n.up, Role: n.role, Term: n.term, Vote: n.vote, Commit: n.commit, Last: n.last()}
		for _, e := range n.log[max(1, len(n.log)-tail):] {
			v.Tail = append(v.Tail, e.term)
		}
		out[i] = v
	}
	return out
}

func (c *cluster) tell(t tale) {
	if !c.tracing || len(c.trace.Tales) >= storySteps {
		return
	}
	t.at, t.nodes = c.now, c.views(tailOf)
	c.trace.Tales = append(c.trace.Tales, t)
}

// note tells what happens to a node.
func (c *cluster) note(n *node, kind noteKind, arg int32) {
	if !c.tracing {
		return
	}
	if (kind == canvasses || kind == stands) && c.struck && c.trace.Zoom == 0 {
		c.trace.Zoom = c.now
	}
	c.tell(tale{kind: kind, node: n.id, arg: arg})
	c.shoot(shot{kind: kind, node: n.id, arg: arg})
}

// mark notes the logs when the fault begins, when it ends and when the run ends without that.
func (c *cluster) mark() {
	if c.tracing {
		c.trace.Logs = c.compareLogs()
	}
}

// recordMail keeps a message for the picture of the first election.
func (c *cluster) recordMail(m message, got int64, lost bool) {
	if !c.tracing || c.trace.Zoom == 0 || len(c.trace.Mail) >= mostMail {
		return
	}
	if m.kind == appends || m.kind == appended {
		if !c.once(int32(m.kind), m.term, int32(m.from)*8+int32(m.to)) {
			return
		}
	}
	c.trace.Mail = append(c.trace.Mail, sentMail{m, c.now, got, lost})
}

// once says whether something is told for the first time.
func (c *cluster) once(what, term, who int32) bool {
	key := [3]int32{what, term, who}
	if c.firsts == nil {
		c.firsts = map[[3]int32]bool{}
	}
	if c.firsts[key] {
		return false
	}
	c.firsts[key] = true
	return true
}

// recordArrival tells of a message that has arrived: of the first write, and of elections.
func (c *cluster) recordArrival(m message) {
	if !c.tracing {
		return
	}
	c.shootMail(m, told)
	entries := m.kind == appends && len(m.entries) > 0 || m.kind == appended && m.logTerm == carried
	switch {
	case m.kind < appends:
		c.tell(tale{kind: told, node: int(m.to), mail: m})
	case !entries:
	case !c.wrote && len(c.trace.Tales) < writeTales || c.struck && c.once(100+int32(m.kind), m.term,
		int32(m.from)*8+int32(m.to)):
		m.entries = nil
		c.tell(tale{kind: told, node: int(m.to), mail: m})
	}
}
