package replication

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"tradeofflab/sims/model"
)

// wal is the write log of the primary with the progress of every replica. Records before the window are a fluid: base
// of them were made since midnight, and each replica applies what it lacks of them at its mean rate. Those of the
// window are kept one by one. A record is sent when it is made, or once the replica has room for it; it is received one
// way later; it is applied in its turn. LSN n is the n-th record; a failover leaves out those it loses, so numbers are
// never used twice.
type wal struct {
	p        Params
	base     int64   // records made before the window
	from     int64   // tick at which the window starts
	past     *fluid  // those records
	commit   []int64 // tick of each record of the window
	replicas []*replicaLog
	dropped  int64 // LSNs lost in the failover
	keptLSN  int64 // last LSN before the lost ones
	services float64
}

// replicaLog is one replica: a queue with one server that takes an exponential time a record.
type replicaLog struct {
	way     int64   // ticks from the primary to the replica
	behind  int64   // records of the fluid not applied when the window starts
	apply   float64 // records per tick
	free    int64   // tick at which it has applied all that it got so far
	began   int64   // tick at which it has applied what was made before the window
	open    int64   // no record from opened on is received before: a promoted primary starts to send then
	opened  int
	applied []int64 // tick at which each record of the window becomes visible
	done    int     // records of the window visible at the last question; questions come in order of time
	seen    int     // the same for reports
	service *rand.Rand
}

func newLog(p Params, from int64) *wal {
	l := &wal{p: p, from: from, past: past(p, 0, seconds(from)), services: sec / effectiveRate(p)}
	l.base = int64(l.past.made[len(l.past.made)-1])
	room := int(min(1.1*windowRate(p)*windowS, maxRecords)) + 1000
	l.commit = make([]int64, 0, room)
	for i := range p.Replicas {
		before := l.past
		if i > 0 {
			before = past(p, i, seconds(from))
		}
		c := &replicaLog{applied: make([]int64, 0, room), way: p.oneWay(i), behind: min(int64(before.backlog), l.base),
			apply:   1 / l.services,
			service: model.Stream(p.Seed, fmt.Sprintf("apply %d", i))}
		c.began = from + int64(float64(c.behind)*l.services)
		c.free = c.began
		l.replicas = append(l.replicas, c)
	}
	return l
}

// add appends a record at tick t, which is not before the last, and returns its LSN.
func (l *wal) add(t int64) int64 {
	l.commit = append(l.commit, t)
	for _, c := range l.replicas {
		c.take(t, int64(c.service.ExpFloat64()*l.services))
	}
	return l.head()
}

// take queues a record committed at t.
func (c *replicaLog) take(t, work int64) {
	start := max(t+c.way, c.free, c.open)
	c.free = start + work
	c.applied = append(c.applied, c.free)
}

// start is the tick at which the replica takes up a record of the window.
func (l *wal) start(c *replicaLog, record int) int64 {
	at := l.commit[record] + c.way
	if record >= c.opened {
		at = max(at, c.open)
	}
	if record > 0 {
		return max(at, c.applied[record-1])
	}
	return max(at, c.began)
}

func (l *wal) head() int64 { return l.lsn(l.base + int64(len(l.commit))) }

// lsn is the number of the n-th record that exists.
func (l *wal) lsn(n int64) int64 {
	if l.dropped > 0 && n > l.keptLSN {
		return n + l.dropped
	}
	return n
}

// visible is how many records replica i has applied at tick t.
func (l *wal) visible(i int, t int64) int64 {
	c := l.replicas[i]
	for c.done < len(c.applied) && c.applied[c.done] <= t {
		c.done++
	}
	return l.count(c, c.done, t)
}

// reported is visible for reports, which are about earlier times than reads.
func (l *wal) reported(i int, t int64) int64 {
	c := l.replicas[i]
	for c.seen < len(c.applied) && c.applied[c.seen] <= t {
		c.seen++
	}
	return l.count(c, c.seen, t)
}

// applied is visible for any tick, however late the last question was.
func (l *wal) applied(c *replicaLog, t int64) int64 {
	return l.count(c, sort.Search(len(c.applied), func(k int) bool { return c.applied[k] > t }), t)
}

