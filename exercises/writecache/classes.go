package writecache

import (
	"fmt"

	"tradeofflab/exercises"
)

// reason says why a way that was not chosen is worse.
type reason struct{ id, way, worse, hint string }

// class is one of the three kinds of data with its questions.
type class struct {
	id, title, learn, want, hint string
	accept                       []string
	why                          map[string]string
	wrong                        [2]string // strategies to hold the grader to
	notes                        [2]string
	reasons                      []reason
	others                       []exercises.Option // further right sides, which fit none
	worseLearn                   string
	fails                        string // the question on the failure
	failures                     []exercises.Option
	right                        string
	failHint, failLearn          string
	failWhy                      map[string]string
}

var strategies = []exercises.Option{
	{ID: "through_cache", Label: "Cache first, then the database"},
	{ID: "behind", Label: "Cache now, database at the next flush"},
	{ID: "through_db", Label: "Database first, then the cache"},
	{ID: "around", Label: "Database alone, the cache is left as it is"},
	{ID: "around_invalidate", Label: "Database, then the key is deleted from the cache"},
}

func (c class) strategy() exercises.Asked {
	return exercises.Asked{
		Part: exercises.Part{ID: c.id + ".strategy", Points: 1, Section: "strategies", Title: c.title +
			": where does the write go?", Learn: c.learn,
			Ask: &exercises.Choice{Options: strategies, Accept: c.accept, Want: c.want, Hint: c.hint, Why: c.why}},
		Solution: exercises.Value(c.accept[0]),
		Wrong: []exercises.WrongAnswer{
			{Name: "first tempting way", Checks: []string{"Choice"}, Note: c.notes[0],
				Value: exercises.Value(c.wrong[0])},
			{Name: "second tempting way", Checks: []string{"Choice"}, Note: c.notes[1],
				Value: exercises.Value(c.wrong[1])},
		},
	}
}

func (c class) worse() exercises.Asked {
	ask := &exercises.Match{}
	right, swapped := map[string]string{}, map[string]string{}
	var names []string
	n := len(c.reasons)
	for i, r := range c.reasons {
		ask.Left = append(ask.Left, exercises.Left{ID: r.id, Label: r.way, Accept: []string{r.id + "-why"},
			Want: "what this way would do to such data", Hint: r.hint})
		right[r.id] = r.id + "-why"
		swapped[r.id] = c.reasons[(i+1)%n].id + "-why"
		names = append(names, r.way)
	}
	for i := range c.reasons { // in another order than the ways
		r := c.reasons[(i+n-1)%n]
		ask.Right = append(ask.Right, exercises.Option{ID: r.id + "-why", Label: r.worse})
		if i < len(c.others) {
			ask.Right = append(ask.Right, c.others[i])
		}
	}
	return exercises.Asked{
		Part: exercises.Part{ID: c.id + ".worse", Points: 2, Section: "strategies", Ask: ask, Title: c.title +
			": why are these ways worse?", Text: "Two of the reasons fit none of them.", Learn: c.worseLearn},
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{{Name: "each one's neighbour", Checks: names,
			Value: exercises.Value(swapped)}},
	}
}

func (c class) failure() exercises.Asked {
	ask := &exercises.Choice{Options: c.failures, Accept: []string{c.right},
		Want: "what is left after this failure with the way you should have chosen", Hint: c.failHint, Why: c.failWhy}
	var wrong []exercises.WrongAnswer
	for _, o := range c.failures {
		if o.ID != c.right {
			wrong = append(wrong, exercises.WrongAnswer{Name: o.ID, Checks: []string{"Choice"},
				Value: exercises.Value(o.ID)})
		}
	}
	return exercises.Asked{
		Part: exercises.Part{ID: c.id + ".failure", Points: 1, Section: "failures", Ask: ask, Title: c.fails,
			Learn: c.failLearn},
		Solution: exercises.Value(c.right), Wrong: wrong,
	}
}

