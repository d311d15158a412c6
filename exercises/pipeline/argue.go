package pipeline

import (
	_ "embed"

	"tradeofflab/exercises"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/pipeline/argue.yaml", argueText)

// why asks for the reasons behind the store.
func why(t task, variant int, storage exercises.Asked, w exercises.PartWords) (argue, words exercises.Asked) {
	return w.AskArgue("storage", exercises.Defence{From: arguments, Variant: variant, Of: &storage,
		Values: map[string]any{"tb": t.tb, "fresh": t.fresh, "month_tb": 30 * t.tb, "price": usdPerGB}})
}
