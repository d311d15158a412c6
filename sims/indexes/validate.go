package indexes

import (
	"context"

	"tradeofflab/sims/model"
	"tradeofflab/sims/sqlengine"
)

// compiled remembers what the engine said of texts: a form is checked several times on its way to a run.
var compiled = model.NewMemo[[2]string, error](500)

// valid lets the engine compile the learner's texts on tables without rows, so that a mistake is known before the run.
func valid(p Params) error {
	if p.Index == "" && p.SQL == "" {
		return nil
	}
	return compiled.Of(nil, [2]string{p.Index, p.SQL}, func(*model.Budget) error { return compile(p) })
}

func compile(p Params) error {
	empty, err := sqlengine.BuildSQL(schema, "")
	if err != nil {
		return err
	}
	img, err := prepare(nil, empty, Params{Index: p.Index})
	if err != nil {
		return err
	}
	if p.SQL == "" {
		return nil
	}
	if _, err := img.Query(context.Background(), p.SQL, sqlengine.QueryOptions{Steps: 1_000_000}); err != nil {
		return refuse("sql", p.SQL, err)
	}
	return nil
}
