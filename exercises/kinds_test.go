package exercises

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/sims/sqlengine"
)

// everyKind is an exercise with one part of every kind.
func everyKind() Exercise {
	opts := []Option{{ID: "a", Label: "Alpha"}, {ID: "b", Label: "Beta"}, {ID: "c", Label: "Gamma"}}
	parts := []Part{
		{ID: "choice", Points: 1, Ask: &Choice{Options: opts, Accept: []string{"b"}, Want: "the right one",
			Hint: "Think.", Why: map[string]string{"a": "tempting"}}},
		{ID: "choices", Points: 4, Ask: &Choices{Options: opts, Must: []string{"a", "b"}}},
		{ID: "match", Points: 2, Ask: &Match{Right: opts, Left: []Left{
			{ID: "x", Label: "Left x", Accept: []string{"a"}, Want: "w", Hint: "h"},
			{ID: "y", Label: "Left y", Accept: []string{"b", "c"}, Want: "w", Hint: "h"}}}},
		{ID: "order", Points: 2, Ask: &Order{Items: opts, Before: []Sequence{{"a", "b", "a feeds b"},
			{"a", "c", "a feeds c"}}}},
		{ID: "number", Points: 2, Ask: &Number{Unit: "ms", Low: 12, High: 13, Want: "a time", Hint: "h",
			Accept: []Also{{Low: 100, High: 100, Why: "the other reading"}},
			Common: []Common{{Value: 50, Why: "half of it", Claim: "s00-01"}}}},
		{ID: "sql", Points: 3, Ask: &SQL{Schema: "CREATE TABLE t (id INTEGER, city TEXT)", Order: sqlengine.ByKeys,
			Keys: []int{0}, Hint: "h",
			Visible: &DataSet{"visible", "INSERT INTO t VALUES (2, 'x'), (1, 'y')"},
			Hidden: []DataSet{{"three rows", "INSERT INTO t VALUES (3, 'x'), (1, 'x'), (1, 'y')"},
				{"one row", "INSERT INTO t VALUES (5, NULL)"}},
			Reference: "SELECT id, city FROM t ORDER BY id"}},
		{ID: "code", Points: 2, Ask: &Code{Starter: "def f(x):\n    return None\n", Functions: []string{"f(x)"},
			Checks: []string{"Doubles"},
			Calls:  []sandbox.Call{{Fn: "f", Each: []any{1, 2}}},
			Judge: func(_ string, results []json.RawMessage) ([]Check, error) {
				return []Check{{Name: "Doubles", OK: string(results[0]) == "[2,4]", Got: string(results[0]),
					Want: "[2,4]", Hint: "h"}}, nil
			}}},
		{ID: "params", Points: 2, Ask: &Params{Sim: "toy", Free: []string{"size"},
			Preset: map[string]string{"size": "1"},
			Goals: []Goal{{Name: "Large", Metric: "size", Limit: 5, AtLeast: true, Unit: "m", Hint: "h"},
				{Name: "Cheap", Metric: "cost", Limit: 80, Hint: "h"}}}},
		{ID: "build", Points: 2,
			Ask: &Build{Palette: opts, Constraints: []Constraint{{Name: "A path", Want: "from Alpha to Beta", Hint: "h",
				Judge: func(g Graph) (bool, string) { return g.Reaches("a", "b"), "what you drew" }}}}},
		{ID: "argue", Points: 3, Ask: toyArgue()},
		{ID: "prose", Ask: &Prose{Argue: toyArgue()}},
	}
	return Exercise{Slug: "kinds", Version: "1", Draw: func(int) Drawn { return Drawn{Parts: parts} }}
}

