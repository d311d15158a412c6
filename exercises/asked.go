package exercises

import (
	"encoding/json"
	"fmt"
	"slices"

	"tradeofflab/say"
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
	if u, err := say.ParseMeasure(ask.Unit); err == nil && u.Of == "time" {
		foreign = "5 TB"
	}
	a.Wrong = append(a.Wrong, WrongAnswer{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
		Value: Value(foreign)})
	a.Part = w.Part(points, section, &ask)
	return a
}

// AskChoice asks for one of the fields "option id", shown in an order of the variant; each that is not accepted has its
// field "why id".
func (w PartWords) AskChoice(points int, section string, variant int, accept ...string) Asked {
	options := Shuffled(variant, w.part, w.Options())
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

// AskPairs asks for the field "option id" that fits each field "left id", by the ids in accept. The options are shown
// in an order of the variant; a left side has its field "hint id".
func (w PartWords) AskPairs(points int, section string, variant int, accept map[string]string) Asked {
	ask := &Match{Right: Shuffled(variant, w.part, w.Options())}
	for _, id := range w.IDs("left") {
		ask.Left = append(ask.Left, Left{ID: id, Label: w.Get("left " + id), Accept: []string{accept[id]},
			Want: w.Get("want"), Hint: w.Get("hint " + id)})
	}
	return w.AskMatch(points, section, ask)
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
// first-then" ask for it. The page shows them in an order of the variant.
func (w PartWords) AskOrder(points int, section string, variant int) Asked {
	right := w.Options()
	ask := &Order{Items: Shuffled(variant, w.part, right), Before: w.Sequences()}
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

// Shuffled is the things of a part in an order by the variant, which is not their own.
func Shuffled[T any](variant int, part string, things []T) []T {
	perm := model.Stream(variant, "order of "+part).Perm(len(things))
	if slices.IsSorted(perm) {
		slices.Reverse(perm)
	}
	return Pick(things, perm)
}

// Pick is some things in the order of a draw.
func Pick[T any](from []T, order []int) []T {
	out := make([]T, len(order))
	for i, k := range order {
		out[i] = from[k]
	}
	return out
}
