package writecache

import "tradeofflab/sims/model"

// dbLife counts the lives of the database: what was in it when it crashed is not applied.
func (e *engine) dbLife() int32 {
	if e.crashed && e.p.Crash == "db" {
		return 1
	}
	return 0
}

// crash stops a part of the system.
func (e *engine) crash(t int64) {
	e.before, e.crashed = e.out.PendingMax, true
	e.out.CrashedAt = float64(t) / second
	e.note(t, none, "the "+map[string]string{"app": "application", "cache": "cache", "db": "database"}[e.p.Crash]+
		" crashes", 0)
	switch e.p.Crash {
	case "app": // the cache and its flusher live on
		e.life++
		for i := range e.made {
			e.work(scanSteps)
			o := e.op(i)
			o.dead = !o.behind
		}
		e.leaveLine(func(i int32) {
			if e.op(i).behind {
				e.send(t, i)
				return
			}
			e.out.Failed++
			e.drop(i)
		})
	case "cache":
		e.cacheDown = true
		e.loseCache(t)
	case "db":
		e.dbDown = true
		e.busy = 0
		e.leaveLine(e.refuse)
	}
}

// leaveLine empties the line of the database.
func (e *engine) leaveLine(each func(int32)) {
	i := e.line.first
	e.line, e.waiting = line{none, none}, 0
	for i != none {
		e.work(sendSteps)
		next := e.op(i).next
		each(i)
		i = next
	}
}

// loseCache takes away what only the memory of the cache had. What the database is working on is applied; what was
// synced to the log is there again after the restart.
func (e *engine) loseCache(t int64) {
	for i := range e.made {
		e.work(scanSteps)
		if o := e.op(i); o.behind && o.serving && !o.done {
			o.done = true
			e.flushed(t, &e.keys[o.key], *o)
		}
	}
	if !e.p.Coalesce && e.p.Strategy == "behind" {
		e.loseWrites()
	}
	e.leaveLine(func(i int32) {
		if !e.op(i).behind {
			e.send(t, i)
			return
		}
		e.drop(i)
	})
	if e.p.Coalesce && e.p.Strategy == "behind" {
		e.loseVersions()
	}
	if e.p.Durable == "none" || e.p.Strategy != "behind" { // only write-behind keeps a log here
		for id := range e.keys {
			e.work(scanSteps)
			e.keys[id].cached = false
		}
	}
	e.unsynced = e.unsynced[:0]
}

// loseVersions sets every key back to the newest version that is in the database or in the log, and starts again from
// there.
func (e *engine) loseVersions() {
	late := map[int32]int32{} // acknowledged since the last sync
	for _, o := range e.unsynced {
		e.work(mapSteps)
		late[o.key]++
	}
	e.dirty, e.landed, e.pending, e.unsafe = model.Line[int32]{}, model.EventQueue[int32]{}, 0, 0
	for id := range e.keys {
		e.work(scanSteps)
		k := &e.keys[id]
		if k.dirty, k.flying = false, false; k.cache <= k.kept {
			continue
		}
		safe := k.kept
		switch e.p.Durable {
		case "everysec":
			safe = max(safe, k.cache-late[int32(id)])
		case "always":
			safe = k.cache
		}
		if safe < k.cache {
			e.out.Lost += int(k.cache - safe)
			e.out.LostRows++
		}
		if k.cache, k.issued = safe, safe; safe > k.kept {
			k.dirty = true
			e.dirtied++
			k.since = e.dirtied
			e.dirty.Push(int32(id))
			e.pending++
			e.unsafe += int(safe - k.kept)
		}
	}
}

// loseWrites is the same where each write is sent by itself.
func (e *engine) loseWrites() {
	all := append([]int32{}, e.dirty.Front(e.dirty.Len())...)
	for i := e.line.first; i != none; i = e.op(i).next {
		e.work(scanSteps)
		if e.op(i).behind {
			all = append(all, i)
		}
	}
	rows := map[int32]bool{}
	e.dirty = model.Line[int32]{}
	for id := range e.keys {
		e.work(scanSteps)
		e.keys[id].cache = e.keys[id].kept
	}
	for _, i := range all {
		e.work(mapSteps)
		o := *e.op(i)
		if e.p.Durable == "always" || e.p.Durable == "everysec" && o.came <= e.synced {
			o.next = none
			e.keys[o.key].cache = max(e.keys[o.key].cache, o.version)
			e.dirty.Push(e.newOp(o))
			continue
		}
		rows[o.key] = true
		e.out.Lost++
	}
	e.out.LostRows = len(rows)
	e.pending, e.unsafe = e.dirty.Len(), e.dirty.Len()
}

// restart brings the crashed part back.
func (e *engine) restart(t int64) {
	e.cacheDown, e.dbDown = false, false
	e.note(t, none, "it is back", 0)
	e.release(t)
}

// release sends what waited for the database.
func (e *engine) release(t int64) {
	held := e.held
	e.held = nil
	for _, i := range held {
		e.work(sendSteps)
		e.send(t, i)
	}
}
