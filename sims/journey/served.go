package journey

import (
	"fmt"
	"math/rand/v2"

	"tradeofflab/sims/model"
)

// server is one node as the requests meet it: a line for its processors, and for a share of them a line for its disks.
type server struct {
	rate  float64 // requests per s, a Poisson process
	cpu   station
	disk  station
	reads float64 // share of the requests that go on to a disk
}

// served is what a run of requests counted. Times are in s.
type served struct {
	Asked    int
	Refused  int
	Span     float64          // from the start to the last arrival
	InSystem float64          // mean number in the node over the span
	Spent    float64          // time in the node of all who came, in sum
	Edge     float64          // time in the node of those who were there before, and after the span, in sum
	Busy     float64          // share of the processors that was busy
	Disk     float64          // share of the disk's lines that was busy
	Times    *model.Histogram // of those who were served, in ticks
}

// Steps of the work of an event, the most events of a request, and how many pass between looks at the budget.
const (
	eventSteps  = 90
	mostEvents  = 3
	plainEvents = 2 // of a request that never goes to a disk
	spendEvery  = 2048
)

// mean is the mean time in the node of those who were served, in s.
func (r served) mean() float64 { return r.Times.Mean() / second }

// The events.
const (
	arrives = iota
	leavesCPU
	leavesDisk
	eventKinds
)

// bench is a node while it runs.
type bench struct {
	server
	events                   model.EventQueue[int64] // number of the request × eventKinds + kind
	gaps, work, reading, way *rand.Rand
	lines                    [2]model.Line[int64]
	busy                     [2]int
	came                     []int64
	asked, inside            int
	area, cpuArea, diskArea  float64
	now, end                 int64
	out                      served
	spent, edge              float64
}

// serve lets n requests come to a node. The run begins at rest where there is a rest: with as many in the node as its
// law says. Purpose names its random streams.
func serve(b *model.Budget, s server, n, seed int, purpose string) served {
	stream := func(what string) *rand.Rand { return model.Stream(seed, fmt.Sprintf("%s %s", purpose, what)) }
	k := &bench{server: s, gaps: stream("gaps"), work: stream("work"), reading: stream("disk"), way: stream("way"),
		came: make([]int64, n, n+64), out: served{Times: &model.Histogram{}, Asked: n}}
	k.begin(stream("start"))
	k.events.Push(k.after(k.gaps, 1/s.rate), arrives)
	for i := 1; ; i++ {
		if i%spendEvery == 0 {
			b.Spend(spendEvery * eventSteps)
		}
		at, what, ok := k.events.Pop()
		if !ok {
			return k.result()
		}
		k.pass(at)
		switch id := what / eventKinds; what % eventKinds {
		case arrives:
			k.arrive(at, id)
		case leavesCPU:
			k.free(0)
			if k.way.Float64() < k.reads {
				k.enter(1, id)
			} else {
				k.leave(id, true)
			}
		default:
			k.free(1)
			k.leave(id, true)
		}
	}
}

// begin puts those into the node who are there at the start.
func (k *bench) begin(rng *rand.Rand) {
	for i, s := range []station{k.cpu, k.disk} {
		rate := k.rate
		if i == 1 {
			rate = min(rate, float64(k.cpu.servers)/k.cpu.mean) * k.reads
		}
		if rate <= 0 || s.room == unlimited && s.load(rate) >= 1 {
			continue
		}
		for range s.start(rate, rng) {
			id := int64(len(k.came))
			k.came = append(k.came, -1)
			k.inside++
			k.enter(i, id)
		}
	}
}

func (k *bench) after(rng *rand.Rand, mean float64) int64 {
	return k.now + int64(rng.ExpFloat64()*mean*second+0.5)
}

// pass moves the clock, and adds up the time spent in the present state until the last arrival.
func (k *bench) pass(at int64) {
	if k.end == 0 {
		dt := float64(at - k.now)
		k.area += dt * float64(k.inside)
		k.cpuArea += dt * float64(k.busy[0])
		k.diskArea += dt * float64(k.busy[1])
	}
	k.now = at
}

func (k *bench) arrive(at int64, id int64) {
	k.came[id] = at
	if k.asked++; k.asked < k.out.Asked {
		k.events.Push(k.after(k.gaps, 1/k.rate), (id+1)*eventKinds+arrives)
	} else {
		k.end = at
	}
	if k.busy[0] == k.cpu.servers && k.lines[0].Len() >= k.cpu.room {
		k.out.Refused++
		return
	}
	k.inside++
	k.enter(0, id)
}

// enter serves a request at a station, or lets it wait or go away.
func (k *bench) enter(at int, id int64) {
	s := k.cpu
	if at == 1 {
		s = k.disk
	}
	switch {
	case k.busy[at] < s.servers:
		k.busy[at]++
		k.begins(at, id)
	case k.lines[at].Len() < s.room:
		k.lines[at].Push(id)
	default:
		k.leave(id, false)
	}
}

func (k *bench) begins(at int, id int64) {
	if at == 0 {
		k.events.Push(k.after(k.work, k.cpu.mean), id*eventKinds+leavesCPU)
		return
	}
	k.events.Push(k.after(k.reading, k.disk.mean), id*eventKinds+leavesDisk)
}

// free gives a server to the next in line.
func (k *bench) free(at int) {
	if k.lines[at].Len() > 0 {
		k.begins(at, k.lines[at].Pop())
		return
	}
	k.busy[at]--
}

// leave counts a request that is out.
func (k *bench) leave(id int64, done bool) {
	k.inside--
	came := k.came[id]
	early := came < 0
	if early {
		came = 0
	}
	spent := float64(k.now - came)
	switch {
	case early && k.end > 0:
		k.edge += float64(k.end) // all of the span: what it spends later is not looked at
	case early:
		k.edge += spent
	default:
		k.spent += spent
		if k.end > 0 {
			k.edge += float64(k.now - k.end)
		}
		if !done {
			k.out.Refused++
			return
		}
		k.out.Times.Add(int64(spent), 1)
	}
}

func (k *bench) result() served {
	r, span := k.out, max(float64(k.end), 1)
	r.Span = span / second
	r.InSystem = k.area / span
	r.Busy = k.cpuArea / span / float64(k.cpu.servers)
	r.Disk = k.diskArea / span / float64(max(k.disk.servers, 1))
	r.Spent, r.Edge = k.spent/second, k.edge/second
	return r
}