func toySim(slug string) (sims.Sim, bool) {
	type p struct{ Size, Seed int }
	return sims.Of(sims.About{Slug: "toy"}, sims.Model[p, p]{Defaults: p{Size: 1},
		Knobs: func(v *p) []sims.Knob {
			return []sims.Knob{sims.Int(&v.Size, "size", "Size", 1, 100), sims.Seed(&v.Seed)}
		},
		Cost:     func(p) float64 { return 1 },
		Run:      sims.Sure(func(_ *model.Budget, v p) p { return v }),
		Takeaway: func(_, _ p) string { return "A toy." },
		Coach:    func(_, _ p) string { return "" },
		Checks:   func(_, _ p) []sims.Check { return nil },
		Metrics: func(v, _ p) []sims.Metric {
			return []sims.Metric{{ID: "size", Value: float64(v.Size)}, {ID: "cost", Value: float64(v.Size * 10)}}
		},
	}), slug == "toy"
}

func kindsEnv() Env { return Env{Sim: toySim, Sandbox: sandbox.Inline{}} }

func TestKinds(t *testing.T) {
	for _, tt := range []struct {
		part, answer string
		score        int
		hint         string // a piece of the first failing check's hint, or of the note
	}{
		{"choice", `"b"`, 1, ""}, {"choice", `"Beta"`, 1, ""}, {"choice", `"a"`, 0, "tempting"},
		{"choice", `"z"`, 0, "not one of the options"},
		{"choice", `5`, 0, "another form"}, {"choice", `""`, 0, "no answer"},
		{"choices", `["a","b"]`, 4, ""}, {"choices", `["a"]`, 2, "Look at this option"}, {"choices", `["a","b","c"]`, 2,
			"Look"}, {"choices", `["c"]`, 0, "Look"},
		{"choices", `"a"`, 0, "another form"}, {"choices", `[]`, 0, "no answer"}, {"choices", `["a","b","q"]`, 4,
			"not one of"},
		{"match", `{"x":"a","y":"c"}`, 2, ""}, {"match", `{"Left x":"Alpha"}`, 1, "h"},
		{"match", `{"x":"nope"}`, 0, "not one of the right sides"}, {"match", `["x"]`, 0, "another form"},
		{"order", `["a","b","c"]`, 2, ""}, {"order", `["a","c","b"]`, 2, ""},
		{"order", `["b","a","c"]`, 1, "a feeds b"}, {"order", `["a","a","b"]`, 0, "twice"},
		{"order", `["a"]`, 0, "no place"},
		{"number", `12.5`, 2, ""}, {"number", `"12.5 ms"`, 2, ""}, {"number", `"0.0125 s"`, 2, ""},
		{"number", `"100"`, 2, "other reading"}, {"number", `50`, 0, "half"},
		{"number", `"12,5"`, 0, "decimal comma"}, {"number", `"12 MB"`, 0, "in ms"},
		{"number", `"lots"`, 0, "is not a number"}, {"number", `[1]`, 0, "another form"},
		{"sql", `"SELECT id, city FROM t ORDER BY id, city DESC"`, 3, ""}, {"sql", `"SELECT id, city FROM t"`, 0, "h"},
		{"sql", `"SELECT id FROM t"`, 0, "h"},
		{"sql", `"DROP TABLE t"`, 0, "exactly one statement"}, {"sql", `"SELECT x FROM t"`, 0, "schema"},
		{"code", `"def f(x):\n    return 2 * x"`, 2, ""}, {"code", `"def f(x):\n    return x"`, 0, "h"},
		{"code", `"def g(x):\n    return x"`, 0, "Keep the names"},
		{"params", `{"size":6}`, 2, ""}, {"params", `{"size":"9"}`, 0, "h"},
		{"params", `{"size":1000}`, 0, "goes from 1 to 100"}, {"params", `{"color":"red"}`, 0, "not yours"},
		{"params", `{"size":[1]}`, 0, "another form"},
		{"build", `{"nodes":["a","b","c"],"edges":[["a","c"],["c","b"]]}`, 2, ""},
		{"build", `{"nodes":["a","b"],"edges":[]}`, 0, "h"}, {"build", `{"nodes":["a"],"edges":[["a","b"]]}`, 0,
			"not among your nodes"}, {"build", `{"nodes":["a","b"],"edges":[["a"]]}`, 0, "from -> to"},
		{"argue", `{"because":"reuse","therefore":"drop","against":"fresh"}`, 3, ""},
		{"argue", `{"because":"magic","therefore":"drop"}`, 1, "does not"},
		{"argue", `{"because":"nope"}`, 0, "not one of the statements"}, {"argue", `{}`, 0, "no answer"},
		{"argue", `{"because":null}`, 0, "no answer"}, {"argue", `{"because":1}`, 0, "another form"},
		{"argue", `["reuse"]`, 0, "another form"},
		{"prose", `"A cache helps."`, 0, ""}, {"prose", `{"text":"A cache helps.","states":["reuse"]}`, 0, ""},
		{"prose", `""`, 0, "no answer"}, {"prose", `7`, 0, "another form"},
	} {
		t.Run(tt.part+" "+tt.answer, func(t *testing.T) {
			v, err := Grade(context.Background(), everyKind(), 0, Answers{tt.part: json.RawMessage(tt.answer)},
				kindsEnv())
			if err != nil {
				t.Fatal(err)
			}
			p, _ := v.Part(tt.part)
			if p.Score != tt.score || v.Score != tt.score {
				t.Errorf("score %d (in all %d), want %d: %+v", p.Score, v.Score, tt.score, p.Checks)
			}
			said := p.Note
			for _, c := range p.Checks {
				said += " " + c.Hint
				if c.OK != (c.Hint == "") {
					t.Errorf("check %+v: a hint goes with a failed check only", c)
				}
			}
			if !strings.Contains(said, tt.hint) {
				t.Errorf("said %q, want %q in it", said, tt.hint)
			}
		})
	}
}

