package replication

import (
	"cmp"
	"slices"
	"sort"

	"tradeofflab/sims/model"
	"tradeofflab/sims/replication/history"
)

// fail kills the primary at tick t. The replica that received most of the log is promoted, among equals the one with
// the least left to apply: it applies what it has received and takes over. What it has not received is lost.
func (e *engine) fail(t int64) {
	e.measure(t)
	if e.before != nil {
		e.answered(t - 1)
	}
	all := e.log.base + int64(len(e.log.commit))
	f := &Failover{Killed: seconds(t), Noticed: e.p.KillAtS + e.p.DetectS, Promoted: -1, Head: e.log.head()}
	e.killed = t
	e.out.Fail = f
	f.Rate = float64(all) / max(seconds(t), 1e-9)
	kept := int64(0)
	for _, i := range e.up {
		n := e.log.arrived(i, t)
		if f.Promoted < 0 || n > kept || n == kept && e.log.appliedAt(e.log.replicas[i], n) <
			e.log.appliedAt(e.log.replicas[f.Promoted], n) {
			kept, f.Promoted = n, i
		}
	}
	f.Alone = e.need > 0 && e.lapsed <= t
	f.Waited = e.need > 0 && e.lapsed > t && e.released == 0
	f.Kept = e.log.lsn(kept)
	f.Lost = e.acknowledged(kept, all, t)
	f.LagS = e.log.lag(kept, t)
	if f.Promoted < 0 { // nothing to promote: the outage lasts as long as the window
		f.Ready, f.LagS = max(seconds(e.to), f.Noticed), seconds(t)
		e.ready = history.Never
		e.loseAfter(0)
		return
	}
	e.ready = max(ticks(f.Noticed), e.log.appliedAt(e.log.replicas[f.Promoted], kept))
	f.Ready = seconds(e.ready)
	e.loseAfter(f.Kept)
	e.log.truncate(kept, t, e.ready)
	e.queue.Push(e.ready, event{kind: promote})
}

// acknowledged counts the records after the first kept ones whose writers had been told before tick t that they are
// safe.
func (e *engine) acknowledged(kept, all, t int64) int64 {
	if e.need == 0 {
		return all - kept
	}
	if e.lapsed <= t {
		return all - kept
	}
	// A later record is never confirmed before an earlier one.
	safe := sort.Search(int(all-kept), func(k int) bool { return e.confirmedAt(kept+int64(k)+1) > t })
	return max(int64(safe), e.released-kept, 0)
}

// loseAfter takes the versions with a larger LSN out of every record.
func (e *engine) loseAfter(lsn int64) {
	if e.before != nil {
		for past := range e.before.told {
			if past.version > lsn {
				e.out.Lost[past.version] = true
			}
		}
	}
	for _, r := range e.records {
		for len(r.versions) > 0 && r.versions[len(r.versions)-1] > lsn {
			e.out.Lost[r.versions[len(r.versions)-1]] = true
			r.versions = r.versions[:len(r.versions)-1]
		}
		r.acknowledged = min(r.acknowledged, r.upTo(lsn))
	}
}

// takeOver makes the promoted replica the primary of the others.
func (e *engine) takeOver(int64) {
	e.up = slices.DeleteFunc(e.up, func(i int) bool { return i == e.out.Fail.Promoted })
	e.need = confirmed(e.p, len(e.up))
}

// measure takes what the report shows of the logs at tick t: the end of the window or the death of the primary.
func (e *engine) measure(t int64) {
	all := e.log.base + int64(len(e.log.commit))
	e.out.Head, e.out.Writes = e.log.head(), len(e.log.commit)
	for i, c := range e.log.replicas {
		n, has := e.log.applied(c, t), e.log.arrived(i, t)
		e.out.Behind = append(e.out.Behind, all-n)
		e.out.Stored = append(e.out.Stored, has-n)
		e.out.Lags = append(e.out.Lags, Lags{Sent: e.log.lag(e.log.arrived(i, t+c.way), t), Received: e.log.lag(has, t),
			Applied: e.log.lag(n, t)})
		busy := min(t, e.from+int64(float64(c.behind)/c.apply)) - e.from
		every := max(1, len(c.applied)/maxDelays)
		e.budget.Spend(replicaSteps * len(c.applied) / 2)
		waited := make([]float64, 0, len(c.applied)/every+1)
		for k, end := range c.applied {
			busy += max(0, min(end, t)-e.log.start(c, k))
			// Writes that wait at t count with the time they will have waited: without them only quick ones would be
			// left.
			if k%every == 0 {
				waited = append(waited, seconds(end-e.log.commit[k]-c.way))
			}
		}
		e.out.Busy = append(e.out.Busy, float64(busy)/float64(max(1, t-e.from)))
		e.out.Delay = append(e.out.Delay, waited)
	}
}

const maxDelays = 20_000 // delays kept of a replica

// finish checks the history.
func (e *engine) finish() {
	slices.Sort(e.out.WriteMs)
	o := &e.out
	e.spend(sortSteps * len(o.History))
	slices.SortStableFunc(o.History, func(a, b history.Op) int { return cmp.Compare(a.Call, b.Call) })
	kept := o.History
	if len(o.Lost) > 0 {
		kept = slices.DeleteFunc(slices.Clone(o.History), func(op history.Op) bool { return o.Lost[op.Version] })
		o.OwnLost = len(history.ReadYourWrites(e.budget, o.History))
	}
	model.Parallel(func() { o.Own = history.ReadYourWrites(e.budget, kept) },
		func() { o.Monotonic = history.MonotonicReads(e.budget, kept) },
		func() { o.judgeKeys(e.budget) },
		func() {
			if o.Fail == nil {
				e.measure(e.to)
			}
		})
	if len(o.Lost) > 0 {
		o.OwnLost -= len(o.Own)
	}
	o.shown = exampleOf(*o)
}

// judgeKeys counts the keys whose history no single copy could have given, and keeps the smallest part of the first.
func (o *Window) judgeKeys(b *model.Budget) {
	for _, key := range history.Keys(o.History) {
		part := history.Conflict(b, key)
		if part == nil {
			continue
		}
		if o.Broken++; o.Broken == 1 {
			o.Smallest = history.Violation{Ops: part}
		}
	}
}
