package pipeline

import "fmt"

// told is how many events the story of the stream has.
const told = 40

// streamEntry is one line of the story with the state after it.
type streamEntry struct {
	e       event
	text    string
	mark    float64
	emitted int
}

// tell keeps the first events that arrive after a third of the run, when windows are open.
func (s *Stream) tell(p Params, e event, late, dropped bool, k *keeper) {
	if e.arrives < p.DurationS/3 || len(s.Log) >= told {
		return
	}
	verdict := "and is counted"
	switch {
	case dropped:
		verdict = "behind the watermark, and is dropped"
	case late:
		verdict = "behind the watermark, and is still counted"
	}
	s.Log = append(s.Log, streamEntry{e, fmt.Sprintf("an event of %.2f s arrives %.2f s later %s", e.at, e.arrives-e.at,
		verdict), k.mark, k.emitted})
}
