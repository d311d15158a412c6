package sqlnosql

import (
	"encoding/json"
	"fmt"
	"slices"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
	"tradeofflab/sims/model"
)

func modelOf(w workload.Workload) exercises.Asked {
	ask := &exercises.Choice{Options: workload.Models, Accept: workload.Accepted(w.Models),
		Want: "a model whose strengths this workload uses",
		Hint: "List what is written and what is asked. Which of joins, transactions, rules and open questions " +
			"are among it?", Why: workload.Reasons(w.Models, workload.AgainstModel)}
	q := exercises.Asked{
		Part: exercises.Part{ID: w.ID + ".model", Points: 1, Section: "choose", Ask: ask, Title: w.Name +
			": relational or not?", Text: w.Task, Learn: defended(workload.Models, w.Models)},
		Solution: exercises.Value(w.Models[0].ID),
		Wrong: []exercises.WrongAnswer{{Name: "both at once", Checks: []string{"Choice"},
			Value: exercises.Value("newsql")}},
	}
	if id := workload.Refused(workload.Models, w.Models); id != "" {
		q.Wrong = append(q.Wrong, exercises.WrongAnswer{Name: "the other model", Checks: []string{"Choice"},
			Note: workload.AgainstModel[id], Value: exercises.Value(id)})
	}
	return q
}

// offered is how many options a part has, so that four workloads fit on a page.
const offered = 8

func store(w workload.Workload, variant int) exercises.Asked {
	accept := workload.Accepted(w.Stores)
	options := workload.Offer(model.Stream(variant, "assignment sqlnosql stores "+w.ID), workload.StoreOptions,
		accept, offered)
	ask := &exercises.Choice{Options: options, Accept: accept,
		Want: "a store of the model you chose, made for this access",
		Hint: "Of the stores with the model you chose, which one is made for what is asked most often here?",
		Why:  workload.Reasons(w.Stores, workload.AgainstStore)}
	ask.Fits = func(id string, others exercises.Answers) string {
		var chosen string
		if json.Unmarshal(others[w.ID+".model"], &chosen) != nil || !slices.Contains(workload.Accepted(w.Models),
			chosen) || chosen == workload.ModelOf(id) {
			return "" // a model that is wrong by itself is told at its own part
		}
		return "Each of the two answers can be defended, and they contradict each other: this store does not have " +
			"the model that you chose."
	}
	q := exercises.Asked{
		Part: exercises.Part{ID: w.ID + ".store", Points: 1, Section: "polyglot", Ask: ask, Title: w.Name +
			": which store do you name?",
			Text:  "Several are accepted. It has to have the model that you chose.",
			Learn: defended(workload.StoreOptions, w.Stores)},
		Solution: exercises.Value(w.Stores[0].ID),
	}
	for _, o := range options {
		if !slices.Contains(ask.Accept, o.ID) {
			q.Wrong = append(q.Wrong, exercises.WrongAnswer{Name: o.Label, Checks: []string{"Choice"},
				Note: workload.AgainstStore[o.ID], Value: exercises.Value(o.ID)})
		}
	}
	return q
}

func drivers(w workload.Workload, variant int) exercises.Asked {
	must := w.Must()
	options := workload.Offer(model.Stream(variant, "assignment sqlnosql drivers "+w.ID), workload.Drivers(),
		slices.Concat(must, w.May), offered)
	ask := &exercises.Choices{Options: options, Must: must, May: w.May, Hints: workload.DriverHints()}
	var needed, others, checks, wrong []string
	for _, o := range ask.Options {
		switch {
		case slices.Contains(w.May, o.ID):
		case slices.Contains(must, o.ID):
			needed, checks = append(needed, o.Label), append(checks, o.Label)
		default:
			others, checks, wrong = append(others, o.Label), append(checks, o.Label), append(wrong, o.ID)
		}
	}
	all := append(slices.Clone(must), wrong...)
	return exercises.Asked{
		Part: exercises.Part{ID: w.ID + ".drivers", Points: 1, Section: "choose", Ask: ask, Title: w.Name +
			": which properties decide?",
			Text: "Choose every property of this workload that a store has to meet. A wrong one takes back " +
				"a right one.",
			Learn: "What decides: " + list(ask.Options, must) + ". " + w.Why() + also(ask.Options, w.May)},
		Solution: exercises.Value(must),
		Wrong: []exercises.WrongAnswer{
			{Name: "everything else", Checks: checks, Value: exercises.Value(wrong)},
			{Name: "everything", Checks: others, Value: exercises.Value(all)},
			{Name: "nothing that decides", Checks: firstOf(ask.Options, checks, needed, wrong[0]),
				Value: exercises.Value([]string{wrong[0]})},
		},
	}
}

// firstOf gives the checks that fail, in the order of the checks, when the only driver chosen is a wrong one.
func firstOf(options []exercises.Option, checks, needed []string, wrong string) []string {
	var out []string
	for _, c := range checks {
		if slices.Contains(needed, c) || c == label(options, wrong) {
			out = append(out, c)
		}
	}
	return out
}

func consistency(w workload.Workload) exercises.Asked {
	ask := &exercises.Choice{Options: workload.Levels, Accept: workload.Accepted(w.Consistency),
		Want: "what a reader of this workload has to see, and not much more",
		Hint: "Who reads it, who has written it, and what does an old answer do to the reader?",
		Why:  workload.Reasons(w.Consistency, workload.AgainstLevel)}
	q := exercises.Asked{
		Part: exercises.Part{ID: w.ID + ".consistency", Points: 1, Section: "consistency", Ask: ask, Title: w.Name +
			": how consistent do reads have to be?", Learn: w.Harm + " " + defended(workload.Levels, w.Consistency)},
		Solution: exercises.Value(w.Consistency[0].ID),
	}
	for _, o := range workload.Levels {
		if !slices.Contains(ask.Accept, o.ID) {
			q.Wrong = append(q.Wrong, exercises.WrongAnswer{Name: o.ID, Checks: []string{"Choice"},
				Note: workload.AgainstLevel[o.ID], Value: exercises.Value(o.ID)})
		}
	}
	return q
}

func why(w workload.Workload) exercises.Asked {
	return exercises.Asked{
		Part: exercises.Part{ID: w.ID + ".why", Points: 2, Section: "choose", Ask: w.Prose(), Title: w.Name +
			": why, in two or three sentences?",
			Text: w.Say() + " Argue from the workload, not from the product.", Learn: w.Why()},
		Solution: exercises.Value(w.Why()),
		Wrong:    w.WrongProse(),
	}
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

// list names options within a sentence.
func list(options []exercises.Option, ids []string) string {
	out := ""
	for i, id := range ids {
		if i > 0 {
			out += "; "
		}
		out += lower(label(options, id))
	}
	return out
}

func also(options []exercises.Option, may []string) string {
	if len(may) == 0 {
		return ""
	}
	return " Not held against you: " + list(options, may) + "."
}

// lower makes the first letter small.
func lower(s string) string { return string(s[0]|0x20) + s[1:] }
