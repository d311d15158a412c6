package transactions

// Protocols made of local transactions: one on one shard, the steps of a saga, and the source and the receivers of an
// outbox. A local transaction locks its account, forces the log once and unlocks. The client's own library carries out
// the first one, so that no coordinator is needed for an answer.

// beginLocal asks the first shard.
func (e *engine) beginLocal(t *transfer) {
	t.parts[0].sent = true
	t.note(e, "sends the transfer to the payer's shard", -1, false)
	e.send(t, 0, step, true)
	if e.p.Crash == "participant" {
		e.at(e.patience+2*e.half, stepTimeout, t.id, 0)
	}
}

func (e *engine) choreographed() bool { return e.p.choreographed() }

// stepArrives begins a local transaction, or answers again what was done before.
func (e *engine) stepArrives(t *transfer, i int) {
	a := &t.parts[i]
	switch a.stage {
	case idle:
		if i == int(t.refuse) {
			t.note(e, "refuses", i, true)
			e.localRefused(t, i)
			return
		}
		if e.p.oneShard() {
			e.lockNext(t)
			return
		}
		if e.locks.request(e, waiter{op: t.id, part: int16(i)}) {
			e.localLocked(t, i)
			return
		}
		e.waitOrRefuse(t, i)
	case done:
		e.again(t, i)
		e.send(t, i, stepDone, false)
	case out:
		e.send(t, i, stepRefused, false)
	default:
		e.out.Duplicates++
	}
}

// lockNext takes the locks of a transfer on one shard in the order of its accounts.
func (e *engine) lockNext(t *transfer) {
	for int(t.at) < len(t.parts) {
		i := int(t.at)
		if !e.locks.request(e, waiter{op: t.id, part: int16(i)}) {
			e.waitOrRefuse(t, i)
			return
		}
		t.parts[i].stage = working
		t.at++
	}
	t.forces++
	t.noteFor(e, "locks the accounts and forces its log", 0, e.work+e.force)
	e.inShard(e.work+e.force, stepForced, t, 0)
}

func (e *engine) waitOrRefuse(t *transfer, i int) {
	e.meets(t, i)
	if e.p.Conflict == "nowait" || e.locks.waiting >= maxWaiting {
		t.note(e, "finds the account locked", i, true)
		e.localRefused(t, i)
		return
	}
	e.wait(t, i, waiting)
}

// localLocked works and forces the log.
func (e *engine) localLocked(t *transfer, i int) {
	a := &t.parts[i]
	a.stage, a.since = working, e.now
	if e.p.oneShard() {
		t.at = int16(i) + 1
		e.lockNext(t)
		return
	}
	t.forces++
	t.noteFor(e, "locks the account and forces its log", i, e.work+e.force)
	e.inShard(e.work+e.force, stepForced, t, i)
}

// localRefused ends a local transaction without effect. What an outbox could not deliver, it delivers again.
func (e *engine) localRefused(t *transfer, i int) {
	a := &t.parts[i]
	switch {
	case e.p.oneShard():
		for k := range t.parts {
			if t.parts[k].stage == working {
				t.parts[k].stage = out
				e.locks.release(e, t.parts[k].key)
			}
			t.parts[k].stage = out
		}
		e.send(t, 0, stepRefused, true)
		return
	case e.p.Protocol == outbox && i > 0:
		return
	case e.choreographed() && i > 0:
		a.stage = out
		t.state, t.at = compensating, int16(i-1)
		e.sendUndo(t, i-1)
		return
	}
	a.stage = out
	e.send(t, i, stepRefused, true)
}

// stepForGood applies a local transaction whose log is on disk, and says so.
func (e *engine) stepForGood(t *transfer, i int) {
	if e.p.oneShard() {
		t.decided = e.now
		for k := range t.parts {
			e.stepApplied(t, k)
		}
		e.send(t, 0, stepDone, true)
		return
	}
	e.stepApplied(t, i)
	last := i == len(t.parts)-1
	if e.choreographed() {
		if !last {
			e.sendStep(t, i+1)
		}
		if last || i == 0 && e.p.Answer == "decision" {
			e.send(t, i, stepDone, true)
		}
		return
	}
	e.send(t, i, stepDone, true)
	if e.p.Protocol == outbox && i == 0 {
		t.pending = int16(len(t.parts) - 1)
		for k := 1; k < len(t.parts); k++ {
			e.schedule(t, k, e.now)
		}
	}
}

func (e *engine) stepApplied(t *transfer, i int) {
	a := &t.parts[i]
	a.stage, a.since = done, e.now
	e.apply(t, i, 1)
	e.locks.release(e, a.key)
	t.note(e, "has it for good", i, false)
	e.settlePart(t)
}

// apply adds the amount of a part to its account n times.
func (e *engine) apply(t *transfer, i, n int) {
	a := &t.parts[i]
	a.stands += int8(n)
	e.money[a.key] += int64(n) * int64(a.amount)
	e.flying -= int64(n) * int64(a.amount)
}

// again takes a delivery in that had arrived before: a receiver that knows the key leaves it.
func (e *engine) again(t *transfer, i int) {
	e.out.Duplicates++
	a := &t.parts[i]
	if e.p.Dedupe || a.stands >= 100 {
		t.note(e, "knows this delivery and leaves it", i, false)
		return
	}
	e.out.AppliedTwice++
	a.stands++
	e.money[a.key] += int64(a.amount)
	e.extra += int64(a.amount)
	t.note(e, "applies the delivery again", i, true)
}

// copyArrives takes the second copy of a delivery in.
func (e *engine) copyArrives(t *transfer, i int) {
	switch t.parts[i].stage {
	case done:
		e.again(t, i)
	case idle:
		e.stepArrives(t, i)
	default:
		e.out.Duplicates++
	}
}

// localAnswer takes an answer in at the client, at the orchestrator of a saga, or at the relay of an outbox.
func (e *engine) localAnswer(k kind, t *transfer, i int) {
	client := i == 0 && k != undone
	if !client && !e.choreographed() && e.coordinator(t).down {
		e.lose(t, i, k)
		return
	}
	switch {
	case e.p.oneShard():
		if k == stepRefused {
			e.abortLocal(t)
			return
		}
		e.out.Committed++
		e.answer(t)
		e.complete(t)
	case e.p.Protocol == outbox:
		e.outboxAnswer(k, t, i)
	default:
		e.sagaAnswer(k, t, i)
	}
}

// abortLocal ends a transfer of which nothing was done, or all undone.
func (e *engine) abortLocal(t *transfer) {
	t.state = decidedNo
	e.out.Aborted++
	t.note(e, noEffect, -1, true)
}

// stepTimedOut sends again what got no answer. A client gives up what never arrived.
func (e *engine) stepTimedOut(t *transfer, i int) {
	a := &t.parts[i]
	if t.state == decidedNo || t.state == decidedYes {
		return
	}
	if i == 0 && t.state == voting {
		if a.stage == idle {
			e.abortLocal(t)
		}
		return
	}
	if e.p.Protocol != saga || int(t.at) != i || !e.choreographed() && e.coordinator(t).down {
		return
	}
	switch {
	case t.state == compensating && a.stage != reversed:
		e.sendUndo(t, i)
	case t.state == voting && !a.heard:
		e.sendStep(t, i)
	}
}
