package replication

import (
	"fmt"
	"slices"
	"sort"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/replication/history"
)

const (
	storyReplicas = 3 // boxes that fit
	storyReads    = 3 // reads of the client that are told
)

// tale is what the story tells: one write, the reads of its record by its client that follow, and the log between.
type tale struct {
	write   history.Op
	reads   []history.Op
	drawn   []int // replicas that have a box
	commit  int64
	visible []int64 // of every replica
	all     []history.Op
}

// taleOf finds the write and the read that the run shows as its example, and what follows. A run whose example is
// another, one without replicas and one whose primary dies have no such story.
func taleOf(p Params, r Result) (tale, bool) {
	w := r.Window
	if what := w.shown.what; p.Replicas == 0 || w.Fail != nil || what != "own" && what != "good" {
		return tale{}, false
	}
	t := tale{write: w.shown.ops[0], reads: []history.Op{w.shown.ops[1]}, all: w.History}
	var ok bool
	if t.commit, t.visible, ok = w.log.trace(t.write.Version); !ok || t.write.Call < ticks(w.From) {
		return tale{}, false
	}
	next := t.reads[0]
	for _, o := range w.History {
		if o.Client != t.write.Client || o.Key != t.write.Key || o.Call <= next.Call {
			continue
		}
		if o.Kind == history.Write || len(t.reads) == storyReads {
			break
		}
		t.reads = append(t.reads, o)
	}
	t.choose(p)
	return t, true
}

// choose picks the replicas that have a box: those that are read, then the first ones.
func (t *tale) choose(p Params) {
	add := func(i int) {
		if i != int(Primary) && len(t.drawn) < storyReplicas && !slices.Contains(t.drawn, i) {
			t.drawn = append(t.drawn, i)
		}
	}
	for _, o := range t.reads {
		add(o.Node)
	}
	for i := range p.Replicas {
		add(i)
	}
	slices.Sort(t.drawn)
}

// at is a tick of the run in the time of the story: ms from the call of the write.
func (t tale) at(tick int64) float64 { return float64(tick-t.write.Call) / ms }

// shown is the version of the record that replica i shows at a tick; 0 for one from before the window.
func (t tale) shown(w Window, i int, tick int64) int64 {
	newest := int64(0)
	for _, o := range t.all {
		if o.Kind != history.Write || o.Key != t.write.Key || o.Version <= newest {
			continue
		}
		if _, visible, ok := w.log.trace(o.Version); ok && visible[i] <= tick {
			newest = o.Version
		}
	}
	return newest
}

// before is the version that the primary had before the write.
func (t tale) before() int64 {
	newest := int64(0)
	for _, o := range t.all {
		if o.Kind == history.Write && o.Key == t.write.Key && o.Version < t.write.Version {
			newest = max(newest, o.Version)
		}
	}
	return newest
}

// waiting is how many records replica i must apply before the write when it arrives.
func (t tale) waiting(w Window, i int) int64 {
	arrived := t.commit + w.log.replicas[i].way
	return max(0, t.write.Version-1-w.log.lsn(w.log.applied(w.log.replicas[i], arrived)))
}

// queued is how many records of the log replica i has not applied at a tick.
func (t tale) queued(w Window, i int, tick int64) int64 {
	made := w.log.base + int64(sort.Search(len(w.log.commit), func(k int) bool { return w.log.commit[k] > tick }))
	return max(0, made-w.log.applied(w.log.replicas[i], tick))
}

// most is the longest wait of the record at a replica, in records; at least 1.
func (t tale) most(w Window) float64 {
	most := int64(1)
	for _, i := range t.drawn {
		most = max(most, t.waiting(w, i))
	}
	return float64(most)
}

func version(v int64) string {
	if v == 0 {
		return "an older one"
	}
	return lsn(v)
}

func hasMotion(p Params, r Result) bool {
	_, ok := taleOf(p, r)
	return ok
}

