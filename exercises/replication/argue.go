package replication

import (
	_ "embed"

	"tradeofflab/exercises"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/replication/argue.yaml", argueText)

// ryow asks for the guarantee.
func ryow(t task, variant int, w exercises.PartWords) (argue, words exercises.Asked) {
	return w.AskArgue("own-writes", exercises.Defence{From: arguments, Variant: variant,
		Values: map[string]any{"wait_ms": t.waitMs, "peak_ms": t.peakMs, "behind": t.behind, "km": t.km,
			"stale": t.stale()}})
}
