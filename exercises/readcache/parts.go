package readcache

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/readcache"
)

func strategy(t task, w exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Options: w.Options(), Accept: []string{"aside_delete", "read_through", "aside_ttl"},
		Want: w.Get("want"), Hint: w.Get("hint"), Why: w.Each("why")}
	part := w.With(map[string]string{"ratio": say.Int(t.rps / t.writes)}).Part(1, "strategies", ask)
	if t.fresh {
		ask.Accept = ask.Accept[:1]
		ask.Why["read_through"], ask.Why["aside_ttl"] = w.Get("fresh read_through"), w.Get("fresh aside_ttl")
		part.Text = w.Get("text fresh")
	}
	a := exercises.Asked{Part: part, Solution: exercises.Value("aside_delete")}
	for _, o := range ask.Options {
		if !slices.Contains(ask.Accept, o.ID) {
			a.Wrong = append(a.Wrong, exercises.WrongAnswer{Name: o.ID, Checks: []string{"Choice"}, Note: ask.Why[o.ID],
				Value: exercises.Value(o.ID)})
		}
	}
	return a
}

func ttl(t task, words exercises.PartWords) exercises.Asked {
	least, most := t.lifetimes()
	r, w := t.perKey()
	queries := func(s float64) float64 { return float64(t.keys) * r * (1 - readcache.HitTTL(r, s)) }
	stale := func(s float64) float64 { return 100 * readcache.HitTTL(r, s) * readcache.StaleTTL(w, s) }
	// Half a percent either way allows for rounding of the limits.
	model := 60 * math.Round(math.Sqrt(least*most)/60)
	number := func(v float64) string { return say.Number(v, 0) }
	words = words.With(map[string]string{"queries": strconv.Itoa(t.queries), "stale": say.Plain(t.stalePct),
		"ten": number(100 * readcache.HitTTL(r, 10)), "every": say.Short(1 / r), "half": number(queries(30)),
		"minute": number(queries(60)), "hour": say.Short(stale(3600)), "day": say.Short(stale(86_400)),
		"reads": say.Short(r), "hours": say.Number(1/w/3600, 1), "least": number(least), "most": number(most),
		"model": number(model), "hit": say.Number(100*readcache.HitTTL(r, model), 1),
		"left": number(queries(model)), "old": say.Short(stale(model))})
	ask := &exercises.Number{Unit: "s", Low: 0.99 * least, High: 1.01 * most, Want: words.Get("want"),
		Hint: words.Get("hint"),
		Common: []exercises.Common{
			{Value: 10, Why: words.Get("why ten")},
			{Value: 30, Why: words.Get("why half"), Claim: "s08-09"},
			{Value: 60, Why: words.Get("why minute"), Claim: "s08-09"},
			{Value: 3600, Why: words.Get("why hour")},
			{Value: 86_400, Why: words.Get("why day")},
		}}
	return exercises.Asked{
		Part:     words.Part(2, "ttl", ask),
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			{Name: "half a minute", Checks: []string{"Value"}, Note: "common advice", Value: exercises.Value("30 s")},
			{Name: "a day", Checks: []string{"Value"}, Note: "stale", Value: exercises.Value("1 day")},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("300 reads")},
		},
	}
}

func memory(t task, w exercises.PartWords) exercises.Asked {
	hot, all := t.megabytes(t.partPct), t.megabytes(100)
	low, high := exercises.Near(hot, .03)
	ask := &exercises.Number{Unit: "MB", Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Accept: []exercises.Also{
			{Low: .97 * all, High: 1.05 * all, Why: w.Get("also all")},
			{Low: 1.05 * all, High: 1.5 * all, Why: w.Get("also overhead")},
			{Low: 1.05 * hot, High: 1.5 * hot, Why: w.Get("also hot")},
		},
		Common: []exercises.Common{
			{Value: all * float64(t.sharePct) / 100, Why: w.Get("why reads")},
			{Value: hot * 1000, Why: w.Get("why kb")},
			{Value: hot / 1000, Why: w.Get("why gb")},
		}}
	return exercises.Asked{
		Part:     w.With(map[string]string{"count": say.Int(t.keys * t.partPct / 100)}).Part(1, "memory", ask),
		Solution: exercises.Value(hot),
		Wrong: []exercises.WrongAnswer{
			{Name: "share of the reads", Checks: []string{"Value"}, Note: "share of the reads",
				Value: exercises.Value(all * float64(t.sharePct) / 100)},
			{Name: "a unit of time", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("20 s")},
		},
	}
}

func ceiling(t task, w exercises.PartWords) exercises.Asked {
	share := float64(t.sharePct)
	ask := &exercises.Number{Unit: "%", Low: share - 0.5, High: share + 0.5, Want: w.Get("want"), Hint: w.Get("hint"),
		Accept: []exercises.Also{{Low: share/100 - .005, High: share/100 + .005, Why: w.Get("also share")}},
		Common: []exercises.Common{
			{Value: 100, Why: w.Get("why all")},
			{Value: float64(t.partPct), Why: w.Get("why objects")},
			{Value: 98.4, Why: w.Get("why room")},
			{Value: 100 - share, Why: w.Get("why miss")},
		}}
	return exercises.Asked{
		Part:     w.With(map[string]string{"rest": say.Short(t.megabytes(100 - t.partPct))}).Part(1, "memory", ask),
		Solution: exercises.Value(share),
		Wrong: []exercises.WrongAnswer{
			{Name: "everything", Checks: []string{"Value"}, Note: "cannot hit", Value: exercises.Value(100)},
			{Name: "share of the objects", Checks: []string{"Value"}, Note: "share of the objects",
				Value: exercises.Value(t.partPct)},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("5 MB")},
		},
	}
}

// steps are those of the failure, in their order.
var steps = prompt.Fill(nil).Of("flash").IDs("option")

func flash(t task, w exercises.PartWords) exercises.Asked {
	right := w.Options()
	ask := &exercises.Order{Before: w.Sequences()}
	for _, i := range t.order {
		ask.Items = append(ask.Items, right[i])
	}
	ids := func(order ...int) []byte {
		var out []string
		for _, i := range order {
			out = append(out, right[i].ID)
		}
		return exercises.Value(out)
	}
	name := func(a, b int) string {
		x, y := right[a].Label, right[b].Label
		return fmt.Sprintf("Place of “%s” and “%s”", min(x, y), max(x, y))
	}
	return exercises.Asked{
		Part: w.With(map[string]string{"reload": say.Int(t.flash / 20), "twice": say.Int(2 * t.flash)}).
			Part(2, "flash-sale", ask),
		Solution: ids(0, 1, 2, 3, 4, 5, 6),
		Wrong: []exercises.WrongAnswer{
			{Name: "backwards", Checks: []string{name(0, 1), name(1, 2), name(2, 3), name(3, 4), name(3, 5),
				name(5, 6)}, Value: ids(6, 5, 4, 3, 2, 1, 0)},
			{Name: "two missing", Checks: []string{"Every item once", name(3, 4), name(5, 6)},
				Value: ids(0, 1, 2, 3, 5)},
		},
	}
}
