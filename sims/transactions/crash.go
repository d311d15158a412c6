package transactions

// crash stops a node. What its log has not on disk is gone; messages to it are lost until it is back.
func (e *engine) crash() {
	e.out.InDoubt = e.countDoubt(false)
	if e.diesCoordinator() {
		e.coordinators[0].down = true
		e.coordinators[0].epoch++
	}
	if e.diesShard() {
		e.shards[0].down = true
		e.shards[0].epoch++
	}
	e.b.Spend(scanSteps * len(e.transfers))
	for id := range e.transfers {
		t := &e.transfers[id]
		if e.diesCoordinator() && t.coordinator == 0 {
			e.forget(t)
		}
		if e.diesShard() {
			e.wipe(t)
		}
	}
	if !e.diesShard() {
		return
	}
	for id := range e.transfers { // after wipe has freed the accounts
		e.unapply(&e.transfers[id])
	}
	for key := 0; key < e.p.Keys; key += e.p.Shards {
		if e.locks.holder[key] < 0 {
			e.locks.holder[key] = 0 // readers' locks are not durable
		}
		delete(e.locks.lines, int32(key))
		delete(e.locks.peeks, int32(key))
	}
	for r := range e.readers {
		e.readers[r].wiped(e)
	}
}

const scanSteps = 20 // a look at a transfer

// diesCoordinator and diesShard say what runs on the machine that crashes.
func (e *engine) diesCoordinator() bool { return e.p.Crash == "coordinator" || e.p.local() }
func (e *engine) diesShard() bool       { return e.p.Crash == "participant" || e.p.local() }

// missing says whether the crashed node is down.
func (e *engine) missing() bool { return e.p.Crash != "none" && e.now >= e.crashAt && e.now < e.backAt }

// isMissing says whether a transfer waits for the crashed node.
func (e *engine) isMissing(t *transfer) bool {
	if e.diesCoordinator() && t.state == forgotten {
		return true
	}
	if e.diesShard() {
		for i := range t.parts {
			if t.parts[i].shard == 0 && t.state == voting {
				return true
			}
		}
	}
	return false
}

// countDoubt counts the transfers that wait for the node that is to crash or has crashed. With locks it notes how many
// accounts they hold.
func (e *engine) countDoubt(locked bool) int {
	n := 0
	for id := range e.transfers {
		t, held := &e.transfers[id], 0
		for i := range t.parts {
			a := &t.parts[i]
			if a.stage == inDoubt && (e.diesCoordinator() && t.coordinator == 0 || e.diesShard() && a.shard == 0) {
				held++
			}
		}
		if held > 0 {
			n++
			if locked {
				e.out.StuckLocks += held
				e.troubled(t)
			}
		}
	}
	return n
}

// forget drops what a coordinator had not decided: its clients get no answer.
func (e *engine) forget(t *transfer) {
	if e.p.Protocol != twoPhase || e.p.oneShard() || t.state != voting && t.state != deciding {
		return
	}
	t.state = forgotten
	e.out.Aborted++
	e.out.Unknown++
	t.note(e, dies, -1, true)
}

// wipe takes back what the dead shard had not on disk. Votes stay, and so do the locks they stand for.
func (e *engine) wipe(t *transfer) {
	for i := range t.parts {
		a := &t.parts[i]
		if a.shard != 0 {
			continue
		}
		switch a.stage {
		case waiting, undoWaits:
			e.locks.waiting--
			if a.stage == undoWaits {
				a.stage = done
			} else {
				a.stage = e.lostStage()
			}
		case working:
			a.stage = e.lostStage()
			e.unforce(t, i)
			e.locks.holder[a.key] = 0
		case undoing:
			a.stage = done
			e.unforce(t, i)
			e.locks.holder[a.key] = 0
		}
		if a.stage == idle && i == 0 {
			e.at(e.patience, stepTimeout, t.id, 0) // the client hears no more of it
		}
	}
}

// unforce takes a log force back that did not reach the disk. One on one shard is for all its accounts.
func (e *engine) unforce(t *transfer, i int) {
	switch {
	case e.p.local() && i == 0:
	case !e.p.oneShard() || int(t.at) == len(t.parts):
		t.forces--
	}
	if e.p.oneShard() {
		t.at = 0
	}
}