func moneyClass(t task) class {
	n := t.money.noun
	return class{id: "transfer", title: t.money.label, accept: []string{"through_db", "around_invalidate"},
		want: "a way in which nothing is confirmed before the database has it, and no reader keeps the old value",
		hint: "What must be true at the moment the client reads “done”? And what does the next reader of " +
			"the cache get?",
		why: map[string]string{
			"through_db": "Nothing is confirmed that the database lacks, and readers find the new value.",
			"around_invalidate": "As safe, and simpler: a delete can be repeated and cannot set an old value. The " +
				"next read misses once.",
			"through_cache": "When the database then refuses, the cache shows what never happened, and two " +
				"writers can leave the two copies different for good.",
			"behind": "It answers fastest, and a crash before the flush takes away what was confirmed.",
			"around": "The database is right, and a cached copy goes on showing the old value until " +
				"it expires.",
		},
		wrong: [2]string{"behind", "through_cache"}, notes: [2]string{"confirmed", "never happened"},
		learn: fmt.Sprintf("The database commits the whole %s in one transaction, then the cache is updated or, "+
			"better, the key is deleted, and only then the client is answered. Such writes are few, so the wait "+
			"does no harm. "+
			"The cache replaces no transaction: what belongs together is committed together.", n),
		reasons: []reason{
			{"behind", "Cache now, database at the next flush",
				fmt.Sprintf("A crash after the answer takes a confirmed %s with it", n),
				"Where is the only copy between the answer and the flush?"},
			{"cachefirst", "Cache first, then the database",
				"When the database refuses, readers see something that never happened",
				"What does the cache hold while the database has not yet said yes?"},
			{"around", "Database alone, the cache is left as it is",
				"Whoever has the old value in the cache goes on reading it",
				"Who tells the cached copy that it has become old?"},
		},
		others: []exercises.Option{{ID: "memory", Label: "The cache fills with values that nobody reads"},
			{ID: "batch", Label: "The database gets many writes of one row where one would do"}},
		worseLearn: "Behind risks what was confirmed, cache first shows what may not happen, and around without a " +
			"delete leaves the old value where it was: commonly called strong, because the database is right, " +
			"although readers of the cache are not asked.",
		fails: fmt.Sprintf("The database refuses in the middle of a %s. What is left?", n),
		failures: []exercises.Option{{ID: "half", Label: "One half of it, to be repaired by hand"},
			{ID: "ahead", Label: "The new value in the cache and the old one in the database"},
			{ID: "nothing", Label: "Nothing of it: the transaction is rolled back and the client hears of an error"},
			{ID: "later", Label: "The whole, since the cache sends it again later"}},
		right: "nothing", failHint: "In the right order, what has happened at the cache when the database says no?",
		failWhy: map[string]string{
			"half":  "A transaction is applied whole or not at all. No strategy of the cache has a say in that.",
			"ahead": "That is the outcome of the other order.",
			"later": "That would be a flusher, and the client would have had an answer before.",
		},
		failLearn: "The database rolls back, the cache has not been touched, the client gets an error and may try " +
			"again. Should the application die between commit and cache, the cached copy is old: delete before or " +
			"after, or let it expire soon."}
}

