package replication

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func sees(t task) exercises.Asked {
	right, wrong := "new", "old"
	learn := fmt.Sprintf("The new %s. The replica shows what was committed a lag ago, and %s is shorter than %s. "+
		"Asynchronous means that nobody waits, not that the replica is late.", t.thing, t.calm, t.wait())
	if t.behind {
		right, wrong = "old", "new"
		learn = fmt.Sprintf("The old %s. The replica shows the data of several seconds ago, and the write is %s old. "+
			"Nothing is broken: the write arrived and waits to be applied.", t.thing, t.wait())
	}
	ask := &exercises.Choice{Options: []exercises.Option{{ID: "old", Label: "the old " + t.thing},
		{ID: "new", Label: "the new " + t.thing}, {ID: "either", Label: "old or new, with equal chances"},
		{ID: "none", Label: "an error, since the copies differ"}},
		Accept: []string{right}, Want: "what a replica with the lag of this hour shows",
		Hint: "Compare two times: how long ago was the write, and how far does the replica lag?",
		Why: map[string]string{
			"either": "Chance has little to do with it: the write and the lag of this hour are far apart in time.",
			"none":   "A replica does not know what its primary has committed since. It answers with what it has.",
		}}
	if !t.behind {
		ask.Why["old"] = "This is what is commonly expected of an asynchronous replica. It needs a lag that is " +
			"longer than the time since the write."
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "sees", Points: 1, Section: "lag", Ask: ask,
			Title: fmt.Sprintf("At this hour the replica lags by %s. What does the page show?", t.calm), Learn: learn},
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{
			{Name: "the other one", Checks: []string{"Choice"}, Value: exercises.Value(wrong)},
			{Name: "an error", Checks: []string{"Choice"}, Note: "has", Value: exercises.Value("none")},
		},
	}
}

func stalePart(t task) exercises.Asked {
	p := t.stale()
	low, high := exercises.Near(p, .02)
	ratio := float64(t.waitMs) / float64(t.peakMs)
	ask := &exercises.Number{Unit: "%", Low: low, High: high,
		Want: "the share of such reads that find a lag longer than their wait",
		Hint: "The page is stale when the lag is longer than the time since the write. What part of an exponential " +
			"distribution lies beyond a number?",
		Accept: []exercises.Also{{Low: low / 100, High: high / 100,
			Why: "Read as a share of 1. In per cent it is a hundred times that."}},
		Common: []exercises.Common{
			{Value: 100, Why: "That says a replica is always stale. It is stale as long as its lag exceeds the time " +
				"since the write.", Claim: "s04-18"},
			{Value: 0, Why: "The mean is shorter than the wait, and yet single lags are longer: an exponential time " +
				"exceeds any bound now and then."},
			{Value: 100 - p, Why: "That is the share of reads that show the new value."},
			{Value: 100 / ratio, Why: "That is the mean divided by the wait, an upper bound (Markov's inequality). " +
				"The distribution is known here, so the share can be computed."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "p_stale", Points: 2, Section: "lag", Ask: ask,
			Title: fmt.Sprintf("At the peak the lag is exponential with a mean of %s. What share of such "+
				"reads is stale?", milliseconds(t.peakMs)),
			Text: "Per cent, to within 2 % of its value.",
			Learn: fmt.Sprintf("P(lag > d) = e^(−d/m) with d = %s and m = %s: e^(−%s) = %s %%. The read is stale as "+
				"often as the lag is longer than the wait, no more and no less.",
				milliseconds(t.waitMs), milliseconds(t.peakMs), say.Number(ratio, 3), say.Number(p, 2))},
		Solution: exercises.Value(round(p, 3)),
		Wrong: []exercises.WrongAnswer{
			{Name: "always stale", Checks: []string{"Value"}, Note: "always", Value: exercises.Value(100)},
			{Name: "never stale", Checks: []string{"Value"}, Note: "now and then", Value: exercises.Value("0 %")},
			{Name: "the fresh ones", Checks: []string{"Value"}, Note: "new value", Value: exercises.Value(100 - p)},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("82 ms")},
		},
	}
}

