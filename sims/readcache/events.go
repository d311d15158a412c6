package readcache

// handle dispatches an event to what it changes.
func (e *engine) handle(t int64, ev event) {
	switch ev.kind() {
	case answer:
		e.answered(t, ev.key)
	case store:
		e.stored(t, *e.sets.at(ev.key))
	case write:
		e.overwrite(t, int32(e.writes.IntN(e.p.Keys)))
		e.push(t+e.gap(e.writes, e.p.Writes), newEvent(write, 0, 0))
	case cell, begin, lose, back:
		e.turn(t, ev.kind())
	default:
		if e.keys[ev.key].number == ev.number() {
			e.life(t, ev)
		}
	}
}

// life handles what happens to one key.
func (e *engine) life(t int64, ev event) {
	k := &e.keys[ev.key]
	switch ev.kind() {
	case ask:
		e.miss(t, ev.key)
		e.askLater(t, ev.key)
	case expire:
		if e.p.Strategy == "refresh_ahead" && !k.reloading && e.steady(t) {
			e.out.Expired++
		}
		e.drop(t, ev.key)
		e.askLater(t, ev.key)
	case open: // reads so far went with the flow; now the next one counts
		if k.opened = true; !e.explicit {
			e.stopFlow(t, ev.key)
			e.push(t+e.gap(e.firstReads, e.rates[ev.key]), newEvent(reload, ev.key, ev.number()))
		}
	case reload:
		e.hit(t, ev.key)
		e.refresh(t, ev.key)
		e.flow(t, ev.key)
	}
}

// askLater schedules the next read of a key that is not cached.
func (e *engine) askLater(t int64, key int32) {
	if !e.explicit && !e.down {
		e.push(t+e.gap(e.firstReads, e.rates[key]), newEvent(ask, key, e.keys[key].number))
	}
}

// arrive handles a read that is simulated by itself.
func (e *engine) arrive(t int64) {
	key := int32(e.alias.Draw(e.keyIDs))
	e.nextRead = t + e.gap(e.arrivals, e.p.RPS)
	k := &e.keys[key]
	switch {
	case e.down:
		e.count(k.group, Count{Misses: 1})
		e.ask(t, job{key: key, alone: true})
	case !k.cached:
		e.miss(t, key)
	default:
		e.hit(t, key)
		e.unlink(key)
		e.front(key)
		if k.opened && !k.reloading {
			e.refresh(t, key)
		}
	}
}

// hit counts one read of a cached key.
func (e *engine) hit(t int64, key int32) {
	k := &e.keys[key]
	c := Count{Hits: 1}
	if k.read = true; k.staleAt != never {
		c.Stale = 1
		if e.steady(t) {
			e.out.MaxStale = max(e.out.MaxStale, float64(t-k.staleAt)/second)
		}
	}
	e.count(k.group, c)
	e.times(int64(e.p.CacheMs*1e6), 1)
}

// miss sends a read to the database, or lets it wait where one query is enough for all.
func (e *engine) miss(t int64, key int32) {
	k := &e.keys[key]
	e.count(k.group, Count{Misses: 1})
	if e.p.Strategy == "read_through" && k.loads > 0 {
		e.join(t, key)
		return
	}
	e.ask(t, job{key: key})
}

// refresh reloads an entry before it expires; its reads go on hitting.
func (e *engine) refresh(t int64, key int32) {
	k := &e.keys[key]
	k.reloading = true
	if e.steady(t) {
		e.out.Refreshes++
	}
	e.ask(t, job{key: key, refresh: true})
}

// overwrite commits a write to the database and, with delete-on-write, deletes the key from the cache.
func (e *engine) overwrite(t int64, key int32) {
	k := &e.keys[key]
	k.wroteAt = t
	switch {
	case !k.cached:
	case e.p.Strategy == "invalidate":
		e.drop(t, key)
		e.askLater(t, key)
	default:
		e.spoil(t, key)
	}
}
