package web

import (
	"slices"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// foldedKnobs splits knobs into those that stay visible and those that fold.
func foldedKnobs(sim sims.Sim, knobs []sims.Knob) (visible, folded []sims.Knob) {
	first := map[string]bool{}
	for _, id := range sim.First {
		first[id] = true
	}
	for _, k := range knobs {
		switch {
		case k.Kind == sims.StepKnob:
		case first[k.ID] || k.Err != "" || len(first) == 0:
			visible = append(visible, k)
		default:
			folded = append(folded, k)
		}
	}
	return visible, folded
}

// moreKnobs names the folded knobs by their number. Where some matter only at times the number would be wrong a moment
// later.
func moreKnobs(folded []sims.Knob) string {
	if slices.ContainsFunc(folded, func(k sims.Knob) bool { return len(k.Only) > 0 }) {
		return "More knobs"
	}
	return say.Upper(say.Word(len(folded))) + " more " + say.Plural(len(folded), "knob")
}
