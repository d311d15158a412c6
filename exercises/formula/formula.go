// Package formula evaluates the expressions that stand in the data files of assignments: "ratio >= 100", "choice in
// ('aside_ttl', 'read_through')". They are expressions of Starlark, so they read nothing from outside, always end, and
// give the same values everywhere.
package formula

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// maxSteps bounds an evaluation. The largest sheet of an assignment takes a few thousand.
const maxSteps = 1_000_000

// Cell is a named expression. It may use the values that Eval is given and the cells before it.
type Cell struct {
	Name string // an identifier
	Expr string
}

// Sheet is cells that are ready to be evaluated.
type Sheet struct {
	file    string
	cells   []Cell
	program *starlark.Program
}

// Compile reads the cells. The error names the file and the cell.
func Compile(file string, cells []Cell) (*Sheet, error) {
	var source strings.Builder
	for _, c := range cells {
		expr := strings.ReplaceAll(c.Expr, "\n", " ") // one line a cell, by which a failure is named
		if _, err := options.ParseExpr(file, expr, 0); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, c.Name, err)
		}
		fmt.Fprintf(&source, "%s = (%s)\n", c.Name, expr)
	}
	// Which other names have a value is known when the sheet is evaluated.
	given := func(name string) bool { return !starlark.Universe.Has(name) }
	_, program, err := starlark.SourceProgramOptions(options, file, source.String(), given)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &Sheet{file, cells, program}, nil
}

var options = &syntax.FileOptions{}

// Values are the results of a sheet by the names of its cells.
type Values struct{ of starlark.StringDict }

// Eval gives every cell its value. The values in are bool, int, float64, string and []string. The error says which
// expression failed.
func (s *Sheet) Eval(values map[string]any) (Values, error) {
	given := make(starlark.StringDict, len(values))
	for name, v := range values {
		switch v := v.(type) {
		case bool:
			given[name] = starlark.Bool(v)
		case int:
			given[name] = starlark.MakeInt(v)
		case float64:
			given[name] = starlark.Float(v)
		case string:
			given[name] = starlark.String(v)
		case []string:
			list := make([]starlark.Value, len(v))
			for i, text := range v {
				list[i] = starlark.String(text)
			}
			given[name] = starlark.NewList(list)
		default:
			return Values{}, fmt.Errorf("%s: the value %s is of type %T", s.file, name, v)
		}
	}
	thread := &starlark.Thread{Name: s.file}
	thread.SetMaxExecutionSteps(maxSteps)
	out, err := s.program.Init(thread, given)
	var at *starlark.EvalError
	switch {
	case errors.As(err, &at):
		c := s.cells[at.CallStack.At(0).Pos.Line-1]
		return Values{}, fmt.Errorf("%s: %s = %s: %w", s.file, c.Name, c.Expr, err)
	case err != nil:
		return Values{}, fmt.Errorf("%s: %w", s.file, err)
	}
	return Values{out}, nil
}

// Holds reports whether a cell is true in the sense of Starlark; false for a name that is no cell.
func (v Values) Holds(cell string) bool {
	x, ok := v.of[cell]
	return ok && bool(x.Truth())
}

// Number gives a cell that is a number, and whether it is one.
func (v Values) Number(cell string) (float64, bool) {
	return starlark.AsFloat(v.of[cell])
}

// Text gives a cell that is a text, and whether it is one.
func (v Values) Text(cell string) (string, bool) {
	return starlark.AsString(v.of[cell])
}
