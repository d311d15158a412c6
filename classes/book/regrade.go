package book

import (
	"fmt"

	"tradeofflab/classes"
	"tradeofflab/store"
)

// RegradeRow is an attempt of a class to which a regrade gives other points.
type RegradeRow struct {
	Learner       store.Enrolment
	Row           store.RegradeRow
	Before, After Cell
	Kept          bool // the learner would lose points, and nobody does
}

// Moves says whether the cell gets other points or another state. An attempt that does not count, as practice or beside
// a better one, moves none.
func (r RegradeRow) Moves() bool {
	return !r.Kept && (r.Before.Points != r.After.Points || r.Before.State != r.After.State)
}

// Regraded looks ahead at what a regrade changes in a class, or back at what it has changed: the attempts whose points
// differ with their cells before and after, and how many get the same points. Rows of other classes are left out.
func (b Book) Regraded(r store.Regrade, rows []store.RegradeRow, nowMS int64) (differ []RegradeRow, same int,
	err error) {
	before, after := map[string]store.Grade{}, map[string]store.Grade{}
	for _, row := range rows {
		before[row.Submission] = row.Before
		if r.Changes(row) {
			after[row.Submission] = row.After
		}
	}
	old, err := b.withGrades(before, nowMS)
	if err != nil {
		return nil, 0, err
	}
	mended, err := old.withGrades(after, nowMS)
	if err != nil {
		return nil, 0, err
	}
	learners := map[string]store.Enrolment{}
	for _, e := range b.Learners {
		learners[e.ID] = e
	}
	for _, row := range rows {
		switch {
		case row.Class != b.Class.ID:
		case row.Before.Score == row.After.Score && row.Before.Max == row.After.Max:
			same++
		default:
			differ = append(differ, RegradeRow{learners[row.Enrolment], row, old.Of(row.Assignment, row.Enrolment),
				mended.Of(row.Assignment, row.Enrolment), !r.Changes(row)})
		}
	}
	return differ, same, nil
}

// String is what a cell of the gradebook says in full.
func (c Cell) String() string {
	switch {
	case !c.Counted:
		return string(c.State)
	case c.State == classes.Late:
		return fmt.Sprintf("%v of %v, late %d %%", c.Points, c.Max, c.Percent)
	case c.State == classes.Graded:
		return fmt.Sprintf("%v of %v", c.Points, c.Max)
	}
	return fmt.Sprintf("%v of %v, %s", c.Points, c.Max, c.State)
}
