package storage

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/storagecost"
)

func tier(w exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Options: w.Options(), Accept: []string{"standard", "intelligent"}, Want: w.Get("want"),
		Hint: w.Get("hint"), Why: w.Each("why")}
	return exercises.Asked{
		Part:     w.Part(1, "kinds", ask),
		Solution: exercises.Value("standard"),
		Wrong: []exercises.WrongAnswer{{Name: "the volume of the backend", Checks: []string{"Choice"},
			Value: exercises.Value("gp3")},
			{Name: "the cheapest", Checks: []string{"Choice"}, Value: exercises.Value("deep")}},
	}
}

func upload(w exercises.PartWords) exercises.Asked {
	items := w.Options()
	ask := &exercises.Order{Items: items, Before: w.Sequences()}
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
		Part:     w.Part(2, "presigned", ask),
		Solution: order("ask", "authorise", "sign", "put", "notify", "record"),
		Wrong: []exercises.WrongAnswer{
			{Name: "recorded before it is there", Checks: []string{name(4)}, Value: order("ask", "authorise", "sign",
				"put", "record", "notify")},
			{Name: "reported before it is there", Checks: []string{name(3)}, Value: order("ask", "authorise", "sign",
				"notify", "put", "record")},
			{Name: "signed after the upload", Checks: []string{name(2)}, Value: order("ask", "authorise", "put", "sign",
				"notify", "record")},
			{Name: "signed for anybody", Checks: []string{name(1)}, Value: order("ask", "sign", "authorise", "put",
				"notify", "record")},
			{Name: "checked before anybody asks", Checks: []string{name(0)}, Value: order("authorise", "ask", "sign",
				"put", "notify", "record")},
			{Name: "a step left out", Checks: []string{"Every item once", name(4)}, Value: order("ask", "authorise",
				"sign", "put", "notify")},
		},
	}
}

// The names of the read path's constraints.
const (
	pathFinds   = "The client finds the nearest edge by name"
	pathReaches = "A miss reaches the origin through the edge and a shield"
	pathDirect  = "Nobody reads the origin past the edge"
	pathBackend = "No byte passes through the backend"
)

func read(w exercises.PartWords) exercises.Asked {
	direct := func(g exercises.Graph, from, to string) bool {
		for _, e := range g.Edges {
			if e[0] == from && e[1] == to {
				return true
			}
		}
		return false
	}
	ask := &exercises.Build{Palette: w.Options(), Constraints: []exercises.Constraint{
		w.Constraint("finds", pathFinds, func(g exercises.Graph) bool {
			return direct(g, "client", "dns") && direct(g, "client", "edge")
		}),
		w.Constraint("reaches", pathReaches, func(g exercises.Graph) bool {
			return direct(g, "edge", "shield") && direct(g, "shield", "origin")
		}),
		w.Constraint("direct", pathDirect, func(g exercises.Graph) bool {
			return !direct(g, "client", "origin") && !direct(g, "edge", "origin")
		}),
		w.Constraint("backend", pathBackend, func(g exercises.Graph) bool {
			for _, carries := range []string{"edge", "shield", "origin"} {
				for _, behind := range []string{"backend", "database"} {
					if g.Reaches(behind, carries) || g.Reaches(carries, behind) {
						return false
					}
				}
			}
			return true // the client may still ask the backend for the page that holds the address
		}),
	}}
	graph := func(nodes []string, edges ...[]string) []byte {
		return exercises.Value(exercises.Graph{Nodes: nodes, Edges: edges})
	}
	path := []string{"client", "dns", "edge", "shield", "origin"}
	e := func(a, b string) []string { return []string{a, b} }
	return exercises.Asked{
		Part:     w.Part(2, "cdn", ask),
		Solution: graph(path, e("client", "dns"), e("client", "edge"), e("edge", "shield"), e("shield", "origin")),
		Wrong: []exercises.WrongAnswer{
			{Name: "without a shield", Checks: []string{pathReaches, pathDirect},
				Value: graph([]string{"client", "dns", "edge", "origin"}, e("client", "dns"), e("client", "edge"),
					e("edge", "origin"))},
			{Name: "through the backend", Checks: []string{pathBackend}, Value: graph(append(path, "backend"),
				e("client", "dns"), e("client", "edge"), e("edge", "shield"), e("shield", "origin"),
				e("client", "backend"), e("backend", "origin"))},
			{Name: "no name", Checks: []string{pathFinds}, Value: graph(path, e("client", "edge"), e("edge", "shield"),
				e("shield", "origin"))},
			{Name: "an unknown part", Checks: []string{"Known parts and edges", pathFinds, pathReaches, pathDirect,
				pathBackend}, Value: graph(append(path, "cloud"), e("client", "dns"), e("client", "edge"),
				e("edge", "shield"), e("shield", "origin"))},
		},
	}
}

