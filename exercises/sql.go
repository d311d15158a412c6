package exercises

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sort"
	"strings"

	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims/sqlengine"
)

// RowOrder says how far the order of result rows counts.
type RowOrder string

// The comparisons.
const (
	Unordered RowOrder = "unordered" // the same rows, however sorted
	Ordered   RowOrder = "ordered"   // the same rows in the same order
	ByKeys    RowOrder = "keys"      // the same rows, and the key columns in the same order; ties may stand either way
)

// SQL asks for one statement that reads. It is right when it gives the rows of Reference on every data set.
type SQL struct {
	Schema  string    `json:"schema"` // CREATE TABLE statements, shown
	Starter string    `json:"starter,omitempty"`
	Order   RowOrder  `json:"order"`
	Keys    []int     `json:"keys,omitempty"` // columns of the result that decide the order, from 0
	Visible DataSet   `json:"visible"`
	Hidden  []DataSet `json:"-"`

	Reference string      `json:"-"`
	Hint      string      `json:"-"`
	Plan      []PlanCheck `json:"-"`
}

// DataSet is rows for the tables, as INSERT statements.
type DataSet struct {
	Name string `json:"name"`
	Rows string `json:"rows"`
}

// PlanCheck asks something of the query plan on the visible set.
type PlanCheck struct {
	Name string
	Want string
	Hint string
	OK   func(plan []string) bool
}

// Kind is KindSQL.
func (*SQL) Kind() Kind { return KindSQL }

func (s *SQL) read(raw json.RawMessage) (any, error) {
	return readText(raw, "text: the SQL statement")
}

func (s *SQL) sets() []DataSet { return append([]DataSet{s.Visible}, s.Hidden...) }

func (s *SQL) checkNames() []string {
	names := []string{"Result on the visible data", "Result on hidden data"}
	for _, p := range s.Plan {
		names = append(names, p.Name)
	}
	return names
}

func (s *SQL) grade(ctx context.Context, answer any, at attempt) (result, error) {
	if at.env.Sandbox == nil {
		return result{}, errors.New("no sandbox to run SQL in")
	}
	req := &sqlengine.Request{Schema: s.Schema, Statement: answer.(string), Reference: s.Reference}
	for _, set := range s.sets() {
		req.Sets = append(req.Sets, set.Rows)
	}
	reply, err := at.env.Sandbox.Run(ctx, sandbox.Request{SQL: req})
	if err != nil {
		return result{}, err
	}
	if reply.Stop != nil {
		return result{stop: reply.Stop.ID, checks: stopped(s.checkNames(), reply.Stop)}, nil
	}
	if reply.SQL == nil || len(reply.SQL.Sets) != len(req.Sets) {
		return result{}, errors.New("engine answered for another number of data sets")
	}
	outcomes := reply.SQL.Sets
	r := result{whole: true}
	r.checks = append(r.checks, s.compare("Result on the visible data", []DataSet{s.Visible}, outcomes[:1]))
	if len(s.Hidden) > 0 {
		r.checks = append(r.checks, s.compare("Result on hidden data", s.Hidden, outcomes[1:]))
	}
	for _, p := range s.Plan {
		r.checks = append(r.checks, Check{Name: p.Name, OK: p.OK(outcomes[0].Answer.Plan),
			Got: strings.Join(outcomes[0].Answer.Plan, "; "), Want: p.Want, Hint: p.Hint})
	}
	return r, nil
}

// compare checks one result a set and reports the smallest set on which it differs.
func (s *SQL) compare(name string, sets []DataSet, outcomes []sqlengine.Outcome) Check {
	check := Check{Name: name, OK: true, Got: fmt.Sprintf("the wanted rows on %d of %d data sets", len(sets), len(sets)),
		Want: "the rows that the task describes, " + s.orderWords(), Hint: s.Hint}
	smallest := 0
	for i, o := range outcomes {
		got, want, same := s.differ(o.Answer, o.Reference)
		if same {
			continue
		}
		if size := len(o.Reference.Rows) + len(o.Answer.Rows); check.OK || size < smallest {
			check.OK, smallest = false, size
			check.Got, check.Want = sets[i].Name+": "+got, sets[i].Name+": "+want
		}
	}
	return check
}

func (s *SQL) orderWords() string {
	switch s.Order {
	case Ordered:
		return "in the order asked for"
	case ByKeys:
		return "sorted as asked; rows that tie may stand either way"
	}
	return "in any order"
}

// differ gives the first difference in words.
func (s *SQL) differ(got, want sqlengine.Result) (gotText, wantText string, same bool) {
	if len(got.Columns) != len(want.Columns) {
		return fmt.Sprintf("%d columns", len(got.Columns)), fmt.Sprintf("%d columns", len(want.Columns)), false
	}
	a, b := got.Rows, want.Rows
	if s.Order != Ordered {
		a, b = sorted(a), sorted(b)
	}
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			return fmt.Sprintf("%d rows, without %s", len(a), rowText(b[i])), fmt.Sprintf("%d rows, with %s", len(b), rowText(b[i])), false
		case i >= len(b):
			return fmt.Sprintf("%d rows, with %s", len(a), rowText(a[i])), fmt.Sprintf("%d rows, without %s", len(b), rowText(a[i])), false
		case !sameRow(a[i], b[i]):
			return fmt.Sprintf("row %s", rowText(a[i])), fmt.Sprintf("row %s", rowText(b[i])), false
		}
	}
	if s.Order == ByKeys {
		for i := range got.Rows {
			if x, y := s.key(got.Rows[i]), s.key(want.Rows[i]); !sameRow(x, y) {
				return fmt.Sprintf("place %d sorted by %s", i+1, rowText(x)), fmt.Sprintf("place %d sorted by %s", i+1, rowText(y)), false
			}
		}
	}
	return "", "", true
}

func (s *SQL) key(row []sqlengine.Cell) []sqlengine.Cell {
	var key []sqlengine.Cell
	for _, k := range s.Keys {
		if k < len(row) {
			key = append(key, row[k])
		}
	}
	return key
}

func sameRow(a, b []sqlengine.Cell) bool {
	return slices.EqualFunc(a, b, sqlengine.Cell.Same)
}

// sorted sorts rows by value, numbers before text, so that equal sets of rows become equal lists.
func sorted(rows [][]sqlengine.Cell) [][]sqlengine.Cell {
	rows = slices.Clone(rows)
	sort.SliceStable(rows, func(i, j int) bool {
		for c := range min(len(rows[i]), len(rows[j])) {
			a, b := rows[i][c], rows[j][c]
			if a.Same(b) {
				continue
			}
			x, ok := a.Number()
			y, also := b.Number()
			if ok && also {
				return x < y
			}
			return ok || !also && a < b
		}
		return false
	})
	return rows
}

func rowText(row []sqlengine.Cell) string {
	cells := make([]string, len(row))
	for i, c := range row {
		cells[i] = clip(c.Text(), 40)
	}
	return "(" + strings.Join(cells, ", ") + ")"
}

func (s *SQL) fromForm(prefix string, form url.Values) json.RawMessage {
	return textFromForm(prefix, form)
}

func (s *SQL) toForm(prefix string, raw json.RawMessage, form url.Values) {
	textToForm(prefix, raw, form)
}
