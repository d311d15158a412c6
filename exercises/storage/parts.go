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

func tier(t task) exercises.Asked {
	ask := &exercises.Choice{Options: []exercises.Option{
		{ID: "gp3", Label: "Block storage, EBS gp3"}, {ID: "efs", Label: "File storage, EFS"},
		{ID: "standard", Label: "Object storage, S3 Standard"},
		{ID: "intelligent", Label: "Object storage, S3 Intelligent-Tiering"},
		{ID: "onezone", Label: "Object storage, S3 One Zone-IA"},
		{ID: "deep", Label: "Object storage, Glacier Deep Archive"}},
		Accept: []string{"standard", "intelligent"},
		Want:   "a kind and a class that fit young objects, read at once by many, and written whole",
		Hint: fmt.Sprintf("When is a %s read most, how long may a reader wait, and is it ever edited in place?",
			t.thing),
		Why: map[string]string{
			"standard": "Objects written whole, read at once and from everywhere, at 0.023 USD per GB and month, " +
				"with lifecycle rules for later.",
			"intelligent": "Right too: it watches reads and moves objects by itself, for 0.0025 USD per 1,000 " +
				"objects and month.",
			"gp3": "A volume is attached to one machine, has to be sized ahead, and costs 3.5 times " +
				"as much a GB.",
			"efs": "A file system is shared and grows, at thirteen times the price of S3 Standard. Nobody " +
				"here needs directories and locks.",
			"onezone": "It keeps the only copies in one zone, and asks a retrieval fee for what is read right " +
				"after the upload.",
			"deep": "Up to 12 hours until a read answers.",
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "tier", Points: 1, Section: "kinds", Ask: ask,
			Title: fmt.Sprintf("Where does a new %s go?", t.thing),
			Learn: "To object storage, in a class without retrieval fee: S3 Standard, or Intelligent-Tiering where " +
				"reads are hard to foresee. Colder classes come later, by rule."},
		Solution: exercises.Value("standard"),
		Wrong: []exercises.WrongAnswer{{Name: "the volume of the backend", Checks: []string{"Choice"},
			Value: exercises.Value("gp3")},
			{Name: "the cheapest", Checks: []string{"Choice"}, Value: exercises.Value("deep")}},
	}
}

