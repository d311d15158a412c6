package book

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tradeofflab/classes"
	"tradeofflab/store"
)

// importing is a file that is being read.
type importing struct {
	book  Book
	at    map[string]int // column of Name, Number, Email
	tasks []taskColumns  // in the order of the file
	base  int            // column of what was read, -1 for none
	seen  map[string]int // line of each learner, by enrolment
	out   Imported
}

// taskColumns are the columns of an assignment: points, and state or -1.
type taskColumns struct {
	assignment    store.Assignment
	points, state int
}

func (in *importing) refuse(line int, says string, args ...any) {
	in.out.Refused = append(in.out.Refused, Refusal{line, fmt.Sprintf(says, args...)})
}

// head understands the names of the columns.
func (in *importing) head(fields []string) error {
	columns, used := map[string][]int{}, 0
	for i, f := range fields {
		columns[unquoted(f)] = append(columns[unquoted(f)], i)
	}
	for _, name := range []string{"Name", "Number", "Email"} {
		if found := columns[name]; len(found) > 0 {
			in.at[name] = found[0]
			used++
		}
	}
	if used == 0 {
		return errors.New("the first line names no column Name, Number or Email; take the CSV of the gradebook, " +
			"change its points and bring it back")
	}
	if found := columns[asRead]; len(found) == 1 {
		in.base = found[0]
	}
	times := map[string]int{}
	for i, f := range fields {
		name := unquoted(f)
		title, points := strings.CutSuffix(name, pointsColumn)
		switch {
		case points && (title != "Sum" || slices.ContainsFunc(in.book.Assignments,
			func(a store.Assignment) bool { return a.Title == title })):
			in.task(title, i, times[title], columns)
			times[title]++
		case !points && !in.ours(name):
			in.out.Ignored = append(in.out.Ignored, name)
		}
	}
	if len(in.tasks) == 0 {
		return fmt.Errorf("no column holds points of an assignment; its name is the title with “%s”", pointsColumn)
	}
	return nil
}

// ours says whether the gradebook itself writes a column of this name.
func (in *importing) ours(name string) bool {
	return name == "" || slices.Contains(in.book.columns(), name)
}

// task understands the column of points of an assignment, the nth of this title in the file, from 0.
func (in *importing) task(title string, column, nth int, columns map[string][]int) {
	var called []store.Assignment
	for _, a := range in.book.Assignments {
		if a.Title == title {
			called = append(called, a)
		}
	}
	found := len(columns[title+pointsColumn])
	switch {
	case len(called) == 0:
		in.refuse(1, "there is no assignment “%s”", title)
	case found != len(called):
		in.refuse(1, "%d assignments are called “%s” and %d columns; keep the columns of all, in their order",
			len(called), title, found)
	default:
		t := taskColumns{called[nth], column, -1}
		if states := columns[title+": state"]; len(states) == found {
			t.state = states[nth]
		}
		in.tasks = append(in.tasks, t)
	}
}

// line reads the points of one learner.
func (in *importing) line(l tableLine) {
	field := func(column int) string {
		if column < 0 || column >= len(l.fields) {
			return ""
		}
		return strings.TrimSpace(l.fields[column])
	}
	named := func(name string) string {
		if column, there := in.at[name]; there {
			return unquoted(field(column))
		}
		return ""
	}
	e, wrong := in.learner(named("Name"), named("Number"), named("Email"))
	if wrong != "" {
		in.refuse(l.number, "%s", wrong)
		return
	}
	if first, twice := in.seen[e.ID]; twice {
		in.refuse(l.number, "%s is on line %d already", e.Name, first)
		return
	}
	in.seen[e.ID] = l.number
	base := in.bases(field(in.base))
	for i, t := range in.tasks {
		was, known := "", false
		if base != nil {
			was, known = base[i], true
		}
		in.cell(l.number, e, t, field(t.points), field(t.state), was, known)
	}
}

