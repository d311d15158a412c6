package sqlnosql

import (
	_ "embed"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/sqlnosql/argue.yaml", argueText)

// why asks for the reasons behind the model.
func why(w workload.Workload, variant int, model exercises.Asked, words exercises.PartWords) (argue, own exercises.Asked) {
	return words.AskArgue("choose", exercises.Defence{From: arguments, Variant: variant, Of: &model, Values: w.Values(),
		Prefix: w.ID + "."})
}
