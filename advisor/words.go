package advisor

import (
	"fmt"
	"strings"

	"tradeofflab/say"
)

func secondNames(second []Secondary) string {
	names := make([]string, len(second))
	for i, s := range second {
		names[i] = say.A(say.Lower(s.Name) + " store")
	}
	return say.List(names...)
}

func verdict(q quantities, a Advice) string {
	beside := "and nothing beside it"
	if len(a.Secondaries) > 0 {
		names := make([]string, len(a.Secondaries))
		for i, s := range a.Secondaries {
			names[i] = say.Lower(s.Name) + " for " + s.Pattern
		}
		beside = "with " + strings.Join(names, " and ")
	}
	on := " on " + say.Short(q.DataGB) + " GB"
	if q.DataGB == 0 {
		on = ", on data of which nothing is said"
	}
	return fmt.Sprintf("%s, %s: %s reads and %s writes a second%s.", a.Primary.Name, beside, say.Short(q.Reads),
		say.Short(q.Writes), on)
}

// productLine names a product to begin with, and the alternative for each way to run it.
func productLine(b built) string {
	s, q, f := b.stores[0], b.left, b.family
	other := func(run string) string {
		for _, a := range s.Alternatives {
			if a.Run == run {
				return a.Product
			}
		}
		return ""
	}
	name := s.Product
	if name == "" {
		name = "a product of the family"
	}
	or := ""
	if second := other(s.Run); second != "" {
		or = ", or " + second
	}
	switch {
	case b.top.Kind == kindDistributed:
		because := "several regions write the same rows"
		if outgrown(q, f) {
			because = strings.TrimSuffix(say.Lower(b.scale.Because), ".")
		}
		return fmt.Sprintf("Begin with a distributed one, %s%s, or split %s with %s: %s.", name, or,
			strings.Join(f.Products.SelfRun, " or "), strings.Join(f.Products.Sharded, " or "), because)
	case b.top.Kind == kindEmbedded:
		return fmt.Sprintf("%s in your process is enough for %s a second: no database server of its own is needed. "+
			"%s when a second machine has to write.", name, say.Amount(q.Total, "operation"), first(f.Products.SelfRun))
	}
	mine := other(runSelf)
	for _, a := range s.Alternatives {
		if a.Run == runSelf && a.Instead != "" {
			mine += " or " + a.Instead
		}
	}
	switch {
	case s.Run == runManaged && mine != "":
		return fmt.Sprintf("Take %s%s; run by yourselves it would be %s.", name, or, mine)
	case s.Run == runManaged:
		return fmt.Sprintf("Take %s%s.", name, or)
	case other(runManaged) != "":
		return fmt.Sprintf("Run %s%s; managed it would be %s.", name, or, other(runManaged))
	}
	return fmt.Sprintf("Run %s%s.", name, or)
}

// rejected tells what put the winner before the runner-up.
func rejected(ranked []Ranked) string {
	if len(ranked) < 2 {
		return "Every other family is vetoed."
	}
	a, b := ranked[0], ranked[1]
	return fmt.Sprintf("%s comes second with %.1f against %.1f; %s.", b.Name, b.Score, a.Score, decisive(a, b))
}

// notNeeded says what the numbers do not ask for: often the most useful lines of an advice.
func notNeeded(q quantities, own Family, second []Secondary, sharding Choice) []string {
	has := func(id string) bool { return own.ID == id || hasStore(second, id) }
	var out []string
	if !has("cache") && q.Reads < cacheReads && own.Kind != kindObject {
		out = append(out, "You do not need a cache: "+fewReads(q, own))
	}
	if !has("stream") && own.Kind != kindLogged && q.Rate("queue") == 0 && q.Rate("append") < fanOut {
		out = append(out, "You do not need a log: nothing consumes a queue.")
	}
	if sharding.ID == notNow {
		out = append(out, fmt.Sprintf("You do not need shards: one %s store %stakes %s writes a second.",
			say.Lower(own.Name), holds(q), say.Short(q.Writes)))
	}
	if n := q.Rate("full_text"); !has("search") && n > 0 && n <= searchesBeside {
		out = append(out, fmt.Sprintf("You need no further store for %s searches a second; the text index of the %s "+
			"store does.", say.Short(q.Rate("full_text")), say.Lower(own.Name)))
	}
	return out
}

// fanOut is the rate of appended records a second from which a queue in front is worth its while, whoever consumes it.
const fanOut = 10_000

// holds says how much a store holds, where that is known.
func holds(q quantities) string {
	if q.DataYear == 0 {
		return ""
	}
	return fmt.Sprintf("holds %s GB in a year and ", say.Short(q.DataYear))
}

// searchesBeside is how many searches a second the text index of another store answers, judgement of the lab.
const searchesBeside = 100
