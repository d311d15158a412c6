package advisor

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

type change func(*Workload)

func of(changes ...change) Workload {
	var w Workload
	for _, c := range changes {
		c(&w)
	}
	return w
}

func does(op string, reads, writes float64) change {
	return func(w *Workload) {
		w.Patterns = append(w.Patterns, Pattern{Op: op, Reads: reads, Writes: writes, LatencyMs: 100,
			Consistency: "eventual", ItemBytes: 500})
	}
}

func latency(ms float64) change {
	return func(w *Workload) {
		for i := range w.Patterns {
			w.Patterns[i].LatencyMs = ms
		}
	}
}

func strong(w *Workload) {
	for i := range w.Patterns {
		w.Patterns[i].Consistency = "strong"
	}
}

func tx(s string) change     { return func(w *Workload) { w.Tx = s } }
func loss(s string) change   { return func(w *Workload) { w.Loss = s } }
func team(s string) change   { return func(w *Workload) { w.Team = s } }
func schema(s string) change { return func(w *Workload) { w.Schema = s } }
func data(gb float64) change { return func(w *Workload) { w.DataGB = gb } }
func regions(n int) change   { return func(w *Workload) { w.Regions.Count = n } }

// every rule has a workload on which it fires for the family, one on which it does not, and one at its limit.
var ruleCases = []struct {
	rule, family        string
	fires, silent, edge Workload
	edgeFires           bool
}{
	{"VETO-TRANSACTIONS", "document", of(does("append", 0, 5), tx("multi_record")),
		of(does("append", 0, 5), tx("none")), of(does("append", 0, 5), tx("single_record")), false},
	{"VETO-LOSS-MEMORY", "cache", of(does("counter", 0, 5), loss("none")), of(does("counter", 0, 5), loss("minutes")),
		of(does("counter", 0, 5), loss("seconds")), false},
	{"VETO-LOSS-SEARCH", "search", of(does("full_text", 5, 5), loss("none"), strong),
		of(does("full_text", 5, 5), loss("minutes"), strong), of(does("full_text", 5, 5), loss("none")), false},
	{"VETO-GRAPH-UNUSED", "graph", of(does("append", 0, 5)), of(does("graph_traversal", 5, 0)),
		of(does("append", 0, 5), does("graph_traversal", 0.001, 0)), false},
	{"VETO-VECTOR-UNUSED", "vector", of(does("append", 0, 5)), of(does("vector_similarity", 5, 0)),
		of(does("append", 0, 5), does("vector_similarity", 0.001, 0)), false},
	{"VETO-SEARCH-UNUSED", "search", of(does("append", 0, 5)), of(does("full_text", 5, 0)),
		of(does("append", 0, 5), does("adhoc_filter", 0.001, 0)), false},
	{"VETO-LOG-UNUSED", "stream", of(does("append", 0, 5)), of(does("queue", 5, 0)),
		of(does("append", 0, 5), does("queue", 0.001, 0)), false},
	{"VETO-SERIES-UNUSED", "time-series", of(does("append", 0, 5)), of(does("append", 0, 5), does("time_range", 1, 0)),
		of(does("append", 0, 5), does("time_range", 0.001, 0)), false},
	{"VETO-OLAP-UNUSED", "olap", of(does("append", 0, 5)), of(does("aggregate_scan", 1, 0)),
		of(does("append", 0, 5), does("aggregate_scan", 0.001, 0)), false},
	{"VETO-NO-JOIN", "key-value", of(does("multi_table_join", 5, 0)), of(does("point_lookup", 5, 0)),
		of(does("point_lookup", 5, 0), does("graph_traversal", 0.001, 0)), true},
	{"VETO-BY-VALUE", "cache", of(does("adhoc_filter", 5, 0)), of(does("point_lookup", 5, 0)),
		of(does("point_lookup", 5, 0), does("full_text", 0.001, 0)), true},
	{"VETO-FREE-FILTER", "wide-column", of(does("adhoc_filter", 5, 0)), of(does("key_range_scan", 5, 0)),
		of(does("key_range_scan", 5, 0), does("vector_similarity", 0.001, 0)), true},
	{"VETO-POINT-ANALYTICS", "olap", of(does("aggregate_scan", 1, 0), does("point_lookup", 5, 0)),
		of(does("aggregate_scan", 1, 0), does("point_lookup", 0.5, 0)), of(does("aggregate_scan", 1, 0),
			does("point_lookup", 1, 0)), true},
	{"VETO-OBJECT-QUERY", "object-storage", of(does("blob_get", 5, 0), does("point_lookup", 5, 0)),
		of(does("blob_get", 5, 0)), of(does("blob_get", 5, 0), does("full_text", 1, 0), latency(1000)), false},
	{"VETO-OBJECT-SMALL", "object-storage", of(does("append", 0, 5000)), of(does("append", 0, 500)),
		of(does("append", 0, 1000)), false},
	{"FIT-WRITES", "relational", of(does("append", 0, 20_000)), of(does("append", 0, 500)),
		of(does("append", 0, 10_000)), false},
	{"FIT-SIZE", "relational", of(does("append", 0, 5), data(9000)), of(does("append", 0, 5), data(90)),
		of(does("append", 0, 5), data(5000)), false},
	{"FIT-SINGLE-RECORD", "document", of(does("append", 0, 5), tx("single_record")),
		of(does("append", 0, 5), tx("none")), of(does("append", 0, 5)), false},
	{"FIT-VARYING-DOCUMENT", "document", of(does("append", 0, 5), schema("varying")),
		of(does("append", 0, 5), schema("fixed")), of(does("append", 0, 5)), false},
	{"FIT-VARYING", "key-value", of(does("append", 0, 5), schema("varying")), of(does("append", 0, 5), schema("fixed")),
		of(does("append", 0, 5)), false},
	{"FIT-VARYING-SERIES", "time-series", of(does("append", 0, 5), does("time_range", 1, 0), schema("varying")),
		of(does("append", 0, 5), does("time_range", 1, 0), schema("fixed")),
		of(does("append", 0, 5), does("time_range", 1, 0)), false},
	{"FIT-FIXED", "relational", of(does("append", 0, 5), schema("fixed")), of(does("append", 0, 5), schema("varying")),
		of(does("append", 0, 5)), false},
	{"FIT-STRONG", "wide-column", of(does("append", 0, 5), strong), of(does("append", 0, 5)),
		of(does("key_range_scan", 5, 0), strong), false},
	{"FIT-NOT-THE-FIRST-COPY", "olap", of(does("aggregate_scan", 1, 0), loss("none")), of(does("aggregate_scan", 1, 0),
		loss("minutes")), of(does("aggregate_scan", 1, 0)), false},
	{"FIT-SEARCH-FIRST-COPY", "search", of(does("full_text", 5, 0), loss("none")),
		of(does("full_text", 5, 0), loss("minutes")), of(does("full_text", 5, 0)), false},
	{"FIT-RECORD", "relational", of(does("append", 0, 5), loss("none")), of(does("append", 0, 5), loss("minutes")),
		of(does("append", 0, 5)), false},
	{"FIT-LOSS-RELATIONAL", "relational", of(does("append", 0, 9000), loss("seconds")),
		of(does("append", 0, 500), loss("seconds")), of(does("append", 0, 5000), loss("seconds")), false},
	{"FIT-MEMORY", "cache", of(does("counter", 5, 5), loss("seconds"), latency(5)),
		of(does("counter", 5, 5), loss("seconds"), latency(30)), of(does("counter", 5, 5), loss("seconds"),
			latency(20)), true},
	{"FIT-MEMORY-IDLE", "cache", of(does("counter", 5, 5), loss("seconds"), latency(200)),
		of(does("counter", 5, 5), loss("seconds"), latency(5)), of(does("counter", 5, 5), loss("seconds"), latency(50)),
		false},
	{"FIT-MEMORY-FEW", "cache", of(does("counter", 5, 5), loss("seconds"), latency(5)),
		of(does("counter", 5000, 5), loss("seconds"), latency(5)), of(does("counter", 500, 0), loss("seconds"),
			latency(5)),
		false},
	{"FIT-MEMORY-SIZE", "cache", of(does("counter", 5, 5), loss("seconds"), data(500)),
		of(does("counter", 5, 5), loss("seconds"), data(5)), of(does("counter", 5, 5), loss("seconds"), data(100)),
		false},
	{"FIT-MEMORY-UNSAID", "cache", of(does("counter", 5, 5)), of(does("counter", 5, 5), loss("minutes")),
		of(does("counter", 5, 5), loss("seconds")), false},
	{"FIT-COLD", "object-storage", of(does("append", 0, 5), does("time_range", 0.1, 0), latency(5000)),
		of(does("blob_get", 50, 0)), of(does("append", 0, 5), does("time_range", 1, 0), latency(5000)), false},
	{"FIT-REGIONS-SINGLE", "relational", of(does("append", 0, 5000), regions(2)),
		of(does("append", 0, 5000), regions(1)), of(does("append", 0, 1000), regions(2)), false},
	{"FIT-REGIONS-MANY", "document", of(does("append", 0, 5), regions(2)), of(does("append", 0, 5), regions(1)),
		of(does("append", 0, 5)), false},
	{"OPS-SMALL", "wide-column", of(does("append", 0, 5), team("small")), of(does("append", 0, 5), team("large")),
		of(does("append", 0, 5), team("medium")), false},
	{"OPS-MEDIUM", "wide-column", of(does("append", 0, 5), team("medium")), of(does("append", 0, 5), team("large")),
		of(does("append", 0, 5)), true},
	{"OPS-LARGE", "wide-column", of(does("append", 0, 5), team("large")), of(does("append", 0, 5), team("small")),
		of(does("append", 0, 5)), false},
	{"SMALL-RELATIONAL", "relational", of(does("append", 0, 5)), of(does("append", 0, 5000)),
		of(does("append", 0, 1000)), false},
	{"SMALL-DOCUMENT", "document", of(does("append", 0, 5)), of(does("append", 0, 5000)),
		of(does("append", 0, 5), data(500)), false},
	{"SMALL-OTHERS", "wide-column", of(does("append", 0, 5)), of(does("append", 0, 5000)), of(does("append", 0, 1000)),
		false},
	{"MIDDLE-RELATIONAL", "relational", of(does("append", 0, 3000)), of(does("append", 0, 9000)),
		of(does("append", 0, 1000)), true},
}

