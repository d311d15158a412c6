package queueing

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// What a story holds at most, and how long it plays.
const (
	mostTold  = 20     // requests
	mostSeats = 10     // that wait at once
	playMs    = 18_000 // of the motion; the run's time keeps one pace in it
	stepMs    = 450    // a step from seat to seat
)

// guest is a request of the log. Times are ms from the first one of the story.
type guest struct {
	n              int // from 1
	came           float64
	starts, leaves float64
	away           bool
	ahead          int // who waits after it came, itself included; 0 for one that is served at once
}

// tale is a stretch of the log: from a request that finds the server idle until it is idle again.
type tale struct {
	log    []Event
	guests []guest
	idle   bool // it ends with an idle server
	peak   int  // guest with whom the line is longest
	step   float64
	end    float64
}

// taleOf picks the stretch of the log whose line gets longest, of those that can be followed; where the server is never
// idle again, the beginning. In one line with several servers the log does not say who leaves.
func taleOf(p Params, r Result) (tale, bool) {
	if p.servers() > 1 || len(r.Log) == 0 {
		return tale{}, false
	}
	best, from, longest := tale{}, 0, 1
	for i, e := range r.Log {
		if e.InSystem > 0 {
			continue
		}
		t := follow(r.Log[from:i+1], true)
		if from = i + 1; len(t.guests) <= mostTold && t.longest() > longest && t.longest() <= mostSeats {
			best, longest = t, t.longest()
		}
	}
	if longest == 1 {
		best = follow(r.Log, false)
	}
	return best, best.longest() > 1
}

// follow gives each request of a stretch its times: the first to come is the first to be served. Of a stretch that does
// not end, the first requests are told.
func follow(log []Event, idle bool) tale {
	t := tale{idle: idle, peak: -1}
	var served []int // guests that are let in, in order
	left, from := 0, log[0].Tick
	at := func(e Event) float64 { return float64(e.Tick-from) / 1e6 }
	for _, e := range log {
		if e.Kind == "leaves" {
			t.guests[served[left]].leaves = at(e)
			if left++; left < len(served) {
				t.guests[served[left]].starts = at(e)
			}
		} else {
			if !idle && (len(t.guests) == mostTold || e.Waiting > mostSeats) {
				break
			}
			g := guest{n: len(t.guests) + 1, came: at(e), starts: -1, leaves: -1, away: e.Kind == "turned away"}
			if !g.away {
				if g.ahead = e.Waiting; g.ahead == 0 {
					g.starts = g.came
				}
				if t.peak < 0 || g.ahead > t.guests[t.peak].ahead {
					t.peak = len(t.guests)
				}
				served = append(served, len(t.guests))
			}
			t.guests = append(t.guests, g)
		}
		t.log = append(t.log, e)
	}
	t.end = at(t.log[len(t.log)-1])
	t.step = t.end * stepMs / playMs
	return t
}

func (t tale) longest() int {
	if t.peak < 0 {
		return 0
	}
	return t.guests[t.peak].ahead
}

func hasMotion(p Params, r Result) bool {
	_, ok := taleOf(p, r)
	return ok
}

// motionFigure tells how a line grows and empties.
func motionFigure(p Params, r Result) figure.Figure {
	t, _ := taleOf(p, r)
	first := float64(r.Log[0].Tick)
	for _, e := range r.Log {
		if e == t.log[0] {
			first = float64(e.Tick)
		}
	}
	m := &figure.Motion{Unit: "ms", Start: first/1e6 - t.step, Pace: playMs / t.end}
	t.tell(m)
	st := t.stage(p)
	last := t.guests[t.peak]
	st.Cue(m, t.at(last.came)-t.step/4) // it has come, and sees the line
	m.Beats = t.beats(p, r)
	said := fmt.Sprintf("Request %d finds %d before it in the line.", last.n, last.ahead-1)
	if last.starts >= 0 {
		said = fmt.Sprintf("Request %d finds %d before it in the line, and waits %s ms.", last.n, last.ahead-1,
			say.Short(last.starts-last.came))
	}
	return figure.Figure{ID: sims.MotionID, Title: "How a line grows and empties", Takeaway: said, Panel: true,
		Stage: st, Motion: m, Data: t.table(),
		Caption: "Requests of the first events of the run, in the order in which they come. They play at one pace: " +
			"no wait is cut short. Bar: the service under way.",
		Alt: "Requests come, wait in the seats of a line, and are served one by one. " + said}
}

// at is a time of the stretch in the time of the story, which begins with the way of the first request.
func (t tale) at(ms float64) float64 { return ms + t.step }

// stage declares where requests come from, wait, are served and go.
func (t tale) stage(p Params) *figure.Stage {
	st := &figure.Stage{Places: []figure.Place{
		{ID: "in", Label: "arrivals", Wide: figure.Grid{Col: 0}, Narrow: figure.Grid{Col: 0.3}, Seats: 1, Cells: true,
			Slots: []figure.Slot{{ID: "v", Start: say.Short(p.ArrivalRate) + " per s"}}},
		{ID: "line", Label: "line", Wide: figure.Grid{Col: 1.5}, Narrow: figure.Grid{Col: 1, Row: 1.1},
			Seats: t.longest(), Cells: true, Slots: []figure.Slot{{ID: "v", Start: "0 waiting"}}},
		{ID: "server", Label: "server", Wide: figure.Grid{Col: 2.85}, Narrow: figure.Grid{Col: 0.3, Row: 2.2},
			Seats: 1, Cells: true, Slots: []figure.Slot{{ID: "v", Start: "idle"}},
			Bars: []figure.StageBar{{ID: "work", Work: true}}},
		{ID: "out", Label: "served", Wide: figure.Grid{Col: 4}, Narrow: figure.Grid{Col: 1.7, Row: 2.2}, Seats: 1,
			Cells: true, Slots: []figure.Slot{{ID: "v", Start: "0"}}}},
		Rails: []figure.Rail{{From: "in", To: "line"}, {From: "line", To: "server"}, {From: "server", To: "out"}}}
	for _, g := range t.guests {
		st.Items = append(st.Items, figure.StageItem{ID: g.id(), Label: fmt.Sprint(g.n), Passes: true})
	}
	return st
}

func (g guest) id() string { return fmt.Sprintf("r%d", g.n) }
