package sharding

import (
	"fmt"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func touched(t task, w exercises.PartWords) exercises.Asked {
	n := float64(t.shards)
	ask := &exercises.Number{Unit: "shards", Low: n, High: n, Want: w.Get("want"), Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: 1, Why: w.Get("why one"), Claim: "s03-23"},
			{Value: n - 1, Why: w.Get("why other")},
		}}
	return exercises.Asked{
		Part:     w.Part(1, "scatter", ask),
		Solution: exercises.Value(t.shards),
		Wrong: []exercises.WrongAnswer{
			{Name: "one shard", Checks: []string{"Value"}, Note: "keeps", Value: exercises.Value(1)},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("4 ms")},
		},
	}
}

func plan(w exercises.PartWords) exercises.Asked {
	items := w.Options()
	ask := &exercises.Order{Items: items, Before: w.Sequences()}
	order := func(ids ...string) []byte { return exercises.Value(ids) }
	name := func(i int) string {
		s := ask.Before[i]
		label := map[string]string{}
		for _, o := range items {
			label[o.ID] = o.Label
		}
		return fmt.Sprintf("Place of “%s” and “%s”", min(label[s.First], label[s.Then]),
			max(label[s.First], label[s.Then]))
	}
	return exercises.Asked{
		Part:     w.Part(2, "scatter", ask),
		Solution: order("route", "scan", "partial", "merge", "limit"),
		Wrong: []exercises.WrongAnswer{
			{Name: "cut before the merge", Checks: []string{name(3)}, Value: order("route", "scan", "partial",
				"limit", "merge")},
			{Name: "merge before results", Checks: []string{name(2)}, Value: order("route", "scan", "merge",
				"partial", "limit")},
			{Name: "results first", Checks: []string{name(1)}, Value: order("route", "partial", "scan",
				"merge", "limit")},
			{Name: "scan before sending", Checks: []string{name(0)}, Value: order("scan", "route", "partial",
				"merge", "limit")},
			{Name: "a step left out", Checks: []string{"Every item once", name(3)},
				Value: order("route", "scan", "partial", "merge")},
		},
	}
}

func rows(t task, w exercises.PartWords) exercises.Asked {
	all, each := float64(t.rows)*1e6, float64(t.each())*1e6
	low, high := exercises.Near(all, .001)
	w = w.With(map[string]string{"one": say.Number(each, 0)})
	ask := &exercises.Number{Unit: "rows", Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Common: []exercises.Common{{Value: each, Why: w.Get("why one"), Claim: "s03-23"}}}
	return exercises.Asked{
		Part:     w.Part(1, "scatter", ask),
		Solution: exercises.Value(t.rows * 1_000_000),
		Wrong: []exercises.WrongAnswer{
			{Name: "one shard's rows", Checks: []string{"Value"}, Note: "one shard reads",
				Value: exercises.Value(each)},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("25 GB")},
		},
	}
}

func solutions(w exercises.PartWords) exercises.Asked {
	ask := &exercises.Match{}
	right, swapped := map[string]string{}, map[string]string{}
	var names []string
	all := w.IDs("left")
	for i, id := range all {
		o := exercises.Option{ID: id + "-effect", Label: w.Get("right " + id)}
		ask.Right = append(ask.Right, o)
		ask.Left = append(ask.Left, exercises.Left{ID: id, Label: w.Get("left " + id), Accept: []string{o.ID},
			Want: w.Get("want"), Hint: w.Get("hint " + id)})
		right[id] = o.ID
		swapped[id] = all[(i+1)%len(all)] + "-effect"
		names = append(names, w.Get("left "+id))
	}
	// The options stand in another order than the remedies.
	o := ask.Right
	ask.Right = []exercises.Option{o[3], o[5], o[0], o[2], o[4], o[1]}
	return exercises.Asked{
		Part:     w.Part(3, "remedies", ask),
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{{Name: "each one's neighbour", Checks: names,
			Value: exercises.Value(swapped)}},
	}
}

func key(t task, w exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Options: w.Options(), Accept: []string{"id_index", "region"}, Want: w.Get("want"),
		Hint: w.Get("hint"), Why: w.Each("why")}
	part := w.Part(1, "remedies", ask)
	if !t.placed {
		ask.Accept = []string{"id_index"}
		ask.Why["region"] = w.Get("apart region")
		part.Learn = w.Get("apart learn")
	}
	return exercises.Asked{
		Part:     part,
		Solution: exercises.Value("id_index"),
		Wrong: []exercises.WrongAnswer{
			{Name: "by the other column", Checks: []string{"Choice"}, Value: exercises.Value("attr")},
			{Name: "hash of both", Checks: []string{"Choice"}, Value: exercises.Value("attr_id")},
		},
	}
}

// The names of the design's goals, which are the names of its checks.
const (
	goalRead   = "99th percentile of the new query"
	goalWrite  = "Shard writes for one write"
	goalStale  = "Age of the index, 99th percentile"
	goalAsked  = "Requests of the new query"
	goalSingle = "Shards that hold the rows of one key"
	goalLegal  = "Legal values"
)

func design(t task, w exercises.PartWords) exercises.Asked {
	ask := &exercises.Params{Sim: "sharding", Free: []string{"strategy", "index", "hedge", "flush_ms"},
		Preset: map[string]string{"strategy": "hash", "shards": strconv.Itoa(t.shards),
			"rows": strconv.Itoa(t.rows * 1_000_000), "keygen": "zipf", "zipf": "0.5", "index": "none", "hedge": "off",
			"indexed_pct": strconv.Itoa(t.changes), "writes_s": strconv.Itoa(t.writes), "flush_ms": "10",
			"target_shards": strconv.Itoa(t.shards)},
		Goals: []exercises.Goal{
			{Name: goalRead, Metric: "scatter_p99_ms", Limit: t.latency, Unit: "ms", Hint: w.Get("hint read")},
			{Name: goalWrite, Metric: "write_amplification", Limit: 1 + .75*float64(t.changes)/100, Unit: "×",
				Hint: w.Get("hint write")},
			{Name: goalStale, Metric: "staleness_p99_ms", Limit: 1000, Unit: "ms", Hint: w.Get("hint stale")},
			{Name: goalAsked, Metric: "requests_per_query", Limit: 2, Unit: "requests", Hint: w.Get("hint asked")},
			{Name: goalSingle, Metric: "top_tenant_shards", Limit: 1, Unit: "shards",
				Hint: w.Get("hint single")},
		}}
	set := exercises.Knobs
	return exercises.Asked{
		Part:     w.Part(2, "design", ask),
		Solution: set("strategy", "hash", "index", "global_async", "flush_ms", "800"),
		Wrong: []exercises.WrongAnswer{
			{Name: "local index", Checks: []string{goalRead, goalAsked}, Value: set("index", "local")},
			{Name: "written with the row", Checks: []string{goalWrite}, Value: set("index", "global_sync")},
			{Name: "flushed too rarely", Checks: []string{goalStale}, Value: set("index", "global_async",
				"flush_ms", "5000")},
			{Name: "key in parts", Checks: []string{goalSingle}, Value: set("strategy", "compound", "index",
				"global_async", "flush_ms", "800")},
			{Name: "another cluster", Checks: []string{goalLegal, goalRead, goalWrite, goalStale, goalAsked,
				goalSingle}, Value: set("shards", "1")},
		},
	}
}
