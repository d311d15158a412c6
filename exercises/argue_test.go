package exercises

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

const toyData = `
- part: fill.why
  of: fill
  numbers: {ratio: "reads / writes", rival: "'expire' if choice == 'delete' else 'delete'"}
  rows:
  - id: because
    title: "What decides?"
    statements:
    - {id: reuse, role: decides, truth: "ratio >= 100", text: "One query serves {ratio} readers.", reason: "It does."}
    - {id: memory, role: beside, truth: "True", text: "The memory is large enough.", reason: "For any way."}
    - {id: often, role: elsewhere, truth: "ratio < 2", text: "It is written all the time.", reason: "Not here."}
    - {id: magic, role: wrong, truth: "False", text: "A cache makes writes quick.", reason: "It does not."}
    - {id: magic2, role: wrong, truth: "False", text: "A cache makes joins quick.", reason: "It does not."}
  - id: therefore
    title: "How, and not by {rival}?"
    statements:
    - {id: drop, role: [[decides, "choice == 'delete'"], [elsewhere, "True"]], truth: "choice == 'delete'",
       text: "A write removes the entry.", reason: "So it does."}
    - {id: clock, role: [[decides, "choice == 'expire'"], [elsewhere, "True"]], truth: "choice == 'expire'",
       text: "The clock removes the entry.", reason: "So it does."}
    - {id: push, role: wrong, truth: "False", text: "The disk pushes it.", reason: "Disks do not."}
  - id: against
    title: "What settles it?"
    titles: {delete: "Delete or expire?", expire: "Expire or delete?"}
    statements:
    - {id: fresh, for: [delete], role: [[decides, "fresh"], [wrong, "True"]], truth: "fresh",
       text: "It has to be fresh.", reason_true: "The task says so.", reason_false: "Not in this variant."}
    - {id: cheap, for: [delete], role: [[decides, "not fresh"], [beside, "True"]], truth: "True",
       text: "It costs little.", reason: "One command."}
    - {id: lag, for: [expire], role: decides, truth: "True", text: "It may lag.", reason: "It may."}
    - {id: gone, role: wrong, truth: "False", text: "Entries stay for ever.", reason: "They do not."}
`

// toyChoice is what toyArgue defends: of its two options one is accepted.
var toyChoice = &Choice{Options: []Option{{ID: "delete", Label: "Delete on write"}, {ID: "expire", Label: "Expiry"}},
	Accept: []string{"delete"}, Want: "w", Hint: "h"}

const toyPrompt = `# Parts

## fill.why
title: Why?
words: Say why.
learn: Because.
`

func toyParts(fresh bool) (argue, words Asked) {
	of := Asked{Part: Part{ID: "fill", Ask: toyChoice}, Solution: Value("delete")}
	return MustPrompt("p.md", toyPrompt).Fill(nil).Of("fill.why").AskArgue("why", Defence{
		From: NewArguments("argue.yaml", toyData), Of: &of,
		Values: map[string]any{"reads": 5000, "writes": 2, "fresh": fresh}})
}

// toyArgue is an argument that hangs on no choice, for tests of all kinds side by side.
func toyArgue() *Argue {
	argue, _ := toyParts(true)
	ask := argue.Part.Ask.(*Argue)
	return &Argue{ids: ask.ids, draw: func(string) []ArgueRow { return ask.Rows("delete", "") }}
}

