package transactions

import (
	"math"

	"tradeofflab/sims/calc"
)

// A saga is a row of local transactions, each with another that undoes it (Garcia-Molina and Salem, SIGMOD 1987). An
// orchestrator sends the steps one after another, or each shard sends the next one itself (choreography).

// chooseRefusal draws the step that will be refused.
func (e *engine) chooseRefusal(t *transfer) {
	u := e.draw.refusals.Float64()
	f := e.p.FailPct / 100
	if e.p.Protocol != saga || f == 0 {
		return
	}
	if k := math.Floor(calc.Log(1-u) / calc.Log(1-f)); k < float64(len(t.parts)) {
		t.refuse = int16(k)
	}
}

// sendStep sends a step, or sends it again. The first one of all has its own way, beginLocal.
func (e *engine) sendStep(t *transfer, i int) {
	a := &t.parts[i]
	t.at = int16(i)
	e.send(t, i, step, !a.sent)
	e.repeat(t, i)
	e.copy(t, i)
}

// repeat looks again after a while, each time twice as long, whether there was an answer.
func (e *engine) repeat(t *transfer, i int) {
	a := &t.parts[i]
	a.patience = max(e.patience, 2*a.patience)
	a.sent = true
	e.at(a.patience, stepTimeout, t.id, i)
}

// copy lets a delivery arrive a second time, a round trip later.
func (e *engine) copy(t *transfer, i int) {
	if e.draw.copies.Float64()*100 < e.p.DuplicatePct {
		e.at(3*e.half, stepCopy, t.id, i)
		t.note(e, "will be sent this delivery a second time", i, true)
	}
}

// sendUndo sends the compensation of a step. It is tried until it succeeds.
func (e *engine) sendUndo(t *transfer, i int) {
	a := &t.parts[i]
	t.at = int16(i)
	e.send(t, i, undo, a.heard || a.sent)
	a.heard, a.sent = false, false
	e.at(max(e.patience, a.patience), stepTimeout, t.id, i)
	a.patience = 2 * max(e.patience, a.patience)
}

// sagaAnswer goes on to the next step, or back.
func (e *engine) sagaAnswer(k kind, t *transfer, i int) {
	switch k {
	case stepRefused:
		if t.state != voting || int(t.at) != i {
			return
		}
		if i == 0 {
			e.abortLocal(t)
			return
		}
		t.state = compensating
		e.sendUndo(t, i-1)
	case stepDone:
		e.sagaDone(t, i)
	case undone:
		if t.state == compensating && int(t.at) == i {
			e.sagaUndone(t, i)
		}
	}
}

// sagaDone goes on after a step. The client of the first one may have its answer now.
func (e *engine) sagaDone(t *transfer, i int) {
	a := &t.parts[i]
	if a.heard || t.state != voting {
		return
	}
	a.heard = true
	if i == 0 && e.p.Answer == "decision" {
		e.answer(t)
	}
	if i == len(t.parts)-1 {
		t.state = decidedYes
		e.out.Committed++
		e.complete(t)
		return
	}
	if e.choreographed() {
		return
	}
	t.at = int16(i + 1)
	if e.coordinator(t).down {
		t.hit = true
		return
	}
	e.sendStep(t, i+1)
}

// undoArrives undoes a step, or says again that it is undone.
func (e *engine) undoArrives(t *transfer, i int) {
	switch t.parts[i].stage {
	case done:
		if e.locks.request(e, waiter{op: t.id, part: int16(i)}) {
			e.undoLocked(t, i)
			return
		}
		e.meets(t, i)
		e.wait(t, i, undoWaits)
	case reversed:
		e.send(t, i, undone, false)
	}
}

func (e *engine) undoLocked(t *transfer, i int) {
	t.parts[i].stage, t.parts[i].since = undoing, e.now
	t.forces++
	t.noteFor(e, "locks the account and forces the compensation", i, e.force)
	e.inShard(e.force, undoForced, t, i)
}

func (e *engine) undoForGood(t *transfer, i int) {
	a := &t.parts[i]
	a.stage, a.since = reversed, e.now
	e.apply(t, i, -1)
	e.locks.release(e, a.key)
	e.out.Compensations++
	t.note(e, "has undone its step", i, false)
	if !e.choreographed() {
		e.send(t, i, undone, true)
		return
	}
	e.sagaUndone(t, i)
}

// sagaUndone goes on with the step before.
func (e *engine) sagaUndone(t *transfer, i int) {
	if i > 0 {
		e.sendUndo(t, i-1)
		return
	}
	e.out.Compensated++
	e.abortLocal(t)
	e.settle(t)
}
