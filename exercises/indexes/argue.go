package indexes

import (
	_ "embed"

	"tradeofflab/exercises"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/indexes/argue.yaml", argueText)

// why asks for the reasons behind the order of columns.
func why(t task, variant int, w exercises.PartWords) (argue, words exercises.Asked) {
	return w.With(map[string]string{"wanted": t.wanted}).AskArgue("order", exercises.Defence{From: arguments,
		Variant: variant, Values: map[string]any{"rate": t.rate, "equalities": 2, "also_by_owner": true}})
}
