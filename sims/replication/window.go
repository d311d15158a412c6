package replication

import (
	"math"
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
	"tradeofflab/sims/replication/history"
)

const (
	maxRecords = 200_000        // log records of a window
	windowS    = 45.0           // s, the length of a window where that many records allow it
	clientWay  = int64(ms / 10) // from a client to the primary beside it
	timeout    = int64(sec)     // a client gives up so long after the primary died
	afterS     = 10.0           // s simulated after the failure is noticed, at most
)

// engine simulates one window.
type engine struct {
	budget   *model.Budget
	unspent  int // steps since the last look at the budget
	p        Params
	route    Router
	rate     float64 // writes per second offered
	from, to int64
	log      *wal
	queue    model.EventQueue[event]
	next     int64 // tick of the next background write
	gap      float64
	arrivals *rand.Rand
	clients  []session
	records  map[int]*record
	before   *earlier // nil where the window starts with nothing to catch up
	reports  []heard
	state    State
	up       []int // replicas that follow the primary
	need     int   // confirmations of a write
	killed   int64
	ready    int64
	lapsed   int64 // tick from which semi-sync answers without a confirmation; history.Never while it waits
	released int64 // newest record that was answered so before it last went back to waiting
	out      Window
	fault    error
	issued   int
}

// record is one row of the store.
type record struct {
	versions     []int64 // LSNs, ascending
	acknowledged int64   // newest version whose writer has the answer
}

// heard is the newest report of a replica.
type heard struct {
	number  int64
	made    int64
	applied int64
	lagMs   float64
}

type eventKind int

const (
	issue eventKind = iota
	commit
	confirm
	serve
	kill
	promote
)

type event struct {
	kind   eventKind
	client int
}

// span gives the start and the end of the window in seconds and how many clients it observes. Their writes are at most
// four fifths of all, so that a window of few writes is longer, and has fewer clients where the primary dies.
func span(p Params, rate float64) (from, to float64, clients int) {
	length := min(maxRecords/rate, max(windowS, 1.25*float64(p.Ops)*(1-p.ReadPct/100)/rate))
	if p.Start == "day" {
		from = 3600 * p.Hour
	}
	to = from + length
	if p.KillAtS > 0 {
		from = max(0, p.KillAtS-length/2)
		to = p.KillAtS + p.DetectS + min(afterS, length/6)
	}
	n := min(float64(p.Ops)*cycle(p)/(to-from), 0.8*rate/ownWrites(p, 1))
	return from, to, max(1, int(math.Round(n)))
}

// cycle is the mean time a client takes from one operation to the next, s, where reads go to replicas and no write
// waits for room or for an apply. A write that waits for every replica waits for the farthest.
func cycle(p Params) float64 {
	near, writes, need := 0.0, 1-p.ReadPct/100, confirmed(p, p.Replicas)
	for i := range p.Replicas {
		near += 2 * float64(p.oneWay(i)) / ms / float64(p.Replicas)
	}
	if need == p.Replicas {
		p.RTTms = max(p.RTTms, p.FarRTTms)
	}
	return (p.ThinkMs + (1-writes)*near + writes*writeMean(p, need)) / 1000
}

// ownWrites is how many writes a second the observed clients make when one of their operations takes a cycle.
func ownWrites(p Params, clients int) float64 {
	return float64(clients) * (1 - p.ReadPct/100) / cycle(p)
}

// length is how long the primary of the window takes writes before it dies, s.
func (w Window) length() float64 {
	if w.Fail != nil {
		return w.Fail.Killed - w.From
	}
	return w.To - w.From
}

// paced says whether the writes of the window come at its rate, which every law about them assumes: what the observed
// clients write is what their cycle allows to 1 % of all writes, beyond four standard deviations of their own number.
// They write more where the primary beside them serves their reads, less where a write waits for room or for an apply.
func paced(p Params, w Window) bool {
	want := min(ownWrites(p, w.Clients), 0.9*windowRate(p)) * w.length() // all others make at least a tenth
	return math.Abs(float64(w.Mine)-want) <= 0.01*windowRate(p)*w.length()+4*math.Sqrt(want)
}

// steady says whether the writes of the window come at its rate and as a Poisson process: a few clients that make most
// of the writes come one after the other, which is none.
func steady(p Params, w Window) bool {
	return paced(p, w) && ownWrites(p, w.Clients) <= 0.2*windowRate(p)
}

// rate is how many writes a second there were: the rate of the window where they keep to it.
func (w Window) rate(p Params) float64 {
	if paced(p, w) {
		return windowRate(p)
	}
	return float64(w.Writes) / w.length()
}

