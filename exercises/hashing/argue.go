package hashing

import (
	_ "embed"
	"math"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/hashing/argue.yaml", argueText)

// vnodes asks how several points a node soften a failure. The amounts depend on the variant.
func vnodes(r ring, variant int, w exercises.PartWords) (argue, words exercises.Asked) {
	left := r.n() - 1
	lost := r.load(r.fail)
	part := float64(lost) / float64(left)
	w = w.With(map[string]string{"left": strconv.Itoa(left), "fraction": fractionWord(left),
		"part": say.Number(math.Round(part), 0)})
	return w.AskArgue("points", exercises.Defence{From: arguments, Variant: variant,
		Values: map[string]any{"nodes": r.n(), "left": left, "total": r.keys, "lost": lost, "part": part,
			"heir_before": r.load(r.heir()), "heir_after": r.doubled()}})
}

func fractionWord(left int) string {
	return map[int]string{2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth", 7: "a seventh"}[left]
}
