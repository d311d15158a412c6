package sqlnosql

import (
	_ "embed"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
	"tradeofflab/sims/model"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/sqlnosql/argue.yaml", argueText)

// why asks for the reasons behind the model. What a workload lacks takes turns in the rows, one premise in each: turn
// says which.
func why(w workload.Workload, variant int, chosen exercises.Asked, words exercises.PartWords) (argue,
	own exercises.Asked) {
	values := w.Values()
	values["turn"] = model.Stream(variant, "assignment sqlnosql argument "+w.ID).IntN(1000)
	return words.AskArgue("choose", exercises.Defence{From: arguments, Variant: variant, Of: &chosen, Values: values,
		Prefix: w.ID + "."})
}
