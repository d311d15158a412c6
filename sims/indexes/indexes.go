// Package indexes runs a learner's query and indexes on a real SQLite and measures both sides of the trade: what the
// query reads, and what every insert writes.
package indexes

import (
	"errors"
	"fmt"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/sims/sqlengine"
)

// Params are the knobs. The same Params always give the same Result.
type Params struct {
	Rows    int    // orders in the table
	PerUser int    // mean orders of a user
	Query   string // id of the picker, or three
	SQL     string // the learner's own query; empty runs the picker's
	Index   string // CREATE INDEX statements
	Analyze bool
	Inserts int // new orders a second
	Cache   int // pages the engine may keep in memory
	Seed    int
}

// Part is one statement of the run with what it did.
type Part struct {
	SQL   string
	Trace sqlengine.Trace
	Touch []Touch // pages read, by tree and level, in the order of Result.Layout.Trees
}

// Touch is how many different pages of one level of a tree were read.
type Touch struct {
	Tree, Level int
	Leaf        bool
	Read, Pages int
}

// Result is what the engine did.
type Result struct {
	Parts  []Part
	Layout *sqlengine.Layout
	Insert sqlengine.InsertCost // of sampleInserts rows
	Plain  sqlengine.InsertCost // the same rows without an index
	Bytes  int64                // of the file

	plainSum uint64 // sum of the result without any index
	laws     laws
	compared bool // whether plainSum was taken: for the picker's queries, whose results leave no choice of rows
}

// sampleInserts is how many new orders are added to measure what one costs.
const sampleInserts = 200

// rowSteps is the work of loading a row.
const rowSteps = 1500

// querySteps bounds one statement: about half a second.
const querySteps = 10_000_000

// Run builds the database, makes the indexes, runs the query from a cold cache and adds new orders to a copy.
func Run(b *model.Budget, p Params) (Result, error) {
	d := data{p.Rows, p.PerUser, p.Seed}
	plain, user, err := base(d)
	if err != nil {
		return Result{}, err
	}
	b.Spend(p.Rows * rowSteps)
	img, err := prepare(b, plain, p)
	if err != nil {
		return Result{}, err
	}
	r := Result{Bytes: img.Bytes()}
	if r.Layout, err = img.Layout(); err != nil {
		return Result{}, err
	}
	var failed, refused, broken error
	model.Parallel(func() { r.Parts, failed = ask(b, img, p, p.statements(d, user), r.Layout) },
		func() { r.Insert, refused = insertCost(img, d); r.Plain, broken = insertCost(plain, d) })
	b.Spend(0) // a statement that was cut off is no fault of its text
	switch {
	case failed != nil:
		return Result{}, refuse("sql", p.SQL, failed)
	case refused != nil:
		return Result{}, refuse("index", p.Index, &sqlengine.Error{Message: "the indexes refuse new orders: " +
			refused.Error()})
	case broken != nil || p.Index == "" || p.SQL != "":
		return r, broken
	}
	r.compared = true
	key := Params{Rows: p.Rows, PerUser: p.PerUser, Query: p.Query, Seed: p.Seed}
	r.plainSum, err = sums.Get(b, key,
		func(part *model.Budget) (uint64, error) { return sumOf(part, plain, key.statements(d, user)) })
	return r, err
}

// ask runs the statements one after the other.
func ask(b *model.Budget, img *sqlengine.Image, p Params, statements []string, layout *sqlengine.Layout) ([]Part,
	error) {
	var parts []Part
	for _, text := range statements {
		trace, err := img.Query(b.Context(), text, sqlengine.QueryOptions{Cache: p.Cache, Keep: 5,
			Steps: querySteps})
		if err != nil {
			return nil, err
		}
		parts = append(parts, Part{SQL: text, Trace: trace, Touch: touched(layout, trace.Reads)})
	}
	return parts, nil
}

