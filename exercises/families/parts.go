package families

import (
	"fmt"
	"slices"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
	"tradeofflab/sims/model"
)

func family(w workload.Workload, words exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Options: workload.FamilyOptions, Accept: workload.Accepted(w.Families),
		Want: words.Get("want"), Hint: words.Get("hint"), Why: workload.Reasons(w.Families, workload.AgainstFamily)}
	return exercises.Asked{
		Part: w.Part(words.With(map[string]string{"defended": workload.Defended(workload.FamilyOptions, w.Families)}),
			1,
			"choose", ask),
		Solution: exercises.Value(w.Families[0].ID),
		Wrong:    refused(ask, workload.AgainstFamily),
	}
}

func pattern(w workload.Workload, words exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Options: workload.PatternOptions, Accept: workload.Accepted(w.Patterns),
		Want: words.Get("want"), Hint: words.Get("hint"), Why: workload.Reasons(w.Patterns, workload.AgainstPattern)}
	return exercises.Asked{
		Part: w.Part(words.With(map[string]string{"defended": workload.Defended(workload.PatternOptions, w.Patterns)}),
			1,
			"choose", ask),
		Solution: exercises.Value(w.Patterns[0].ID),
		Wrong:    refused(ask, workload.AgainstPattern),
	}
}

// key asks for the partition, document or node key. The candidates stand in another order in each variant.
func key(w workload.Workload, variant int, words exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Want: words.Get("want"), Hint: words.Get("hint"), Why: map[string]string{}}
	against := map[string]string{}
	learn, solution := "", ""
	for _, i := range model.Stream(variant, "assignment families key "+w.ID).Perm(len(w.Keys)) {
		k := w.Keys[i]
		id := fmt.Sprintf("k%d", i+1)
		ask.Options = append(ask.Options, exercises.Option{ID: id, Label: k.Label})
		ask.Why[id] = k.Why
		if !k.OK {
			against[id] = k.Why
			continue
		}
		ask.Accept = append(ask.Accept, id)
	}
	for i, k := range w.Keys {
		if !k.OK {
			continue
		}
		if solution == "" {
			solution = fmt.Sprintf("k%d", i+1)
		} else {
			learn += " "
		}
		learn += k.Label + ". " + k.Why
	}
	return exercises.Asked{
		Part:     w.Part(words.With(map[string]string{"defended": learn}), 1, "modelling", ask),
		Solution: exercises.Value(solution),
		Wrong:    refused(ask, against),
	}
}

// refused gives every option that is not accepted as a wrong answer.
func refused(ask *exercises.Choice, against map[string]string) []exercises.WrongAnswer {
	var out []exercises.WrongAnswer
	for _, o := range ask.Options {
		if !slices.Contains(ask.Accept, o.ID) {
			out = append(out, exercises.WrongAnswer{Name: o.Label, Checks: []string{"Choice"}, Note: against[o.ID],
				Value: exercises.Value(o.ID)})
		}
	}
	return out
}
