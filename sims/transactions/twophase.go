package transactions

// Two-phase commit with presumed abort (Mohan, Lindsay and Obermarck, ACM TODS 11(4), 1986): a shard forces its vote
// and its commit, the coordinator forces a commit and no abort, and a transfer of which the coordinator has no record
// has aborted.

// route hands a transfer to its coordinator. A client whose coordinator is down takes the next one that is up.
func (e *engine) route(t *transfer) {
	n := len(e.coordinators)
	first := int(t.id) % n
	if e.p.local() {
		first = int(t.parts[0].shard)
	}
	t.coordinator = int16(first)
	if e.p.Protocol != twoPhase || e.p.oneShard() {
		e.out.Begun++
		e.beginLocal(t)
		return
	}
	for k := 0; e.coordinators[(first+k)%n].down; k++ {
		if k+1 == n || e.p.local() {
			e.refuse(t)
			return
		}
		t.coordinator = int16((first + k + 1) % n)
	}
	e.out.Begun++
	t.pending = int16(len(t.parts))
	t.note(e, "asks its shards to prepare", -1, false)
	for i := range t.parts {
		if i == 0 || e.p.OrderKeys {
			e.askToPrepare(t, i)
		}
	}
	e.events.Push(e.now+e.patience, event{kind: voteTimeout, op: t.id, epoch: e.coordinator(t).epoch})
}

// refuse ends a transfer that finds no coordinator.
func (e *engine) refuse(t *transfer) {
	t.state = decidedNo
	e.out.Refused++
	t.hit = true
	t.note(e, "is down: the transfer is refused", -1, true)
}

func (e *engine) askToPrepare(t *transfer, i int) {
	t.parts[i].sent = true
	t.at = int16(i)
	e.send(t, i, prepare, true)
}

// send puts a message between the coordinator and a shard on its way. Within one machine it is not counted; it takes
// as long as the others, so that all shards see transfers in the same order. Recovery messages are not counted either.
func (e *engine) send(t *transfer, i int, k kind, count bool) {
	if count && !(e.p.local() && i == 0) {
		t.messages++
	}
	e.sent(t, i, k)
	e.at(e.half, k, t.id, i)
}

// lockPart asks for the lock of an account and votes no where it cannot be had.
func (e *engine) lockPart(t *transfer, i int) {
	a := &t.parts[i]
	if a.stage != idle {
		return
	}
	if e.locks.request(e, waiter{op: t.id, part: int16(i), shared: a.readOnly}) {
		e.lockedPart(t, i)
		return
	}
	e.meets(t, i)
	if e.p.Conflict == "nowait" || e.locks.waiting >= maxWaiting {
		a.stage = out
		t.note(e, "finds the account locked and votes no", i, true)
		e.send(t, i, voteNo, true)
		return
	}
	e.wait(t, i, waiting)
	if e.closesCycle(t) {
		e.out.Deadlocks++
		t.note(e, "waits for a transfer that waits for it", i, true)
	}
}

// lockedPart works and forces the vote. A part that only reads votes at once and is done.
func (e *engine) lockedPart(t *transfer, i int) {
	a := &t.parts[i]
	if a.readOnly {
		a.stage = done
		t.note(e, "has only read: it leaves", i, false)
		e.send(t, i, voteRead, true)
		return
	}
	a.stage, a.since = working, e.now
	delay := e.work + e.force
	if e.p.local() && i == 0 { // the forced decision of its own machine says all that the vote would
		delay = e.work
	} else {
		t.forces++
	}
	e.inShard(delay, prepared, t, i)
	t.noteFor(e, "locks the account and forces its vote", i, delay)
}

// vote is sent when it is durable. From here on the shard cannot decide alone.
func (e *engine) vote(t *transfer, i int) {
	a := &t.parts[i]
	if a.stage != working { // aborted while it forced its log
		return
	}
	a.stage, a.since = inDoubt, e.now
	e.prepared++
	t.note(e, "votes yes and is in doubt", i, false)
	e.send(t, i, voteYes, true)
}

