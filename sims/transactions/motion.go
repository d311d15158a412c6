package transactions

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

// play is the story in motion: one transfer of two-phase commit, with its messages, log forces and locks.
type play struct {
	*trace
	p     Params
	shown int // shards that are drawn
}

// playOf finds the transfer that is told: one that a crash left in doubt, or else a plain one that committed. A run
// that has neither has no story, and other protocols have none.
func playOf(p Params, r Result) (play, bool) {
	tr := r.Trouble
	if tr == nil {
		tr = r.Example
	}
	if tr == nil || p.Protocol != twoPhase || p.oneShard() || p.local() || !p.OrderKeys {
		return play{}, false
	}
	y := play{tr, p, min(shownParts, len(tr.Parts))}
	if len(tr.Notes) == 0 || y.vote(0) == 0 || y.vote(1) == 0 {
		return y, false
	}
	if r.Trouble == nil {
		return y, y.find("has committed") > 0 && y.find("has every acknowledgement") > 0
	}
	return y, p.Crash == "coordinator" && y.find(dies) > 0 && y.unlocked() > 0
}

// find is the tick of the first note with these words; 0 for none.
func (y play) find(what string) int64 {
	for _, n := range y.Notes {
		if n.What == what {
			return n.At
		}
	}
	return 0
}

// vote is the tick at which a shard is in doubt; 0 for never.
func (y play) vote(i int) int64 {
	for _, n := range y.Notes {
		if n.Lane == i && n.Stages[i] == inDoubt {
			return n.At
		}
	}
	return 0
}

// voted is the tick at which the last of the drawn shards is in doubt.
func (y play) voted() int64 {
	last := int64(0)
	for i := range y.shown {
		last = max(last, y.vote(i))
	}
	return last
}

// unlocked is the tick at which the last of the drawn shards lets its lock go; 0 where one does not.
func (y play) unlocked() int64 {
	last := int64(0)
	for i := range y.shown {
		if y.Parts[i].readOnly {
			continue
		}
		free := y.freed(i)
		if free == 0 {
			return 0
		}
		last = max(last, free)
	}
	return last
}

// freed is the tick at which a shard in doubt knows the decision; 0 for never.
func (y play) freed(i int) int64 {
	for _, n := range y.Notes {
		if s := n.Stages[i]; n.At > y.vote(i) && (s == applied || s == done || s == out) {
			return n.At
		}
	}
	return 0
}

func hasMotion(p Params, r Result) bool {
	_, ok := playOf(p, r)
	return ok
}

// at is a tick of the run in the time of the story, ms.
func (y play) at(tick int64) float64 { return float64(tick-y.Start) / ms }

// motionFigure plays one transfer.
func motionFigure(p Params, r Result) figure.Figure {
	y, _ := playOf(p, r)
	m := &figure.Motion{Unit: "ms", Start: float64(y.Start) / ms, Pace: 900 / max(float64(p.half())/ms, 0.001),
		Wait: 1400, Skip: 500}
	st := y.stage()
	y.tell(m)
	key := y.at(y.voted())
	if y.died() {
		key = y.at(y.find(dies)) + 0.001
	}
	st.Cue(m, key)
	m.Beats = y.beats()
	f := figure.Figure{ID: sims.MotionID, Title: "A transfer and its locks", Panel: true, Stage: st, Motion: m,
		Data: y.table()}
	f.Takeaway = y.takeaway()
	f.Caption = "Disc: request. Ring: yes, or done. Diamond: no. Square: decision. The bar of a shard or of the " +
		"coordinator fills while its log is forced, and that of a shard again while it waits for the decision. The " +
		"picture stands where the shards have voted and do not know it."
	if n := len(y.Parts) - y.shown; n > 0 {
		f.Caption += fmt.Sprintf(" %d of %d accounts are drawn.", y.shown, len(y.Parts))
	}
	f.Alt = fmt.Sprintf("Boxes for the client, the coordinator and %d shards with an account each. %s", y.shown,
		f.Takeaway)
	return f
}

// died says whether the coordinator dies in this transfer.
func (y play) died() bool { return y.find(dies) > 0 }

