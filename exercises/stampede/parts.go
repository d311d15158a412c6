package stampede

import (
	"fmt"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func cascade(task) exercises.Asked {
	items := []exercises.Option{{ID: "retries", Label: "Clients that gave up ask again"},
		{ID: "pool", Label: "Every database connection is taken"}, {ID: "expire", Label: "The entry ends"},
		{ID: "others", Label: "Pages that need neither the entry nor the query fail too"},
		{ID: "misses", Label: "All reads miss and query the database"},
		{ID: "timeouts", Label: "Requests end in timeouts"},
		{ID: "threads", Label: "Application threads wait for connections"}}
	ask := &exercises.Order{Items: items, Before: []exercises.Sequence{
		{First: "expire", Then: "misses", Hint: "Why does a read not find the value?"},
		{First: "misses", Then: "pool", Hint: "What takes the connections?"},
		{First: "pool", Then: "threads", Hint: "What is there to wait for while a connection is free?"},
		{First: "threads", Then: "timeouts", Hint: "A timeout is the end of a wait. Who waits for what?"},
		{First: "timeouts", Then: "retries", Hint: "When does a client ask a second time?"},
		{First: "threads", Then: "others", Hint: "What do all pages of an application share?"},
	}}
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
		Part: exercises.Part{ID: "cascade", Points: 2, Section: "stampede", Ask: ask, Title: "Put the failure in order",
			Text: "Two of the steps may stand either way.",
			Learn: "The entry ends, all reads miss, the connections are taken, threads wait, requests time out, and " +
				"retries add to the load that caused it. Threads are shared, so pages without any part in it " +
				"fail as well."},
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

func drain(t task) exercises.Asked {
	want := t.drain()
	low, high := exercises.Near(want, 0.01)
	batches := float64(t.clients) / float64(t.pool)
	ask := &exercises.Number{Unit: "s", Low: low, High: high,
		Want: "all the work, over what the database does in a second",
		Hint: fmt.Sprintf("How many queries end in a second when %d run at once?", t.pool),
		Common: []exercises.Common{
			{Value: batches, Why: "That is the number of rounds of queries that run at once. Each round takes as " +
				"long as a query."},
			{Value: t.arrive(), Why: "That is the work in seconds of one connection. There are more."},
			{Value: t.querySec, Why: "That would need a connection for each client."},
			{Value: float64(t.clients) * 0.05 / float64(t.pool),
				Why: "That is right for a query of 50 ms. This one takes longer.", Claim: "s10-26"},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "drain", Points: 2, Section: "drain", Ask: ask,
			Title: "How long does the database need for the queries of the first second?",
			Text: fmt.Sprintf("%s queries of %s, %d at once, none cancelled.", whole(t.clients),
				seconds(t.querySec), t.pool),
			Learn: fmt.Sprintf("%d connections end %s queries a second, so %s queries take %s s, %s minutes. The "+
				"value is in the cache after %s; everything after that is wasted.",
				t.pool, say.Short(float64(t.pool)/t.querySec), whole(t.clients), say.Number(want, 0),
				say.Short(want/60), seconds(t.querySec))},
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

func waiting(t task) exercises.Asked {
	want := t.arrive()
	ask := &exercises.Number{Unit: "clients", Low: want - 2, High: want + 2,
		Want: "all that arrive until the rebuild ends",
		Hint: "Little's law: the number in a system is the rate of arrival times the time each one stays. For how " +
			"long do they keep arriving?",
		Common: []exercises.Common{
			{Value: float64(t.clients - 1), Why: fmt.Sprintf("%s is right when the crowd comes once, within a "+
				"second, and then stops. Here it keeps coming for as long as the rebuild runs.", whole(t.clients-1)),
				Claim: "s10-25"},
			{Value: float64(t.clients),
				Why: fmt.Sprintf("%s arrive in the first second. The rebuild takes longer than that.",
					whole(t.clients)), Claim: "s10-25"},
			{Value: float64(t.pool),
				Why: "That is what the database runs at once. With a lock it runs one query, and the others " +
					"wait before it."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "waiting", Points: 2, Section: "locks", Ask: ask,
			Title: "How many clients wait when a lock lets one query through?",
			Text: fmt.Sprintf("Now a lock is in place, the crowd keeps coming at %s a second, nobody gives up, and "+
				"the one rebuild takes %s. Count those who are there just before it ends.", whole(t.clients),
				seconds(t.querySec)),
			Learn: fmt.Sprintf("%s a second for %s are %s, less the one that rebuilds. Commonly quoted is %s, which "+
				"takes the rate for a crowd that comes once.",
				whole(t.clients), seconds(t.querySec), say.Number(want, 0), whole(t.clients-1))},
		Solution: exercises.Value(want - 1),
		Wrong: []exercises.WrongAnswer{
			{Name: "the crowd of one second", Checks: []string{"Value"}, Note: "comes once",
				Value: exercises.Value(t.clients - 1)},
			{Name: "the pool", Checks: []string{"Value"}, Note: "at once", Value: exercises.Value(t.pool)},
			{Name: "a time", Checks: []string{"A number in the right unit", "Value"}, Value: exercises.Value("2 s")},
		},
	}
}

func lockTTL(t task) exercises.Asked {
	ask := &exercises.Number{Unit: "s", Low: 1.02 * t.slow(), High: t.outage() - t.querySec,
		Want: "longer than any rebuild, and short enough for the bound after a crash",
		Hint: "What happens when the lock ends while its holder still works? And how long does everybody wait for " +
			"the lock of a holder that has died?",
		Common: []exercises.Common{
			{Value: t.querySec, Why: "That is the mean. Every rebuild that takes longer loses its lock on the way, " +
				"and a second one starts beside it."},
			{Value: t.slow(), Why: "That is the slowest rebuild that has been seen, with nothing to spare for " +
				"the next one."},
			{Value: t.outage(), Why: "After the lock has ended, the next holder still has to rebuild."},
			{Value: float64(t.ttlSec), Why: "The time to live of the value has nothing to do with it. When the " +
				"holder dies, the page stays empty for as long."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "lock_ttl", Points: 2, Section: "locks", Ask: ask,
			Title: "Which time to live do you give the lock?",
			Text: fmt.Sprintf("A rebuild takes %s on average; the slowest that has been seen took %s. When the "+
				"holder dies, a fresh value has to be back within %s, the rebuild by the next holder included.",
				seconds(t.querySec), seconds(t.slow()), seconds(t.outage())),
			Learn: fmt.Sprintf("More than %s, or a slow rebuild loses its lock. At most %s − %s = %s, or a dead "+
				"holder keeps the page empty too long. In between, about twice the slowest rebuild is a common "+
				"choice; an owner token keeps a late holder from freeing another's lock.",
				seconds(t.slow()), seconds(t.outage()), seconds(t.querySec), seconds(t.outage()-t.querySec))},
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

func waiters(task) exercises.Asked {
	ask := &exercises.Choices{Options: []exercises.Option{
		{ID: "stale", Label: "Take the old value, marked as such, while one process rebuilds"},
		{ID: "spin", Label: "Ask the cache again without a pause"},
		{ID: "backoff", Label: "Ask again after a short random pause, up to a limit"},
		{ID: "query", Label: "Query the database after 100 ms without a value"},
		{ID: "degrade", Label: "After the limit, show a page without this part"},
		{ID: "block", Label: "Hold a thread until the value is there, however long it takes"},
		{ID: "delete", Label: "Delete the lock after 100 ms and rebuild"}},
		Must: []string{"stale", "backoff", "degrade"}, Hints: map[string]string{
			"stale":   "What is worse for a reader: a page that is a minute old, or none?",
			"spin":    "A hundred thousand clients ask in a loop. Whom do they load now?",
			"backoff": "How does a waiting client learn that the value is there, without loading the cache?",
			"query":   "A rebuild takes seconds. What do all the others do after 100 ms?",
			"degrade": "What does a client get when its patience is over?",
			"block":   "How many threads does an application have, and who needs them besides this page?",
			"delete":  "Whose lock is it, and what is its holder doing at that moment?",
		}}
	var must, others, wrong []string
	for _, o := range ask.Options {
		switch o.ID {
		case "stale", "backoff", "degrade":
			must = append(must, o.ID)
		default:
			others, wrong = append(others, o.ID), append(wrong, o.Label)
		}
	}
	all := make([]string, 0, len(ask.Options))
	for _, o := range ask.Options {
		all = append(all, o.Label)
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "waiters", Points: 2, Section: "single-flight", Ask: ask,
			Title: "What may the others do while one process rebuilds?",
			Text:  "Choose all that keep the site up.",
			Learn: "The best wait is none: serve the old value. Where there is none, wait a bounded time with a " +
				"random pause between attempts, then degrade. Loops, blocked threads, impatient queries and deleted " +
				"locks turn one slow query back into many."},
		Solution: exercises.Value(must),
		Wrong: []exercises.WrongAnswer{{Name: "the opposite", Checks: all, Value: exercises.Value(others)},
			{Name: "everything", Checks: wrong,
				Value: exercises.Value(append(append([]string{}, must...), others...))}},
	}
}
