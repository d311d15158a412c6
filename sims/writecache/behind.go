package writecache

import "fmt"

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
		e.dirty = append(e.dirty, e.newOp(o))
		e.wait(1)
	case !k.dirty:
		if k.dirty = true; !k.flying {
			e.wait(1)
		}
		e.dirty = append(e.dirty, o.key)
	}
	e.note(t, o.key, "version %d of %s is set in the cache and acknowledged; it is dirty", o.version)
	e.ack(t+took, o)
}

// wait adds to what is not in the database yet.
func (e *engine) wait(n int) {
	e.pending += n
	e.out.PendingMax = max(e.out.PendingMax, e.pending)
}

// flush sends what is dirty to the database, for each key the newest version only. A key whose last flush is still
// under way waits for the next, so that an older version can never overtake a newer one.
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
	sent, rest := 0, e.dirty[:0]
	for _, d := range e.dirty {
		switch {
		case sent >= e.p.Batch && t < e.end:
			rest = append(rest, d)
		case !e.p.Coalesce:
			sent++
			e.send(t, d)
		case e.keys[d].flying:
			rest = append(rest, d)
		default:
			k := &e.keys[d]
			k.dirty, k.flying = false, true
			sent++
			e.send(t, e.newOp(op{key: d, version: k.cache, came: t, behind: true}))
		}
	}
	e.dirty = rest
	if sent > 0 {
		e.note(t, none, fmt.Sprintf("the flush sends %s to the database", countOf(sent, "key")), 0)
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
	}
	if e.out.CrashedAt > 0 && !e.out.Recovered && !e.dbDown && !e.cacheDown && e.pending <= max(e.before, 1) {
		e.out.Recovered, e.out.Recovery = true, max(0, float64(t)/second-e.out.CrashedAt-e.p.DownS)
	}
}
