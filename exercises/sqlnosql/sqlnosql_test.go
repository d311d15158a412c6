package sqlnosql

import (
	"slices"
	"strings"
	"testing"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
)

// TestVariantsLeaveTheCourse checks that no answer to the course's own variant can be copied, and that the four
// workloads of a variant ask for different kinds of store.
func TestVariantsLeaveTheCourse(t *testing.T) {
	seen := map[string]bool{}
	for variant := 1; variant <= 400; variant++ {
		kinds := map[workload.Kind]bool{}
		ws := workloads(variant)
		for _, w := range ws {
			kinds[w.Kind], seen[w.ID] = true, true
			if slices.Contains(course, w.ID) {
				t.Errorf("variant %d draws %s, which is the course's own", variant, w.ID)
			}
		}
		if len(ws) != 4 || len(kinds) != 4 {
			t.Errorf("variant %d: %d workloads of %d kinds, want 4 of 4", variant, len(ws), len(kinds))
		}
	}
	if size := len(pool()); len(seen) != size || size < 24 {
		t.Errorf("400 variants draw %d of %d workloads, want all of at least 24", len(seen), size)
	}
}

// TestStoreFitsTheModel hands in every pair of an accepted model and an accepted store: the store counts only where it
// has that model.
func TestStoreFitsTheModel(t *testing.T) {
	d := Exercise.Draw(0)
	for _, p := range d.Parts {
		store, ok := p.Ask.(*exercises.Choice)
		id, isStore := strings.CutSuffix(p.ID, ".store")
		if !ok || !isStore {
			continue
		}
		for _, m := range d.Parts {
			if m.ID != id+".model" {
				continue
			}
			for _, chosen := range m.Ask.(*exercises.Choice).Accept {
				for _, s := range store.Accept {
					v, err := exercises.Grade(t.Context(), Exercise, 0, exercises.Answers{m.ID: exercises.Value(chosen),
						p.ID: exercises.Value(s)}, exercises.Env{})
					if err != nil {
						t.Fatal(err)
					}
					for _, pv := range v.Parts {
						if want := workload.ModelOf(s) == chosen; pv.ID == p.ID && (pv.Score == pv.Max) != want {
							t.Errorf("%s with %s scores %d of %d, want full marks: %v", s, chosen, pv.Score,
								pv.Max, want)
						}
					}
				}
			}
		}
	}
}
