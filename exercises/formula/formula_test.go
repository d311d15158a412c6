package formula

import (
	"strings"
	"testing"
)

func TestSheet(t *testing.T) {
	s, err := Compile("f.yaml", []Cell{{"ratio", "reads / writes"}, {"many", "ratio >= 100 and choice in ('a', 'b')"},
		{"needs", "'tx' in must"}, {"whole", "reads // 3"}, {"rival", "'a' if choice == 'b' else 'b'"}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Eval(map[string]any{"reads": 1000, "writes": 2.0, "choice": "b", "must": []string{"tx"}})
	if err != nil {
		t.Fatal(err)
	}
	if ratio, ok := v.Number("ratio"); !ok || ratio != 500 {
		t.Errorf("ratio is %v, %v", ratio, ok)
	}
	if whole, ok := v.Number("whole"); !ok || whole != 333 {
		t.Errorf("whole is %v, %v", whole, ok)
	}
	if !v.Holds("many") || !v.Holds("needs") || v.Holds("no such cell") {
		t.Errorf("many %v, needs %v", v.Holds("many"), v.Holds("needs"))
	}
	if _, ok := v.Number("many"); ok {
		t.Error("a truth counts as a number")
	}
	if rival, ok := v.Text("rival"); !ok || rival != "a" {
		t.Errorf("rival is %q, %v", rival, ok)
	}
	if _, ok := v.Text("ratio"); ok {
		t.Error("a number counts as a text")
	}
	if _, ok := v.Text("no such cell"); ok {
		t.Error("what is no cell counts as a text")
	}
}

func TestMistakesAreNamed(t *testing.T) {
	for name, c := range map[string]struct {
		expr, says string
		values     map[string]any
	}{
		"syntax":          {"reads >", "x: f.yaml", nil},
		"statement":       {"1; y = 2", "x: f.yaml", nil},
		"no value":        {"reads > 1", "reads", nil},
		"wrong types":     {"reads > 1", "x = reads > 1", map[string]any{"reads": "many"}},
		"unknown type":    {"reads > 1", "reads is of type", map[string]any{"reads": []int{1}}},
		"too much to do":  {"[0 for a in range(5000) for b in range(5000)]", "steps", nil},
		"division by 0":   {"1 / reads", "division by zero", map[string]any{"reads": 0}},
		"parenthesis out": {"1) + (2", "x: f.yaml", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Compile("f.yaml", []Cell{{"x", c.expr}})
			if err == nil {
				_, err = s.Eval(c.values)
			}
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%q gives %v, want %q in it", c.expr, err, c.says)
			}
		})
	}
}
