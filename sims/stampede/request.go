package stampede

import "tradeofflab/sims/model"

// arrive is a read that is no plain hit.
func (e *engine) arrive() {
	r := int32(e.requests.n)
	if r >= mostRequests {
		e.close()
		return
	}
	e.requests.add(request{first: e.now, sent: e.now, rebuild: -1,
		instance: int16(e.pick.IntN(e.p.Instances))})
	e.out.Requests++
	e.attempt(r)
}

func (e *engine) retry(r int32) {
	e.requests.at(r).sent = e.now
	e.attempt(r)
}

// attempt lets a request ask the cache.
func (e *engine) attempt(r int32) {
	q := e.requests.at(r)
	q.rebuild = -1
	switch {
	case e.now < e.expires:
		e.took(e.now - q.first)
		e.give(r, e.now)
		return
	case e.p.stale() && e.now < e.gone:
		if e.now >= e.lockEnd {
			e.begin(-1, 0)
		}
		e.serveStale()
		e.took(e.now - q.first)
		return
	}
	q.open = true
	e.unanswered++
	switch {
	case e.p.Protection == "single_flight" && e.flights[q.instance] >= 0, e.p.locked() && e.now < e.lockEnd:
		e.waits(q.instance).Push(r)
		e.tell(r, "waits")
	default:
		e.begin(r, q.instance)
	}
	e.attempts.Push(r)
	e.watch()
	e.note()
}

// waits is the line for the query of an instance, or for the lock.
func (e *engine) waits(instance int16) *model.Line[int32] {
	if e.p.locked() {
		instance = 0
	}
	return &e.waiting[instance]
}

// took takes note of how long a request waited, in ticks.
func (e *engine) took(wait int64) { e.times = append(e.times, float64(wait)) }

// answer ends a request with the value at a tick.
func (e *engine) answer(r int32, at int64) {
	q := e.requests.at(r)
	q.open = false
	e.unanswered--
	e.took(at - q.first)
	e.give(r, at)
}

// serveStale takes note of how old an expired value is that is served now.
func (e *engine) serveStale() {
	e.out.Stale = max(e.out.Stale, seconds(e.now-e.expires))
	e.out.Age = max(e.out.Age, seconds(e.now-e.version))
}
