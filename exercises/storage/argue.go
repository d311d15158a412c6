package storage

import (
	_ "embed"
	"math"

	"tradeofflab/exercises"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/storage/argue.yaml", argueText)

// readsPerDay is how often an object is read on its first day, as the part on the lifecycle says.
const readsPerDay = 2

// why asks for the reasons behind the class.
func why(t task, variant int, tier exercises.Asked, w exercises.PartWords) (argue, words exercises.Asked) {
	half := float64(t.halfLifeDays)
	left := func(days float64) float64 { return math.Exp2(-days / half) } // of the rate of reads
	return w.AskArgue("kinds", exercises.Defence{From: arguments, Variant: variant, Of: &tier,
		Values: map[string]any{"size": t.sizeMB, "year_gb": t.storedGB(), "standard": standardPrice,
			"first": int(math.Round(readsPerDay * half / math.Ln2 * (1 - left(30)))), "old": math.Round(
				10*readsPerDay*30*left(90)) / 10}})
}