func gradeToy(t *testing.T, fresh bool, choice string, picked map[string]string) PartVerdict {
	t.Helper()
	argue, words := toyParts(fresh)
	e := Exercise{Slug: "toy", Draw: func(int) Drawn {
		d := Drawn{}
		d.Ask(Asked{Part: Part{ID: "fill", Points: 1, Ask: toyChoice}, Solution: Value("delete")}, argue, words)
		return d
	}}
	answers := Answers{"fill.why": Value(picked)}
	if choice != "" {
		answers["fill"] = Value(choice)
	}
	v, err := GradePart(context.Background(), e, 0, "fill.why", answers, Env{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestArgueFollowsTheChoice(t *testing.T) {
	for _, c := range []struct {
		name   string
		fresh  bool
		choice string
		picked map[string]string
		score  int
		hints  []string // of the checks that fail
	}{
		{"accepted choice", true, "delete", map[string]string{"because": "reuse", "therefore": "drop",
			"against": "fresh"},
			3, nil},
		{"by the text and the label", true, "Delete on write", map[string]string{
			"because": "One query serves 2,500 readers.", "therefore": "drop", "against": "fresh"}, 3, nil},
		{"a refused choice is argued for", true, "expire", map[string]string{"because": "reuse", "therefore": "clock",
			"against": "lag"}, 3, nil},
		{"the argument of the other choice", true, "expire", map[string]string{"because": "reuse", "therefore": "drop",
			"against": "fresh"}, 1, []string{"So it does.", "is not one of the statements"}},
		{"the variant turns a statement", false, "delete", map[string]string{"because": "reuse", "therefore": "drop",
			"against": "fresh"}, 2, []string{"Not in this variant."}},
		{"half for what is beside the point", false, "delete", map[string]string{"because": "memory",
			"therefore": "drop", "against": "cheap"}, 2, []string{"True, and it does not decide. For any way."}},
		{"two halves are one", true, "delete", map[string]string{"because": "memory", "against": "cheap"}, 1,
			[]string{"does not decide", "no answer yet", "does not decide"}},
		{"no choice", true, "", map[string]string{"because": "reuse"}, 0, []string{"Answer fill first"}},
		{"a choice that is none", true, "magic", map[string]string{"because": "reuse"}, 0, []string{"Answer fill " +
			"first"}},
		{"a row too many", true, "delete", map[string]string{"because": "reuse", "therefore": "drop",
			"against": "fresh",
			"price":   "x"}, 3, []string{"is not one of them"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := gradeToy(t, c.fresh, c.choice, c.picked)
			if v.Score != c.score || v.Max != 3 {
				t.Errorf("%d of %d points, want %d of 3: %+v", v.Score, v.Max, c.score, v.Checks)
			}
			var hints []string
			for _, k := range v.Checks {
				if !k.OK {
					hints = append(hints, k.Hint)
				}
			}
			if len(hints) != len(c.hints) {
				t.Fatalf("hints %q, want %d", hints, len(c.hints))
			}
			for i, h := range hints {
				if !strings.Contains(h, c.hints[i]) {
					t.Errorf("hint %q, want %q in it", h, c.hints[i])
				}
			}
		})
	}
}

func TestArgueJSONHoldsNoKey(t *testing.T) {
	argue, words := toyParts(true)
	text, err := json.Marshal(argue.Part)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"role"`, `"decides"`, `"wrong"`, "It does.", "reason"} {
		if strings.Contains(string(text), key) {
			t.Errorf("%q stands in %s", key, text)
		}
	}
	var got struct {
		ID, Kind string
		Max      int
		Ask      struct{ Of string }
		Rows     []struct {
			ID, Title string
			Titles    map[string]string
			Options   []struct {
				ID, Text string
				For      []string
			}
		}
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.ID != "fill.why" || got.Kind != "argue" || got.Max != 3 || got.Ask.Of != "fill" || len(got.Rows) != 3 {
		t.Fatalf("%s", text)
	}
	if r := got.Rows[1]; r.Titles["expire"] != "How, and not by delete?" {
		t.Errorf("%+v", r)
	}
	if r := got.Rows[2]; r.Titles["expire"] != "Expire or delete?" || len(r.Options) != 4 {
		t.Errorf("%+v", r)
	}
	for _, o := range got.Rows[2].Options {
		if o.ID == "lag" && !slices.Equal(o.For, []string{"expire"}) || o.ID == "gone" && o.For != nil {
			t.Errorf("%s is offered for %v", o.ID, o.For)
		}
	}
	if p := words.Part; p.ID != "fill.words" || p.Points != 0 || p.Kind() != KindProse {
		t.Errorf("own words are %+v", p)
	}
}

// TestArgueOrder wants an order that stays for one reader, differs between readers, and is that of no file.
func TestArgueOrder(t *testing.T) {
	argue, _ := toyParts(true)
	ask := argue.Part.Ask.(*Argue)
	orders := map[string]bool{}
	ids := func(who string) string {
		var out []string
		for _, s := range ask.Rows("delete", who)[0].Statements {
			out = append(out, s.ID)
		}
		return strings.Join(out, " ")
	}
	for _, who := range []string{"", "ann", "bob", "cem", "dee", "eva"} {
		if first, again := ids(who), ids(who); first != again {
			t.Errorf("%q sees %s and %s", who, first, again)
		}
		orders[ids(who)] = true
	}
	if len(orders) < 4 {
		t.Errorf("six readers see %d orders", len(orders))
	}
}

func TestOwnWordsAreKeptAndGuessedAt(t *testing.T) {
	argue, words := toyParts(true)
	ask := argue.Part.Ask.(*Argue)
	text := "Since one query serves many readers, writes remove what is old."
	var marked []string
	for _, s := range ask.Guess("delete", text) {
		marked = append(marked, text[s.Start:s.End]+" "+s.Idea)
	}
	for _, want := range []string{"query reuse", "serves reuse", "readers reuse"} {
		if !slices.Contains(marked, want) {
			t.Errorf("marked %q, want %q among them", marked, want)
		}
	}
	for _, raw := range []json.RawMessage{Value(text), Value(ownWords{text, []string{"reuse"}})} {
		p := words.Part
		v, err := gradePart(context.Background(), p, raw, attempt{part: p, answers: Answers{"fill": Value("delete")}})
		if err != nil || v.Score != 0 || v.Max != 0 || !v.Checks[0].OK {
			t.Errorf("%s: %+v, %v", raw, v, err)
		}
	}
	long := Value(strings.Repeat("ä", MaxProse+1))
	if v, _ := gradePart(context.Background(), words.Part, long, attempt{}); v.Checks[0].OK {
		t.Error("a text that is too long is kept without a word")
	}
}

func TestMistakesInArguments(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"unknown field", "truth: \"ratio >= 100\"", "true: \"ratio >= 100\"", "argue.yaml:9: field true not found"},
		{"unknown role", "role: decides, truth: \"ratio", "role: right, truth: \"ratio", "a role is decides, beside"},
		{"id twice", "id: memory", "id: reuse", "the id \"reuse\" is missing or taken"},
		{"no reason", ", reason: \"For any way.\"", "", "memory has one reason"},
		{"no expression", "truth: \"ratio < 2\"", "truth: \"ratio <\"", "argue.yaml: truth__often"},
		{"no title", "title: \"How, and not by {rival}?\"", "title: \"\"", "row \"therefore\" lacks an id or a title"},
	} {
		if !strings.Contains(toyData, c.from) {
			t.Fatalf("%s: there is no %q", c.name, c.from)
		}
		_, err := readArguments("argue.yaml", strings.Replace(toyData, c.from, c.to, 1))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q in it", c.name, err, c.want)
		}
	}
}

// TestReservedVerdict wants of answers that stand together a count and one mistake, and of nothing else less than it
// has.
func TestReservedVerdict(t *testing.T) {
	parts := []Part{{ID: "a", Ask: &Argue{}}, {ID: "o", Ask: &Order{}}, {ID: "n", Ask: &Number{}}, {ID: "m",
		Ask: &Match{}},
		{ID: "s", Ask: &Match{}}, {ID: "e", Ask: &Order{}}}
	bad := func(name string, belief bool) Check {
		return Check{Name: name, Got: "x", Hint: "h", Belief: belief}
	}
	good := Check{Name: "good", OK: true, Got: "x"}
	v := Verdict{Parts: []PartVerdict{
		{ID: "a", Max: 4, Score: 1, Note: "n", Checks: []Check{good, {Name: "open", Got: "nothing", Hint: "h"},
			bad("beside", false), bad("belief", true)}},
		{ID: "o", Max: 2, Checks: []Check{bad("first", false), bad("second", false), good}},
		{ID: "n", Max: 2, Note: "n", Checks: []Check{good, bad("value", false)}},
		{ID: "m", Max: 2, Checks: []Check{{Name: "open", Got: "nothing"}, good}},
		{ID: "s", Max: 2, Score: 2, Note: "n", Checks: []Check{good, good}},
		{ID: "e", Max: 2, Empty: true, Checks: []Check{bad("Answered", false)}}}}
	got := v.Reserved(parts)
	for i, want := range []struct {
		named string
		tally *Tally
		note  string
	}{{"belief", &Tally{1, 4}, ""}, {"first", &Tally{1, 3}, ""}, {"good", nil, "n"}, {"open", &Tally{1, 2}, ""},
		{"good", nil, "n"}, {"Answered", nil, ""}} {
		p := got.Parts[i]
		if p.Checks[0].Name != want.named || p.Note != want.note || (p.Counted == nil) != (want.tally == nil) ||
			p.Counted != nil && (*p.Counted != *want.tally || len(p.Checks) != 1) {
			t.Errorf("%s: %+v, want %+v", p.ID, p, want)
		}
	}
	if v.Parts[0].Counted != nil || len(v.Parts[0].Checks) != 4 {
		t.Error("the whole verdict was changed")
	}
}