func (l *wal) count(c *replicaLog, done int, t int64) int64 {
	if done > 0 {
		return l.base + int64(done)
	}
	old := l.base - c.behind
	if t > l.from {
		old += int64(float64(t-l.from) * c.apply)
	}
	return max(0, min(l.base, old))
}

// made is the tick at which the n-th record was committed; n counts from 1.
func (l *wal) made(n int64) int64 {
	if n > l.base {
		return l.commit[n-l.base-1]
	}
	return ticks(l.past.date(float64(n)))
}

// lag is the age of the newest visible write when n records are visible at tick t: 0 when nothing waits.
func (l *wal) lag(n, t int64) float64 {
	if n >= l.base+int64(len(l.commit)) {
		return 0
	}
	if n >= l.base && l.commit[n-l.base] > t {
		return 0 // the next record is younger than t
	}
	return seconds(max(0, t-l.made(max(n, 1))))
}

// received is the tick at which record n (from 1) reaches replica i: at once while the buffer has room, else when a
// record leaves it.
func (l *wal) received(i int, n int64) int64 {
	c := l.replicas[i]
	at := l.made(n) + c.way
	if out := n - int64(l.p.Buffer); out > 0 {
		at = max(at, l.appliedAt(c, out))
	}
	return at
}

// has is the tick at which replica i has so much of record n (from 1) as it confirms.
func (l *wal) has(i int, n int64) int64 {
	if l.p.WaitFor == "apply" {
		return l.appliedAt(l.replicas[i], n)
	}
	return l.received(i, n)
}

// appliedAt is the tick at which record n (from 1) is visible on a replica.
func (l *wal) appliedAt(c *replicaLog, n int64) int64 {
	if n > l.base {
		return c.applied[n-l.base-1]
	}
	if missing := n - (l.base - c.behind); missing > 0 {
		return l.from + int64(float64(missing)/c.apply)
	}
	return 0
}

// arrived is how many records replica i has received by tick t, of those that are made by now.
func (l *wal) arrived(i int, t int64) int64 {
	all := l.base + int64(len(l.commit))
	n := sort.Search(int(all), func(k int) bool { return l.received(i, int64(k)+1) > t })
	return int64(n)
}

// truncate leaves out the records after the first kept ones and lets the replicas go on from the promoted one, which
// sends from tick ready on.
func (l *wal) truncate(kept, killed, ready int64) {
	got := make([]int64, len(l.replicas))
	for i := range l.replicas {
		got[i] = min(l.arrived(i, killed), kept)
	}
	all := l.base + int64(len(l.commit))
	l.keptLSN, l.dropped = kept, all-kept
	if kept < l.base { // the window's records are lost, and with them the newest of the fluid
		for _, c := range l.replicas {
			c.behind = max(0, c.behind-(l.base-kept))
			c.began = max(ready, l.from+int64(float64(c.behind)/c.apply))
			c.free, c.applied, c.done, c.seen = c.began, nil, 0, 0
		}
		l.base, l.commit = kept, nil
		return
	}
	keep := int(kept - l.base)
	l.commit = l.commit[:keep]
	for i, c := range l.replicas {
		has := min(keep, max(0, int(got[i]-l.base)))
		var work []int64
		for k := has; k < keep; k++ {
			work = append(work, c.applied[k]-l.start(c, k))
		}
		c.applied = c.applied[:has]
		if has > 0 {
			c.free = c.applied[has-1]
		} else {
			c.began = l.from + int64(float64(c.behind)/c.apply)
			c.free = c.began
		}
		c.open, c.opened, c.done, c.seen = ready+c.way, has, min(c.done, has), min(c.seen, has)
		for k, wk := range work {
			c.take(l.commit[has+k], wk)
		}
	}
}

// trace finds a record of the window: when it was committed and when each replica shows it. It reports false for a
// record that was lost or is older.
func (l *wal) trace(lsn int64) (commit int64, visible []int64, ok bool) {
	n := lsn
	if l.dropped > 0 && lsn > l.keptLSN {
		if n -= l.dropped; n <= l.keptLSN {
			return 0, nil, false
		}
	}
	if n <= l.base || n > l.base+int64(len(l.commit)) {
		return 0, nil, false
	}
	for _, c := range l.replicas {
		visible = append(visible, c.applied[n-l.base-1])
	}
	return l.commit[n-l.base-1], visible, true
}
