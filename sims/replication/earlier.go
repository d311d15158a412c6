package replication

import (
	"math"
	"sort"

	"tradeofflab/sims/model"
	"tradeofflab/sims/replication/history"
)

// earlier holds what the observed clients wrote before a window that starts with the backlog of the day. They have the
// same share of all writes then as in the window: each record of the log is a client's with the same chance, a Poisson
// process along the log. It is drawn from a hash, block by block of the log, when a read asks for it, so that millions
// of writes need no room.
type earlier struct {
	seed  uint64
	gap   float64             // log records from one write of a client to its next, on average
	alone bool                // the primary waited for no replica
	safe  int64               // the newest record that was answered by the last question
	told  map[remembered]bool // versions that are in the history
}

type remembered struct {
	key     int
	version int64
}

func newEarlier(p Params, rate float64) *earlier {
	return &earlier{seed: model.Stream(p.Seed, "earlier").Uint64(), told: map[remembered]bool{},
		gap: max(1, rate/ownWrites(p, 1))}
}

// upTo is the newest version of a client's record among the first n records of the log; 0 for none.
func (b *earlier) upTo(key int, n int64) int64 {
	for block := int64(float64(n) / b.gap); block >= 0; block-- {
		h := model.Mix64(model.Mix64(b.seed+uint64(key)) + uint64(block))
		draw := func() float64 {
			h += 0x9E3779B97F4A7C15
			return float64(model.Mix64(h)>>11) / (1 << 53)
		}
		best := int64(0)
		for chance := draw(); chance > 1/math.E; chance *= draw() { // a Poisson number with mean 1
			if at := 1 + int64((float64(block)+draw())*b.gap); at <= n {
				best = max(best, at)
			}
		}
		if best > 0 {
			return best
		}
	}
	return 0
}

// dies is the tick at which the primary dies.
func (e *engine) dies() int64 {
	if e.p.KillAtS > 0 {
		return ticks(e.p.KillAtS)
	}
	return history.Never
}

// answeredAt is the tick at which the writer of a record from before the window has the answer; of an apply that lies
// before the window as well only that is known.
func (e *engine) answeredAt(n int64) int64 {
	at := e.log.made(n)
	if !e.before.alone {
		at = max(at, e.confirmedAt(n))
	}
	return at + clientWay
}

// answered is the newest record from before the window whose writer had the answer by tick t. Later records are not
// answered before earlier ones, and a dead primary answers nothing more.
func (e *engine) answered(t int64) int64 {
	b, base := e.before, e.log.base
	if t >= e.dies() {
		return min(b.safe, base)
	}
	step := int64(1)
	for b.safe < base && e.answeredAt(min(b.safe+step, base)) <= t {
		b.safe, step = min(b.safe+step, base), 2*step
	}
	left := int(min(step, base-b.safe))
	b.safe += int64(sort.Search(left, func(k int) bool { return e.answeredAt(b.safe+int64(k)+1) > t }))
	return b.safe
}

// earlierVersion is the newest version of a record among the first n records of the log that are older than the window,
// and whether the history knows its write: one that is answered by tick t enters it, as what a read saw or should have
// seen, with a call before the window. One answered before it enters at the moment of its answer, as no read is that
// old; so writes that waited for minutes do not all overlap. Reads of writes without an answer prove nothing and stay
// out.
func (e *engine) earlierVersion(key int, n, t int64) (version int64, known bool) {
	if e.before == nil {
		return 0, true
	}
	e.spend(earlierSteps)
	b, safe := e.before, e.answered(t)
	v := b.upTo(key, min(n, e.log.base))
	if v == 0 || b.told[remembered{key, v}] {
		return v, v > 0 || b.upTo(key, safe) == 0
	}
	if v > safe || t >= e.dies() && !b.alone {
		return v, false
	}
	b.told[remembered{key, v}] = true
	at := e.answeredAt(v)
	e.out.History = append(e.out.History, history.Op{Client: key, Key: key, Kind: history.Write, Version: v,
		Call: min(at, e.from) - 2*clientWay, Return: at, Node: int(Primary)})
	return v, true
}

// remember lets the clients know what they wrote before the window. It enters the history when a read asks for it.
func (e *engine) remember() {
	if e.from == 0 {
		return
	}
	e.before = newEarlier(e.p, e.rate)
	e.before.alone = e.need == 0 || e.lapsed != history.Never
	for c := range e.clients {
		s := &e.clients[c]
		e.spend(earlierSteps)
		if v := e.before.upTo(c, e.answered(e.from)); v > 0 {
			s.lastWritten, s.wroteAt = v, e.answeredAt(v)
		}
	}
}
