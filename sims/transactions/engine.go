package transactions

import (
	"math/rand/v2"

	"tradeofflab/sims/model"
)

// kind says what an event is. Messages to a shard or a coordinator are lost when it is down.
type kind uint8

const (
	arrive kind = iota
	crash
	recovered
	prepare     // to a shard: lock and vote
	commit      // to a shard: the decision
	abort       // to a shard
	step        // to a shard: a local transaction
	stepCopy    // to a shard: the same delivery again
	undo        // to a shard: compensate a step
	back        // to a shard: its coordinator is back
	voteYes     // to the coordinator
	voteNo      // to the coordinator
	voteRead    // to the coordinator: nothing to commit here
	acked       // to the coordinator: committed for good
	asked       // to the coordinator: what became of this transfer?
	stepDone    // to the coordinator or client
	stepRefused // to the coordinator or client
	undone      // to the coordinator
	prepared    // at a shard: the log is forced
	committed   // at a shard
	stepForced  // at a shard
	undoForced  // at a shard
	decided     // at the coordinator: the log is forced
	voteTimeout // at the coordinator
	lockTimeout // at a shard
	stepTimeout // at the sender of a step
	relay       // at the relay: deliver what an outbox holds
	readArrive
	readLook    // at a shard: a reader's request
	readRelease // at the shards: the reader lets its locks go
	readLockTimeout
	readTimeout
)

// event is something that is due. Op is a transfer or a reader, part one of its accounts. An event inside a node is
// void when the node has died since: epoch is that of the node when it was put in.
type event struct {
	op    int32
	part  int16
	epoch uint8
	kind  kind
}

// node is a coordinator or a shard.
type node struct {
	down  bool
	epoch uint8
}

// engine is the bank while it runs.
type engine struct {
	p                              Params
	b                              *model.Budget
	events                         model.EventQueue[event]
	now                            int64
	half, force, decide, work      int64
	lockWait, patience, relayEvery int64
	coordinators, shards           []node
	transfers                      []transfer
	arena                          []part
	readers                        []reader
	recent                         int // first transfer that readers still look at
	locks                          locks
	money                          []int64 // balance of each account
	flying                         int64   // money that has left an account and not reached another
	extra                          int64   // money that was added or taken by what was applied twice
	prepared                       int     // parts in doubt
	phases                         []int64 // of each shard's relay
	draw                           draws
	asking                         []int32 // transfers that a coordinator had open when it died
	out                            Result
	crashAt, backAt                int64
	tracing                        map[int32]*trace
	watch                          func() // for tests: called after every event
	messages, forces               int64
	completed                      int
	clean, cleanSettle             float64
}

// draws are the random streams of a run.
type draws struct {
	gaps, payers, others, amounts, refusals, copies, readGaps, reads *rand.Rand
	popular                                                          *model.Alias
}

func newEngine(b *model.Budget, p Params) *engine {
	stream := func(purpose string) *rand.Rand { return model.Stream(p.Seed, purpose) }
	e := &engine{p: p, b: b, half: p.half(), force: p.force(), decide: p.decide(), work: p.work(),
		lockWait: ticks(p.LockMs * ms), patience: ticks(p.TimeoutMs * ms), relayEvery: ticks(p.RelayMs * ms),
		coordinators: make([]node, p.managers()), shards: make([]node, p.Shards),
		locks: newLocks(p.Keys), money: make([]int64, p.Keys), tracing: map[int32]*trace{},
		draw: draws{gaps: stream("arrivals"), payers: stream("payers"), others: stream("payees"),
			amounts: stream("amounts"), refusals: stream("refusals"), copies: stream("duplicates"),
			readGaps: stream("readers"), reads: stream("reads"), popular: popularity(b, p)}}
	e.transfers = make([]transfer, 0, int(1.1*p.Rate*float64(p.ends())/sec)+100)
	for k := range e.money {
		e.money[k] = balance
	}
	e.out.Start = int64(p.Keys) * balance
	phases := stream("phases")
	for range p.Shards {
		e.phases = append(e.phases, int64(phases.Float64()*float64(e.relayEvery)))
	}
	e.out.Series = newSeries(p)
	e.events.Push(e.gap(), event{kind: arrive})
	if p.ReadsPerS > 0 {
		e.events.Push(recentTicks+e.readGap(), event{kind: readArrive})
	}
	if p.Crash != "none" {
		e.crashAt = ticks(p.CrashAtS * sec)
		e.backAt = e.crashAt + p.down()
		e.events.Push(e.crashAt, event{kind: crash})
		e.events.Push(e.backAt, event{kind: recovered})
	}
	return e
}

