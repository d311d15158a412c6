package replication

import (
	"math"
	"slices"
	"sort"

	"tradeofflab/sims/replication/history"
)

// again lets the client think and go on.
func (e *engine) again(t int64, c int) {
	e.queue.Push(t+e.clients[c].pause, event{issue, c})
}

// issue starts the next operation of a client.
func (e *engine) issue(t int64, c int, s *session) {
	s.draw(len(e.clients), c)
	s.called = t
	if s.write {
		e.out.Tried++
		e.queue.Push(t+clientWay+s.flush, event{commit, c})
		return
	}
	if s.need = e.record(s.key).acknowledged; s.need == 0 && e.before != nil {
		s.need, _ = e.earlierVersion(s.key, e.answered(t), t)
		if s.key == c {
			s.lastWritten = max(s.lastWritten, s.need)
		}
	}
	e.look(t, c, s)
	target, err := e.route(Op{Client: c, Key: s.key, Own: s.key == c, Draw: s.spread}, e.state)
	if err != nil {
		e.fault = err
		return
	}
	if target < 0 || int(target) >= len(e.state.Replicas) || !e.state.Replicas[target].Up {
		target = Primary
	}
	s.target = target
	e.queue.Push(t+e.way(target), event{serve, c})
}

func (e *engine) way(t Target) int64 {
	if t == Primary {
		return clientWay
	}
	return e.log.replicas[t].way
}

// commit makes a client's write on the primary and waits for the replicas that have to confirm it.
func (e *engine) commit(t int64, c int, s *session) {
	if e.down(t) {
		e.out.Failed++
		e.again(t+timeout, c)
		return
	}
	n := e.log.base + int64(len(e.log.commit)) + 1
	lsn := e.log.add(t)
	e.watch(t)
	if t < e.killed {
		e.out.Mine++
	}
	r := e.record(s.key)
	r.versions = append(r.versions, lsn)
	s.op = len(e.out.History)
	e.out.History = append(e.out.History, history.Op{Client: c, Key: s.key, Kind: history.Write, Version: lsn,
		Call: s.called, Return: history.Never, Node: int(Primary)})
	answered := t + e.wait(n, t, s)
	if kill := ticks(e.p.KillAtS); e.p.KillAtS > 0 && t < kill && answered >= kill {
		e.queue.Push(kill+timeout+s.pause, event{issue, c}) // no answer will come
		return
	}
	e.queue.Push(answered+clientWay, event{confirm, c})
}

// wait is the time until enough replicas have confirmed record n: the way there, a place in the buffer, the apply if it
// is waited for, the way back and a random part that stands for the flush and for both ways. Semi-sync may give it up.
func (e *engine) wait(n, t int64, s *session) int64 {
	if e.need == 0 {
		return 0
	}
	var room [8]int64
	delays := room[:0]
	for _, i := range e.up {
		random := int64(e.p.rounds(i) * e.p.Jitter / 100 * s.random[i] * ms)
		delays = append(delays, e.log.has(i, n)-t+e.log.replicas[i].way+random)
	}
	slices.Sort(delays)
	wait := delays[e.need-1]
	if e.p.Mode != "semi" || e.p.TimeoutS == 0 {
		return wait
	}
	patience := ticks(e.p.TimeoutS)
	if e.lapsed != history.Never {
		patience = max(0, e.lapsed-t)
	}
	if wait > patience {
		e.out.Alone++
		return patience
	}
	return wait
}

// serve reads at the node.
func (e *engine) serve(t int64, c int, s *session) {
	r := e.record(s.key)
	var version int64
	reached := int64(math.MaxInt64) // records that the node shows
	back := e.way(s.target)
	atPrimary := s.target == Primary || e.promoted(int(s.target), t)
	switch {
	case atPrimary && e.down(t):
		e.out.Failed++
		e.again(t+timeout, c)
		return
	case atPrimary:
		version = r.upTo(math.MaxInt64)
	default:
		reached = e.log.visible(int(s.target), t)
		version = r.upTo(e.log.lsn(reached))
	}
	known := true
	if version == 0 {
		version, known = e.earlierVersion(s.key, reached, t)
	}
	e.out.Reads++
	if atPrimary {
		e.out.ReadsAt++
	}
	if version < s.need && !e.out.Lost[s.need] {
		e.out.Stale++
	}
	s.lastRead = max(s.lastRead, version)
	if known {
		e.out.History = append(e.out.History, history.Op{Client: c, Key: s.key, Kind: history.Read, Version: version,
			Call: s.called, Return: t + back, Node: int(s.target)})
	}
	e.again(t+back, c)
}

func (e *engine) promoted(i int, t int64) bool {
	return e.out.Fail != nil && e.out.Fail.Promoted == i && t >= e.ready
}

// upTo is the newest version with an LSN of at most lsn.
func (r *record) upTo(lsn int64) int64 {
	n := len(r.versions)
	if n > 0 && r.versions[n-1] > lsn {
		n = sort.Search(n, func(i int) bool { return r.versions[i] > lsn })
	}
	if n == 0 {
		return 0
	}
	return r.versions[n-1]
}
