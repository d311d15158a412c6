package classes

import (
	"fmt"
	"math/big"
	"slices"

	"tradeofflab/say"
)

// Which attempt counts.
const (
	Best   = "best"
	Latest = "latest"
)

// Assignment is an exercise as it is set in a class. Times are in milliseconds of Unix time, 0 for none.
type Assignment struct {
	Points   Points // of a full answer
	OpensMS  int64
	DueMS    int64
	ClosesMS int64
	GraceMin int    // minutes after the time due in which work still counts in full
	Late     []Step // credit after that; none after the last step
	Tries    int    // how many attempts count, 0 for all
	Counts   string // Best or Latest
}

// Extension gives one learner or one group more time. What it leaves 0 it does not change.
type Extension struct {
	DueMS    int64
	ClosesMS int64
	Tries    int
	Reason   string
	EndedMS  int64 // when it was taken back, 0 while it holds
}

// Attempt is one submission. Received is the server's clock when the request arrived.
type Attempt struct {
	ID         string
	Number     int // from 1
	ReceivedMS int64
	Graded     bool
	Fault      bool // the grader broke: the attempt costs nothing
	Score, Max int  // of the task, before credit
	Parts      map[string]PartScore
	Regrade    *Regrade // a mended grader gave it other points than before; nil for none
}

// Regrade is what an attempt had before a mended grader judged it anew.
type Regrade struct {
	Score, Max int // before
	Reason     string
}

// PartScore is what one part of a task earned. Only overrides of parts ask for it.
type PartScore struct{ Score, Max int }

// Override is what a teacher sets by hand.
type Override struct {
	Attempt string // ID of the attempt whose part it sets, "" for each attempt
	Part    string // the part it sets, in points of the task and before credit; "" for the cell, which is then final
	Set     Points
	Excused bool // the cell does not count at all; a part cannot be excused
	Reason  string
	EndedMS int64 // when it was taken back, 0 while it holds
}

// State is what a cell of the gradebook is, which is not the same as how many points it shows.
type State string

// The states.
const (
	NotOpen    State = "not open"
	Nothing    State = "nothing handed in"
	Drafted    State = "draft"
	Waiting    State = "being graded"
	Faulty     State = "fault"
	Graded     State = "graded"
	Late       State = "late"
	Overridden State = "overridden"
	Excused    State = "excused"
	Dropped    State = "dropped"
)

// Work is what a learner did for an assignment, and what a teacher set.
type Work struct {
	Extensions []Extension
	Attempts   []Attempt // in the order in which they arrived
	Overrides  []Override
	Draft      bool // something is typed that is not handed in
	Dropped    bool // the learner left the class
}

// Line is one step on the way to the points of a cell.
type Line struct {
	Text   string `json:"text"`
	Points Points `json:"points"`
}

// Mark is a cell of the gradebook with its reasons. The lines add up to the points.
type Mark struct {
	State   State  `json:"state"`
	Counted bool   `json:"counted"` // it has points; a cell without is not a cell with 0
	Points  Points `json:"points"`
	Max     Points `json:"max"`
	Attempt string `json:"attempt,omitempty"` // ID of the attempt that counts
	Percent int    `json:"percent"`           // credit of that attempt
	Lines   []Line `json:"lines"`
}

// Cell computes a cell of the gradebook. It is pure: nothing of it is stored, so that a date that is moved, an override
// that is taken back and a key that is mended show at once.
func Cell(a Assignment, work Work, nowMS int64) Mark {
	m := Mark{Max: a.Points, Lines: []Line{}}
	window := WindowOf(a, work.Extensions)
	graded := m.grade(a, window, work)
	if graded {
		m.Counted = true
	} else {
		m.wait(window, work, nowMS)
	}
	for _, o := range work.Overrides {
		if o.EndedMS > 0 || o.Part != "" {
			continue
		}
		if o.Excused {
			m = Mark{State: Excused, Max: a.Points, Lines: []Line{{Text: "Excused: " + o.Reason}}}
			continue
		}
		set := min(o.Set, a.Points) // the assignment may be worth less now than when it was set
		m.add("Set by hand to "+set.String()+" of "+a.Points.String()+": "+o.Reason, set)
		m.State, m.Counted = Overridden, true
	}
	if work.Dropped {
		if m.State == Nothing { // nothing was due from somebody who had left
			m.Counted, m.Lines = false, []Line{}
		}
		m.State = Dropped
	}
	return m
}

// add brings the points to a sum and says why.
func (m *Mark) add(why string, sum Points) {
	m.Lines = append(m.Lines, Line{why, sum - m.Points})
	m.Points = sum
}

