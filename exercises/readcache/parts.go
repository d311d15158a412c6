package readcache

import (
	"fmt"
	"math"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/readcache"
)

func strategy(t task) exercises.Asked {
	rule := "A change may take a few minutes to show, but the cheaper the miss the better."
	accept := []string{"aside_delete", "read_through"}
	if t.fresh {
		rule = "Once a change is saved, the page must not go on showing the old value."
		accept = accept[:1]
	}
	ask := &exercises.Choice{Options: []exercises.Option{
		{ID: "none", Label: "No cache: read replicas"},
		{ID: "aside_ttl", Label: "Cache-aside, entries expire and nothing else"},
		{ID: "read_through", Label: "Read-through with a time to live"},
		{ID: "refresh_ahead", Label: "Refresh-ahead for every key"},
		{ID: "aside_delete", Label: "Cache-aside, each write deletes its key"}},
		Accept: accept, Want: "the way that fits the ratio of reads to writes, the skew, and how old a value may be",
		Hint: "How many reads share one write? Who knows when a value becomes old, and who reads the objects that " +
			"few people want?",
		Why: map[string]string{
			"none": "Replicas divide the queries among machines. Here nearly every query repeats an earlier " +
				"one, and a stored answer costs less than a second machine.",
			"aside_ttl": "It works, and every change stays hidden for up to a whole time to live. A delete on " +
				"write costs one line and removes that.",
			"read_through": "One query serves all who miss at once. With changes that need to show, the write still " +
				"has to delete the key.",
			"refresh_ahead": "It pays for hot keys. For the others a reload comes too late or for nobody: few of " +
				"them are read between the refresh and the end of the entry.",
			"aside_delete": "The application knows when a value becomes old, and says so.",
		}}
	if t.fresh {
		ask.Why["read_through"] = "It sends one query for all who miss at once, and yet a value stays for its whole " +
			"time to live after a change."
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "strategy", Points: 1, Section: "strategies", Ask: ask,
			Title: "How is the cache filled?", Text: rule,
			Learn: fmt.Sprintf("There are %s reads for each write, so a stored answer is used thousands of times. "+
				"Cache-aside holds what is read and nothing else; a delete on write makes a change show at once; "+
				"the time to live is the net beneath a lost delete. Read-through does the same behind a loader and "+
				"adds the single flight. Refresh-ahead belongs to the few hot keys.", number(t.rps/t.writes))},
		Solution: exercises.Value("aside_delete"),
		Wrong: []exercises.WrongAnswer{
			{Name: "replicas", Checks: []string{"Choice"}, Note: "repeats an earlier one",
				Value: exercises.Value("none")},
			{Name: "expiry alone", Checks: []string{"Choice"}, Note: "hidden", Value: exercises.Value("aside_ttl")},
			{Name: "refresh everything", Checks: []string{"Choice"}, Note: "for nobody",
				Value: exercises.Value("refresh_ahead")},
		},
	}
}

