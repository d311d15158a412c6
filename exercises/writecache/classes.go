package writecache

import (
	"slices"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

// class is one of the three kinds of data with its questions. Its words are the sections "id.strategy", "id.worse" and
// "id.failure" of the prompt.
type class struct {
	id     string
	item   item
	accept []string
	wrong  [2]string // strategies to hold the grader to
	notes  [2]string // pieces of what is said against them
	left   string    // what the failure leaves

	also map[string][]string // by worse way: others whose reason is true of it too
}

func classes(t task) []class {
	return []class{
		{id: "transfer", item: t.money, accept: []string{"through_db", "around_invalidate"},
			wrong: [2]string{"behind", "through_cache"}, notes: [2]string{"confirmed", "never happened"},
			left: "nothing"},
		{id: "likes", item: t.counter, accept: []string{"behind"}, wrong: [2]string{"through_db", "around_invalidate"},
			notes: [2]string{"wait for each other", "every read misses"}, left: "interval",
			also: map[string][]string{"delete": {"through"}}},
		{id: "audit", item: t.record, accept: []string{"around", "around_invalidate"},
			wrong: [2]string{"behind", "through_db"}, notes: [2]string{"crash", "memory"}, left: "zero",
			also: map[string][]string{"only": {"behind"}}},
	}
}

func (c class) ask(d *exercises.Drawn, words exercises.Words) {
	w := words.With(map[string]string{"label": c.item.label, "noun": c.item.noun, "a noun": say.A(c.item.noun)})
	d.Ask(c.strategy(w.Of(c.id+".strategy"), w.Of("strategies").Options()), c.worse(w.Of(c.id+".worse")),
		c.failure(w.Of(c.id+".failure")))
}

func (c class) strategy(w exercises.PartWords, options []exercises.Option) exercises.Asked {
	return exercises.Asked{
		Part: w.Part(1, "strategies", &exercises.Choice{Options: options, Accept: c.accept, Want: w.Get("want"),
			Hint: w.Get("hint"), Why: w.Each("why")}),
		Solution: exercises.Value(c.accept[0]),
		Wrong: []exercises.WrongAnswer{
			{Name: "first tempting way", Checks: []string{"Choice"}, Note: c.notes[0],
				Value: exercises.Value(c.wrong[0])},
			{Name: "second tempting way", Checks: []string{"Choice"}, Note: c.notes[1],
				Value: exercises.Value(c.wrong[1])},
		},
	}
}

func (c class) worse(w exercises.PartWords) exercises.Asked {
	ask := &exercises.Match{}
	right, swapped := map[string]string{}, map[string]string{}
	var names []string
	ways, others := w.IDs("left"), w.IDs("other")
	n := len(ways)
	for i, id := range ways {
		accept := []string{id + "-why"}
		for _, other := range ways {
			if slices.Contains(c.also[id], other) {
				accept = append(accept, other+"-why")
			}
		}
		ask.Left = append(ask.Left, exercises.Left{ID: id, Label: w.Get("left " + id), Accept: accept,
			Want: w.Get("want"), Hint: w.Get("hint " + id)})
		right[id] = id + "-why"
		for k := 1; k < n && swapped[id] == ""; k++ {
			if other := ways[(i+k)%n] + "-why"; !slices.Contains(accept, other) {
				swapped[id] = other
			}
		}
		names = append(names, w.Get("left "+id))
	}
	for i := range ways { // in another order than the ways, and with those that fit none of them
		id := ways[(i+n-1)%n]
		ask.Right = append(ask.Right, exercises.Option{ID: id + "-why", Label: w.Get("right " + id)})
		if i < len(others) {
			ask.Right = append(ask.Right, exercises.Option{ID: others[i], Label: w.Get("other " + others[i])})
		}
	}
	return exercises.Asked{
		Part:     w.Part(2, "strategies", ask),
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{{Name: "reasons of others", Checks: names,
			Value: exercises.Value(swapped)}},
	}
}

func (c class) failure(w exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Options: w.Options(), Accept: []string{c.left}, Want: w.Get("want"), Hint: w.Get("hint"),
		Why: w.Each("why")}
	var wrong []exercises.WrongAnswer
	for _, o := range ask.Options {
		if !slices.Contains(ask.Accept, o.ID) {
			wrong = append(wrong, exercises.WrongAnswer{Name: o.ID, Checks: []string{"Choice"},
				Value: exercises.Value(o.ID)})
		}
	}
	return exercises.Asked{Part: w.Part(1, "failures", ask), Solution: exercises.Value(c.left), Wrong: wrong}
}
