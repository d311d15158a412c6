package exercises

import (
	"context"
	"encoding/json"
	"math"
	"net/url"
	"reflect"
	"testing"
	"unicode/utf8"
)

func TestQuantity(t *testing.T) {
	for _, tt := range []struct {
		text, unit string
		want       float64 // NaN: refused
	}{
		{"3,200", "keys", 3200}, {"3.2k", "keys", 3200}, {"3.2k keys", "keys", 3200}, {"3.2 k", "keys", 3200},
		{"500 key", "keys", 500}, {"80 %", "%", 80}, {"80%", "%", 80}, {"80 percent", "%", 80},
		{"7.3 TB", "TB", 7.3}, {"7300 GB", "TB", 7.3}, {"167.90 USD/month", "USD/month", 167.9},
		{"$167.90", "USD/month", 167.9}, {"$167.90/month", "USD/month", 167.9},
		{"USD 167.90 per month", "USD/month", 167.9},
		{"12.5 ms", "ms", 12.5}, {"0.0125 s", "ms", 12.5}, {"2e9/day", "writes/s", 2e9 / 86400},
		{"20000 writes/s", "writes/s", 20000}, {"20k writes per second", "writes/s", 20000},
		{"20k rps", "writes/s", 20000},
		{"11.57 MB/s", "MB/s", 11.57}, {"92.56 Mbit/s", "MB/s", 11.57}, {"1 GiB", "MiB", 1024},
		{"1 TiB", "TB", 1.099511627776}, {"1.5 million", "", 1.5e6}, {"4 shards", "", 4}, {"≈ 500", "keys", 500},
		{"-3", "", -3}, {"−3", "", -3}, {"1e5", "", 1e5},
		{"3,2", "keys", math.NaN()}, {"1.234,56", "", math.NaN()}, {"12,5 ms", "ms", math.NaN()},
		{"500 rows", "keys", 500}, {"500 shards", "keys", math.NaN()}, {"4 rows", "shards", math.NaN()},
		{"500 ms", "keys", math.NaN()}, {"5 ms", "", math.NaN()},
		{"ten", "keys", 10}, {"dozens", "keys", math.NaN()}, {"16m 40s", "s", 1000}, {"1 h 30 min", "min", 90},
		{"", "keys", math.NaN()}, {"5 / 3", "", math.NaN()}, {"0x10", "", math.NaN()},
		{"1_000", "", math.NaN()}, {"5 5", "keys", math.NaN()}, {"2 weeks", "days", 14}, {"0.63 petabytes", "TB", 630},
	} {
		v, _, err := wanted{unit: tt.unit}.read(tt.text)
		if math.IsNaN(tt.want) != (err != nil) || err == nil && math.Abs(v-tt.want) > 1e-9*math.Abs(tt.want) {
			t.Errorf("%q in %q = %v, %v; want %v", tt.text, tt.unit, v, err, tt.want)
		}
	}
}

func FuzzQuantity(f *testing.F) {
	for _, s := range []string{"3,200", "3.2k keys", "167.90 USD/month", "12,5", "80 %", "$5 per", "1e999", "k", "5 a ",
		"-.5e+3 each"} {
		f.Add(s, "ms")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, text, unit string) {
		if v, _, err := (wanted{unit: unit, words: text}).read(text); err == nil && math.IsNaN(v) {
			t.Errorf("%q of %q is no number", text, unit)
		}
		n := &Number{Unit: "keys", Low: 1, High: 2, Want: "w", Hint: "h"}
		if r, err := n.grade(context.Background(), text, attempt{}); err != nil || len(r.checks) != 2 {
			t.Errorf("grade(%q): %v, %v", text, r.checks, err)
		}
	})
}

func FuzzForm(f *testing.F) {
	f.Add("p.choice=b&p.choices=a&p.choices=&p.match.x=a&p.order.2=b&p.number=5" +
		"&p.build.nodes=a&p.build.edges=a+-%3E+b%0Ac&p.params.size=%20")
	f.Add("p.build.edges=->->%0D%0Aa->b->c&p.prose=x")
	task, _ := everyKind().Task(0)
	f.Fuzz(func(t *testing.T, query string) {
		form, err := url.ParseQuery(query)
		if err != nil || !utf8.ValidString(query) {
			return
		}
		for _, values := range form {
			for _, v := range values {
				if !utf8.ValidString(v) {
					return
				}
			}
		}
		// The first round may replace a label by its id; from then on nothing changes.
		once := FromForm(task.Parts, ToForm(task.Parts, FromForm(task.Parts, form)))
		again := FromForm(task.Parts, ToForm(task.Parts, once))
		if !reflect.DeepEqual(stringsOf(once), stringsOf(again)) {
			t.Errorf("answers %s come back as %s", Value(once), Value(again))
		}
	})
}

func stringsOf(a Answers) map[string]string {
	out := map[string]string{}
	for k, v := range a {
		out[k] = string(v)
	}
	return out
}

func FuzzAnswers(f *testing.F) {
	for _, s := range []string{`"a"`, `5`, `{"nodes":["a"],"edges":[["a","b"],[]]}`, `{"x":{"y":1}}`, `[null,"a"]`,
		`null`, `{"size":1e400}`, `true`, `"A cache helps."`} {
		f.Add(s)
	}
	e := everyKind()
	task, _ := e.Task(0)
	f.Fuzz(func(t *testing.T, raw string) {
		if !json.Valid([]byte(raw)) {
			return
		}
		for _, p := range task.Parts {
			if p.Kind() == KindCode || p.Kind() == KindSQL {
				continue
			}
			v, err := GradePart(context.Background(), e, 0, p.ID, Answers{p.ID: json.RawMessage(raw)}, kindsEnv())
			if err != nil || len(v.Checks) == 0 {
				t.Errorf("%s with %s: %+v, %v", p.ID, raw, v, err)
			}
			ToForm(task.Parts, Answers{p.ID: json.RawMessage(raw)})
		}
	})
}

func FuzzProse(f *testing.F) {
	f.Add("A cache helps here, and the data is not lost. 33.3 % of 1/3, ⅓ N−1; it’s “quoted”.")
	ask := toyArgue()
	f.Fuzz(func(t *testing.T, text string) {
		r, err := (&Prose{Argue: ask}).grade(context.Background(), ownWords{Text: text}, attempt{})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range r.spans {
			if s.Start < 0 || s.End > len(text) || s.Start >= s.End || !utf8.ValidString(text[s.Start:s.End]) {
				t.Errorf("span %+v of %d bytes", s, len(text))
			}
		}
	})
}