// motionFigure tells one write and what its client reads afterwards, with every message and the way of the log.
func motionFigure(p Params, r Result) figure.Figure {
	t, _ := taleOf(p, r)
	w := r.Window
	st := t.stage(w)
	m := &figure.Motion{Unit: "ms", Start: float64(t.write.Call-ticks(w.From)) / ms, Pace: 900 / t.flight(p),
		Wait: 1100,
		Skip: 500}
	t.tell(p, w, m)
	key := t.at(t.reads[0].Return)
	st.Cue(m, key)
	m.Beats = t.beats(p, w)
	read := t.reads[0]
	f := figure.Figure{ID: sims.MotionID, Title: "One write and the reads that follow", Panel: true, Stage: st,
		Motion: m,
		Data:   t.table(p, w)}
	f.Takeaway = fmt.Sprintf("Client %d writes version %s, has the answer, and reads version %s at %s %s later.",
		t.write.Client, lsn(t.write.Version), version(read.Version), nodeName(p, read.Node),
		span24(t.at(read.Call)-t.at(t.write.Return)))
	f.Caption = "Filled disc: request. Ring: answer that is right, or a confirmation. Square: log record. Diamond: " +
		"answer that " +
		"is stale. Grey bar: records a replica has received before this one and not applied. Flights keep one pace; " +
		"waits " +
		"and pauses are cut short, and the clock tells the true time in the window."
	if len(t.drawn) < p.Replicas {
		f.Caption += fmt.Sprintf(" %d of %d replicas are drawn.", len(t.drawn), p.Replicas)
	}
	f.Alt = "Boxes for the client, the primary and its replicas, with the version that each shows when the read is " +
		"answered. " +
		f.Takeaway
	return f
}

// flight is the shortest way in ms that keeps all flights within 0.4 to 1.1 s or so at one pace.
func (t tale) flight(p Params) float64 {
	longest := float64(clientWay) / ms
	for _, i := range t.drawn {
		longest = max(longest, float64(p.oneWay(i))/ms)
	}
	return max(longest*0.9, 0.0001)
}

// stage declares the boxes and what stands in them before the write.
func (t tale) stage(w Window) *figure.Stage {
	n := len(t.drawn)
	st := &figure.Stage{Places: []figure.Place{
		{ID: "client", Label: fmt.Sprintf("client %d", t.write.Client), Wide: figure.Grid{Col: 0, Row: 1.8},
			Narrow: figure.Grid{Col: 0.3, Row: 0}, Slots: []figure.Slot{{ID: "v", Start: "idle"}}},
		{ID: "primary", Label: "primary", Wide: figure.Grid{Col: 0.85, Row: 0.1}, Narrow: figure.Grid{Col: 1.75,
			Row: 0},
			Slots: []figure.Slot{{ID: "v", Big: true, Start: dash(t.before())}},
			Bars:  []figure.StageBar{{ID: "work", Work: true}}},
	}}
	write := figure.Rail{From: "client", To: "primary", Notes: []figure.RailNote{{N: 1, Text: "writes", At: 0.3},
		{N: 2, Text: "confirmed", At: 0.68}}}
	st.Rails = append(st.Rails, write)
	for k, i := range t.drawn {
		row, queued := float64(k), t.queued(w, i, t.write.Call)
		if n == 1 {
			row = 1
		}
		st.Places = append(st.Places, figure.Place{ID: letter(i), Label: replicaName(i), Wide: figure.Grid{Col: 2,
			Row: row},
			Narrow: figure.Grid{Col: []float64{0, 1, 2}[k], Row: 2.3},
			Slots: []figure.Slot{{ID: "v", Big: true, Start: dash(t.shown(w, i, t.write.Call))},
				{ID: "q", Start: say.Int(queued) + " to apply", Brief: say.Int(queued) + " left"}},
			Bars: []figure.StageBar{{ID: "q", Start: min(1, float64(queued)/t.most(w))}}})
		log := figure.Rail{From: "primary", To: letter(i), Dashed: true}
		if k == 0 {
			log.Notes = []figure.RailNote{{N: 3, Text: "log record", At: 0.48}}
		}
		st.Rails = append(st.Rails, log, t.readRail(i))
	}
	return st
}

// readRail is the way of the reads at replica i, with a note on the first read.
func (t tale) readRail(i int) figure.Rail {
	rail := figure.Rail{From: "client", To: letter(i)}
	if read := t.reads[0]; read.Node == i {
		rail.Notes = []figure.RailNote{{N: 4, Text: "reads " + dash(read.Version), At: 0.5, Bad: t.stale(read)}}
	}
	return rail
}

func (t tale) stale(o history.Op) bool { return o.Version < t.write.Version }

func dash(v int64) string {
	if v == 0 {
		return "–"
	}
	return lsn(v)
}

// letter is the name of a replica in the drawing: A for the first.
func letter(i int) string { return figure.NodeName(i) }

// place is where an operation was answered.
func place(node int) string {
	if node == int(Primary) {
		return "primary"
	}
	return letter(node)
}
