package workload

import (
	"slices"
	"testing"

	"tradeofflab/exercises"
	"tradeofflab/sims/model"
)

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
		if seen[w.ID] || w.Name == "" || w.Thing == "" || w.Task == "" || w.Given == "" ||
			w.Harm == "" {
			t.Errorf("%s is listed twice or lacks name, thing, task, given or harm", w.ID)
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
			next := slices.IndexFunc(StoreOptions, func(x exercises.Option) bool { return x.ID == o.ID })
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
