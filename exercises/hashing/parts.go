package hashing

import (
	"fmt"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func arcs(r ring) exercises.Asked {
	m := &exercises.Match{Right: r.nodeOptions(-1)}
	right, start := map[string]string{}, map[string]string{}
	var names []string
	// From the arc after the first node on, so that the list follows the circle.
	for k := range r.at {
		i := (k + 1) % r.n()
		m.Left = append(m.Left, exercises.Left{ID: r.arcID(i), Label: r.arcLabel(i), Accept: []string{r.name(i)},
			Want: "the first node at or after every key of the arc",
			Hint: "Take a key in the middle of the arc and walk clockwise. Which node do you meet first?"})
		right[r.arcID(i)] = r.name(i)
		start[r.arcID(i)] = r.name(r.before(i))
		names = append(names, r.arcLabel(i))
	}
	learn := "A key belongs to the next node clockwise, so each arc carries the name of the node at its end: "
	for k := range r.at {
		i := (k + 1) % r.n()
		if k > 0 {
			learn += ", "
		}
		learn += r.arcLabel(i) + " " + r.name(i)
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "arcs", Title: "Which node owns each arc?", Points: 2, Ask: m, Section: "ring",
			Learn: learn + ".",
			Text:  "An arc (a, b] holds the keys after a, up to and including b."},
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{{Name: "the node at the start of the arc", Checks: names,
			Value: exercises.Value(start)}},
	}
}

func loser(r ring) exercises.Asked {
	lose := r.loser()
	return exercises.Asked{
		Part: exercises.Part{ID: "loser", Points: 1, Section: "ring",
			Title: fmt.Sprintf("%s joins at %s. Who loses keys?", r.joiner(), degrees(r.join)),
			Learn: fmt.Sprintf("%s's arc held %s to %s, and %s cuts it at %s. No other node notices.", r.name(lose),
				degrees(r.at[r.before(lose)]), degrees(r.at[lose]), r.joiner(), degrees(r.join)),
			Ask: &exercises.Choice{Options: r.nodeOptions(-1), Accept: []string{r.name(lose)},
				Want: "the node whose arc the new one cuts",
				Hint: fmt.Sprintf("Which node owned the keys just before %s until now?", degrees(r.join))}},
		Solution: exercises.Value(r.name(lose)),
		Wrong: []exercises.WrongAnswer{{Name: "the node before", Checks: []string{"Choice"},
			Value: exercises.Value(r.name(r.before(lose)))}},
	}
}

func moved(r ring) exercises.Asked {
	takes, lose := r.takes(), r.loser()
	rest := r.load(lose) - takes
	average := float64(r.keys) / float64(r.n()+1)
	ask := &exercises.Number{Unit: "keys", Low: float64(takes), High: float64(takes),
		Want: fmt.Sprintf("The keys between %s and the node before it.", r.joiner()),
		Hint: "Only one arc is cut. How many degrees of it end at the new node, and how many keys lie on a degree?"}
	ask.Common = []exercises.Common{
		{Value: average, Why: fmt.Sprintf("%s is what a joining node takes on average, K/(N + 1). Here its "+
			"place is given, "+
			"so the arc it cuts decides.", say.Short(average)), Claim: "s06-04"},
		{Value: float64(r.keys) / float64(r.n()),
			Why: fmt.Sprintf("%s is K/N, the share of a node that leaves. Here a node joins at a given place.",
				say.Short(float64(r.keys)/float64(r.n()))), Claim: "s06-04"},
		{Value: float64(rest), Why: fmt.Sprintf("%s keys are what the old owner keeps: they lie after the new node.",
			say.Int(rest))},
	}
	wrong := []exercises.WrongAnswer{{Name: "the average of a join", Checks: []string{"Value"}, Note: "on average",
		Value: exercises.Value(average)}}
	if rest != takes && rest != r.keys/r.n() {
		wrong = append(wrong, exercises.WrongAnswer{Name: "what stays", Checks: []string{"Value"}, Note: "keeps",
			Value: exercises.Value(say.Int(rest) + " keys")})
	}
	if near(rest, int(average)) || near(rest, r.keys/r.n()) {
		wrong = wrong[:1]
	}
	wrong = append(wrong, exercises.WrongAnswer{Name: "another unit",
		Checks: []string{"A number in the right unit", "Value"},
		Value:  exercises.Value("45 %")})
	return exercises.Asked{
		Part: exercises.Part{ID: "moved", Title: fmt.Sprintf("How many keys move to %s?", r.joiner()), Points: 2,
			Ask: ask, Section: "ring",
			Learn: fmt.Sprintf("%s takes %s of the %s of %s: %.1f %% of all keys.", r.joiner(), keyCount(takes),
				say.Number(float64(r.load(lose)), 0), r.name(lose), 100*float64(takes)/float64(r.keys))},
		Solution: exercises.Value(takes),
		Wrong:    wrong,
	}
}

