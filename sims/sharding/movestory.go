package sharding

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// The story is a small move with the same rules: few rows, few writes, and messages with a shorter tail.
const (
	mostStoryRows = 8
	storyRows     = 3
	storyWrites   = 4
	storySpan     = 12 // length of the copy, in median replies
	storyTail     = 5  // 99th percentile of a message over its median
	storySteps    = 20 // 2 × rows + 2 × writes + 3 events and some room
)

// smallMove gives the events of the story.
func smallMove(p Params) (events []moveEvent, done moveResult) {
	small := p
	small.Tail = storyTail
	span := storySpan * p.ServiceMs
	m := move{rows: storyRows, span: span, rate: storyWrites / span, most: storyWrites, double: p.Double, compare: true,
		law: small.writeLaw(), seed: p.Seed, purpose: "small move",
		note: func(e moveEvent) { events = append(events, e) }}
	done = m.run()
	return events, done
}

func rowName(i int) string { return fmt.Sprintf("row %d", i+1) }

// tell is one sentence for an event.
func (e moveEvent) tell(double bool) string {
	at := "At " + say.Number(e.at, 1) + " ms "
	switch e.kind {
	case written:
		also := " It goes to the old shard alone."
		if double {
			also = " It is sent to the new shard too."
		}
		return at + fmt.Sprintf("a client writes %s; the old shard has version %d and acknowledges.", rowName(e.row),
			e.version) + also
	case arrived:
		return at + fmt.Sprintf("version %d of %s reaches the new shard%s", e.version, rowName(e.row), e.fate())
	case copyRead:
		return at + fmt.Sprintf("the copy reads %s in version %d.", rowName(e.row), e.version)
	case copied:
		return at + fmt.Sprintf("the copy of %s in version %d reaches the new shard%s", rowName(e.row),
			e.version, e.fate())
	case copyEnds:
		return at + "the last row has been read. Catch-up begins: what was sent has to arrive."
	case switching:
		return at + "all of it has arrived. The old shard takes no more writes."
	}
	return at + "nothing is on its way. The entry of the directory is switched, and the new shard serves."
}

func (e moveEvent) fate() string {
	switch {
	case e.kept || e.version == 0 && e.held == 0:
		return "."
	case e.version == e.held:
		return ", which has it already."
	}
	return fmt.Sprintf(", which has version %d and keeps that.", e.held)
}

// story tells the small move event by event.
func story(p Params, _ Result) *sims.Story {
	events, _ := smallMove(p)
	events = events[:min(len(events), storySteps)]
	s := &sims.Story{At: min(p.Step, len(events))}
	phase, acknowledged := "double write and copy", 0
	if !p.Double {
		phase = "copy"
	}
	var old, fresh [storyRows]int
	var there [storyRows]bool
	for i, e := range events {
		s.Events = append(s.Events, e.tell(p.Double))
		if i >= s.At {
			continue
		}
		switch e.kind {
		case written:
			old[e.row] = e.version
			acknowledged++
		case arrived, copied:
			there[e.row] = true
			if e.kept {
				fresh[e.row] = e.version
			}
		case copyEnds:
			phase = "catch-up"
		case switching:
			phase = "the old shard has stopped"
		case switched:
			phase = "switched"
		}
	}
	missing := 0
	var left, right []string
	for i := range storyRows {
		missing += old[i] - fresh[i]
		left = append(left, fmt.Sprintf("%s v%d", rowName(i), old[i]))
		if there[i] {
			right = append(right, fmt.Sprintf("%s v%d", rowName(i), fresh[i]))
		}
	}
	if right == nil {
		right = []string{"nothing yet"}
	}
	s.State = [][2]string{{"phase", phase}, {"old shard", strings.Join(left, ", ")},
		{"new shard", strings.Join(right, ", ")}, {"acknowledged writes", fmt.Sprint(acknowledged)},
		{"not on the new shard", fmt.Sprint(missing)}}
	f := sceneFigure(p, s.At)
	s.Figure = &f
	return s
}

// sceneFigure draws the small move as a space-time diagram, up to a number of events.
func sceneFigure(p Params, upTo int) figure.Figure {
	events, done := smallMove(p)
	st := &figure.SpaceTime{Unit: "ms", Lanes: []string{"clients", "old shard", "new shard"}}
	const clients, oldShard, newShard = 0, 1, 2
	start := p.ServiceMs // what a client's request takes in the drawing
	for i, e := range events[:min(upTo, len(events))] {
		label := fmt.Sprintf("%d v%d", e.row+1, e.version)
		// A message is drawn when it arrives: it left at the event that names the same row and version.
		sent := func(kind moveKind) float64 {
			before := events[:i]
			at := slices.IndexFunc(before, func(b moveEvent) bool {
				return b.kind == kind && b.row == e.row &&
					b.version == e.version
			})
			if at < 0 {
				return e.at
			}
			return before[at].at
		}
		switch e.kind {
		case written:
			st.Messages = append(st.Messages, figure.SpaceMessage{From: clients, Sent: max(e.at-start, 0), To: oldShard,
				Got: e.at, Label: label})
		case arrived:
			st.Messages = append(st.Messages, figure.SpaceMessage{From: oldShard, Sent: sent(written),
				To: newShard, Got: e.at})
		case copied:
			st.Messages = append(st.Messages, figure.SpaceMessage{From: oldShard, Sent: sent(copyRead), To: newShard,
				Got: e.at, Label: fmt.Sprintf("copy %d", e.row+1)})
		case copyEnds:
			st.Events = append(st.Events, figure.SpaceEvent{Lane: oldShard, At: e.at, Label: "copy ends"})
		case switched:
			st.Events = append(st.Events, figure.SpaceEvent{Lane: newShard, At: e.at, Label: "serves",
				Bad: done.Lost > 0})
		}
	}
	f := figure.Figure{ID: "scene", Title: "A small move, message by message", SpaceTime: st,
		Caption: fmt.Sprintf("%s and %s by the rules of the run; 1 v2 is row 1 in version 2. An arrow "+
			"without a label is the same write on its way to the new shard.", say.Count(storyRows, "row"),
			say.Count(done.Writes, "write")),
		Alt: "Lanes of clients, old shard and new shard, with an arrow for each write and each copied row."}
	acknowledged := say.Count(done.Writes, "write") + say.Either(done.Writes, " is", " are") +
		" acknowledged during the move, and the new shard "
	f.Takeaway = acknowledged + say.Either(done.Writes, "has it.", "has all of them.")
	switch {
	case upTo < len(events):
		f.Takeaway = fmt.Sprintf("After %d of %s of the move.", upTo, say.Count(len(events), "event"))
	case done.Lost > 0:
		f.Takeaway = acknowledged + say.Either(done.Writes, "lacks it.", fmt.Sprintf("lacks %d of them.", done.Lost))
	}
	return f
}