// unapply takes commits back that were not on disk: the vote was, so the lock is held again.
func (e *engine) unapply(t *transfer) {
	for i := range t.parts {
		if a := &t.parts[i]; a.shard == 0 && a.stage == applied {
			a.stage, a.since = inDoubt, e.now
			e.prepared++
			e.apply(t, i, -1)
			e.unforce(t, i)
			e.locks.holder[a.key] = t.id + 1
		}
	}
}

// lostStage is that of a part whose log was not forced: no vote, or a step that may come again.
func (e *engine) lostStage() stage {
	if e.p.Protocol == twoPhase && !e.p.oneShard() {
		return out
	}
	return idle
}

// recover lets the node go on with what its log says.
func (e *engine) recover() {
	e.out.Stuck = e.countDoubt(true)
	e.b.Spend(2 * scanSteps * len(e.transfers))
	coordinator, shard := e.diesCoordinator(), e.diesShard()
	if coordinator {
		e.coordinators[0].down = false
	}
	if shard {
		e.shards[0].down = false
	}
	for id := range e.transfers {
		t := &e.transfers[id]
		e.countHeldUp(t)
		if coordinator && t.coordinator == 0 {
			e.resume(t)
		}
		if shard {
			e.shardResumes(t)
		}
	}
	if coordinator && e.p.Protocol == twoPhase {
		for j := range e.shards {
			e.events.Push(e.now+e.half, event{kind: back, op: int32(j)})
		}
	}
}

// countHeldUp counts, just before the recovery, a transfer that began in the outage. It was held up if it found no
// coordinator, met a lock in doubt, or needed the dead node, or a lock of one that did, and has no yes yet.
func (e *engine) countHeldUp(t *transfer) {
	if t.start < e.crashAt {
		return
	}
	e.out.Outage++
	if t.metDoubt || t.hit && !t.answered {
		e.out.HeldUp++
	}
}

// resume goes on with a transfer of a coordinator that is back. Of what has no record it knows that it has aborted.
func (e *engine) resume(t *transfer) {
	switch {
	case t.state == forgotten:
		t.state, t.lost = decidedNo, true
		e.asking = append(e.asking, t.id)
		if e.p.takenOver() {
			t.note(e, isReplaced, -1, true)
		} else {
			t.note(e, isBack, -1, true)
		}
	case e.p.Protocol == twoPhase && t.state == decidedYes && t.pending > 0:
		for i := range t.parts {
			if a := &t.parts[i]; !a.readOnly && !a.heard {
				e.send(t, i, commit, false)
			}
		}
	case e.p.Protocol == outbox:
		e.redeliver(t)
	case e.p.Protocol == saga && !e.choreographed() && t.parts[0].heard && t.state == voting:
		e.sendStep(t, int(t.at))
	case e.p.Protocol == saga && !e.choreographed() && t.state == compensating:
		e.sendUndo(t, int(t.at))
	}
}

// redeliver plans everything again that an outbox holds.
func (e *engine) redeliver(t *transfer) {
	if t.parts[0].stage != done || t.pending == 0 {
		return
	}
	for i := 1; i < len(t.parts); i++ {
		if !t.parts[i].heard {
			e.schedule(t, i, e.now)
		}
	}
}

// shardResumes asks for the fate of what a shard that is back holds in doubt, or looks at its outbox.
func (e *engine) shardResumes(t *transfer) {
	if e.p.Protocol == outbox && t.parts[0].shard == 0 {
		e.redeliver(t)
		return
	}
	for i := range t.parts {
		if t.parts[i].shard == 0 && t.parts[i].stage == inDoubt {
			t.note(e, "is back and asks", i, true)
			e.send(t, i, asked, false)
		}
	}
}

// shardHearsBack lets a shard ask the coordinator that is back for what it holds in doubt.
func (e *engine) shardHearsBack(j int) {
	if e.shards[j].down {
		return
	}
	for _, id := range e.asking {
		t := &e.transfers[id]
		for i := range t.parts {
			if int(t.parts[i].shard) == j && t.parts[i].stage == inDoubt {
				e.send(t, i, asked, false)
			}
		}
	}
}