func runWindow(b *model.Budget, p Params, route Router) (Window, error) {
	e := &engine{budget: b, p: p, route: route, rate: windowRate(p), need: confirmed(p, p.Replicas),
		killed: math.MaxInt64, ready: math.MaxInt64, lapsed: history.Never, arrivals: model.Stream(p.Seed, "arrivals"),
		records: map[int]*record{}, reports: make([]heard, p.Replicas)}
	from, to, n := span(p, e.rate)
	e.from, e.to = ticks(from), ticks(to)
	e.spend(int(from/dayTick) * tickSteps * max(1, p.Replicas))
	e.log = newLog(p, e.from)
	e.state.Replicas = make([]ReplicaState, p.Replicas)
	for i := range p.Replicas {
		e.up = append(e.up, i)
		e.reports[i].number = -1
	}
	e.gap = sec / max(e.rate-ownWrites(p, n), e.rate/10)
	e.next = e.from + int64(e.arrivals.ExpFloat64()*e.gap)
	e.clients = make([]session, n)
	for c := range e.clients {
		e.spend(clientSteps)
		e.clients[c].start(&e.p, c)
		e.queue.Push(e.from+int64(e.clients[c].think()), event{issue, c})
	}
	if p.KillAtS > 0 {
		e.queue.Push(ticks(p.KillAtS), event{kind: kill})
	}
	e.out = Window{From: from, To: to, Clients: n, Lost: map[int64]bool{},
		History: make([]history.Op, 0, p.Ops+p.Ops/8)}
	for _, c := range e.log.replicas {
		e.out.Queued = max(e.out.Queued, float64(c.behind))
	}
	if base := e.log.base; base > 0 && e.late(base, e.log.made(base)) {
		e.lapsed = e.from
	}
	e.remember()
	for e.fault == nil {
		t, ev, ok := e.queue.Pop()
		if !ok {
			break
		}
		e.spend(eventSteps + replicaSteps*p.Replicas)
		e.extend(min(t, e.to))
		e.handle(t, ev)
	}
	if e.fault != nil {
		return Window{}, e.fault
	}
	e.extend(e.to)
	e.finish()
	e.out.log = e.log
	return e.out, nil
}

// spend takes steps from the budget, a few milliseconds at a time.
func (e *engine) spend(steps int) {
	if e.unspent += steps; e.unspent >= 1<<20 {
		e.budget.Spend(e.unspent)
		e.unspent = 0
	}
}

// extend makes the writes of all other users up to tick t.
func (e *engine) extend(t int64) {
	for ; e.next <= t; e.next += max(1, int64(e.arrivals.ExpFloat64()*e.gap)) {
		e.spend(drawSteps)
		if !e.down(e.next) {
			e.spend((drawSteps + 2*replicaSteps) * e.p.Replicas)
			e.log.add(e.next)
			e.watch(e.next)
		}
	}
}

func (e *engine) down(t int64) bool { return t >= e.killed && t < e.ready }

// confirmedAt is the tick at which enough replicas have confirmed record n, by the fixed part of their ways.
func (e *engine) confirmedAt(n int64) int64 {
	var room [8]int64
	back := room[:0]
	for _, i := range e.up {
		back = append(back, e.log.has(i, n)+e.log.replicas[i].way)
	}
	slices.Sort(back)
	return back[e.need-1]
}

// late says whether semi-sync gives up waiting for record n, made at tick t.
func (e *engine) late(n, t int64) bool {
	return e.p.Mode == "semi" && e.p.TimeoutS > 0 && e.need > 0 && e.confirmedAt(n)-t > ticks(e.p.TimeoutS)
}

// watch follows a semi-synchronous primary as MySQL's plugin behaves, after each record: the first write that nobody
// confirms in time makes it asynchronous, and it waits again once a write would be confirmed in time.
func (e *engine) watch(t int64) {
	if e.p.Mode != "semi" || e.p.TimeoutS == 0 || e.need == 0 {
		return
	}
	n := e.log.base + int64(len(e.log.commit))
	switch late := e.late(n, t); {
	case late && e.lapsed == history.Never:
		e.lapsed = t + ticks(e.p.TimeoutS)
	case !late && e.lapsed <= t:
		e.lapsed, e.released = history.Never, n-1
	}
}

func (e *engine) handle(t int64, ev event) {
	switch ev.kind {
	case kill:
		e.fail(t)
		return
	case promote:
		e.takeOver(t)
		return
	}
	s := &e.clients[ev.client]
	switch ev.kind {
	case issue:
		// Clients cannot be fewer than one: where one alone does more than was asked for, it stops early.
		if e.issued++; t < e.to && e.issued <= 2*e.p.Ops {
			e.issue(t, ev.client, s)
		}
	case commit:
		e.commit(t, ev.client, s)
	case confirm:
		o := &e.out.History[s.op]
		o.Return = t
		e.out.WriteMs = append(e.out.WriteMs, float64(t-o.Call)/ms)
		s.lastWritten, s.wroteAt = o.Version, t
		r := e.record(o.Key)
		r.acknowledged = max(r.acknowledged, o.Version)
		e.again(t, ev.client)
	case serve:
		e.serve(t, ev.client, s)
	}
}

func (e *engine) record(key int) *record {
	r := e.records[key]
	if r == nil {
		r = &record{}
		e.records[key] = r
	}
	return r
}
