package sqlengine

import (
	"context"
	"fmt"
	"strings"
)

// Request is a statement to run over one or more data sets with one schema.
type Request struct {
	Schema    string   `json:"schema"`              // trusted SQL that creates the tables
	Sets      []string `json:"sets"`                // trusted SQL that fills them, one database each
	Statement string   `json:"statement"`           // untrusted: one statement that reads
	Reference string   `json:"reference,omitempty"` // trusted: the model statement, run over the same data
	Order     RowOrder `json:"order,omitempty"`     // how the two results are compared
	Keys      []int    `json:"keys,omitempty"`      // columns of the result that decide the order of ByKeys, from 0
}

// Reply holds one outcome a data set.
type Reply struct {
	Sets []Outcome `json:"sets"`
}

// Outcome is what the statement and the reference gave on one data set.
type Outcome struct {
	Answer    Result   `json:"answer"`
	Reference Result   `json:"reference"`
	Differ    *Differ  `json:"differ,omitempty"`  // nil when they agree or there is no reference
	Example   *Example `json:"example,omitempty"` // a few rows on which they still differ
}

// Result is a result table and the plan it came by.
type Result struct {
	Columns []string `json:"columns"`
	Rows    [][]Cell `json:"rows"`
	Plan    []string `json:"plan,omitempty"` // one line a step, indented by two spaces a level

	steps int64 // of the engine's machine
	calls bool  // functions are called, whose steps are longer
}

// Run runs the statement over every data set, and looks for the smallest examples of where it differs. An *Error tells
// what is wrong with the statement.
func Run(ctx context.Context, req Request) (Reply, error) {
	if err := single(req.Statement); err != nil {
		return Reply{}, err
	}
	var reply Reply
	images := make([]*Image, len(req.Sets))
	for i, set := range req.Sets {
		img, err := BuildSQL(req.Schema, set)
		if err != nil {
			return Reply{}, fmt.Errorf("data set %d: %w", i, err)
		}
		o, err := req.outcome(ctx, img)
		if err != nil {
			if e, ok := err.(*Error); ok {
				return Reply{}, e
			}
			return Reply{}, fmt.Errorf("data set %d: %w", i, err)
		}
		images[i] = img
		reply.Sets = append(reply.Sets, o)
	}
	req.examples(ctx, images, reply.Sets)
	return reply, nil
}

func (req Request) outcome(ctx context.Context, img *Image) (Outcome, error) {
	var o Outcome
	var err error
	if req.Reference != "" {
		if o.Reference, err = img.read(ctx, req.Reference, MaxSteps); err != nil {
			return o, fmt.Errorf("reference: %s", err)
		}
	}
	if o.Answer, err = img.read(ctx, req.Statement, MaxSteps); err != nil {
		return o, err
	}
	if req.Reference != "" {
		o.Differ = req.differ(o.Answer, o.Reference)
	}
	return o, nil
}

// read runs one reading statement within so many steps and gives its whole result.
func (i *Image) read(ctx context.Context, text string, steps int64) (Result, error) {
	c, err := connect(i)
	if err != nil {
		return Result{}, err
	}
	defer c.close()
	c.guardBy(func(action int32, arg1, arg2 string) bool { return c.allowReading(functions, action, arg1, arg2) },
		maxLength)
	c.limitSteps(ctx, steps)
	r, err := c.result(text)
	if err != nil {
		return Result{}, c.inWords(err, text, "", false)
	}
	return r, nil
}

func (c *conn) result(text string) (Result, error) {
	plan, err := c.explainPlan(text)
	if err != nil {
		return Result{}, err
	}
	s, err := c.prepare(text)
	if err != nil {
		return Result{}, err
	}
	defer s.close()
	r := Result{Columns: s.columns(), Rows: [][]Cell{}, Plan: plan.lines()}
	var unused Trace
	r.calls = s.watch(&unused)
	size := 0
	for {
		row, err := s.step()
		if err != nil {
			return r, err
		}
		if !row {
			r.steps = int64(s.status(vmSteps))
			return r, nil
		}
		if len(r.Rows) == maxRows {
			return r, &Error{Cause: TooManyRows, Limit: maxRows, Message: "the result has more than 1,000 rows"}
		}
		cells := s.row()
		for _, cell := range cells {
			size += len(cell) + 4
		}
		if size > maxResult {
			return r, &Error{Cause: TooLarge, Limit: maxResult, Message: "the result is larger than 400 kB"}
		}
		r.Rows = append(r.Rows, cells)
	}
}

// lines prints the plan, one line a step, indented by two spaces a level.
func (p Plan) lines() []string {
	depth := make([]int, len(p))
	var out []string
	for i, s := range p {
		if s.Parent >= 0 && s.Parent < i {
			depth[i] = depth[s.Parent] + 1
		}
		out = append(out, strings.Repeat("  ", depth[i])+s.Text)
	}
	return out
}
