package hashing

import (
	_ "embed"
	"math"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/hashing/argue.yaml", argueText)

// vnodes asks how several points a node soften a failure. The amounts depend on the variant.
func vnodes(r ring, variant int, w exercises.PartWords) (argue, words exercises.Asked) {
	left := r.n() - 1
	// With many points a node holds about an equal share, whatever its one arc is.
	part := float64(r.keys) / float64(r.n()*left)
	w = w.With(map[string]string{"left": strconv.Itoa(left), "fraction": fractionWord(left),
		"nth": fractionWord(r.n()), "part": say.Number(math.Round(part), 0)})
	return w.AskArgue("points", exercises.Defence{From: arguments, Variant: variant,
		Values: map[string]any{"nodes": r.n(), "left": left, "full": fullness(left, variant)}})
}

// fullness is how many % of its memory a node uses before one of them fails: what the others then get fits, or does
// not.
// Either is so clear that uneven arcs do not matter.
func fullness(left, variant int) int {
	limit := 100 * float64(left) / float64(left+1)
	if model.Stream(variant, "assignment hashing: memory").IntN(2) == 0 {
		return 5 * int((limit-8)/5)
	}
	return 5 * int(math.Ceil((limit+6)/5))
}

func fractionWord(of int) string {
	return map[int]string{2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth", 7: "a seventh",
		8: "an eighth"}[of]
}
