package families

import (
	_ "embed"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/families/argue.yaml", argueText)

// why asks for the reasons behind the family.
func why(w workload.Workload, variant int, family exercises.Asked, words exercises.PartWords) (argue, own exercises.Asked) {
	return words.AskArgue("choose", exercises.Defence{From: arguments, Variant: variant, Of: &family, Values: w.Values(),
		Prefix: w.ID + "."})
}
