package advisor

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every family can win: no rule shuts one out for good.
func TestEveryFamilyCanWin(t *testing.T) {
	e := engine(t)
	for family, w := range map[string]Workload{
		"relational": of(does("multi_table_join", 50, 5), tx("multi_record")),
		"key-value": of(does("point_lookup", 500_000, 0), does("point_lookup", 0, 50_000), data(20_000),
			loss("none"), team("large"), schema("varying")),
		"document": of(does("whole_document_read", 6000, 0), does("point_lookup", 0, 200), schema("varying"),
			data(800), tx("single_record")),
		"wide-column": of(does("append", 0, 100_000), does("key_range_scan", 50_000, 0), data(100_000),
			team("large"), loss("seconds")),
		"graph": of(does("graph_traversal", 1500, 0), data(300)),
		"search": of(does("full_text", 10_000, 0), does("append", 0, 2000), data(5000), schema("varying"),
			loss("minutes"), team("large")),
		"time-series": of(does("append", 0, 200_000), does("time_range", 800, 0), data(5000), loss("seconds"),
			schema("fixed")),
		"olap": of(does("aggregate_scan", 2, 0), does("append", 0, 50_000), data(300_000), loss("minutes"),
			team("large")),
		"vector": of(does("vector_similarity", 5000, 0), data(4000), loss("minutes"), team("large")),
		"cache": of(does("counter", 0, 30_000), does("point_lookup", 50_000, 0), latency(5),
			loss("seconds"), data(10)),
		"object-storage": of(does("blob_get", 300, 1), data(2000), loss("none")),
		"stream": of(does("queue", 50_000, 0), does("append", 0, 50_000), data(3000), loss("none"),
			schema("varying")),
	} {
		if got, err := e.winner(w); err != nil || got != family {
			t.Errorf("%s: %s wins, %v", family, got, err)
		}
	}
}

// No veto can be outvoted: over every combination of the words and a pattern of each kind, a vetoed family is never
// ranked.
func TestNoVetoIsOutvoted(t *testing.T) {
	e := engine(t)
	n := 0
	for _, op := range Ops {
		for _, transactions := range append([]string{""}, transactionNeeds...) {
			for _, l := range append([]string{""}, losses...) {
				for _, tm := range append([]string{""}, teams...) {
					for _, s := range append([]string{""}, schemas...) {
						for _, rate := range []float64{1, 1e6} {
							w := of(does(op, rate, rate/10), tx(transactions), loss(l), team(tm), schema(s))
							ranked, vetoed, err := e.judge(normalise(w), true)
							if err != nil || len(ranked) == 0 || len(ranked)+len(vetoed) != len(e.rules.Families) {
								t.Fatalf("%s %s %s: %d ranked, %d vetoed, %v", op, transactions, l, len(ranked),
									len(vetoed), err)
							}
							for _, v := range vetoed {
								if !fired(t, e, w, v.Rule, v.Family) || slices.ContainsFunc(ranked,
									func(r Ranked) bool { return r.Family == v.Family }) {
									t.Fatalf("%s is vetoed by %s and ranked", v.Family, v.Rule)
								}
							}
							if transactions == "multi_record" && ranked[0].Family != "relational" {
								t.Fatalf("%s with transactions: %s wins", op, ranked[0].Family)
							}
							if l == "none" && slices.ContainsFunc(ranked,
								func(r Ranked) bool { return r.Family == "cache" }) {
								t.Fatalf("%s without loss: the cache is ranked", op)
							}
							n++
						}
					}
				}
			}
		}
	}
	t.Logf("%d workloads", n)
}

func TestOrderOfPatternsDoesNotMatter(t *testing.T) {
	e := engine(t)
	for _, c := range cases(t) {
		w := c.Workload
		other := w
		other.Patterns = slices.Clone(w.Patterns)
		slices.Reverse(other.Patterns)
		a, _, _ := e.judge(normalise(w), false)
		b, _, _ := e.judge(normalise(other), false)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s: %s", c.ID, diff)
		}
	}
}

