package transactions

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"tradeofflab/sims/model"
)

// drawn is a small legal run with anything in it.
func drawn(rng *rand.Rand, seed int) Params {
	pick := func(names ...string) string { return names[rng.IntN(len(names))] }
	p := defaults
	p.Seed, p.DurationS = seed, 1.5
	p.Protocol = pick(twoPhase, twoPhase, saga, outbox, singleShard)
	p.Shards = 1 + rng.IntN(8)
	p.Span = 1 + rng.IntN(min(5, p.Shards))
	p.Keys = max(100, p.Shards*p.Span+rng.IntN(300))
	p.Rate = 5 + 100*rng.Float64()
	p.Zipf = []float64{0, 0.8, 1.4}[rng.IntN(3)]
	p.RTTms, p.FsyncMs = 0.1+40*rng.Float64()*rng.Float64(), float64(rng.IntN(4))
	p.HoldMs = []float64{0, 0, 50}[rng.IntN(3)]
	p.Place, p.Store = pick("apart", "apart", "participant"), pick("local", "replicated")
	p.TakeoverMs = 10 + 400*rng.Float64()
	p.Coordinators, p.ReadOnly = 1+rng.IntN(3), rng.IntN(3)
	p.Answer, p.Style = pick("decision", "complete"), pick("orchestrated", "choreographed")
	p.Conflict, p.OrderKeys = pick("wait", "wait", "nowait"), rng.IntN(2) == 0
	p.LockMs, p.TimeoutMs = 10+500*rng.Float64(), 10+500*rng.Float64()
	p.Isolation, p.ReadsPerS = pick("locks", "snapshot", "none"), 100*rng.Float64()
	p.FailPct, p.RelayMs = 20*rng.Float64(), []float64{0, 30, 300}[rng.IntN(3)]
	p.DuplicatePct, p.Dedupe = 10*rng.Float64(), rng.IntN(4) > 0
	p.Crash = pick("none", "coordinator", "participant")
	p.CrashAtS, p.RecoverS = 0.1+0.8*rng.Float64(), 0.01+0.5*rng.Float64()
	return p
}

// After every event of 1,000 drawn runs the bank is as it must be, and at the end it is at rest.
func TestInvariants(t *testing.T) {
	runs := 1000
	if testing.Short() {
		runs = 150
	}
	rng := model.Stream(7, "invariants")
	for n := range runs {
		p := drawn(rng, n)
		if err := valid(p); err != nil {
			t.Fatal(err)
		}
		e := newEngine(nil, p)
		w := watcher{e: e}
		e.watch = w.look
		e.run()
		w.atRest()
		r := e.result()
		if w.err != "" {
			t.Fatalf("run %d: %s\n%+v", n, w.err, p)
		}
		for _, c := range checks(p, r) {
			if !c.OK {
				t.Errorf("run %d: %s: want %g, got %g ± %g\n%+v", n, c.Name, c.Want, c.Got, c.Tolerance, p)
			}
		}
		if p.Protocol == twoPhase && p.Isolation != "none" && r.HalfDone > 0 {
			t.Errorf("run %d: %d reads saw half a transfer\n%+v", n, r.HalfDone, p)
		}
		if p.OrderKeys && r.Deadlocks > 0 {
			t.Errorf("run %d: %d deadlocks with locks in one order\n%+v", n, r.Deadlocks, p)
		}
	}
}

// watcher holds the bank to its invariants by looking at everything, where the engine only counts.
type watcher struct {
	e   *engine
	err string
}

func (w *watcher) say(format string, args ...any) {
	if w.err == "" {
		w.err = fmt.Sprintf("at %d: ", w.e.now) + fmt.Sprintf(format, args...)
	}
}

