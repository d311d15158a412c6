package exercises

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"strings"

	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims/sqlengine"
)

// RowOrder says how far the order of result rows counts.
type RowOrder = sqlengine.RowOrder

// SQL asks for SQL that runs on a real engine. Without Index it is one statement that reads; it is right when it gives
// the rows of Reference on every data set. With Index it is definitions of indexes, judged by what they do.
type SQL struct {
	Schema  string    `json:"schema"` // CREATE TABLE statements, shown
	Starter string    `json:"starter,omitempty"`
	Order   RowOrder  `json:"order,omitempty"`
	Keys    []int     `json:"keys,omitempty"` // columns of the result that decide the order, from 0
	Visible *DataSet  `json:"visible,omitempty"`
	Hidden  []DataSet `json:"-"`
	Index   *Index    `json:"index,omitempty"`

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
	text, err := readText(raw, "text: the SQL statement")
	return pasted(text), err
}

func (s *SQL) sets() []DataSet { return append([]DataSet{*s.Visible}, s.Hidden...) }

func (s *SQL) checkNames() []string {
	names := []string{"Result on the visible data"}
	if len(s.Hidden) > 0 {
		names = append(names, "Result on hidden data")
	}
	for _, p := range s.Plan {
		names = append(names, p.Name)
	}
	return names
}

func (s *SQL) grade(ctx context.Context, answer any, at attempt) (result, error) {
	if at.env.Sandbox == nil {
		return result{}, errors.New("no sandbox to run SQL in")
	}
	if s.Index != nil {
		return s.Index.grade(ctx, answer.(string), at)
	}
	req := &sqlengine.Request{Schema: s.Schema, Statement: answer.(string), Reference: s.Reference, Order: s.Order,
		Keys: s.Keys}
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
	r.checks = append(r.checks, s.compare("Result on the visible data", []DataSet{*s.Visible}, outcomes[:1]))
	if len(s.Hidden) > 0 {
		r.checks = append(r.checks, s.compare("Result on hidden data", s.Hidden, outcomes[1:]))
	}
	for _, p := range s.Plan {
		r.checks = append(r.checks, Check{Name: p.Name, OK: p.OK(outcomes[0].Answer.Plan),
			Got: strings.Join(outcomes[0].Answer.Plan, "; "), Want: p.Want, Hint: p.Hint})
	}
	return r, nil
}

// compare checks one result a set and reports the smallest example on which it differs.
func (s *SQL) compare(name string, sets []DataSet, outcomes []sqlengine.Outcome) Check {
	check := Check{Name: name, OK: true, Got: fmt.Sprintf("the wanted rows on %d of %d data sets",
		len(sets), len(sets)),
		Want: "the rows that the task describes, " + s.orderWords(), Hint: s.Hint}
	smallest := 0
	for i, o := range outcomes {
		if o.Differ == nil {
			continue
		}
		size, differ, where := math.MaxInt, *o.Differ, sets[i].Name
		if e := o.Example; e != nil {
			size, differ = e.Rows, e.Differ
			where += ", cut down to " + e.Text()
		}
		if check.OK || size < smallest {
			check.OK, smallest = false, size
			check.Got, check.Want = where+": "+differ.Got, where+": "+differ.Want
		}
	}
	return check
}

func (s *SQL) orderWords() string {
	switch s.Order {
	case sqlengine.Ordered:
		return "in the order asked for"
	case sqlengine.ByKeys:
		return "sorted as asked; rows that tie may stand either way"
	}
	return "in any order"
}

func (s *SQL) fromForm(prefix string, form url.Values) json.RawMessage {
	return textFromForm(prefix, form)
}

func (s *SQL) toForm(prefix string, raw json.RawMessage, form url.Values) {
	textToForm(prefix, raw, form)
}
