package families

import (
	_ "embed"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed argue.yaml
var argueText string

var arguments = exercises.NewArguments("exercises/families/argue.yaml", argueText)

// why asks for the reasons behind the family. Its row of mechanisms is the same for every choice, so false ones take
// turns in it instead of being drawn: turn is one of 0 to 6. The rival of a choice is one of two, by the side; it does
// not hang on what is accepted, or the titles would tell that.
func why(t task, w workload.Workload, variant int, family exercises.Asked, words exercises.PartWords) (argue,
	own exercises.Asked) {
	values := w.Values()
	values["turn"] = model.Stream(variant, "assignment families argument "+w.ID).IntN(7)
	values["side"] = model.Stream(variant, "assignment families argument rival "+w.ID).IntN(2)
	values["thing"], values["things"], values["rate"] = w.Thing, say.Plural(2, w.Thing), t.rate()
	return words.AskArgue("choose", exercises.Defence{From: arguments, Variant: variant, Of: &family, Values: values,
		Prefix: w.ID + "."})
}