func cost(t task, w exercises.PartWords) exercises.Asked {
	gb := t.storedGB()
	usd := gb * standardPrice
	binary := gb * 1e9 / (1 << 30) * standardPrice
	low, high := exercises.Near(usd, .004)
	blow, bhigh := exercises.Near(binary, .004)
	round := func(v float64) float64 { return math.Round(v*100) / 100 }
	w = w.With(map[string]string{"mean": say.Number(usd/2, 2), "year": say.Number(usd*13/2, 2),
		"twelve": say.Number(usd*12, 2), "tib": say.Number(usd*1.024, 2), "months": say.Number(usd*360/365, 2),
		"volumes": say.Number(usd*.08/standardPrice, 2), "stored": say.Number(gb, 0),
		"usd": say.Number(usd, 2), "binary": say.Number(binary, 2)})
	ask := &exercises.Number{Unit: "USD/month", Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Accept: []exercises.Also{{Low: blow, High: bhigh, Why: w.Get("also binary")}},
		Common: []exercises.Common{
			{Value: round(usd / 2), Why: w.Get("why mean")},
			{Value: round(usd * 13 / 2), Why: w.Get("why year"), Claim: "s07-27"},
			{Value: round(usd * 12), Why: w.Get("why twelve")},
			{Value: round(usd * 1.024), Why: w.Get("why tib")},
			{Value: round(usd * 360 / 365), Why: w.Get("why months")},
			{Value: round(usd * .08 / standardPrice), Why: w.Get("why volumes"), Claim: "s07-09"},
		}}
	return exercises.Asked{
		Part:     w.Part(2, "cost", ask),
		Solution: exercises.Value(round(usd)),
		Wrong: []exercises.WrongAnswer{
			{Name: "the mean month", Checks: []string{"Value"}, Note: "mean month",
				Value: exercises.Value(round(usd / 2))},
			{Name: "a decimal comma", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("167,9")},
		},
	}
}

// The names of the goals, which are the names of the checks.
const (
	goalSaving = "Saved against S3 Standard over 24 months"
	goalYoung  = "First byte of objects under 90 days"
	goalSlow   = "Slowest read"
	goalLegal  = "Legal values"
)

// rules are the model answer of the last part.
const rules = "90 glacier_ir"

func lifecycle(t task, w exercises.PartWords) exercises.Asked {
	preset := map[string]string{"objects_per_day": strconv.Itoa(t.daily), "size_kb": strconv.Itoa(t.sizeMB * 1000),
		"months": "24", "reads_initial": "2",
		"half_life_days": strconv.Itoa(t.halfLifeDays), "class": "standard", "lifecycle": ""}
	goal := reachable(preset)
	ask := &exercises.Params{Sim: "storagecost", Free: []string{"class", "lifecycle"}, Preset: preset,
		Goals: []exercises.Goal{
			{Name: goalSaving, Metric: "saving_pct", Limit: goal, AtLeast: true, Unit: "%", Hint: w.Get("hint saving")},
			{Name: goalYoung, Metric: "young_first_byte_ms", Limit: 200, Unit: "ms", Hint: w.Get("hint young")},
			{Name: goalSlow, Metric: "slowest_read_h", Limit: 1, Unit: "h", Hint: w.Get("hint slow")},
		}}
	set := func(class, lifecycle string) []byte {
		return exercises.Value(map[string]string{"class": class, "lifecycle": lifecycle})
	}
	return exercises.Asked{
		Part:     w.Part(2, "lifecycle", ask),
		Solution: set("standard", rules),
		Wrong: []exercises.WrongAnswer{
			{Name: "moved too early", Checks: []string{goalSaving}, Value: set("standard", "1 glacier_ir")},
			{Name: "restored for hours", Checks: []string{goalSlow}, Value: set("standard", "90 glacier_flexible")},
			{Name: "archived at once", Checks: []string{goalSaving, goalYoung, goalSlow},
				Value: set("deep_archive", "")},
			{Name: "no rule at all", Checks: []string{goalLegal, goalSaving, goalYoung, goalSlow},
				Value: set("standard", "after a while somewhere cheap")},
		},
	}
}

// reachable is the saving that is asked for: what the model rules save in this case, rounded down with some room.
func reachable(preset map[string]string) float64 {
	q := url.Values{}
	for k, v := range preset {
		q.Set(k, v)
	}
	q.Set("lifecycle", rules)
	run, err := storagecost.Sim.Parse(q)
	if err != nil {
		panic(err) // the presets are ours
	}
	r, err := run.Partial(context.Background(), func(string) bool { return false })
	if err != nil {
		panic(err) // the presets are ours
	}
	m, _ := r.Metric("saving_pct")
	return math.Floor(m.Value - 2)
}
