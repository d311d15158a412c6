package main

import (
	"fmt"
	"strings"
	"testing"

	"tradeofflab/course"
	"tradeofflab/course/content"
	"tradeofflab/exercises"
)

// TestCheckHome holds an assignment and its page to each other, from both sides.
func TestCheckHome(t *testing.T) {
	lessons, err := course.Load(content.Files)
	if err != nil {
		t.Fatal(err)
	}
	part := func(section string) exercises.Task {
		return exercises.Task{Parts: []exercises.Part{{ID: "p", Section: section}}}
	}
	for _, tt := range []struct {
		name, slug, of, section, want string // of is a case or lesson 6; want a piece of the one mistake, "" for none
	}{
		{"a lesson's own section", "hashing", "", "ring", ""},
		{"another number", "storage", "", "kinds", "belongs to Lesson 6, but its page is Lesson 7"},
		{"a section of the case", "scaling-story", "scaling-story", "run", ""},
		{"a section of a lesson", "scaling-story", "scaling-story", "sharding#hot", ""},
		{"no section", "scaling-story", "scaling-story", "runs", `section "runs", which /cases/scaling-story`},
		{"no section of the lesson", "scaling-story", "scaling-story", "sharding#hit", `"hit", which /lessons/shard`},
		{"no such lesson", "scaling-story", "scaling-story", "shards#hot", `lesson "shards"`},
		{"no such case", "scaling", "scaling", "run", "no case study /cases/scaling"},
		{"no such lesson", "hash", "", "ring", "no lesson /lessons/hash"},
		{"a page that ends with another", "rings", "scaling-story", "run", "does not end with it"},
	} {
		var got []string
		e := exercises.Exercise{Slug: tt.slug, Case: tt.of}
		if tt.of == "" {
			e.Lesson = 6
		}
		checkHome(lessons, e, part(tt.section),
			func(_, remedy, format string, args ...any) {
				if remedy == "" {
					t.Errorf("%s: no remedy", tt.name)
				}
				got = append(got, fmt.Sprintf(format, args...))
			})
		if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
			t.Errorf("%s: %q, want one mistake with %q", tt.name, got, tt.want)
		}
	}
}
