package sharding

import (
	_ "embed"
	"math"

	"tradeofflab/exercises"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/sharding/argue.yaml", argueText)

// why asks for the reasons behind the layout.
func why(t task, variant int, key exercises.Asked, w exercises.PartWords) (argue, words exercises.Asked) {
	return w.AskArgue("remedies", exercises.Defence{From: arguments, Variant: variant, Of: &key,
		Values: map[string]any{"shards": t.shards, "writes": t.writes, "changes": t.changes, "placed": t.placed,
			"slow": 100 * (1 - math.Pow(.99, float64(t.shards)))}})
}