func upload(t task) exercises.Asked {
	items := []exercises.Option{{ID: "put", Label: "The client sends the bytes to the storage with PUT"},
		{ID: "record", Label: "The backend records the object's key with the user"},
		{ID: "sign", Label: "The backend signs a URL for one key, with an expiry"},
		{ID: "ask", Label: "The client asks the backend for an upload URL"},
		{ID: "notify", Label: "The storage reports the new object"},
		{ID: "authorise", Label: "The backend checks who asks, and which type and size"}}
	ask := &exercises.Order{Items: items, Before: []exercises.Sequence{
		{First: "ask", Then: "authorise", Hint: "Whom does the backend check before somebody has asked?"},
		{First: "authorise", Then: "sign", Hint: "A signature is a permission. Who should get one?"},
		{First: "sign", Then: "put", Hint: "The storage refuses bytes without a signature."},
		{First: "put", Then: "notify", Hint: "What is there to report before the bytes have arrived?"},
		{First: "notify", Then: "record",
			Hint: "Which user would see a broken picture if the key were recorded first and the upload failed?"},
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
		Part: exercises.Part{ID: "upload", Points: 2, Section: "presigned", Ask: ask,
			Title: "Put the steps of an upload in order",
			Learn: "Ask, check, sign, PUT, report, record. The bytes go from the client to the storage; the backend " +
				"handles two short messages."},
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

func read(t task) exercises.Asked {
	direct := func(g exercises.Graph, from, to string) bool {
		for _, e := range g.Edges {
			if e[0] == from && e[1] == to {
				return true
			}
		}
		return false
	}
	sentence := func(ok bool, yes, no string) (bool, string) {
		if ok {
			return true, yes
		}
		return false, no
	}
	ask := &exercises.Build{
		Palette: []exercises.Option{{ID: "client", Label: "Client"}, {ID: "dns", Label: "DNS"},
			{ID: "edge", Label: "CDN edge"}, {ID: "shield", Label: "CDN shield"},
			{ID: "origin", Label: "S3 bucket"}, {ID: "backend", Label: "Backend"}, {ID: "database", Label: "Database"}},
		Constraints: []exercises.Constraint{
			{Name: pathFinds, Want: "an edge from the client to the name service, and one to the CDN",
				Hint: "How does a client in Tokyo come to the edge in Tokyo, not to another?",
				Judge: func(g exercises.Graph) (bool, string) {
					return sentence(direct(g, "client", "dns") && direct(g, "client", "edge"),
						"asks the name, then the edge", "no way from the client to the name service and on to the CDN")
				}},
			{Name: pathReaches, Want: "one chain from the CDN near the client to the bucket, with a second " +
				"cache between", Hint: "Two hundred edges that miss at once are two hundred requests. What gathers " +
				"them before the bucket?",
				Judge: func(g exercises.Graph) (bool, string) {
					return sentence(direct(g, "edge", "shield") && direct(g, "shield", "origin"),
						"edge, shield, bucket",
						"no chain of two caches before the bucket")
				}},
			{Name: pathDirect, Want: "no shortcut to the bucket",
				Hint: "Each shortcut pays for the slow, far copy that the CDN is there to spare.",
				Judge: func(g exercises.Graph) (bool, string) {
					return sentence(!direct(g, "client", "origin") && !direct(g, "edge", "origin"), "no shortcut",
						"a shortcut to the bucket")
				}},
			{Name: pathBackend, Want: "a read path without the program and its database",
				Hint: "What does the program add to a file that anybody may read?",
				Judge: func(g exercises.Graph) (bool, string) {
					return sentence(!g.Reaches("client", "backend") && !g.Reaches("client", "database") &&
						!g.Reaches("backend", "origin"), "not on the path", "on the path")
				}},
		}}
	graph := func(nodes []string, edges ...[]string) []byte {
		return exercises.Value(exercises.Graph{Nodes: nodes, Edges: edges})
	}
	path := []string{"client", "dns", "edge", "shield", "origin"}
	e := func(a, b string) []string { return []string{a, b} }
	return exercises.Asked{
		Part: exercises.Part{ID: "read", Points: 2, Section: "cdn", Ask: ask,
			Title: fmt.Sprintf("Draw the way of a read of a public %s", t.thing),
			Text:  "Edges point from who asks to who is asked.",
			Learn: "The name service sends the client to the nearest edge. A hit ends there. A miss goes to the " +
				"shield, where misses of many edges meet, and only its miss goes to the bucket."},
		Solution: graph(path, e("client", "dns"), e("client", "edge"), e("edge", "shield"), e("shield", "origin")),
		Wrong: []exercises.WrongAnswer{
			{Name: "without a shield", Checks: []string{pathReaches, pathDirect},
				Value: graph([]string{"client", "dns", "edge", "origin"}, e("client", "dns"), e("client", "edge"),
					e("edge", "origin"))},
			{Name: "through the backend", Checks: []string{pathBackend}, Value: graph(append(path, "backend"),
				e("client", "dns"), e("client", "edge"), e("edge", "shield"), e("shield", "origin"),
				e("client", "backend"))},
			{Name: "no name", Checks: []string{pathFinds}, Value: graph(path, e("client", "edge"), e("edge", "shield"),
				e("shield", "origin"))},
			{Name: "an unknown part", Checks: []string{"Known parts and edges", pathFinds, pathReaches, pathDirect,
				pathBackend}, Value: graph(append(path, "cloud"), e("client", "dns"), e("client", "edge"),
				e("edge", "shield"), e("shield", "origin"))},
		},
	}
}

func cost(t task) exercises.Asked {
	gb := t.storedGB()
	usd := gb * standardPrice
	binary := gb * 1e9 / (1 << 30) * standardPrice
	low, high := exercises.Near(usd, .004)
	blow, bhigh := exercises.Near(binary, .004)
	round := func(v float64) float64 { return math.Round(v*100) / 100 }
	ask := &exercises.Number{Unit: "USD/month", Low: low, High: high,
		Want: "what is stored after a year, times the price of S3 Standard",
		Hint: "How many GB have come together after 365 days when nothing is deleted, and what does one cost " +
			"in a month?",
		Accept: []exercises.Also{{Low: blow, High: bhigh, Why: "Right for a GB of 2^30 bytes, which is what AWS " +
			"bills and calls a GB. In units of 10^9 bytes it is 7.4 % more."}},
		Common: []exercises.Common{
			{Value: round(usd / 2), Why: fmt.Sprintf("%s is the mean month of the first year. Asked for is the bill "+
				"of the month after it, when everything is there.", say.Number(usd/2, 2))},
			{Value: round(usd * 13 / 2), Why: fmt.Sprintf("%s adds up the twelve bills of the first year.",
				say.Number(usd*13/2, 2)), Claim: "s07-27"},
			{Value: round(usd * .08 / standardPrice), Why: fmt.Sprintf("%s is the price on EBS gp3 volumes.",
				say.Number(usd*.08/standardPrice, 2)), Claim: "s07-09"},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "cost", Points: 2, Section: "cost", Ask: ask,
			Title: "What does the storage cost a month, after one year?",
			Text:  "The storage line alone, without requests and transfer.",
			Learn: fmt.Sprintf("%s × %d MB × 365 = %s GB, at 0.023 USD %s USD a month. Billed by GiB it is %s USD.",
				t.count(t.daily), t.sizeMB, say.Number(gb, 0), say.Number(usd, 2), say.Number(binary, 2))},
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

func lifecycle(t task) exercises.Asked {
	preset := map[string]string{"objects_per_day": strconv.Itoa(t.daily), "size_kb": strconv.Itoa(t.sizeMB * 1000),
		"months": "24", "reads_initial": "2",
		"half_life_days": strconv.Itoa(t.halfLifeDays), "class": "standard", "lifecycle": ""}
	goal := reachable(preset)
	ask := &exercises.Params{Sim: "storagecost", Free: []string{"class", "lifecycle"}, Preset: preset,
		Goals: []exercises.Goal{
			{Name: goalSaving, Metric: "saving_pct", Limit: goal, AtLeast: true, Unit: "%", Hint: "A cold class is " +
				"cheap to keep in and dear to read from. At what age do reads fall below the point where it pays?"},
			{Name: goalYoung, Metric: "young_first_byte_ms", Limit: 200, Unit: "ms",
				Hint: "Archives that have to be restored take minutes or hours. Which classes answer at once?"},
			{Name: goalSlow, Metric: "slowest_read_h", Limit: 1, Unit: "h", Hint: "Somebody may look at an old " +
				"object. How long does the coldest class of your rules keep that reader waiting?"},
		}}
	set := func(class, lifecycle string) []byte {
		return exercises.Value(map[string]string{"class": class, "lifecycle": lifecycle})
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "lifecycle", Points: 2, Section: "lifecycle", Ask: ask,
			Title: "Cut the bill of two years without keeping readers waiting",
			Text: fmt.Sprintf("A new %s is read twice a day; after every %d days half as often. Choose the class at "+
				"upload and the rules. Egress is left out of the saving, because no class changes it.", t.thing,
				t.halfLifeDays),
			Learn: fmt.Sprintf("Reads fade by half every %d days, and colder classes charge for each GB that is "+
				"read. Moved too early, an object costs more than it saves; after about 90 days Glacier "+
				"Instant Retrieval "+
				"keeps it at a sixth of the price and still answers at once.", t.halfLifeDays)},
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