func TestSmallestDifferingSet(t *testing.T) {
	p, err := GradePart(context.Background(), everyKind(), 0, "sql",
		Answers{"sql": Value("SELECT id, coalesce(city, '') FROM t ORDER BY id DESC")}, kindsEnv())
	if err != nil {
		t.Fatal(err)
	}
	if c := p.Checks[1]; c.OK || !strings.Contains(c.Got, "one row") || !strings.Contains(c.Want, "NULL") {
		t.Errorf("hidden check %+v, want the set of one row with its NULL", c)
	}
}

func TestUnknownPart(t *testing.T) {
	_, err := Grade(context.Background(), everyKind(), 0, Answers{"nubmer": Value(1)}, kindsEnv())
	var input *InputError
	if !errors.As(err, &input) || input.Field != "nubmer" || len(input.Valid) != 11 {
		t.Errorf("error %v, want an *InputError that names the part and the eleven valid ones", err)
	}
	if _, err := Grade(context.Background(), everyKind(), -1, nil, kindsEnv()); !errors.As(err, &input) {
		t.Errorf("variant -1: error %v, want an *InputError", err)
	}
}

type broken struct{}

func (broken) Run(context.Context, sandbox.Request) (sandbox.Reply, error) {
	return sandbox.Reply{}, errors.New("no more processes")
}

func TestFaultIsOurs(t *testing.T) {
	answers := Answers{"code": Value("def f(x):\n    return 2 * x"), "choice": Value("b")}
	v, err := Grade(context.Background(), everyKind(), 0, answers, Env{Sim: toySim, Sandbox: broken{}})
	var input *InputError
	if err == nil || errors.As(err, &input) {
		t.Fatalf("error %v, want the grader's own fault", err)
	}
	code, _ := v.Part("code")
	if choice, _ := v.Part("choice"); !v.Fault || !code.Fault || choice.Score != 1 {
		t.Errorf("verdict %+v, want a fault in code only and the choice graded", v)
	}
}

