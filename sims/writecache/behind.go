package writecache

import "tradeofflab/say"

// writeBehind acknowledges a write from the cache. What the cache has and the database has not is dirty.
func (e *engine) writeBehind(t int64, o op) {
	k := &e.keys[o.key]
	if e.cacheDown {
		k.issued--
		e.out.Failed++
		return
	}
	k.cache, k.cached = o.version, true
	took := e.cacheTicks()
	if e.p.Durable == "always" {
		took += int64(e.p.FsyncMs * milli)
	} else if e.p.Durable == "everysec" {
		e.unsynced = append(e.unsynced, o)
	}
	e.unsafe++
	e.out.UnsafeMax = max(e.out.UnsafeMax, e.unsafe)
	switch {
	case !e.p.Coalesce:
		o.behind = true
		e.dirty.Push(e.newOp(o))
		e.wait(1)
	case !k.dirty:
		k.dirty = true
		e.dirtied++
		if k.since = e.dirtied; !k.flying { // else it waits until it has landed
			e.wait(1)
			e.dirty.Push(o.key)
		}
	}
	e.note(t, o.key, "version %d of %s is set in the cache and acknowledged; it is dirty", o.version)
	e.ack(t+took, o)
}

// wait adds to what is not in the database yet.
func (e *engine) wait(n int) {
	e.pending += n
	e.out.PendingMax = max(e.out.PendingMax, e.pending)
}

// ready takes out what has been dirty longest, of what a flush may send. A key whose last flush is still under way
// waits until it has landed, so that an older version can never overtake a newer one; it keeps its place by then.
func (e *engine) ready() (int32, bool) {
	if e.dirty.Len() == 0 {
		_, d, ok := e.landed.Pop()
		return d, ok
	}
	if e.p.Coalesce {
		if _, d, ok := e.landed.PopDue(int64(e.keys[e.dirty.First()].since)); ok {
			return d, true
		}
	}
	return e.dirty.Pop(), true
}

// flush sends what is dirty to the database, for each key the newest version only.
func (e *engine) flush(t int64) {
	after := e.tick.flush
	if t >= e.end { // what is left goes at once, and what was written over since once more
		after = max(after, int64(float64(e.waiting)/e.p.Capacity*second))
	}
	if t < e.end || e.pending > 0 || e.cacheDown {
		e.queue.Push(t+after, event{kind: flush})
	}
	if e.cacheDown {
		return
	}
	if t < e.end {
		e.out.Intervals++
	}
	sent := 0
	for sent < e.p.Batch || t >= e.end {
		d, ok := e.ready()
		if !ok {
			break
		}
		e.work(sendSteps)
		sent++
		i := d
		if e.p.Coalesce {
			k := &e.keys[d]
			k.dirty, k.flying = false, true
			i = e.newOp(op{key: d, version: k.cache, came: t, behind: true})
		}
		e.send(t, i)
	}
	if sent > 0 {
		e.note(t, none, "the flush sends "+say.Count(sent, "key")+" to the database", 0)
	}
}

// flushed notes that a flush has brought a version into the database.
func (e *engine) flushed(t int64, k *key, o op) {
	if o.version > k.kept {
		if e.p.Coalesce {
			e.unsafe -= int(o.version - k.kept)
		} else {
			e.unsafe--
		}
		k.kept, k.db = o.version, o.version
	} else if !e.p.Coalesce {
		e.unsafe--
	}
	if k.flying = false; !e.p.Coalesce || !k.dirty {
		e.pending--
	} else {
		e.landed.Push(int64(k.since), o.key)
	}
	if e.out.CrashedAt > 0 && !e.out.Recovered && !e.dbDown && !e.cacheDown && e.pending <= max(e.before, 1) {
		e.out.Recovered, e.out.Recovery = true, max(0, float64(t)/second-e.out.CrashedAt-e.p.DownS)
	}
}
