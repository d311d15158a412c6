// Package book puts what is stored of a class and the rules of classes together: the gradebook, each cell with its
// reasons, and the files that a teacher takes away.
package book

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"tradeofflab/classes"
	"tradeofflab/exercises"
	"tradeofflab/store"
)

// Book is the gradebook of a class at one moment. Nothing of it is stored.
type Book struct {
	Class       store.Class
	Assignments []store.Assignment
	Learners    []store.Enrolment // by name; those who left and those who were invited too
	cells       map[key]Cell
	regraded    map[string]store.Regraded // by submission
}

type key struct{ assignment, enrolment string }

// Cell is what a learner has of an assignment, and what that follows from.
type Cell struct {
	classes.Mark
	Window     classes.Window
	Attempts   []store.ClassAttempt
	Extensions []store.Extension // of the learner and of their group, the ended ones too
	Overrides  []store.Override  // the ended ones too
	draftMS    int64             // when something was last typed, 0 for never
	final      bool              // the learner has deleted everything; the points stand
}

// Of gives the cell of a learner.
func (b Book) Of(assignment, enrolment string) Cell { return b.cells[key{assignment, enrolment}] }

// Pending says whether an attempt that may count has no verdict yet, so that the points may still change by themselves.
func (c Cell) Pending() bool {
	return slices.ContainsFunc(c.Attempts, func(t store.ClassAttempt) bool {
		return t.Grade == nil && (c.Window.ClosesMS == 0 || t.ReceivedMS <= c.Window.ClosesMS)
	})
}

// Sum is what a learner has of all assignments together: points, and the most there could be of those that count.
func (b Book) Sum(enrolment string) (points, most classes.Points) {
	for _, a := range b.Assignments {
		if c := b.Of(a.ID, enrolment); c.Counted {
			points += c.Points
			most += c.Max
		}
	}
	return points, most
}

// Load reads the gradebook of a class as it is at a moment. An enrolment that is not "" loads the row of that one only.
func Load(ctx context.Context, db *store.Store, class store.Class, enrolment string, nowMS int64) (Book, error) {
	b := Book{Class: class, cells: map[key]Cell{}}
	var err error
	if b.Assignments, err = db.Assignments(ctx, class.ID); err != nil {
		return b, err
	}
	if enrolment != "" {
		e, err := db.Enrolment(ctx, class.ID, enrolment)
		if err != nil {
			return b, err
		}
		b.Learners = []store.Enrolment{e}
	} else {
		roster, err := db.Roster(ctx, class.ID)
		if err != nil {
			return b, err
		}
		b.Learners = slices.DeleteFunc(roster, func(e store.Enrolment) bool {
			return classes.Role(e.Role) != classes.Learner
		})
	}
	attempts, err := db.ClassAttempts(ctx, class.ID, "", enrolment)
	if err != nil {
		return b, err
	}
	extensions, err := db.Extensions(ctx, class.ID)
	if err != nil {
		return b, err
	}
	overrides, err := db.Overrides(ctx, class.ID)
	if err != nil {
		return b, err
	}
	if b.regraded, err = db.RegradedIn(ctx, class.ID, enrolment); err != nil {
		return b, err
	}
	drafted, err := db.Drafted(ctx, class.ID)
	if err != nil {
		return b, err
	}
	finals, err := db.Finals(ctx, class.ID)
	if err != nil {
		return b, err
	}
	tried := map[key][]store.ClassAttempt{}
	for _, t := range attempts {
		k := key{t.Assignment, t.Enrolment}
		tried[k] = append(tried[k], t)
	}
	set := map[key][]store.Override{}
	for _, o := range overrides {
		k := key{o.Assignment, o.Enrolment}
		set[k] = append(set[k], o)
	}
	more := map[string][]store.Extension{} // by assignment
	for _, x := range extensions {
		more[x.Assignment] = append(more[x.Assignment], x)
	}
	for _, a := range b.Assignments {
		for _, e := range b.Learners {
			k := key{a.ID, e.ID}
			c := Cell{Attempts: tried[k], Overrides: set[k], draftMS: drafted[[2]string{e.ID, a.ID}]}
			for _, x := range more[a.ID] {
				if x.Enrolment == e.ID || x.Group != "" && x.Group == e.Group {
					c.Extensions = append(c.Extensions, x)
				}
			}
			if err := c.compute(a, e, b.regraded, nowMS); err != nil {
				return b, err
			}
			b.cells[k] = c
		}
	}
	for _, f := range finals { // of a learner who has deleted everything, the points stand
		k := key{f.Assignment, f.Enrolment}
		c, known := b.cells[k]
		if !known {
			continue
		}
		c.final, c.State, c.Counted, c.Points = true, classes.Dropped, f.Counted, classes.Points(f.Points)
		c.Lines = []classes.Line{{Text: "Kept when the learner deleted everything.", Points: c.Points}}
		b.cells[k] = c
	}
	return b, nil
}