func (e *engine) gap() int64     { return ticks(e.draw.gaps.ExpFloat64() * sec / e.p.Rate) }
func (e *engine) readGap() int64 { return ticks(e.draw.readGaps.ExpFloat64() * sec / e.p.ReadsPerS) }

const (
	eventSteps = 110 // the work of an event
	spendEvery = 4096
)

// run takes the events in order until none is left: then the bank is at rest.
func (e *engine) run() {
	for n := 1; ; n++ {
		if n%spendEvery == 0 {
			e.b.Spend(spendEvery * eventSteps)
		}
		at, ev, ok := e.events.Pop()
		if !ok {
			return
		}
		e.out.Series.pass(e, at)
		e.now = at
		e.handle(ev)
		if e.watch != nil {
			e.watch()
		}
	}
}

// at puts an event in for a later tick.
func (e *engine) at(delay int64, k kind, op int32, part int) {
	e.events.Push(e.now+delay, event{kind: k, op: op, part: int16(part)})
}

// inShard puts an event in that a crash of the shard of a part makes void.
func (e *engine) inShard(delay int64, k kind, t *transfer, part int) {
	e.events.Push(e.now+delay, event{kind: k, op: t.id, part: int16(part), epoch: e.shard(t, part).epoch})
}

func (e *engine) shard(t *transfer, part int) *node { return &e.shards[t.parts[part].shard] }
func (e *engine) coordinator(t *transfer) *node     { return &e.coordinators[t.coordinator] }

func (e *engine) handle(ev event) {
	switch ev.kind {
	case arrive:
		e.arrive()
		return
	case crash:
		e.crash()
		return
	case recovered:
		e.recover()
		return
	case back:
		e.shardHearsBack(int(ev.op))
		return
	case readArrive, readLook, readRelease, readLockTimeout, readTimeout:
		e.handleRead(ev)
		return
	}
	t, i := &e.transfers[ev.op], int(ev.part)
	switch ev.kind {
	case prepare, commit, abort, step, stepCopy, undo:
		if e.shard(t, i).down {
			e.lose(t, i, ev.kind)
			return
		}
		e.atShard(ev.kind, t, i)
	case voteYes, voteNo, voteRead, acked, asked, stepDone, stepRefused, undone:
		e.atCoordinator(ev.kind, t, i)
	case prepared, committed, stepForced, undoForced:
		if e.shard(t, i).epoch == ev.epoch {
			e.forced(ev.kind, t, i)
		}
	case decided:
		if e.coordinator(t).epoch == ev.epoch {
			e.commitPoint(t)
		}
	case voteTimeout:
		if e.coordinator(t).epoch == ev.epoch && t.state == voting {
			t.note(e, "stops waiting for votes", -1, true)
			e.decideAbort(t)
		}
	case lockTimeout:
		e.lockTimedOut(t, i)
	case stepTimeout:
		e.stepTimedOut(t, i)
	case relay:
		e.deliver(t, i)
	}
}

// atShard takes a message in at a shard that is up.
func (e *engine) atShard(k kind, t *transfer, i int) {
	switch k {
	case prepare:
		e.lockPart(t, i)
	case commit:
		e.commitPart(t, i)
	case abort:
		e.abortPart(t, i)
	case step:
		e.stepArrives(t, i)
	case stepCopy:
		e.copyArrives(t, i)
	case undo:
		e.undoArrives(t, i)
	}
}

// atCoordinator takes a message in at the coordinator, or at the client beside it.
func (e *engine) atCoordinator(k kind, t *transfer, i int) {
	if e.p.oneShard() || e.p.Protocol == saga || e.p.Protocol == outbox {
		e.localAnswer(k, t, i)
		return
	}
	if e.coordinator(t).down {
		e.lose(t, i, k)
		return
	}
	switch k {
	case voteYes, voteRead:
		e.voted(t)
	case voteNo:
		if t.state == voting {
			e.decideAbort(t)
		}
	case acked:
		e.ackArrives(t, i)
	case asked:
		e.answerInquiry(t, i)
	}
}

// forced goes on where a shard's log is on disk.
func (e *engine) forced(k kind, t *transfer, i int) {
	switch k {
	case prepared:
		e.vote(t, i)
	case committed:
		e.committedForGood(t, i)
	case stepForced:
		e.stepForGood(t, i)
	case undoForced:
		e.undoForGood(t, i)
	}
}