// A number with a unit is the number: 3.6 TB is 3,600 GB, 900k/min is 15,000 a second.
func TestUnits(t *testing.T) {
	a, err := Parse([]byte(`{"patterns":[
		{"op":"append","writes_per_s":"900k/min","latency_ms_p99":"0.05 s","item_bytes":"0.4 kB"}],
		"data_gb":"40 TB","growth_gb_per_month":"3.6 TB/month"}`))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Parse([]byte("patterns:\n- op: append\n  writes_per_s: 15,000\n  latency_ms_p99: 50\n  item_bytes: " +
		"400\ndata_gb: 40000\ngrowth_gb_per_month: 3600"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("two spellings differ:\n%s", diff)
	}
}

// More data never helps a family that is beyond its comfort, and more writes never either.
func TestScoresFallBeyondTheComfort(t *testing.T) {
	e := engine(t)
	score := func(w Workload, family string) float64 {
		ranked, _, err := e.judge(normalise(w), false)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range ranked {
			if r.Family == family {
				return r.Score
			}
		}
		return math.Inf(-1)
	}
	last := math.Inf(1)
	for gb := 6000.0; gb < 1e8; gb *= 3 {
		if s := score(of(does("point_lookup", 9000, 900), data(gb)), "relational"); s > last {
			t.Errorf("%g GB score %g, fewer scored %g", gb, s, last)
		} else {
			last = s
		}
	}
	last = math.Inf(1)
	for rate := 20_000.0; rate < 1e8; rate *= 3 {
		if s := score(of(does("append", 0, rate)), "relational"); s > last {
			t.Errorf("%g writes a second score %g, fewer scored %g", rate, s, last)
		} else {
			last = s
		}
	}
}

func TestSameBytes(t *testing.T) {
	e := engine(t)
	for _, c := range cases(t)[:12] {
		a, err := e.Advise(c.Workload)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := e.Advise(c.Workload)
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		if string(x) != string(y) {
			t.Errorf("%s: two advices differ", c.ID)
		}
	}
}

// A flip is a real one: just beyond it another family wins, just before it the same.
func TestFlipsAreNearest(t *testing.T) {
	e := engine(t)
	for _, c := range cases(t) {
		base, err := e.winner(c.Workload)
		if err != nil {
			t.Fatal(err)
		}
		flips, err := e.flips(c.Workload)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range flips {
			if f.Winner == base || f.To == f.From || ratio(f.To, f.From) > Farthest*2 {
				t.Errorf("%s: flip %+v with winner %s", c.ID, f, base)
			}
			if f.Field == "data_gb" {
				w := c.Workload
				w.DataGB = f.To
				if got, _ := e.winner(w); got != f.Winner {
					t.Errorf("%s: at %g GB %s wins, said %s", c.ID, f.To, got, f.Winner)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"patterns":[{"op":"append","writes_per_s":"900k/min"}],"data_gb":"40 TB"}`)
	f.Add("patterns:\n- {op: queue, reads_per_s: 1e5}\ncurrent: {cpu_pct: 80}")
	f.Add("a: &a [*a]")
	e := engine(f)
	f.Fuzz(func(t *testing.T, text string) {
		w, err := Parse([]byte(text))
		if err != nil {
			return
		}
		if _, err := e.Core(w); err != nil {
			t.Errorf("Parse accepts %q and Core fails: %v", text, err)
		}
	})
}

func BenchmarkCore(b *testing.B) {
	e, all := engine(b), cases(b)
	for i := range b.N {
		if _, err := e.Core(all[i%len(all)].Workload); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAdvise(b *testing.B) {
	e, all := engine(b), cases(b)
	for i := range b.N {
		if _, err := e.Advise(all[i%len(all)].Workload); err != nil {
			b.Fatal(err)
		}
	}
}
