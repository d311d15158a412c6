package sharding

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// hasMotion says whether the small move has a write to tell.
func hasMotion(p Params, _ Result) bool {
	events, done := smallMove(p)
	return done.Writes > 0 && len(events) < 60
}

// motionFigure tells the small move message by message.
func motionFigure(p Params, _ Result) figure.Figure {
	events, done := smallMove(p)
	m := &figure.Motion{Unit: "ms", Start: -p.ServiceMs, Pace: 900 / p.ServiceMs, Wait: 900, Skip: 500}
	tellMove(p, events, m)
	key := slices.IndexFunc(events, moveEvent.loses)
	if key < 0 {
		key = slices.IndexFunc(events, func(e moveEvent) bool { return e.kind == copyEnds })
	}
	st := moveStage(p)
	st.Cue(m, events[key].at+p.ServiceMs)
	m.Beats = moveBeats(p, events, done)
	said := say.Upper(events[key].tell(p.Double))
	d := &figure.Table{Columns: []figure.Column{{Label: "Event"}, {Label: "What happens"}}}
	for i, e := range events {
		d.Rows = append(d.Rows, []string{fmt.Sprint(i + 1), e.tell(p.Double)})
	}
	d.Rows = append(d.Rows, []string{"in all", fmt.Sprintf("%d rows, %d writes, %d of them missing on the new shard",
		storyRows, done.Writes, done.Lost)})
	return figure.Figure{ID: sims.MotionID, Title: "A small move, played", Takeaway: said, Panel: true, Stage: st,
		Motion: m, Data: d,
		Caption: "Disc: a write. Square: a row or a write on its way to the new shard. Diamond: a copy that is older " +
			"than what is there. A write is drawn with one median reply on its way to the old shard.",
		Alt: "Boxes for clients, the directory, the old and the new shard with the version of each row. " + said}
}

// loses says whether a copied row comes later than a newer write of it.
func (e moveEvent) loses() bool { return e.kind == copied && !e.kept && e.version < e.held }

func moveStage(p Params) *figure.Stage {
	shard := func(id, label, start string, col, row float64) figure.Place {
		place := figure.Place{ID: id, Label: label, Wide: figure.Grid{Col: col, Row: 1.2},
			Narrow: figure.Grid{Col: col - 1, Row: row}}
		for i := range storyRows {
			place.Slots = append(place.Slots, figure.Slot{ID: fmt.Sprintf("r%d", i), Start: fmt.Sprintf("row %d %s",
				i+1, start)})
		}
		return place
	}
	return &figure.Stage{Places: []figure.Place{
		{ID: "clients", Label: "clients", Wide: figure.Grid{Row: 1.2}, Narrow: figure.Grid{Col: 0},
			Slots: []figure.Slot{{ID: "v", Start: "0 written"}}},
		{ID: "directory", Label: "directory", Wide: figure.Grid{Col: 1.5}, Narrow: figure.Grid{Col: 1},
			Slots: []figure.Slot{{ID: "v", Start: "old shard"}}},
		shard("old", "old shard", "v0", 1, 1.4), shard("new", "new shard", "–", 2, 1.4)},
		Rails: []figure.Rail{{From: "clients", To: "old"}, {From: "old", To: "new"}, {From: "directory", To: "old",
			Dashed: true}, {From: "directory", To: "new", Dashed: true}}}
}

// tellMove writes down every event of the story.
func tellMove(p Params, events []moveEvent, m *figure.Motion) {
	writes := 0
	for i, e := range events {
		at := e.at + p.ServiceMs
		set := func(slot, text, item string, bad bool) {
			m.Tell(figure.MotionEvent{At: at, Kind: figure.Set, Place: slot, Label: text, Item: item, Bad: bad})
		}
		row := fmt.Sprintf("row %d v%d", e.row+1, e.version)
		bring := func(kind moveKind, label, item string) {
			sent := slices.IndexFunc(events[:i], func(b moveEvent) bool {
				return b.kind == kind && b.row == e.row && b.version == e.version
			})
			if sent >= 0 && events[sent].at < e.at {
				m.Tell(figure.MotionEvent{At: events[sent].at + p.ServiceMs, To: at, Kind: figure.Send, From: "old",
					Dest: "new", Item: item, Label: label, Bad: e.loses()})
			}
			if e.kept || e.version == 0 && e.held == 0 {
				set(fmt.Sprintf("new.r%d", e.row), row, "", false)
			}
		}
		switch e.kind {
		case written:
			writes++
			m.Tell(figure.MotionEvent{At: e.at, To: at, Kind: figure.Send, From: "clients", Dest: "old", Label: row})
			set(fmt.Sprintf("old.r%d", e.row), row, "", false)
			set("clients.v", fmt.Sprintf("%d written", writes), figure.Plain, false)
		case arrived:
			bring(written, row, "square")
		case copied:
			item := "square"
			if e.loses() {
				item = "diamond"
			}
			bring(copyRead, fmt.Sprintf("copy %d v%d", e.row+1, e.version), item)
		case switching:
			set("directory.v", "writes wait", figure.Plain, false)
		case switched:
			set("directory.v", "new shard", "", false)
		}
	}
	slices.SortStableFunc(m.Events, func(a, b figure.MotionEvent) int { return cmp.Compare(a.At, b.At) })
}

// moveBeats says what happens, each thought once.
func moveBeats(p Params, events []moveEvent, done moveResult) []figure.Beat {
	find := func(kind moveKind) moveEvent {
		return events[slices.IndexFunc(events, func(e moveEvent) bool { return e.kind == kind })]
	}
	at := func(e moveEvent) float64 { return e.at + p.ServiceMs }
	first, ends, stops, last := find(written), find(copyEnds), find(switching), find(switched)
	out := []figure.Beat{}
	from := 0.0
	add := func(e moveEvent, text string) {
		if at(e) >= from {
			out = append(out, figure.Beat{At: from, To: at(e), Say: text})
			from = at(e)
		}
	}
	add(first, fmt.Sprintf("%d rows are copied while clients write. ", storyRows)+first.tell(p.Double))
	if i := slices.IndexFunc(events, moveEvent.loses); i >= 0 {
		add(events[i], events[i].tell(p.Double))
	}
	add(ends, ends.tell(p.Double))
	add(stops, stops.tell(p.Double))
	lacks := "none"
	if done.Lost > 0 {
		lacks = fmt.Sprint(done.Lost)
	}
	add(last, fmt.Sprintf("%s Of %s, the new shard lacks %s.", last.tell(p.Double), say.Count(done.Writes, "write"),
		lacks))
	return out
}
