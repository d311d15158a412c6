package replication

import (
	"slices"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func sees(t task, w exercises.PartWords) exercises.Asked {
	right, wrong, learn := "new", "old", "learn"
	if t.behind {
		right, wrong, learn = "old", "new", "learn behind"
	}
	ask := &exercises.Choice{Options: w.Options(), Accept: []string{right}, Want: w.Get("want"), Hint: w.Get("hint"),
		Why: w.Each("why")}
	if t.behind {
		delete(ask.Why, "old")
	}
	part := w.Part(1, "lag", ask)
	part.Learn = w.Get(learn)
	return exercises.Asked{
		Part:     part,
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{
			{Name: "the other one", Checks: []string{"Choice"}, Value: exercises.Value(wrong)},
			{Name: "an error", Checks: []string{"Choice"}, Note: "has", Value: exercises.Value("none")},
		},
	}
}

func stalePart(t task, w exercises.PartWords) exercises.Asked {
	p := t.stale()
	low, high := exercises.Near(p, .02)
	ratio := float64(t.waitMs) / float64(t.peakMs)
	w = w.With(map[string]string{"waited": milliseconds(t.waitMs), "ratio": say.Number(ratio, 3),
		"percent": say.Number(p, 2)})
	ask := &exercises.Number{Unit: "%", Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Accept: []exercises.Also{{Low: low / 100, High: high / 100, Why: w.Get("also share")}},
		Common: []exercises.Common{
			{Value: 100, Why: w.Get("why always"), Claim: "s04-18"},
			{Value: 0, Why: w.Get("why never")},
			{Value: 100 - p, Why: w.Get("why fresh")},
			{Value: 100 / ratio, Why: w.Get("why bound")},
		}}
	return exercises.Asked{
		Part:     w.Part(2, "lag", ask),
		Solution: exercises.Value(exercises.Round(p, 3)),
		Wrong: []exercises.WrongAnswer{
			{Name: "always stale", Checks: []string{"Value"}, Note: "always", Value: exercises.Value(100)},
			{Name: "never stale", Checks: []string{"Value"}, Note: "now and then", Value: exercises.Value("0 %")},
			{Name: "the fresh ones", Checks: []string{"Value"}, Note: "new value", Value: exercises.Value(100 - p)},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("82 ms")},
		},
	}
}

func remedies(w exercises.PartWords) exercises.Asked {
	ask := &exercises.Match{}
	right, swapped := map[string]string{}, map[string]string{}
	var names []string
	all := w.IDs("left")
	for i, id := range all {
		o := exercises.Option{ID: id + "-price", Label: w.Get("right " + id)}
		ask.Right = append(ask.Right, o)
		ask.Left = append(ask.Left, exercises.Left{ID: id, Label: w.Get("left " + id), Accept: []string{o.ID},
			Want: w.Get("want"), Hint: w.Get("hint " + id)})
		right[id] = o.ID
		swapped[id] = all[(i+1)%len(all)] + "-price"
		names = append(names, w.Get("left "+id))
	}
	// The prices stand in another order than the mechanisms.
	o := ask.Right
	ask.Right = []exercises.Option{o[3], o[5], o[0], o[4], o[1], o[2]}
	return exercises.Asked{
		Part:     w.Part(3, "remedies", ask),
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{{Name: "each one's neighbour", Checks: names,
			Value: exercises.Value(swapped)}},
	}
}

// Speeds in km/ms. Light in glass is commonly taken as 200; the simulation has 204.
const (
	vacuum = 299.792458
	common = 200.0
)

func syncCost(t task, w exercises.PartWords) exercises.Asked {
	floor := t.floor()
	way := float64(t.trips) * float64(t.km)
	w = w.With(map[string]string{"way": w.Get("way once"), "trips": strconv.Itoa(t.trips),
		"distance": strconv.Itoa(t.km), "floor": say.Number(floor, 1)})
	quoted := []exercises.Common{
		{Value: 50, Why: w.Get("why region"), Claim: "s04-08"},
		{Value: 200, Why: w.Get("why region"), Claim: "s04-08"},
		{Value: 2 * way / vacuum, Why: w.Get("why vacuum")},
		{Value: floor / 2, Why: w.Get("why half")},
	}
	if t.trips == 2 {
		w = w.With(map[string]string{"way": w.Get("way twice")})
		quoted = append(quoted, exercises.Common{Value: floor / 4, Why: w.Get("why quarter")})
	}
	ask := &exercises.Number{Unit: "ms", Low: .985 * floor, High: 1.015 * 2 * way / common, Want: w.Get("want"),
		Hint:   w.Get("hint"),
		Accept: []exercises.Also{{Low: 1.5 * floor, High: 2.35 * floor, Why: w.Get("also measured")}}, Common: quoted}
	return exercises.Asked{
		Part:     w.Part(2, "distance", ask),
		Solution: exercises.Value(exercises.Round(floor, 2)),
		Wrong: []exercises.WrongAnswer{
			{Name: "another continent", Checks: []string{"Value"}, Note: "50 to 200 ms",
				Value: exercises.Value("50 ms")},
			{Name: "one way", Checks: []string{"Value"}, Note: "half", Value: exercises.Value(floor / 2)},
			{Name: "vacuum", Checks: []string{"Value"}, Note: "vacuum", Value: exercises.Value(2 * way / vacuum)},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("664 km")},
		},
	}
}

// side is a write and whether losing it after its confirmation is worse than waiting for a replica.
type side struct {
	id   string
	sync bool
}

var (
	needed = prompt.Fill(nil).Of("when_sync").IDs("needed")
	spared = prompt.Fill(nil).Of("when_sync").IDs("spared")
)

func chooseWrites(must, not []int) [7]side {
	var out [7]side
	for i, k := range must {
		out[2*i+1] = side{needed[k], true}
	}
	for i, k := range not {
		out[2*i] = side{spared[k], false}
	}
	return out
}

func whenSync(t task, w exercises.PartWords) exercises.Asked {
	ask := &exercises.Choices{Hints: map[string]string{}}
	var none, labels, notNeeded []string
	for _, write := range t.writes {
		kind := "spared "
		if write.sync {
			kind = "needed "
		}
		label := w.Get(kind + write.id)
		ask.Options = append(ask.Options, exercises.Option{ID: write.id, Label: label})
		ask.Hints[write.id] = w.Get("hint " + write.id)
		labels = append(labels, label)
		if write.sync {
			ask.Must = append(ask.Must, write.id)
		} else {
			none, notNeeded = append(none, write.id), append(notNeeded, label)
		}
	}
	return exercises.Asked{
		Part:     w.Part(2, "modes", ask),
		Solution: exercises.Value(ask.Must),
		Wrong: []exercises.WrongAnswer{
			{Name: "the opposite", Checks: labels, Value: exercises.Value(none)},
			{Name: "all of them", Checks: notNeeded, Value: exercises.Value(append(slices.Clone(ask.Must), none...))},
		},
	}
}