func TestParseSubmission(t *testing.T) {
	for _, tt := range []struct {
		in      string
		answers int
		variant int
		bad     string
	}{
		{`{"moved": 500}`, 1, -1, ""}, {`{"variant": 3, "answers": {"a": 1, "b": 2}}`, 2, 3, ""},
		{`{"answers": {}}`, 0, -1, ""},
		{`{"a": 1,`, 0, 0, "not a JSON object"}, {`[1]`, 0, 0, "not a JSON object"}, {``, 0, 0, "not a JSON object"},
		{`null`, 0, 0, "not a JSON object"},
		{`{"answers": 5}`, 0, 0, "object of part ids"}, {`{"variant": "x", "answers": {}}`, 0, 0, "whole number"},
	} {
		s, err := ParseSubmission([]byte(tt.in))
		if tt.bad != "" {
			if err == nil || !strings.Contains(err.Error(), tt.bad) {
				t.Errorf("ParseSubmission(%s): error %v, want %q", tt.in, err, tt.bad)
			}
			continue
		}
		if err != nil || len(s.Answers) != tt.answers || (s.Variant == nil) != (tt.variant < 0) || s.Variant != nil &&
			*s.Variant != tt.variant {
			t.Errorf("ParseSubmission(%s) = %+v, %v", tt.in, s, err)
		}
	}
}

func TestFormRoundTrip(t *testing.T) {
	task, _ := everyKind().Task(0)
	form := url.Values{"p.choice": {"b"}, "p.choices": {"a", "b"}, "p.match.x": {"a"}, "p.match.y": {"c"},
		"p.order.1": {"a"}, "p.order.3": {"b"},
		"p.number": {"12.5 ms"}, "p.sql": {"SELECT 1"}, "p.code": {"def f(x):\n    return x"}, "p.params.size": {"6"},
		"p.build.nodes": {"a", "b"}, "p.build.edges": {"a -> b\nhalf"}, "p.prose": {"Some words."}}
	answers := FromForm(task.Parts, form)
	if len(answers) != 10 {
		t.Fatalf("%d answers, want 10: %s", len(answers), Value(answers))
	}
	if got := string(answers["build"]); got != `{"nodes":["a","b"],"edges":[["a","b"],["half"]]}` {
		t.Errorf("build %s", got)
	}
	if got := string(answers["order"]); got != `["a","","b"]` {
		t.Errorf("order %s", got)
	}
	if back := ToForm(task.Parts, answers); back.Encode() != form.Encode() {
		t.Errorf("form comes back as\n%s, want\n%s", back.Encode(), form.Encode())
	}
	if len(FromForm(task.Parts, url.Values{"p.choice": {"  "}, "other": {"x"}})) != 0 {
		t.Error("an empty form gives answers")
	}
}

// What a function returned is shown in the learner's language, and cut between letters.
func TestShown(t *testing.T) {
	for raw, want := range map[string]string{
		"null": "None", "true": "True", "false": "False", "3": "3", `"serve"`: `"serve"`,
		strings.Repeat("é", 40): strings.Repeat("é", 40), strings.Repeat("é", 41): strings.Repeat("é", 40) + "…",
	} {
		if got := Shown(raw); got != want {
			t.Errorf("Shown(%s) = %s, want %s", raw, got, want)
		}
	}
}

// TestHiddenSeeds wants seeds that hang on everything they are made of, and that stay the same.
func TestHiddenSeeds(t *testing.T) {
	seen := map[[seedCount]int]string{}
	for _, secret := range []string{"", "one", "two"} {
		for _, place := range []struct {
			exercise string
			variant  int
			part     string
		}{{"a", 0, "p"}, {"a", 1, "p"}, {"a", 0, "q"}, {"b", 0, "p"}} {
			seeds := hiddenSeeds(secret, place.exercise, place.variant, place.part)
			if again := hiddenSeeds(secret, place.exercise, place.variant, place.part); again != seeds {
				t.Errorf("%q %v: %v and %v", secret, place, seeds, again)
			}
			if other, taken := seen[seeds]; taken {
				t.Errorf("%q %v has the seeds of %s", secret, place, other)
			}
			seen[seeds] = fmt.Sprintf("%q %v", secret, place)
		}
	}
}
