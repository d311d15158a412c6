package classes

import (
	"fmt"
	"strings"
)

// The words in which the cases of this package are told. Times are milliseconds from the time due.
const (
	due    int64 = 1_774_652_340_000 // Friday 27 March 2026, 23:59 in Berlin
	minute int64 = 60_000
	hour         = 60 * minute
	day          = 24 * hour
)

// task is an assignment of 10 points with a time due and no other rule, under some rules.
func task(rules ...func(*Assignment)) Assignment {
	a := Assignment{Points: 1000, DueMS: due, Counts: Best}
	for _, rule := range rules {
		rule(&a)
	}
	return a
}

func noDue(a *Assignment)  { a.DueMS = 0 }
func latest(a *Assignment) { a.Counts = Latest }

func worth(p Points) func(*Assignment)    { return func(a *Assignment) { a.Points = p } }
func opens(at int64) func(*Assignment)    { return func(a *Assignment) { a.OpensMS = due + at } }
func closes(at int64) func(*Assignment)   { return func(a *Assignment) { a.ClosesMS = due + at } }
func grace(minutes int) func(*Assignment) { return func(a *Assignment) { a.GraceMin = minutes } }
func tries(n int) func(*Assignment)       { return func(a *Assignment) { a.Tries = n } }
func late(pairs ...int) func(*Assignment) { return func(a *Assignment) { a.Late = steps(pairs...) } }
func steps(hoursAndPercents ...int) []Step {
	var all []Step
	for i := 0; i < len(hoursAndPercents); i += 2 {
		all = append(all, Step{hoursAndPercents[i], hoursAndPercents[i+1]})
	}
	return all
}

// did is the work of a learner, with what the teacher set, in the order in which it happened.
func did(deeds ...func(*Work)) Work {
	var w Work
	for _, deed := range deeds {
		deed(&w)
	}
	return w
}

func draft(w *Work) { w.Draft = true }
func left(w *Work)  { w.Dropped = true }

// attempt adds an attempt; the first is a1.
func attempt(at int64, t Attempt) func(*Work) {
	return func(w *Work) {
		t.Number = len(w.Attempts) + 1
		t.ID = fmt.Sprintf("a%d", t.Number)
		t.ReceivedMS = due + at
		w.Attempts = append(w.Attempts, t)
	}
}

func sent(at int64, score int) func(*Work) { return sentOf(at, score, 10) }

func sentOf(at int64, score, most int) func(*Work) {
	return attempt(at, Attempt{Graded: true, Score: score, Max: most})
}

// answered is an attempt at a task of two parts, a of 4 points and b of 6.
func answered(at int64, a, b int) func(*Work) {
	return attempt(at, Attempt{Graded: true, Score: a + b, Max: 10,
		Parts: map[string]PartScore{"a": {a, 4}, "b": {b, 6}}})
}

// anew is an attempt that a mended grader judged anew.
func anew(what func(*Work), score, most int, why string) func(*Work) {
	return func(w *Work) {
		what(w)
		w.Attempts[len(w.Attempts)-1].Regrade = &Regrade{Score: score, Max: most, Reason: why}
	}
}

func pending(at int64) func(*Work) { return attempt(at, Attempt{Max: 10}) }
func broke(at int64) func(*Work)   { return attempt(at, Attempt{Fault: true, Max: 10}) }

// extended moves the time due and the closing, each 0 to leave it, and sets the number of tries.
func extended(dueAt, closesAt int64, tries int) func(*Work) {
	e := Extension{Tries: tries, Reason: "ill"}
	if dueAt != 0 {
		e.DueMS = due + dueAt
	}
	if closesAt != 0 {
		e.ClosesMS = due + closesAt
	}
	return func(w *Work) { w.Extensions = append(w.Extensions, e) }
}

func override(o Override) func(*Work) {
	o.Reason = "seen"
	return func(w *Work) { w.Overrides = append(w.Overrides, o) }
}

func set(p Points) func(*Work) { return override(Override{Set: p}) }

// setPart sets a part of one attempt, or of each with "".
func setPart(attempt, part string, p Points) func(*Work) {
	return override(Override{Attempt: attempt, Part: part, Set: p})
}

func excuse(w *Work) { override(Override{Excused: true})(w) }

// ended is an extension or an override that was taken back.
func ended(deed func(*Work)) func(*Work) {
	return func(w *Work) {
		extensions, overrides := len(w.Extensions), len(w.Overrides)
		deed(w)
		for i := range w.Extensions[extensions:] {
			w.Extensions[extensions+i].EndedMS = due
		}
		for i := range w.Overrides[overrides:] {
			w.Overrides[overrides+i].EndedMS = due
		}
	}
}

// shown is a cell in short: "late 4.8/10 a2 80%" counts; "draft -" does not.
func shown(m Mark) string {
	points := "-"
	if m.Counted || m.Points != 0 {
		points = m.Points.String() + "/" + m.Max.String()
	}
	if !m.Counted && m.Points != 0 {
		points += " not counted"
	}
	short := fmt.Sprintf("%s %s", m.State, points)
	if m.Attempt != "" || m.Percent != 0 {
		short += fmt.Sprintf(" %s %d%%", m.Attempt, m.Percent)
	}
	return short
}

// reasons are the lines of a cell in one: "Attempt 1: 6 of 10 points of the task. [6] Set by hand … [1.5]".
func reasons(m Mark) string {
	var all []string
	for _, l := range m.Lines {
		all = append(all, fmt.Sprintf("%s [%v]", l.Text, l.Points))
	}
	return strings.Join(all, " ")
}

func sum(lines []Line) Points {
	var all Points
	for _, l := range lines {
		all += l.Points
	}
	return all
}