func (w *watcher) look() {
	e := w.e
	rest, flying, extra, inDoubtNow, waitingNow := int64(0), int64(0), int64(0), 0, 0
	for _, m := range e.money {
		rest += m
	}
	owner := map[int32]int32{}
	for id := range e.transfers {
		t := &e.transfers[id]
		yes, no := false, false
		for i := range t.parts {
			a := &t.parts[i]
			legal := a.stage == applied || a.stage == done && !a.readOnly || a.stage == undoing || a.stage == undoWaits
			if legal {
				flying -= int64(a.amount)
				extra += int64(a.stands-1) * int64(a.amount)
			} else {
				extra += int64(a.stands) * int64(a.amount)
			}
			switch a.stage {
			case inDoubt, working, undoing:
				if other, taken := owner[a.key]; taken {
					w.say("account %d is locked by %d and %d", a.key, other, id)
				}
				owner[a.key] = t.id
				if e.locks.holder[a.key] != t.id+1 {
					w.say("transfer %d works on account %d, locked by %d", id, a.key, e.locks.holder[a.key]-1)
				}
			case waiting, undoWaits:
				waitingNow++
			}
			if a.stage == inDoubt {
				inDoubtNow++
			}
			yes = yes || a.stage == applied || a.stage == done && !a.readOnly
			no = no || a.stage == out
		}
		if e.p.Protocol == twoPhase && !e.p.oneShard() {
			if yes && no {
				w.say("transfer %d is committed on one shard and aborted on another", id)
			}
			if yes && (t.decided == 0 || t.state != decidedYes) {
				w.say("transfer %d is applied before it is decided", id)
			}
		}
	}
	for key, h := range e.locks.holder {
		if _, taken := owner[int32(key)]; h > 0 && !taken && !e.p.oneShard() {
			w.say("account %d is locked by %d, which does not work on it", key, h-1)
		}
	}
	if rest+flying-extra != e.out.Start || flying != e.flying || extra != e.extra {
		w.say("money: %d in accounts, %d (%d) on its way, %d (%d) too much, want %d", rest, flying, e.flying, extra,
			e.extra, e.out.Start)
	}
	if e.p.OrderKeys && waitingNow > 1 && e.p.Protocol == twoPhase {
		w.cycle()
	}
	if inDoubtNow != e.prepared || waitingNow != e.locks.waiting {
		w.say("%d in doubt, counted %d; %d waiting, counted %d", inDoubtNow, e.prepared, waitingNow, e.locks.waiting)
	}
	if e.p.Dedupe && extra != 0 {
		w.say("applied twice although receivers know what they have")
	}
}

// cycle looks for transfers and readers that wait for each other: for who holds the lock, and for who came before.
func (w *watcher) cycle() {
	e := w.e
	after := map[int32][]int32{} // who is waited for; readers count from −1 down
	id := func(q waiter) int32 {
		if q.reader {
			return -1 - q.op
		}
		return q.op
	}
	for key, line := range e.locks.lines {
		var before []int32
		if h := e.locks.holder[key]; h > 0 {
			before = append(before, h-1)
		}
		for r := range e.readers {
			for i := range e.readersOf(int32(r)).parts {
				if e.readers[r].held&(1<<i) != 0 && e.readersOf(int32(r)).parts[i].key == key {
					before = append(before, -1-int32(r))
				}
			}
		}
		for _, q := range line.Front(line.Len()) {
			if !q.stale(e) {
				after[id(q)] = append(after[id(q)], before...)
				before = append(before, id(q))
			}
		}
	}
	for progress := true; progress; { // take away who waits for nobody
		progress = false
		for who, list := range after {
			if !slices.ContainsFunc(list, func(other int32) bool { return len(after[other]) > 0 }) {
				delete(after, who)
				progress = true
			}
		}
	}
	if len(after) > 0 {
		w.say("a cycle of waits: %v", after)
	}
}

// atRest looks at the bank when nothing happens any more.
func (w *watcher) atRest() {
	e := w.e
	if e.flying != 0 || e.prepared != 0 || e.locks.waiting != 0 {
		w.say("at rest %d is on its way, %d in doubt, %d waiting", e.flying, e.prepared, e.locks.waiting)
	}
	for key, h := range e.locks.holder {
		if h != 0 {
			w.say("at rest account %d is locked by %d", key, h)
		}
	}
	for id := range e.transfers {
		t := &e.transfers[id]
		standing := 0
		for i := range t.parts {
			if t.parts[i].stands > 0 {
				standing++
			}
		}
		if e.p.Dedupe && standing != 0 && standing != t.writers() {
			w.say("at rest transfer %d is half done: %+v", id, t.parts)
		}
		if t.state != decidedYes && t.state != decidedNo && !e.p.oneShard() {
			w.say("at rest transfer %d is in state %d: %+v", id, t.state, *t)
		}
	}
	if n := e.out.Committed + e.out.Aborted; n != e.out.Begun {
		w.say("at rest %d of %d transfers have ended", n, e.out.Begun)
	}
}
