package pipeline

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// told is how many events the story of the stream has.
const told = 40

// streamEntry is one line of the story with the state after it.
type streamEntry struct {
	e       event
	text    string
	mark    float64
	emitted int
}

// tell keeps an event for the story: of the first that arrive after a third of the run, when windows are open.
func (s *Stream) tell(e event, late, dropped bool, k *keeper) {
	verdict := "and is counted"
	switch {
	case dropped && k.p.LateRule == "event":
		verdict = "behind the watermark, and is dropped"
	case dropped:
		verdict = "when its window has closed, and is dropped"
	case late:
		verdict = "behind the watermark, and is still counted"
	}
	s.Log = append(s.Log, streamEntry{e, fmt.Sprintf("an event of %.2f s arrives %.2f s later %s", e.at, e.arrives-e.at,
		verdict), k.mark, k.emitted})
}

// streamStory tells some events in the middle of the run.
func streamStory(p Params, s Stream) *sims.Story {
	st := &sims.Story{At: min(p.Step, len(s.Log))}
	for _, l := range s.Log {
		st.Events = append(st.Events, fmt.Sprintf("At %s s %s.", say.Number(l.e.arrives, 3), l.text))
	}
	d := &figure.SpaceTime{Unit: "s", Lanes: []string{"source", "processor"}}
	said, mark, done := "Nothing has arrived yet.", "–", 0
	if st.At > 0 {
		now := s.Log[st.At-1]
		said, mark, done = st.Events[st.At-1], say.Number(now.mark, 2)+" s", now.emitted
		for _, l := range s.Log[max(0, st.At-8):st.At] {
			d.Messages = append(d.Messages, figure.SpaceMessage{From: 0, Sent: l.e.at, To: 1, Got: l.e.arrives})
		}
		d.Events = append(d.Events, figure.SpaceEvent{Lane: 0, At: max(0, now.mark), Label: "watermark"})
	}
	st.State = [][2]string{{"Events told", fmt.Sprint(st.At)}, {"Watermark", mark},
		{"Windows with a result", fmt.Sprint(done)}}
	st.Figure = &figure.Figure{ID: "story", Title: "Events on their way", Takeaway: said, SpaceTime: d,
		Caption: "The last eight events: when they happened and when they arrived. Arrows that cross overtake " +
			"each other.", Alt: "Slanted arrows from source to processor. " + said}
	return st
}
