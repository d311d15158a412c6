package writecache

func (e *engine) cacheTicks() int64 { return int64(e.p.CacheMs * milli) }

// write takes in a write of a client and takes its first step.
func (e *engine) write(t int64) {
	if next := t + e.gap(); next < e.end {
		e.queue.Push(next, event{kind: arrive})
	}
	e.out.Writes++
	id := int32(e.alias.Draw(e.ids))
	k := &e.keys[id]
	k.issued++
	o := op{key: id, version: k.issued, came: t}
	e.out.Groups[k.group].Writes++
	if t >= e.whole.from && t < e.whole.to {
		e.out.WholeWrites++
	}
	if e.p.Strategy == "behind" {
		e.writeBehind(t, o)
		return
	}
	i := e.newOp(o)
	if e.cacheFirst() && !e.cacheDown {
		e.queue.Push(t+e.cacheTicks(), event{kind: set, op: i, life: e.life})
		return
	}
	e.send(t, i)
}

func (e *engine) cacheFirst() bool { return e.p.Strategy == "through" && e.p.Order == "cache_first" }

func (e *engine) pause() int64 { return int64(e.pauses.ExpFloat64() * e.p.PauseMs * milli) }

// send hands a write to the database.
func (e *engine) send(t int64, i int32) {
	switch {
	case e.dbDown:
		e.refuse(i)
	case e.busy < e.pool:
		e.busy++
		e.begin(t, i)
	default:
		e.join(&e.line, i)
		e.waiting++
	}
}

func (e *engine) begin(t int64, i int32) {
	e.op(i).serving = true
	e.queue.Push(t+int64(e.service.ExpFloat64()*e.mean), event{kind: commit, op: i, life: e.dbLife()})
}

// refuse is what happens to a write that finds the database down. A flush, or a client that tries again, waits until it
// is back.
func (e *engine) refuse(i int32) {
	o := e.op(i)
	o.serving = false
	if o.behind || e.p.Retry && !o.dead {
		e.held = append(e.held, i)
		return
	}
	e.out.Failed++
	e.drop(i)
}

// committed applies a write in the database. The last to be applied stands, whatever its version, except that a flush
// never puts an older version over a newer one.
func (e *engine) committed(t int64, ev event) {
	if ev.life != e.dbLife() { // the database crashed while it worked on this
		if e.dbDown {
			e.refuse(ev.op)
		} else {
			e.op(ev.op).serving = false
			e.held = append(e.held, ev.op)
			e.release(t)
		}
		return
	}
	o := *e.op(ev.op)
	e.busy--
	if e.line.first != none {
		e.waiting--
		e.busy++
		e.begin(t, e.leave(&e.line))
	}
	if o.done {
		e.drop(ev.op)
		return
	}
	k := &e.keys[o.key]
	if t <= e.end {
		e.out.Commits++
		e.out.Groups[k.group].Commits++
	}
	if t <= e.measured {
		e.out.Before++
	}
	if o.behind && o.came > e.whole.from && o.came <= e.whole.to {
		e.out.WholeCommits++
	}
	if o.behind {
		e.flushed(t, k, o)
		e.note(t, o.key, "version %d of %s is in the database", o.version)
		e.drop(ev.op)
		return
	}
	k.db = o.version
	e.note(t, o.key, "the database commits version %d of %s", o.version)
	switch {
	case o.dead:
		e.out.Failed++
		e.drop(ev.op)
	case e.p.Strategy == "around" || e.cacheFirst():
		e.drop(ev.op)
		e.ack(t, o)
	default:
		e.queue.Push(t+e.pause()+e.cacheTicks(), event{kind: next, op: ev.op, life: e.life})
	}
}

// setCache is the first step of a write that goes to the cache first.
func (e *engine) setCache(t int64, ev event) {
	o := *e.op(ev.op)
	if !e.cacheDown {
		e.keys[o.key].cache, e.keys[o.key].cached = o.version, true
		e.note(t, o.key, "version %d of %s is set in the cache", o.version)
	}
	e.queue.Push(t+e.pause(), event{kind: next, op: ev.op, life: ev.life})
}

// secondStep is the second of two: the database after the cache, or the cache after the database.
func (e *engine) secondStep(t int64, ev event) {
	if ev.life != e.life { // the application died between its steps
		e.out.Failed++
		e.drop(ev.op)
		return
	}
	o := *e.op(ev.op)
	if e.cacheFirst() {
		e.send(t, ev.op)
		return
	}
	k := &e.keys[o.key]
	e.drop(ev.op)
	if !e.cacheDown {
		if k.cache, k.cached = o.version, true; e.p.Strategy == "around_invalidate" {
			k.cache, k.cached = 0, false
			e.note(t, o.key, "the key is deleted from the cache, version %d of %s is acknowledged", o.version)
		} else {
			e.note(t, o.key, "version %d of %s is set in the cache and acknowledged", o.version)
		}
	}
	e.ack(t, o)
}

// ack answers the client, who may read the key again later.
func (e *engine) ack(t int64, o op) {
	e.out.Acked++
	e.out.Times.Add(t-o.came, 1)
	if e.p.ReadPct > 0 && e.readers.Float64()*100 < e.p.ReadPct {
		if at := t + int64(e.p.ReadAfter*second); at <= e.end {
			e.join(&e.reads, e.newOp(op{key: o.key, version: o.version, came: at}))
		}
	}
}

// readAfter reads a key whose version was acknowledged. A miss fills the cache.
func (e *engine) readAfter(t int64, id, version int32) {
	if e.cacheDown || e.dbDown {
		return
	}
	k := &e.keys[id]
	e.out.Reads++
	switch {
	case !k.cached:
		e.out.Misses++
		k.cached, k.cache = true, k.db
		e.note(t, id, "a read of %[2]s misses and fetches version %[1]d from the database", k.db)
	case k.cache < version:
		e.out.Stale++
		e.note(t, id, "a read of %[2]s hits version %[1]d, which is stale", k.cache)
	}
}