func counterClass(t task) class {
	n := t.counter.noun
	return class{id: "likes", title: t.counter.label, accept: []string{"behind"},
		want: "a way that turns thousands of writes of one value into few",
		hint: fmt.Sprintf("How many %s come between two looks at the number, and what does it cost when a few of "+
			"them are missing?", n),
		why: map[string]string{
			"behind": "One write of the database stands for all of an interval, and a few lost ones " +
				"change a number that nobody audits.",
			"through_db": fmt.Sprintf("It loses nothing, and the database gets %s writes a second of one row, "+
				"which wait for each other.", number(t.rate)),
			"through_cache": fmt.Sprintf("The database still gets %s writes a second of one row.", number(t.rate)),
			"around":        "The database gets every write, and the number in the cache stands still.",
			"around_invalidate": fmt.Sprintf("The key would be deleted %s times a second: every read misses, and the "+
				"database gets all writes and all reads.", number(t.rate)),
		},
		wrong: [2]string{"through_db", "around_invalidate"}, notes: [2]string{"wait for each other",
			"every read misses"},
		learn: fmt.Sprintf("The counter is raised in memory and flushed each second: %s writes become one. A crash "+
			"loses at most what came since the last flush, and the loss is a display that is a little low.",
			number(t.rate)),
		reasons: []reason{
			{"through", "Database first, then the cache", "The database gets many writes of one row where one would do",
				"Count the writes of the database in a second."},
			{"delete", "Database, then the key is deleted from the cache",
				"The most wanted value is never in the cache when it is asked for",
				"How long does the key stay in the cache at this rate?"},
			{"sync", "Cache now, with a sync to disk before each answer",
				"Every answer waits for a disk to protect a number that nobody audits",
				"What is gained by losing none, and who waits for it?"},
		},
		others: []exercises.Option{{ID: "law", Label: "A crash loses what the law wants kept"},
			{ID: "memory", Label: "The cache fills with values that nobody reads"}},
		worseLearn: "Through and around pass every write to one row, where writers wait in line. With a delete after " +
			"each of them the key is never there to be read. A sync before each answer buys safety that a display " +
			"does not need.",
		fails: fmt.Sprintf("The cache crashes between two flushes. What happens to the %s?", n),
		failures: []exercises.Option{{ID: "all", Label: "The whole count is gone, since it was in memory"},
			{ID: "none", Label: "None is lost, since each had an answer"},
			{ID: "twice", Label: "Those of the last interval are counted twice"},
			{ID: "interval", Label: "Those since the last flush are gone, and the number goes on from there"}},
		right: "interval", failHint: "Two copies of the number exist. How old is the one that survives?",
		failWhy: map[string]string{
			"all":  "The database has the number as of the last flush.",
			"none": "An answer says that the cache has it. The database hears of it at the next flush.",
			"twice": "That needs a flush that reached the database and is sent again, as an increment. A flush that " +
				"sends the newest value can be repeated.",
		},
		failLearn: "The database holds the number of the last flush, and at most one interval is missing. A log " +
			"synced each second bounds the loss to about a second even with rare flushes."}
}

func recordClass(t task) class {
	n := t.record.noun
	return class{id: "audit", title: t.record.label, accept: []string{"around", "around_invalidate"},
		want: "a way in which no record is lost and none takes memory from what is read",
		hint: fmt.Sprintf("When is a %s read for the first time, and what would it do in the cache until then?", n),
		why: map[string]string{
			"around":            "Stored safely, and out of the cache until somebody asks.",
			"around_invalidate": "As good: there is nothing in the cache to delete, since each record is new.",
			"through_db": fmt.Sprintf("It loses nothing, and each %s takes a place in memory that is not read "+
				"for months. A decision tree that asks for loss first ends here, and misses that nobody reads it.", n),
			"through_cache": "A place in memory for nothing, and the order in which a refusal leaves a record " +
				"that does not exist.",
			"behind": "Fast, and a crash loses what must not be lost.",
		},
		wrong: [2]string{"behind", "through_db"}, notes: [2]string{"crash", "memory"},
		learn: fmt.Sprintf("The %s goes to the database, where it has to be, and nowhere else. The first read, "+
			"months later, misses once. Nothing was cached, so nothing becomes stale.", n),
		reasons: []reason{
			{"behind", "Cache now, database at the next flush", "A crash loses what the law wants kept",
				"What does a crash take, and who will ask for it?"},
			{"through", "Database first, then the cache", "The cache fills with values that nobody reads",
				"Who reads it in the next hour?"},
			{"only", "In the cache alone, with a long time to live", "Eviction removes the only copy",
				"What does a cache do when it is full?"},
		},
		others: []exercises.Option{{ID: "late", Label: "Two writers of one key leave different copies"},
			{ID: "batch", Label: "The database gets many writes of one row where one would do"}},
		worseLearn: "Behind can lose a record, through spends memory on what nobody reads and pushes out what " +
			"somebody does, and a cache alone is no store at all.",
		fails: fmt.Sprintf("The cache evicts everything before anybody has read a %s. What is lost?", n),
		failures: []exercises.Option{{ID: "records", Label: "The records that were not yet read"},
			{ID: "zero", Label: "None of them: the database has every one"},
			{ID: "interval", Label: "Those since the last flush"},
			{ID: "index", Label: "The way to find them, until the cache is filled again"}},
		right: "zero", failHint: "Where is the copy that counts, and was there ever another?",
		failWhy: map[string]string{
			"records":  "They were never in the cache.",
			"interval": "There is no flush here: each write went to the database before its answer.",
			"index":    "Records are found by the indexes of the database.",
		},
		failLearn: "Eviction costs nothing. What would hurt is a database that refuses: then the caller has to hear " +
			"of it and send again, since a missing record is the one failure that counts."}
}
