package hashing

import (
	"fmt"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func arcs(r ring, w exercises.PartWords) exercises.Asked {
	m := &exercises.Match{Right: r.nodeOptions(-1)}
	right, start := map[string]string{}, map[string]string{}
	var names []string
	// From the arc after the first node on, so that the list follows the circle.
	for k := range r.at {
		i := (k + 1) % r.n()
		m.Left = append(m.Left, exercises.Left{ID: r.arcID(i), Label: r.arcLabel(i), Accept: []string{r.name(i)},
			Want: w.Get("want"), Hint: w.Get("hint")})
		right[r.arcID(i)] = r.name(i)
		start[r.arcID(i)] = r.name(r.before(i))
		names = append(names, r.arcLabel(i))
	}
	owners := ""
	for k := range r.at {
		i := (k + 1) % r.n()
		if k > 0 {
			owners += ", "
		}
		owners += r.arcLabel(i) + " " + r.name(i)
	}
	return exercises.Asked{
		Part:     w.With(map[string]string{"owners": owners}).Part(2, "ring", m),
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{{Name: "the node at the start of the arc", Checks: names,
			Value: exercises.Value(start)}},
	}
}

func loser(r ring, w exercises.PartWords) exercises.Asked {
	lose := r.loser()
	w = w.With(map[string]string{"from": degrees(r.at[r.before(lose)]), "to": degrees(r.at[lose])})
	return exercises.Asked{
		Part: w.Part(1, "ring", &exercises.Choice{Options: r.nodeOptions(-1), Accept: []string{r.name(lose)},
			Want: w.Get("want"), Hint: w.Get("hint")}),
		Solution: exercises.Value(r.name(lose)),
		Wrong: []exercises.WrongAnswer{{Name: "the node before", Checks: []string{"Choice"},
			Value: exercises.Value(r.name(r.before(lose)))}},
	}
}

func moved(r ring, w exercises.PartWords) exercises.Asked {
	takes, lose := r.takes(), r.loser()
	rest := r.load(lose) - takes
	average, share := float64(r.keys)/float64(r.n()+1), float64(r.keys)/float64(r.n())
	w = w.With(map[string]string{"average": say.Short(average), "share": say.Short(share),
		"rest": say.Int(rest), "takes": say.Int(takes),
		"load":    say.Number(float64(r.load(lose)), 0),
		"percent": fmt.Sprintf("%.1f", 100*float64(takes)/float64(r.keys))})
	ask := &exercises.Number{Unit: "keys", Low: float64(takes), High: float64(takes), Want: w.Get("want"),
		Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: average, Why: w.Get("why average"), Claim: "s06-04"},
			{Value: share, Why: w.Get("why share"), Claim: "s06-04"},
			{Value: float64(rest), Why: w.Get("why rest")},
		}}
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
		Part:     w.Part(2, "ring", ask),
		Solution: exercises.Value(takes),
		Wrong:    wrong,
	}
}

func modulo(r ring, w exercises.PartWords) exercises.Asked {
	n := r.n()
	moves := float64(r.keys) * float64(n) / float64(n+1)
	quoted := float64(r.keys) * float64(n-1) / float64(n)
	w = w.With(map[string]string{"n": strconv.Itoa(n), "next": strconv.Itoa(n + 1), "last": strconv.Itoa(n*(n+1) - 1),
		"cycle": strconv.Itoa(n * (n + 1)), "quoted": say.Short(quoted),
		"stay":    say.Short(float64(r.keys) - moves),
		"percent": fmt.Sprintf("%.1f", 100*float64(n)/float64(n+1)), "moves": say.Number(moves, 0)})
	ask := &exercises.Number{Unit: "keys", Low: moves, High: moves, Want: w.Get("want"), Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: quoted, Why: w.Get("why quoted"), Claim: "s06-01"},
			{Value: float64(r.keys) - moves, Why: w.Get("why stay")},
		}}
	return exercises.Asked{
		Part:     w.Part(2, "modulo", ask),
		Solution: exercises.Value(moves),
		Wrong: []exercises.WrongAnswer{
			{Name: "the formula (N − 1)/N", Checks: []string{"Value"}, Note: "widely quoted",
				Value: exercises.Value(quoted)},
			{Name: "a decimal comma", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("3,2k")},
		},
	}
}

func fail(r ring, w exercises.PartWords) exercises.Asked {
	heir := r.heir()
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
	w = w.With(map[string]string{"lost": say.Number(float64(r.load(r.fail)), 0),
		"total":  say.Int(total),
		"factor": say.Short(float64(total) / float64(r.load(heir)))})
	m := &exercises.Match{Left: []exercises.Left{
		w.Left("keys", r.nodeOptions(r.fail), r.name(heir)),
		w.Left("load", loads, strconv.Itoa(total)),
		w.Left("others", w.Options(), "same"),
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
	return exercises.Asked{
		Part:     w.Part(2, "chance", m),
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{
			{Name: "the node before", Checks: []string{m.Left[0].Label}, Value: with("keys", r.name(r.before(r.fail)))},
			{Name: "only the inherited keys", Checks: []string{m.Left[1].Label},
				Value: with("load", strconv.Itoa(r.load(r.fail)))},
			{Name: "everyone gains", Checks: []string{m.Left[2].Label}, Value: with("others", "part")},
		},
	}
}
