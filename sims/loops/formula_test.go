package loops

import (
	"strings"
	"testing"
)

// A model with a wrong unit, name or delay does not compile, and the message says which.
func TestCompileRefuses(t *testing.T) {
	for _, tt := range []struct {
		change func(*Model)
		want   string
	}{
		{func(m *Model) { m.Flows[0].Formula = "in + tau" }, "added or compared"},
		{func(m *Model) { m.Flows[0].Formula = "in*tau" }, "has unit"},
		{func(m *Model) { m.Flows[0].Formula = "min(in, stock)" }, "added or compared"},
		{func(m *Model) { m.Flows[0].Formula = "inn" }, "not defined"},
		{func(m *Model) { m.Flows[0].Formula = "in*(2" }, "missing"},
		{func(m *Model) { m.Flows[0].Formula = "in in" }, "not understood"},
		{func(m *Model) { m.Flows[0].Formula = "delay(in, in)" }, "no parameter in s"},
		{func(m *Model) { m.Flows[0].Formula = "sqrt(in, in)" }, "no function"},
		{func(m *Model) { m.Flows[0].To = "nowhere" }, "no stock"},
		{func(m *Model) { m.Flows[0].Transit = "in" }, "transit"},
		{func(m *Model) { m.Params[0].ID = "tau" }, "twice"},
		{func(m *Model) { m.Params[0].Value = 99 }, "outside"},
		{func(m *Model) { m.Gain = "stock" }, "no parameter"},
		{func(m *Model) { m.Watch = "in" }, "no stock or quantity"},
		{func(m *Model) { m.Stocks[0].Unit = "items//s" }, "lacks a word"},
	} {
		m := drain()
		tt.change(&m)
		if _, err := compile(&m); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("compile gives %v, want an error with %q", err, tt.want)
		}
	}
}

func TestUnits(t *testing.T) {
	for _, tt := range []struct{ a, b, product string }{
		{"writes/s", "s", "write"}, {"hours/month/store", "stores", "hour/month"}, {"queries", "1/query", "1"},
		{"1", "ms/index", "ms/index"}, {"GB*s/week/read", "reads/s", "GB/week"},
	} {
		a, errA := parseUnit(tt.a)
		b, errB := parseUnit(tt.b)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if got := a.times(b, 1).String(); got != tt.product {
			t.Errorf("%s × %s = %s, want %s", tt.a, tt.b, got, tt.product)
		}
		if back := a.times(b, 1).times(b, -1); !back.equal(a) {
			t.Errorf("%s × %s / %s = %s, want %s", tt.a, tt.b, tt.b, back, a)
		}
	}
}

func TestParseChange(t *testing.T) {
	got, err := parseChange(" retries = 0.5, BACKOFF=1.2k ,")
	if err != nil || len(got) != 2 || got[0] != (assignment{"retries", 0.5}) ||
		got[1] != (assignment{"backoff", 1200}) {
		t.Errorf("parseChange = %v, %v", got, err)
	}
	for _, text := range []string{"retries", "retries=many", "a=1,a=2"} {
		if _, err := parseChange(text); err == nil {
			t.Errorf("parseChange(%q) is accepted", text)
		}
	}
	p := defaults
	for change, want := range map[string]string{"nothing=1": "no parameter", "notice=1000": "goes from",
		"notice=0.01": "dt"} {
		p.Change, _ = parseChange(change)
		if err := valid(p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("change %q gives %v, want an error with %q", change, err, want)
		}
	}
}

func FuzzParseChange(f *testing.F) {
	for _, s := range []string{"", "a=1", "notice=3,react=1", "=", ",,", "x=1e400", "limit=0x10", "a==1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := defaults
		change, err := parseChange(text)
		if err != nil {
			return
		}
		p.Change = change
		if valid(p) != nil {
			return
		}
		s, err := p.system()
		if err != nil {
			t.Fatalf("%q is valid, and then %v", text, err)
		}
		for i, q := range s.m.Params {
			if v := s.own[i]; v < q.Min || v > q.Max {
				t.Errorf("%q sets %s to %g, outside %g to %g", text, q.ID, v, q.Min, q.Max)
			}
		}
	})
}

func FuzzFormula(f *testing.F) {
	for _, m := range models {
		for _, q := range m.Quantities {
			f.Add(q.Formula)
		}
	}
	f.Add("min(max(1,2),delay(in,tau))*((")
	f.Fuzz(func(_ *testing.T, text string) {
		if len(text) > 500 {
			return
		}
		m := drain()
		m.Flows[0].Formula = text
		if s, err := compile(&m); err == nil {
			s.push(Params{}, 0, 0)
			s.slopes(s.start(), make([]float64, 1))
		}
	})
}
