package sqlnosql

import (
	_ "embed"
	"slices"
	"testing"

	"tradeofflab/exercises/exercisetest"
	"tradeofflab/exercises/workload"
)

//go:embed testdata/profiles.yaml
var profiles []byte

//go:embed testdata/chat.yaml
var chat []byte

//go:embed testdata/catalogue.yaml
var catalogue []byte

//go:embed testdata/graph.yaml
var graph []byte

func TestProseAgreesWithLabels(t *testing.T) {
	for part, samples := range map[string][]byte{"profiles.why": profiles, "chat.why": chat, "catalogue.why": catalogue, "graph.why": graph} {
		exercisetest.Prose(t, Exercise, part, samples)
	}
}

// TestVariantsLeaveTheCourse checks that no answer to the course's own variant can be copied, and that the four workloads of
// a variant ask for different kinds of store.
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
