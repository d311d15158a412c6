package storage

import (
	_ "embed"

	"tradeofflab/exercises"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/storage/argue.yaml", argueText)

// why asks for the reasons behind the class.
func why(t task, variant int, tier exercises.Asked, w exercises.PartWords) (argue, words exercises.Asked) {
	return w.AskArgue("kinds", exercises.Defence{From: arguments, Variant: variant, Of: &tier,
		Values: map[string]any{"users": t.users, "daily": t.daily, "size": t.sizeMB, "halflife": t.halfLifeDays,
			"year_gb": t.storedGB(), "standard": standardPrice}})
}
