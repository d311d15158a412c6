package loops

import (
	"fmt"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// told is the number of steps of a story: equal parts of the run.
const told = 24

func story(p Params, s study) *sims.Story {
	r, sys := s.r, s.r.sys
	row := func(step int) int { return (len(r.T) - 1) * step / told }
	out := &sims.Story{At: min(p.Step, told)}
	w := sys.index(r.Model.Watch)
	for step := 1; step <= told; step++ {
		i, j := row(step-1), row(step)
		text := fmt.Sprintf("After %s. %s: %s, before %s.", span(r.T[j], r.Model.Clock), sys.label(w),
			amount(r.Watch[j], sys.unit(w)), say.Short(r.Watch[i]))
		if r.T[i] < p.PushAt && r.T[j] >= p.PushAt && p.Push > 0 {
			text += " The push begins: " + r.Model.Push.Label + "."
		}
		out.Events = append(out.Events, text)
	}
	at := row(out.At)
	for _, v := range sys.drawn() {
		out.State = append(out.State, [2]string{sys.label(v), amount(r.Rows[at][v], sys.unit(v))})
	}
	f := s.diagram(at)
	f.ID = "story"
	f.Title += ", step by step"
	f.Takeaway = "The run begins."
	if out.At > 0 {
		f.Takeaway = out.Events[out.At-1]
	}
	f.Caption = fmt.Sprintf("Values after %s. A dashed arrow acts late.", span(r.T[at], r.Model.Clock))
	out.Figure = &f
	return out
}
