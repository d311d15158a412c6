package sharding

import (
	_ "embed"

	"tradeofflab/exercises"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/sharding/argue.yaml", argueText)

// why asks for the reasons behind the layout.
func why(t task, variant int, key exercises.Asked, w exercises.PartWords) (argue, words exercises.Asked) {
	return w.AskArgue("remedies", exercises.Defence{From: arguments, Variant: variant, Of: &key,
		Values: map[string]any{"shards": t.shards, "million": t.rows, "each": t.each(), "writes": t.writes,
			"changes": t.changes}})
}
