package replication

import (
	_ "embed"

	"tradeofflab/exercises"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/replication/argue.yaml", argueText)

// What is observed in the row about other guarantees, by the fields of the prompt. Each breaks another one.
var cases = []string{"back", "other", "own"}

// ryow asks for the guarantee.
func ryow(t task, variant int, w exercises.PartWords) (argue, words exercises.Asked) {
	seen := cases[variant%len(cases)]
	return w.AskArgue("own-writes", exercises.Defence{From: arguments, Variant: variant,
		Values: map[string]any{"behind": t.behind, "seen": seen, "observed": w.Get("case " + seen)}})
}
