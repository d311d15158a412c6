package advisor

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/expr-lang/expr"
	"gopkg.in/yaml.v3"
)

// right is a workload with statements that hold for any right advice on it, written by hand by somebody who had not
// seen the advisor's rules.
type right struct {
	ID       string    `yaml:"id"`
	Workload yaml.Node `yaml:"workload"`
	Holds    []struct {
		Is  string `yaml:"is"`
		Why string `yaml:"why"`
	} `yaml:"holds"`
}

// TestRightAdvice holds the advice on inputs that once got contradictions to what is right for them.
func TestRightAdvice(t *testing.T) {
	var all struct{ Probes, Examples, Readers []right }
	for _, file := range []string{"testdata/right.yaml", "testdata/readers.yaml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
	}
	if len(all.Probes) != 29 || len(all.Examples) != 64 || len(all.Readers) == 0 {
		t.Fatalf("%d probes, %d examples and %d of readers", len(all.Probes), len(all.Examples), len(all.Readers))
	}
	e := engine(t)
	for _, r := range slices.Concat(all.Probes, all.Examples, all.Readers) {
		t.Run(r.ID, func(t *testing.T) {
			input, err := yaml.Marshal(&r.Workload)
			if err != nil {
				t.Fatal(err)
			}
			w, err := Parse(input)
			if err != nil {
				t.Fatal(err)
			}
			a, err := e.Core(w)
			if err != nil {
				t.Fatal(err)
			}
			env := rightEnv(t, a)
			for _, h := range r.Holds {
				program, err := expr.Compile(h.Is, expr.Env(env), expr.AsBool())
				if err != nil {
					t.Fatalf("%s: %v", h.Is, err)
				}
				holds, err := expr.Run(program, env)
				if err != nil || holds != true {
					t.Errorf("%s (%s): %v %v\n%s", h.Is, h.Why, holds, err, a.Verdict)
				}
			}
		})
	}
}

// rightEnv is what a statement sees: the advice as its JSON says it, and four functions.
func rightEnv(t *testing.T, a Advice) map[string]any {
	t.Helper()
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]any{"partitions": nil, "plan": nil, "urgency": nil, "migration": []any{}}
	if err := json.Unmarshal(text, &env); err != nil {
		t.Fatal(err)
	}
	said := a.said()
	env["says"] = func(words string) bool { return strings.Contains(said, strings.ToLower(words)) }
	env["warned"] = func(id string) bool {
		for _, w := range a.Design.Warnings {
			if w.ID == id {
				return true
			}
		}
		return false
	}
	env["line"] = func(label string) float64 {
		sum := 0.0
		for _, l := range a.Cost.Lines {
			if strings.Contains(strings.ToLower(l.Label), strings.ToLower(label)) {
				sum += l.USD
			}
		}
		return sum
	}
	stores, _ := env["design"].(map[string]any)["stores"].([]any)
	env["store"] = func(family string) any {
		for _, s := range stores {
			if s.(map[string]any)["family"] == family {
				return s
			}
		}
		return nil
	}
	return env
}