func ttl(t task) exercises.Asked {
	least, most := t.lifetimes()
	r, w := t.perKey()
	queries := func(s float64) float64 { return float64(t.keys) * r * (1 - readcache.HitTTL(r, s)) }
	stale := func(s float64) float64 { return 100 * readcache.HitTTL(r, s) * readcache.StaleTTL(w, s) }
	// Half a percent either way allows for rounding of the limits.
	model := 60 * math.Round(math.Sqrt(least*most)/60)
	ask := &exercises.Number{Unit: "s", Low: 0.99 * least, High: 1.01 * most,
		Want: "a time to live that meets both limits",
		Hint: "One object is read r times a second. How many of its 1 + rT reads a cycle miss? And what part of an " +
			"entry's life comes after a write?",
		Common: []exercises.Common{
			{Value: 10, Why: fmt.Sprintf("Ten seconds hold %s %% of the reads: each object is read once in %s s, so "+
				"most entries expire before they are read a second time.", say.Number(100*readcache.HitTTL(r, 10),
				0), say.Short(1/r))},
			{Value: 30, Why: fmt.Sprintf("Thirty seconds is a common advice for data with ten reads a write. The "+
				"database then gets %s queries a second.", say.Number(queries(30), 0)), Claim: "s08-09"},
			{Value: 60, Why: fmt.Sprintf("A minute leaves %s queries a second.", say.Number(queries(60), 0)),
				Claim: "s08-09"},
			{Value: 3600, Why: fmt.Sprintf("An hour spares the database, and without deletes %s %% of the reads "+
				"would be stale.", say.Short(stale(3600)))},
			{Value: 86_400, Why: fmt.Sprintf("A day spares the database, and without deletes %s %% of the reads "+
				"would be stale.", say.Short(stale(86_400)))},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "ttl", Points: 2, Section: "ttl", Ask: ask, Title: "Which time to live do you set?",
			Text: fmt.Sprintf("The database shall get at most %d queries a second from misses. Should deletes be "+
				"lost, at most %s %% of the reads may be stale. Reckon with all %s read alike and changed alike.",
				t.queries, say.Short(t.stalePct), t.things),
			Learn: fmt.Sprintf("Each %s is read %s times a second and changes every %s h. The misses are %s/(1 + rT) "+
				"a second, which asks for T ≥ %s s; the stale share of a hit is 1 − (1 − e^(−wT))/(wT), which asks "+
				"for T ≤ %s s. "+
				"At %s s the hit ratio is %s %%, %s queries a second remain, and without deletes %s %% of the reads "+
				"would be stale. Spread it by a tenth, so that entries loaded together expire apart.",
				t.thing, say.Short(r), say.Number(1/w/3600, 1), number(t.rps), say.Number(least, 0),
				say.Number(most, 0), say.Number(model, 0),
				say.Number(100*readcache.HitTTL(r, model), 1), say.Number(queries(model), 0),
				say.Short(stale(model)))},
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			{Name: "half a minute", Checks: []string{"Value"}, Note: "common advice", Value: exercises.Value("30 s")},
			{Name: "a day", Checks: []string{"Value"}, Note: "stale", Value: exercises.Value("1 day")},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("300 reads")},
		},
	}
}

