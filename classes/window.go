package classes

import (
	"fmt"

	"tradeofflab/say"
)

// Step is one step of the credit for late work: up to Hours after the time it was due, Percent of the points count.
type Step struct {
	Hours   int `json:"hours"`
	Percent int `json:"percent"`
}

// Limits of a rule for late work.
const (
	maxSteps = 10
	maxHours = 24 * 366
)

// CheckSteps says what is wrong with a rule for late work, or nil: hours rise, percentages from 0 to 100 do not.
func CheckSteps(steps []Step) error {
	if len(steps) > maxSteps {
		return fmt.Errorf("a rule for late work has at most %d steps; this has %d", maxSteps, len(steps))
	}
	before := Step{0, 100}
	for i, s := range steps {
		switch {
		case s.Hours <= before.Hours || s.Hours > maxHours:
			return fmt.Errorf("step %d ends after %s; hours rise from step to step, from 1 to %s", i+1,
				say.Count(s.Hours, "hour"), say.Int(maxHours))
		case s.Percent < 0 || s.Percent > before.Percent:
			return fmt.Errorf("step %d gives %d %%; percentages are from 0 to 100, none above that of the step before "+
				"it", i+1, s.Percent)
		}
		before = s
	}
	return nil
}

// Window is when an assignment is open for one learner.
type Window struct {
	OpensMS, DueMS, ClosesMS int64
	Tries                    int
	Extended                 bool
}

// WindowOf gives the window of an assignment under the extensions that hold: each limit is the latest of all, never an
// earlier one. An assignment that closes does so no earlier than its time of grace is over.
func WindowOf(a Assignment, extensions []Extension) Window {
	w := Window{OpensMS: a.OpensMS, DueMS: a.DueMS, ClosesMS: a.ClosesMS, Tries: a.Tries}
	for _, e := range extensions {
		if e.EndedMS > 0 {
			continue
		}
		w.Extended = true
		if w.DueMS > 0 {
			w.DueMS = max(w.DueMS, e.DueMS)
		}
		if w.ClosesMS > 0 {
			w.ClosesMS = max(w.ClosesMS, e.ClosesMS)
		}
		if w.Tries > 0 {
			w.Tries = max(w.Tries, e.Tries)
		}
	}
	if w.ClosesMS > 0 && w.DueMS > 0 {
		w.ClosesMS = max(w.ClosesMS, a.graceEnds(w.DueMS))
	}
	return w
}

func (a Assignment) graceEnds(dueMS int64) int64 { return dueMS + int64(a.GraceMin)*60_000 }

// credit is how many percent of its points an attempt keeps that arrived at a moment, and whether it was late. A limit
// belongs to what stands before it: work of the last millisecond is in time.
func credit(a Assignment, w Window, receivedMS int64) (percent int, late bool) {
	switch {
	case w.ClosesMS > 0 && receivedMS > w.ClosesMS:
		return 0, true
	case w.DueMS == 0 || receivedMS <= a.graceEnds(w.DueMS):
		return 100, false
	}
	for _, step := range a.Late {
		if receivedMS <= w.DueMS+int64(step.Hours)*3_600_000 {
			return step.Percent, true
		}
	}
	return 0, true
}
