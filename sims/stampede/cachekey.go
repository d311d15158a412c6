package stampede

import (
	"math"

	"tradeofflab/sims/calc"
)

// keep stores a value that the database read at tick version, and starts a new generation.
func (e *engine) keep(version, token int64) {
	ttl := ticks(e.p.TTLS + e.p.JitterS*(e.lengths.Float64()-0.5))
	e.has, e.version, e.highest = true, version, max(e.highest, token)
	e.expires = e.now + ttl
	e.gone = e.expires
	if e.p.stale() {
		e.gone += ticks(e.p.GraceS)
	}
	e.stores++
	e.ttlSum += seconds(ttl)
	e.generation++
	if e.p.early() {
		e.plan(e.now)
	}
}

// plan draws the next read after tick from that refreshes early. A read that stands x before expiry does so with
// probability e^(−x/(βδ)) (Vattani, Chierichetti and Lowenstein, Optimal probabilistic cache stampede prevention, VLDB
// 2015: refresh when δ·β·(−ln rand) ≥ x), so these reads are a Poisson process whose rate grows towards expiry: its
// integral is inverted here, and the reads that draw nothing need no event.
func (e *engine) plan(from int64) {
	scale := e.p.Beta * e.p.RecomputeS
	left := seconds(e.expires - from)
	grown := calc.Exp(-left/scale) + e.refresh.ExpFloat64()/(e.p.RPS*scale)
	if grown < 1 {
		e.events.Push(e.expires+ticks(scale*calc.Log(grown)), event{triggers, e.generation})
	}
}

// drawn is a read of a fresh value that refreshes it early.
func (e *engine) drawn() {
	from := e.now
	switch {
	case e.p.locked() && e.now < e.lockEnd:
		from = e.lockEnd // until then every such read is served from the cache
	case e.p.Protection == "lock_stale":
		e.begin(-1, 0)
	default:
		r := int32(e.requests.n)
		instance := int16(e.pick.IntN(e.p.Instances))
		if e.p.Protection == "single_flight" && e.flights[instance] >= 0 {
			break
		}
		e.requests.add(request{first: e.now, sent: e.now, rebuild: -1, instance: instance, open: true})
		e.out.Requests++
		e.unanswered++
		e.begin(r, instance)
		e.attempts.Push(r)
		e.watch()
		e.note()
	}
	if from < e.expires {
		e.plan(from)
	}
}

// begin starts a rebuild, for a request or in the background, and takes the lock where there is one.
func (e *engine) begin(r int32, instance int16) {
	if !e.inWave && e.out.Cycles > 0 && e.enough() { // the next cycle begins before the database is idle
		e.close()
		return
	}
	id := int32(e.rebuilds.n)
	b := rebuild{request: r, instance: instance}
	if !e.inWave {
		e.openWave()
		b.doomed = e.p.Crash
	}
	if e.p.locked() {
		e.token++
		b.token = e.token
		e.lockEnd = e.now + ticks(e.p.LockTTLS)
		if e.holders++; e.holders > 1 {
			e.out.Overlaps++
		}
		e.events.Push(e.lockEnd, event{freed, 0})
	}
	if e.p.Protection == "single_flight" {
		e.flights[instance] = id
	}
	if r >= 0 {
		e.requests.at(r).rebuild = id
	}
	e.rebuilds.add(b)
	e.out.Rebuilds++
	e.tellRebuild(id)
	e.ask(id)
}

// openWave starts the account of a cycle's rebuilds.
func (e *engine) openWave() {
	e.inWave, e.waveAt = true, e.now
	e.out.Cycles++
	if !e.busy {
		e.busy, e.busyFrom = true, e.now
	}
	if e.now >= e.expires {
		e.out.Expired++
	} else {
		e.leads++
		e.leadSum += seconds(e.expires - e.now)
	}
	e.rec.start(e.now, e.out.Cycles)
}

// store writes the result of a rebuild, unless fencing refuses it, and lets waiting clients have it.
func (e *engine) store(b *rebuild) {
	if e.p.fenced() && b.token < e.highest {
		e.out.Fenced++
		return
	}
	if e.has && b.started < e.version {
		e.out.OldWrites++
	}
	// The value that is replaced was served until now, or until it might no longer be.
	last := min(e.now, e.gone)
	e.out.Age = max(e.out.Age, seconds(last-e.version))
	if last > e.expires && e.p.stale() {
		e.out.Stale = max(e.out.Stale, seconds(last-e.expires))
	}
	if e.inWave && e.p.CrowdS > 0 {
		e.crowdS += max(0, e.p.CrowdS-seconds(e.now-e.waveAt))
	}
	e.keep(b.started, b.token)
	e.inWave = false
	if b.token == e.token { // a lock is released only by its owner
		e.lockEnd = min(e.lockEnd, e.now)
	}
	e.release(b)
}

// release answers those who wait: for the lock at their next poll, for the query of their instance at once.
func (e *engine) release(b *rebuild) {
	poll := ticks(e.p.PollMs / 1000)
	e.admit(b.instance, func(r int32) {
		at := e.now
		if e.p.locked() {
			q := e.requests.at(r)
			at = min(q.sent+(e.now-q.sent+poll-1)/poll*poll, q.sent+ticks(e.p.TimeoutS))
		}
		e.answer(r, at)
	})
}

// admit empties the line for the query of an instance, or for the lock; end is told who still waits in it.
func (e *engine) admit(instance int16, end func(r int32)) {
	line := e.waits(instance)
	e.work(waiterSteps * line.Len())
	for line.Len() > 0 {
		r := line.Pop()
		if q := e.requests.at(r); q.open && q.rebuild < 0 {
			end(r)
		}
	}
}

// searched is how many of the waiting clients are asked who polls first when a lock becomes free. With more than that,
// their polls lie closer together than the ticks of the pictures.
const searched = 4096

// takeover gives a lock that has reached its end to the waiting client that polls next. A read that arrives before that
// poll takes it first, in attempt.
func (e *engine) takeover() {
	next := e.waiting[0].Front(searched)
	if e.now < e.lockEnd || e.now < e.expires || len(next) == 0 {
		return
	}
	e.work(waiterSteps * len(next))
	poll := ticks(e.p.PollMs / 1000)
	first, at := int32(-1), int64(math.MaxInt64)
	for _, r := range next {
		q := e.requests.at(r)
		if !q.open || q.rebuild >= 0 {
			continue
		}
		if t := q.sent + (e.now-q.sent+poll-1)/poll*poll; t < at {
			first, at = r, t
		}
	}
	switch {
	case first < 0:
	case at > e.now:
		e.events.Push(at, event{freed, 0})
	default:
		e.begin(first, e.requests.at(first).instance)
	}
}
