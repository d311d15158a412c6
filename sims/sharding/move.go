package sharding

import (
	"math"

	"tradeofflab/sims/model"
)

// mostMoveWrites is how many writes are followed one by one while rows are copied; more are thinned to about that many.
// Slow messages may keep the old shards writing long after that: of the writes until then mostFollowed are followed.
const (
	mostMoveWrites = 10_000
	mostFollowed   = 2 * mostMoveWrites
)

// move is a copy of rows to a new shard while clients go on writing them, up to the moment at which the directory's
// entry is switched. Times are in ms from the start of the copy. The version of a row counts its writes.
type move struct {
	budget *model.Budget
	rows   int     // rows of the entry; row i is read at (i+½)/rows of the copy
	span   float64 // time until the last row is read
	rate   float64 // writes per ms, to random rows
	most   int     // writes at most; 0 is no limit
	double bool    // a write is sent to the new shard too
	// the new shard keeps the newer of two versions of a row. Without that a copied row undoes a later write
	compare bool
	law     law // time until a message reaches the new shard
	seed    int
	purpose string
	note    func(moveEvent) // hears every event in order; nil is nobody
}

// What may happen during a move.
type moveKind int

const (
	written   moveKind = iota // a client's write is acknowledged
	arrived                   // a write reaches the new shard as well
	copyRead                  // the copy reads a row of the old shard
	copied                    // the copy of a row reaches the new shard
	copyEnds                  // the last row is read: catch-up begins
	switching                 // what was on its way is there: the old shard takes no more writes
	switched                  // the new shard serves
)

type moveEvent struct {
	at      float64
	kind    moveKind
	row     int
	version int  // of the row, as written, read or brought
	kept    bool // the new shard took the version
	held    int  // version that it had before
	late    bool // sent after the copy ended
}

// moveResult is what a move did until the new shard serves.
type moveResult struct {
	Writes int     // writes that the old shard acknowledged
	Lost   int     // of these, writes that the new shard does not have
	Stop   float64 // moment at which the old shard takes no more writes
	Until  float64 // moment up to which writes are followed: that one, or the last write where their number is limited
	End    float64 // moment at which the new one serves
}

// run moves the rows event by event. Only rows that are written are followed: the others are copied as they are. After
// the copy, catch-up waits for all that was sent before its end. Then the old shard stops, and the new one takes over
// when the last message has arrived; writes in between wait for it.
func (m move) run() moveResult {
	writes, delays := model.Stream(m.seed, m.purpose+" writes"), model.Stream(m.seed, m.purpose+" delays")
	old, fresh, seen := map[int]int{}, map[int]int{}, map[int]bool{}
	var out moveResult
	var q model.EventQueue[moveEvent]
	flying, early := 0, 0 // messages on their way; of these, sent before the copy ended
	ended, stopped := false, false
	push := func(e moveEvent) { q.Push(int64(math.Round(e.at*1e6)), e) }
	send := func(e moveEvent) {
		flying++
		if e.late = ended; !ended {
			early++
		}
		push(e)
	}
	delay := func() float64 { return m.law.ms(delays.NormFloat64()) }
	readAt := func(row int) float64 { return (float64(row) + 0.5) / float64(m.rows) * m.span }
	follow := func(row int, now float64) {
		if seen[row] {
			return
		}
		seen[row] = true
		if at := readAt(row); at >= now {
			push(moveEvent{at: at, kind: copyRead, row: row})
		} else if at += delay(); at > now { // read before, and still on its way
			send(moveEvent{at: at, kind: copied, row: row})
		}
	}
	if m.rows <= mostStoryRows { // then every row is followed
		for row := range m.rows {
			follow(row, 0)
		}
	}
	next := func(now float64) {
		if m.rate > 0 && (m.most == 0 || out.Writes < m.most) {
			push(moveEvent{at: now + writes.ExpFloat64()/m.rate, kind: written, row: writes.IntN(m.rows)})
		}
	}
	next(0)
	push(moveEvent{at: m.span, kind: copyEnds})
	hear := func(e moveEvent) {
		if m.note != nil {
			m.note(e)
		}
	}
	for i := 0; ; i++ {
		spendBlock(m.budget, i, eventSteps)
		_, e, ok := q.Pop()
		if !ok {
			return out
		}
		switch e.kind {
		case written:
			if stopped { // it waits, and the new shard takes it
				continue
			}
			follow(e.row, e.at)
			old[e.row]++
			if out.Writes++; out.Writes == m.most {
				out.Until = e.at
			}
			e.version = old[e.row]
			if m.double {
				send(moveEvent{at: e.at + delay(), kind: arrived, row: e.row, version: e.version})
			}
			hear(e)
			next(e.at)
		case copyRead:
			e.version = old[e.row]
			hear(e)
			send(moveEvent{at: e.at + delay(), kind: copied, row: e.row, version: e.version})
		case arrived, copied:
			flying--
			if !e.late {
				early--
			}
			e.held = fresh[e.row]
			if e.kept = !m.compare || e.version > fresh[e.row]; e.kept {
				fresh[e.row] = e.version
			}
			hear(e)
		case copyEnds:
			ended = true
			hear(e)
		}
		if ended && !stopped && early == 0 {
			stopped, out.Stop = true, e.at
			if out.Until == 0 {
				out.Until = e.at
			}
			hear(moveEvent{at: e.at, kind: switching})
		}
		if stopped && flying == 0 {
			for row, version := range old { // a sum: the order does not matter
				out.Lost += max(version-fresh[row], 0)
			}
			out.End = e.at
			hear(moveEvent{at: e.at, kind: switched})
			return out
		}
	}
}

// migration is the move of a whole reshard: how many writes meet it, and how many of them the new shards lack.
type migration struct {
	Expected float64 // writes to rows that move, while they are copied
	Followed int     // writes followed one by one, until the old shards stop; at most mostFollowed
	Lost     int     // of these
	Span     float64 // time that the rows are read, ms
	Until    float64 // time of which all writes are followed, ms
}

// lost is the number of lost writes, scaled to all.
func (m migration) lost() float64 {
	return float64(m.Lost) * max(1, m.Expected/mostMoveWrites)
}

// sampleMigration lets the copies of a reshard run while the table is written. Rows are written alike.
func sampleMigration(b *model.Budget, p Params, r Result) migration {
	span := r.hours(p) * 3600 * 1000
	rows := int(math.Round(float64(r.Moved) * r.stretch(p)))
	out := migration{Expected: p.WritesPS / 1000 * span * float64(r.Moved) / float64(r.Sampled)}
	if rows == 0 {
		return out
	}
	m := move{budget: b, rows: rows, span: span, rate: min(out.Expected, mostMoveWrites) / span, most: mostFollowed,
		double: p.Double, compare: true, law: p.writeLaw(), seed: p.Seed, purpose: "move"}
	done := m.run()
	out.Followed, out.Lost, out.Span, out.Until = done.Writes, done.Lost, span, done.Until
	return out
}