// grade finds the attempt that counts and its points, and reports whether there is one.
func (m *Mark) grade(a Assignment, w Window, work Work) bool {
	var best *Mark
	left := w.Tries
	for _, t := range work.Attempts {
		if t.Fault || w.ClosesMS > 0 && t.ReceivedMS > w.ClosesMS {
			continue
		}
		if w.Tries > 0 {
			if left == 0 {
				break
			}
			left--
		}
		if !t.Graded {
			continue
		}
		got := value(a, w, t, work.Overrides)
		// Work that came too late to count anything takes nothing from what was handed in before.
		newer := a.Counts == Latest && got.Percent > 0
		if best == nil || newer || got.Points > best.Points {
			best = &got
		}
	}
	if best == nil {
		return false
	}
	*m = *best
	return true
}

// value is what one attempt gives.
func value(a Assignment, w Window, t Attempt, overrides []Override) Mark {
	m := Mark{State: Graded, Max: a.Points, Attempt: t.ID, Lines: []Line{}}
	score := big.NewRat(int64(t.Score), 1)
	attempt := func(score, most int) string {
		return fmt.Sprintf("Attempt %d: %s of %s of the task.", t.Number, say.Int(score), say.Count(most, "point"))
	}
	if r := t.Regrade; r != nil {
		m.add(attempt(r.Score, r.Max), share(big.NewRat(int64(r.Score), 1), r.Max, a.Points, 100))
		m.add(fmt.Sprintf("Graded anew, %s of %s: %s", say.Int(t.Score), say.Count(t.Max, "point"), r.Reason),
			share(score, t.Max, a.Points, 100))
	} else {
		m.add(attempt(t.Score, t.Max), share(score, t.Max, a.Points, 100))
	}
	set := map[string]*big.Rat{} // the last override of a part holds
	for _, o := range overrides {
		part, known := t.Parts[o.Part]
		if o.EndedMS > 0 || o.Part == "" || o.Excused || !known || o.Attempt != "" && o.Attempt != t.ID {
			continue
		}
		before, again := set[o.Part]
		if !again {
			before = big.NewRat(int64(part.Score), 1)
		}
		set[o.Part] = big.NewRat(int64(o.Set), 100)
		score = new(big.Rat).Add(score, new(big.Rat).Sub(set[o.Part], before))
		m.add(fmt.Sprintf("Part %s set by hand to %v of %d: %s", o.Part, o.Set, part.Max, o.Reason),
			share(score, t.Max, a.Points, 100))
		m.State = Overridden
	}
	percent, late := credit(a, w, t.ReceivedMS)
	m.Percent = percent
	if late {
		grace := ""
		if a.GraceMin > 0 {
			grace = ", with " + Span(int64(a.GraceMin)*60_000) + " of grace over"
		}
		m.add(fmt.Sprintf("Handed in %s after it was due%s: %d %% counts.", Span(t.ReceivedMS-w.DueMS), grace, percent),
			share(score, t.Max, a.Points, percent))
		if m.State == Graded {
			m.State = Late
		}
	}
	return m
}

// share is score/most of points at a percentage, rounded to hundredths with halves up.
func share(score *big.Rat, most int, points Points, percent int) Points {
	if most == 0 {
		return 0
	}
	exact := new(big.Rat).Mul(score, big.NewRat(int64(points), int64(most)))
	exact.Mul(exact, big.NewRat(int64(percent), 100))
	exact.Add(exact, big.NewRat(1, 2))
	return Points(new(big.Int).Div(exact.Num(), exact.Denom()).Int64()) // Div rounds down
}

// wait says what a cell without a graded attempt is.
func (m *Mark) wait(w Window, work Work, nowMS int64) {
	closed := w.ClosesMS > 0 && nowMS > w.ClosesMS
	inTime := slices.DeleteFunc(slices.Clone(work.Attempts), func(t Attempt) bool {
		return w.ClosesMS > 0 && t.ReceivedMS > w.ClosesMS
	})
	switch {
	case slices.ContainsFunc(inTime, func(t Attempt) bool { return !t.Graded && !t.Fault }):
		m.State = Waiting
	case len(inTime) > 0:
		m.State = Faulty
		m.Lines = append(m.Lines, Line{Text: "The grader broke. This costs no attempt and no points."})
	case w.OpensMS > nowMS:
		m.State = NotOpen
	case closed:
		m.State, m.Counted = Nothing, true
		why := "Nothing was handed in before it closed."
		if len(work.Attempts) > 0 {
			why = "What was handed in came after it had closed, and is practice."
		}
		m.Lines = append(m.Lines, Line{Text: why})
	case work.Draft:
		m.State = Drafted
	default:
		m.State = Nothing
	}
}