// voted counts a yes. With all of them the coordinator decides.
func (e *engine) voted(t *transfer) {
	if t.state != voting {
		if t.lost { // no record means abort
			e.abortAll(t, false)
		}
		return
	}
	t.pending--
	if t.pending > 0 {
		if next := len(t.parts) - int(t.pending); !e.p.OrderKeys {
			e.askToPrepare(t, next)
		}
		return
	}
	t.state = deciding
	t.forces++
	t.noteFor(e, "has every vote and forces the decision", -1, e.decide)
	e.events.Push(e.now+e.decide, event{kind: decided, op: t.id, epoch: e.coordinator(t).epoch})
}

// commitPoint is the moment from which the transfer is committed, whatever happens.
func (e *engine) commitPoint(t *transfer) {
	t.state, t.decided = decidedYes, e.now
	e.out.Committed++
	t.note(e, "has committed", -1, false)
	if e.p.Answer == "decision" {
		e.answer(t)
	}
	t.pending = 0
	for i := range t.parts {
		if !t.parts[i].readOnly {
			t.pending++
			e.send(t, i, commit, true)
		}
	}
}

// commitPart applies the decision, lets the lock go and forces the commit, then acknowledges it.
func (e *engine) commitPart(t *transfer, i int) {
	a := &t.parts[i]
	switch a.stage {
	case inDoubt:
		e.leaveDoubt(a)
		a.stage, a.since = applied, e.now
		e.apply(t, i, 1)
		e.locks.release(e, a.key)
		if e.p.local() && i == 0 {
			e.committedForGood(t, i)
			return
		}
		t.forces++
		t.noteFor(e, "applies the transfer, unlocks and forces its log", i, e.force)
		e.inShard(e.force, committed, t, i)
	case done:
		e.send(t, i, acked, false)
	}
}

// leaveDoubt ends the time in which a part could not know its fate.
func (e *engine) leaveDoubt(a *part) {
	e.prepared--
	e.out.DoubtS = max(e.out.DoubtS, float64(e.now-a.since)/sec)
}

func (e *engine) committedForGood(t *transfer, i int) {
	t.parts[i].stage = done
	t.note(e, "has it for good", i, false)
	e.settlePart(t)
	e.send(t, i, acked, true)
}

func (e *engine) ackArrives(t *transfer, i int) {
	if t.parts[i].heard {
		return
	}
	t.parts[i].heard = true
	if t.pending--; t.pending == 0 {
		t.note(e, "has every acknowledgement", -1, false)
		e.complete(t)
	}
}

// decideAbort ends a transfer without a log force: having no record means abort.
func (e *engine) decideAbort(t *transfer) {
	t.state = decidedNo
	e.out.Aborted++
	t.note(e, "aborts", -1, true)
	e.abortAll(t, true)
}

// abortAll tells every shard that was asked and has not refused.
func (e *engine) abortAll(t *transfer, count bool) {
	for i := range t.parts {
		if a := &t.parts[i]; a.sent && a.stage != out && a.stage != done {
			e.send(t, i, abort, count)
		}
	}
}

func (e *engine) abortPart(t *transfer, i int) {
	a := &t.parts[i]
	switch a.stage {
	case waiting:
		e.stopWaiting(a, out)
	case working, inDoubt:
		if a.stage == inDoubt {
			e.leaveDoubt(a)
		}
		a.stage = out
		t.note(e, "forgets the transfer and unlocks", i, false)
		e.locks.release(e, a.key)
	case idle:
		a.stage = out
	}
}

// answerInquiry tells a shard in doubt what became of a transfer. While it is being decided there is nothing to say.
func (e *engine) answerInquiry(t *transfer, i int) {
	switch t.state {
	case decidedYes:
		e.send(t, i, commit, false)
	case decidedNo:
		e.send(t, i, abort, false)
	}
}
