package readcache

// job is one query.
type job struct {
	arrived int64 // when its read reached the cache; a lease is of that time
	key     int32
	next    int32
	phase   phase // of the arrival
	refresh bool
	alone   bool // sent past a cache that is down
}

// database runs up to pool queries at once; the others wait, first come first served.
type database struct {
	jobs        pages[job]
	free        int32
	first, last int32 // of the line
	waiting     int
	busy, pool  int
	now         int64
	area, work  float64
}

func newDatabase(pool int, at int64) database {
	return database{free: none, first: none, last: none, pool: pool, now: at}
}

// pass adds up the time in the present state.
func (d *database) pass(t int64, counts bool) {
	if counts {
		dt := float64(t - d.now)
		d.area += dt * float64(d.busy+d.waiting)
		d.work += dt * float64(d.busy)
	}
	d.now = t
}

func (d *database) add(j job) int32 {
	i := d.free
	if i == none {
		return d.jobs.add(j)
	}
	d.free = d.jobs.at(i).next
	*d.jobs.at(i) = j
	return i
}

// ask sends a query.
func (e *engine) ask(t int64, j job) {
	e.db.pass(t, e.steady(t))
	j.arrived, j.next, j.phase = t, none, e.phase
	k := &e.keys[j.key]
	k.loads++
	if !j.alone {
		e.out.MaxLoads = max(e.out.MaxLoads, int(k.loads))
	}
	e.count(k.group, Count{Queries: 1})
	i := e.db.add(j)
	if e.db.busy < e.db.pool {
		e.db.busy++
		e.serve(t, i)
		return
	}
	if e.db.last == none {
		e.db.first = i
	} else {
		e.db.jobs.at(e.db.last).next = i
	}
	e.db.last = i
	e.db.waiting++
}

func (e *engine) serve(t int64, i int32) {
	e.push(t+int64(e.services.ExpFloat64()*e.p.DBms*1e6), newEvent(answer, i, 0))
}

// answered ends a query. Its value is what the database holds now.
func (e *engine) answered(t int64, i int32) {
	e.db.pass(t, e.steady(t))
	j := *e.db.jobs.at(i)
	if next := e.db.first; next != none {
		e.db.first = e.db.jobs.at(next).next
		if e.db.first == none {
			e.db.last = none
		}
		e.db.waiting--
		e.serve(t, next)
	} else {
		e.db.busy--
	}
	e.db.jobs.at(i).next = e.db.free
	e.db.free = i
	e.keys[j.key].loads--
	if j.phase == steady {
		e.out.Jobs.Add(t-j.arrived, 1)
	}
	if !j.refresh {
		e.timesOf(j.phase, t-j.arrived+int64(e.p.CacheMs*1e6), 1)
	}
	e.wake(t, j.key)
	if t > e.end {
		return
	}
	if e.p.Race == "off" {
		e.put(t, j.key, t, j.refresh)
		return
	}
	late := t + int64(e.pauses.ExpFloat64()*e.p.PauseMs*1e6)
	number := e.sets.add(set{key: j.key, readAt: t, asked: j.arrived, refresh: j.refresh})
	e.push(late, newEvent(store, number, 0))
}

// set is a value on its way into the cache.
type set struct {
	key     int32
	refresh bool
	readAt  int64
	asked   int64
}

// stored ends the way of a value into the cache. A lease refuses it when the key was deleted since the read that asked
// for it (Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, section 3.2.1).
func (e *engine) stored(t int64, s set) {
	if e.p.Race == "lease" && e.p.Strategy == "invalidate" && e.keys[s.key].wroteAt >= s.asked {
		e.out.Refused++
		return
	}
	e.put(t, s.key, s.readAt, s.refresh)
}

// waiter is a read that waits for the query of another.
type waiter struct {
	arrived int64
	next    int32
	phase   phase
}

// join lets a read wait for the query that is under way.
func (e *engine) join(t int64, key int32) {
	k := &e.keys[key]
	k.waiters = e.waiters.add(waiter{t, k.waiters, e.phase})
}

// wake answers the reads that waited.
func (e *engine) wake(t int64, key int32) {
	for i := e.keys[key].waiters; i != none; {
		e.spend(wakeSteps)
		w := e.waiters.at(i)
		e.timesOf(w.phase, t-w.arrived+int64(e.p.CacheMs*1e6), 1)
		i = w.next
	}
	e.keys[key].waiters = none
}
