package stampede

// ask sends a query to the database: it runs at once when one of the pool is free, else it waits in line.
func (e *engine) ask(id int32) {
	e.open++
	if e.running < e.p.DBPool {
		e.start(id)
	} else {
		e.line.Push(id)
	}
	e.out.PeakOpen = max(e.out.PeakOpen, e.open)
	e.note()
}

func (e *engine) start(id int32) {
	e.running++
	e.out.PeakRunning = max(e.out.PeakRunning, e.running)
	b := e.rebuilds.at(id)
	b.started = e.now
	took := e.p.RecomputeS * (1 + e.p.SpreadPct/100*(2*e.services.Float64()-1))
	if b.doomed {
		e.events.Push(e.now+ticks(took/2), event{dies, id})
		return
	}
	e.events.Push(e.now+ticks(took), event{done, id})
}

// leave frees the place of a query and starts those that wait.
func (e *engine) leave() {
	e.running--
	e.open--
	for e.running < e.p.DBPool && e.line.Len() > 0 {
		id := e.line.Pop()
		if e.p.Cancel && e.abandoned(id) {
			e.drop(id)
			continue
		}
		e.start(id)
	}
}

// abandoned says whether the client that sent the query has given up.
func (e *engine) abandoned(id int32) bool {
	r := e.rebuilds.at(id).request
	return r >= 0 && e.requests.at(r).rebuild != id
}

// drop takes a query out of the line without running it.
func (e *engine) drop(id int32) {
	e.open--
	e.unhand(id)
}

// unhand forgets who was at work on a rebuild.
func (e *engine) unhand(id int32) {
	b := e.rebuilds.at(id)
	if e.p.locked() {
		e.holders--
	}
	if e.p.Protection == "single_flight" && e.flights[b.instance] == id {
		e.flights[b.instance] = -1
	}
}

// finish has the result of a query. It is stored even when the client has given up: the process goes on without it.
func (e *engine) finish(id int32) {
	e.unhand(id)
	b := e.rebuilds.at(id)
	e.store(b)
	if r := b.request; r >= 0 && e.requests.at(r).open && e.requests.at(r).rebuild == id {
		e.answer(r, e.now)
	}
	e.leave()
	e.settle()
	e.tellStored(id)
	e.note()
}

// die ends a rebuild whose process dies half-way. Its lock stays taken; who waited in the same process gets an error.
func (e *engine) die(id int32) {
	e.unhand(id)
	b := e.rebuilds.at(id)
	fail := func(r int32) {
		q := e.requests.at(r)
		q.open = false
		e.unanswered--
		e.took(e.now - q.first)
		e.out.Errors++
	}
	if r := b.request; r >= 0 && e.requests.at(r).open && e.requests.at(r).rebuild == id {
		fail(r)
	}
	if e.p.Protection == "single_flight" {
		e.admit(b.instance, fail)
	}
	e.tellDeath(id)
	e.leave()
	e.settle()
	e.note()
}

// settle ends the account of a cycle when a value is stored and the database is idle again.
func (e *engine) settle() {
	if e.busy && e.open == 0 && !e.inWave {
		e.recovered()
		e.stopped = e.enough()
		e.out.further = e.out.further || !e.stopped
	}
}

// close ends a run whose database never becomes idle.
func (e *engine) close() {
	if e.busy {
		e.recovered()
	}
	e.stopped = true
}

func (e *engine) recovered() {
	e.busy = false
	took := seconds(e.now - e.busyFrom)
	e.recoveries++
	e.recover += took
	e.out.RecoveryMax = max(e.out.RecoveryMax, took)
}

// watch makes sure that somebody looks when the oldest attempt ends its patience.
func (e *engine) watch() {
	if !e.watching && e.attempts.Len() > 0 {
		e.watching = true
		e.events.Push(e.requests.at(e.attempts.First()).sent+ticks(e.p.TimeoutS)+1, event{patience, 0})
	}
}

// lose lets the attempts give up that have waited too long. An answer at the very end of the patience still counts.
func (e *engine) lose() {
	limit := ticks(e.p.TimeoutS)
	for e.attempts.Len() > 0 {
		r := e.attempts.First()
		q := e.requests.at(r)
		if q.open && q.sent+limit >= e.now {
			break
		}
		e.attempts.Pop()
		if !q.open {
			continue
		}
		q.open, q.rebuild = false, -1
		e.unanswered--
		e.tell(r, "gives up")
		if int(q.tries) >= e.p.Retries {
			e.out.Errors++
			e.took(e.now - 1 - q.first) // the tick after the patience is not waited
			continue
		}
		// Exponential backoff from a tenth of a second, each pause between half and one and a half times its mean.
		pause := 0.1 * float64(int64(1)<<q.tries) * (0.5 + e.backoff.Float64())
		q.tries++
		e.events.Push(e.now+ticks(pause), event{again, r})
	}
	e.watch()
	e.note()
}
