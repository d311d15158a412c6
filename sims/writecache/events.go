package writecache

type kind uint8

const (
	arrive kind = iota
	set         // through, cache first: the write reaches the cache
	next        // the application's second step
	commit      // the database is done
	flush
	sync // of the log of the cache
	crash
	back
	sample
)

type event struct {
	kind kind
	op   int32
	life int32 // of the application that scheduled it
}

// turn does what is due next. It reports false when nothing is.
func (e *engine) turn() bool {
	if i := e.reads.first; i != none {
		r := *e.op(i)
		if t, ev, ok := e.queue.PopDue(r.came - 1); ok {
			e.pass(t)
			e.handle(t, ev)
			return true
		}
		e.leave(&e.reads)
		e.drop(i)
		e.pass(r.came)
		e.readAfter(r.came, r.key, r.version)
		return true
	}
	t, ev, ok := e.queue.Pop()
	if ok {
		e.pass(t)
		e.handle(t, ev)
	}
	return ok
}

// handle dispatches an event to what it changes.
func (e *engine) handle(t int64, ev event) {
	switch ev.kind {
	case arrive:
		e.write(t)
	case set:
		e.setCache(t, ev)
	case next:
		e.secondStep(t, ev)
	case commit:
		e.committed(t, ev)
	case flush:
		e.flush(t)
	case sync:
		e.unsynced, e.synced = e.unsynced[:0], t
		if t < e.end {
			e.queue.Push(t+second, event{kind: sync})
		}
	case crash:
		e.crash(t)
	case back:
		e.restart(t)
	case sample:
		e.out.Samples = append(e.out.Samples, Sample{float64(t) / second, e.pending, e.unsafe})
	}
}