// prepare makes the learner's indexes and lets the engine gather statistics.
func prepare(b *model.Budget, img *sqlengine.Image, p Params) (*sqlengine.Image, error) {
	out, err := img.Index(b.Context(), p.Index, sqlengine.DDL{Tables: []string{"orders", "users"}})
	b.Spend(0)
	if err != nil {
		return nil, refuse("index", p.Index, err)
	}
	if p.Analyze {
		return out.Analyze()
	}
	return out, nil
}

func insertCost(img *sqlengine.Image, d data) (sqlengine.InsertCost, error) {
	later, next := d.after(), 0
	return img.InsertCost("orders", orderColumns, sampleInserts, func(in *sqlengine.Inserter, i int) {
		if i < next { // a second pass adds the same orders
			later, next = d.after(), 0
		}
		later.fill(in)
		next++
	})
}

// refuse names the knob that an error of the engine speaks of. Other errors are ours.
func refuse(knob, got string, err error) error {
	var e *sqlengine.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("run %s: %w", knob, err)
	}
	if runes := []rune(got); len(runes) > 80 {
		got = string(runes[:80]) + "…"
	}
	return sims.Refuse(knob, got, "%s: %s", knob, e.Message)
}

// touched counts the different pages read on each level of each tree.
func touched(l *sqlengine.Layout, reads []int32) []Touch {
	type spot struct {
		tree, level int
	}
	read, seen := map[spot]int{}, map[int32]bool{}
	for _, n := range reads {
		if place := l.Place(int(n)); place.Tree >= 0 && !seen[n] {
			seen[n] = true
			read[spot{place.Tree, place.Level}]++
		}
	}
	all := l.Levels()
	var out []Touch
	for tree, levels := range all {
		for level, pages := range levels {
			out = append(out, Touch{Tree: tree, Level: level, Leaf: level == len(levels)-1,
				Read: read[spot{tree, level}], Pages: pages})
		}
	}
	return out
}

// PagesRead is how many pages the statements read from the file; a page that left a small cache counts again.
func (r Result) PagesRead() int {
	sum := 0
	for _, p := range r.Parts {
		sum += len(p.Trace.Reads)
	}
	return sum
}

// sum adds one number of every statement.
func (r Result) sum(f func(sqlengine.Trace) int) int {
	total := 0
	for _, p := range r.Parts {
		total += f(p.Trace)
	}
	return total
}

// some reports whether it holds for a statement, and all whether for every one.
func (r Result) some(f func(sqlengine.Plan) bool) bool {
	for _, p := range r.Parts {
		if f(p.Trace.Plan) {
			return true
		}
	}
	return false
}

func (r Result) all(f func(sqlengine.Plan) bool) bool {
	return !r.some(func(p sqlengine.Plan) bool { return !f(p) })
}

// tablePages is how many pages of tables, not indexes, the statements read.
func (r Result) tablePages() int {
	sum := 0
	for _, p := range r.Parts {
		for _, t := range p.Touch {
			if !r.Layout.Trees[t.Tree].Index {
				sum += t.Read
			}
		}
	}
	return sum
}

// entriesPerInsert is how many entries one new order adds to table and indexes.
func entriesPerInsert(c sqlengine.InsertCost) float64 { return float64(c.Entries) / float64(c.Rows) }

// pagesPerInsert is how many pages one new order, committed alone, writes.
func pagesPerInsert(c sqlengine.InsertCost) float64 { return float64(c.Pages) / float64(c.Rows) }

// sums remembers the results of queries without indexes, which no other knob changes.
var sums = model.NewMemo[Params, uint64](500)

// sumOf adds the sums of the results of the statements.
func sumOf(b *model.Budget, img *sqlengine.Image, statements []string) (uint64, error) {
	sum := uint64(0)
	for _, text := range statements {
		t, err := img.Query(b.Context(), text, sqlengine.QueryOptions{})
		if err != nil {
			return 0, err
		}
		sum += t.Sum
	}
	return sum, nil
}
