package readcache

import (
	_ "embed"

	"tradeofflab/exercises"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/readcache/argue.yaml", argueText)

// why asks for the reasons behind the strategy.
func why(t task, variant int, strategy exercises.Asked, w exercises.PartWords) (argue, words exercises.Asked) {
	return w.AskArgue("strategies", exercises.Defence{From: arguments, Variant: variant, Of: &strategy,
		Values: map[string]any{"reads": t.rps, "writes": t.writes, "keys": t.keys, "size": t.sizeKB,
			"share":    t.sharePct,
			"part_pct": t.partPct, "flash": t.flash, "fresh": t.fresh}})
}