// Draw is the variant that a learner of a class gets in an assignment. Two assignments of one exercise have other
// numbers, so that the model answer of a first round gives nothing of a second one away.
func Draw(class store.Class, e store.Enrolment, assignment string) int {
	return classes.Draw(class.Secret, e.ID, assignment, exercises.MaxVariant)
}

// Rules are what the rules of a class make of a stored assignment.
func Rules(a store.Assignment) (classes.Assignment, error) {
	r := classes.Assignment{Points: classes.Points(a.Points), OpensMS: a.OpensMS, DueMS: a.DueMS, ClosesMS: a.ClosesMS,
		GraceMin: a.GraceMin, Tries: a.Tries, Counts: a.Counts}
	if err := json.Unmarshal([]byte(a.Late), &r.Late); err != nil {
		return r, fmt.Errorf("assignment %s: rule for late work: %w", a.ID, err)
	}
	return r, nil
}

// With is the book as it would be with an assignment changed to a.
func (b Book) With(a store.Assignment, nowMS int64) (Book, error) {
	b.cells = maps.Clone(b.cells)
	for _, e := range b.Learners {
		k := key{a.ID, e.ID}
		if c := b.cells[k]; !c.final {
			if err := c.compute(a, e, b.regraded, nowMS); err != nil {
				return b, err
			}
			b.cells[k] = c
		}
	}
	return b, nil
}

// withGrades is the book as it would be with other grades, by submission.
func (b Book) withGrades(grades map[string]store.Grade, nowMS int64) (Book, error) {
	cells := map[key]Cell{}
	for _, a := range b.Assignments {
		for _, e := range b.Learners {
			k := key{a.ID, e.ID}
			c := b.cells[k]
			c.Attempts = slices.Clone(c.Attempts)
			for i, t := range c.Attempts {
				if g, other := grades[t.ID]; other {
					c.Attempts[i].Grade = &g
				}
			}
			if !c.final {
				if err := c.compute(a, e, b.regraded, nowMS); err != nil {
					return b, err
				}
			}
			cells[k] = c
		}
	}
	b.cells = cells
	return b, nil
}

func (c *Cell) compute(a store.Assignment, e store.Enrolment, regraded map[string]store.Regraded, nowMS int64) error {
	rules, err := Rules(a)
	if err != nil {
		return err
	}
	work := classes.Work{Draft: c.draftMS > 0, Dropped: e.State == store.Left}
	for _, x := range c.Extensions {
		work.Extensions = append(work.Extensions, classes.Extension{DueMS: x.DueMS, ClosesMS: x.ClosesMS,
			Tries:  x.Tries,
			Reason: x.Reason, EndedMS: x.EndedMS})
	}
	parts := slices.ContainsFunc(c.Overrides, func(o store.Override) bool { return o.Part != "" })
	for _, t := range c.Attempts {
		one := classes.Attempt{ID: t.ID, Number: t.Number, ReceivedMS: t.ReceivedMS}
		if g := t.Grade; g != nil {
			one.Graded, one.Fault, one.Score, one.Max = !g.Fault, g.Fault, int(g.Score), int(g.Max)
			if parts {
				one.Parts = partsOf(g.Verdict)
			}
			if r, anew := regraded[t.ID]; anew && r.After.Score == g.Score {
				one.Regrade = &classes.Regrade{Score: int(r.Before.Score), Max: int(r.Before.Max), Reason: r.Reason}
			}
		}
		work.Attempts = append(work.Attempts, one)
	}
	for _, o := range c.Overrides {
		work.Overrides = append(work.Overrides, classes.Override{Attempt: o.Submission, Part: o.Part,
			Set: classes.Points(o.Points), Excused: o.Excused, Reason: o.Reason, EndedMS: o.EndedMS})
	}
	c.Window = classes.WindowOf(rules, work.Extensions)
	c.Mark = classes.Cell(rules, work, nowMS)
	return nil
}

// partsOf reads what each part earned from a stored verdict.
func partsOf(verdict string) map[string]classes.PartScore {
	var v exercises.Verdict
	if json.Unmarshal([]byte(verdict), &v) != nil {
		return nil
	}
	parts := map[string]classes.PartScore{}
	for _, p := range v.Parts {
		parts[p.ID] = classes.PartScore{Score: p.Score, Max: p.Max}
	}
	return parts
}

// Forget deletes a person; classes keep their points as they are at that moment, without a name.
func Forget(ctx context.Context, db *store.Store, person string, nowMS int64) error {
	enrolled, err := db.EverEnrolled(ctx, person)
	if err != nil {
		return err
	}
	var final []store.Final
	for _, v := range enrolled {
		b, err := Load(ctx, db, v.Class, v.As.ID, nowMS)
		if err != nil {
			return err
		}
		for _, a := range b.Assignments {
			c := b.Of(a.ID, v.As.ID)
			final = append(final, store.Final{Assignment: a.ID, Enrolment: v.As.ID, State: string(c.State),
				Counted: c.Counted, Points: int64(c.Points)})
		}
	}
	return db.Delete(ctx, person, final)
}
