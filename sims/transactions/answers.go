package transactions

import "slices"

// answer tells the client that its transfer is done, as far as the knob says.
func (e *engine) answer(t *transfer) {
	if t.answered {
		return
	}
	t.answered = true
	took := float64(e.now-t.start) / ms
	e.out.AnswerMs = append(e.out.AnswerMs, took)
	if !t.met {
		e.out.Clean++
		e.clean += took
	}
	if e.p.Protocol == twoPhase {
		t.note(e, clientTold, -1, false)
	} else {
		t.note(e, hasAnswer, -1, false)
	}
}

// complete ends a committed transfer: every shard has said that it is done.
func (e *engine) complete(t *transfer) {
	e.completed++
	e.messages += int64(t.messages)
	e.forces += int64(t.forces)
	if e.p.Answer == "complete" {
		e.answer(t)
	}
}

// settlePart counts a part that is done for good.
func (e *engine) settlePart(t *transfer) {
	if t.left--; t.left == 0 {
		e.settle(t)
	}
}

func (e *engine) settle(t *transfer) {
	if t.settled {
		return
	}
	t.settled = true
	took := float64(e.now-t.start) / ms
	e.out.SettleMs = append(e.out.SettleMs, took)
	if !t.met && t.state != decidedNo {
		e.out.CleanSettled++
		e.cleanSettle += took
	}
}

// result adds up the run.
func (e *engine) result() Result {
	o := &e.out
	o.EndS = float64(e.now) / sec
	o.Series.close(e)
	for id := range e.transfers {
		t := &e.transfers[id]
		if t.met {
			o.Met++
		}
		if began := t.start; e.p.Crash != "none" && began >= e.crashAt && began+e.half < e.backAt &&
			(t.state != decidedNo || t.parts[0].sent) {
			o.During++
			if t.metDoubt {
				o.DuringMet++
			}
		}
	}
	o.HalfAtRest = e.halfAtRest()
	for _, m := range e.money {
		o.Rest += m
	}
	o.Sum = o.Rest + e.flying
	slices.Sort(o.AnswerMs)
	slices.Sort(o.SettleMs)
	o.Finished = e.completed
	n := float64(max(1, e.completed))
	o.Messages, o.Forces = float64(e.messages)/n, float64(e.forces)/n
	o.CleanMs = e.clean / float64(max(1, o.Clean))
	o.CleanSettleMs = e.cleanSettle / float64(max(1, o.CleanSettled))
	e.pickTraces()
	return *o
}

// halfAtRest counts the transfers that stand in some of their accounts and not in others.
func (e *engine) halfAtRest() int {
	n := 0
	for id := range e.transfers {
		t, standing := &e.transfers[id], 0
		for i := range t.parts {
			if t.parts[i].stands > 0 {
				standing++
			}
		}
		if standing > 0 && standing < e.p.writers() {
			n++
		}
	}
	return n
}
