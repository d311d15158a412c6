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

// op is one write on its way.
type op struct {
	key     int32
	version int32
	came    int64
	behind  bool // sent by a flush
	serving bool // the database works on it
	done    bool // it was applied before its time, as the cache crashed
	dead    bool // the application that waits for it has died
	next    int32
}

type event struct {
	kind kind
	op   int32
	life int32 // of the application that scheduled it
}

// reading is a read of a key whose version was acknowledged.
type reading struct {
	at           int64
	key, version int32
}

// turn does what is due next. It reports false when nothing is.
func (e *engine) turn() bool {
	if e.reads.Len() > 0 {
		at := e.reads.First().at
		if t, ev, ok := e.queue.PopDue(at - 1); ok {
			e.pass(t)
			e.handle(t, ev)
			return true
		}
		r := e.reads.Pop()
		e.pass(at)
		e.readAfter(at, r.key, r.version)
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

func (e *engine) newOp(o op) int32 {
	if i := e.free; i != none {
		e.free = e.ops[i].next
		e.ops[i] = o
		return i
	}
	e.ops = append(e.ops, o)
	return int32(len(e.ops) - 1)
}

func (e *engine) drop(i int32) {
	e.ops[i].next = e.free
	e.free = i
}