// stage declares the boxes before the transfer begins.
func (y play) stage() *figure.Stage {
	middle := 0.575 * float64(y.shown-1)
	work := []figure.StageBar{{ID: "work", Work: true}}
	st := &figure.Stage{Places: []figure.Place{
		{ID: "client", Label: "client", Wide: figure.Grid{Row: middle},
			Narrow: figure.Grid{Col: 0.1},
			Slots:  []figure.Slot{{ID: "v", Start: "waits"}}},
		{ID: "coordinator", Label: "coordinator", Wide: figure.Grid{Col: 1, Row: middle},
			Narrow: figure.Grid{Col: 1.55},
			Slots:  []figure.Slot{{ID: "v", Start: "collects votes"}}, Bars: work},
	}, Rails: []figure.Rail{{From: "client", To: "coordinator", Dashed: true}}}
	for i := range y.shown {
		id := place(i)
		narrow := float64(2*i) / float64(y.shown-1)
		st.Places = append(st.Places, figure.Place{ID: id, Label: y.shardOf(i),
			Wide: figure.Grid{Col: 2, Row: 1.15 * float64(i)}, Narrow: figure.Grid{Col: narrow, Row: 1.7},
			Slots: []figure.Slot{{ID: "sum", Start: y.sum(i), Brief: y.sum(i)}, {ID: "v", Start: "unlocked"}},
			Bars:  []figure.StageBar{{ID: "work", Work: true}}})
		rail := figure.Rail{From: "coordinator", To: id}
		if i == 0 {
			rail.Notes = []figure.RailNote{{N: 1, Text: "prepare", At: 0.3}, {N: 2, Text: "yes", At: 0.7}}
		}
		st.Rails = append(st.Rails, rail)
	}
	return st
}

func place(i int) string {
	if i < 0 {
		return "coordinator"
	}
	return fmt.Sprintf("part%d", i)
}

// sum is the change to an account.
func (y play) sum(i int) string {
	a := y.Parts[i]
	switch {
	case a.readOnly:
		return "only read"
	case a.amount > 0:
		return fmt.Sprintf("+%d", a.amount)
	}
	return fmt.Sprintf("−%d", -a.amount)
}

// stageShort is what a box says of the stage of a part.
var stageShort = map[stage]string{idle: "unlocked", waiting: "waits for lock", working: "locked, logs",
	inDoubt: "in doubt, locked", applied: "applied, unlocked", done: "for good", out: "aborted, unlocked"}

var stageBrief = map[stage]string{idle: "unlocked", waiting: "waits", working: "locked", inDoubt: "in doubt",
	applied: "applied", done: "for good", out: "aborted"}

// shapes are those of messages; a request is a disc.
var shapes = map[kind]string{voteYes: "circle", voteRead: "circle", acked: "circle", voteNo: "diamond",
	commit: "square", abort: "square"}

// tell writes down every event from the trace.
func (y play) tell(m *figure.Motion) {
	named := map[kind]bool{}
	for _, g := range y.Messages {
		if g.From >= y.shown || g.To >= y.shown || g.Got <= g.Sent {
			continue
		}
		e := figure.MotionEvent{At: y.at(g.Sent), To: y.at(g.Got), Kind: figure.Send, From: place(g.From),
			Dest: place(g.To), Item: shapes[g.Kind], Bad: g.Kind == voteNo || g.Kind == abort, Lost: g.Lost}
		if !named[g.Kind] {
			e.Label, named[g.Kind] = words[g.Kind], true
		}
		m.Tell(e)
	}
	was := make([]stage, len(y.Parts))
	for _, n := range y.Notes {
		for i := range y.shown {
			if s := n.Stages[i]; s != was[i] {
				was[i] = s
				e := figure.MotionEvent{At: y.at(n.At), Kind: figure.Set, Place: place(i) + ".v", Label: stageShort[s],
					Short: stageBrief[s], Bad: s == out || s == waiting}
				if s == working || s == inDoubt {
					e.Item = figure.Plain
				}
				m.Tell(e)
			}
		}
		if n.Lane < y.shown && n.To > n.At && (y.find(dies) == 0 || n.At > y.find(dies) || n.Lane >= 0) {
			m.Tell(figure.MotionEvent{At: y.at(n.At), To: y.at(n.To), Kind: figure.Hold,
				Place: place(n.Lane) + ".work"})
		}
		y.tellLeader(m, n)
	}
	for i := range y.shown {
		if vote, free := y.vote(i), y.freed(i); vote > 0 && free > vote {
			m.Tell(figure.MotionEvent{At: y.at(vote), To: y.at(free), Kind: figure.Hold, Place: place(i) + ".work"})
		}
	}
	slices.SortStableFunc(m.Events, func(a, b figure.MotionEvent) int { return cmp.Compare(a.At, b.At) })
}

// tellLeader tells what becomes of the coordinator, and what the client hears.
func (y play) tellLeader(m *figure.Motion, n noted) {
	if n.Lane >= 0 {
		return
	}
	set := func(place, text, short string, bad bool) {
		m.Tell(figure.MotionEvent{At: y.at(n.At), Kind: figure.Set, Place: place + ".v", Label: text, Short: short,
			Bad: bad})
	}
	switch n.What {
	case "has every vote and forces the decision":
		set("coordinator", "has every vote", "all votes", false)
	case "has committed":
		set("coordinator", "committed", "", false)
	case clientTold:
		set("client", "has its answer", "answered", false)
	case "has every acknowledgement":
		set("coordinator", "all is done", "", false)
	case dies:
		set("coordinator", "down", "", true)
		set("client", "no answer", "", true)
	case isBack, isReplaced:
		set("coordinator", "no record: abort", "abort", true)
	}
}
