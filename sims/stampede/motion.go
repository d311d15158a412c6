package stampede

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// Of a rebuild, a message is drawn with so much. In the run messages take no time.
const drawnFlight = 0.04

// tale is one expiry with few reads, as the story tells it.
type tale struct {
	p       Params
	log     []entry
	answers []given
	reads   []int32 // in the order in which they come
	boxes   int     // of these so many have a box of their own
	first   int     // entry that ends the first query
	flight  float64 // s
	unit    float64 // of the story, in s
}

// taleOf gives the story of a run whose reads meet an expired value. Early refresh and stale values spare them that,
// and too few reads during a rebuild make no stampede.
func taleOf(p Params) (tale, bool) {
	if p.early() || p.stale() {
		return tale{}, false
	}
	t := tale{p: p, flight: drawnFlight * p.RecomputeS, unit: 1}
	if p.RecomputeS < 0.5 {
		t.unit = 0.001
	}
	t.log, t.answers = tellFew(p)
	t.first = slices.IndexFunc(t.log, func(l entry) bool { return l.what == "stored" || l.what == "dies" })
	for _, l := range t.log {
		if l.client >= 0 && !slices.Contains(t.reads, l.client) {
			t.reads = append(t.reads, l.client)
		}
	}
	t.boxes = len(t.reads)
	if t.boxes > storyBoxes {
		t.boxes = storyBoxes - 1
	}
	return t, t.first >= 3 && len(t.reads) >= 3
}

// storyBoxes is how many boxes for reads fit.
const storyBoxes = 5

// at is a tick of the run in the time of the story, which begins when the first read sets out.
func (t tale) at(tick int64) float64 {
	return (seconds(tick-t.log[0].at) + t.flight) / t.unit
}

// box is where a read is drawn.
func (t tale) box(r int32) string {
	if i := slices.Index(t.reads, r); i >= 0 && i < t.boxes {
		return readName(r)
	}
	return "others"
}

func readName(r int32) string { return fmt.Sprintf("read %d", r+1) }

func hasMotion(p Params, _ Result) bool {
	_, ok := taleOf(p)
	return ok
}

// motionFigure tells one expiry read by read.
func motionFigure(p Params, r Result) figure.Figure {
	t, _ := taleOf(p)
	m := &figure.Motion{Unit: "s", Start: -t.flight / t.unit, Pace: 600 * t.unit / t.flight, Wait: 900, Skip: 500}
	if t.unit < 1 {
		m.Unit = "ms"
	}
	t.tell(m)
	st := t.stage()
	st.Cue(m, t.at(t.log[t.first].at)-2*t.flight/t.unit)
	m.Beats = t.beats(r)
	open, waiting := t.meanwhile()
	said := fmt.Sprintf("When the first query ends, %s the same value.", count(float64(open), "query is open for",
		"queries are open for"))
	if waiting > 0 {
		said = fmt.Sprintf("When the first query ends, %s open and %s for its value.", count(float64(open), "query is",
			"queries are"), count(float64(waiting), "read waits", "reads wait"))
	}
	return figure.Figure{ID: sims.MotionID, Title: "One expiry, read by read", Takeaway: said, Panel: true, Stage: st,
		Motion: m, Data: t.table(r),
		Caption: fmt.Sprintf("The rules of the run with at most %d reads in the time of a rebuild. Disc: a read, then "+
			"its query. Ring: an answer. Square: the value on its way to the cache. Messages take no time in the "+
			"run; here each takes %s %% of a rebuild. Waits are cut short.", storyReads, say.Short(100*drawnFlight)),
		Alt: "Boxes for the cache, the reads and the database just before the first query ends. " + said}
}

// stage declares the cache, the reads and the database: a read asks the one, then the other.
func (t tale) stage() *figure.Stage {
	middle := float64(storyBoxes-1) / 2
	st := &figure.Stage{Places: []figure.Place{{ID: "cache", Label: "cache", Wide: figure.Grid{Col: 0, Row: middle},
		Narrow: figure.Grid{Col: middle, Row: 0}, Slots: []figure.Slot{{ID: "v", Start: "expired"}}},
		{ID: "database", Label: "database", Wide: figure.Grid{Col: 2, Row: middle},
			Narrow: figure.Grid{Col: middle, Row: 3}, Slots: []figure.Slot{{ID: "n", Start: "0 open"}},
			Bars: []figure.StageBar{{ID: "n"}}}}}
	if t.p.locked() {
		st.Places[0].Slots = append(st.Places[0].Slots, figure.Slot{ID: "lock", Start: "lock free"})
	}
	var names []string
	for _, r := range t.reads[:t.boxes] {
		names = append(names, readName(r))
	}
	if t.boxes < len(t.reads) {
		names = append(names, "others")
	}
	for i, name := range names {
		at := float64(i) + float64(storyBoxes-len(names))/2
		place := figure.Place{ID: name, Label: name, Wide: figure.Grid{Col: 1, Row: at},
			Narrow: figure.Grid{Col: at, Row: 1.5}, Slots: []figure.Slot{{ID: "v"}}}
		if name == "others" {
			place.Slots[0].Start = fmt.Sprintf("%d more", len(t.reads)-t.boxes)
		} else {
			place.Bars = []figure.StageBar{{ID: "w", Work: true}}
		}
		st.Places = append(st.Places, place)
		st.Rails = append(st.Rails, figure.Rail{From: name, To: "cache"}, figure.Rail{From: name, To: "database"})
	}
	if t.boxes == len(t.reads) { // the notes explain the rails of the first read
		st.Rails[0].Notes = []figure.RailNote{{N: 1, Text: "nothing there", At: 0.5}}
		st.Rails[1].Notes = []figure.RailNote{{N: 2, Text: "query", At: 0.5}}
	}
	return st
}

// meanwhile is how many queries are open and reads wait without a query just before the first query ends.
func (t tale) meanwhile() (open, waiting int) {
	l := t.log[t.first-1]
	return l.queries(), l.waiting - l.queries()
}

// queries is how many are open after an entry. That of a query is written before it is open, that of a death while it
// still is.
func (l entry) queries() int {
	switch l.what {
	case "query":
		return l.open + 1
	case "dies":
		return l.open - 1
	}
	return l.open
}

// queries counts those that the log has begun by an entry.
func queries(log []entry) int {
	n := 0
	for _, l := range log {
		if l.what == "query" {
			n++
		}
	}
	return n
}
