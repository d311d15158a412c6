package indexes

import (
	_ "embed"

	"tradeofflab/exercises"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/indexes/argue.yaml", argueText)

// The rivals of the order of columns, by the fields of the prompt. The hot query does something else with each.
var rivals = []string{"own", "state", "both"}

// why asks for the reasons behind the order of columns. Another variant has another rival, and another of two sentences
// where either would do.
func why(t task, variant int, w exercises.PartWords) (argue, words exercises.Asked) {
	kind := rivals[variant%len(rivals)]
	return w.With(map[string]string{"wanted": t.wanted}).AskArgue("order", exercises.Defence{From: arguments,
		Variant: variant, Values: map[string]any{"rate": t.rate, "turn": variant % 2, "kind": kind,
			"rival": w.Get("rival " + kind), "finding": w.Get("finding " + kind)}})
}