// prices pairs each mechanism with what it costs.
func prices() []struct{ id, label, price, hint string } {
	return []struct{ id, label, price, hint string }{
		{"window", "After a write, the author's reads go to the primary for some seconds",
			"The more users write, the more reads the primary serves, and the time has to exceed the longest lag",
			"Who serves the reads of all who have just written, and how long is long enough?"},
		{"token", "Reads carry the number of the last write, and only a replica that has it is asked",
			"Every client and every service in between has to pass a number on",
			"The mechanism knows exactly what a read needs. Who has to tell it?"},
		{"pin", "Every user reads from one fixed replica", "Pages never go back in time, but an own write can still " +
			"be missing, and a failed replica moves its users",
			"It keeps a user from meeting two different lags. Does it make the one lag shorter?"},
		{"lag", "Only replicas below a limit of lag are asked",
			"At a peak most replicas drop out and their reads fall on the primary when it has most to do",
			"When do replicas lag, and who takes their reads then?"},
		{"cache", "The session keeps the value it has written",
			"A second copy that has to expire at the right time, and protects only what was put there",
			"Where does the page get the value from now, and who corrects that copy?"},
		{"apply", "A write waits until every replica has applied it",
			"Every write takes a round trip more, and stops while a replica is down",
			"Here the readers pay nothing. Who does?"},
	}
}