func modulo(r ring) exercises.Asked {
	n := r.n()
	moves := float64(r.keys) * float64(n) / float64(n+1)
	quoted := float64(r.keys) * float64(n-1) / float64(n)
	ask := &exercises.Number{Unit: "keys", Low: moves, High: moves,
		Want: fmt.Sprintf("The keys whose remainder by %d differs from the remainder by %d, out of %s.", n, n+1,
			say.Int(r.keys)),
		Hint: fmt.Sprintf("Write down the remainders of the hashes 0 to %d by %d and by %d. Where do both agree?",
			n*(n+1)-1, n, n+1),
		Common: []exercises.Common{
			{Value: quoted, Claim: "s06-01",
				Why: fmt.Sprintf("%s comes from (N − 1)/N, which is widely quoted for this case. "+
					"It is not the share that moves.", say.Short(quoted))},
			{Value: float64(r.keys) - moves, Why: fmt.Sprintf("%s keys are those that stay.",
				say.Short(float64(r.keys)-moves))},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "modulo", Points: 2, Section: "modulo", Ask: ask,
			Title: fmt.Sprintf("With `hash mod N` instead, how many of %s keys move from %d to %d nodes?",
				say.Int(r.keys), n, n+1),
			Learn: fmt.Sprintf("Of every %d hashes in a row only the first %d keep their remainder, so N/(N + 1) = "+
				"%.1f %% of the keys move: %s.",
				n*(n+1), n, 100*float64(n)/float64(n+1), say.Number(moves, 0))},
		Solution: exercises.Value(moves),
		Wrong: []exercises.WrongAnswer{
			{Name: "the formula (N − 1)/N", Checks: []string{"Value"}, Note: "widely quoted",
				Value: exercises.Value(quoted)},
			{Name: "a decimal comma", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("3,2k")},
		},
	}
}

func fail(r ring) exercises.Asked {
	lost, heir := r.name(r.fail), r.heir()
	number := func(n int) exercises.Option { return exercises.Option{ID: strconv.Itoa(n), Label: keyCount(n)} }
	total := r.doubled()
	var loads []exercises.Option
	seen := map[int]bool{}
	for _, n := range []int{r.load(r.fail), r.load(heir), r.load(heir) + r.load(r.fail)/(r.n()-1), total,
		r.keys / (r.n() - 1)} {
		if !seen[n] {
			seen[n] = true
			loads = append(loads, number(n))
		}
	}
	m := &exercises.Match{Left: []exercises.Left{
		{ID: "keys", Label: "Node that gets the keys of " + lost, Right: r.nodeOptions(r.fail),
			Accept: []string{r.name(heir)},
			Want:   "the first node clockwise after the gap",
			Hint:   "The arc is still there, only the node at its end is gone. Walk on clockwise."},
		{ID: "load", Label: "Keys that this node then holds", Right: loads, Accept: []string{strconv.Itoa(total)},
			Want: "its own keys and those it inherits", Hint: "Add the inherited arc to the arc the node already had."},
		{ID: "others", Label: "Keys that each other survivor then holds", Accept: []string{"same"},
			Right: []exercises.Option{{ID: "same", Label: "as many as before"},
				{ID: "part", Label: "an equal part of the lost keys more"},
				{ID: "fewer", Label: "fewer than before"}},
			Want: "the change of the arcs that do not touch the gap",
			Hint: "Does any other arc end somewhere else than before?"},
	}}
	right := map[string]string{"keys": r.name(heir), "load": strconv.Itoa(total), "others": "same"}
	with := func(id, value string) []byte {
		wrong := map[string]string{id: value}
		for k, v := range right {
			if k != id {
				wrong[k] = v
			}
		}
		return exercises.Value(wrong)
	}
	factor := float64(total) / float64(r.load(heir))
	return exercises.Asked{
		Part: exercises.Part{ID: "fail", Points: 2, Ask: m, Section: "chance",
			Title: fmt.Sprintf("%s fails before %s joins. Where do its keys go, and what load results?", lost,
				r.joiner()),
			Learn: fmt.Sprintf("All %s go to %s, which then holds %s: %s times its load. Everyone else has as "+
				"much as before.",
				say.Number(float64(r.load(r.fail)), 0), r.name(heir), say.Int(total),
				say.Short(factor))},
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{
			{Name: "the node before", Checks: []string{m.Left[0].Label}, Value: with("keys", r.name(r.before(r.fail)))},
			{Name: "only the inherited keys", Checks: []string{m.Left[1].Label},
				Value: with("load", strconv.Itoa(r.load(r.fail)))},
			{Name: "everyone gains", Checks: []string{m.Left[2].Label}, Value: with("others", "part")},
		},
	}
}