func memory(t task) exercises.Asked {
	hot, all := t.megabytes(t.partPct), t.megabytes(100)
	low, high := exercises.Near(hot, .03)
	ask := &exercises.Number{Unit: "MB", Low: low, High: high,
		Want: fmt.Sprintf("objects times size, for the hot %s or for everything", t.part),
		Hint: "How many objects are hot, and what does one take? Payload alone; then ask what everything would take.",
		Accept: []exercises.Also{
			{Low: .97 * all, High: 1.05 * all, Why: fmt.Sprintf("That is everything, and the better plan: it costs "+
				"%s MB and has no ceiling. The hot %s alone takes %s MB.", say.Short(all), t.part,
				say.Short(hot))},
			{Low: 1.45 * all, High: 2.1 * all,
				Why: "That is everything with the overhead of keys, pointers and the allocator: what to order."},
			{Low: 1.45 * hot, High: 2.1 * hot,
				Why: fmt.Sprintf("That is the hot %s with the overhead of keys, pointers and the allocator.", t.part)},
		},
		Common: []exercises.Common{
			{Value: all * float64(t.sharePct) / 100,
				Why: "That takes the share of the reads for a share of the objects."},
			{Value: hot * 1000, Why: "That is in KB."},
			{Value: hot / 1000, Why: "That is in GB."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "memory", Points: 1, Section: "memory", Ask: ask,
			Title: fmt.Sprintf("How much memory does the cache take for the hot %s?", t.part),
			Text: fmt.Sprintf("Payload, 1 MB = 1,000 KB. If you would rather hold all %s, give that; it is accepted.",
				t.things),
			Learn: fmt.Sprintf("%s %s × %d KB = %s MB; all of them take %s MB. With keys, pointers and allocator "+
				"reckon up to twice that. Even so it is the smallest instance on offer: hold everything.",
				number(t.keys*t.partPct/100), t.things, t.sizeKB, say.Short(hot), say.Short(all))},
		Solution: exercises.Value(hot),
		Wrong: []exercises.WrongAnswer{
			{Name: "share of the reads", Checks: []string{"Value"}, Note: "share of the reads",
				Value: exercises.Value(all * float64(t.sharePct) / 100)},
			{Name: "a unit of time", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("20 s")},
		},
	}
}

func ceiling(t task) exercises.Asked {
	share := float64(t.sharePct)
	ask := &exercises.Number{Unit: "%", Low: share - 0.5, High: share + 0.5,
		Want: "the largest share of the reads that can hit",
		Hint: fmt.Sprintf("Imagine the best case: the hot %s is always in the cache. Which reads can never hit?",
			t.part),
		Accept: []exercises.Also{{Low: share/100 - .005, High: share/100 + .005,
			Why: "Read as a share of 1. In per cent it is a hundred times that."}},
		Common: []exercises.Common{
			{Value: 100, Why: "That would need every object in the cache. What is not held cannot hit, however long " +
				"entries live."},
			{Value: float64(t.partPct),
				Why: "That is the share of the objects. What counts is the share of the reads that asks for them."},
			{Value: 98.4, Why: "That is the hit ratio of a long time to live with room for everything. Here the room " +
				"is the limit."},
			{Value: 100 - share, Why: "That is the share that must miss."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "ceiling", Points: 1, Section: "memory", Ask: ask,
			Title: fmt.Sprintf("Only the hot %s fits. What is the highest hit ratio?", t.part),
			Text:  "Per cent, with the best replacement there is.",
			Learn: fmt.Sprintf("%d %%: the share of the reads that asks for what is held. No time to live lifts it, "+
				"and LRU stays below it, since cold objects pass through and push hot ones out. "+
				"%s MB more and the ceiling is gone.", t.sharePct, say.Short(t.megabytes(100-t.partPct)))},
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
func steps() []exercises.Option {
	return []exercises.Option{{ID: "expire", Label: "the entry of the hot key expires"},
		{ID: "miss", Label: "every read of the key misses"}, {ID: "same", Label: "each miss sends the same query"},
		{ID: "pool", Label: "all database connections are taken and queries wait"},
		{ID: "others", Label: "pages that have nothing to do with the sale become slow"},
		{ID: "timeout", Label: "clients time out"},
		{ID: "retry", Label: "clients try again and send more reads than before"}}
}

func flash(t task) exercises.Asked {
	right := steps()
	ask := &exercises.Order{Before: []exercises.Sequence{
		{First: "expire", Then: "miss", Hint: "Why would a read of a hot key miss at all?"},
		{First: "miss", Then: "same", Hint: "What does the application do for a read that misses?"},
		{First: "same", Then: "pool", Hint: "What takes the connections?"},
		{First: "pool", Then: "others", Hint: "What do the other pages share with this one?"},
		{First: "pool", Then: "timeout", Hint: "Why does an answer take so long that a client gives up?"},
		{First: "timeout", Then: "retry", Hint: "When does a client send its request a second time?"},
	}}
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
		Part: exercises.Part{ID: "flash", Points: 2, Section: "flash-sale", Ask: ask,
			Title: fmt.Sprintf("One %s is read %s times a second and its entry expires. What happens, in order?",
				t.thing, number(t.flash)),
			Text: "Nothing protects the key: no lock, no early refresh.",
			Learn: fmt.Sprintf("While a reload takes 50 ms, %s reads miss and send %s identical queries; during 2 s "+
				"it is %s. The connections are gone, so every page waits, clients time out and come back. "+
				"What prevents it: one query for all who miss (single flight or a lock), a refresh ahead of the "+
				"expiry, the old value while the new one is loaded, or no expiry and a push on write.",
				number(t.flash/20), number(t.flash/20), number(2*t.flash))},
		Solution: ids(0, 1, 2, 3, 4, 5, 6),
		Wrong: []exercises.WrongAnswer{
			{Name: "backwards", Checks: []string{name(0, 1), name(1, 2), name(2, 3), name(3, 4), name(3, 5),
				name(5, 6)}, Value: ids(6, 5, 4, 3, 2, 1, 0)},
			{Name: "two missing", Checks: []string{"Every item once", name(3, 4), name(5, 6)},
				Value: ids(0, 1, 2, 3, 5)},
		},
	}
}