func remedies(task) exercises.Asked {
	ask := &exercises.Match{}
	right, swapped := map[string]string{}, map[string]string{}
	var names []string
	all := prices()
	for i, r := range all {
		o := exercises.Option{ID: r.id + "-price", Label: r.price}
		ask.Right = append(ask.Right, o)
		ask.Left = append(ask.Left, exercises.Left{ID: r.id, Label: r.label, Accept: []string{o.ID}, Want: "its price",
			Hint: r.hint})
		right[r.id] = o.ID
		swapped[r.id] = all[(i+1)%len(all)].id + "-price"
		names = append(names, r.label)
	}
	// The prices stand in another order than the mechanisms.
	o := ask.Right
	ask.Right = []exercises.Option{o[3], o[5], o[0], o[4], o[1], o[2]}
	return exercises.Asked{
		Part: exercises.Part{ID: "remedies", Points: 3, Section: "remedies", Ask: ask,
			Title: "What does each mechanism cost?",
			Learn: "None is free. A window costs capacity of the primary, a token costs plumbing, a fixed replica " +
				"gives the weaker guarantee, a limit of lag fails under load, a session cache is one more copy, " +
				"and waiting for all replicas moves the cost into every write."},
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

func syncCost(t task) exercises.Asked {
	floor := t.floor()
	way := float64(t.trips) * float64(t.km)
	text, title := "once to the replica and back", "At least how much does a synchronous write add?"
	if t.trips == 2 {
		text = "twice to the replica and back, since the replica is asked to prepare and then to commit"
	}
	quoted := []exercises.Common{
		{Value: 50, Why: "50 to 200 ms is commonly quoted for another region. It fits fibres of 5,000 km and more; " +
			"your cities are much closer.", Claim: "s04-08"},
		{Value: 200, Why: "50 to 200 ms is commonly quoted for another region. It fits fibres of 5,000 km and more; " +
			"your cities are much closer.", Claim: "s04-08"},
		{Value: 2 * way / vacuum,
			Why: "That is light in a vacuum. In glass it is slower by the refractive index, about 1.47."},
		{Value: floor / 2, Why: "That is half of the way. Each time, the answer has to come back too."},
	}
	if t.trips == 2 {
		quoted = append(quoted, exercises.Common{Value: floor / 4,
			Why: "That is one way, once. Count how often the fibre is passed."})
	}
	ask := &exercises.Number{Unit: "ms", Low: .985 * floor, High: 1.015 * 2 * way / common,
		Want: "the time light needs for the way, in glass",
		Hint: "A write waits until its confirmation is back. How long is that way in all, and how far does light get " +
			"in a fibre in a millisecond?",
		Accept: []exercises.Also{{Low: 1.5 * floor, High: 2.35 * floor,
			Why: "This is what a measured line takes: cables make detours and devices on the way take time. The " +
				"least that physics allows is less."}}, Common: quoted}
	return exercises.Asked{
		Part: exercises.Part{ID: "sync_cost", Points: 2, Section: "distance", Ask: ask, Title: title,
			Text: fmt.Sprintf("%s of fibre lie between primary and replica. The write goes %s before it is "+
				"confirmed. Milliseconds that no machine can save.", kilometres(t.km), text),
			Learn: fmt.Sprintf("%d × 2 × %d km at 204 km/ms, the speed of light in glass, is %s ms. A measured line "+
				"takes about twice that. The 50 to 200 ms that are commonly quoted belong to other continents.",
				t.trips, t.km, say.Number(floor, 1))},
		Solution: exercises.Value(round(floor, 2)),
		Wrong: []exercises.WrongAnswer{
			{Name: "another continent", Checks: []string{"Value"}, Note: "commonly quoted",
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
	id, label, hint string
	sync            bool
}

var needed = []side{
	{id: "transfer", label: "A transfer between two accounts",
		hint: "What does the bank tell the customer whose confirmed transfer has vanished?"},
	{id: "audit", label: "An entry in the audit log that the law demands",
		hint: "Who would notice a missing entry, and what follows?"},
	{id: "dose", label: "A dose in a patient's medication plan",
		hint: "What does the next shift do when the entry is gone?"},
	{id: "payment", label: "An order with its card payment",
		hint: "The card is charged. What remains of the order after a failover?"},
	{id: "seat", label: "The sale of a numbered seat",
		hint: "What happens when the seat is free again after a failover?"},
	{id: "trade", label: "A confirmed trade in shares",
		hint: "Can a confirmed trade be taken back because a machine died?"},
}

var spared = []side{
	{id: "name", label: "A change of the display name", hint: "What does it cost when this write is lost once in " +
		"some years, and what does each one cost when all wait?"},
	{id: "like", label: "A like under a photo", hint: "Who misses one of them? Weigh it against a wait on each."},
	{id: "seen", label: "The time a user was last seen", hint: "When is it written again anyway?"},
	{id: "click", label: "A click counted for statistics",
		hint: "How many of them are there, and what does one change?"},
	{id: "draft", label: "A draft saved every few seconds", hint: "What is written a few seconds later?"},
	{id: "sensor", label: "A temperature reading, one a second", hint: "What follows a second later?"},
	{id: "search", label: "An entry in a user's search history",
		hint: "Does anybody wait for this entry, or rely on it?"},
}

func chooseWrites(must, not []int) [7]side {
	var out [7]side
	for i, k := range must {
		out[2*i+1] = needed[k]
		out[2*i+1].sync = true
	}
	for i, k := range not {
		out[2*i] = spared[k]
	}
	return out
}

func whenSync(t task) exercises.Asked {
	ask := &exercises.Choices{Hints: map[string]string{}}
	var none, labels []string
	for _, w := range t.writes {
		ask.Options = append(ask.Options, exercises.Option{ID: w.id, Label: w.label})
		ask.Hints[w.id] = w.hint
		labels = append(labels, w.label)
		if w.sync {
			ask.Must = append(ask.Must, w.id)
		} else {
			none = append(none, w.id)
		}
	}
	notNeeded := slices.DeleteFunc(slices.Clone(labels), func(l string) bool {
		return slices.ContainsFunc(t.writes[:], func(w side) bool { return w.sync && w.label == l })
	})
	return exercises.Asked{
		Part: exercises.Part{ID: "when_sync", Points: 2, Section: "modes", Ask: ask,
			Title: "Which writes should wait for a replica?",
			Text: fmt.Sprintf("A wait costs %s ms or more each time, and writes stop when too few replicas answer. "+
				"Choose those for which a confirmed and then lost write is worse.",
				say.Number(math.Round(t.floor()), 0)),
			Learn: "Money, law and health: what was confirmed must not vanish, and such writes are few. Counters, " +
				"presence, drafts and names are written often, are soon written again, and cost little when lost. " +
				"Most databases let a single transaction ask for the wait."},
		Solution: exercises.Value(ask.Must),
		Wrong: []exercises.WrongAnswer{
			{Name: "the opposite", Checks: labels, Value: exercises.Value(none)},
			{Name: "all of them", Checks: notNeeded, Value: exercises.Value(append(slices.Clone(ask.Must), none...))},
		},
	}
}
