package web

import (
	"bytes"
	"errors"
	"math"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tradeofflab/advisor/scaling"
	"tradeofflab/course"
	"tradeofflab/course/content"
	"tradeofflab/sims"
	"tradeofflab/web/kit"
)

// frameworkWords renders the parts that compute, and gives their text.
func frameworkWords(t *testing.T, q url.Values) (string, error) {
	t.Helper()
	form, err := readFramework(q)
	var refused *sims.ParamError
	if err != nil && !errors.As(err, &refused) {
		t.Fatalf("%v: %v is no refusal", q, err)
	}
	v := &frameworkView{Shell: kit.Shell{}, frameworkForm: form, Query: q}
	var b bytes.Buffer
	if err := frameworkParts(v).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	root, perr := html.Parse(&b)
	if perr != nil {
		t.Fatal(perr)
	}
	var text strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(text.String()), " "), err
}

func TestFrameworkWords(t *testing.T) {
	for _, c := range []struct {
		query string
		want  []string
		not   []string
	}{
		{"", []string{"At 1.5 TB the three lists have no step in common", "All four pass their limits",
			"0.35 × 10 + 0.25 × 0 + 0.25 × 0 + 0.15 × 0 = 3.5", "The total is 0.5 below the limit of medium",
			"376,092", "Rounded up to 29, the cost is 302,083 a month",
			"850 is 3.4 % of 25,000, the share by which more leave. If", "24.6 years of it",
			"The ledger finds the same of the story", "359,833", "20.15", "a full processor gets 7.5",
			"With the penalty, the saving is 83,500 dollars a month, and what was spent is back after 7.6 months",
			"Without it, the cost rises by 36,500 dollars a month", "Total 143,500 60,000 −83,500", "176,400",
			"720,000 dollars, and that would be 132 % of it", "40,300,000", "0.6 months", "10,746,667", "1,727,200",
			"340 is 40 % of 850, the customers at risk"}, nil},
		{"size=300&growth=50", []string{"At 300 GB the three lists have no step in common", "4 months"}, nil},
		{"size=5000", []string{"At 5 TB all three lists allow shards"}, nil},
		{"size=100000", []string{"all three lists allow several special stores", "nothing more"}, nil},
		{"performance=8&cost=8&runway=8&business=8", []string{"critical", "The total is at its own limit."},
			[]string{"alone would need"}},
		{"latency=1&cpu=80&memory=90&iowait=31", []string{"One of the four passes its limit"}, nil},
		{"churn=2", []string{"2 % of 850 is 17 customers.", "it seems to have been"},
			[]string{"Rounded up", "This is what the story"}},
		{"at_risk=30000", []string{"More customers are at risk here than there are in all"},
			[]string{"taken twice", "seems to have been"}},
		{"at_risk=0&churn=.03", []string{"0.03 % of 0 is 0 customers."}, []string{"at risk are", "25,000, the share"}},
		{"at_risk=860", []string{"860 is 3.44 % of 25,000, close to the share"}, nil},
		{"at_risk=1&churn=.01&worth=1", []string{"0.01 % of 1 is 0.000100 customers.",
			"a worth of 1 dollar is less than 0.1 years of it"}, []string{"Rounded up", "1 dollars"}},
		{"revenue=25000&worth=1", []string{"A customer pays 1 dollar a year on average, so that a worth of 1 dollar " +
			"is 1 year of it. The story's 125,000 are 24.6 years"}, nil},
		{"revenue=0&worth=0", []string{"no years to count"}, []string{"Without revenue"}},
		{"customers=x", []string{"40,300,000"}, []string{"340 is 40 %", "1,727,200"}},
		{"revenue=0", []string{"Without revenue"}, nil},
		{"spent=0", []string{"there is nothing to pay back"}, []string{"never comes back"}},
		{"machines_before=1&machines_after=1&operations_before=2&operations_after=2",
			[]string{"Without it, nothing is saved, and what was spent never comes back"}, nil},
		{"machines_after=0&operations_after=0", []string{"The bill after the change is nothing"}, nil},
		{"machines_before=42001&operations_before=18000&penalty_before=0", []string{"With the penalty, the saving is " +
			"1 dollar a month"}, nil},
		{"kept=1&at_risk=2", nil, []string{"counted by that share"}},
		{"kept=0&at_risk=1", nil, []string{"those kept were"}},
		{"kept=0&acquisition=0&expansion=0&saved_machines=0&saved_engineers=0&saved_incidents=0",
			[]string{"Without an effect, nothing pays back", "never"}, []string{"an investment of"}},
		{"kept=0&acquisition=1&expansion=0&saved_machines=0&saved_engineers=0&saved_incidents=0&invested=1e6",
			[]string{"For each dollar invested 0.00000100"}, nil},
		{"performance=0",
			[]string{"The total is 4 below the limit of medium"}, nil},
		{"performance=8&cost=3.9996&runway=0.8&business=0", []string{"less than 0.001 below the limit of medium"}, nil},
		{"performance=0&cost=1.99986&runway=0&business=0", []string{"just above 10, more than there is"}, nil},
		{"kept=341", nil, []string{"counted by that share, it is taken twice . The"}},
	} {
		q, _ := url.ParseQuery(c.query)
		text, err := frameworkWords(t, q)
		if (err != nil) != strings.HasSuffix(c.query, "=x") {
			t.Errorf("%s: %v", c.query, err)
		}
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing", c.query, want)
			}
		}
		for _, not := range c.not {
			if strings.Contains(text, not) {
				t.Errorf("%s: says %q", c.query, not)
			}
		}
	}
}

