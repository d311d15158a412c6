package transactions

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// storySteps is the most that a story tells.
const storySteps = 60

// story tells one transfer event by event: one that shows what went wrong, where there is one.
func story(p Params, r Result) *sims.Story {
	tr := r.Trouble
	if tr == nil {
		tr = r.Example
	}
	if tr == nil {
		return nil
	}
	notes := tr.Notes[:min(storySteps, len(tr.Notes))]
	s := &sims.Story{At: min(p.Step, len(notes))}
	for _, n := range notes {
		s.Events = append(s.Events, fmt.Sprintf("At %s %s %s.", elapsed(n.At-tr.Start), tr.place(p, n.Lane), n.What))
	}
	now, said := noted{At: tr.Start, Stages: make([]stage, len(tr.Parts)), Stands: make([]int8, len(tr.Parts))},
		"Nothing has happened yet."
	if s.At > 0 {
		now, said = notes[s.At-1], s.Events[s.At-1]
	}
	s.State = inspect(p, tr, now)
	d := drawTrace(p, tr, now.At)
	s.Figure = &figure.Figure{ID: "story", Title: "The transfer so far", Takeaway: said, SpaceTime: d,
		Caption: "Messages that have left, log forces that have begun, and locks held so far.",
		Alt:     "A space-time diagram of the transfer until this event. " + said}
	return s
}

// elapsed prints a time since the start of a transfer.
func elapsed(t int64) string {
	if t > 2*sec {
		return say.Number(float64(t)/sec, 3) + " s"
	}
	return say.Number(float64(t)/ms, 1) + " ms"
}

// inspect is the state of a transfer after something was noted.
func inspect(p Params, tr *trace, now noted) [][2]string {
	out := [][2]string{{"Clock", elapsed(now.At - tr.Start)}, {say.Upper(p.leader()), p.stateWords(now.State)}}
	flying := int64(0)
	for i, a := range tr.Parts {
		if i < shownParts {
			what := fmt.Sprintf("account %s on %s", say.Int(a.key), tr.shardOf(i))
			change := say.Number(float64(a.amount), 0)
			if a.amount > 0 {
				change = "+" + change
			}
			if a.readOnly {
				change = "only read"
			}
			out = append(out, [2]string{say.Upper(what), change + ": " + stageWords[now.Stages[i]]})
		}
		flying -= int64(now.Stands[i]) * int64(a.amount)
	}
	if n := len(tr.Parts) - shownParts; n > 0 {
		out = append(out, [2]string{"Not shown", say.Count(n, "account")})
	}
	return append(out, [2]string{"Money on its way", say.Int(flying)})
}

func (p Params) stateWords(s state) string {
	if p.Protocol == twoPhase && !p.oneShard() {
		return map[state]string{voting: "collects votes", deciding: "forces the decision", decidedYes: "committed",
			decidedNo: "aborted", forgotten: "down, has forgotten it"}[s]
	}
	return map[state]string{voting: "goes forward", decidedYes: "committed", decidedNo: "without effect",
		compensating: "takes the steps back"}[s]
}

var stageWords = map[stage]string{idle: "not asked yet", waiting: "waits for the lock",
	working: "locked, the log is being forced", inDoubt: "locked, voted yes, in doubt",
	applied: "applied, the log is being forced", done: "done for good", out: "not taking part",
	undoWaits: "done, waits for the lock to undo it", undoing: "locked, is being undone", reversed: "undone for good"}
