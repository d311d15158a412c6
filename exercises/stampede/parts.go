package stampede

import (
	"fmt"
	"slices"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func cascade(w exercises.PartWords) exercises.Asked {
	items := w.Options()
	ask := &exercises.Order{Items: items, Before: w.Sequences()}
	label := map[string]string{}
	for _, o := range items {
		label[o.ID] = o.Label
	}
	name := func(i int) string {
		a, b := label[ask.Before[i].First], label[ask.Before[i].Then]
		return fmt.Sprintf("Place of “%s” and “%s”", min(a, b), max(a, b))
	}
	order := func(ids ...string) []byte { return exercises.Value(ids) }
	return exercises.Asked{
		Part:     w.Part(2, "stampede", ask),
		Solution: order("expire", "misses", "pool", "threads", "timeouts", "retries", "others"),
		Wrong: []exercises.WrongAnswer{
			{Name: "misses first", Checks: []string{name(0)}, Value: order("misses", "expire", "pool", "threads",
				"timeouts", "retries", "others")},
			{Name: "pool before the misses", Checks: []string{name(1)}, Value: order("expire", "pool", "misses",
				"threads", "timeouts", "retries", "others")},
			{Name: "threads before the pool", Checks: []string{name(2)}, Value: order("expire", "misses", "threads",
				"pool", "timeouts", "retries", "others")},
			{Name: "timeouts before the wait", Checks: []string{name(3)}, Value: order("expire", "misses", "pool",
				"timeouts", "threads", "retries", "others")},
			{Name: "retries before timeouts", Checks: []string{name(4)}, Value: order("expire", "misses", "pool",
				"threads", "retries", "timeouts", "others")},
			{Name: "other pages first", Checks: []string{name(5)}, Value: order("expire", "misses", "pool", "others",
				"threads", "timeouts", "retries")},
			{Name: "a step left out", Checks: []string{"Every item once", name(5)}, Value: order("expire", "misses",
				"pool", "threads", "timeouts", "retries")},
		},
	}
}

func drain(t task, w exercises.PartWords) exercises.Asked {
	want := t.drain()
	low, high := exercises.Near(want, 0.01)
	batches := float64(t.clients) / float64(t.pool)
	w = w.With(map[string]string{"rate": say.Short(float64(t.pool) / t.querySec),
		"drain": say.Number(want, 0), "minutes": say.Short(want / 60)})
	ask := &exercises.Number{Unit: "s", Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: batches, Why: w.Get("why rounds")},
			{Value: t.arrive(), Why: w.Get("why one")},
			{Value: t.querySec, Why: w.Get("why query")},
			{Value: float64(t.clients) * 0.05 / float64(t.pool), Why: w.Get("why quick"), Claim: "s10-26"},
		}}
	return exercises.Asked{
		Part:     w.Part(2, "drain", ask),
		Solution: exercises.Value(want),
		Wrong: []exercises.WrongAnswer{
			{Name: "rounds", Checks: []string{"Value"}, Note: "rounds", Value: exercises.Value(batches)},
			{Name: "one connection", Checks: []string{"Value"}, Note: "one connection",
				Value: exercises.Value(t.arrive())},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("16 GB")},
		},
	}
}

func waiting(t task, w exercises.PartWords) exercises.Asked {
	want := t.arrive()
	w = w.With(map[string]string{"others": say.Int(t.clients - 1), "arrive": say.Number(want, 0)})
	ask := &exercises.Number{Unit: "clients", Low: want - 2, High: want + 2, Want: w.Get("want"), Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: float64(t.clients - 1), Why: w.Get("why once"), Claim: "s10-25"},
			{Value: float64(t.clients), Why: w.Get("why first"), Claim: "s10-25"},
			{Value: float64(t.pool), Why: w.Get("why pool")},
		}}
	return exercises.Asked{
		Part:     w.Part(2, "locks", ask),
		Solution: exercises.Value(want - 1),
		Wrong: []exercises.WrongAnswer{
			{Name: "the crowd of one second", Checks: []string{"Value"}, Note: "comes once",
				Value: exercises.Value(t.clients - 1)},
			{Name: "the pool", Checks: []string{"Value"}, Note: "at once", Value: exercises.Value(t.pool)},
			{Name: "a time", Checks: []string{"A number in the right unit", "Value"}, Value: exercises.Value("2 s")},
		},
	}
}

func lockTTL(t task, w exercises.PartWords) exercises.Asked {
	w = w.With(map[string]string{"outage": seconds(t.outage()), "most": seconds(t.outage() - t.querySec)})
	ask := &exercises.Number{Unit: "s", Low: 1.02 * t.slow(), High: t.outage() - t.querySec, Want: w.Get("want"),
		Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: t.querySec, Why: w.Get("why mean")},
			{Value: t.slow(), Why: w.Get("why slow")},
			{Value: t.outage(), Why: w.Get("why outage")},
			{Value: float64(t.ttlSec), Why: w.Get("why value")},
		}}
	return exercises.Asked{
		Part:     w.Part(2, "locks", ask),
		Solution: exercises.Value(2.5 * t.querySec),
		Wrong: []exercises.WrongAnswer{
			{Name: "the mean", Checks: []string{"Value"}, Note: "mean", Value: exercises.Value(t.querySec)},
			{Name: "the value's time to live", Checks: []string{"Value"}, Note: "nothing to do",
				Value: exercises.Value(t.ttlSec)},
			{Name: "a number of locks", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("5 locks")},
		},
	}
}

func waiters(w exercises.PartWords) exercises.Asked {
	ask := &exercises.Choices{Options: w.Options(), Must: []string{"stale", "backoff", "degrade"},
		Hints: w.Each("hint")}
	var all, wrong, others []string
	for _, o := range ask.Options {
		all = append(all, o.Label)
		if !slices.Contains(ask.Must, o.ID) {
			others, wrong = append(others, o.ID), append(wrong, o.Label)
		}
	}
	return exercises.Asked{
		Part:     w.Part(2, "single-flight", ask),
		Solution: exercises.Value(ask.Must),
		Wrong: []exercises.WrongAnswer{{Name: "the opposite", Checks: all, Value: exercises.Value(others)},
			{Name: "everything", Checks: wrong, Value: exercises.Value(slices.Concat(ask.Must, others))}},
	}
}
