package transactions

// An outbox: the payer's shard writes the messages to the others in the same local transaction that takes the money. A
// relay looks at it now and then and delivers each message until it is acknowledged: at least once.

// schedule plans the delivery of a message for the first look at the outbox from a tick on.
func (e *engine) schedule(t *transfer, i int, from int64) {
	if every := e.relayEvery; every > 0 {
		phase := e.phases[t.parts[0].shard]
		from = phase + (max(from-phase, 0)+every-1)/every*every
	}
	t.parts[i].due = from
	e.at(from-e.now, relay, t.id, i)
}

// deliver sends a message that nobody has acknowledged, and plans the next time.
func (e *engine) deliver(t *transfer, i int) {
	a := &t.parts[i]
	if a.heard || a.due != e.now {
		return
	}
	if e.coordinator(t).down || e.shards[t.parts[0].shard].down {
		t.hit = t.hit || e.p.Answer == "complete" // else the answer is on its way, and needs no relay
		return
	}
	e.send(t, i, step, !a.sent)
	a.sent = true
	e.copy(t, i)
	a.patience = max(e.patience, 2*a.patience)
	e.schedule(t, i, e.now+a.patience)
}

func (e *engine) outboxAnswer(k kind, t *transfer, i int) {
	a := &t.parts[i]
	if k == stepRefused {
		e.abortLocal(t)
		return
	}
	if a.heard {
		return
	}
	a.heard = true
	if i == 0 {
		t.state = decidedYes
		e.out.Committed++
		if e.p.Answer == "decision" {
			e.answer(t)
		}
		return
	}
	if t.pending--; t.pending == 0 {
		e.complete(t)
	}
}