// learner finds whom a line is about.
func (in *importing) learner(name, number, email string) (store.Enrolment, string) {
	by := func(what, value string, same func(store.Enrolment) bool) (store.Enrolment, string) {
		var found []store.Enrolment
		for _, e := range in.book.Learners {
			if same(e) {
				found = append(found, e)
			}
		}
		switch len(found) {
		case 0:
			return store.Enrolment{}, fmt.Sprintf("no learner has the %s %s", what, value)
		case 1:
			return found[0], ""
		}
		return store.Enrolment{}, fmt.Sprintf("%d learners have the %s %s; give their numbers or addresses of mail",
			len(found), what, value)
	}
	var e store.Enrolment
	var wrong string
	switch {
	case number != "":
		e, wrong = by("number", number, func(e store.Enrolment) bool { return e.Number == number })
	case email != "":
		e, wrong = by("address", email, func(e store.Enrolment) bool { return strings.EqualFold(e.Email, email) })
	case name != "":
		return by("name", name, func(e store.Enrolment) bool { return strings.EqualFold(e.Name, name) })
	default:
		return e, "it names no learner"
	}
	if wrong == "" && name != "" && !strings.EqualFold(e.Name, name) {
		return e, fmt.Sprintf("it names %s, and this number or address is that of %s", name, e.Name)
	}
	return e, wrong
}

// cell reads the points of one cell. was is what it had when the file was written, where that is known.
func (in *importing) cell(line int, e store.Enrolment, t taskColumns, text, state, was string, known bool) {
	now, title, most := in.book.Of(t.assignment.ID, e.ID), t.assignment.Title, classes.Points(t.assignment.Points)
	held := pointsText(now)
	if !known {
		was = held
	}
	if text == was || same(text, was, most) {
		in.out.Same++
		return
	}
	if text == "" {
		in.refuse(line, "“%s” is empty: type 0 for no points; to have them computed again take back what was set "+
			"by hand, on the page of the cell", title)
		return
	}
	points, err := classes.ReadPoints(text, most)
	switch {
	case err != nil:
		in.refuse(line, "“%s”: %v", title, err)
	case known && was != held, !known && state != "" && state != string(now.State):
		in.refuse(line, "“%s” of %s has changed since the file was written: it is %v now; take a new file", title,
			e.Name, now)
	case e.Person == "" && e.State == store.Invited:
		in.refuse(line, "%s has not joined yet", e.Name)
	case e.Person == "":
		in.refuse(line, "a learner who deleted everything keeps the points of that day")
	default:
		in.out.Changes = append(in.out.Changes, Change{line, e, t.assignment, now, points})
	}
}

// pointsText is the field of the points of a cell.
func pointsText(c Cell) string {
	if !c.Counted {
		return ""
	}
	return c.Points.String()
}

// same says whether two texts are the same points: a program for tables may write 7.50 or 7,5 where 7.5 stood.
func same(x, y string, most classes.Points) bool {
	p, err := classes.ReadPoints(x, most)
	if err != nil {
		return false
	}
	q, err := classes.ReadPoints(y, most)
	return err == nil && p == q
}

// basePrefix begins what was read, so that no program for tables takes it for a number or a date.
const basePrefix = "points "

// baseOf is what is read of a learner.
func (b Book) baseOf(e store.Enrolment) string {
	var all []string
	for _, a := range b.Assignments {
		text := pointsText(b.Of(a.ID, e.ID))
		if text == "" {
			text = "-"
		}
		all = append(all, text)
	}
	return basePrefix + strings.Join(all, " / ")
}

// bases are the points that a line had when the file was written, in the order of its assignments, or nil.
func (in *importing) bases(text string) []string {
	text, ours := strings.CutPrefix(text, basePrefix)
	all := strings.Split(text, " / ")
	if !ours || len(all) != len(in.tasks) {
		return nil
	}
	for i, one := range all {
		if one == "-" {
			all[i] = ""
		}
	}
	return all
}
