package exercises

import (
	"encoding/json"
	"fmt"
	"slices"

	"tradeofflab/sims/model"
)

// The methods here make a part of its words, with its model answer and the wrong answers that its checks have to
// catch, where these follow from the question itself.

// AskNumber asks for value. Where ask has no interval, 1 % around it is accepted. Each field "why id" is the note of
// the wrong value of that id; one that a variant makes right, or equal to another, is left out.
func (w PartWords) AskNumber(points int, section string, value float64, ask Number,
	wrong map[string]float64) Asked {
	if ask.Low == 0 && ask.High == 0 {
		ask.Low, ask.High = Near(value, .01)
	}
	ask.Want, ask.Hint = w.Get("want"), w.Get("hint")
	right := func(v float64) bool {
		return between(v, ask.Low, ask.High) ||
			slices.ContainsFunc(ask.Accept, func(a Also) bool { return between(v, a.Low, a.High) })
	}
	a := Asked{Solution: Value(value)}
	for _, id := range w.IDs("why") {
		v, known := wrong[id]
		if !known || right(v) || slices.ContainsFunc(ask.Common, func(c Common) bool {
			low, high := Near(c.Value, .005)
			return between(v, low, high)
		}) {
			continue
		}
		why := w.Get("why " + id)
		ask.Common = append(ask.Common, Common{Value: v, Why: why})
		a.Wrong = append(a.Wrong, WrongAnswer{Name: id, Checks: []string{"Value"}, Value: Value(v), Note: why})
	}
	foreign := "5 ms"
	if u, err := parseUnit(ask.Unit); err == nil && u.of == "time" {
		foreign = "5 TB"
	}
	a.Wrong = append(a.Wrong, WrongAnswer{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
		Value: Value(foreign)})
	a.Part = w.Part(points, section, &ask)
	return a
}

// AskChoice asks for one option; each that is not accepted has its field "why id".
func (w PartWords) AskChoice(points int, section string, options []Option, accept ...string) Asked {
	ask := &Choice{Options: options, Accept: accept, Want: w.Get("want"), Hint: w.Get("hint"), Why: w.Each("why")}
	a := Asked{Part: w.Part(points, section, ask), Solution: Value(accept[0])}
	for _, o := range options {
		if !slices.Contains(accept, o.ID) {
			a.Wrong = append(a.Wrong, WrongAnswer{Name: o.ID, Checks: []string{"Choice"}, Value: Value(o.ID),
				Note: ask.Why[o.ID]})
		}
	}
	return a
}

// AskChoices asks for every option of must; each option has its field "hint id".
func (w PartWords) AskChoices(points int, section string, options []Option, must []string) Asked {
	ask := &Choices{Options: options, Must: must, Hints: map[string]string{}}
	var opposite, names []string
	for _, o := range options {
		ask.Hints[o.ID] = w.Get("hint " + o.ID)
		names = append(names, o.Label)
		if !slices.Contains(must, o.ID) {
			opposite = append(opposite, o.ID)
		}
	}
	return Asked{Part: w.Part(points, section, ask), Solution: Value(must), Wrong: []WrongAnswer{
		{Name: "the opposite", Checks: names, Value: Value(opposite)}}}
}

// AskMatch asks for a partner of each left side.
func (w PartWords) AskMatch(points int, section string, ask *Match) Asked {
	right, wrong := map[string]string{}, map[string]string{}
	var names []string
	for _, l := range ask.Left {
		right[l.ID] = l.Accept[0]
		for _, o := range ask.Options(l) {
			if !slices.Contains(l.Accept, o.ID) {
				wrong[l.ID] = o.ID
			}
		}
		names = append(names, l.Label)
	}
	return Asked{Part: w.Part(points, section, ask), Solution: Value(right),
		Wrong: []WrongAnswer{{Name: "none right", Checks: names, Value: Value(wrong)}}}
}

// AskOrder asks for the order in which the fields "option id" stand in the prompt, as far as the fields "hint
// first-then" ask for it. The page shows them in the order of shown.
func (w PartWords) AskOrder(points int, section string, shown []int) Asked {
	right := w.Options()
	ask := &Order{Before: w.Sequences()}
	for _, i := range shown {
		ask.Items = append(ask.Items, right[i])
	}
	ids := optionIDs(right)
	last := ids[len(ids)-1]
	var pairs []string
	missing := []string{"Every item once"}
	for _, s := range ask.Before {
		pairs = append(pairs, pairName(ask.Items, s))
		if s.First == last || s.Then == last {
			missing = append(missing, pairName(ask.Items, s))
		}
	}
	back := slices.Clone(ids)
	slices.Reverse(back)
	return Asked{Part: w.Part(points, section, ask), Solution: Value(ids), Wrong: []WrongAnswer{
		{Name: "backwards", Checks: pairs, Value: Value(back)},
		{Name: "one missing", Checks: missing, Value: Value(ids[:len(ids)-1])}}}
}

// pairName is the name of the check of a sequence; it does not tell which of the two comes first.
func pairName(items []Option, s Sequence) string {
	a, b := optionLabel(items, s.First), optionLabel(items, s.Then)
	return fmt.Sprintf("Place of “%s” and “%s”", min(a, b), max(a, b))
}

// Knobs is an answer to a params part, of knobs and values in turn.
func Knobs(pairs ...string) json.RawMessage {
	knobs := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		knobs[pairs[i]] = pairs[i+1]
	}
	return Value(knobs)
}

// Shuffled is an order for the n things of a part: by the variant, in none their own.
func Shuffled(variant int, part string, n int) []int {
	perm := model.Stream(variant, "order of "+part).Perm(n)
	for i, k := range perm {
		if k != i {
			return perm
		}
	}
	slices.Reverse(perm)
	return perm
}

// Pick is some things in the order of a draw.
func Pick[T any](from []T, order []int) []T {
	out := make([]T, len(order))
	for i, k := range order {
		out[i] = from[k]
	}
	return out
}