// TestFrameworkFitsTheLedger holds the numbers of the framework to those that the ledger computes on its own.
func TestFrameworkFitsTheLedger(t *testing.T) {
	ledger, err := course.Load(content.Files)
	if err != nil {
		t.Fatal(err)
	}
	h, i, stages := scaling.StoryHidden(), scaling.StoryImpact(), scaling.Stages()
	less := stages[0].Bill.Less(stages[len(stages)-1].Bill)
	for id, got := range map[string][]float64{
		"df-22": {h.Hours()}, "df-23": {h.Work()}, "df-24": {h.Machines()}, "df-25": {h.Churn()}, "df-26": {h.Total()},
		"df-29": {h.WorthYears()}, "df-80": {12 * less.Total()}, "df-81": {-12 * less.Machines},
		"df-90": {scaling.Scores{10, 0, 0, 0}.Total(), scaling.Scores{0, 10, 10, 10}.Total()},
		"df-91": {scaling.LeverSum()}, "df-93": {scaling.RightSizing(stages[4].Bill.Machines)},
		"df-94": {scaling.LeverSpent()}, "df-95": {i.Retention()}, "df-96": {i.Total() / 1e6}, "df-97": {i.Return()},
		"df-98": {i.Months()},
		"df-79": {stages[0].Bill.Total(), stages[1].Bill.Total(), stages[2].Bill.Total(), stages[3].Bill.Total(),
			stages[4].Bill.Total()},
	} {
		claim, ok := ledger.Claim(id)
		if !ok || len(claim.Checks) < len(got) {
			t.Errorf("claim %s has no such checks", id)
			continue
		}
		for n, v := range got {
			check := claim.Checks[n]
			if math.Abs(v-check.Want) > check.Tolerance+1e-9 {
				t.Errorf("%s, %s: the framework has %v, the ledger %v", id, check.Name, v, check.Want)
			}
		}
	}
}

func TestFrameworkRefuses(t *testing.T) {
	for query, want := range map[string]string{
		"size=0":          "Data now: size goes from 1 to 10,000,000",
		"growth=many":     `"many" is not a number`,
		"growth=2,5":      "a decimal comma is not read",
		"performance=11":  "Performance: performance goes from 0 to 10",
		"customers=0":     "customers goes from 1 to 1,000,000,000",
		"invested=0":      "invested goes from 1 to",
		"saved_machines=": "saved_machines goes from 0 to",
		"kept=1.5":        "kept is a whole number",
		"churn=3.4+kg":    `"3.4 kg" is not a number; write digits without a unit`,
		"size=1.5+ms":     `"1.5 ms" is not a number; write digits without a unit`,
		"worth=%ff":       "\"\uFFFD\" is not a number",

		"rate=" + strings.Repeat("x", 10_000): `"` + strings.Repeat("x", 40) + `…" is not a number`,
	} {
		q, _ := url.ParseQuery(query)
		text, err := frameworkWords(t, q)
		if err == nil || !strings.Contains(text, want) || !strings.Contains(text, "The result follows when") {
			t.Errorf("%s: %v, and %q is missing", query, err, want)
		}
		if kept := "Four factors"; !strings.Contains(text, kept) {
			t.Errorf("%s: the rest of the page is gone", query)
		}
	}
}

// FuzzFramework: whatever a query holds, the page is drawn, and prints no number that is none.
func FuzzFramework(f *testing.F) {
	for _, query := range []string{"", "size=1&growth=1000000", "size=1e7&latency=.1", "spent=1&machines_after=1e12",
		"churn=100&at_risk=1000000000&worth=1e12", "revenue=0&customers=1", "cost_growth=-100&revenue_growth=-100",
		"performance=NaN", "months=-0", "kept=\x00", "size=%ff&size=2"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		q, _ := url.ParseQuery(query)
		for name, values := range q {
			if strings.ContainsAny(name+strings.Join(values, ""), "∞–%NI") {
				return // what was typed is printed again
			}
		}
		text, _ := frameworkWords(t, q)
		for _, bad := range []string{"NaN", "Inf", "∞", "%!"} {
			if strings.Contains(text, bad) {
				t.Errorf("%q prints %q", query, bad)
			}
		}
	})
}
