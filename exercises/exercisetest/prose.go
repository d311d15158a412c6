// Package exercisetest holds what the tests of several assignments share.
package exercisetest

import (
	"context"
	"slices"
	"testing"

	"gopkg.in/yaml.v3"

	"tradeofflab/exercises"
)

// A mechanical check of prose is worth printing only if it agrees with a careful reader.
const (
	leastSamples   = 12
	leastAgreement = 95 // % of the verdicts
)

// Prose holds a prose part of variant 0 to labelled answers in YAML: a list of name, text, says (ids of the ideas that
// a careful reader finds) and denies (ids that the answer contradicts).
func Prose(t *testing.T, e exercises.Exercise, part string, samples []byte) {
	t.Helper()
	var labelled []struct {
		Name, Text   string
		Says, Denies []string
	}
	if err := yaml.Unmarshal(samples, &labelled); err != nil {
		t.Fatal(err)
	}
	if len(labelled) < leastSamples {
		t.Fatalf("%s: %d samples, want at least %d", part, len(labelled), leastSamples)
	}
	task, err := e.Task(0)
	if err != nil {
		t.Fatal(err)
	}
	asked, _ := task.Part(part)
	prose, ok := asked.Ask.(*exercises.Prose)
	if !ok {
		t.Fatalf("%s has no prose part %q", e.Slug, part)
	}
	verdicts, agreed := 0, 0
	for _, s := range labelled {
		p, err := exercises.GradePart(context.Background(), e, 0, part,
			exercises.Answers{part: exercises.Value(s.Text)}, exercises.Env{})
		if err != nil {
			t.Fatal(err)
		}
		for i, idea := range prose.Ideas {
			denied := slices.ContainsFunc(p.Spans, func(x exercises.Span) bool { return x.Idea == idea.ID && x.Deny })
			verdicts++
			if p.Checks[i].OK == slices.Contains(s.Says, idea.ID) && denied == slices.Contains(s.Denies, idea.ID) {
				agreed++
				continue
			}
			t.Logf("%s, %s, %s: stated %v, contradicted %v, labelled %v and %v", part, s.Name, idea.ID, p.Checks[i].OK,
				denied, s.Says, s.Denies)
		}
		for _, id := range append(slices.Clone(s.Says), s.Denies...) {
			if !slices.ContainsFunc(prose.Ideas, func(i exercises.Idea) bool { return i.ID == id }) {
				t.Errorf("%s, %s: label %q is no idea of the part", part, s.Name, id)
			}
		}
	}
	t.Logf("%s: agreement on %d of %d verdicts", part, agreed, verdicts)
	if 100*agreed < leastAgreement*verdicts {
		t.Errorf("%s: agreement on %d of %d verdicts, want %d %%", part, agreed, verdicts, leastAgreement)
	}
}
