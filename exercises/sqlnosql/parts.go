package sqlnosql

import (
	"encoding/json"
	"slices"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
	"tradeofflab/sims/model"
)

func modelOf(w workload.Workload, words exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Options: workload.Models, Accept: workload.Accepted(w.Models), Want: words.Get("want"),
		Hint: words.Get("hint"), Why: workload.Reasons(w.Models, workload.AgainstModel)}
	q := exercises.Asked{
		Part: w.Part(words.With(map[string]string{"defended": workload.Defended(workload.Models, w.Models)}),
			1, "choose",
			ask),
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

func store(w workload.Workload, variant int, words exercises.PartWords) exercises.Asked {
	accept := workload.Accepted(w.Stores)
	options := workload.Offer(model.Stream(variant, "assignment sqlnosql stores "+w.ID), workload.StoreOptions,
		accept, max(offered, len(accept)+3))
	ask := &exercises.Choice{Options: options, Accept: accept, Want: words.Get("want"), Hint: words.Get("hint"),
		Why: workload.Reasons(w.Stores, workload.AgainstStore)}
	misfit := words.Get("misfit")
	ask.Fits = func(id string, others exercises.Answers) string {
		var chosen string
		if json.Unmarshal(others[w.ID+".model"], &chosen) != nil || !slices.Contains(workload.Accepted(w.Models),
			chosen) || chosen == workload.ModelOf(id) {
			return "" // a model that is wrong by itself is told at its own part
		}
		return misfit
	}
	q := exercises.Asked{
		Part: w.Part(words.With(map[string]string{"defended": workload.Defended(workload.StoreOptions, w.Stores)}), 1,
			"polyglot", ask),
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

func drivers(w workload.Workload, variant int, words exercises.PartWords) exercises.Asked {
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
	part := w.Part(words.With(map[string]string{"decides": list(ask.Options, must)}), 1, "choose", ask)
	if len(w.May) > 0 {
		part.Learn += " " + words.With(map[string]string{"also": list(ask.Options, w.May)}).Get("also")
	}
	return exercises.Asked{
		Part:     part,
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
		if slices.Contains(needed, c) || c == workload.Label(options, wrong) {
			out = append(out, c)
		}
	}
	return out
}

func consistency(w workload.Workload, words exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Options: workload.Levels, Accept: workload.Accepted(w.Consistency),
		Want: words.Get("want"), Hint: words.Get("hint"), Why: workload.Reasons(w.Consistency, workload.AgainstLevel)}
	q := exercises.Asked{
		Part: w.Part(words.With(map[string]string{"defended": workload.Defended(workload.Levels, w.Consistency)}), 1,
			"consistency", ask),
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

// list names options within a sentence.
func list(options []exercises.Option, ids []string) string {
	out := ""
	for i, id := range ids {
		if i > 0 {
			out += "; "
		}
		out += lower(workload.Label(options, id))
	}
	return out
}

// lower makes the first letter small.
func lower(s string) string { return string(s[0]|0x20) + s[1:] }
