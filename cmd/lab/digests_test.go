package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/sims/catalogue"
)

const digestsFile = "testdata/digests.txt"

// TestDigests holds every default run, verdict and advice to a committed digest, so that a change of structure proves
// that it changed nothing else, and a change of results is deliberate: UPDATE_DIGESTS=1 writes the file anew.
func TestDigests(t *testing.T) {
	var lines []string
	note := func(name string, o outcome) {
		if o.code != exitDone {
			t.Errorf("lab %s: code %d: %s", name, o.code, o.err)
		}
		lines = append(lines, fmt.Sprintf("%x  %s", sha256.Sum256([]byte(o.out)), name))
	}
	for _, s := range catalogue.All {
		note("sim "+s.Slug, lab(t, "", "sim", s.Slug, "--json"))
	}
	for _, e := range exercisecatalogue.All {
		for _, variant := range []string{"0", "7"} {
			task := lab(t, "", "exercise", e.Slug, "--variant", variant, "--json")
			note("exercise "+e.Slug+" "+variant, task)
			solution := lab(t, "", "exercise", e.Slug, "--variant", variant, "--solution", "--json")
			note("solution "+e.Slug+" "+variant, solution)
			note("verdict "+e.Slug+" "+variant,
				lab(t, answersOf(t, solution.out), "grade", e.Slug, "--variant", variant, "--answers", "-", "--json"))
			note("empty verdict "+e.Slug+" "+variant,
				lab(t, "{}", "grade", e.Slug, "--variant", variant, "--answers", "-", "--json"))
		}
	}
	note("advise eval", lab(t, "", "advise", "--eval", "--json"))
	note("check", lab(t, "", "check"))

	got := strings.Join(lines, "\n") + "\n"
	if os.Getenv("UPDATE_DIGESTS") != "" {
		if err := os.MkdirAll(filepath.Dir(digestsFile), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(digestsFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(digestsFile)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for line := range strings.Lines(string(kept)) {
		want[strings.TrimSpace(line)] = true
	}
	for _, line := range lines {
		if !want[line] {
			_, name, _ := strings.Cut(line, "  ")
			t.Errorf("lab %s no longer prints what it did; when that is meant, UPDATE_DIGESTS=1", name)
		}
		delete(want, line)
	}
	for line := range want {
		t.Errorf("no longer there: %s", line)
	}
}

// answersOf takes the model answers out of a printed solution.
func answersOf(t *testing.T, printed string) string {
	t.Helper()
	var solution struct {
		Answers map[string]json.RawMessage `json:"answers"`
	}
	if err := json.Unmarshal([]byte(printed), &solution); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(solution)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
