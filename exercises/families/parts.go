package families

import (
	"fmt"
	"slices"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
	"tradeofflab/sims/model"
)

func family(w workload.Workload) exercises.Asked {
	ask := &exercises.Choice{Options: workload.FamilyOptions, Accept: workload.Accepted(w.Families),
		Want: "the simplest family that answers the question which is asked most often",
		Hint: "What does a reader know before the query, and what is wanted back: one value, fields, a range, a path?",
		Why:  workload.Reasons(w.Families, workload.AgainstFamily)}
	return exercises.Asked{
		Part: exercises.Part{ID: w.ID + ".family", Points: 1, Section: "choose", Ask: ask, Title: w.Name +
			": which family?", Text: w.Task, Learn: defended(workload.FamilyOptions, w.Families)},
		Solution: exercises.Value(w.Families[0].ID),
		Wrong:    refused(ask, workload.AgainstFamily),
	}
}

func pattern(w workload.Workload) exercises.Asked {
	ask := &exercises.Choice{Options: workload.PatternOptions, Accept: workload.Accepted(w.Patterns),
		Want: "the access pattern of the query that is asked most often",
		Hint: "Say the query aloud. What is given in it, and what comes back?", Why: workload.Reasons(w.Patterns,
			workload.AgainstPattern)}
	return exercises.Asked{
		Part: exercises.Part{ID: w.ID + ".pattern", Points: 1, Section: "choose", Ask: ask, Title: w.Name +
			": which access pattern decides?", Learn: defended(workload.PatternOptions, w.Patterns)},
		Solution: exercises.Value(w.Patterns[0].ID),
		Wrong:    refused(ask, workload.AgainstPattern),
	}
}

// key asks for the partition, document or node key. The candidates stand in another order in each variant.
func key(w workload.Workload, variant int) exercises.Asked {
	ask := &exercises.Choice{Want: "a key that the reader knows, that keeps together what is read together, and that " +
		"spreads the load",
		Hint: "Does the query name it? Does one value of it stay small? Do writes of one moment go to many places?",
		Why:  map[string]string{}}
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
		Part: exercises.Part{ID: w.ID + ".key", Points: 1, Section: "modelling", Ask: ask, Title: w.Name +
			": which key are the records placed and found by?", Learn: learn},
		Solution: exercises.Value(solution),
		Wrong:    refused(ask, against),
	}
}

func why(w workload.Workload) exercises.Asked {
	return exercises.Asked{
		Part: exercises.Part{ID: w.ID + ".why", Points: 2, Section: "choose", Ask: w.Prose(), Title: w.Name +
			": why this family, in two or three sentences?",
			Text: w.Say() + " Argue from the access pattern, not from the product.", Learn: w.Why()},
		Solution: exercises.Value(w.Why()),
		Wrong:    w.WrongProse(),
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

// defended lists what is accepted, each with its reason.
func defended(options []exercises.Option, picks []workload.Pick) string {
	out := ""
	for i, p := range picks {
		if i > 0 {
			out += " "
		}
		out += fmt.Sprintf("%s. %s", label(options, p.ID), p.Why)
	}
	return out
}
