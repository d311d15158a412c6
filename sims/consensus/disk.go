package consensus

// disk serves the requests of a node to force something to it, one after the other. In batches, all that come while it
// is busy are served by one request more.
type disk struct{ ends, then int64 }

// writeBackEvery is how often the system writes to disk on its own where nothing is forced: 5 s, in ticks.
const writeBackEvery = 5000 * ms

// jobKind says what follows when the disk is done.
type jobKind uint8

const (
	stores   jobKind = iota // entries of a leader's own log
	answers                 // a message that waited for the disk
	campaign                // a candidate's vote for itself
)

// job is what is forced to disk.
type job struct {
	kind  jobKind
	epoch int32
	mail  int32 // slot of the message to send
	last  int32 // last entry that is then safe, 0 for none
	term  int32 // of that entry; of the candidate's term for a campaign
}

// done gives when a request of now is served.
func (d *disk) done(now, f int64, batch bool) int64 {
	if !batch {
		d.ends = max(now, d.ends) + f
		return d.ends
	}
	if d.then > 0 && now >= d.ends {
		d.ends, d.then = d.then, 0
	}
	if now >= d.ends {
		d.ends = now + f
		return d.ends
	}
	d.then = d.ends + f
	return d.then
}

// force puts a job on a node's disk.
func (c *cluster) force(n *node, j job) {
	j.epoch = n.epoch
	f := c.p.fsync()
	if f == 0 {
		c.finish(n, j)
		return
	}
	var slot int32
	if k := len(c.freeJobs); k > 0 {
		slot, c.freeJobs = c.freeJobs[k-1], c.freeJobs[:k-1]
		c.jobs[slot] = j
	} else {
		slot = int32(len(c.jobs))
		c.jobs = append(c.jobs, j)
	}
	c.at(n.disk.done(c.now, f, c.p.Batch), event{kind: flushed, node: int8(n.id), n: slot})
}

// flush ends a job of the disk.
func (c *cluster) flush(n *node, slot int32) {
	j := c.jobs[slot]
	c.freeJobs = append(c.freeJobs, slot)
	if j.epoch != n.epoch {
		if j.kind == answers {
			c.free(j.mail)
		}
		return
	}
	c.finish(n, j)
}

// finish does what waited for the disk.
func (c *cluster) finish(n *node, j job) {
	if j.last > 0 && j.last <= n.last() && n.log[j.last].term == j.term {
		n.stored = max(n.stored, j.last)
	}
	switch j.kind {
	case stores:
		c.advance(n)
	case answers:
		m := &c.mail[j.mail]
		if m.kind == appended && m.granted {
			m.index = min(m.index, n.stored)
		}
		c.post(j.mail)
	case campaign:
		if n.role == standing && n.term == j.term {
			c.askVotes(n)
		}
	}
}

// writeBack is what the system does on its own.
func (c *cluster) writeBack(n *node) {
	if n.up {
		n.flushedLog, n.flushedTerm, n.flushedVote = len(n.log), n.term, int32(n.vote)
	}
	c.at(c.now+writeBackEvery, event{kind: writesBack, node: int8(n.id)})
}
