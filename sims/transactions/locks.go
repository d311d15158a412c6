package transactions

import "tradeofflab/sims/model"

// locks are the locks of all accounts. Requests are served first come, first served; shared ones are of readers and of
// parts that only read.
type locks struct {
	holder  []int32 // of each account: 0 for none, transfer + 1, or −n for n readers
	since   []int64 // when a transfer got it
	lines   map[int32]*model.Line[waiter]
	peeks   map[int32][]int32 // readers of a snapshot that wait for the holder
	waiting int               // parts of transfers in a line
}

// waiter is a request: of a part of a transfer, or of a reader.
type waiter struct {
	op     int32
	part   int16
	shared bool
	reader bool
}

func newLocks(keys int) locks {
	return locks{holder: make([]int32, keys), since: make([]int64, keys), lines: map[int32]*model.Line[waiter]{},
		peeks: map[int32][]int32{}}
}

// key is the account that a request is for.
func (w waiter) key(e *engine) int32 {
	if w.reader {
		return e.transfers[e.readers[w.op].of].parts[w.part].key
	}
	return e.transfers[w.op].parts[w.part].key
}

// stale says whether a request in a line was given up.
func (w waiter) stale(e *engine) bool {
	if w.reader {
		r := &e.readers[w.op]
		return r.ended || r.waits&(1<<w.part) == 0
	}
	s := e.transfers[w.op].parts[w.part].stage
	return s != waiting && s != undoWaits
}

// request gives the lock at once where it is free and nobody waits, and reports whether it did.
func (l *locks) request(e *engine, w waiter) bool {
	key := w.key(e)
	line := l.line(e, key)
	if line != nil || l.holder[key] > 0 || l.holder[key] < 0 && !w.shared {
		return false
	}
	l.hold(e, key, w)
	return true
}

// hold enters a holder. A part that only reads leaves at once.
func (l *locks) hold(e *engine, key int32, w waiter) {
	switch {
	case w.reader:
		l.holder[key]--
	case !w.shared:
		l.holder[key], l.since[key] = w.op+1, e.now
	}
}

// line gives those who wait for an account, without those who gave up in front; nil where nobody waits.
func (l *locks) line(e *engine, key int32) *model.Line[waiter] {
	line := l.lines[key]
	for line != nil && line.Len() > 0 && line.First().stale(e) {
		line.Pop()
	}
	if line != nil && line.Len() == 0 {
		delete(l.lines, key)
		return nil
	}
	return line
}

// enqueue puts a request at the end of the line.
func (l *locks) enqueue(e *engine, w waiter) {
	key := w.key(e)
	if l.lines[key] == nil {
		l.lines[key] = &model.Line[waiter]{}
	}
	l.lines[key].Push(w)
}

// release frees an account of its transfer and lets those in who wait.
func (l *locks) release(e *engine, key int32) {
	l.holder[key] = 0
	l.serve(e, key)
}

// leave takes a reader off an account.
func (l *locks) leave(e *engine, key int32) {
	if l.holder[key]++; l.holder[key] == 0 {
		l.serve(e, key)
	}
}

// serve gives a free account to those who wait, in order.
func (l *locks) serve(e *engine, key int32) {
	if peeking := l.peeks[key]; len(peeking) > 0 {
		delete(l.peeks, key)
		for _, r := range peeking {
			e.look(r)
		}
	}
	for {
		line := l.line(e, key)
		if line == nil {
			return
		}
		w := line.First()
		if l.holder[key] > 0 || l.holder[key] < 0 && !w.shared {
			return
		}
		line.Pop()
		l.hold(e, key, w)
		e.granted(w)
	}
}

// granted goes on with what waited for a lock.
func (e *engine) granted(w waiter) {
	if w.reader {
		r := &e.readers[w.op]
		r.waits &^= 1 << w.part
		e.readLocked(w.op, int(w.part))
		return
	}
	t, i := &e.transfers[w.op], int(w.part)
	undo := t.parts[i].stage == undoWaits
	e.locks.waiting--
	switch {
	case undo:
		e.undoLocked(t, i)
	case e.p.Protocol == twoPhase && !e.p.oneShard():
		e.lockedPart(t, i)
	default:
		e.localLocked(t, i)
	}
}

// wait puts a part into the line of its account. What undoes a step waits for ever, else the wait has an end.
func (e *engine) wait(t *transfer, i int, s stage) {
	a := &t.parts[i]
	a.stage, a.since = s, e.now
	e.locks.waiting++
	e.locks.enqueue(e, waiter{op: t.id, part: int16(i), shared: a.readOnly})
	if s == waiting {
		e.inShard(e.lockWait, lockTimeout, t, i)
	}
	t.note(e, "waits for the lock of the account", i, true)
}

// stopWaiting takes a part out of its line; the line forgets it when it comes to its front.
func (e *engine) stopWaiting(a *part, s stage) {
	a.stage = s
	e.locks.waiting--
	if e.locks.holder[a.key] <= 0 {
		e.locks.serve(e, a.key) // who stood behind it may go
	}
}

// lockTimedOut gives up a wait that is as old as it may be.
func (e *engine) lockTimedOut(t *transfer, i int) {
	a := &t.parts[i]
	if a.stage != waiting || a.since+e.lockWait != e.now {
		return
	}
	e.out.LockTimeouts++
	t.note(e, "waited too long for the lock", i, true)
	if e.p.Protocol == twoPhase && !e.p.oneShard() {
		e.stopWaiting(a, out)
		e.send(t, i, voteNo, true)
		return
	}
	e.stopWaiting(a, idle)
	e.localRefused(t, i)
}

// meets notes that a transfer found an account locked, and by whom.
func (e *engine) meets(t *transfer, i int) {
	t.met = true
	h := e.locks.holder[t.parts[i].key]
	if h <= 0 || !e.missing() {
		return
	}
	holder := &e.transfers[h-1]
	t.metDoubt = t.metDoubt || e.isMissing(holder)
	t.hit = t.hit || e.p.Protocol == twoPhase && holder.hit
}

const cycleSteps = 64 // transfers of the longest cycle that is noticed

// closesCycle says whether a transfer that begins to wait waits for itself by way of others. With locks asked for one
// after another a transfer waits for one at a time. Asked for all at once, in one order for all, there is no cycle, and
// the tests look for one. Readers are not followed.
func (e *engine) closesCycle(t *transfer) bool {
	if e.p.OrderKeys {
		return false
	}
	for next, seen := t, 0; seen < cycleSteps; seen++ {
		a := &next.parts[next.at]
		h := e.locks.holder[a.key]
		if a.stage != waiting || h <= 0 {
			return false
		}
		if h-1 == t.id {
			return true
		}
		next = &e.transfers[h-1]
	}
	return false
}
