package sharding

import (
	"fmt"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func touched(t task) exercises.Asked {
	n := float64(t.shards)
	ask := &exercises.Number{Unit: "shards", Low: n, High: n, Want: "the shards that may hold a row of the answer",
		Hint: fmt.Sprintf("Where do the %s of one %s lie when their place depends on the %s alone?", t.things,
			t.attr, t.key),
		Common: []exercises.Common{
			{Value: 1, Why: fmt.Sprintf("One shard answers a query by %s. Nothing in the placement keeps the %s of "+
				"one %s together.", t.key, t.things, t.attr), Claim: "s03-23"},
			{Value: n - 1, Why: "No shard can be left out: the router cannot know which ones hold nothing."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "touched", Points: 1, Section: "scatter", Ask: ask,
			Title: fmt.Sprintf("How many shards does the query for %s touch?", t.example),
			Learn: fmt.Sprintf("All %d. The hash of the %s scatters the %s of one %s over every shard, and the "+
				"router has no %s to hash.", t.shards, t.key, t.things, t.attr, t.key)},
		Solution: exercises.Value(t.shards),
		Wrong: []exercises.WrongAnswer{
			{Name: "one shard", Checks: []string{"Value"}, Note: "keeps", Value: exercises.Value(1)},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("4 ms")},
		},
	}
}

func plan(t task) exercises.Asked {
	items := []exercises.Option{{ID: "merge", Label: "The router merges the partial results"},
		{ID: "scan", Label: "Each shard scans its rows or its own index"},
		{ID: "limit", Label: "The router sorts the whole and cuts it to the limit"},
		{ID: "route", Label: "The router sends the query to every shard"},
		{ID: "partial", Label: "Each shard returns its matching rows"}}
	ask := &exercises.Order{Items: items, Before: []exercises.Sequence{
		{First: "route", Then: "scan", Hint: "A shard starts when the query has reached it."},
		{First: "scan", Then: "partial", Hint: "What can a shard return before it has looked?"},
		{First: "partial", Then: "merge", Hint: "What does the router merge?"},
		{First: "merge", Then: "limit",
			Hint: "Which rows come first over all shards is known only when all partial results are together."},
	}}
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
		Part: exercises.Part{ID: "plan", Points: 2, Section: "scatter", Ask: ask,
			Title: "Put the steps of the query in order",
			Learn: "Send to all, look, return, merge, then sort and cut. The router waits for the slowest shard " +
				"before the last two steps, so one slow shard makes the query slow."},
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

func rows(t task) exercises.Asked {
	all, each := float64(t.rows)*1e6, float64(t.each())*1e6
	low, high := exercises.Near(all, .001)
	ask := &exercises.Number{Unit: "rows", Low: low, High: high, Want: "the rows that all shards read together",
		Hint: fmt.Sprintf("Without an index a shard tests every row it has. How many rows do the %d of them "+
			"have together?", t.shards),
		Common: []exercises.Common{{Value: each,
			Why: fmt.Sprintf("%s is what one shard reads. Splitting a scan makes it shorter to wait for, and "+
				"no smaller.", say.Number(each, 0)), Claim: "s03-23"}}}
	return exercises.Asked{
		Part: exercises.Part{ID: "rows", Points: 1, Section: "scatter", Ask: ask,
			Title: fmt.Sprintf("How many rows are read, without an index on %s?", t.attr),
			Learn: fmt.Sprintf("All %s: %d shards with %d million rows each. The shards work at the same time, so "+
				"the wait is that of %d million rows, and the work is that of %s.",
				t.million(), t.shards, t.each(), t.each(), t.million())},
		Solution: exercises.Value(t.rows * 1_000_000),
		Wrong: []exercises.WrongAnswer{
			{Name: "one shard's rows", Checks: []string{"Value"}, Note: "one shard reads",
				Value: exercises.Value(each)},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("25 GB")},
		},
	}
}

// remedies pairs each remedy with its gain and its price.
func remedies(t task) []struct{ id, label, effect, hint string } {
	return []struct{ id, label, effect, hint string }{
		{"local", "Index on " + t.attr + " in each shard",
			fmt.Sprintf("No table scan, and still %d shards to ask. A write changes an index in its own shard.",
				t.shards),
			"An index that lies beside its rows knows only its own shard. Who has to be asked then?"},
		{"global_sync", "Global index, written with the row", "One shard to ask. Every write waits for a second shard.",
			"The index entry lies on another shard than the row. When is the write done?"},
		{"global_async", "Global index, written later",
			"One shard to ask. A new row can be missing from the answer for a while.",
			"What does a reader see between the write of the row and the write of the entry?"},
		{"lookup", "Lookup table kept by the application", "One read names the rows and their shards. The " +
			"application keeps two places in step, also after a crash.",
			"Who repairs the table when the program stops between its two writes?"},
		{"search", "Search engine fed by change capture",
			"Filters and text search of any kind. A second system to run, some seconds behind.",
			"Which of the remedies answers questions nobody has thought of yet?"},
		{"reshard", "Shard by " + t.attr + " instead",
			fmt.Sprintf("One shard for a %s. A query by %s has to ask all, and %s fill a shard.", t.attr,
				t.key, t.heavy),
			"What was fast before the change, and is it still?"},
	}
}

func solutions(t task) exercises.Asked {
	ask := &exercises.Match{}
	right, swapped := map[string]string{}, map[string]string{}
	var names []string
	all := remedies(t)
	for i, r := range all {
		o := exercises.Option{ID: r.id + "-effect", Label: r.effect}
		ask.Right = append(ask.Right, o)
		ask.Left = append(ask.Left, exercises.Left{ID: r.id, Label: r.label, Accept: []string{o.ID},
			Want: "its gain and its price", Hint: r.hint})
		right[r.id] = o.ID
		swapped[r.id] = all[(i+1)%len(all)].id + "-effect"
		names = append(names, r.label)
	}
	// The options stand in another order than the remedies.
	o := ask.Right
	ask.Right = []exercises.Option{o[3], o[5], o[0], o[2], o[4], o[1]}
	return exercises.Asked{
		Part: exercises.Part{ID: "solutions", Points: 3, Section: "remedies", Ask: ask,
			Title: "What does each remedy gain, and what does it cost?",
			Learn: "Each remedy moves the cost somewhere else: to all shards (local index), into the write " +
				"(synchronous), into the age of the answer (asynchronous), into your code " +
				"(lookup table), into operations (search engine), or onto the query that was fast (another key)."},
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{{Name: "each one's neighbour", Checks: names,
			Value: exercises.Value(swapped)}},
	}
}

func key(t task) exercises.Asked {
	options := []exercises.Option{
		{ID: "attr", Label: "hash(" + t.attr + ")"},
		{ID: "attr_id", Label: fmt.Sprintf("hash(%s, %s)", t.attr, t.key)},
		{ID: "id_index", Label: fmt.Sprintf("hash(%s), and an index table sharded by (%s, bucket)", t.key, t.attr)},
		{ID: "region", Label: fmt.Sprintf("hash(region), where the %s carries the number of its region", t.key)},
		{ID: "time", Label: "ranges of the creation time"},
	}
	ask := &exercises.Choice{Options: options, Accept: []string{"id_index", "region"},
		Want: "a layout in which both queries ask few shards, and none of the values fills a shard",
		Hint: fmt.Sprintf("Try both queries on it: one %s, and one %s. Then think of the largest %s.", t.key,
			t.attr, t.attr),
		Why: map[string]string{
			"id_index": fmt.Sprintf("The rows stay where a query by %s finds them, and the narrow index table "+
				"answers the other query. Buckets cut a large %s in parts.", t.key, t.attr),
			"region": fmt.Sprintf("The %s itself names its shards, so both queries ask few of them. It holds as "+
				"long as regions are even and rows do not move.", t.key),
			"attr":    fmt.Sprintf("A query by %s now has to ask every shard, and %s fill one.", t.key, t.heavy),
			"attr_id": "The hash of both columns needs both: a query with only one of them asks every shard.",
			"time":    "Neither query knows the creation time, and all new rows go to one shard.",
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "key", Points: 1, Section: "remedies", Ask: ask,
			Title: "With hindsight, which layout serves both queries?",
			Text:  fmt.Sprintf("A query by %s has to stay as fast as it is.", t.key),
			Learn: fmt.Sprintf("Keep the rows by hash(%s) and add an index table sharded by (%s, bucket). A region "+
				"number inside the %s does as well where regions are even.", t.key, t.attr, t.key)},
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

func design(t task) exercises.Asked {
	ask := &exercises.Params{Sim: "sharding", Free: []string{"strategy", "index", "hedge", "flush_ms"},
		Preset: map[string]string{"strategy": "hash", "shards": strconv.Itoa(t.shards),
			"rows": strconv.Itoa(t.rows * 1_000_000), "keygen": "zipf", "zipf": "0.5", "index": "none", "hedge": "off",
			"indexed_pct": strconv.Itoa(t.changes), "writes_s": strconv.Itoa(t.writes), "flush_ms": "10",
			"target_shards": strconv.Itoa(t.shards)},
		Goals: []exercises.Goal{
			{Name: goalRead, Metric: "scatter_p99_ms", Limit: t.latency, Unit: "ms",
				Hint: "The query waits for the slowest shard it asks. How many does it have to ask?"},
			{Name: goalWrite, Metric: "write_amplification", Limit: 1 + .75*float64(t.changes)/100, Unit: "×",
				Hint: "A change of the indexed column is an extra write to another shard. Can several " +
					"changes share one?"},
			{Name: goalStale, Metric: "staleness_p99_ms", Limit: 1000, Unit: "ms",
				Hint: "A change waits until it is flushed. How long may that take?"},
			{Name: goalAsked, Metric: "requests_per_query", Limit: 2, Unit: "requests",
				Hint: "An index in each shard leaves all shards to ask. Where would one request be enough?"},
			{Name: goalSingle, Metric: "top_tenant_shards", Limit: 1, Unit: "shards",
				Hint: fmt.Sprintf("A query by %s has to stay on one shard: which placements cut a key in parts?",
					t.key)},
		}}
	set := func(pairs ...string) []byte {
		knobs := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			knobs[pairs[i]] = pairs[i+1]
		}
		return exercises.Value(knobs)
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "design", Points: 2, Section: "design", Ask: ask,
			Title: "Tune the design until every goal holds",
			Text: fmt.Sprintf("%d shards, %s writes a second, of which %d %% change the %s. Choose placement, index, "+
				"second requests and flush time so that every goal holds on five seeds that you do not see.",
				t.shards, say.Int(t.writes), t.changes, t.attr),
			Learn: "A global index leads the query to one shard. Written with the row it doubles the writes that " +
				"change the column; collected for a few hundred milliseconds, many changes share " +
				"one shard write and the index stays less than a second behind."},
		Solution: set("strategy", "hash", "index", "global_async", "flush_ms", "800"),
		Wrong: []exercises.WrongAnswer{
			{Name: "local index", Checks: []string{goalRead, goalWrite, goalAsked}, Value: set("index", "local")},
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
