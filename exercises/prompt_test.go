package exercises

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const somePrompt = `Serve {n} reads.

## Given

- Reads: {n} a second

# Parts

## drain
title: How long: {n} reads?
hint: Count what
  fits into a second.
text: It holds

  - for {n}, and
  - for more.

  Nothing else.
option one: one
option two: two
hint two: twice?
learn: Little's law.
`

func TestPromptFillsItsFields(t *testing.T) {
	p, err := readPrompt("prompt.md", somePrompt)
	if err != nil {
		t.Fatal(err)
	}
	words := p.Fill(map[string]string{"n": "5"})
	if got := words.Task(); got != "Serve 5 reads.\n\n## Given\n\n- Reads: 5 a second\n" {
		t.Errorf("task %q", got)
	}
	if diff := cmp.Diff([]Row{{"Reads", "5 a second"}}, words.Given()); diff != "" {
		t.Errorf("given (-want +got):\n%s", diff)
	}
	w := words.Of("drain")
	part := w.Part(2, "law", nil)
	want := Part{ID: "drain", Title: "How long: 5 reads?",
		Text:   "It holds\n\n- for 5, and\n- for more.\n\nNothing else.",
		Points: 2, Learn: "Little's law.", Section: "law"}
	if diff := cmp.Diff(want, part); diff != "" {
		t.Errorf("part (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Option{{ID: "one", Label: "one"}, {ID: "two", Label: "two"}}, w.Options()); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"prompt.md:11: hint", "prompt.md:21: hint two"}, p.Unread()); diff != "" {
		t.Errorf("unread (-want +got):\n%s", diff)
	}
	if got := w.Get("hint"); got != "Count what fits into a second." {
		t.Errorf("hint %q", got)
	}
	if got := w.Each("hint")["two"]; got != "twice?" {
		t.Errorf("hint of two: %q", got)
	}
}

// TestPromptMistakes wants file and line of what a writer may get wrong.
func TestPromptMistakes(t *testing.T) {
	for _, tt := range []struct{ name, from, to, want string }{
		{"two sections", "## drain", "## drain\n\n## drain", "prompt.md:11: there is a section \"drain\" already"},
		{"two fields", "hint two", "option two", "prompt.md:21: the section has a field \"option two\" already"},
		{"not indented", "  fits into", "fits into", "prompt.md:12: this is no"},
		{"no field", "title: How", "  title: How", "prompt.md:10: this line belongs to no field"},
		{"no section", "## drain", "drain", "prompt.md:9: this is no"},
		{"no colon", "learn: Little's", "learn Little's", "prompt.md:22: this is no"},
	} {
		_, err := readPrompt("prompt.md", strings.Replace(somePrompt, tt.from, tt.to, 1))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	for _, tt := range []struct {
		name, want string
		do         func(w Words)
	}{
		{"no such section", `prompt.md: there is no section "fill"`, func(w Words) { w.Of("fill") }},
		{"no such field", `prompt.md:9: part "drain" has no field "want"`, func(w Words) { w.Of("drain").Get("want") }},
		{"no value", "prompt.md:10: there is no value for {n}", func(w Words) { w.Of("drain").Get("title") }},
	} {
		p, err := readPrompt("prompt.md", somePrompt)
		if err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != tt.want {
					t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
				}
			}()
			tt.do(p.Fill(nil))
		}()
	}
}
