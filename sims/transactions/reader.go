package transactions

// reader reads all written accounts of one transfer, a little after it began, as a customer does who looks for the
// money. Without locks it asks one shard after another.
type reader struct {
	start, of    int64 // of: the transfer
	held, waits  uint16
	next         int16 // part that is asked next
	looked, seen int16 // parts looked at, and those that had the transfer
	ended        bool
}

// readArrive begins a reader and puts the next one in.
func (e *engine) readArrives() {
	if next := e.now + e.readGap(); next < e.p.ends() {
		e.events.Push(next, event{kind: readArrive})
	}
	for e.recent < len(e.transfers) && e.transfers[e.recent].start < e.now-recentTicks {
		e.recent++
	}
	n := len(e.transfers) - e.recent
	if n == 0 {
		return
	}
	id := int32(len(e.readers))
	e.readers = append(e.readers, reader{start: e.now, of: int64(e.recent + e.draw.reads.IntN(n))})
	t := e.readersOf(id)
	for i := range t.writers() {
		if i == 0 || e.p.Isolation == "locks" && e.p.OrderKeys {
			e.at(e.half, readLook, id, i)
		}
	}
	if e.diesShard() {
		e.at(e.patience+2*e.half, readTimeout, id, 0)
	}
}

const recentTicks = int64(recentS * sec)

func (e *engine) readersOf(r int32) *transfer { return &e.transfers[e.readers[r].of] }

// writers is how many accounts of the transfer are changed.
func (t *transfer) writers() int {
	n := 0
	for i := range t.parts {
		if !t.parts[i].readOnly {
			n++
		}
	}
	return n
}

func (e *engine) handleRead(ev event) {
	if ev.kind == readArrive {
		e.readArrives()
		return
	}
	r := &e.readers[ev.op]
	switch ev.kind {
	case readLook:
		if !r.ended && !e.shard(e.readersOf(ev.op), int(ev.part)).down {
			e.readAsks(ev.op, int(ev.part))
		}
	case readRelease:
		t := e.readersOf(ev.op)
		for i := range t.parts {
			if r.held&(1<<i) != 0 {
				r.held &^= 1 << i
				e.locks.leave(e, t.parts[i].key)
			}
		}
	case readLockTimeout, readTimeout:
		if !r.ended && (ev.kind == readTimeout || r.waits&(1<<ev.part) != 0) {
			e.giveUp(ev.op)
		}
	}
}

// readAsks takes the request of a reader in at a shard.
func (e *engine) readAsks(id int32, i int) {
	r := &e.readers[id]
	if e.p.Isolation != "locks" {
		e.look(id)
		return
	}
	w := waiter{op: id, part: int16(i), shared: true, reader: true}
	if e.locks.request(e, w) {
		e.readLocked(id, i)
		return
	}
	e.out.ReadsWaited++
	if e.p.Conflict == "nowait" {
		e.giveUp(id)
		return
	}
	r.waits |= 1 << i
	e.locks.enqueue(e, w)
	e.at(e.lockWait, readLockTimeout, id, i)
}

// readLocked reads under a lock that stays until every account has been read.
func (e *engine) readLocked(id int32, i int) {
	r := &e.readers[id]
	r.held |= 1 << i
	e.see(r, i, e.now)
	t := e.readersOf(id)
	if int(r.looked) == t.writers() {
		e.endRead(id)
		e.at(2*e.half, readRelease, id, 0)
		return
	}
	if !e.p.OrderKeys {
		e.at(2*e.half, readLook, id, int(r.looked))
	}
}

// look reads the next account without a lock. A reader of a snapshot waits for a transfer in doubt that may have
// committed before the snapshot.
func (e *engine) look(id int32) {
	r := &e.readers[id]
	t := e.readersOf(id)
	if r.ended {
		return
	}
	for {
		i := int(r.next)
		a := &t.parts[i]
		snapshot := e.p.Isolation == "snapshot"
		if snapshot && e.locks.holder[a.key] > 0 && e.locks.since[a.key] <= r.start {
			e.out.ReadsWaited++
			e.locks.peeks[a.key] = append(e.locks.peeks[a.key], id)
			return
		}
		at := e.now
		if snapshot {
			at = r.start
		}
		e.see(r, i, at)
		if r.next++; int(r.looked) == t.writers() {
			e.endRead(id)
			return
		}
		if t.parts[r.next].shard != a.shard {
			e.at(2*e.half, readLook, id, int(r.next))
			return
		}
	}
}

// see notes whether an account has the transfer at a tick.
func (e *engine) see(r *reader, i int, at int64) {
	t := &e.transfers[r.of]
	a := &t.parts[i]
	r.looked++
	if a.stands > 0 && e.appliedAt(t, a) <= at {
		r.seen++
	}
}

// appliedAt is when a part that stands in its account counts as committed.
func (e *engine) appliedAt(t *transfer, a *part) int64 {
	if e.p.Protocol == twoPhase && !e.p.oneShard() || e.p.oneShard() {
		return t.decided
	}
	return a.since
}

func (e *engine) endRead(id int32) {
	r := &e.readers[id]
	r.ended = true
	e.out.Reads++
	if r.seen > 0 && int(r.seen) < int(r.looked) {
		e.out.HalfDone++
	}
}

// giveUp ends a reader without an answer; its locks go as soon as the shards hear of it.
func (e *engine) giveUp(id int32) {
	r := &e.readers[id]
	r.ended, r.waits = true, 0
	e.out.ReadsFailed++
	if r.held != 0 {
		e.at(2*e.half, readRelease, id, 0)
	}
}

// wiped forgets the locks of a reader on the dead shard, and its waiting there.
func (r *reader) wiped(e *engine) {
	t := &e.transfers[r.of]
	for i := range t.parts {
		if t.parts[i].shard == 0 {
			r.held &^= 1 << i
			r.waits &^= 1 << i
		}
	}
}
