package workload

import (
	"context"
	_ "embed"
	"slices"
	"testing"

	"gopkg.in/yaml.v3"

	"tradeofflab/exercises"
	"tradeofflab/sims/model"
)

//go:embed testdata/pool.yaml
var labelledAnswers []byte

// longer are the workloads whose labelled answers lie with the assignments that open with them.
var longer = []string{"profiles", "chat", "catalogue", "graph", "sessions", "iot", "recs", "logs"}

const (
	leastSamples   = 4
	leastAgreement = 90 // % of the verdicts, over the pool
)

// asking is an assignment that asks nothing but why, for every workload.
var asking = exercises.Exercise{Slug: "why", Draw: func(int) exercises.Drawn {
	d := exercises.Drawn{Solution: exercises.Answers{}}
	for _, w := range workloads() {
		d.Parts = append(d.Parts, exercises.Part{ID: w.ID, Points: 2, Ask: w.Prose()})
		d.Solution[w.ID] = exercises.Value(w.Why())
		for _, x := range w.WrongProse() {
			x.Part = w.ID
			d.Wrong = append(d.Wrong, x)
		}
	}
	return d
}}

func grade(t *testing.T, part string, answer []byte) exercises.PartVerdict {
	t.Helper()
	p, err := exercises.GradePart(context.Background(), asking, 0, part, exercises.Answers{part: answer},
		exercises.Env{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProseAgreesWithLabels(t *testing.T) {
	var labelled map[string][]struct {
		Name, Text   string
		Says, Denies []string
	}
	if err := yaml.Unmarshal(labelledAnswers, &labelled); err != nil {
		t.Fatal(err)
	}
	verdicts, agreed := 0, 0
	for _, w := range workloads() {
		samples := labelled[w.ID]
		if len(samples) < leastSamples && !slices.Contains(longer, w.ID) {
			t.Errorf("%s has %d labelled answers, want at least %d", w.ID, len(samples), leastSamples)
		}
		delete(labelled, w.ID)
		for _, s := range samples {
			p := grade(t, w.ID, exercises.Value(s.Text))
			for i, r := range w.Reasons {
				denied := slices.ContainsFunc(p.Spans,
					func(x exercises.Span) bool { return x.Idea == r.Idea && x.Deny })
				verdicts++
				if p.Checks[i].OK == slices.Contains(s.Says, r.Idea) && denied == slices.Contains(s.Denies, r.Idea) {
					agreed++
					continue
				}
				t.Logf("%s, %s, %s: stated %v, contradicted %v, labelled %v and %v", w.ID, s.Name, r.Idea,
					p.Checks[i].OK, denied, s.Says, s.Denies)
			}
		}
	}
	for id := range labelled {
		t.Errorf("there are labelled answers for %q, which is no workload", id)
	}
	t.Logf("agreement on %d of %d verdicts", agreed, verdicts)
	if 100*agreed < leastAgreement*verdicts {
		t.Errorf("agreement on %d of %d verdicts, want %d %%", agreed, verdicts, leastAgreement)
	}
}

// TestModelAndWrongAnswers grades what every workload says of itself, not only those that the first variants draw.
func TestModelAndWrongAnswers(t *testing.T) {
	solution, err := asking.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range workloads() {
		for _, c := range grade(t, w.ID, solution[w.ID]).Checks {
			if !c.OK {
				t.Errorf("%s: the model answer does not state %q: %s", w.ID, c.Name, c.Got)
			}
		}
	}
	wrong, _ := asking.Wrong(0)
	for _, x := range wrong {
		var failed []string
		for _, c := range grade(t, x.Part, x.Value).Checks {
			if !c.OK {
				failed = append(failed, c.Name)
			}
		}
		if !slices.Equal(failed, x.Checks) {
			t.Errorf("%s, %q fails %v, want %v", x.Part, x.Name, failed, x.Checks)
		}
	}
}

// TestAnswersFitTogether checks that models and stores are accepted in pairs: no store without its model, no model
// without a store of it.
func TestAnswersFitTogether(t *testing.T) {
	for _, w := range workloads() {
		models, have := Accepted(w.Models), map[string]bool{}
		for _, s := range w.Stores {
			have[ModelOf(s.ID)] = true
			if !slices.Contains(models, ModelOf(s.ID)) {
				t.Errorf("%s accepts the store %s and not its model %s", w.ID, s.ID, ModelOf(s.ID))
			}
		}
		for _, m := range models {
			if !have[m] {
				t.Errorf("%s accepts the model %s and no store of it", w.ID, m)
			}
		}
		if ModelOf(w.Stores[0].ID) != models[0] {
			t.Errorf("%s: the model answers %s and %s do not fit", w.ID, models[0], w.Stores[0].ID)
		}
	}
}

// TestEntriesAreComplete checks the data of every workload.
func TestEntriesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range workloads() {
		if seen[w.ID] || w.Name == "" || w.Thing == "" || w.Terms == "" || w.Task == "" || w.Given == "" ||
			w.Harm == "" {
			t.Errorf("%s is listed twice or lacks name, thing, words, task, given or harm", w.ID)
		}
		seen[w.ID] = true
		if n := len(w.Reasons); n < 2 || n > 3 {
			t.Errorf("%s has %d reasons, want 2 or 3", w.ID, n)
		}
		if len(w.Must()) == 0 {
			t.Errorf("%s has no driver that has to be named", w.ID)
		}
		for _, id := range w.May {
			if ideaOf(id).Driver == "" || slices.Contains(w.Must(), id) {
				t.Errorf("%s allows %s, which is no driver or has to be named", w.ID, id)
			}
		}
		holdPicks(t, w.ID, w.Models, Models, AgainstModel)
		holdPicks(t, w.ID, w.Stores, StoreOptions, AgainstStore)
		holdPicks(t, w.ID, w.Consistency, Levels, AgainstLevel)
		if len(w.Consistency) == len(Levels) {
			t.Errorf("%s accepts every level of consistency", w.ID)
		}
		if len(w.Families) == 0 {
			continue
		}
		holdPicks(t, w.ID, w.Families, FamilyOptions, AgainstFamily)
		holdPicks(t, w.ID, w.Patterns, PatternOptions, AgainstPattern)
		right := 0
		for _, k := range w.Keys {
			if k.Label == "" || k.Why == "" {
				t.Errorf("%s has a key without label or reason", w.ID)
			}
			if k.OK {
				right++
			}
		}
		if len(w.Keys) != 4 || right < 1 || right > 2 || !w.Keys[0].OK {
			t.Errorf("%s has %d keys, %d of them right; want 4 with the right ones first", w.ID, len(w.Keys), right)
		}
	}
}

func holdPicks(t *testing.T, id string, picks []Pick, options []exercises.Option, against map[string]string) {
	t.Helper()
	if len(picks) == 0 {
		t.Errorf("%s accepts none of %v", id, options)
	}
	for _, p := range picks {
		if p.Why == "" || !slices.ContainsFunc(options, func(o exercises.Option) bool { return o.ID == p.ID }) {
			t.Errorf("%s accepts %q, which is no option or has no reason", id, p.ID)
		}
	}
	for _, o := range options {
		if against[o.ID] == "" {
			t.Errorf("nothing is said against %s", o.ID)
		}
	}
}

// TestOffer checks that what is kept is offered, that the number is met, and that the order stays.
func TestOffer(t *testing.T) {
	for seed := range 50 {
		keep := []string{"neo4j", "postgresql"}
		got := Offer(model.Stream(seed, "offer"), StoreOptions, keep, 8)
		at := -1
		for _, o := range got {
			next := slices.Index(StoreOptions, o)
			if next <= at {
				t.Errorf("seed %d: %s stands out of order", seed, o.ID)
			}
			at = next
		}
		for _, id := range keep {
			if !slices.ContainsFunc(got, func(o exercises.Option) bool { return o.ID == id }) {
				t.Errorf("seed %d: %s is not offered", seed, id)
			}
		}
		if len(got) != 8 {
			t.Errorf("seed %d: %d options, want 8", seed, len(got))
		}
	}
}
