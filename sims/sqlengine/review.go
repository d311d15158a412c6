package sqlengine

import (
	"context"
	"slices"
)

// Review is what a learner's indexes do for one query and to inserts, taken apart for a grader. Every field is read
// from the engine's plan, its counters and its file; none is a comparison of texts.
type Review struct {
	Trace    Trace  // of the query with the indexes
	Before   Trace  // of the query on the image as it was
	Same     bool   // both give the same rows
	Used     []Tree // indexes of the plan, in plan order
	Equality []string
	Bounds   []string // columns compared by < or >
	Sort     bool     // the plan has a sort step
	Scan     bool     // the plan reads every entry of something
	Covering bool     // no table is visited
	Backward bool     // an index or table is read from its end

	Layout     *Layout
	IndexBytes int // of the indexes that were added
	Insert     InsertCost
	InsertWas  InsertCost // without the indexes
}

// Rows says which new rows measure the cost of an insert: so many of a table, filled by Set.
type Rows struct {
	Table   string
	Columns int
	Count   int
	Set     func(in *Inserter, i int)
}

// Review makes the learner's indexes on a copy of the image, runs the query before and after from a cold cache, and
// adds the new rows to copies of both. An *Error says what is wrong with the index definitions; with trusted data,
// query and rows, every other error is ours.
func (i *Image) Review(ctx context.Context, ddl, query string, d DDL, rows Rows) (Review, error) {
	var r Review
	img, err := i.Index(ctx, ddl, d)
	if err != nil {
		return r, err
	}
	if r.Before, err = i.Query(ctx, query, QueryOptions{}); err != nil {
		return r, err
	}
	if r.Trace, err = img.Query(ctx, query, QueryOptions{Keep: maxRows}); err != nil {
		return r, err
	}
	if r.Layout, err = img.Layout(); err != nil {
		return r, err
	}
	was, err := i.Layout()
	if err != nil {
		return r, err
	}
	plan := r.Trace.Plan
	for _, name := range plan.Indexes() {
		if t := r.Layout.Tree(name); t != nil {
			r.Used = append(r.Used, *t)
		}
	}
	r.Same = r.Before.Sum == r.Trace.Sum && r.Before.Count == r.Trace.Count
	r.Equality, r.Bounds = plan.Columns("="), slices.Concat(plan.Columns(">"), plan.Columns("<"))
	slices.Sort(r.Bounds)
	r.Bounds = slices.Compact(r.Bounds)
	r.Sort, r.Scan, r.Covering, r.Backward = plan.Sorts(), plan.Scans(), plan.Covering(), r.Trace.Backward
	r.IndexBytes = r.Layout.IndexBytes() - was.IndexBytes()
	if rows.Count == 0 {
		return r, nil
	}
	if r.InsertWas, err = i.InsertCost(rows.Table, rows.Columns, rows.Count, rows.Set); err != nil {
		return r, err
	}
	r.Insert, err = img.InsertCost(rows.Table, rows.Columns, rows.Count, rows.Set)
	return r, err
}