// TestEveryRuleFiresAndIsSilent also wants a case for every rule.
func TestEveryRuleFiresAndIsSilent(t *testing.T) {
	e := engine(t)
	covered := map[string]bool{}
	for _, c := range ruleCases {
		covered[c.rule] = true
		for _, x := range []struct {
			what string
			w    Workload
			want bool
		}{{"the firing case", c.fires, true}, {"the silent case", c.silent, false},
			{"the limit", c.edge, c.edgeFires}} {
			if got := fired(t, e, x.w, c.rule, c.family); got != x.want {
				t.Errorf("%s on %s for %s: fires %v, want %v", c.rule, x.what, c.family, got, x.want)
			}
		}
	}
	for _, u := range e.rules.Rules {
		if !covered[u.ID] {
			t.Errorf("rule %s has no case", u.ID)
		}
	}
}

func fired(t *testing.T, e *Engine, w Workload, rule, family string) bool {
	t.Helper()
	var m machine
	q := normalise(w)
	for i := range e.rules.Rules {
		u := &e.rules.Rules[i]
		if u.ID != rule {
			continue
		}
		if !u.concerns(family) {
			t.Fatalf("%s does not concern %s", rule, family)
		}
		q.Family, _ = e.rules.family(family)
		ok, err := m.holds(u.when, &q)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	t.Fatalf("no rule %s", rule)
	return false
}

func TestRulesSayTheirMistakes(t *testing.T) {
	families, err := builtin.ReadFile("rules/families.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := builtin.ReadFile("rules/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown quantity", `transactions == "multi_record"`, `transaktions == "multi_record"`, "VETO-TRANSACTIONS"},
		{"unknown family", "except: [relational]", "except: [relatoinal]", `unknown family "relatoinal"`},
		{"no source", "    source: \"Kleppmann 2017, first edition, chapter 7; lesson 1\"\n", "", "needs id"},
		{"no date", `review: "2027-05-01"`, `review: "soon"`, "review date"},
		{"unknown key", "kind: veto", "kinds: veto", "kinds"},
		{"unknown name in words", "{writes} small writes", "{wirtes} small writes", "is no quantity"},
		{"value of the wrong type", `value: "0.3"`, `value: "\"much\""`, "value"},
	} {
		text := strings.Replace(string(rules), c.old, c.new, 1)
		if text == string(rules) {
			t.Fatalf("%s: nothing was replaced", c.name)
		}
		_, err := Load(fstest.MapFS{"families.yaml": {Data: families}, "rules.yaml": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "rules.yaml:") {
			t.Errorf("%s: %v, want rules.yaml:LINE and %q", c.name, err, c.want)
		}
	}
	if e := engine(t); !slices.ContainsFunc(e.rules.Rules, func(u Rule) bool { return u.line > 5 }) {
		t.Error("rules do not know their lines")
	}
}
